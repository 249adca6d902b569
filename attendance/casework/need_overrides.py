"""Another place in the list of need than the one worked out, given by a person with a reason.

Nothing is changed: a new place follows the one before as its next version, and one that is taken
back is followed by one without a place. Who may write is `access.MAY_WRITE`; who may read the
list of need reads who placed a school, and why.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    Engine,
    Integer,
    Row,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
)

from attendance import access
from attendance.access import Viewer
from attendance.casework import audit, written
from attendance.casework.support_steps import tidy
from attendance.errors import AccessError, AttendanceError
from attendance.warehouse.versions import Version

LONGEST_REASON = 500
LAST_PLACE = 9999

OVERTAKEN = (
    "Someone else gave this school a place, or took it back, while you were typing. It is shown "
    "now as it stands: look at it, and save again if yours is still right."
)

NEED_OVERRIDES = Table(
    "need_overrides",
    audit.METADATA,
    Column("id", Integer, primary_key=True),
    Column("school_id", Integer, nullable=False),
    written.named("academic_year"),
    written.version(),
    Column("place", Integer, CheckConstraint(f"place BETWEEN 1 AND {LAST_PLACE}")),
    Column("reason", Text, nullable=False),
    *written.by_whom(),
    UniqueConstraint("school_id", "academic_year", "version"),
)


@dataclass(frozen=True)
class Override:
    """One version of a place that a person gave a school; without a place it was taken back."""

    school_id: int
    academic_year: str
    version: int
    place: int | None
    reason: str
    at: datetime
    viewer: str
    role: str


def give_place(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    *,
    school_id: int,
    academic_year: str,
    place: int | None,
    reason: str = "",
    follows: int = 0,
) -> None:
    """Give the school a place in the year's list, with a reason; None takes back the one given.

    `follows` is the version that the writer saw, 0 for none. AccessError if the viewer may not
    write of need or does not see the school; AttendanceError says what is wrong, or that someone
    was first. The entry in the audit log is written with it or not at all.
    """
    if not access.may_write(viewer, "need"):
        raise AccessError(f"A {viewer.role_name.lower()} gives no school another place.")
    if not access.sees_school(viewer, warehouse, school_id):
        raise AccessError("This school is none of those that you see.")
    if not re.fullmatch(r"\d{4}/\d{2}", academic_year):
        raise AttendanceError(f"{academic_year!r} is no academic year. Write it as 2024/25.")
    row = {
        "school_id": int(school_id),
        "academic_year": academic_year,
        "version": follows + 1,
        "place": None if place is None else _place(place),
        "reason": _reason(reason, is_needed=place is not None),
        **written.signed(viewer),
    }
    of_school = {name: row[name] for name in ("school_id", "academic_year")}
    detail = of_school | {name: row[name] for name in ("version", "place")}
    with written.writing(engine, OVERTAKEN) as connection:
        before = written.newest(connection, NEED_OVERRIDES, **of_school)
        if (before.version if before else 0) != follows:
            raise AttendanceError(OVERTAKEN)
        if place is None and (before is None or before.place is None):
            raise AttendanceError("This school has no place that could be taken back.")
        connection.execute(insert(NEED_OVERRIDES), row)
        action = "take back place by need" if place is None else "give place by need"
        written.log(connection, viewer, action, "place by need", detail, 1)


def current(engine: Engine, viewer: Viewer, academic_year: str) -> dict[int, Override]:
    """The newest version of each school's place in the year, by school; also those taken back,
    for what is written next follows them. AccessError if the viewer may not read of need."""
    _require_reader(viewer)
    asked = (
        written.in_force(NEED_OVERRIDES, "school_id", "academic_year")
        .where(NEED_OVERRIDES.c.academic_year == academic_year)
        .order_by(NEED_OVERRIDES.c.school_id)
    )
    with written.read(engine) as connection:
        return {row.school_id: _override(row) for row in connection.execute(asked)}


def history(engine: Engine, viewer: Viewer, school_id: int, academic_year: str) -> list[Override]:
    """Every version of the school's place in the year, newest first."""
    _require_reader(viewer)
    asked = (
        select(NEED_OVERRIDES)
        .where(NEED_OVERRIDES.c.school_id == int(school_id))
        .where(NEED_OVERRIDES.c.academic_year == academic_year)
        .order_by(NEED_OVERRIDES.c.version.desc())
    )
    with written.read(engine) as connection:
        return [_override(row) for row in connection.execute(asked)]


def _require_reader(viewer: Viewer) -> None:
    if not access.may_read(viewer, "planning"):
        raise AccessError(f"A {viewer.role_name.lower()} does not plan meetings.")


def _place(place: int) -> int:
    if isinstance(place, bool) or place != int(place) or not 1 <= place <= LAST_PLACE:
        raise AttendanceError(f"{place!r} is no place: write a whole number from 1 on.")
    return int(place)


def _reason(reason: str, *, is_needed: bool) -> str:
    text = tidy(reason, LONGEST_REASON, "reason")
    if is_needed and not text:
        raise AttendanceError(
            "Write why the school is to stand at another place: the reason is kept with it, and "
            "whoever reads the list sees it."
        )
    return text


def _override(row: Row) -> Override:
    return Override(**written.values(row))
