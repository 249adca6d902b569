"""The section on what became of the last meeting."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from attendance.packs import front, since_last
from attendance.packs.pupils import Written
from attendance.packs.since_last import Agreed
from tests.test_since_last_sentences import SCOPE

AGREED = (
    Agreed("Home visit", "Ms Brook", date(2025, 1, 10), "done", "Smith, Ann", "went well"),
    Agreed("Call the nurse", "Mr Reed", date(2025, 2, 13)),
    Agreed("Look at Mondays", "Mr Reed", date(2025, 2, 14)),
    Agreed("Breakfast club", "Mr Reed", None, "dropped"),
)


def nothing(name, scope):
    raise AssertionError(f"{name} was asked without a meeting")


@pytest.fixture
def alone():
    return SCOPE.but(discussed_on=None, discussed_people=())


def test_actions_stand_with_their_state_open_ones_first(alone):
    section = since_last.section(nothing, alone, AGREED)
    assert section.sentences[0] == (
        "4 actions were agreed: 2 open, 1 done and 1 dropped; 1 open action is past the day agreed."
    )
    [table] = section.tables
    states = [row[-2] for row in table.printed_rows]
    assert states == ["overdue", "open", "done", "dropped"]
    assert table.printed_rows[2] == [
        "Smith, Ann",
        "Home visit",
        "Ms Brook",
        "10 January 2025",
        "done",
        "went well",
    ]


def test_an_action_is_overdue_from_the_day_after(alone):
    late = since_last.overdue(AGREED, alone)
    assert [each.what for each in late] == ["Call the nurse"]
    assert len(since_last.overdue(AGREED, alone.but(as_of=date(2025, 2, 15)))) == 2


def test_without_names_nothing_typed_is_told(alone):
    section = since_last.section(nothing, alone.but(show_names=False), AGREED)
    [table] = section.tables
    assert [column.heading for column in table.columns] == ["By when", "State"]
    text = repr(section)
    assert not [name for name in ("Smith", "Brook", "Reed", "Home", "well") if name in text]
    assert table.note == since_last.TEXTS_LEFT_OUT


def test_without_actions_and_meeting_it_says_so(alone):
    section = since_last.section(nothing, alone)
    assert section.tables == ()
    assert section.sentences[0] == since_last.NO_ACTIONS
    assert len(section.sentences) == 2


def test_before_any_week_has_come_in_pupils_are_listed_all_the_same():
    pupils = pd.DataFrame(
        [{"pupil": "Smith, Ann", "change": None, "before_absent_sessions": 4, "left_on": pd.NaT}],
    ).reindex(columns=list(since_last.DISCUSSED))
    answers = {"tsm/since_last": pd.DataFrame(), "tsm/discussed_pupils": pupils}
    section = since_last.section(lambda name, scope: answers[name], SCOPE)
    [table] = section.tables
    assert table.rows[0][0] == "Smith, Ann"
    assert table.rows[0][3] is None and table.rows[0][-1] is None


def test_page_one_says_how_many_actions_are_open_where_none_is_overdue(alone):
    asked = SimpleNamespace(
        severe=(pd.DataFrame({"is_overdue": [], "left_on": []}).astype(bool), None), scope=alone
    )
    table = front.overdue(asked, Written(agreed=(AGREED[0], AGREED[2])))
    assert not table.rows
    assert table.empty.endswith(
        "is overdue. 1 agreed action is open, the next due on 14 February 2025."
    )
    assert front.overdue(asked, Written(agreed=AGREED[:1])).empty.endswith("is overdue.")


def test_page_one_names_the_step_whose_review_is_overdue_not_the_latest(alone):
    listed = pd.DataFrame(
        {
            "pupil": ["Smith, Ann"],
            "support_step": ["Letter"],
            "support_due": ["Early help, review"],
            "support_review": [pd.Timestamp(2025, 2, 7)],
            "is_overdue": [True],
            "left_on": [pd.NaT],
        }
    )
    table = front.overdue(SimpleNamespace(severe=(listed, None), scope=alone), Written())
    assert table.rows == (("Early help, review", "Smith, Ann", "", date(2025, 2, 7)),)
