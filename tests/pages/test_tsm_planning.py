"""Whom to meet: the order, how a need adds up, other weights, and another place with a reason."""

import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from attendance import access, config
from attendance.casework import booking, meetings, need_overrides, team
from attendance.casework.audit import entries
from attendance.casework.store import open_store
from attendance.warehouse import versions
from tests.pages.opened import MAIN, answer, printed_table, small_print
from tests.pages.test_school import figures, text, titles

pytestmark = pytest.mark.usefixtures("sample_copy", "double_clicks")

PAGE = config.ROOT / "pages" / "tsm_planning.py"
FIRST, LAST = "Mumblehaven High School", "Wanderness Primary School"
LEAD = access.local_viewer()


def opened(view="All schools", **choices):
    at = AppTest.from_file(str(PAGE), default_timeout=60)
    at.query_params["view"] = view
    for name, value in choices.items():
        at.session_state[name] = value
    at.run()
    assert not at.exception
    return at


def said(at):
    return " ".join(text(at).split())


def table(at):
    return at.dataframe[0].value


def press(at, label):
    (button,) = (button for button in at.button if button.label == label)
    button.click().run()
    assert not at.exception
    return at


def give(at, place, reason):
    at.number_input[0].set_value(place)
    at.text_input[0].set_value(reason)
    return press(at, "Give this place")


def test_the_first_school_stands_in_the_answer_with_its_reasons():
    at = opened()
    assert (
        answer(at).count(
            "First of 24 schools to meet is Mumblehaven High School: 14 pupils severely absent; "
        )
        == 1
    )
    assert "no meeting on record" in answer(at)
    assert figures(at)["No meeting on record"] == "24"
    assert len(at.metric) == 4
    rows = table(at)
    assert rows["place"].tolist() == list(range(1, 25))
    assert rows["need"].is_monotonic_decreasing
    reasons = dict(zip(rows["school_name"], rows["reasons"], strict=True))
    assert reasons["Gingermarsh Primary School"] == "No meeting on record; 11 weeks not sent"
    assert "nauthorised absence 1.5 points above the phase" in reasons["Featherdown Primary School"]
    assert not re.search(r"\b(bad|worst|poor|failing)\b", said(at) + " ".join(reasons.values()))


def test_a_quadrant_and_a_phase_keep_the_places_of_the_county():
    whole = table(opened()).set_index("school_name")["place"]
    at = opened(schools="Primary", quadrant="Mid")
    rows = table(at)
    assert 0 < len(rows) < 24 and set(rows["quadrant"]) == {"Mid"}
    assert rows["place"].tolist() == [whole[name] for name in rows["school_name"]]
    assert "Primary schools, Mid" in said(at)


def test_the_points_shown_add_up_to_the_need_shown():
    for school in (FIRST, "Featherdown Primary School", LAST):
        at = opened("Why this place", school=school)
        lines = printed_table(at)
        points = [round(10 * float(each)) for each in lines["Points"]]
        assert len(points) == 9 and sum(points[:-1]) == points[-1]
        assert f"{school}: need {lines['Points'].iloc[-1]}, place" in said(at)
        for line in lines.iloc[:-1].itertuples():
            share, weight = float(line[4]), float(line.Weight)
            assert abs(share * weight - float(line.Points)) < 0.05 + 0.005 * weight + 1e-9
    assert lines["Points"].iloc[-1] == "10.0" and "as expected" in lines["In words"].iloc[1]


def test_a_meeting_held_takes_its_points_away(data_dir):
    store, version = open_store(data_dir), versions.current(data_dir)
    wish = booking.Wish(date(2025, 2, 10), "spring", "")
    booking.book(store, LEAD, version, [900017], [wish], status="held")
    at = opened("Why this place", school=FIRST)
    line = printed_table(at).set_index("Part").loc["Time since the last meeting"]
    assert line["Value"] == "4 days" and line["Points"] == "0.1"
    assert line["In words"] == "The last meeting was on 10 February 2025, 4 days before."


def test_a_meeting_closed_after_the_last_marked_day_is_held(data_dir):
    store, version = open_store(data_dir), versions.current(data_dir)
    wish = booking.Wish(date(2025, 2, 26), "spring", "")
    (key,) = booking.book(store, LEAD, version, [900017], [wish], status="held")
    meetings.set_status(store, LEAD, version, key, "closed", follows=1)
    at = opened()
    assert figures(at)["No meeting on record"] == "23"
    assert "A meeting counts as held once it is open or closed and its day has come" in said(at)
    at = opened("Why this place", school=FIRST)
    line = printed_table(at).set_index("Part").loc["Time since the last meeting"]
    assert line["Value"] == "0 days" and line["Points"] == "0.0"
    assert line["In words"].startswith("The last meeting was on 26 February 2025, on the last ")


