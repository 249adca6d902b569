"""What every kind of entry about pupils has in common: who may write and read it, that it is
written with its entry in the audit log or not at all, and columns that say by whom and when."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import pandas as pd
from sqlalchemy import CheckConstraint, Column, Connection, Engine, Integer, Table, Text, func
from sqlalchemy import select as selected
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from attendance import access
from attendance.access import Viewer
from attendance.casework import audit
from attendance.casework.engine import reading
from attendance.errors import AccessError, AttendanceError
from attendance.warehouse.versions import Version

MOST_PEOPLE = 500
"""More pupils than these are not written about at once: it would be a slip."""


def named(name: str) -> Column:
    """A column of text that is never empty."""
    return Column(name, Text, CheckConstraint(f"{name} <> ''"), nullable=False)


def version() -> Column:
    """The column of the number of a version, from 1 on."""
    return Column("version", Integer, CheckConstraint("version > 0"), nullable=False)


def flag(name: str) -> Column:
    """A column of 0 or 1."""
    return Column(name, Integer, CheckConstraint(f"{name} IN (0, 1)"), nullable=False)


def by_whom() -> list[Column]:
    """The columns of when and by whom a row was written."""
    return [Column("at", Text, nullable=False), named("viewer"), named("role")]


def signed(viewer: Viewer) -> dict[str, object]:
    """What these columns hold now."""
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    return {"at": at, "viewer": viewer.name, "role": viewer.role}


def schools_of(
    viewer: Viewer, warehouse: Version, person_keys: Sequence[str], *, writing: bool
) -> dict[str, dict[int, str]]:
    """By person, the viewer's schools that the person is or was in, the newest first, with the
    last day there, "" for one who is there still.

    AccessError if the viewer may not read pupils, may not write of them where that is asked
    for, or does not see every one of these people.
    """
    if writing and not access.may_write(viewer, "support"):
        raise AccessError(f"A {viewer.role_name.lower()} writes nothing down of pupils.")
    asked = list(dict.fromkeys(person_keys))
    if not asked:
        raise AttendanceError("No pupil is chosen. Choose one, and do it again.")
    if len(asked) > MOST_PEOPLE:
        raise AttendanceError(
            f"{len(asked):,} pupils are chosen; at most {MOST_PEOPLE} are written about at once."
        )
    found: dict[str, dict[int, str]] = {}
    rows = access.rows(viewer, warehouse, "data/seen_people", person_keys=asked)
    seen = zip(rows["person_key"], rows["school_id"].tolist(), last_days(rows), strict=True)
    for person, school_id, last_day in seen:
        found.setdefault(person, {})[school_id] = last_day
    if len(found) < len(asked):
        raise AccessError(
            f"A {viewer.role_name.lower()} reaches pupils of own schools only, and of those that "
            "are loaded."
        )
    return found


def last_days(rows: pd.DataFrame) -> list[str]:
    """The last day that each row's person was there, as ISO text; "" for one who is there still."""
    return rows["seen_until"].dt.strftime("%Y-%m-%d").fillna("").tolist()


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
            "What was written down of pupils could not be read from the casework store."
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


def stamp(engine: Engine, *tables: Table) -> tuple[int, ...]:
    """How much the tables hold. Rows are only added, so the same stamp means the same rows."""
    with read(engine) as connection:
        return tuple(
            number
            for table in tables
            for number in connection.execute(
                selected(func.count(), func.coalesce(func.max(table.c.id), 0)).select_from(table)
            ).one()
        )
