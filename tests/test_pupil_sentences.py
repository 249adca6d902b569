"""What is said of a pupil's thresholds where one number is of several schools."""

from datetime import date

import pandas as pd
import pytest

from attendance import sentences
from attendance.scope import PupilScope
from attendance.sentences.pupil import COHORTS, NO_MARK, NOTHING_MISSED

FRIDAY = date(2025, 2, 14)
AT_ONE = {
    "school_id": 1,
    "school_name": "Alpha",
    "is_compulsory_age": True,
    "left_on": None,
    "enters_on": None,
    "penalty_sessions": 0,
    "penalty_unexplained_sessions": 0,
    "penalty_other_sessions": 0,
    "penalty_covered_sessions": 0,
    "covered_to": None,
    "window_first_week": date(2024, 11, 25),
    "window_first_day": date(2024, 11, 25),
    "is_window_complete": True,
    "run_sessions": 0,
    "run_from": None,
    "absent_run_sessions": 0,
    "absent_run_from": None,
    "is_run_confirmed": True,
    "illness_days": 16,
    "illness_other_days": 14,
    "illness_run_days": 0.0,
    "part_time_weeks": 0,
    "part_time_from": None,
    "is_part_time_now": False,
    "open_unexplained_sessions": 0,
    "unexplained_from": None,
}
AT_OTHER = AT_ONE | {"school_id": 2, "school_name": "Beta", "illness_other_days": 2}
ILLNESS = "15 school days with illness in the year"
HEAD = {
    "pupil": "Doe, Ann",
    "possible_sessions": 0,
    "school_name": "Alpha",
    "year_group": "Year 4",
    "class": None,
    "age": None,
    "upn": None,
    "local_id": None,
    "sen": None,
    "entry_date": None,
    "left_on": None,
    "academic_year": "2024/25",
    "is_provisional": True,
    "in_dfe_figure": True,
} | dict.fromkeys(COHORTS)
SCOPE = PupilScope(
    "Essex", "2024/25", "year to date", date(2024, 9, 2), date(2025, 2, 10), as_of=FRIDAY
)


def lines(*rows):
    return [
        tuple(line.values())[:3]
        for line in sentences.pupil_thresholds(pd.DataFrame(rows))
        if ILLNESS in line["Threshold"]
    ]


def sheet(*rows):
    """What the consultation sheet says of Doe, Ann."""
    spells = pd.DataFrame({"is_over": [], "first_date": []})
    none = pd.DataFrame()
    return sentences.consultation(
        pd.DataFrame([HEAD]), spells, pd.DataFrame(rows), [none], none, [], None, SCOPE
    )


def test_illness_at_two_schools_is_one_line_and_one_question():
    assert lines(AT_ONE) == [(ILLNESS, "16 days (14 at another school)", "reached")]
    assert lines(AT_ONE, AT_OTHER) == [(f"{ILLNESS}, all schools", "16 days", "reached")]
    said = sheet(AT_OTHER, AT_ONE)
    assert said["thresholds"][0] == [f"{ILLNESS}, all schools", "16 days", "reached"]
    assert [line for line in said["questions"] if "illness" in line] == [
        "16 days with illness: is there a condition, and is the school nurse involved?"
    ]


def test_an_absence_over_the_summer_reaches_the_threshold_with_fewer_days_of_the_year():
    few = {"illness_days": 5, "illness_other_days": 0}
    summer = "20 in one absence over the summer"
    one, other = AT_ONE | few | {"illness_run_days": 20.0}, AT_OTHER | few
    assert lines(one) == [(ILLNESS, f"5 days ({summer})", "reached")]
    assert lines(one | {"illness_other_days": 2}) == [
        (ILLNESS, f"5 days (2 at another school; {summer})", "reached")
    ]
    for rows in ((one, other), (other, one)):
        assert lines(*rows) == [(f"{ILLNESS}, all schools", f"5 days ({summer})", "reached")]
    assert sheet(one)["thresholds"][0] == [ILLNESS, f"5 days ({summer})", "reached"]
    assert lines(one | {"illness_run_days": 14.5})[0][2] == "not reached"
    assert lines(one | {"illness_run_days": 5.0}) == [(ILLNESS, "5 days", "not reached")]


def test_a_spell_is_not_said_to_have_begun_in_the_year():
    rows = pd.DataFrame({"sessions": [10], "main_reason": ["Illness"]})
    said = sentences.pupil_spells(rows, SCOPE).subtitle
    assert said.startswith(
        "Sessions of 2024/25 missed one after another, to 14 February 2025; a spell may have "
        "begun before."
    )


