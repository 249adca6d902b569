"""The archives of the county's loads as relations for the build to read."""

from functools import reduce
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from attendance.warehouse import workshop
from attendance.warehouse.loads import MARKS, PUPILS, SCHOOLS, TERM_DATES, Load

_TEXT, _FLAG, _SMALL, _INT = pa.string(), pa.bool_(), pa.int16(), pa.int32()
_DATE, _LONG = pa.date32(), pa.int64()

ARCHIVES: dict[str, dict[str, pa.DataType]] = {
    SCHOOLS: {
        "line": _LONG,
        "urn": _INT,
        "authority_code": _TEXT,
        "authority_name": _TEXT,
        "establishment_number": _TEXT,
        "school_name": _TEXT,
        "school_type": _TEXT,
        "type_group": _TEXT,
        "phase_label": _TEXT,
        "status": _TEXT,
        "open_date": _DATE,
        "close_date": _DATE,
        "statutory_low_age": _SMALL,
        "statutory_high_age": _SMALL,
        "capacity": _INT,
        "pupils": _INT,
        "fsm_share": pa.float64(),
        "district": _TEXT,
        "trust": _TEXT,
        "federation": _TEXT,
        "urban_rural": _TEXT,
        "admissions_policy": _TEXT,
        "gender": _TEXT,
        "religious_character": _TEXT,
    },
    PUPILS: {
        "line": _LONG,
        "academic_year": _TEXT,
        "urn": _INT,
        "upn": _TEXT,
        "local_id": _TEXT,
        "surname": _TEXT,
        "forename": _TEXT,
        "sex": _TEXT,
        "date_of_birth": _DATE,
        "year_group": _SMALL,
        "class": _TEXT,
        "entry_date": _DATE,
        "leaving_date": _DATE,
        "fsm": _FLAG,
        "sen": _TEXT,
        "eal": _FLAG,
        "ethnicity": _TEXT,
        "child_in_need": _FLAG,
        "child_protection_plan": _FLAG,
        "looked_after": _FLAG,
        "previously_looked_after": _FLAG,
        "young_carer": _FLAG,
        "medical_condition": _FLAG,
        "home_authority": _TEXT,
        "household": _TEXT,
    },
    MARKS: {
        "urn": _INT,
        "pupil": _TEXT,
        "session_date": _DATE,
        "session": _TEXT,
        "code": _TEXT,
        "minutes_late": _SMALL,
        "comment": _TEXT,
    },
    TERM_DATES: {
        "line": _LONG,
        "authority_code": _TEXT,
        "urn": _INT,
        "academic_year": _TEXT,
        "half_term": _SMALL,
        "first_day": _DATE,
        "last_day": _DATE,
    },
}
"""Columns of a load's archive, by kind. One of marks has a row per row of its file, those without
a code not taken."""

BLANK = {"minutes_late": "cast(null as smallint)", "comment": "cast(null as varchar)"}
"""Columns that an archive of marks lacks if its file had nothing for them."""

PUPILS_OF_MARKS = {
    "urn": _INT,
    "pupil": _TEXT,
    "academic_year": _TEXT,
    "first_date": _DATE,
    "last_date": _DATE,
    "marks": _LONG,
}
"""Columns of the file beside a marks archive: whom it is about."""

REJECTED = {
    "line": _LONG,
    "urn": _INT,
    "pupil": _TEXT,
    "session_date": _DATE,
    "session": _TEXT,
    "code": _TEXT,
    "column_name": _TEXT,
    "value": _TEXT,
    "reason": _TEXT,
}
"""Columns of the file beside any archive: rows that were not taken."""

