"""Rows of a drawn county as importers write them to the archive."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

PRIMARY = 115001
FLAGS = {"Yes": True, "No": False, "": None}


def academic_year(day: date) -> str:
    """The academic year of a day; it begins on 1 August."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def mark_row(row: dict[str, str], session: str) -> dict:
    """A mark of one session as a row of the archive."""
    code, _, note = row[session].partition(" ")
    return {
        "urn": int(row.get("school", PRIMARY)),
        "pupil": row["pupil"],
        "session_date": date.fromisoformat(row["date"]),
        "session": session,
        "code": code,
        "minutes_late": int(note) if note.isdigit() else None,
        "comment": note if note and not note.isdigit() else None,
    }


def rejected_row(line: int, row: dict[str, str]) -> dict:
    """A mark that was set aside as a row of the archive."""
    return {
        "line": line,
        "urn": int(row.get("school", PRIMARY)),
        "pupil": row["pupil"],
        "session_date": date.fromisoformat(row["date"]) if row["date"] else None,
        "session": row["session"],
        "code": row["code"],
        "reason": row["reason"],
    }


def identified(pupil: str) -> dict[str, str]:
    """A pupil's identifier: a UPN, else the school's own id."""
    is_upn = len(pupil) == 13 and pupil[0].isalpha() and pupil[1:].isdigit()
    return {"upn": pupil} if is_upn else {"local_id": pupil}


def typed_row(row: dict[str, str], columns: dict[str, pa.DataType]) -> dict:
    """A row drawn, as its columns are typed."""
    return {name: _value(text, columns[name]) for name, text in row.items() if name in columns}


def _value(text, type_: pa.DataType):
    if text is None or text == "":
        return None
    if pa.types.is_boolean(type_):
        return FLAGS[text]
    if pa.types.is_date(type_):
        return date.fromisoformat(text)
    if pa.types.is_integer(type_):
        return int(text)
    return float(text) if pa.types.is_floating(type_) else text


def write_rows(path: Path, rows: list[dict], columns: dict[str, pa.DataType]) -> None:
    """Write rows as importers do."""
    schema = pa.schema(columns.items())
    full = [{name: row.get(name) for name in columns} for row in rows]
    pq.write_table(pa.Table.from_pylist(full, schema=schema), path, compression="zstd")
