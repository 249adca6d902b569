"""Of whom a viewer may write and read, as the warehouse says: never a caller.

Whoever sees an enrolment of a person in any year sees what own schools wrote down of the person,
and what other schools wrote up to the last day in an own one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, Row, Select, Table, or_

from attendance import access
from attendance.access import Viewer
from attendance.errors import AccessError, AttendanceError
from attendance.warehouse.versions import Version

MOST_PEOPLE = 500
"""More pupils than these are not written about at once: it would be a slip."""

ASKED_AT_ONCE = 10_000
"""So many people fit one question; SQLite takes 32,766 values, PostgreSQL 65,535."""

FOUND_KEPT = 256
_found_moved: dict[tuple, dict[str, str]] = {}
"""By version, viewer and school, for a version's file never changes."""


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
    seen = zip(rows["person_key"], rows["school_id"].tolist(), _last_days(rows), strict=True)
    for person, school_id, last_day in seen:
        found.setdefault(person, {})[school_id] = last_day
    if len(found) < len(asked):
        raise AccessError(
            f"A {viewer.role_name.lower()} reaches pupils of their own schools only, and of those "
            "that are loaded."
        )
    return {person: found[person] for person in asked}


def seen_until(theirs: dict[int, str]) -> str | None:
    """Up to which day the viewer sees what other schools wrote of a person, by the person's last
    days in the viewer's schools; None while the person is in one of them."""
    return None if "" in theirs.values() else max(theirs.values())


def require_of_school(
    viewer: Viewer, warehouse: Version, person_keys: Sequence[str], school_id: int
) -> None:
    """AccessError unless each of these people is or was in that school, which the viewer sees."""
    places(schools_of(viewer, warehouse, person_keys, writing=False), school_id)


def places(schools: dict[str, dict[int, str]], school_id: int | None) -> dict[str, int]:
    """By person, the school to write under: the one named, which must be one of theirs, else
    the one that the person is in now or was in last."""
    if school_id is not None and any(school_id not in theirs for theirs in schools.values()):
        raise AccessError("Choose one of your schools that the pupil is or was in.")
    return {person: school_id or next(iter(theirs)) for person, theirs in schools.items()}


def own_schools(
    viewer: Viewer, warehouse: Version, school_ids: Collection[int] | None = None
) -> list[int]:
    """Those of these schools, or of all, whose meetings the viewer reads: a role that reads no
    pupils reads none of what is agreed about them."""
    if not access.may_read(viewer, "pupil"):
        raise AccessError(f"A {viewer.role_name.lower()} does not read of meetings.")
    own = set(access.visible_schools(viewer, warehouse))
    return sorted(own if school_ids is None else own & {int(each) for each in school_ids})


@dataclass(frozen=True)
class Reach:
    """Whose rows lists get: everybody's, or those of the schools `among` and of people who were
    `moved` from or to another one, with their last day here ("" for still here)."""

    sees_all: bool
    among: frozenset[int]
    own: frozenset[int]
    moved: dict[str, str]

    def rows(self, connection: Connection, asked: Select, table: Table, day: str) -> list[Row]:
        """The rows of a select of the table that are in reach, each once; `day` names the column
        of the day that a row is of."""
        if self.sees_all:
            return list(connection.execute(asked).all())
        people = list(self.moved)
        found: dict[int, Row] = {}
        for first in range(0, max(len(people), 1), ASKED_AT_ONCE):
            whose = or_(
                table.c.school_id.in_(sorted(self.among)),
                table.c.person_key.in_(people[first : first + ASKED_AT_ONCE]),
            )
            found |= {row.id: row for row in connection.execute(asked.where(whose)).all()}
        return [row for row in found.values() if self._sees(row, day)]

    def _sees(self, row: Row, day: str) -> bool:
        if row.school_id in self.among or row.school_id in self.own:
            return True
        last_day = self.moved[row.person_key]
        return not last_day or getattr(row, day)[:10] <= last_day


def of_lists(viewer: Viewer, warehouse: Version, school_id: int | None, *, movers: bool) -> Reach:
    """What lists of the school, or of all schools that the viewer sees, may be told; `movers` is
    whether also of what other schools wrote. AccessError if the viewer reads no pupils."""
    if not access.may_read(viewer, "pupil"):
        raise AccessError(f"A {viewer.role_name.lower()} reads nothing that is written of pupils.")
    own = frozenset(access.visible_schools(viewer, warehouse))
    among = own if school_id is None else own & {school_id}
    sees_all = school_id is None and viewer.role not in access.SCHOOL_ROLES
    if sees_all or not movers or not among:
        return Reach(sees_all, among, own, {})
    return Reach(sees_all, among, own, _moved(viewer, warehouse, school_id))


def _moved(viewer: Viewer, warehouse: Version, school_id: int | None) -> dict[str, str]:
    asked = warehouse.path, viewer.role, viewer.schools, school_id
    found = _found_moved.get(asked)
    if found is None:
        rows = access.rows(viewer, warehouse, "data/moved_people", school_id=school_id)
        found = dict(zip(rows["person_key"], _last_days(rows), strict=True))
        if len(_found_moved) >= FOUND_KEPT:
            _found_moved.clear()
        _found_moved[asked] = found
    return found


def _last_days(rows: pd.DataFrame) -> list[str]:
    """The last day that each row's person was there, as ISO text; "" for one who is there still."""
    return rows["seen_until"].dt.strftime("%Y-%m-%d").fillna("").tolist()
