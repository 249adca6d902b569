"""Marks from any form of register: read, checked and archived.

The form hands over a view mark_cells, one row per mark: line (null where the marks stand one to
a line, in order), fault (a column that the form itself could not make sense of), and urn, pupil,
session_date, session, code, minutes_late and comment as text.

A year of a large county has 80 million marks. They are read once, in parallel and in the order of
the file, straight into what becomes the archive; a row's place there tells its line. A file whose
first rows are plain is read plainly, and once more in full only if some of it is not.
"""

from datetime import date

import duckdb

from attendance.errors import SourceError
from attendance.importers import mark_reject_sql, mark_sql, rejections, tables
from attendance.importers.landing import CountyLanding, Workspace
from attendance.importers.sources import Source

KIND = "marks"


def land(
    work: Workspace,
    source: Source,
    columns: dict[str, str],
    today: date,
    reject_limit: float,
    notes: list[str],
    school: int | None,
    is_one_to_a_line: bool = False,
) -> CountyLanding:
    """Check the marks of the view mark_cells and archive the good ones.

    `columns` names the file's own column by field, for what is told of a row; `school` is the one
    that the file was taken for if it does not tell it. SourceError if a line is broken, too many
    rows of a school cannot be read, or no mark is left.
    """
    _read(work, source, columns, today, _lacking(columns, is_one_to_a_line))
    rows, archived, twice, set_aside = work.connection.execute(mark_sql.TOTALS).fetchall()[0]
    if not rows:
        raise tables.no_rows(source.shown)
    rejections.create(work)
    if set_aside or twice:
        _reject(work, set_aside=bool(set_aside), twice=bool(twice))
        if is_one_to_a_line:
            _shift_lines(work, source)
        if set_aside:
            work.connection.execute(mark_reject_sql.SCHOOL_ROWS)
            rejections.refuse_above(work, source.shown, reject_limit)
    if not archived:
        raise SourceError(_nothing_left(work, source.shown, rows))
    _archive(work, bool(twice))
    years, schools = (_distinct(work, column) for column in ("academic_year", "urn"))
    return CountyLanding(
        kind=KIND,
        source=source.shown,
        sha256=work.checksum.result(),
        archive=work.archive,
        rejected=work.rejected,
        pupils=work.pupils,
        academic_years=years,
        schools=schools,
        rows_read=rows,
        rows_archived=int(archived),
        rejections=rejections.counts(work),
        blank_marks=int(rows - archived - twice - set_aside),
        notes=notes + _lateness_lost(work, columns),
        given=str(school or ""),
    )


def _lacking(columns: dict[str, str], is_one_to_a_line: bool) -> list[str]:
    """The columns of the archive that the file has nothing for."""
    known = {"line": not is_one_to_a_line}
    known |= {field: field in columns for field in ("minutes_late", "comment")}
    known["is_lateness_lost"] = known["minutes_late"]
    return [column for column in mark_sql.BLANK if not known[column]]


def _read(
    work: Workspace, source: Source, columns: dict[str, str], today: date, lacking: list[str]
) -> None:
    for statement in mark_sql.TYPES:
        work.connection.execute(statement)
    work.connection.execute("create table import_day as select cast(? as date) as today", [today])
    work.connection.execute("create table used_columns (field varchar, column_name varchar)")
    work.connection.executemany("insert into used_columns values (?, ?)", list(columns.items()))
    work.connection.execute(mark_sql.FIRST_CELLS)
    is_plain = not _has(work, mark_sql.read("first_cells", mark_sql.PLAIN), "cells is not null")
    _read_rows(work, source, mark_sql.PLAIN if is_plain else mark_sql.FREE, lacking)
    if is_plain and _needs_another_look(work):
        _read_rows(work, source, mark_sql.FREE, lacking)


def _read_rows(work: Workspace, source: Source, ways: dict[str, str], lacking: list[str]) -> None:
    rows = work.connection.sql(mark_sql.read("mark_cells", ways))
    rows = rows.project(duckdb.StarExpression(exclude=lacking))
    rows.write_parquet(str(work.archive), compression="zstd")
    tables.refuse_broken_lines(work.connection, source.shown)
    path = str(work.archive).replace("'", "''")
    columns = ", ".join(["*", *(f"{mark_sql.BLANK[column]} as {column}" for column in lacking)])
    work.connection.execute(mark_sql.ROWS.format(path=path, columns=columns))
    work.connection.execute(mark_sql.GOOD)
    work.connection.execute(mark_sql.PUPILS)


def _needs_another_look(work: Workspace) -> bool:
    """Whether a plain read left marks out that can be read, or pupils with blanks around them or
    with UPNs in lower case."""
    work.connection.execute(mark_sql.DOUBTFUL_CELLS)
    doubtful = mark_sql.read("doubtful_cells", mark_sql.FREE)
    is_another = work.connection.execute(mark_sql.IS_ANOTHER_NAME).fetchall()[0][0]
    return is_another or _has(work, doubtful, "code is not null")


def _has(work: Workspace, select: str, condition: str) -> bool:
    return bool(work.connection.sql(select).filter(condition).limit(1).fetchall())


def _reject(work: Workspace, set_aside: bool, twice: bool) -> None:
    if set_aside:
        work.connection.execute(mark_reject_sql.REJECT)
    if twice:
        work.connection.execute(mark_reject_sql.TWICE)
        work.connection.execute(mark_reject_sql.REJECT_TWICE)


def _shift_lines(work: Workspace, source: Source) -> None:
    skipped = tables.rows_before_empty_lines(source.path)
    if skipped:
        work.connection.execute("create table skipped_lines (rows_before bigint)")
        work.connection.executemany(
            "insert into skipped_lines values (?)", [[place] for place in skipped]
        )
        work.connection.execute(mark_reject_sql.SHIFT)


def _archive(work: Workspace, twice: bool) -> None:
    """What was read is the archive, unless a mark stands in it twice: then the last one counts."""
    work.connection.execute(mark_sql.SIDECAR)
    work.write("pupils_of_marks", work.pupils)
    rejections.write(work)
    if twice:
        last = work.folder / "last.parquet"
        work.connection.sql(mark_reject_sql.LAST).write_parquet(str(last), compression="zstd")
        last.replace(work.archive)


def _nothing_left(work: Workspace, shown: str, rows: int) -> str:
    found = rejections.counts(work)
    told = ", ".join(f"{count:,} {reason}" for reason, count in found.items())
    return (
        f"{shown} holds no mark that could be taken: of {rows:,} rows {told or 'all are blank'}. "
        "Check that the codes are register codes such as / and I, and the dates are past."
    )


def _distinct(work: Workspace, column: str) -> tuple:
    found = work.connection.table("mark_pupils").project(column).distinct().order(column)
    return tuple(row[0] for row in found.fetchall())


def _lateness_lost(work: Workspace, columns: dict[str, str]) -> list[str]:
    if "minutes_late" not in columns:
        return []
    lost = work.connection.execute(mark_sql.LATENESS_LOST).fetchall()[0][0]
    told = f"{lost:,} entries in {columns['minutes_late']} are no whole minutes and were left out."
    return [told] if lost else []
