"""What every Word document of ours shares: house style, marking, page numbers, captions, tables."""

import io
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Inches, Mm, Pt, RGBColor

from attendance.documents import word_table
from attendance.documents.csv_file import safe
from attendance.documents.word_table import TEXT_WIDTH_MM, plain

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARKING = "OFFICIAL-SENSITIVE"

FONT = "Arial"
BLUE, QUIET = RGBColor(0x12, 0x43, 0x6D), RGBColor(0x4A, 0x4A, 0x4A)
Words: TypeAlias = Any
"""A document, paragraph or table of python-docx, whose own types say too little."""


def new_document(title: str, *, made_by: str, made_at: str, source: str, is_sample: bool) -> Words:
    """A blank A4 document in the house style with marking, page numbers and where it is from."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author = title, "Attendance dashboard"
    properties.language = "en-GB"
    _style(document)
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin, section.bottom_margin = Mm(20), Mm(17)
    header = section.header.paragraphs[0]
    header.add_run(MARKING).bold = True
    header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer = section.footer.paragraphs[0]
    footer.add_run(f"Made by {made_by}, {made_at}. Data: {source}. Page ")
    _add_field(footer, "PAGE")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES")
    for paragraph in (header, footer):
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(8), QUIET
    document.add_heading(title, 0)
    if is_sample:
        note = document.add_paragraph()
        note.add_run("Invented pupils. ").bold = True
        note.add_run("Sample data: nobody here exists.")
    return document


def as_bytes(document: Words) -> bytes:
    """The file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def add_lines(document: Words, lines: Iterable[str], style: str = "List Bullet") -> None:
    """A list, a line to a point."""
    for line in lines:
        document.add_paragraph(line, style=style)


def add_table(
    document: Words,
    caption: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Sequence[bool] = (),
    widths: Sequence[float] = (),
    alt: str = "",
    height_mm: float = 0,
) -> None:
    """A table under its numbered caption, its heading row repeated on each page and its rows kept
    whole; columns said to be `right` stand at the right, `widths` are parts of the line, and
    `height_mm` is that of rows to be written into."""
    _add_caption(document, caption)
    made = word_table.as_xml(
        caption,
        headings,
        [[str(safe(value)) for value in values] for values in rows],
        right=right,
        widths=widths,
        alt=alt or caption,
        height_mm=height_mm,
    )
    document.element.body.insert_element_before(parse_xml(made), "w:sectPr")
    after = document.add_paragraph().paragraph_format
    after.space_after, after.line_spacing = Pt(0), Pt(6)


def add_picture(document: Words, picture: bytes, alt: str, dots_an_inch: int = 144) -> None:
    """A PNG picture as large as its dots are, but no wider than the text; `alt` says what it shows
    for who cannot see it."""
    dots = int.from_bytes(picture[16:20], "big")
    width = min(Mm(TEXT_WIDTH_MM), Inches(dots / dots_an_inch))
    shape = document.add_picture(io.BytesIO(picture), width=width)
    shape._inline.docPr.set("descr", plain(alt))


def add_quiet(document: Words, text: str, is_above: bool = False) -> None:
    """A small line under a table, or above a picture, with which it stays."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = is_above
    paragraph.paragraph_format.space_after = Pt(6)
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8), QUIET


def _style(document: Words) -> None:
    looks = {
        "Normal": (9.5, None, False, 0, 4),
        "Title": (18, BLUE, True, 0, 6),
        "Heading 1": (14, BLUE, True, 14, 4),
        "Heading 2": (11, BLUE, True, 10, 3),
        "Caption": (9.5, BLUE, True, 6, 3),
        "List Bullet": (9.5, None, False, 0, 3),
        "List Number": (9.5, None, False, 0, 3),
    }
    for name, (size, colour, bold, above, below) in looks.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
        style.font.italic = False
        if colour is not None:
            style.font.color.rgb = colour
        _use_font(style)
        style.paragraph_format.space_before = Pt(above)
        style.paragraph_format.space_after = Pt(below)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    border = document.styles["Title"].element.find(qn("w:pPr")).find(qn("w:pBdr"))
    if border is not None:
        border.getparent().remove(border)


def _use_font(style: Words) -> None:
    """One font for all scripts, and not the theme's."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)


def _add_field(paragraph: Words, instruction: str, shown: str = "1") -> None:
    """A field that Word works out, with what it shows until then."""
    for kind in ("begin", "instrText", "separate", "t", "end"):
        run = paragraph.add_run()
        if kind in ("instrText", "t"):
            element = OxmlElement(f"w:{kind}")
            element.set(qn("xml:space"), "preserve")
            element.text = shown if kind == "t" else f" {instruction} "
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _add_caption(document: Words, caption: str) -> None:
    number = len(document.tables) + 1
    paragraph = document.add_paragraph(style="Caption")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run("Table ")
    _add_field(paragraph, "SEQ Table \\* ARABIC", str(number))
    paragraph.add_run(f". {caption}")