def test_what_is_reached_leads_the_sheet_at_whichever_school():
    away = AT_OTHER | {"penalty_sessions": 12}
    [first, second, *_] = sheet(AT_ONE, away)["thresholds"]
    assert first[0].startswith(ILLNESS) and second[1:] == ["12 sessions", "reached"]
    assert "Beta" in second[0]


def test_legal_thresholds_do_not_apply_outside_compulsory_school_age():
    long = {"penalty_sessions": 12, "run_sessions": 40, "absent_run_sessions": 40}
    young = pd.DataFrame([AT_ONE | long | {"is_compulsory_age": False, "run_from": FRIDAY}])
    standings = [line["Standing"] for line in sentences.pupil_thresholds(young)]
    assert standings.count("does not apply: not of compulsory school age") == 4
    assert sentences.reached(young) == [
        "Legal thresholds do not apply: not of compulsory school age."
    ]
    of_age = pd.DataFrame([AT_ONE | long | {"run_from": FRIDAY}])
    assert len(sentences.reached(of_age)) == 4


def test_nothing_is_reached_now_at_a_school_that_was_left():
    stood = {"penalty_sessions": 20, "open_unexplained_sessions": 4, "part_time_weeks": 7}
    gone = AT_OTHER | stood | {"left_on": date(2024, 10, 4)}
    for rows in ([gone], [gone, AT_ONE | {"illness_days": 16, "left_on": date(2024, 9, 20)}]):
        assert sentences.reached(pd.DataFrame(rows)) == ["No threshold is reached now."]
        assert sentences.pupil_standing(pd.DataFrame(rows)).title == "No threshold is reached now"
    lines = sentences.pupil_thresholds(pd.DataFrame([gone]))
    assert lines[0]["Counted from"] == ""
    standings = [line["Standing"] for line in lines]
    left = "left on 4 October 2024"
    assert sorted(standings) == [*[left] * 5, f"open, {left}"]
    assert sheet(gone)["thresholds"][0][1:] == ["4 sessions", f"open, {left}"]
    here = pd.DataFrame([gone, AT_ONE | {"school_name": "Gamma"}])
    assert sentences.reached(here) == [f"{ILLNESS}, all schools: 16 days."]


def test_nothing_is_reached_yet_at_a_school_that_is_to_be_entered():
    stood = {"penalty_sessions": 20, "penalty_other_sessions": 20, "illness_days": 20}
    coming = AT_OTHER | stood | {"enters_on": date(2025, 2, 24)}
    assert sentences.reached(pd.DataFrame([coming])) == ["No threshold is reached now."]
    lines = sentences.pupil_thresholds(pd.DataFrame([coming]))
    assert {line["Standing"] for line in lines} == {"on roll from 24 February 2025"}
    assert lines[0]["Counted from"] == ""
    for entry, said in ((date(2025, 2, 24), "from 24"), (date(2025, 2, 10), "since 10")):
        head = pd.DataFrame([HEAD | {"entry_date": entry}])
        assert f"On roll {said} February 2025." in sentences.pupil_facts(head, SCOPE)


@pytest.mark.parametrize(
    ("weeks", "is_now", "standing"),
    [
        (0, False, "not reached"),
        (1, True, "in use"),
        (6, True, "in use"),
        (7, True, "reached"),
        (7, False, "ended"),
    ],
)
def test_a_timetable_that_has_ended_is_not_reached(weeks, is_now, standing):
    rows = pd.DataFrame([AT_ONE | {"part_time_weeks": weeks, "is_part_time_now": is_now}])
    [line] = [each for each in sentences.pupil_thresholds(rows) if "C2" in each["Threshold"]]
    assert line["Standing"] == standing


def test_what_dfe_leaves_out_at_fifteen_is_told_besides():
    stood = {
        "school_id": 1,
        "absent_sessions": 0,
        "possible_sessions": 318,
        "absence_rate": 0.0,
        "after_may_possible_sessions": 50,
        "after_may_absent_sessions": 30,
        "is_persistent": False,
        "is_severe": False,
    }
    counters = pd.DataFrame([AT_ONE | {"illness_days": 0, "illness_other_days": 0}])
    assert sentences.pupil_answer(pd.DataFrame([HEAD | stood]), counters, SCOPE) == (
        "Doe, Ann missed 0 of 318 sessions this year (0.0%); besides 30 of 50 since the half term "
        "in May, which DfE does not count at 15."
    )


