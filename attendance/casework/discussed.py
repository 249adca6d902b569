"""Which pupils were discussed in a meeting, and who was agreed to lead the work with each.

A mark is never changed in place: a change is its next version, and one that is taken back a
version that says so.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Column, Engine, Index, Integer, Row, Table, UniqueConstraint, insert

from attendance.access import Viewer
from attendance.casework import actions, audit, meetings, reach, support, written
from attendance.casework.support_steps import Step, checked, tidy
from attendance.errors import AttendanceError
from attendance.warehouse.versions import Version

LONGEST_NAME = 80
AGREED = "Agreed in a Targeting Support Meeting"

OVERTAKEN = (
    "Someone else wrote about this pupil in this meeting while you did. It is shown now as it "
    "stands: look at it, and save again if yours is still right."
)

PUPILS_DISCUSSED = Table(
    "pupils_discussed",
    audit.METADATA,
    Column("id", Integer, primary_key=True),
    written.version(),
    written.named("meeting_key"),
    Column("school_id", Integer, nullable=False),
    written.named("person_key"),
    written.words_of("lead_practitioner"),
    written.flag("is_discussed"),
    *written.by_whom(),
    UniqueConstraint("meeting_key", "person_key", "version"),
    Index("pupils_discussed_of_school", "school_id"),
)


@dataclass(frozen=True)
class Discussed:
    """A pupil discussed in a meeting, as it stands; without a lead practitioner none was agreed."""

    meeting_key: str
    version: int
    school_id: int
    person_key: str
    lead_practitioner: str | None
    at: datetime
    viewer: str
    role: str


def mark(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    meeting_key: str,
    person_key: str,
    *,
    lead_practitioner: str = "",
    follows: int = 0,
    is_discussed: bool = True,
) -> None:
    """Write down that the pupil was discussed, and who leads; or take it back.

    A lead practitioner who is new stands in the pupil's support record too, from the meeting's
    day. `follows` is the version that the writer saw, 0 for none. AccessError if the viewer may
    not write of the meeting's school, or the pupil is not one of it.
    """
    actions.require_writer(viewer)
    leads = tidy(lead_practitioner, LONGEST_NAME, "name of the lead practitioner")
    with written.writing(engine, OVERTAKEN) as connection:
        meeting = meetings.of_key(connection, viewer, warehouse, meeting_key)
        actions.require_recording(meeting)
        reach.require_of_school(viewer, warehouse, [person_key], meeting.school_id)
        key = {"meeting_key": meeting_key, "person_key": person_key}
        before = written.newest(connection, PUPILS_DISCUSSED, **key)
        if (before.version if before else 0) != follows:
            raise AttendanceError(OVERTAKEN)
        row = key | {
            "version": follows + 1,
            "school_id": meeting.school_id,
            "lead_practitioner": leads,
            "is_discussed": int(is_discussed),
            **written.signed(viewer),
        }
        connection.execute(insert(PUPILS_DISCUSSED), row)
        if leads and is_discussed and leads != (before.lead_practitioner if before else ""):
            today = date.today()
            day = min(date.fromisoformat(meeting.held_on), today)
            step = Step("practitioner", day, practitioner=leads, note=AGREED)
            support.add(connection, viewer, {person_key: meeting.school_id}, checked(step, today))
        action = "discuss pupil" if is_discussed else "take back discussed pupil"
        detail = {name: row[name] for name in ("meeting_key", "person_key", "version", "school_id")}
        written.log(connection, viewer, action, "pupil discussed", detail, 1)


def of_school(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    school_id: int,
    meeting_key: str | None = None,
) -> list[Discussed]:
    """The pupils discussed in the school's meetings, or in one of them, in the order in which
    they were. AccessError if the viewer reads no meetings or does not see the school."""
    meetings.require_seen(viewer, warehouse, school_id)
    found = of_schools(engine, viewer, warehouse, [school_id])
    return [each for each in found if meeting_key in (None, each.meeting_key)]


def of_schools(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    school_ids: Collection[int] | None = None,
) -> list[Discussed]:
    """The pupils discussed in all meetings of those schools that the viewer sees."""
    own = reach.own_schools(viewer, warehouse, school_ids)
    asked = written.in_force(PUPILS_DISCUSSED, "meeting_key", "person_key").where(
        PUPILS_DISCUSSED.c.school_id.in_(own), PUPILS_DISCUSSED.c.is_discussed == 1
    )
    with written.read(engine) as connection:
        return [_mark(row) for row in connection.execute(asked.order_by(PUPILS_DISCUSSED.c.id))]


def versions_of(
    engine: Engine, viewer: Viewer, warehouse: Version, school_id: int, meeting_key: str
) -> dict[str, int]:
    """By person, the version of the mark in that meeting, taken back or not, which the next
    follows."""
    meetings.require_seen(viewer, warehouse, school_id)
    asked = written.in_force(PUPILS_DISCUSSED, "meeting_key", "person_key").where(
        PUPILS_DISCUSSED.c.school_id == int(school_id),
        PUPILS_DISCUSSED.c.meeting_key == meeting_key,
    )
    with written.read(engine) as connection:
        return {row.person_key: row.version for row in connection.execute(asked)}


def _mark(row: Row) -> Discussed:
    return Discussed(
        meeting_key=row.meeting_key,
        version=row.version,
        school_id=row.school_id,
        person_key=row.person_key,
        lead_practitioner=row.lead_practitioner or None,
        at=datetime.fromisoformat(row.at),
        viewer=row.viewer,
        role=row.role,
    )