def test_other_weights_change_the_order_and_are_told():
    at = opened("How this is worked out")
    assert titles(at)[0] == "The weights are those of the file"
    (severe,) = (each for each in at.number_input if each.label == "Severely absent pupils")
    assert severe.value == 25
    severe.set_value(0)
    (reporting,) = (each for each in at.number_input if each.label == "Registers not sent")
    reporting.set_value(60)
    press(at, "Use these weights")
    assert titles(at)[0] == "2 weights differ from the file"
    assert answer(at).count("First of 24 schools to meet is Gingermarsh Primary School") == 1
    assert "severe:0,reporting:60" in at.query_params["weights"]
    press(at, "Back to the weights of the file")
    assert titles(at)[0] == "The weights are those of the file"
    assert "First of 24 schools to meet is Mumblehaven" in answer(at)


@pytest.mark.parametrize(
    "weights", ["severe:-1", "severe:nan", "severe:1e9", "nothing:5", "severe", ",,:", "severe:x"]
)
def test_weights_of_an_address_that_are_none_count_nothing(weights):
    at = AppTest.from_file(str(PAGE), default_timeout=60)
    at.query_params["weights"] = weights
    at.query_params["view"] = "How this is worked out"
    at.run()
    assert not at.exception and titles(at)[0] == "The weights are those of the file"


def test_whether_weights_decide_the_top_is_told_by_name():
    at = opened("How this is worked out")
    assert re.search(
        r"(All|\d) of the first 8 by need stay there, whichever weight is halved or doubled",
        said(at),
    )


def test_a_place_is_given_with_its_reason_kept_and_taken_back(data_dir):
    at = give(opened("Why this place", school=LAST), 1, "New head teacher")
    assert [each.value for each in at.success] == ["Saved."]
    assert "Given place 1 by local (AST lead) on" in said(at)
    assert ": New head teacher By need alone it stands at place 24" in said(at)
    rows = table(opened())
    assert rows["school_name"].tolist()[:2] == [LAST, FIRST]
    assert rows["is_moved"].tolist() == [True] + 23 * [False]
    assert rows["place_by_need"].iloc[0] == 24
    press(at, "Take this place back")
    assert table(opened())["school_name"].iloc[0] == FIRST
    kept = need_overrides.history(open_store(data_dir), LEAD, 900007, "2024/25")
    assert [(each.place, each.reason) for each in kept] == [(None, ""), (1, "New head teacher")]
    log = [entry["action"] for entry in entries(open_store(data_dir))]
    assert {"give place by need", "take back place by need"} <= set(log)


def test_without_a_reason_no_place_is_given():
    at = give(opened("Why this place", school=LAST), 1, "  ")
    assert "Write why" in at.error[0].value
    assert table(opened())["school_name"].iloc[0] == FIRST


def test_of_two_people_the_second_is_told_and_sees_the_first_ones_place():
    one, other = (opened("Why this place", school=LAST) for _ in range(2))
    give(one, 2, "First")
    give(other, 3, "Second")
    assert "Someone else gave this school a place" in other.error[0].value
    assert ": First" in said(other)


def test_a_school_page_opens_from_its_need():
    at = AppTest.from_file(str(MAIN), default_timeout=60).run()
    at.switch_page("../../pages/tsm_planning.py").run()
    at.query_params["view"] = "Why this place"
    at.session_state["school"] = LAST
    at.run()
    press(at, f"Open the page of {LAST}")
    assert at.title[0].value == "One school" and LAST in answer(at)


@pytest.mark.parametrize(
    ("label", "title"),
    [("Open the meeting", "The meeting"), ("Book it in the diary", "Diary of meetings")],
)
def test_its_meeting_and_the_diary_open_from_its_need(label, title):
    at = AppTest.from_file(str(MAIN), default_timeout=60).run()
    at.switch_page("../../pages/tsm_planning.py").run()
    at.query_params["view"] = "Why this place"
    at.session_state["school"] = LAST
    at.run()
    press(at, label)
    assert at.title[0].value == title


def test_the_diary_opens_where_that_school_is_booked(data_dir):
    team.save(open_store(data_dir), LEAD, "Jo Reed", "Mid")
    at = AppTest.from_file(str(MAIN), default_timeout=60).run()
    at.switch_page("../../pages/tsm_planning.py").run()
    at.query_params["view"] = "Why this place"
    at.session_state["school"] = LAST
    at.run()
    press(at, "Book it in the diary")
    (schools,) = (each for each in at.multiselect if each.label == "Schools")
    assert schools.value == [LAST]


@pytest.mark.parametrize("viewer", ["data_officer", "champion:900017", "governor:900017"])
def test_nobody_else_plans(viewer, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, viewer)
    at = opened()
    assert "does not see this page" in at.error[0].value
    assert not at.dataframe and "Mumblehaven" not in small_print(at)
