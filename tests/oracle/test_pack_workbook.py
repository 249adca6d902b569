"""Every cell of a pack's workbook, of a primary and a secondary school, equals a count of the
registers: a sheet, column or number that is not expected here fails."""

import io
from datetime import date, datetime
from math import isclose

import openpyxl
import pytest

from attendance.documents import pack_workbook
from attendance.packs.since_last import Agreed
from tests.oracle.pack_columns import COLUMNS

PRIMARY, SECONDARY = 900005, 900017
BEFORE_ANY_MEETING = {"Overdue", "Actions", "Since last", "Discussed pupils"}
NOT_IN = {
    (PRIMARY, "spring"): {"Severely absent", "Early", *BEFORE_ANY_MEETING},
    (SECONDARY, "spring"): {"Early", *BEFORE_ANY_MEETING},
    (SECONDARY, "autumn"): set(),
}
SHARES = ("_rate", "_share")
MET_ON = date(2024, 11, 27)
AGREED = (
    Agreed("Call the nurse", "Mr Reed", date(2025, 2, 13), "open", "Year 9"),
    Agreed("Look at Mondays", "Mr Reed", date(2025, 2, 14)),
    Agreed("Home visit", "Ms Brook", date(2025, 1, 10), "done", "Year 8", "went well"),
)
WRITTEN = {
    "Overdue": [vars(AGREED[0])],
    "Actions": [vars(AGREED[0]) | {"state": "overdue"}, *(vars(each) for each in AGREED[1:])],
}
"""The day of the data is 14 February 2025, on which the second action is due."""


@pytest.fixture(scope="module", params=NOT_IN, ids=lambda case: "{} {}".format(*case))
def case(request):
    return request.param


@pytest.fixture(scope="module")
def met(case, sheets):
    """Everyone in the school and who was discussed there; nobody before the first meeting."""
    return None if NOT_IN[case] else sheets.met(case[0], MET_ON)


@pytest.fixture(scope="module")
def book(case, pack_of, met, sheets):
    meeting = ()
    if met:
        people = tuple(sheets.people.keys[each.known["pupil_id"]] for each in met[1])
        meeting = MET_ON, people, AGREED
    return openpyxl.load_workbook(io.BytesIO(pack_workbook.as_xlsx(pack_of(*case, *meeting))))


def test_every_sheet_is_expected(case, book):
    assert set(book.sheetnames) == COLUMNS.keys() - NOT_IN[case] | {"About"}


def test_every_cell(case, book, met, sheets):
    expected = sheets.of(case[0]) | (sheets.after_meeting(*met) | WRITTEN if met else {})
    for name in book.sheetnames[:-1]:
        headings, *rows = book[name].iter_rows()
        assert [cell.value for cell in headings] == list(COLUMNS[name]), name
        columns = list(COLUMNS[name].values())
        own = columns[: 2 if columns[0] == "pupil" else 1]
        wanted = {tuple(row[each] for each in own): row for row in expected[name]}
        found = {tuple(cell.value for cell in row[: len(own)]): row for row in rows}
        assert len(found) == len(rows) and len(wanted) == len(expected[name]), name
        assert found.keys() == wanted.keys(), name
        for key, row in found.items():
            for cell, column in zip(row, columns, strict=True):
                assert column in wanted[key], f"{name}: nothing expected of {column}"
                is_as_expected(cell, column, wanted[key][column], f"{name} {key}")


def is_as_expected(cell, column, expected, where):
    """Assert that a cell is the value expected, numbers as near as a file holds them, and that
    shares, and they alone, are shown in per cent."""
    found = cell.value.date() if isinstance(cell.value, datetime) else cell.value
    is_same = found == expected
    if isinstance(found, int | float) and isinstance(expected, int | float):
        is_same = isclose(found, expected, rel_tol=1e-12, abs_tol=1e-12)
        assert (cell.number_format == "0.0%") == column.endswith(SHARES), f"{where}: {column}"
    assert is_same, f"{where}: {column} is {found}, not {expected}"
