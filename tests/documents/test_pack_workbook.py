"""The lists of a pack in Excel: every row, numbers as numbers, nothing that runs."""

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest

from attendance.documents import pack_workbook
from tests.documents.packs import LONG, SEVERE, made_up


@pytest.fixture(scope="module")
def content():
    return pack_workbook.as_xlsx(made_up())


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_each_list_with_rows_has_a_sheet_with_all_of_them(book):
    assert book.sheetnames == ["Severe", "Persistent", "About"]
    found = rows(book["Persistent"])
    assert found[0] == ["Pupil", "Sessions missed", "Missed"]
    assert [tuple(row) for row in found[1:]] == list(LONG.rows)


def test_numbers_are_numbers_and_dates_are_dates(book):
    first = list(book["Severe"].iter_rows())[1]
    assert [cell.value for cell in first] == [*SEVERE.rows[0][:4], datetime(2024, 11, 4)]
    assert [cell.number_format for cell in first[2:4]] == ["0.0%", "0.0"]


def test_nothing_is_a_formula(content, book):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [name for name in sheets if b"<f>" in parts.read(name)]
    assert rows(book["Severe"])[2][0] == "'=HYPERLINK(“x”)"


def test_the_last_sheet_says_what_it_is_of(book):
    notes = [row[0] for row in rows(book["About"])]
    assert notes[0] == "OFFICIAL-SENSITIVE"
    assert "Made by local (AST lead), 14 February 2025, 09:05. Data: registers to" in notes[3]
    assert "Overdue actions: No action is overdue." in notes
    assert any(note.startswith("Severe: Severely absent pupils. Missed 50%") for note in notes)


def test_lists_of_one_name_get_sheets_of_their_own():
    front = made_up().front
    twice = pack_workbook.as_xlsx(made_up(front=type(front)((), SEVERE, SEVERE)))
    assert openpyxl.load_workbook(io.BytesIO(twice)).sheetnames[:2] == ["Severe", "Severe 2"]
