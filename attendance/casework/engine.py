"""SQLAlchemy engines for the casework store, and how they begin their transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from attendance.casework.sqlite_file import BUSY_SECONDS

_READING = "casework_reading"


def sqlite_engine(path: Path, *, foreign_keys: bool = True) -> Engine:
    """Return an engine on the SQLite file: WAL, synchronous FULL, BEGIN IMMEDIATE.

    Migrations pass `foreign_keys=False`: rebuilding a table would otherwise delete the rows
    that refer to it, and SQLite ignores the setting inside a transaction.
    """
    url = URL.create("sqlite", database=str(path.absolute()))
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        if foreign_keys:  # off unless asked for, each time a connection is made
            connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Taking the write lock at once makes writers queue; a lock upgraded later fails instead.
        is_reading = connection.get_execution_options().get(_READING, False)
        connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection for reading only, which on SQLite does not keep writers waiting."""
    with engine.connect() as connection:
        yield connection.execution_options(**{_READING: True})