NUMBERED = {
    "landed_schools": (
        "create or replace temp view landed_schools as select files_schools.* exclude (filename), "
        "number as load_number from files_schools inner join load_files on filename = path"
    ),
    "landed_pupils": (
        "create or replace temp view landed_pupils as select files_pupils.* exclude (filename), "
        "number as load_number from files_pupils inner join load_files on filename = path"
    ),
    "landed_term_dates": (
        "create or replace temp view landed_term_dates as select files_term_dates.* "
        "exclude (filename), number as load_number "
        "from files_term_dates inner join load_files on filename = path"
    ),
    "landed_marks": (
        "create or replace temp view landed_marks as select "
        "urn, pupil, session_date, try_cast(session as half_day) as session, "
        "try_cast(code as register_code) as code, minutes_late, comment, number as load_number "
        "from files_marks inner join load_files on filename = path where code is not null"
    ),
    "load_pupils": (
        "create or replace temp view load_pupils as select files_load_pupils.* "
        "exclude (filename), number as load_number "
        "from files_load_pupils inner join load_files on filename = path"
    ),
    "landed_rejected": (
        "create or replace temp view landed_rejected as select files_rejected.* "
        "exclude (filename), load_id from files_rejected inner join load_files on filename = path"
    ),
}


def create(connection: duckdb.DuckDBPyConnection, data_dir: Path, loads: list[Load]) -> None:
    """Views landed_schools, landed_pupils, landed_term_dates, landed_marks, load_pupils and
    landed_rejected of these county loads, each row with its load's number. Needs the types
    half_day and register_code, and a database named steps, which the views lie in.
    """
    archives = {
        kind: [load.path(data_dir) for load in loads if load.kind == kind] for kind in ARCHIVES
    }
    marks = [load for load in loads if load.kind == MARKS]
    of_pupils = [load.pupils_path(data_dir) for load in marks]
    rejected = [load.rejected_path(data_dir) for load in marks]
    with workshop.in_steps(connection):
        _numbers(connection, data_dir, loads)
        for kind, paths in archives.items():
            _files(connection, f"files_{kind.replace(' ', '_')}", paths, ARCHIVES[kind])
        _files(connection, "files_load_pupils", of_pupils, PUPILS_OF_MARKS)
        _files(connection, "files_rejected", rejected, REJECTED)
    for statement in NUMBERED.values():
        connection.execute(statement)


def rejected_rows(path: Path) -> pd.DataFrame:
    """The rows of a load that were not taken, with line, value and reason."""
    return pd.read_parquet(path)


def _numbers(connection: duckdb.DuckDBPyConnection, data_dir: Path, loads: list[Load]) -> None:
    rows = [
        {"path": str(path), "number": load.number, "load_id": load.load_id}
        for load in loads
        for path in (load.path(data_dir), load.pupils_path(data_dir), load.rejected_path(data_dir))
    ]
    schema = pa.schema([("path", _TEXT), ("number", _LONG), ("load_id", _TEXT)])
    connection.from_arrow(pa.Table.from_pylist(rows, schema=schema)).create("load_files")


def _files(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    paths: list[Path],
    columns: dict[str, pa.DataType],
) -> None:
    if paths:
        files = reduce(
            duckdb.DuckDBPyRelation.union,
            (_read(connection, alike, columns) for alike in _of_the_same_columns(paths)),
        )
    else:
        schema = pa.schema([*columns.items(), ("filename", _TEXT)])
        files = connection.from_arrow(schema.empty_table())
    files.create_view(name)


def _of_the_same_columns(paths: list[Path]) -> list[list[str]]:
    """The files in groups: DuckDB would match columns that only some have file by file."""
    found: dict[tuple[str, ...], list[str]] = {}
    for path in paths:
        found.setdefault(tuple(pq.read_schema(path).names), []).append(str(path))
    return list(found.values())


def _read(
    connection: duckdb.DuckDBPyConnection, paths: list[str], columns: dict[str, pa.DataType]
) -> duckdb.DuckDBPyRelation:
    """The rows of files that have the same columns; what they lack is null."""
    files = connection.read_parquet(paths, filename=True)
    return files.project(
        *[
            duckdb.SQLExpression(BLANK[name]).alias(name)
            if name in BLANK and name not in files.columns
            else duckdb.ColumnExpression(name)
            for name in (*columns, "filename")
        ]
    )
