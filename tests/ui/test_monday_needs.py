"""What a row of "Who needs someone" opens: the list of exactly its pupils, or none."""

import pandas as pd
import pytest

from attendance import sentences
from attendance.ui import layout, monday, pupil_filters

ROWS = pd.DataFrame(
    [
        ("Year 4", "4A"),
        ("Year 4", None),
        ("Year 5", None),
        (None, None),
        (None, "Mixed"),
    ],
    columns=["year_group", "class"],
)


@pytest.fixture
def opened(monkeypatch):
    """What a row opens, or what is said instead."""
    found = []
    monkeypatch.setattr(monday, "_school", lambda: (115001, "Alpha"))
    monkeypatch.setattr(layout, "quiet", found.append)
    monkeypatch.setattr(
        pupil_filters, "open_list", lambda view, school, **narrower: found.append(narrower)
    )

    def pick(rows, place):
        monday.open_needs(rows, place)
        return found.pop()

    return pick


def test_a_row_opens_the_list_of_its_pupils(opened):
    assert opened(ROWS, 0) == {"support": "none", "year_group": "Year 4", "class": "4A"}
    assert opened(ROWS, 2) == {"support": "none", "year_group": "Year 5"}
    assert opened(ROWS, 4) == {"support": "none", "class": "Mixed"}
    assert opened(ROWS.iloc[[3]], 0) == {"support": "none"}


def test_a_row_opens_no_list_with_pupils_of_other_rows(opened):
    assert opened(ROWS, 1) == opened(ROWS, 3) == sentences.NO_LIST_OF_NEEDS
