"""The record of a meeting in Word: whole by itself, in the house style, whatever was typed."""

import io

from docx import Document

from attendance.documents import meeting_record

EMPTY = {"coming": [], "discussed": [], "agreed": [], "still_open": []}


def record(**parts):
    told = {"title": "Targeting Support Meeting, Alpha", "head": "Held on 14 February 2025."}
    made = {"made_by": "Jo Reed (AST lead)", "made_at": "14 February 2025, 09:05"}
    whole = {**EMPTY, **told, **made, "note": "", "is_sample": False, **parts}
    return Document(io.BytesIO(meeting_record.as_docx(**whole)))


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs]


def test_it_is_marked_and_says_who_made_it():
    document = record()
    section = document.sections[0]
    assert section.header.paragraphs[0].text == "OFFICIAL-SENSITIVE"
    assert section.footer.paragraphs[0].text.startswith(
        "Made by Jo Reed (AST lead), 14 February 2025, 09:05. "
    )
    assert not any("nobody here exists" in text for text in texts(document))
    assert any("nobody here exists" in text for text in texts(record(is_sample=True)))


def test_a_part_without_rows_says_so_and_one_with_rows_is_a_table():
    document = record(agreed=[{"What": "=Call & <visit>", "Who": "Jo", "Why": ""}])
    assert "Nobody is written down as having come." in texts(document)
    assert "No action was agreed." not in texts(document)
    [table] = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["What", "Who"],
        ["'=Call & <visit>", "Jo"],
    ]
    assert any(text.endswith("Agreed") and text.startswith("Table") for text in texts(document))


def test_what_no_document_can_hold_is_left_out_of_it():
    document = record(note="Came\x0b late\nleft", head="At\x01 school", coming=[{"Who": "A\x02b"}])
    assert {"Came late", "left", "At school"} <= set(texts(document))
    assert document.tables[0].rows[1].cells[0].text == "Ab"
