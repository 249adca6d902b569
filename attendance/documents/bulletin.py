"""The bulletin table as text, Markdown, CSV and Word, all from the rows of the same query."""

import io
import re
from datetime import date

import pandas as pd
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from attendance import words

ASCII_MINUS = "-"

NOTE = (
    "Source: Department for Education, Pupil attendance in schools, year to date, state-funded "
    "schools. PA: persistent absence, pupils who missed 10% or more of their own possible "
    "sessions. Differences are in points, of the rounded figures; = where these are equal; n/a "
    "where DfE has not published persistent absence (before late January). DfE's figures start in "
    "the second week of September."
)


def up_to(rows: pd.DataFrame, published: date) -> pd.DataFrame:
    """The releases up to that publication, as the bulletin of that day had them."""
    return rows[rows["published"] <= pd.Timestamp(published)]


def printed(rows: pd.DataFrame, minus: str = words.MINUS) -> pd.DataFrame:
    """The rows with every figure as text: rates with one decimal, differences signed."""
    text = rows[["published", "data_to", "education_phase"]].copy()
    for measure in ("attendance", "pa"):
        for side in ("home", "england"):
            text[f"{side}_{measure}"] = rows[f"{side}_{measure}"].map(words.figure)
        text[f"{measure}_difference"] = rows[f"{measure}_difference"].map(
            lambda points: words.signed(points, minus=minus)
        )
    return text


def for_csv(rows: pd.DataFrame, home: str) -> pd.DataFrame:
    """One row per release and phase; the home columns carry the authority's name."""
    text = printed(rows, minus=ASCII_MINUS)
    for column in ("published", "data_to"):
        text[column] = pd.to_datetime(text[column]).dt.strftime("%Y-%m-%d")
    name = re.sub(r"\W+", "_", home.lower()).strip("_")
    return text.rename(columns=lambda column: column.replace("home_", f"{name}_"))


def for_reading(rows: pd.DataFrame, home: str) -> pd.DataFrame:
    """Newest first, as the page and Word show it. The publication date is told only where two
    publications share a data date."""
    ordered = rows.sort_values(["data_to", "published"], ascending=False, kind="stable")
    text = printed(ordered)
    text["data_to"] = text["data_to"].map(words.day)
    shared = ordered.duplicated(["data_to", "education_phase"], keep=False)
    if shared.any():
        text.loc[shared, "data_to"] += " (published " + text["published"].map(words.day) + ")"
    return text.drop(columns="published").rename(columns=headings(home))


def headings(home: str) -> dict[str, str]:
    """What each column is called on the page and in Word."""
    return {
        "data_to": "Data to",
        "education_phase": "Phase",
        "home_attendance": f"{home} attendance (%)",
        "england_attendance": "England attendance (%)",
        "attendance_difference": "Difference (points)",
        "home_pa": f"{home} PA (%)",
        "england_pa": "England PA (%)",
        "pa_difference": "PA difference (points)",
    }


def as_markdown(rows: pd.DataFrame, home: str) -> str:
    """The table in Markdown."""
    table = for_reading(rows, home)
    lines = [list(table.columns), ["---"] * len(table.columns), *table.to_numpy().tolist()]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def as_docx(rows: pd.DataFrame, home: str, year: str) -> bytes:
    """An editable Word document: title, table with a repeated heading row, note."""
    document = Document()
    document.core_properties.title = f"{home} and England, attendance {year}"
    document.core_properties.author = "Attendance dashboard"
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading(f"{home} and England: attendance and persistent absence, {year}", 1)
    table_rows = for_reading(rows, home)
    table = document.add_table(rows=1, cols=len(table_rows.columns), style="Light Grid Accent 1")
    _fill(table.rows[0], table_rows.columns)
    _repeat_heading(table.rows[0])
    for values in table_rows.itertuples(index=False):
        _fill(table.add_row(), values)
    document.add_paragraph(NOTE)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _fill(row, values) -> None:
    for place, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
        cell.text = str(value)
        if place > 1:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat_heading(row) -> None:
    properties = row._tr.get_or_add_trPr()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)
