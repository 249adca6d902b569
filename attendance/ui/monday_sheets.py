"""Monday's sheets for heads of year and tutors, as PDF and Excel: each made, and logged, when its
button is pressed."""

import pandas as pd
import streamlit as st

from attendance import sentences, words
from attendance.documents import pdf, workbook
from attendance.packs import listing
from attendance.scope import MondayScope
from attendance.ui import data, session
from attendance.ui.downloads import download

NAME = "monday/changes"
SHEET_PER = "sheet_per"
YEAR_SHEETS, CLASS_SHEETS = "Year group", "Class"
SHEETS = {YEAR_SHEETS: "year_group", CLASS_SHEETS: "class"}


def draw(rows: pd.DataFrame, scope: MondayScope) -> None:
    """All that stands open as PDF and Excel, a sheet for each year group or class."""
    per = st.segmented_control(
        "A sheet for each",
        list(SHEETS),
        default=YEAR_SHEETS,
        required=True,
        key=SHEET_PER,
        bind="query-params",
    )
    parts, columns = _parts(rows, SHEETS[per]), _columns(SHEETS[per])
    name = f"monday-by-{per.lower().replace(' ', '-')}-{scope.for_a_file()}"
    viewer, source = session.viewer(), _source()
    made_by = f"{viewer.name} ({viewer.role_name})"
    is_sample = data.warehouse().is_sample
    notes = [f"Made by {made_by}. Data: {source}.", sentences.SAMPLE_PUPILS if is_sample else ""]
    with st.container(horizontal=True):
        download(
            "Sheets as PDF",
            f"{name}.pdf",
            "application/pdf",
            lambda: pdf.as_pdf(
                "monday", _document(parts, columns, scope, made_by, source, is_sample)
            ),
            subject=NAME,
            rows=len(rows),
        )
        download(
            "Sheets as Excel",
            f"{name}.xlsx",
            workbook.MIME,
            lambda: _workbook(parts, columns, scope, f"a sheet for each {per.lower()}", notes),
            subject=NAME,
            rows=len(rows),
        )


def _parts(rows: pd.DataFrame, column: str) -> dict[str, pd.DataFrame]:
    """The rows of each year group or class, in order; those without one come last."""
    ordered = rows.sort_values(["year_number", "class"], na_position="last", kind="stable")
    parts = {name: rows[rows[column] == name] for name in dict.fromkeys(ordered[column].dropna())}
    without = rows[rows[column].isna()]
    return parts if without.empty else parts | {f"No {column.replace('_', ' ')}": without}


def _columns(column: str) -> list[str]:
    """What a sheet shows: of a year group the class, of a class the year group."""
    other = {"class": "year_group"}.get(column, "class")
    return [other if name == "class" else name for name in sentences.COLUMNS_OF_SHEETS]


def _source() -> str:
    newest = data.rows("data/marks_freshness")
    return "; ".join(sentences.marks_freshness(row) for row in newest.itertuples())


def _document(
    parts: dict[str, pd.DataFrame],
    columns: list[str],
    scope: MondayScope,
    made_by: str,
    source: str,
    is_sample: bool,
) -> dict[str, object]:
    return {
        "title": f"What changed, {scope.school_name}",
        "made_by": made_by,
        "at": words.moment(words.now()),
        "source": source,
        "is_sample": is_sample,
        "headings": list(_headings(columns, scope).values()),
        "note": sentences.NOTE_HEADING,
        "wide": [columns.index("detail"), len(columns)],
        "sheets": [
            {
                "name": name,
                "answer": f"{words.counted(len(part), 'item', 'items')} "
                f"{sentences.since_in_words(scope)}. {sentences.monday_rules(scope)}",
                "rows": listing.table(NAME, "", NAME, part, columns, scope.home).printed_rows,
            }
            for name, part in parts.items()
        ],
    }


def _workbook(
    parts: dict[str, pd.DataFrame],
    columns: list[str],
    scope: MondayScope,
    what: str,
    notes: list[str],
) -> bytes:
    """A sheet for each part, and a last one that says `what` it is, of which school and data."""
    title = f"What changed, {scope.school_name}"
    about = [f"{title}: {what}, {sentences.since_in_words(scope)}.", sentences.monday_rules(scope)]
    headings = _headings(columns, scope)
    sheets = {
        name: part[list(headings)].rename(columns=headings).assign(**{sentences.NOTE_HEADING: ""})
        for name, part in parts.items()
    }
    return workbook.as_xlsx(
        sheets,
        title=title,
        notes=[note for note in (*about, *notes) if note],
        shares=[headings["absence_rate"]],
        to_fill=[sentences.NOTE_HEADING],
    )


def _headings(columns: list[str], scope: MondayScope) -> dict[str, str]:
    return {column: sentences.heading(NAME, column, scope.home) for column in columns}
