"""Tables have headings in a reader's words, whatever the query calls its columns."""

import re
from datetime import date
from functools import partial

import pandas as pd
import pytest

from attendance import config, queries, sentences
from attendance.scope import CountyScope
from attendance.sentences.headings import HEADINGS
from attendance.ui import columns
from tests.scopes import SCOPE

DRAWN_BY = [*config.ROOT.glob("pages/*.py"), *config.ROOT.glob("attendance/ui/*.py")]
SHOWN = re.findall(
    r"(?:shown\.chart|shown\.table|herringbone\.draw|planning\.ranking|pupil_list\.table|thresholds\.table)"
    r"\(\s*\"([\w/]+)\"",
    "".join(path.read_text(encoding="utf-8") for path in DRAWN_BY),
)


def test_pages_show_tables():
    assert "essex_and_england/among_authorities" in SHOWN


@pytest.mark.parametrize("name", SHOWN)
def test_every_column_of_a_table_has_a_heading_of_its_own(name):
    found = [sentences.heading(name, column, "Kent") for column in queries.load(name).columns]
    assert len(set(found)) == len(found)
    assert not [heading for heading in found if re.search(r"_|[{}]|\bhome\b|rank", heading)]


def test_a_heading_names_the_authority():
    name = "essex_and_england/attendance_by_week"
    assert sentences.heading(name, "home_attendance_rate", "Kent") == "Kent attendance"


def test_a_part_of_the_gap_is_not_called_the_gap():
    name = "essex_and_england/gap_by_reason"
    assert sentences.heading(name, "gap_points", "Kent") == "Part of the gap (points)"


def test_no_heading_is_left_over():
    columns = {column for name in SHOWN for column in queries.load(name).columns}
    besides = {"reasons", *sentences.COLUMNS_OF_DEALT_WITH}
    assert {key.rpartition("/")[2] for key in HEADINGS} == columns | besides


def test_a_table_leaves_out_the_number_of_the_school_that_all_rows_are_of():
    week = date(2024, 9, 9)
    of_school = partial(CountyScope, "Essex", "2024/25", "Year to date", week, week)
    rows = pd.DataFrame({"asked_school_id": [7, 7], "school_id": [7, 8], "x": [1, 2]})
    assert columns.telling(rows, of_school(school_id=7)) == ["school_id", "x"]
    assert columns.telling(rows, of_school()) == ["asked_school_id", "school_id", "x"]
    assert columns.telling(rows, SCOPE) == ["asked_school_id", "school_id", "x"]
