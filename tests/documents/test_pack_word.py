"""The pack in Word: what it says, that it can be navigated, and that it opens."""

import io
import re
import zipfile

import pytest
from docx import Document

from attendance.documents import pack_word
from attendance.packs.agenda import Slot
from tests.documents.office import as_pdf_pages
from tests.documents.packs import LINE, LONG, STRIP, made_up
from tests.packs.test_agenda import DAY
from tests.packs.test_agenda import made as agenda_made


@pytest.fixture(scope="module")
def content():
    return pack_word.as_docx(made_up())


@pytest.fixture(scope="module")
def document(content):
    return Document(io.BytesIO(content))


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read(f"word/{name}").decode()


def test_headings_are_headings(document):
    found = [(each.style.name, each.text) for each in document.paragraphs]
    assert found[0] == ("Title", "Targeting Support Meeting: Alpha Primary")
    assert [text for style, text in found if style == "Heading 1"] == [
        "At a glance",
        "Overall trends",
        "Persistently absent pupils",
        "Questions worth asking",
        "About these figures",
    ]


def test_each_table_has_a_caption_a_repeated_heading_row_and_words_for_who_cannot_see_it(document):
    captions = [each.text for each in document.paragraphs if each.style.name == "Caption"]
    assert captions == [
        "Table 1. Severely absent pupils",
        "Table 2. Persistently absent pupils",
        "Table 3. Actions agreed",
    ]
    assert len(document.tables) == len(captions)
    for table in document.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml
        assert "w:tblHeader" not in table.rows[1]._tr.xml
        assert "w:tblDescription" in table._tbl.xml


def test_cells_are_those_of_the_pack(document):
    severe, persistent, actions = (
        [[cell.text for cell in row.cells] for row in table.rows] for table in document.tables
    )
    assert severe[0] == ["Pupil", "Sessions missed", "Missed", "Change (points)", "Since"]
    assert severe[1] == ["Flumbapenny, Thimova", "1,054", "55.1%", "−10.7", "4 November 2024"]
    assert severe[3][2:4] == ["n/a", "="]
    assert persistent[1:] == LONG.printed_rows
    assert actions == [["What", "Who", "By when"]] + [["", "", ""]] * 5


def test_short_tables_stay_on_one_page_and_long_ones_begin_with_some_rows(document):
    severe, persistent, actions = (
        [
            all(
                line.paragraph_format.keep_with_next
                for cell in row.cells
                for line in cell.paragraphs
            )
            for row in table.rows
        ]
        for table in document.tables
    )
    for short in (severe, actions):
        assert all(short[:-1]) and not short[-1]
    assert persistent[:4] == [True] * 4 and not any(persistent[4:])


def test_what_a_spreadsheet_would_run_is_made_harmless(document):
    assert document.tables[0].rows[2].cells[0].text == "'=HYPERLINK(“x”)"


def test_a_cut_list_says_where_the_rest_is_and_an_empty_one_says_so(document):
    texts = [each.text for each in document.paragraphs]
    assert "And 70 more in the Excel file." in texts
    assert "No action is overdue." in texts
    assert "Who rings on the first day? 3.1 points above Essex." in texts


def test_charts_are_pictures_with_their_findings_as_headings_and_in_words(document):
    pictures = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert pictures == [LINE.alt, STRIP.alt]
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 2"]
    assert LINE.title in headings and STRIP.title in headings


def test_it_is_marked_and_says_who_made_it_when_and_from_what(content, document):
    assert "OFFICIAL-SENSITIVE" in part(content, "header1.xml")
    footer = part(content, "footer1.xml")
    assert "Made by local (AST lead), 14 February 2025, 09:05. Data: registers to" in footer
    assert re.findall(r"<w:instrText[^>]*> (\w+) ", footer) == ["PAGE", "NUMPAGES"]
    assert document.core_properties.title == "Targeting Support Meeting: Alpha Primary"
    assert 'w:val="en-GB"' in part(content, "styles.xml")
    assert "Invented pupils." in document.paragraphs[1].text


def test_without_names_it_says_so():
    text = part(pack_word.as_docx(made_up(with_names=False, is_sample=False)), "document.xml")
    assert "Without names of pupils." in text and "Invented" not in text


def test_it_opens_in_libreoffice_and_reads_as_it_should(content, tmp_path):
    pages = as_pdf_pages(content, tmp_path)
    assert len(pages) == 4
    for number, page in enumerate(pages, start=1):
        assert "OFFICIAL-SENSITIVE" in page and f"Page {number} of 4" in page
    assert "9 pupils are severely absent." in pages[0] and "Overall trends" not in pages[0]
    assert re.search(r"Pupil +Sessions missed +Missed", pages[2])


def test_the_agenda_can_be_sent_and_written_into(tmp_path):
    content = pack_word.agenda_as_docx(agenda_made(Slot(DAY, "09:00", "10:30")))
    document = Document(io.BytesIO(content))
    items, actions = document.tables
    assert [cell.text for cell in items.rows[2].cells][:3] == [
        "09:05",
        "10",
        "Since the last meeting",
    ]
    assert len(actions.rows) == 4
    [page] = as_pdf_pages(content, tmp_path)
    assert "Wednesday 5 March 2025, 09:00 to 10:30. 90 minutes." in page
    assert "Senior attendance champion (must attend)" in page
