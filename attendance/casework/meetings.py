"""Targeting Support Meetings: which were booked, held, closed, cancelled or moved, and when.

A meeting is of one school; those of several schools at one table share a booking. It is never
changed in place: a change is its next version. Who may write is `access.MAY_WRITE`; whose schools
a reader or writer may reach comes from the warehouse, never from a caller.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    Row,
    Table,
    UniqueConstraint,
    insert,
)

from attendance import access
from attendance.access import Viewer
from attendance.casework import audit, reach, written
from attendance.casework.support_steps import tidy
from attendance.errors import AccessError, AttendanceError
from attendance.warehouse.versions import Version

TERMS = ("autumn", "spring", "summer")
STATUSES = ("booked", "held", "closed", "cancelled", "moved")
TOOK_PLACE = ("held", "closed")
LONGEST_NOTE = 1000

NEXT = {
    "booked": ("held", "cancelled"),
    "held": ("closed", "cancelled"),
    "closed": ("held",),
    "cancelled": (),
    "moved": (),
}
"""What a meeting in a status can become here; moved, it stands under its new day."""

OVERTAKEN = (
    "Someone else changed this meeting meanwhile. It is shown now as it stands: look at it, and do "
    "it again if it is still right."
)

MEETINGS = Table(
    "meetings",
    audit.METADATA,
    Column("id", Integer, primary_key=True),
    written.version(),
    written.named("meeting_key"),
    written.named("booking_key"),
    Column("school_id", Integer, nullable=False),
    written.named("academic_year"),
    written.one_of("term", *TERMS),
    written.named("theme"),
    written.named("held_on"),
    written.words_of("starts_at"),
    written.words_of("ends_at"),
    written.words_of("team_member"),
    written.words_of("place"),
    written.one_of("status", *STATUSES),
    written.words_of("note"),
    written.words_of("moved_from"),
    *written.by_whom(),
    UniqueConstraint("meeting_key", "version"),
    Index("meetings_of_school", "school_id"),
    Index("meetings_of_booking", "booking_key"),
)


@dataclass(frozen=True)
class Meeting:
    """One version of a meeting; times are "09:00" or "" for none, `moved_from` is the key of the
    meeting that it takes the place of, or ""."""

    meeting_key: str
    version: int
    booking_key: str
    school_id: int
    academic_year: str
    term: str
    theme: str
    held_on: date
    starts_at: str
    ends_at: str
    team_member: str
    place: str
    status: str
    note: str
    moved_from: str
    at: datetime
    viewer: str
    role: str

    @property
    def took_place(self) -> bool:
        """Whether it was held, closed or not."""
        return self.status in TOOK_PLACE


def of_school(engine: Engine, viewer: Viewer, warehouse: Version, school_id: int) -> list[Meeting]:
    """Every meeting of the school as it stands, the newest day first. AccessError if the viewer
    reads no meetings or does not see the school."""
    require_seen(viewer, warehouse, school_id)
    return of_schools(engine, viewer, warehouse, [school_id])


def of_schools(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    school_ids: Collection[int] | None = None,
) -> list[Meeting]:
    """Every meeting, as it stands, of those schools that the viewer sees; the newest day first."""
    own = reach.own_schools(viewer, warehouse, school_ids)
    asked = written.in_force(MEETINGS, "meeting_key").where(MEETINGS.c.school_id.in_(own))
    newest_day = (MEETINGS.c.held_on.desc(), MEETINGS.c.starts_at.desc(), MEETINGS.c.id.desc())
    with written.read(engine) as connection:
        return [meeting_of(row) for row in connection.execute(asked.order_by(*newest_day))]


def history(engine: Engine, viewer: Viewer, warehouse: Version, school_id: int) -> list[Meeting]:
    """Every version of every meeting of the school, the newest first."""
    require_seen(viewer, warehouse, school_id)
    asked = MEETINGS.select().where(MEETINGS.c.school_id == int(school_id))
    with written.read(engine) as connection:
        rows = connection.execute(asked.order_by(MEETINGS.c.id.desc())).all()
    return [meeting_of(row) for row in rows]


def held(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    school_ids: Collection[int] | None = None,
) -> dict[int, date]:
    """The day of the last meeting that took place, by school."""
    found: dict[int, date] = {}
    for meeting in of_schools(engine, viewer, warehouse, school_ids):
        if meeting.took_place:
            found.setdefault(meeting.school_id, meeting.held_on)
    return found


def set_status(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    meeting_key: str,
    status: str,
    *,
    follows: int,
    note: str | None = None,
) -> None:
    """Open ("held"), close or reopen a meeting; `follows` is the version that the writer saw, and
    `note` takes the place of what was noted. A meeting is cancelled and moved in `booking`, which
    gives its time back."""
    if status == "cancelled":
        raise AttendanceError("A meeting is cancelled with its booking, which frees its time.")
    with written.writing(engine, OVERTAKEN) as connection:
        before = to_follow(connection, viewer, warehouse, meeting_key, follows)
        if status not in NEXT[before.status]:
            raise AttendanceError(
                f"This meeting is {before.status}; it cannot become {status or 'nothing'}."
            )
        follow(connection, viewer, before, f"meeting {status}", status=status, note=note)


def to_follow(
    connection: Connection, viewer: Viewer, warehouse: Version, meeting_key: str, follows: int
) -> Row:
    """The newest version of a meeting that this viewer may follow with the next."""
    require_writer(viewer)
    found = written.newest(connection, MEETINGS, meeting_key=meeting_key)
    if found is None:
        raise AccessError("This meeting is not known, or not one of yours.")
    require_seen(viewer, warehouse, found.school_id)
    if found.version != follows:
        raise AttendanceError(OVERTAKEN)
    return found


def follow(
    connection: Connection,
    viewer: Viewer,
    before: Row,
    action: str,
    *,
    status: str,
    note: str | None = None,
) -> None:
    """Write the next version of the meeting, and its entry in the audit log."""
    kept = before.note if note is None else tidy(note, LONGEST_NOTE, "note")
    row = written.following(before, viewer, status=status, note=kept)
    connection.execute(insert(MEETINGS), row)
    log(connection, viewer, action, [row])


def of_key(connection: Connection, viewer: Viewer, warehouse: Version, meeting_key: str) -> Row:
    """The newest version of a meeting of a school that the viewer sees, for what is written of
    it. AccessError where there is none."""
    found = written.newest(connection, MEETINGS, meeting_key=meeting_key)
    if found is None:
        raise AccessError("This meeting is not known, or not one of yours.")
    require_seen(viewer, warehouse, found.school_id)
    return found


def require_writer(viewer: Viewer) -> None:
    """AccessError unless the viewer's role books, opens and closes meetings."""
    if not access.may_write(viewer, "meeting"):
        raise AccessError(f"A {viewer.role_name.lower()} does not book, open or close meetings.")


def require_seen(viewer: Viewer, warehouse: Version, school_id: int) -> None:
    """AccessError unless the viewer reads meetings, and of that school."""
    if not reach.own_schools(viewer, warehouse, [school_id]):
        raise AccessError(
            f"A {viewer.role_name.lower()} reaches meetings of their own schools only."
        )


def log(connection: Connection, viewer: Viewer, action: str, rows: list[dict]) -> None:
    """Add what happened to these meetings to the audit log."""
    detail = {
        "meetings": [row["meeting_key"] for row in rows],
        "schools": [row["school_id"] for row in rows],
        "days": sorted({row["held_on"] for row in rows}),
    }
    written.log(connection, viewer, action, "meeting", detail, len(rows))


def academic_year(day: date) -> str:
    """The academic year of a day, which begins in August: "2024/25"."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def meeting_of(row: Row) -> Meeting:
    """A row of the table as a meeting."""
    return Meeting(**written.values(row, held_on=date.fromisoformat(row.held_on)))
