"""Who was invited to a meeting, confirmed, and came. In Essex the school's senior attendance
champion must."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Engine,
    Index,
    Integer,
    Row,
    Table,
    UniqueConstraint,
    func,
    insert,
    select,
)

from attendance.access import Viewer
from attendance.casework import actions, audit, meetings, written
from attendance.casework.support_steps import tidy
from attendance.errors import AccessError, AttendanceError
from attendance.warehouse.versions import Version

PARTS = {
    "champion": "Senior attendance champion",
    "attendance officer": "Attendance officer",
    "governor": "Linked governor",
    "specialist 1": "First specialist",
    "specialist 2": "Second specialist",
    "team": "Attendance specialist of the authority",
    "other": "Another person",
}
"""What somebody comes as, and what that is called."""

MUST_ATTEND = "champion"
STATES = ("invited", "confirmed", "attended", "absent", "not invited")
LONGEST_NAME = 80

OVERTAKEN = "Someone else changed this list meanwhile. It is shown now as it stands."

ATTENDEES = Table(
    "attendees",
    audit.METADATA,
    Column("id", Integer, primary_key=True),
    written.version(),
    written.named("meeting_key"),
    Column("school_id", Integer, nullable=False),
    written.named("attendee_key"),
    written.named("part"),
    written.named("name"),
    written.one_of("state", *STATES),
    *written.by_whom(),
    UniqueConstraint("meeting_key", "attendee_key", "version"),
    Index("attendees_of_school", "school_id"),
)


@dataclass(frozen=True)
class Attendee:
    """Somebody of a meeting, as it stands."""

    meeting_key: str
    version: int
    school_id: int
    attendee_key: str
    part: str
    name: str
    state: str
    at: datetime
    viewer: str
    role: str


def invite(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    meeting_key: str,
    people: Sequence[tuple[str, str]],
    *,
    state: str = "invited",
) -> None:
    """Add these people, each a part and a name, to those of the meeting; in the state "attended"
    they came. AccessError if the viewer may not write of the meeting's school."""
    actions.require_writer(viewer)
    if not people:
        raise AttendanceError("Write the name of somebody first.")
    with written.writing(engine, OVERTAKEN) as connection:
        meeting = meetings.of_key(connection, viewer, warehouse, meeting_key)
        rows = [
            {
                "version": 1,
                "meeting_key": meeting_key,
                "school_id": meeting.school_id,
                "attendee_key": secrets.token_hex(8),
                "part": _part(part),
                "name": _name(name),
                "state": _state(state),
                **written.signed(viewer),
            }
            for part, name in people
        ]
        connection.execute(insert(ATTENDEES), rows)
        _log(connection, viewer, f"meeting: {state}", rows)


def set_state(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    meeting_key: str,
    attendee_key: str,
    state: str,
    *,
    follows: int,
) -> None:
    """Say whether somebody of the meeting confirmed, or came; `follows` is the version that the
    writer saw."""
    actions.require_writer(viewer)
    with written.writing(engine, OVERTAKEN) as connection:
        meetings.of_key(connection, viewer, warehouse, meeting_key)
        before = written.newest(
            connection, ATTENDEES, meeting_key=meeting_key, attendee_key=attendee_key
        )
        if before is None:
            raise AccessError("This person is not one of the meeting's.")
        if before.version != follows:
            raise AttendanceError(OVERTAKEN)
        row = written.following(before, viewer, state=_state(state))
        connection.execute(insert(ATTENDEES), row)
        _log(connection, viewer, f"meeting: {state}", [row])


def of_meeting(
    engine: Engine, viewer: Viewer, warehouse: Version, meeting_key: str
) -> list[Attendee]:
    """Those of the meeting as they stand, but for those not invited after all, in the order in
    which they were added."""
    first = (
        select(func.min(ATTENDEES.c.id).label("first"), ATTENDEES.c.attendee_key.label("who"))
        .where(ATTENDEES.c.meeting_key == meeting_key)
        .group_by(ATTENDEES.c.attendee_key)
        .subquery()
    )
    asked = (
        written.in_force(ATTENDEES, "meeting_key", "attendee_key")
        .join(first, first.c.who == ATTENDEES.c.attendee_key)
        .where(ATTENDEES.c.meeting_key == meeting_key, ATTENDEES.c.state != "not invited")
        .order_by(first.c.first)
    )
    with written.read(engine) as connection:
        meetings.of_key(connection, viewer, warehouse, meeting_key)
        return [_attendee(row) for row in connection.execute(asked)]


def _part(part: str) -> str:
    if part not in PARTS:
        raise AttendanceError(f"Nobody comes as {part!r}. It is one of {', '.join(PARTS)}.")
    return part


def _name(name: str) -> str:
    tidied = tidy(name, LONGEST_NAME, "name")
    if not tidied:
        raise AttendanceError("Write the name of who comes, and save again.")
    return tidied


def _state(state: str) -> str:
    if state not in STATES:
        raise AttendanceError(f"Nobody is {state!r}. It is one of {', '.join(STATES)}.")
    return state


def _log(connection, viewer: Viewer, action: str, rows: list[dict]) -> None:
    detail = {
        "meeting_key": rows[0]["meeting_key"],
        "school_id": rows[0]["school_id"],
        "parts": [row["part"] for row in rows],
    }
    written.log(connection, viewer, action, "meeting attendees", detail, len(rows))


def _attendee(row: Row) -> Attendee:
    return Attendee(**written.values(row))
