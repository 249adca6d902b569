"""The rows of a small county file as text, numbered by their lines: the table given_rows.

Cells are trimmed, blank ones are null, and columns that the file lacks are null throughout.
"""

import duckdb

from attendance.importers import mark_columns, tables
from attendance.importers.landing import Workspace
from attendance.importers.sources import Source

GIVEN = "create temp table given_rows (line bigint, row_number bigint, {columns})"

SKIPPED = """
    (select count(*) from skipped_lines where rows_before < numbered_rows.row_number)
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
    skipped = _skipped_lines(work, source)
    line = (duckdb.ColumnExpression("row_number") + 1 + skipped).alias("line")
    numbered = rows.project(number, *cells).set_alias("numbered_rows").filter(filled != "")
    declared = ", ".join(f"{field} varchar" for field in fields)
    work.connection.execute(GIVEN.format(columns=declared))
    numbered.project(line, duckdb.StarExpression()).insert_into("given_rows")
    tables.refuse_broken_lines(work.connection, source.shown)
    if not len(work.connection.table("given_rows")):
        raise tables.no_rows(source.shown)


def _cell(column: str | None) -> duckdb.Expression:
    if column is None:
        return duckdb.ConstantExpression(None).cast("varchar")
    trimmed = duckdb.FunctionExpression("trim", duckdb.ColumnExpression(column))
    return duckdb.FunctionExpression("nullif", trimmed, duckdb.ConstantExpression(""))


def _skipped_lines(work: Workspace, source: Source) -> duckdb.Expression:
    """How many lines that hold nothing stand before a row."""
    skipped = [[place] for place in tables.rows_before_empty_lines(source.path)]
    if not skipped:
        return duckdb.ConstantExpression(0)
    work.connection.execute("create table skipped_lines (rows_before bigint)")
    work.connection.executemany("insert into skipped_lines values (?)", skipped)
    return duckdb.SQLExpression(SKIPPED)
