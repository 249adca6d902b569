"""The page of thresholds: every list opens, obeys the viewer and the names switch, and is taken
away as a return that is logged."""

import html
import io
import re

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from attendance import config, sentences
from tests.pages.opened import answer, open_main, small_print

pytestmark = pytest.mark.usefixtures("on_sample")

PAGE = config.ROOT / "pages" / "thresholds.py"
TABS = {
    "Penalty notice": "penalty_notice",
    "10 days": "continuous_unauthorised",
    "15 days ill": "illness_days",
    "20 days": "twenty_days",
    "Part-time": "part_time",
    "No reason (N)": "unexplained",
    "Joined and left": "entries_and_leavers",
    "Letters": "letter_level",
    "Social worker": "social_worker",
}
PERSON_KEY = re.compile(r"^[0-9a-f]{16}$")


def open_page(view="Penalty notice", **chosen):
    at = AppTest.from_file(str(PAGE), default_timeout=120)
    at.query_params["view"] = view
    for name, value in chosen.items():
        at.session_state[name] = value
    at.run()
    assert not at.exception and not at.error
    return at


def title(at):
    return html.unescape(re.findall(r'class="chart-title">(.*?)</p>', small_print(at))[-1])


@pytest.mark.parametrize("tab", TABS)
def test_every_list_opens_with_its_message_and_rows(tab):
    at = open_page(tab)
    assert len(at.metric) == 4
    assert len(title(at).split()) <= 10
    [table] = at.dataframe
    assert len(table.value) > 0 and "person_key" not in table.value
    assert re.search(r"Regulation|framework|guidance|own setting", small_print(at))


def test_a_list_of_nobody_says_nothing_of_those_listed():
    at = open_page("20 days", school="Tinderwick School")
    assert title(at) == "0 of 66 pupils away 20 days not accounted for"
    assert "All listed" not in small_print(at)


def test_a_school_that_sent_no_week_of_the_ten_has_no_number_of_those_who_reached_ten():
    """Monday morning tells of its newest week."""
    at = open_page(school="Gingermarsh Primary School")
    assert title(at) == "Not known who reached 10 sessions without leave"
    assert "No register of the ten school weeks was sent. Choose earlier weeks" in small_print(at)
    assert [each.value for each in at.metric] == ["n/a", "n/a", "0", "n/a"]
    assert "Not known who reached 10 sessions without leave, or is away now: no" in answer(at)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("10 days", "Not known who was away 10 days without leave"),
        ("Social worker", "Not known whose social worker is to be told"),
    ],
)
def test_of_a_school_that_sent_no_week_of_the_ten_the_lists_say_nobody_of_no_one(view, said):
    assert title(open_page(view, school="Gingermarsh Primary School")) == said


def test_schools_that_stopped_sending_are_named_on_the_page_and_in_the_return(downloads):
    told = small_print(open_page())
    assert "No marks have come from Gingermarsh Primary School since 15 November 2024 (11 " in told
    of_one = small_print(open_page(school="Copperstow Primary School"))
    said = (
        "No marks have come from Copperstow Primary School since 31 January 2025 (2 open weeks): "
        "what its pupils did later is not known."
    )
    assert said in of_one and "Gingermarsh" not in of_one
    assert "No marks have come" not in small_print(open_page(school="Tinderwick School"))
    [file] = [downloads[name] for name in downloads if "copperstow" in name]
    book = openpyxl.load_workbook(io.BytesIO(file()))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(said in cell for cell in cells)


def test_a_long_list_of_the_county_has_pages_and_one_of_a_school_is_whole(behind):
    assert "1 to 200 of" in small_print(open_page("Letters"))
    assert "201 to 400 of" in small_print(open_page("Letters", page=2))
    first, second = (
        set(zip(rows["person_key"], rows["school_name"], strict=True)) for rows in behind
    )
    assert len(first) == len(second) == 200 and not first & second
    open_page("Letters", school="Pebblethorpe High School")
    assert len(behind[-1]) == behind[-1]["listed"].iloc[0] > 200


def test_who_is_off_the_part_time_timetable_has_it_no_longer():
    at = open_page("Part-time", school="Tinderwick School")
    assert title(at) == "0 of 2 pupils part-time (C2): over 6 weeks, ongoing"
    assert set(at.dataframe[0].value["state"]) == {"ended"}


def test_the_answer_counts_those_of_compulsory_school_age():
    at = open_page()
    assert answer(at).count("5,621 pupils of compulsory school age") == 1
    assert "on roll at two schools counts at both" in small_print(at)
    assert "counts at both" not in small_print(open_page(school="Pebblethorpe High School"))


def test_pseudonyms_leave_no_name_upn_or_birth_date(behind):
    open_page(shown_by="Pseudonyms")
    assert behind[0]["pupil"].str.fullmatch(r"Pupil [0-9A-F]{6}").all()
    assert behind[0]["upn"].isna().all() and behind[0]["date_of_birth"].isna().all()


def test_a_champion_sees_pupils_of_the_own_school_alone(monkeypatch, behind):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900019")
    for tab in ("Penalty notice", "Letters"):
        open_page(tab)
        assert set(behind[-1]["school_name"]) == {"Pebblethorpe High School"}


def test_the_schools_own_settings_change_the_lists():
    below_95, below_80 = title(open_page("Letters")), title(open_page("Letters", letter_level=80))
    assert "below 95% without a letter" in below_95 and "below 80% without" in below_80
    assert int(below_80.split()[0].replace(",", "")) < int(below_95.split()[0].replace(",", ""))
    assert "over 1 week" in title(open_page("Part-time", c2_weeks=1))
    assert "in 12 school weeks" in title(open_page("Joined and left", weeks_back=12))


def test_a_setting_that_no_address_may_have_is_the_usual_one():
    assert "below 95%" in title(open_page("Letters", letter_level=7))


@pytest.mark.parametrize("tab", ["Penalty notice", "Part-time", "Letters"])
def test_the_return_holds_the_whole_list_with_blank_columns_and_is_logged(
    tab, downloads, log, sample_copy, data_dir, monkeypatch, behind
):
    monkeypatch.setenv(config.DATA_DIR_VARIABLE, str(data_dir))
    open_page(tab)
    name = TABS[tab]
    book = openpyxl.load_workbook(io.BytesIO(downloads[f"{name}-2025-02-14.xlsx"]()))
    heading, *lines = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    listed = int(behind[0]["listed"].iloc[0])
    assert len(lines) == listed
    entry = log()[-1]
    assert (entry["action"], entry["subject"], entry["rows"]) == (
        "export",
        f"thresholds/{name}",
        listed,
    )
    for asked in ("Pupil", "UPN", "Date of birth", "School", "Year group"):
        assert asked in heading
    for blank in sentences.TO_FILL.values():
        assert {line[heading.index(blank)] for line in lines} == {None}
    assert not [cell for line in lines for cell in line if PERSON_KEY.match(str(cell))]
    assert book.sheetnames[-1] == "About"


def test_the_menu_leads_to_the_page_with_its_filters():
    at = open_main()
    at.switch_page("../../pages/thresholds.py").run()
    assert not at.exception and at.title[0].value == "Thresholds"
    labels = [box.label for box in at.selectbox]
    assert "School" in labels and "Year group" not in labels
