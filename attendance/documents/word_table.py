"""A table of a Word document as XML: python-docx takes a second for what a long pack needs."""

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.ns import nsdecls

TEXT_WIDTH_MM = 180
TWIPS_A_POINT, TWIPS_A_MM = 20, 1440 / 25.4
SIZES = ((5, 9.5), (8, 8.5), (11, 7.5))
SMALLEST_SIZE = 6.5
"""Points of a table's text by how many columns it has, at most."""
PLAIN, BOLD, PADDING = 0.57, 0.62, 10.0
"""About how wide a letter is, by the size of the text, and a cell's margins in points."""
ROWS_MEASURED = 100
SHORT, FIRST_ROWS = 8, 3
"""Of so many rows at most a table stays on one page; of a longer one the first rows do."""
PALE, LINE = "E7EEF5", "BFBFBF"
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def as_xml(
    caption: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Sequence[bool] = (),
    widths: Sequence[float] = (),
    alt: str = "",
    height_mm: float = 0,
) -> str:
    """The table: its heading row comes again on each page and stays with the first rows, rows are
    not broken; columns said to be `right` stand at the right, `widths` are parts of the line,
    `height_mm` that of the rows."""
    size = next((size for most, size in SIZES if len(headings) <= most), SMALLEST_SIZE)
    parts = widths or _widths(headings, rows, size)
    line = TEXT_WIDTH_MM * TWIPS_A_MM
    measures = [round(line * part / sum(parts)) for part in parts]
    sides = [*right, *[False] * len(headings)]
    stay = len(rows) - 1 if len(rows) <= SHORT else FIRST_ROWS
    lines = [_row(headings, measures, sides, size, is_heading=True, stays=True)]
    lines += [
        _row(values, measures, sides, size, height_mm=height_mm, stays=place < stay)
        for place, values in enumerate(rows)
    ]
    return (
        f"<w:tbl {nsdecls('w')}>{_properties(caption, alt)}<w:tblGrid>"
        f"{''.join(f'<w:gridCol w:w={quoteattr(str(each))}/>' for each in measures)}</w:tblGrid>"
        f"{''.join(lines)}</w:tbl>"
    )


def plain(text: str) -> str:
    """The text without characters that no document can hold."""
    return NOT_IN_XML.sub("", text)


def _properties(caption: str, alt: str) -> str:
    """Thin lines between rows, air above and below text, and what the table is in words."""
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
        for side in ("top", "bottom", "insideH")
    )
    margins = "".join(
        f'<w:{side} w:w="{twips}" w:type="dxa"/>'
        for side, twips in (("top", 30), ("left", 80), ("bottom", 30), ("right", 80))
    )
    return (
        '<w:tblPr><w:tblW w:w="5000" w:type="pct"/>'
        f"<w:tblBorders>{borders}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        '<w:tblLook w:val="0020" w:firstRow="1"/>'
        f"<w:tblCaption w:val={quoteattr(plain(caption))}/>"
        f"<w:tblDescription w:val={quoteattr(plain(alt))}/></w:tblPr>"
    )


def _row(
    values: Sequence[str],
    measures: Sequence[int],
    sides: Sequence[bool],
    size: float,
    *,
    is_heading: bool = False,
    height_mm: float = 0,
    stays: bool = False,
) -> str:
    properties = "<w:cantSplit/>"
    if height_mm:
        properties += f'<w:trHeight w:val="{round(height_mm * TWIPS_A_MM)}"/>'
    if is_heading:
        properties += "<w:tblHeader/>"
    cells = [
        _cell(value, width, is_right, size, is_heading, stays)
        for value, width, is_right in zip(values, measures, sides, strict=False)
    ]
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(
    value: str, width: int, is_right: bool, size: float, is_heading: bool, stays: bool
) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE}"/>' if is_heading else ""
    side = '<w:jc w:val="right"/>' if is_right else ""
    with_next = "<w:keepNext/>" if stays else ""
    bold = "<w:b/>" if is_heading else ""
    half_points = round(2 * size)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        f'<w:p><w:pPr>{with_next}<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>'
        f"{side}</w:pPr>"
        f'<w:r><w:rPr>{bold}<w:sz w:val="{half_points}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(plain(value))}</w:t></w:r></w:p></w:tc>'
    )


def _widths(headings: Sequence[str], rows: Sequence[Sequence[str]], size: float) -> list[float]:
    """Points for each column: its longest word fits, and what is left goes by length of text."""
    whole = TEXT_WIDTH_MM * TWIPS_A_MM / TWIPS_A_POINT
    words, texts = [], []
    for place, heading in enumerate(headings):
        cells = [row[place] for row in rows[:ROWS_MEASURED]]
        longest = max((len(word) for cell in cells for word in cell.split()), default=0)
        in_heading = max((len(word) for word in heading.split()), default=0)
        words.append(max(longest * PLAIN, in_heading * BOLD) * size + PADDING)
        texts.append(max((len(cell) for cell in cells), default=0) * PLAIN * size + PADDING)
    wanted = [max(0.0, text - word) for word, text in zip(words, texts, strict=True)]
    left, missing = whole - sum(words), sum(wanted)
    if left <= 0 or missing == 0:
        return words
    share = min(1.0, left / missing)
    return [word + share * want for word, want in zip(words, wanted, strict=True)]
