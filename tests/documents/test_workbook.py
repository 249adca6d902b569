"""Excel that opens without running anything, and whose dates are dates."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.documents import csv_file, workbook

texts = st.text(
    st.one_of(
        st.sampled_from("=+-@\t'\";{}01.eE "),
        st.characters(min_codepoint=32, max_codepoint=0x2FF),
    ),
    max_size=12,
)


def opened(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def cells(content: bytes, sheet: int = 0):
    return [list(row) for row in opened(content).worksheets[sheet].iter_rows()]


@settings(max_examples=40, deadline=None)
@given(st.lists(texts, min_size=1, max_size=5), texts)
def test_no_text_is_a_formula_and_it_comes_back_as_csv_has_it(written, heading):
    content = workbook.as_xlsx({"Rows": pd.DataFrame({heading: written})})
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    read = [row[0] for row in cells(content)]
    assert all(cell.data_type in "sn" for cell in read)
    assert [cell.value or "" for cell in read] == [
        csv_file.safe(text) for text in (heading, *written)
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=1+1", "'=1+1"),
        ("+44 1245", "'+44 1245"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2 pupils", "'-2 pupils"),
        ("http://example.org", "http://example.org"),
        ("{=A1}", "{=A1}"),
        ("-", "-"),
        ("-0.1", "-0.1"),
        ("007", "007"),
    ],
)
def test_text_stays_text(written, read):
    content = workbook.as_xlsx({"Rows": pd.DataFrame({"text": [written]})})
    cell = cells(content)[1][0]
    assert (cell.value, cell.data_type, cell.hyperlink) == (read, "s", None)


def test_dates_numbers_shares_and_answers_have_their_types():
    rows = pd.DataFrame(
        {
            "Day": pd.to_datetime(["2024-12-02", None]),
            "Since": [date(2024, 12, 2), None],
            "At": [datetime(2024, 12, 2, 8, 45), pd.NaT],
            "Sessions": pd.array([12, None], dtype="Int32"),
            "Absence": [0.123, float("nan")],
            "In the figure": [True, False],
        }
    )
    content = workbook.as_xlsx({"Rows": rows}, shares={"Absence"})
    heading, first, second = cells(content)
    assert [cell.value for cell in heading] == list(rows.columns)
    assert [cell.value for cell in first] == [
        datetime(2024, 12, 2),
        datetime(2024, 12, 2),
        datetime(2024, 12, 2, 8, 45),
        12,
        0.123,
        "yes",
    ]
    assert [cell.value for cell in second] == [None, None, None, None, None, "no"]
    assert first[4].number_format == "0.0%"
    assert first[0].is_date and first[1].is_date
    assert first[0].number_format == "d mmm yyyy"


def test_the_heading_row_stays_and_filters():
    rows = pd.DataFrame({"Pupil": ["A", "B"], "Address": [None, None]})
    sheet = opened(workbook.as_xlsx({"Rows": rows}, to_fill={"Address"})).active
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet["B2"].fill.fgColor.rgb == "FFFFF9E5" != sheet["A2"].fill.fgColor.rgb


def test_columns_are_as_wide_as_what_stands_in_them():
    rows = pd.DataFrame({"a": ["x" * 30], "b": ["x" * 500], "c": [1]})
    sheet = opened(workbook.as_xlsx({"Rows": rows})).active
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths[0] > 30 and 50 < widths[1] < 70 and widths[2] < 10


def test_sheets_have_names_that_excel_takes_and_notes_come_last():
    rows = pd.DataFrame({"a": [1]})
    names = ["10 days: [in a row]", "x" * 40, "X" * 40, "History", "", "about"]
    content = workbook.as_xlsx(dict.fromkeys(names, rows), notes=["=Source", "second"])
    found = opened(content)
    assert found.sheetnames == [
        "10 days   in a row",
        "x" * 31,
        "X" * 27 + " 2",
        "History 1",
        "Rows",
        "about",
        "About 2",
    ]
    assert [row[0].value for row in found.worksheets[-1].iter_rows()] == ["'=Source", "second"]


def test_no_rows_are_an_empty_sheet_with_headings():
    content = workbook.as_xlsx({"Rows": pd.DataFrame({"Pupil": []})})
    assert [[cell.value for cell in row] for row in cells(content)] == [["Pupil"]]


def test_text_too_long_for_a_cell_is_cut_not_lost():
    content = workbook.as_xlsx({"Rows": pd.DataFrame({"text": ["x" * 40000]})})
    assert cells(content)[1][0].value == "x" * 32767
