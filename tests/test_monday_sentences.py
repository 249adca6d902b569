"""What Monday morning says first."""

from datetime import date
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest

from attendance.scope import MondayScope
from attendance.sentences import monday

SCOPE = cast(MondayScope, SimpleNamespace(since=date(2024, 12, 6), as_of=date(2024, 12, 13)))


SINCE = "Since Friday 6 December 2024: "
NOBODY = "Nobody newly reached PA, SA or a legal threshold since Friday 6 December 2024"


def changes(standing_open, dealt_with=None):
    """Rows by topic, of which so many stand open and so many are dealt with."""
    topics = [
        (topic, is_done)
        for is_done, numbers in ((False, standing_open), (True, dealt_with or {}))
        for topic, number in numbers.items()
        for _ in range(number)
    ]
    found = pd.DataFrame(topics, columns=["topic", "is_dealt_with"]).astype({"is_dealt_with": bool})
    return found.assign(person_key=[f"p{place}" for place in range(len(found))])


@pytest.mark.parametrize(
    ("topics", "told"),
    [
        ({}, f"{NOBODY}."),
        ({"No longer persistently absent": 2}, f"{NOBODY}; 2 came back under 10%."),
        (
            {"Missing school early": 5, "No longer persistently absent": 1},
            f"{SINCE}5 missing school early (absent “so far”).",
        ),
        (
            {"No longer persistently absent": 2, "Newly severely absent": 1},
            f"{SINCE}1 newly severely absent.",
        ),
    ],
)
def test_the_answer_says_who_crossed_which_line(topics, told):
    assert monday.monday_answer(changes(topics), SCOPE) == told


@pytest.mark.parametrize(
    ("standing_open", "dealt_with", "told"),
    [
        (
            {},
            {"Newly persistently absent": 1, "Reached a threshold": 1, "Close to a threshold": 3},
            (
                "All 5 items are dealt with: among them 1 newly persistently absent and 1 newly "
                "at a legal threshold, since Friday 6 December 2024."
            ),
        ),
        (
            {},
            {"Reached a threshold": 1},
            (
                "The only item is dealt with: 1 newly at a legal threshold, since Friday 6 "
                "December 2024."
            ),
        ),
        ({}, {"Close to a threshold": 2}, f"{NOBODY}. All 2 items are dealt with."),
        (
            {"Newly persistently absent": 1},
            {"Newly persistently absent": 2, "Reached a threshold": 1},
            (
                f"{SINCE}3 newly persistently absent and 1 newly at a legal threshold; 1 of these "
                "4 items is not yet dealt with."
            ),
        ),
        (
            {"Newly persistently absent": 2},
            {"Reached a threshold": 1, "Close to a threshold": 1},
            (
                f"{SINCE}2 newly persistently absent and 1 newly at a legal threshold; 2 of these "
                "3 items are not yet dealt with."
            ),
        ),
        (
            {"Close to a threshold": 1},
            {"Newly persistently absent": 2},
            f"{SINCE}2 newly persistently absent; all 2 items are dealt with.",
        ),
    ],
)
def test_the_answer_says_what_is_new_though_it_is_dealt_with(standing_open, dealt_with, told):
    assert monday.monday_answer(changes(standing_open, dealt_with), SCOPE) == told


def test_a_pupil_at_two_thresholds_is_one_pupil_and_two_items():
    rows = changes({"Reached a threshold": 3}).assign(person_key=["a", "a", "b"])
    two = f"{SINCE}2 newly at a legal threshold"
    assert monday.monday_answer(rows, SCOPE) == f"{two}."
    rows["is_dealt_with"] = [True, False, False]
    left = "; 2 of these 3 items are not yet dealt with."
    assert monday.monday_answer(rows, SCOPE) == f"{two}{left}"
    all_done = monday.monday_answer(rows.assign(is_dealt_with=True), SCOPE)
    assert all_done.startswith("All 3 items are dealt with: 2 newly at a legal threshold")


def test_an_empty_list_says_whether_nothing_changed_or_all_is_dealt_with():
    assert monday.nothing_open(changes({})) == monday.NOTHING_CHANGED
    done = monday.nothing_open(changes({}, {"Reached a threshold": 2}))
    assert done == "All 2 items are dealt with: see “Dealt with”."


def test_those_without_support_are_said_to_be_of_any_age():
    message = monday.needs(pd.DataFrame({"all_without_support": [114]}), SCOPE)
    assert message.title == "114 pupils of any age: PA or SA, no support"
    assert message.subtitle.startswith("Sixth form and Reception included")
