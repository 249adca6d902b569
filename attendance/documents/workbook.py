"""Excel workbooks that open without running anything: rows in, sheets out."""

import io
import math
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from numbers import Real

import pandas as pd
import xlsxwriter

from attendance.documents import csv_file

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

INERT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST_TEXT = 32767
LONGEST_SHEET_NAME = 31
NARROWEST, WIDEST = 8, 60
ROWS_MEASURED = 500

TEXT = {"valign": "top", "text_wrap": True}
FORMATS = {
    "heading": {**TEXT, "bold": True, "bottom": 1, "bg_color": "#E7EEF5"},
    "heading to fill": {**TEXT, "bold": True, "bottom": 1, "bg_color": "#FFF3CC"},
    "text": TEXT,
    "to fill": {**TEXT, "bg_color": "#FFF9E5"},
    "number": {"valign": "top"},
    "whole": {"valign": "top", "num_format": "0"},
    "tenths": {"valign": "top", "num_format": "0.0"},
    "hundredths": {"valign": "top", "num_format": "0.00"},
    "share": {"valign": "top", "num_format": "0.0%"},
    "day": {"valign": "top", "align": "left", "num_format": "d mmm yyyy"},
    "time": {"valign": "top", "align": "left", "num_format": "d mmm yyyy hh:mm"},
}

BY_DECIMALS = ("whole", "tenths", "hundredths")


def as_xlsx(
    sheets: Mapping[str, pd.DataFrame],
    *,
    title: str = "",
    notes: Sequence[str] = (),
    shares: Collection[str] = (),
    decimals: Mapping[str, int] | None = None,
    to_fill: Collection[str] = (),
) -> bytes:
    """A sheet for each name and its rows, with a heading row that stays, filters and widths.

    Text is never a formula or link and follows the rule of CSV files; dates are dates. `shares`
    are columns of 0 to 1 shown in per cent, `decimals` tells of others how many decimals they are
    shown with, up to two, and `to_fill` are those left to the reader, shaded. `notes` are lines of
    a last sheet, "About".
    """
    kinds = {heading: BY_DECIMALS[places] for heading, places in (decimals or {}).items()}
    kinds |= dict.fromkeys(shares, "share") | dict.fromkeys(to_fill, "to fill")
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **INERT}) as book:
        book.set_properties({"title": title, "author": "Attendance dashboard"})
        formats = {name: book.add_format(look) for name, look in FORMATS.items()}
        names = _sheet_names([*sheets, "About"] if notes else list(sheets))
        for name, rows in zip(names, sheets.values(), strict=False):
            _fill(book.add_worksheet(name), formats, rows, kinds)
        if notes:
            about = book.add_worksheet(names[-1])
            about.set_column(0, 0, 100)
            for line, note in enumerate(notes):
                about.write_string(line, 0, _text(note), formats["text"])
    return file.getvalue()


def _fill(sheet, formats, rows: pd.DataFrame, kinds: Mapping[str, str]) -> None:
    for place, heading in enumerate(rows.columns):
        cells = rows.iloc[:, place]
        kind = kinds.get(heading, "number")
        sheet.set_column(place, place, _width(heading, cells))
        sheet.write_string(
            0, place, _text(heading), formats["heading to fill" if kind == "to fill" else "heading"]
        )
        for line, cell in enumerate(cells.astype(object), start=1):
            _write(sheet, line, place, cell, formats, kind)
    sheet.freeze_panes(1, 0)
    if len(rows.columns):
        sheet.autofilter(0, 0, len(rows), len(rows.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write(sheet, line: int, place: int, cell: object, formats, kind: str) -> None:
    """One cell by its type; `kind` is that of its column where it is no text and no date."""
    if _is_nothing(cell):
        sheet.write_blank(line, place, None, formats[kind])
    elif isinstance(cell, bool):
        sheet.write_string(line, place, "yes" if cell else "no", formats["text"])
    elif isinstance(cell, Real) and math.isfinite(cell):
        sheet.write_number(line, place, float(cell), formats[kind])
    elif isinstance(cell, datetime) and (cell.hour or cell.minute):
        sheet.write_datetime(line, place, cell.replace(tzinfo=None), formats["time"])
    elif isinstance(cell, date):
        sheet.write_datetime(line, place, cell, formats["day"])
    else:
        sheet.write_string(line, place, _text(cell), formats["text"])


def _is_nothing(cell: object) -> bool:
    return cell is None or cell is pd.NaT or cell is pd.NA or cell != cell


def _text(cell: object) -> str:
    return str(csv_file.safe(str(cell)))[:LONGEST_TEXT]


def _width(heading: str, cells: pd.Series) -> int:
    if pd.api.types.is_datetime64_any_dtype(cells):
        longest = len("30 September 2026")
    else:
        longest = max((len(str(cell)) for cell in cells.head(ROWS_MEASURED)), default=0)
    wanted = max(longest, min(len(str(heading)), 18)) + 2
    return min(max(wanted, NARROWEST), WIDEST)


def _sheet_names(names: Sequence[str]) -> list[str]:
    """Names that Excel takes: no marks of its own, not too long, each once."""
    taken: list[str] = []
    for name in names:
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip(" '") or "Rows"
        plain = plain[:LONGEST_SHEET_NAME].strip(" '")
        number = 1
        fitting = plain if plain.lower() != "history" else "History 1"
        while fitting.lower() in {each.lower() for each in taken}:
            number += 1
            fitting = f"{plain[: LONGEST_SHEET_NAME - 4]} {number}"
        taken.append(fitting)
    return taken
