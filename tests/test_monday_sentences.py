"""What Monday morning says first."""

from datetime import date
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest

from attendance.scope import MondayScope
from attendance.sentences import monday

SCOPE = cast(MondayScope, SimpleNamespace(since=date(2024, 12, 6)))


@pytest.mark.parametrize(
    ("topics", "told"),
    [
        ({}, "Nobody newly reached PA, SA or a legal threshold since Friday 6 December 2024."),
        (
            {"No longer persistently absent": 2},
            (
                "Nobody newly reached PA, SA or a legal threshold since Friday 6 December 2024; "
                "2 came back under 10%."
            ),
        ),
        (
            {"No longer persistently absent": 2, "Newly severely absent": 1},
            "Since Friday 6 December 2024: 1 newly severely absent.",
        ),
    ],
)
def test_the_answer_says_who_crossed_which_line(topics, told):
    rows = pd.DataFrame({"topic": list(topics), "of_topic": list(topics.values())})
    assert monday.monday_answer(rows, SCOPE) == told
