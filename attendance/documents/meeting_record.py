"""The record of a meeting as an editable Word document: who came, whom it was about, what was
agreed. Each of its tables comes as rows of cells in words."""

import io
from collections.abc import Mapping, Sequence

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

MARKING = "OFFICIAL-SENSITIVE"
SAMPLE = "Sample data: invented pupils and schools."
STYLE = "Light Grid Accent 1"

Rows = Sequence[Mapping[str, str]]


def as_docx(
    *,
    title: str,
    head: str,
    coming: Rows,
    discussed: Rows,
    agreed: Rows,
    still_open: Rows,
    note: str,
    made: str,
    is_sample: bool,
) -> bytes:
    """The document. A part without rows says so in a sentence; the record is whole by itself."""
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = "Attendance dashboard"
    document.core_properties.language = "en-GB"
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.header.paragraphs[0].text = MARKING
    section.footer.paragraphs[0].text = f"{made} {SAMPLE}" if is_sample else made
    document.add_heading(title, 1)
    document.add_paragraph(head)
    _part(document, "Who came", coming, "Nobody is written down as having come.")
    _part(document, "Pupils discussed", discussed, "No pupil was marked as discussed.")
    _part(document, "Agreed", agreed, "No action was agreed.")
    _part(document, "Still open from earlier meetings", still_open, "None.")
    if note:
        document.add_heading("Note", 2)
        for paragraph in note.split("\n"):
            document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _part(document, heading: str, rows: Rows, empty: str) -> None:
    document.add_heading(heading, 2)
    if not rows:
        document.add_paragraph(empty)
        return
    # A column that is empty throughout would only narrow the others.
    columns = [name for name in rows[0] if any(row[name] for row in rows)]
    table = document.add_table(rows=1, cols=len(columns), style=STYLE)
    _fill(table.rows[0], columns)
    properties = table.rows[0]._tr.get_or_add_trPr()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)
    for row in rows:
        _fill(table.add_row(), [row[name] for name in columns])


def _fill(row, values: Sequence[str]) -> None:
    for cell, value in zip(row.cells, values, strict=True):
        cell.text = value
