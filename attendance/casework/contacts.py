"""Whom the authority invites of each school: its senior attendance champion, attendance officer,
linked governor and two specialists. A changed contact is the next version of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Engine, Integer, Row, Table, UniqueConstraint, insert

from attendance.access import Viewer
from attendance.casework import attendees, audit, meetings, reach, written
from attendance.casework.support_steps import tidy
from attendance.errors import AttendanceError
from attendance.warehouse.versions import Version

PARTS = ("champion", "attendance officer", "governor", "specialist 1", "specialist 2")
LONGEST = {"name": 80, "email": 120, "phone": 40}

OVERTAKEN = "Someone else changed these contacts meanwhile. They are shown now as they stand."

SCHOOL_CONTACTS = Table(
    "school_contacts",
    audit.METADATA,
    Column("id", Integer, primary_key=True),
    written.version(),
    Column("school_id", Integer, nullable=False),
    written.named("part"),
    written.words_of("name"),
    written.words_of("email"),
    written.words_of("phone"),
    *written.by_whom(),
    UniqueConstraint("school_id", "part", "version"),
)


@dataclass(frozen=True)
class Given:
    """A contact as it is typed or comes in a file; without a name there is none."""

    school_id: int
    part: str
    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Contact:
    """A school's contact as it stands."""

    version: int
    school_id: int
    part: str
    name: str
    email: str
    phone: str
    at: datetime
    viewer: str
    role: str

    @property
    def title(self) -> str:
        """What the part is called."""
        return attendees.PARTS[self.part]


def save(engine: Engine, viewer: Viewer, warehouse: Version, given: Sequence[Given]) -> int:
    """Let these take the place of the contacts that stand; returns how many were changed. All
    are written, with their entry in the audit log, or none."""
    meetings.require_writer(viewer)
    for school_id in {each.school_id for each in given}:
        meetings.require_seen(viewer, warehouse, school_id)
    wanted = [_checked(each) for each in given]
    if len({(each["school_id"], each["part"]) for each in wanted}) < len(wanted):
        raise AttendanceError("A school has two contacts of one kind. Leave one of them out.")
    with written.writing(engine, OVERTAKEN) as connection:
        rows = []
        for each in wanted:
            key = {name: each[name] for name in ("school_id", "part")}
            before = written.newest(connection, SCHOOL_CONTACTS, **key)
            if _same(before, each):
                continue
            version = {"version": (before.version if before else 0) + 1}
            rows.append(each | version | written.signed(viewer))
        if rows:
            connection.execute(insert(SCHOOL_CONTACTS), rows)
            detail = {
                "schools": sorted({row["school_id"] for row in rows}),
                "parts": sorted({row["part"] for row in rows}),
            }
            written.log(connection, viewer, "save contacts", "school contacts", detail, len(rows))
    return len(rows)


def of_schools(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    school_ids: Collection[int] | None = None,
) -> list[Contact]:
    """The contacts, as they stand, of those schools that the viewer sees, by school and part."""
    own = reach.own_schools(viewer, warehouse, school_ids)
    asked = written.in_force(SCHOOL_CONTACTS, "school_id", "part").where(
        SCHOOL_CONTACTS.c.school_id.in_(own), SCHOOL_CONTACTS.c.name != ""
    )
    with written.read(engine) as connection:
        found = [_contact(row) for row in connection.execute(asked)]
    return sorted(found, key=lambda each: (each.school_id, PARTS.index(each.part)))


def _checked(given: Given) -> dict[str, object]:
    if given.part not in PARTS:
        raise AttendanceError(f"{given.part!r} is no contact. It is one of {', '.join(PARTS)}.")
    typed: dict[str, object] = {
        name: tidy(getattr(given, name), longest, name) for name, longest in LONGEST.items()
    }
    if typed["email"] and "@" not in str(typed["email"]):
        raise AttendanceError(f"{typed['email']!r} is no email address.")
    return {"school_id": int(given.school_id), "part": given.part} | typed


def _same(before: Row | None, wanted: dict[str, object]) -> bool:
    if before is None:
        return not wanted["name"]
    return all(before._mapping[name] == value for name, value in wanted.items())


def _contact(row: Row) -> Contact:
    return Contact(**written.values(row))
