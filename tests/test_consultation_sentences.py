"""When the consultation sheet asks whether anyone has seen the pupil."""

import pandas as pd
import pytest

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
    questions = _questions(pd.DataFrame([AWAY | spell]), counters)
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
