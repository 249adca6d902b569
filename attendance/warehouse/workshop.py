"""The connection that warehouses are built and compared in.

It is a database in memory, with a warehouse file attached as `warehouse` and another database
in memory, `steps`, for what later steps read and the warehouse does not keep.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

ATTACH = "attach $path as warehouse (block_size 65536, recovery_mode no_wal_writes)"
"""Blocks are a quarter of the usual size, for columns end nearer to the end of one, and no two
tables share one: it saves a twentieth. No log of what is written is kept: a file that is not
finished is thrown away."""
ATTACH_READ_ONLY = "attach $path as warehouse (read_only)"
ATTACH_STEPS = "attach ':memory:' as steps"
WAREHOUSE_FIRST = "set search_path = 'warehouse.main,steps.main'"
STEPS_FIRST = "set search_path = 'steps.main,warehouse.main'"

SHARE_OF_MEMORY = 0.6
"""Of the memory asked for, what DuckDB may count as its own: the rest is Python, what DuckDB
does not count, and the pages of files."""

USUAL_GIGABYTES = 3.5
"""What a build may use unless told otherwise."""

MOST_GAPS = 1 / 3
"""Share of a table's rows that may be gaps before what is left is moved together."""

FULLEST = """
select table_name, estimated_size
from duckdb_tables()
where database_name = 'warehouse' and estimated_size > 100000
"""
"""Tables that are worth a look, with their rows and the gaps between them."""


def memory_limit(gigabytes: float | None) -> str:
    """What DuckDB may count as its own, of so many gigabytes in all."""
    return f"{1000 * SHARE_OF_MEMORY * (gigabytes or USUAL_GIGABYTES):.0f}MB"


@contextmanager
def opened(
    path: Path, spill: Path, is_read_only: bool = False, memory_gigabytes: float | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with that warehouse file; what does not fit in memory goes to `spill`."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(spill),
        "memory_limit": memory_limit(memory_gigabytes),
    }
    with duckdb.connect(config=config) as connection:
        connection.execute(ATTACH_READ_ONLY if is_read_only else ATTACH, {"path": str(path)})
        connection.execute(ATTACH_STEPS)
        connection.execute(WAREHOUSE_FIRST)
        yield connection


@contextmanager
def taken_over(
    connection: duckdb.DuckDBPyConnection, path: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same connection with another warehouse file, open for writing: `steps` stays as it is."""
    with connection:
        connection.execute(STEPS_FIRST)
        connection.execute("detach warehouse")
        connection.execute(ATTACH, {"path": str(path)})
        connection.execute(WAREHOUSE_FIRST)
        yield connection


def prepare_refresh(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the file up to date at the end alone, and have rows that are taken out leave gaps in
    it, unless a table has many already: to close the few of a refresh, a table is written anew as
    a whole."""
    connection.execute("set checkpoint_threshold = '1TB'")
    sizes = connection.execute(FULLEST).fetchall()
    if all(
        len(connection.table(f"warehouse.{name}")) >= (1 - MOST_GAPS) * size for name, size in sizes
    ):
        connection.execute("set max_vacuum_tasks = 0")


def create(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    select: str,
    params: dict[str, object] | None = None,
) -> None:
    """Keep what a select gives as a table. It is planned once; a relation would be twice."""
    connection.execute(f"create table {table} as\n{select}", params)


def insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    select: str,
    params: dict[str, object] | None = None,
) -> None:
    """Add what a select gives to a table, planned once."""
    connection.execute(f"insert into {table}\n{select}", params)


@contextmanager
def in_steps(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """What is created goes to `steps`, whose names come before those of the warehouse."""
    connection.execute(STEPS_FIRST)
    yield
    connection.execute(WAREHOUSE_FIRST)
