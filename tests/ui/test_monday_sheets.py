"""How Monday's sheets are parted."""

import pandas as pd
import pytest

from attendance.ui.monday_sheets import _parts

ROWS = pd.DataFrame(
    [
        ("Ann", "Year 11", 11, "11B"),
        ("Bob", "Year 7", 7, "A"),
        ("Cat", "Year 7", 7, None),
        ("Dan", "Year 8", 8, "A"),
        ("Eve", None, None, None),
    ],
    columns=["pupil", "year_group", "year_number", "class"],
)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("class", {"A": ["Bob", "Dan"], "11B": ["Ann"], "No class": ["Cat", "Eve"]}),
        (
            "year_group",
            {
                "Year 7": ["Bob", "Cat"],
                "Year 8": ["Dan"],
                "Year 11": ["Ann"],
                "No year group": ["Eve"],
            },
        ),
    ],
)
def test_who_has_no_class_is_on_nobody_elses_sheet(column, expected):
    found = {name: part["pupil"].tolist() for name, part in _parts(ROWS, column).items()}
    assert list(found) == list(expected)
    assert found == expected


def test_without_anybody_who_has_none_there_is_no_such_sheet():
    assert list(_parts(ROWS[:2], "class")) == ["A", "11B"]
