"""What every kind of entry has in common: it is written with its entry in the audit log or not at
all, has columns that say by whom and when, and is followed by its next version, never changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Row,
    Select,
    Table,
    Text,
    func,
)
from sqlalchemy import select as selected
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from attendance.access import Viewer
from attendance.casework import audit
from attendance.casework.engine import reading
from attendance.errors import AttendanceError


def named(name: str) -> Column:
    """A column of text that is never empty."""
    return Column(name, Text, CheckConstraint(f"{name} <> ''"), nullable=False)


def version() -> Column:
    """The column of the number of a version, from 1 on."""
    return Column("version", Integer, CheckConstraint("version > 0"), nullable=False)


def flag(name: str) -> Column:
    """A column of 0 or 1."""
    return Column(name, Integer, CheckConstraint(f"{name} IN (0, 1)"), nullable=False)


def words_of(name: str) -> Column:
    """A column of text that can be empty."""
    return Column(name, Text, nullable=False)


def one_of(name: str, *values: str) -> Column:
    """A column that holds one of these values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return Column(name, Text, CheckConstraint(f"{name} IN ({listed})"), nullable=False)


def by_whom() -> list[Column]:
    """The columns of when and by whom a row was written."""
    return [Column("at", Text, nullable=False), named("viewer"), named("role")]


def signed(viewer: Viewer) -> dict[str, object]:
    """What these columns hold now."""
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    return {"at": at, "viewer": viewer.name, "role": viewer.role}


@contextmanager
def writing(engine: Engine, overtaken: str) -> Iterator[Connection]:
    """A transaction to write in: all of it or nothing. `overtaken` is said when another writer
    was first; AttendanceError too when the store cannot be written."""
    try:
        with engine.begin() as connection:
            yield connection
    except IntegrityError as error:
        raise AttendanceError(overtaken) from error
    except SQLAlchemyError as error:
        raise AttendanceError(
            "This could not be saved, and nothing was changed. Try again; if it persists, check "
            "the casework store's disk space."
        ) from error


@contextmanager
def read(engine: Engine) -> Iterator[Connection]:
    """A connection to read from; AttendanceError when the store cannot be read."""
    try:
        with reading(engine) as connection:
            yield connection
    except SQLAlchemyError as error:
        raise AttendanceError(
            "What was written down could not be read from the casework store."
        ) from error


def log(connection: Connection, viewer: Viewer, action: str, subject: str, detail, rows: int):
    """Add the entry in the audit log to the transaction."""
    audit.add(
        connection,
        viewer=viewer.name,
        role=viewer.role,
        action=action,
        subject=subject,
        detail=detail,
        rows=rows,
    )


def newest(connection: Connection, table: Table, **key: object) -> Row | None:
    """The newest version of what the columns name, or None."""
    asked = selected(table).where(*(table.c[name] == value for name, value in key.items()))
    return connection.execute(asked.order_by(table.c.version.desc()).limit(1)).first()


def following(before: Row, viewer: Viewer, **changes: object) -> dict[str, object]:
    """The row of the next version, with these changes."""
    kept = {name: value for name, value in before._mapping.items() if name != "id"}
    return kept | changes | {"version": before.version + 1} | signed(viewer)


def in_force(table: Table, *key: str) -> Select:
    """The newest version of each row that the columns name, in the order first written."""
    return selected(table).where(newest_version(table, *key))


def values(row: Row, **changes: object) -> dict[str, Any]:
    """What a row of a table holds, but for its id, with when it was written as a moment."""
    kept = {name: value for name, value in row._mapping.items() if name != "id"}
    return kept | {"at": datetime.fromisoformat(row.at)} | changes


def stamp(engine: Engine, *tables: Table) -> tuple[int, ...]:
    """How much the tables hold. Rows are only added, so the same stamp means the same rows."""
    parts = [
        selected(number).select_from(table).scalar_subquery()
        for table in tables
        for number in (func.count(), func.max(table.c.id))
    ]
    with read(engine) as connection:
        return tuple(connection.execute(selected(*parts)).one())


def newest_version(table: Table, *key: str) -> ColumnElement[bool]:
    """Whether a row of the table is the newest version of what the columns name."""
    later = table.alias()
    same = (later.c[name] == table.c[name] for name in key)
    follower = selected(later.c.id).where(*same, later.c.version == table.c.version + 1)
    return ~follower.exists()
