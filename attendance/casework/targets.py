"""Targets that a school sets itself for a year: attendance, and persistent absence (PA).

A target is never changed: a new one follows it as its next version, and one that is taken back is
followed by one without a value. Who may write is `access.MAY_WRITE`; whose schools a reader or
writer may reach comes from the warehouse, never from a caller.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

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
from attendance.errors import AccessError, AttendanceError
from attendance.warehouse.versions import Version

MEASURES = {"attendance": "attendance", "persistent": "persistent absence (PA)"}
"""What a target can be of, and what it is called inside a sentence."""

LONGEST_NOTE = 500
OVERTAKEN = (
    "Someone else set this school's target of {measure} while you were typing. It is shown now: "
    "look at it, and save again if yours is still right."
)

SCHOOL_TARGETS = Table(
    "school_targets",
    audit.METADATA,
    Column("id", Integer, primary_key=True),
    Column("school_id", Integer, nullable=False),
    Column("academic_year", Text, nullable=False),
    written.one_of("measure", *MEASURES),
    written.version(),
    Column("value_tenths", Integer, CheckConstraint("value_tenths BETWEEN 0 AND 1000")),
    written.words_of("note"),
    *written.by_whom(),
    UniqueConstraint("school_id", "academic_year", "measure", "version"),
)


@dataclass(frozen=True)
class Target:
    """One version of a target; `rate` is 0 to 1, or None where it was taken back."""

    measure: str
    version: int
    rate: float | None
    note: str
    at: datetime
    viewer: str
    role: str


def set_target(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    *,
    school_id: int,
    academic_year: str,
    measure: str,
    value: str,
    note: str = "",
    follows: int = 0,
) -> None:
    """Set a target of per cent as typed ("94" or "94.5"); nothing typed takes it back.

    `follows` is the version that the writer saw, 0 for none. AccessError if the viewer may not
    write targets or does not see the school; AttendanceError says what is wrong with what was
    typed, or that someone else set the target meanwhile. The entry in the audit log is written
    with it or not at all.
    """
    if not access.may_write(viewer, "target"):
        raise AccessError(f"A {viewer.role_name.lower()} does not set targets.")
    _require_seen(viewer, warehouse, school_id)
    row = {
        "school_id": int(school_id),
        "academic_year": _year(academic_year),
        "measure": _measure(measure),
        "version": follows + 1,
        "value_tenths": _tenths(value, measure),
        "note": _note(note),
        **written.signed(viewer),
    }
    detail = {key: row[key] for key in ("school_id", "academic_year", "measure", "version")}
    detail["value"] = None if row["value_tenths"] is None else value.strip()
    with written.writing(engine, OVERTAKEN.format(measure=MEASURES[measure])) as connection:
        connection.execute(insert(SCHOOL_TARGETS), row)
        written.log(connection, viewer, "set target", "school target", detail, 1)


def latest(
    engine: Engine, viewer: Viewer, warehouse: Version, school_id: int, academic_year: str
) -> dict[str, Target]:
    """The newest version of each target of the school and year, by measure; also those that
    were taken back, because what is set next follows them."""
    found: dict[str, Target] = {}
    for target in history(engine, viewer, warehouse, school_id, academic_year):
        found.setdefault(target.measure, target)
    return found


def history(
    engine: Engine, viewer: Viewer, warehouse: Version, school_id: int, academic_year: str
) -> list[Target]:
    """Every version of the school's targets of the year, newest first.

    AccessError if the viewer does not see the school.
    """
    _require_seen(viewer, warehouse, school_id)
    of_school = (
        select(SCHOOL_TARGETS)
        .where(SCHOOL_TARGETS.c.school_id == int(school_id))
        .where(SCHOOL_TARGETS.c.academic_year == academic_year)
        .order_by(SCHOOL_TARGETS.c.id.desc())
    )
    with written.read(engine) as connection:
        return [_target(row) for row in connection.execute(of_school)]


def _target(row: Row) -> Target:
    return Target(
        measure=row.measure,
        version=row.version,
        rate=None if row.value_tenths is None else row.value_tenths / 1000,
        note=row.note,
        at=datetime.fromisoformat(row.at),
        viewer=row.viewer,
        role=row.role,
    )


def _require_seen(viewer: Viewer, warehouse: Version, school_id: int) -> None:
    if not access.sees_school(viewer, warehouse, school_id):
        raise AccessError(
            f"A {viewer.role_name.lower()} reaches the targets of their own schools only."
        )


def _year(academic_year: str) -> str:
    if not re.fullmatch(r"\d{4}/\d{2}", academic_year):
        raise AttendanceError(f"{academic_year!r} is no academic year. Write it as 2024/25.")
    return academic_year


def _measure(measure: str) -> str:
    if measure not in MEASURES:
        raise AttendanceError(
            f"There is no target of {measure!r}. It is one of {', '.join(MEASURES)}."
        )
    return measure


def _tenths(value: str, measure: str) -> int | None:
    """What was typed in tenths of a per cent, which are exact where fractions are not."""
    typed = value.strip().removesuffix("%").strip()
    if not typed:
        return None
    try:
        number = Decimal(typed) if re.fullmatch(r"[0-9.+-]+", typed) else Decimal("nan")
    except InvalidOperation:
        number = Decimal("nan")
    name = MEASURES[measure]
    if number.is_nan():
        raise AttendanceError(
            f"The target of {name} is not a number: {value.strip()!r}. Write per cent, such as "
            "94 or 94.5, with a point and not a comma."
        )
    if not 0 <= number <= 100:
        raise AttendanceError(
            f"The target of {name} is {typed}, but a rate lies between 0 and 100 per cent."
        )
    if number != round(number, 1):
        raise AttendanceError(
            f"The target of {name} is {typed}: write at most one decimal, such as "
            f"{round(number, 1)}. Rates are shown with one."
        )
    return int(number * 10)


def _note(note: str) -> str:
    text = note.strip()
    if len(text) > LONGEST_NOTE:
        raise AttendanceError(
            f"The reason has {len(text)} characters; at most {LONGEST_NOTE} are kept. Shorten it."
        )
    return text
