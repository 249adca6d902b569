"""Excel as readers take it away: their headings, no keys, blank columns to fill, logged."""

import io

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from attendance import sentences

pytestmark = pytest.mark.usefixtures("sample_copy")


def drawn():
    """A script that offers two pupils of a list as Excel."""
    import pandas as pd
    import streamlit as st

    from attendance.documents import workbook
    from attendance.scope import Choices
    from attendance.ui import downloads

    rows = pd.DataFrame(
        {
            "person_key": ["k1", "k2"],
            "pupil": ["=Fox, Ann", "Low, Bea"],
            "absent_sessions": [12, 3],
            "absence_rate": [0.25, 0.0625],
            "change_points": [1.2345, None],
            "days_by_pace": [36.19047619, None],
        }
    )
    columns = ["pupil", "address", "absent_sessions", "absence_rate"]
    name, scope = "school/band_pupils", Choices("Essex")
    taken = columns if "columns" in st.query_params else list(rows)
    downloads.download_csv(name, rows, scope)
    downloads.download(
        "Download Excel",
        downloads.file_name(name, scope, ".xlsx"),
        workbook.MIME,
        lambda: downloads.as_excel(
            name,
            rows,
            scope,
            taken,
            to_fill={"address": "Address (to fill in)"},
            notes=["Source: registers"],
        ),
        subject=name,
        rows=len(rows),
    )


CHANGE, PACE = (
    sentences.heading("school/band_pupils", column, "Essex")
    for column in ("change_points", "days_by_pace")
)


def taken(downloads, **query_params):
    """The sheets of the workbook that the script's button makes."""
    at = AppTest.from_function(drawn)
    for name, value in query_params.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    book = openpyxl.load_workbook(io.BytesIO(downloads["band_pupils.xlsx"]()))
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book
    }


def test_excel_has_readers_headings_and_no_key(downloads):
    assert taken(downloads) == {
        "Band pupils": [
            ["Pupil", "Sessions missed", "Absence", CHANGE, PACE],
            ["'=Fox, Ann", 12, 0.25, 1.23, 36],
            ["Low, Bea", 3, 0.0625, None, None],
        ],
        "About": [["Source: registers"]],
    }


def test_excel_shows_numbers_with_the_decimals_of_the_screen(downloads):
    taken(downloads)
    book = openpyxl.load_workbook(io.BytesIO(downloads["band_pupils.xlsx"]()))
    heads, cells = book.worksheets[0]["A1:E2"]
    formats = {head.value: cell.number_format for head, cell in zip(heads, cells, strict=True)}
    assert formats == {
        "Pupil": "General",
        "Sessions missed": "General",
        "Absence": "0.0%",
        CHANGE: "0.00",
        PACE: "0",
    }


def test_what_the_warehouse_does_not_hold_is_a_blank_column(downloads):
    sheet = taken(downloads, columns="own")["Band pupils"]
    assert sheet[0] == ["Pupil", "Address (to fill in)", "Sessions missed", "Absence"]
    assert [row[1] for row in sheet[1:]] == [None, None]


def test_excel_is_logged_with_its_rows_before_it_leaves(downloads, log):
    taken(downloads)
    entry = log()[-1]
    assert (entry["action"], entry["subject"], entry["rows"], entry["detail"]) == (
        "export",
        "school/band_pupils",
        2,
        {"file": "band_pupils.xlsx"},
    )


def test_csv_has_no_key_either(downloads):
    taken(downloads)
    text = downloads["band_pupils.csv"]().decode("utf-8-sig")
    assert text.splitlines()[0] == ("pupil,absent_sessions,absence_rate,change_points,days_by_pace")
