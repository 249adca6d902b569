"""Marks in the formats that schools' own systems export."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from io import BytesIO, StringIO
from itertools import groupby
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook

COMPRESSION_LEVEL = 19
ONE_TIME = (2025, 2, 14, 16, 0, 0)
MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
SIMS_COLUMNS = ("Student ID", "Date", "Session Name", "Mark")
EXCEL_COLUMNS = ("UPN", "Date", "Session", "Mark", "Minutes Late", "Comments")
SESSIONS_A_WEEK = 10
MISSING = "-"
# A string of marks has room for one character a session.
SHORTER = {"C1": "C", "C2": "C", "J1": "M", "Y4": "#"}
OTHERWISE_UNAVOIDABLE = "C"


def write_parquet(path: Path, tables: Sequence[pa.Table]) -> None:
    """Marks of many schools in one Parquet file."""
    pq.write_table(
        pa.concat_tables(tables), path, compression="zstd", compression_level=COMPRESSION_LEVEL
    )


def write_sims(path: Path, members: Iterable[tuple[str, pa.Table]]) -> None:
    """CSV files with the headings of SIMS in a zip."""
    with ZipFile(path, "w") as archive:
        for name, table in members:
            rows = (
                (mark["pupil"], f"{mark['date']:%d/%m/%Y}", mark["session"], mark["code"])
                for mark in table.to_pylist()
            )
            _add(archive, name, _csv(SIMS_COLUMNS, rows).encode())


def write_register(path: Path, table: pa.Table, days: Sequence[date]) -> None:
    """A register print: a row for each pupil, a column for each date and session."""
    sessions = [(day, session) for day in days for session in ("AM", "PM")]
    header = ("UPN", *(f"{day.isoformat()} {session}" for day, session in sessions))
    rows = (
        (pupil, *(marks.get(session, "") for session in sessions))
        for pupil, marks in _by_pupil(table)
        if marks.keys() & set(sessions)
    )
    _write(path, _csv(header, rows))


def write_weeks(path: Path, table: pa.Table) -> None:
    """A row for each pupil and week, its marks as one string from Monday morning on."""
    rows = (row for pupil, marks in _by_pupil(table) for row in _weeks(pupil, marks))
    _write(path, _csv(("pupil", "week_commencing", "marks"), rows))


def write_excel(path: Path, table: pa.Table) -> None:
    """A workbook with a sheet of marks."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Attendance"
    sheet.append(EXCEL_COLUMNS)
    for mark in table.to_pylist():
        sheet.append([mark[name] for name in table.column_names if name != "urn"])
    raw = BytesIO()
    book.save(raw)
    _write_without_times(path, raw)


def _write_without_times(path: Path, raw: BytesIO) -> None:
    """Pack a workbook anew, as it holds the time of saving in several places."""
    with ZipFile(raw) as before, ZipFile(path, "w") as after:
        for name in before.namelist():
            _add(after, name, MODIFIED.sub(rb"\g<1>2025-02-14T16:00:00Z", before.read(name)))


def _add(archive: ZipFile, name: str, content: bytes) -> None:
    info = ZipInfo(name, ONE_TIME)
    info.create_system = 3  # else Windows writes other bytes
    info.external_attr = 0o644 << 16
    archive.writestr(info, content, ZIP_DEFLATED, compresslevel=9)


def _by_pupil(table: pa.Table) -> Iterator[tuple[object, dict[tuple[date, str], str]]]:
    for pupil, marks in groupby(table.to_pylist(), lambda mark: mark["pupil"]):
        yield pupil, {(mark["date"], mark["session"]): mark["code"] for mark in marks}


def _weeks(pupil: object, marks: dict[tuple[date, str], str]) -> Iterator[tuple[object, str, str]]:
    mondays = sorted({day - timedelta(days=day.weekday()) for day, _ in marks})
    for monday in mondays:
        sessions = (
            (monday + timedelta(days=number // 2), ("AM", "PM")[number % 2])
            for number in range(SESSIONS_A_WEEK)
        )
        codes = (marks.get(session, MISSING) for session in sessions)
        yield pupil, monday.isoformat(), "".join(map(_shorter, codes))


def _shorter(code: str) -> str:
    return code if len(code) == 1 else SHORTER.get(code, OTHERWISE_UNAVOIDABLE)


def _csv(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
