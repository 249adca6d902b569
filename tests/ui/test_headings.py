"""Tables have headings in a reader's words, whatever the query calls its columns."""

import re

import pytest

from attendance import config, queries, sentences
from attendance.sentences.headings import HEADINGS

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
    columns = {column for name in SHOWN for column in queries.load(name).columns} | {"reasons"}
    assert {key.rpartition("/")[2] for key in HEADINGS} == columns
