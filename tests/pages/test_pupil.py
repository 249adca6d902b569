"""The page on one pupil: found by key or by name, told in words, and silent on all others."""

import html
import re

import pytest
from streamlit.testing.v1 import AppTest

from attendance import config, sentences
from attendance.warehouse import reader
from tests.pages.opened import MAIN, answer, charts, small_print

pytestmark = pytest.mark.usefixtures("on_sample")

PAGE = config.ROOT / "pages" / "pupil.py"
SIBLING, OTHER_SIBLING = "H999012521740", "H999945557463"
LONG_SPELL, MOVER = "A999150569601", "W999784584367"
ILL_AT_TWO = "T999718180956"
TABS = ("Register", "Thresholds", "Trend", "Spells", "Reasons", "Years and schools", "Siblings")


@pytest.fixture(scope="session")
def people(sample_version):
    """The keys of the sample's persons by UPN."""
    with reader.connection(sample_version).cursor() as cursor:
        return dict(cursor.execute("select upn, person_key from people").fetchall())


@pytest.fixture
def opened(people):
    """The page run once for that pupil."""

    def open_page(pupil=None, names="Names", **query_params):
        at = AppTest.from_file(str(PAGE), default_timeout=60)
        if pupil:
            at.query_params["person"] = people.get(pupil, pupil)
        for name, value in query_params.items():
            at.query_params[name] = value
        at.session_state["shown_by"] = names
        at.run()
        assert not at.exception
        return at

    return open_page


def text(at):
    """All words of the page."""
    blocks = [block.value for block in at.markdown] + [answer(at), small_print(at)]
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", " ".join(blocks))).split())


def test_the_answer_says_what_was_missed_and_why(opened):
    at = opened(SIBLING)
    assert (
        "Zorrurrow, Yovova missed 25 of 206 sessions this year (12.1%), persistently absent (PA); "
        "ill on 3 days."
    ) in html.unescape(answer(at))
    assert {metric.label: metric.value for metric in at.metric} == {
        "Absence, year so far": "12.1%",
        "Spells of absence": "7",
        "Without leave, ten school weeks": "18 sessions",
        "Illness, this year": "3 days",
    }
    said = text(at)
    assert "Year 1, class 1B, aged 5" in said and "On roll since 1 September 2023" in said
    assert "10 sessions without leave (G, N, O, U) in ten school weeks: 18 sessions" in said


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens(tab, opened):
    at = opened(MOVER, view=tab)
    assert len(charts(at)) <= 4
    assert charts(at) or len(at.dataframe) or "<table" in small_print(at)


def test_the_register_is_a_table_of_code_letters(opened):
    at = opened(SIBLING)
    said = text(at)
    assert "25 sessions missed, 18 without leave" in said
    assert "Half term 3 (January to February) Week 6 Jan 13 Jan" in said
    blocks = "".join(block.value for block in at.html)
    assert blocks.count("<caption>") == 3
    assert 'title="Friday 7 February, morning: Other unauthorised absence">O</td>' in blocks
    assert blocks.count('class="session-unauthorised') == 18 + 1, "and the key"


def test_thresholds_say_where_the_pupil_stands(opened):
    said = text(opened(LONG_SPELL, view="Thresholds"))
    assert "96 sessions reached 25 November 2024" in said
    run = "10 school days without leave, unbroken, going on now 19 days (38 sessions)"
    assert f"{run} reached 20 January 2025" in said
    assert (
        "20 school days not accounted for (G, N, O), going on now 19 days (38 sessions) close"
        in said
    )


def test_thresholds_are_counted_in_their_title_and_stand_at_the_left(opened):
    blocks = " ".join(block.value for block in opened(SIBLING, view="Thresholds").html)
    assert '<p class="chart-title">1 threshold is reached now</p>' in blocks
    assert '<div class="printed words"' in blocks


def test_the_mover_has_two_schools_and_a_window_over_both(opened):
    at = opened(MOVER, view="Years and schools")
    [years] = at.dataframe
    assert list(years.value["school_name"][:2]) == [
        "Marrowfold Primary School",
        "Bramblelea Primary School",
    ]
    assert "4 at another school" in text(opened(MOVER, view="Thresholds"))
    assert "sessions this year at Marrowfold Primary School (" in html.unescape(answer(at))
    assert at.metric[0].label == "Absence, year so far, this school"


def test_illness_is_of_all_schools(opened):
    at = opened(ILL_AT_TWO, view="Thresholds")
    assert "; ill on 15 days, 12 at another school." in answer(at)
    assert {metric.label: metric.value for metric in at.metric}["Illness, this year"] == "15 days"
    said = "15 school days with illness in the year"
    assert f"{said}: 15 days (12 at another school)." in text(at)
    assert f"{said} 15 days (12 at another school) reached" in text(at)


def test_the_siblings_are_away_together(opened):
    at = opened(SIBLING, view="Siblings")
    assert "1 sibling; away together on 9 days" in text(at)
    [siblings] = at.dataframe
    assert list(siblings.value["shared_days"]) == [9]


