"""The rows of a small county file as text, numbered by their lines: the table given_rows.

Cells are trimmed, blank ones are null, and columns that the file lacks are null throughout.
"""

import duckdb

from attendance.importers import mark_columns, tables
from attendance.importers.landing import Workspace
from attendance.importers.sources import Source

CREATE = """
    create table given_rows as
    select
        numbered_rows.row_number + 1 + (
            select count(*)
            from skipped_lines
            where skipped_lines.rows_before < numbered_rows.row_number
        ) as line,
        *
    from numbered_rows
"""


def matched(names: list[str], fields: tuple[str, ...]) -> dict[str, str]:
    """The file's column by field; names are compared by their letters and digits."""
    by_key = {mark_columns.key(name): name for name in names}
    keys = {field: mark_columns.key(field) for field in fields}
    return {field: by_key[key] for field, key in keys.items() if key in by_key}


def create(
    work: Workspace,
    source: Source,
    rows: duckdb.DuckDBPyRelation,
    columns: dict[str, str],
    fields: tuple[str, ...],
) -> None:
    """Keep the rows as given_rows: line, row_number and a column of text for each field.

    SourceError if a line is broken or there is no row. Rows that hold nothing are left out.
    """
    cells = [_cell(columns.get(field)).alias(field) for field in fields]
    filled = duckdb.FunctionExpression("concat", *map(duckdb.ColumnExpression, fields))
    number = duckdb.SQLExpression("row_number() over ()").alias("row_number")
    rows.project(number, *cells).create("numbered_rows")
    tables.refuse_broken_lines(work.connection, source.shown)
    _note_skipped_lines(work, source)
    work.connection.execute(CREATE)
    if not work.connection.table("given_rows").filter(filled != "").limit(1).fetchall():
        raise tables.no_rows(source.shown)
    empty = work.connection.table("given_rows").filter(filled == "").project("row_number")
    empty.create("empty_rows")
    work.connection.execute(
        "delete from given_rows where row_number in (select row_number from empty_rows)"
    )


def _cell(column: str | None) -> duckdb.Expression:
    if column is None:
        return duckdb.ConstantExpression(None).cast("varchar")
    trimmed = duckdb.FunctionExpression("trim", duckdb.ColumnExpression(column))
    return duckdb.FunctionExpression("nullif", trimmed, duckdb.ConstantExpression(""))


def _note_skipped_lines(work: Workspace, source: Source) -> None:
    work.connection.execute("create table skipped_lines (rows_before bigint)")
    skipped = [[place] for place in tables.rows_before_empty_lines(source.path)]
    if skipped:
        work.connection.executemany("insert into skipped_lines values (?)", skipped)
