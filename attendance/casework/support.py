"""What was done for pupils, step by step: written down, changed, taken back and read again.

A step is never changed in place: a changed one is its next version, one taken back a version
that says so. Who may write is `access.MAY_WRITE`; whom a reader or writer may reach is asked of
the warehouse. Whoever sees an enrolment of a person in any year sees what was written down of
the person at the own schools, and what other schools wrote up to the last day there. Only who
sees the school that wrote a step changes it or takes it back.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Engine,
    Index,
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
from attendance.casework import audit, reach, written
from attendance.casework.support_steps import Step, checked
from attendance.errors import AccessError, AttendanceError
from attendance.warehouse.versions import Version

OVERTAKEN = (
    "Someone else changed this step while you were typing. It is shown now as it stands: look at "
    "it, and save again if yours is still right."
)

SUPPORT_ENTRIES = Table(
    "support_entries",
    audit.METADATA,
    Column("id", Integer, primary_key=True),
    written.named("entry_key"),
    written.version(),
    written.named("person_key"),
    Column("school_id", Integer, nullable=False),
    written.named("kind"),
    written.named("happened_on"),
    Column("parent", Text, CheckConstraint("parent IN ('A', 'B')")),
    Column(
        "status",
        Text,
        CheckConstraint("status IN ('issued', 'paid', 'withdrawn', 'prosecuted')"),
    ),
    Column("hours_tenths", Integer, CheckConstraint("hours_tenths > 0")),
    Column("review_on", Text),
    Column("ends_on", Text),
    Column("practitioner", Text, nullable=False),
    Column("threshold", Text),
    Column("decision", Text),
    Column("note", Text, nullable=False),
    written.flag("taken_back"),
    *written.by_whom(),
    UniqueConstraint("entry_key", "version"),
    Index("support_entries_of_person", "person_key"),
    Index("support_entries_of_school", "school_id"),
)


@dataclass(frozen=True)
class Entry:
    """One version of a step that was written down, and at which school."""

    entry_key: str
    version: int
    person_key: str
    school_id: int
    step: Step
    is_taken_back: bool
    at: datetime
    viewer: str
    role: str


def record(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    person_keys: Sequence[str],
    step: Step,
    *,
    today: date | None = None,
) -> list[str]:
    """Write the step down for each of these people; returns the keys of the entries.

    It is written at the viewer's school that each is in now, or was last. All are written, with
    their entry in the audit log, or none. AccessError if the viewer may not write of one of them;
    AttendanceError says what is wrong with the step.
    """
    schools = reach.schools_of(viewer, warehouse, person_keys, writing=True)
    places = reach.places(schools, None)
    columns = checked(step, today or date.today())
    with written.writing(engine, OVERTAKEN) as connection:
        return add(connection, viewer, places, columns)


def add(
    connection: Connection, viewer: Viewer, places: Mapping[str, int], columns: dict[str, object]
) -> list[str]:
    """Write a checked step down for each of the people, at the school given with each, within a
    transaction: what is written beside it stands or falls with it."""
    keys = [secrets.token_hex(8) for _ in places]
    rows = [
        columns
        | written.signed(viewer)
        | {
            "entry_key": key,
            "version": 1,
            "person_key": person,
            "school_id": place,
            "taken_back": 0,
        }
        for key, (person, place) in zip(keys, places.items(), strict=True)
    ]
    connection.execute(insert(SUPPORT_ENTRIES), rows)
    _log(connection, viewer, "record support", rows)
    return keys


def change(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    entry_key: str,
    step: Step,
    *,
    follows: int,
    today: date | None = None,
) -> None:
    """Let the step follow as the next version of the entry; `follows` is the version that the
    writer saw. Errors as of `record`, and AttendanceError if someone was first."""
    with written.writing(engine, OVERTAKEN) as connection:
        before = _newest(connection, viewer, warehouse, entry_key, follows)
        if step.kind != before.kind:
            raise AttendanceError(
                "The kind of a step stays as it is: take this one back, and write down another."
            )
        _follow(connection, viewer, before, "change support", checked(step, today or date.today()))


def take_back(
    engine: Engine, viewer: Viewer, warehouse: Version, entry_key: str, *, follows: int
) -> None:
    """Take the entry back: its next version says so, and it counts no longer."""
    with written.writing(engine, OVERTAKEN) as connection:
        before = _newest(connection, viewer, warehouse, entry_key, follows)
        _follow(connection, viewer, before, "take back support", {"taken_back": 1})


def of_person(engine: Engine, viewer: Viewer, warehouse: Version, person_key: str) -> list[Entry]:
    """Every version of every step of a person that the viewer sees; the newest steps first, and
    of each the newest version first. AccessError if the viewer does not see the person."""
    theirs = reach.schools_of(viewer, warehouse, [person_key], writing=False)[person_key]
    until = reach.seen_until(theirs)
    asked = select(SUPPORT_ENTRIES).where(SUPPORT_ENTRIES.c.person_key == person_key)
    with written.read(engine) as connection:
        rows = connection.execute(asked.order_by(SUPPORT_ENTRIES.c.id.desc())).all()
    newest: dict[str, Row] = {}
    for row in rows:
        newest.setdefault(row.entry_key, row)
    own = set(access.visible_schools(viewer, warehouse))
    seen = {
        key: row
        for key, row in newest.items()
        if row.school_id in own or until is None or row.happened_on <= until
    }
    order = sorted(
        (row for row in rows if row.entry_key in seen),
        key=lambda row: (seen[row.entry_key].happened_on, seen[row.entry_key].id, row.version),
        reverse=True,
    )
    return [_entry(row) for row in order]


def _newest(
    connection: Connection, viewer: Viewer, warehouse: Version, entry_key: str, follows: int
) -> Row:
    """The newest version of an entry that this viewer may follow."""
    found = written.newest(connection, SUPPORT_ENTRIES, entry_key=entry_key)
    beyond = AccessError(
        f"A {viewer.role_name.lower()} changes what their own schools wrote down, and nothing else."
    )
    if found is None or not access.may_write(viewer, "support"):
        raise beyond
    reach.schools_of(viewer, warehouse, [found.person_key], writing=True)
    if not access.sees_school(viewer, warehouse, found.school_id):
        raise beyond
    if found.version != follows:
        raise AttendanceError(OVERTAKEN)
    if found.taken_back:
        raise AttendanceError("This step was taken back. Write it down anew if it is to count.")
    return found


def _follow(
    connection: Connection, viewer: Viewer, before: Row, action: str, changes: dict[str, object]
) -> None:
    row = written.following(before, viewer, **changes)
    connection.execute(insert(SUPPORT_ENTRIES), row)
    _log(connection, viewer, action, [row])


def _log(connection: Connection, viewer: Viewer, action: str, rows: list) -> None:
    detail = {
        "kind": rows[0]["kind"],
        "version": rows[0]["version"],
        "people": [row["person_key"] for row in rows],
        "entries": [row["entry_key"] for row in rows],
    }
    written.log(connection, viewer, action, "support record", detail, len(rows))


def _entry(row: Row) -> Entry:
    return Entry(
        entry_key=row.entry_key,
        version=row.version,
        person_key=row.person_key,
        school_id=row.school_id,
        step=Step(
            kind=row.kind,
            happened_on=date.fromisoformat(row.happened_on),
            parent=row.parent,
            status=row.status,
            hours="" if row.hours_tenths is None else f"{row.hours_tenths / 10:g}",
            review_on=row.review_on and date.fromisoformat(row.review_on),
            ends_on=row.ends_on and date.fromisoformat(row.ends_on),
            practitioner=row.practitioner,
            threshold=row.threshold,
            decision=row.decision,
            note=row.note,
        ),
        is_taken_back=bool(row.taken_back),
        at=datetime.fromisoformat(row.at),
        viewer=row.viewer,
        role=row.role,
    )