def test_without_siblings_it_is_said_where_households_come_from(opened, sample_version):
    with reader.connection(sample_version).cursor() as cursor:
        [alone] = cursor.execute("""
            select min(people.person_key)
            from people
            inner join enrolments
                on people.pupil_id = enrolments.pupil_id
                and enrolments.academic_year = '2024/25'
            where people.household is null
        """).fetchone()
    said = text(opened(alone, view="Siblings"))
    assert "Nobody else of the household in your schools" in said
    assert "Households come from the pupil files of the schools" in said
    assert "weekly file" not in said


def test_the_trend_crosses_ten_per_cent(opened):
    at = opened(SIBLING, view="Trend")
    assert "At 10% or more missed since the week of 27 January" in text(at)
    assert [trace["type"] for trace in charts(at)[0]["data"]] == ["bar", "scatter"]


@pytest.mark.parametrize("tab", ["Register", "Siblings"])
def test_with_pseudonyms_no_name_is_on_the_page(tab, opened, people):
    at = opened(SIBLING, names="Pseudonyms", view=tab)
    shown = text(at) + "".join(frame.value.to_csv() for frame in at.dataframe)
    assert f"Pupil {people[SIBLING][:6].upper()} missed 25 of 206" in shown
    for name in ("Zorrurrow", "Yovova", SIBLING, OTHER_SIBLING, "school number"):
        assert name not in shown


def test_a_key_of_nobody_and_one_unseen_are_told_alike(opened, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900019")
    unseen, nobody = opened(SIBLING), opened("0123456789abcdef")
    for at in (unseen, nobody):
        assert [info.value for info in at.info][-1] == sentences.NO_SUCH_PUPIL
        assert not at.metric and not at.tabs
    assert text(unseen) == text(nobody)


def test_a_champion_sees_the_time_in_the_own_school_alone(opened, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900011")
    at = opened(MOVER, view="Years and schools")
    [years] = at.dataframe
    assert set(years.value["school_name"]) == {"Bramblelea Primary School"}
    assert "Left on 6 December 2024" in text(at)


def test_without_a_key_a_pupil_is_found_by_name(opened, people, behind):
    at = opened()
    assert sentences.FIND_PUPIL in html.unescape(answer(at))
    at.text_input(key="find_pupil").input("zorrurrow, y").run()
    assert people[SIBLING] in list(behind[-1]["person_key"])
    assert "find_pupil" not in at.query_params
    for typed in ("Yovova Zorrurrow", f"{SIBLING[:4]} {SIBLING[4:]}"):
        at.text_input(key="find_pupil").input(typed).run()
        assert list(behind[-1]["person_key"]) == [people[SIBLING]]
    at.text_input(key="find_pupil").input("no such name").run()
    assert sentences.NOBODY_FOUND in text(at) and not at.dataframe


def test_with_pseudonyms_the_search_says_what_is_hidden(opened, people, behind):
    at = opened(names="Pseudonyms")
    assert "names and numbers are hidden" in at.text_input(key="find_pupil").placeholder
    for typed in ("zorrurrow, y", SIBLING):
        at.text_input(key="find_pupil").input(typed).run()
        assert sentences.NOBODY_BY_PSEUDONYM in text(at) and not at.dataframe
    at.text_input(key="find_pupil").input(f"Pupil {people[SIBLING][:6].upper()}").run()
    assert list(behind[-1]["person_key"]) == [people[SIBLING]]


def test_a_champion_finds_pupils_of_the_own_school_alone(opened, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900019")
    at = opened()
    for typed in ("zorrurrow, yovova", SIBLING):
        at.text_input(key="find_pupil").input(typed).run()
        assert sentences.NOBODY_FOUND in text(at)


@pytest.mark.parametrize("viewer", ["governor:900012", "data_officer"])
def test_who_may_not_read_of_pupils_opens_nothing_by_key(viewer, opened, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, viewer)
    at = opened(SIBLING)
    assert "does not see this page" in at.error[0].value
    assert "Zorrurrow" not in text(at) and not at.text_input


def test_a_list_opens_the_page_by_key(people):
    at = AppTest.from_file(str(MAIN), default_timeout=120).run()
    at.session_state["target_page"] = "pupil", {"person": people[SIBLING]}
    at.run()
    assert not at.exception and "Zorrurrow, Yovova missed" in html.unescape(answer(at))


def test_pupils_opened_and_downloads_are_logged_by_key(
    opened, people, downloads, log, sample_copy, monkeypatch
):
    monkeypatch.setenv(config.DATA_DIR_VARIABLE, str(sample_copy))
    opened(SIBLING, view="Spells")
    assert log()[-1]["subject"] == f"One pupil: {people[SIBLING]}"
    content = downloads["pupil_spells-2025-02-14.csv"]().decode("utf-8-sig")
    assert len(content.splitlines()) == 1 + 7
    assert (log()[-1]["subject"], log()[-1]["rows"]) == ("pupil/pupil_spells", 7)
