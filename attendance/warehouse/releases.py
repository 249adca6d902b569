"""DfE's part of a warehouse: the published figures, of every release that was loaded."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa

from attendance import queries
from attendance.warehouse import workshop
from attendance.warehouse.loads import Load

Progress = Callable[[str], None]

STEPS = ("dfe_rows", "coded_sessions")
"""Built first, for the tables to read; the warehouse does not keep them."""

TABLES = (
    "areas",
    "published_attendance",
    "published_reasons",
    "school_weeks",
    "releases",
    "year_to_date",
    "places",
    "weeks",
    "england_weeks",
    "trend_files",
)
"""What readers query, in the order it is built."""

DROP_TABLES = (
    "drop table areas",
    "drop table published_attendance",
    "drop table published_reasons",
    "drop table school_weeks",
    "drop table releases",
    "drop table year_to_date",
    "drop table places",
    "drop table weeks",
    "drop table england_weeks",
    "drop table trend_files",
)

FIELDS = "select distinct field from dfe_columns order by field"


def build(
    connection: duckdb.DuckDBPyConnection, data_dir: Path, loads: list[Load], progress: Progress
) -> None:
    """Create every table from these releases in a workshop, beside the reference tables."""
    with workshop.in_steps(connection):
        _landed(connection, data_dir, loads).create_view("landed_dfe_rows")
        run_steps(connection, STEPS, progress)
    run_steps(connection, TABLES, progress)


def run_steps(connection: duckdb.DuckDBPyConnection, names, progress: Progress) -> None:
    """Create a table from each of queries/warehouse/<name>.sql, in order."""
    for name in names:
        progress(f"Building {name.replace('_', ' ')}")
        workshop.create(connection, name, queries.load(f"warehouse/{name}").sql)


def _landed(connection: duckdb.DuckDBPyConnection, data_dir: Path, loads: list[Load]):
    if loads:
        paths = [str(load.path(data_dir)) for load in loads]
        return connection.read_parquet(paths, union_by_name=True)
    fields = [(field, pa.string()) for (field,) in connection.execute(FIELDS).fetchall()]
    schema = pa.schema(
        [
            ("load_id", pa.string()),
            ("published", pa.date32()),
            ("line", pa.int64()),
            *fields,
            ("reasons", pa.map_(pa.string(), pa.string())),
        ]
    )
    return connection.from_arrow(schema.empty_table())
