"""Marks one to a row: `urn, pupil, date, session, code [, minutes_late, comment]`.

Exports of SIMS, Arbor, Wonde, Assembly and the like differ in the names of these columns, which
data/reference/mark_columns.csv lists.
"""

from datetime import date
from pathlib import Path

import duckdb

from attendance.errors import SourceError
from attendance.importers import landing, mark_columns, mark_rows, tables
from attendance.importers.landing import CountyLanding
from attendance.importers.sources import Source


def is_marks(columns: dict[str, list[str]]) -> bool:
    """Whether the columns, by field, are those of a file with one mark to a row."""
    return bool({"pupil", "code"} <= columns.keys() and columns.keys() & {"date", "started_at"})


def land(
    source: Source,
    names: list[str],
    data_dir: Path,
    scratch: Path,
    today: date,
    urn: int | None = None,
    reject_limit: float = landing.REJECT_LIMIT,
    memory_limit: str | None = None,
) -> CountyLanding:
    """Read, check and archive a file with one mark to a row; SourceError if it is not sound.

    A file without a column for the school is of school `urn`, else of the school that the
    nearest folder or zip is named by.
    """
    names = tables.unique(names, source.shown)
    columns = mark_columns.matched(names, mark_columns.known(data_dir))
    school = known_school(source, columns, urn)
    _refuse_without_session(source, columns)
    with landing.workspace(source.path, data_dir, scratch, memory_limit) as work:
        texts = tables.texts(work.connection, source.path, names, source.shown)
        texts.project(*_cells(columns, school)).create_view("mark_cells")
        first = {field: found[0] for field, found in columns.items()}
        used = {column for found in columns.values() for column in found}
        return mark_rows.land(
            work,
            source,
            {"date": first.get("started_at", ""), "session": first.get("started_at", "")} | first,
            today,
            reject_limit,
            mark_columns.unused_note(name for name in names if name not in used),
            school,
            is_one_to_a_line=True,
        )


def known_school(source: Source, columns: dict[str, list[str]], urn: int | None) -> int | None:
    """The school of a file that has no column for it, or None; SourceError if nothing tells."""
    if "urn" in columns:
        return None
    school = urn or source.folder_urn
    if school is None:
        raise SourceError(
            f"{source.shown} does not say which school it is of. Add a column urn, put the file "
            "in a folder named by the school's URN, such as 115000, or give it: --urn 115000."
        )
    return school


def _refuse_without_session(source: Source, columns: dict[str, list[str]]) -> None:
    if "session" not in columns and "started_at" not in columns:
        raise SourceError(
            f"{source.shown} lacks the column session (AM or PM), or a column such as "
            "startDatetime that tells the time. If your system gives it another name, add that "
            "name to mark_columns.csv in the folder reference of the data folder."
        )


def _cells(columns: dict[str, list[str]], school: int | None) -> list[duckdb.Expression]:
    """The columns of mark_cells, from those that the file has."""
    nothing = duckdb.ConstantExpression(None)
    cells = {
        "line": nothing.cast("bigint"),
        "fault": nothing.cast("varchar"),
        "urn": school_cell(columns, school),
        "pupil": first_filled(columns["pupil"]),
        "session_date": _date(columns),
        "session": _session(columns),
    }
    for field in ("code", "minutes_late", "comment"):
        column = columns.get(field)
        cells[field] = duckdb.ColumnExpression(column[0]) if column else nothing.cast("varchar")
    return [cell.alias(name) for name, cell in cells.items()]


def school_cell(columns: dict[str, list[str]], school: int | None) -> duckdb.Expression:
    """The cell that tells the school, or the school that all rows are of."""
    if "urn" in columns:
        return duckdb.ColumnExpression(columns["urn"][0])
    return duckdb.ConstantExpression(str(school))


def first_filled(columns: list[str]) -> duckdb.Expression:
    """The first of the cells that is not blank."""
    if len(columns) == 1:
        return duckdb.ColumnExpression(columns[0])
    blank = duckdb.ConstantExpression("")
    trimmed = [duckdb.FunctionExpression("trim", duckdb.ColumnExpression(c)) for c in columns]
    return duckdb.CoalesceOperator(
        *[duckdb.FunctionExpression("nullif", cell, blank) for cell in trimmed]
    )


def _date(columns: dict[str, list[str]]) -> duckdb.Expression:
    if "date" in columns:
        return duckdb.ColumnExpression(columns["date"][0])
    started = duckdb.FunctionExpression("trim", duckdb.ColumnExpression(columns["started_at"][0]))
    return duckdb.FunctionExpression("left", started, duckdb.ConstantExpression(10))


def _session(columns: dict[str, list[str]]) -> duckdb.Expression:
    if "session" in columns:
        return duckdb.ColumnExpression(columns["session"][0])
    started = duckdb.ColumnExpression(columns["started_at"][0])
    return duckdb.FunctionExpression("read_half_day", started)
