"""The record of a meeting as an editable Word document: who came, whom it was about, what was
agreed. Each of its tables comes as rows of cells in words."""

from collections.abc import Mapping, Sequence

from attendance.documents import word

SOURCE = "what was written down for the meeting"

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
    made_by: str,
    made_at: str,
    is_sample: bool,
) -> bytes:
    """The document. A part without rows says so in a sentence; the record is whole by itself."""
    document = word.new_document(
        title, made_by=made_by, made_at=made_at, source=SOURCE, is_sample=is_sample
    )
    document.add_paragraph(word.plain(head))
    _part(document, "Who came", coming, "Nobody is written down as having come.")
    _part(document, "Pupils discussed", discussed, "No pupil was marked as discussed.")
    _part(document, "Agreed", agreed, "No action was agreed.")
    _part(document, "Still open from earlier meetings", still_open, "None.")
    if note:
        document.add_heading("Note", 2)
        for paragraph in word.plain(note).split("\n"):
            document.add_paragraph(paragraph)
    return word.as_bytes(document)


def _part(document: word.Words, heading: str, rows: Rows, empty: str) -> None:
    if not rows:
        document.add_heading(heading, 2)
        document.add_paragraph(empty)
        return
    # A column that is empty throughout would only narrow the others.
    columns = [name for name in rows[0] if any(row[name] for row in rows)]
    word.add_table(document, heading, columns, [[row[name] for name in columns] for row in rows])
