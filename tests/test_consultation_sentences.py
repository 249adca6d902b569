"""When the consultation sheet asks whether anyone has seen the pupil."""

from datetime import date

import pandas as pd
import pytest

from attendance import sentences
from attendance.casework.support_steps import Step
from attendance.sentences.consultation import STANDING_QUESTIONS, _questions

FRIDAY, MONDAY = pd.Timestamp(2025, 2, 14), pd.Timestamp(2025, 2, 10)
AWAY = {
    "first_date": MONDAY,
    "first_session": "AM",
    "last_date": FRIDAY,
    "main_code": "O",
    "unauthorised_sessions": 10,
    "is_over": False,
}


def asked(**spell):
    counters = pd.DataFrame(columns=["penalty_unexplained_sessions"])
    questions = _questions(pd.DataFrame([AWAY | spell]), counters, None, FRIDAY.date())
    return questions[: -len(STANDING_QUESTIONS)]


def test_an_absence_without_leave_that_goes_on_is_asked_about():
    assert asked() == ["Away since 10 February 2025: has anyone seen the pupil?"]
    assert asked(first_session="PM") == [
        "Away since the afternoon of 10 February 2025: has anyone seen the pupil?"
    ]


@pytest.mark.parametrize(
    "spell",
    [
        {"is_over": True},
        {"first_date": FRIDAY, "first_session": "PM", "unauthorised_sessions": 1},
        {"main_code": "C2", "unauthorised_sessions": 0},
        {"main_code": "I", "unauthorised_sessions": 0},
        {"main_code": "U"},
    ],
    ids=["back", "there that morning", "part-time", "ill", "late"],
)
def test_a_pupil_who_was_seen_or_whose_leave_is_known_is_not(spell):
    assert asked(**spell) == []


PART_TIME = {
    "penalty_unexplained_sessions": 0,
    "is_window_complete": True,
    "illness_days": 0,
    "part_time_weeks": 9,
    "part_time_from": pd.Timestamp(2024, 11, 4),
    "is_part_time_now": True,
}


@pytest.mark.parametrize(
    ("end", "is_now", "asks"),
    [
        (None, True, "when does it end?"),
        (date(2024, 7, 19), True, "when does it end?"),
        (date(2025, 3, 28), True, "is the end on 28 March 2025 kept to?"),
        (date(2025, 2, 14), True, "is the end on 14 February 2025 kept to?"),
        (
            date(2025, 2, 13),
            True,
            "the end written down, 13 February 2025, is past; when does it end?",
        ),
        (date(2025, 3, 28), False, "how is full time going?"),
    ],
    ids=["none", "of an earlier one", "to come", "today", "past", "over"],
)
def test_a_part_time_timetable_is_asked_about_by_the_end_written_down(end, is_now, asks):
    counters = pd.DataFrame([PART_TIME | {"is_part_time_now": is_now}])
    spells = pd.DataFrame([AWAY | {"is_over": True}])
    questions = _questions(spells, counters, end, FRIDAY.date())
    assert questions[: -len(STANDING_QUESTIONS)] == [f"Part-time timetable (C2) in 9 weeks: {asks}"]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (
            Step(
                "part-time",
                date(2025, 1, 6),
                hours="12.5",
                review_on=date(2025, 2, 3),
                ends_on=date(2025, 3, 14),
                note="Jane agrees",
            ),
            (
                "6 January 2025: Part-time timetable, 12.5 hours a week; "
                "review 3 February 2025; end 14 March 2025"
            ),
        ),
        (
            Step("practitioner", date(2025, 1, 6), practitioner="Jo Reed", review_on=None),
            "6 January 2025: Lead practitioner",
        ),
        (
            Step("letter", date(2025, 1, 6), parent="A", note="Jane"),
            "6 January 2025: Letter, parent A",
        ),
    ],
)
def test_a_step_on_the_sheet_tells_what_was_agreed_and_names_nobody(step, said):
    assert sentences.support_told(step) == said