@pytest.mark.parametrize(
    ("missed", "possible", "said"),
    [
        (1, 1, "1 of 1 session this year (100.0%), severely absent (SA) so far."),
        (6, 59, "6 of 59 sessions this year (10.2%), persistently absent (PA) so far."),
        (6, 60, "6 of 60 sessions this year (10.0%), persistently absent (PA)."),
        (0, 59, "0 of 59 sessions this year (0.0%)."),
    ],
)
def test_the_answer_says_so_far_until_there_are_sixty_sessions(missed, possible, said):
    stood = {
        "school_id": 1,
        "absent_sessions": missed,
        "possible_sessions": possible,
        "absence_rate": missed / possible,
        "after_may_possible_sessions": 0,
        "after_may_absent_sessions": 0,
        "is_persistent": 10 * missed >= possible,
        "is_severe": 2 * missed >= possible,
    }
    counters = pd.DataFrame([AT_ONE | {"illness_days": 0, "illness_other_days": 0}])
    answer = sentences.pupil_answer(pd.DataFrame([HEAD | stood]), counters, SCOPE)
    assert answer == f"Doe, Ann missed {said}"


@pytest.mark.parametrize(
    ("standings", "title"),
    [
        (["SA so far"], "PA in 1 of 1 enrolment, so far"),
        (["SA so far", "PA"], "PA in 2 of 2 enrolments, 1 of them so far"),
        (["neither so far", "PA"], "PA in 1 of 2 enrolments"),
        (["neither so far", "neither"], "Not persistently absent in any year shown"),
    ],
)
def test_years_say_so_far_of_the_year_that_goes_on(standings, title):
    message = sentences.pupil_years(pd.DataFrame({"standing": standings}), SCOPE)
    assert (message.title, message.is_news) == (title, title.startswith("PA"))


@pytest.mark.parametrize(
    ("so_far", "title"),
    [
        ([(0, 0), (0, 10), (0, 20)], "Under 10% missed all year"),
        ([(0, 0), (1, 10), (2, 20)], "At 10% or more missed all year"),
        ([(0, 0), (1, 10), (1, 20)], "Under 10% missed since the week of 23 September"),
        ([(0, 10), (0, 10), (1, 10)], "At 10% or more missed since the week of 23 September"),
        ([(0, 10)], "Under 10% missed in the only week so far"),
        ([(0, 0), (0, 0)], "No sessions to show"),
    ],
)
def test_weeks_without_possible_sessions_say_nothing_of_the_trend(so_far, title):
    rows = pd.DataFrame(so_far, columns=["year_absent_sessions", "year_possible_sessions"])
    rows["week_commencing"] = pd.date_range("2024-09-09", periods=len(rows), freq="7D")
    rows["year_absence_rate"] = rows["year_absent_sessions"] / rows["year_possible_sessions"]
    assert sentences.pupil_trend(rows.assign(school_id=1), SCOPE).title == title


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pupil_years", NO_MARK),
        ("pupil_trend", NO_MARK),
        ("pupil_spells", NOTHING_MISSED),
        ("pupil_reasons", NOTHING_MISSED),
    ],
)
def test_nothing_to_show_of_a_pupil_is_not_for_want_of_dfes_file(name, said):
    rows = pd.DataFrame(columns=["standing", "category", "sessions"])
    message = getattr(sentences, name)(rows, SCOPE)
    assert message.title.startswith("No ") and not message.is_news
    assert message.when_empty == said


def test_what_a_notice_covers_stands_beside_what_counts():
    row = AT_ONE | {
        "penalty_sessions": 6,
        "penalty_covered_sessions": 4,
        "covered_to": date(2025, 1, 20),
    }
    [line] = [
        tuple(line.values())[1:3]
        for line in sentences.pupil_thresholds(pd.DataFrame([row]))
        if "sessions without leave" in line["Threshold"]
    ]
    assert line == ("6 sessions (4 more are covered by the notice of 20 January 2025)", "close")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("bob", 1, 1), ("bob", 2, 1)], "1 sibling; away together on 2 days"),
        ([("bob", 1, 3), ("cat", 1, 2), ("cat", 2, 2)], "2 siblings; away together on 4 days"),
        ([("bob", 1, 0)], "1 sibling"),
    ],
)
def test_a_sibling_at_two_schools_is_one_sibling(rows, told):
    found = pd.DataFrame(rows, columns=["person_key", "school_id", "shared_days"])
    assert sentences.siblings(found, SCOPE).title == told
