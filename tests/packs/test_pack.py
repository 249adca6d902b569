"""What a pack says is the same in every document that it becomes."""

from datetime import date, datetime

import pandas as pd
import pytest

from attendance.packs import listing
from attendance.packs.pack import Column, Front, Pack, Section, Table

COLUMNS = (Column("pupil", "Pupil"), Column("absent", "Missed", "count"))


def table(rows=3, most=None):
    return Table("missing", "Missing", COLUMNS, tuple(("A", n) for n in range(rows)), most=most)


@pytest.mark.parametrize(
    ("kind", "cell", "printed"),
    [
        ("text", "Smith, A", "Smith, A"),
        ("text", None, ""),
        ("count", 1234, "1,234"),
        ("count", None, "n/a"),
        ("rate", 0.9525, "95.3%"),
        ("rate", float("nan"), "n/a"),
        ("points", -0.26, "−0.3"),
        ("points", 0.04, "="),
        ("date", date(2024, 12, 6), "6 December 2024"),
        ("date", pd.NaT, ""),
    ],
)
def test_a_cell_is_printed_as_screens_show_it(kind, cell, printed):
    assert Column("any", "Any", kind).printed(cell) == printed


def test_a_long_list_is_cut_and_its_rest_counted():
    cut = table(rows=30, most=12)
    assert [row[1] for row in cut.printed_rows] == [str(n) for n in range(12)]
    assert cut.rest == "And 18 more in the Excel file."


@pytest.mark.parametrize("most", [None, 3, 4])
def test_a_list_that_fits_leaves_nothing_out(most):
    whole = table(rows=3, most=most)
    assert len(whole.printed_rows) == 3
    assert whole.rest == ""


def test_a_pack_knows_all_its_lists_and_when_it_was_made():
    front = Front((), table(1), table(2))
    section = Section("absent", "Absent", tables=(table(4), table(8)))
    pack = Pack(
        title="Pack",
        school_name="Any",
        theme="Start of year",
        term="autumn",
        made_by="local (AST lead)",
        made_at=datetime(2024, 12, 6, 9, 5),
        with_names=True,
        front=front,
        sections=(section,),
    )
    assert [len(each.rows) for each in pack.tables] == [1, 2, 4, 8]
    assert pack.people_listed == 15
    assert pack.made_at_in_words == "6 December 2024, 09:05"


@pytest.mark.parametrize(
    ("name", "cell", "shown"),
    [
        ("enrolments", 1234.0, "1,234"),
        ("distance", 0.345, "0.35"),
        ("smallest_step", 0.03, "0.03"),
        ("severe_score", 4.5, "4.5"),
        ("pupils_away", 0.4, "+0.4"),
        ("gap_points", -0.26, "−0.3"),
        ("persistent_absence_rate", 0.254, "25.4%"),
    ],
)
def test_a_listed_number_keeps_the_decimals_of_its_kind(name, cell, shown):
    rows = pd.DataFrame({name: [cell]})
    listed = listing.table("x", "", "schools/every_school", rows, [name], "Essex")
    assert listed.printed_rows == [[shown]]


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [("need", [4.5], "number"), ("child_in_need", [True], "text"), ("need", ["much"], "text")],
)
def test_only_figures_are_numbers_whatever_a_column_is_called(name, cells, kind):
    assert listing.kind(name, pd.Series(cells)) == kind
