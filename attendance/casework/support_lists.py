"""What lists of pupils need of what was written down: whose latest step is which, notices,
letters. One question to the store, for the schools of a viewer or one of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Row, or_, select

from attendance import access
from attendance.access import Viewer
from attendance.casework import written
from attendance.casework.support import SUPPORT_ENTRIES
from attendance.errors import AccessError
from attendance.warehouse.versions import Version

ASKED_AT_ONCE = 10_000
"""So many people fit one question; SQLite takes 32,766 values, PostgreSQL 65,535."""


@dataclass(frozen=True)
class Current:
    """A step in force, as lists need it; dates as ISO text."""

    person_key: str
    kind: str
    happened_on: str
    parent: str | None
    status: str | None
    hours_tenths: int | None
    review_on: str | None
    ends_on: str | None


def current(
    engine: Engine, viewer: Viewer, warehouse: Version, school_id: int | None = None
) -> list[Current]:
    """Every step in force that the viewer sees of pupils of the school, or of all schools that
    the viewer sees; the newest first. AccessError if the viewer reads no pupils."""
    if not access.may_read(viewer, "pupil"):
        raise AccessError(f"A {viewer.role_name.lower()} reads nothing that is written of pupils.")
    own = set(access.visible_schools(viewer, warehouse))
    among = own if school_id is None else own & {school_id}
    if not among:
        return []
    until = _moved(viewer, warehouse, school_id)
    with written.read(engine) as connection:
        found = {row.id: row for row in _rows(connection, sorted(among), list(until))}
    seen = [row for row in found.values() if _is_seen(row, among, own, until)]
    seen.sort(key=lambda row: (row.happened_on, row.id), reverse=True)
    return [Current(*row[2:]) for row in seen]


def _moved(viewer: Viewer, warehouse: Version, school_id: int | None) -> dict[str, str]:
    """Who of these schools is or was elsewhere too, and the last day here, "" for still here."""
    if school_id is None and viewer.role not in access.SCHOOL_ROLES:
        return {}
    rows = access.rows(viewer, warehouse, "data/moved_people", school_id=school_id)
    return dict(zip(rows["person_key"], written.last_days(rows), strict=True))


def _rows(connection: Connection, schools: list[int], people: Sequence[str]) -> Iterator[Row]:
    entries, later = SUPPORT_ENTRIES, SUPPORT_ENTRIES.alias()
    is_followed = (
        select(later.c.id)
        .where(later.c.entry_key == entries.c.entry_key)
        .where(later.c.version == entries.c.version + 1)
        .exists()
    )
    columns = ("person_key", "kind", "happened_on", "parent", "status", "hours_tenths")
    asked = (
        select(
            entries.c.id,
            entries.c.school_id,
            *(entries.c[name] for name in (*columns, "review_on", "ends_on")),
        )
        .where(entries.c.taken_back == 0)
        .where(~is_followed)
    )
    for first in range(0, max(len(people), 1), ASKED_AT_ONCE):
        some = people[first : first + ASKED_AT_ONCE]
        whose = or_(entries.c.school_id.in_(schools), entries.c.person_key.in_(some))
        yield from connection.execute(asked.where(whose))


def _is_seen(row: Row, among: set[int], own: set[int], until: dict[str, str]) -> bool:
    if row.school_id in among:
        return True
    last_day = until[row.person_key]
    return row.school_id in own or not last_day or row.happened_on <= last_day
