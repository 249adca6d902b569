"""What was agreed in meetings: what is to be done, by whom and by when, and what came of it.

An action is of the meeting that agreed it, for the school or for one pupil of it. It is never
changed in place: a change is its next version. Both sides of the table write actions, a school of
its own alone.
"""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    Engine,
    Index,
    Integer,
    Row,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
)

from attendance import access, words
from attendance.access import Viewer
from attendance.casework import audit, meetings, reach, written
from attendance.casework.support_steps import tidy
from attendance.errors import AccessError, AttendanceError
from attendance.warehouse.versions import Version

STATUSES = ("open", "done", "dropped")
LONGEST_WHAT = 500
LONGEST_WHO = 80
LONGEST_NOTE = 1000

OVERTAKEN = (
    "Someone else changed this action while you were typing. It is shown now as it stands: look at "
    "it, and save again if yours is still right."
)

ACTIONS = Table(
    "actions",
    audit.METADATA,
    Column("id", Integer, primary_key=True),
    written.version(),
    written.named("action_key"),
    written.named("meeting_key"),
    Column("school_id", Integer, nullable=False),
    Column("person_key", Text, CheckConstraint("person_key <> ''")),
    written.named("what"),
    written.named("who"),
    written.named("by_when"),
    written.one_of("status", *STATUSES),
    written.words_of("note"),
    *written.by_whom(),
    UniqueConstraint("action_key", "version"),
    Index("actions_of_school", "school_id"),
)


@dataclass(frozen=True)
class Agreed:
    """An action as it is typed."""

    what: str
    who: str
    by_when: date
    status: str = "open"
    note: str = ""


@dataclass(frozen=True)
class Action:
    """One version of an action; without a person it is for the school. `agreed_at` is when its
    first version was written."""

    action_key: str
    version: int
    meeting_key: str
    school_id: int
    person_key: str | None
    what: str
    who: str
    by_when: date
    status: str
    note: str
    at: datetime
    viewer: str
    role: str
    agreed_at: datetime

    @property
    def agreed(self) -> Agreed:
        """The action as it would be typed."""
        return Agreed(self.what, self.who, self.by_when, self.status, self.note)

    def is_overdue(self, as_of: date) -> bool:
        """Whether it is open still, and was to be done before that day."""
        return self.status == "open" and self.by_when < as_of


def record(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    meeting_key: str,
    agreed: Agreed,
    *,
    person_key: str | None = None,
) -> str:
    """Write an action of the meeting down, for the school or one pupil of it; returns its key.

    AccessError if the viewer may not write actions of the meeting's school; AttendanceError says
    what is wrong with the action, or that the meeting takes none.
    """
    require_writer(viewer)
    columns = _checked(agreed)
    with written.writing(engine, OVERTAKEN) as connection:
        meeting = meetings.of_key(connection, viewer, warehouse, meeting_key)
        require_recording(meeting)
        if agreed.by_when < date.fromisoformat(meeting.held_on):
            raise AttendanceError(
                f"The action is to be done by {words.day(agreed.by_when)}, which is before the "
                "meeting. Choose a later day."
            )
        if person_key is not None:
            reach.require_of_school(viewer, warehouse, [person_key], meeting.school_id)
        row = columns | {
            "version": 1,
            "action_key": secrets.token_hex(8),
            "meeting_key": meeting_key,
            "school_id": meeting.school_id,
            "person_key": person_key,
            **written.signed(viewer),
        }
        connection.execute(insert(ACTIONS), row)
        _log(connection, viewer, "record action", row)
    return str(row["action_key"])


def change(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    action_key: str,
    agreed: Agreed,
    *,
    follows: int,
) -> None:
    """Let this follow as the next version of the action, in the meeting or after it; `follows`
    is the version that the writer saw. Errors as of `record`, and if someone was first."""
    require_writer(viewer)
    columns = _checked(agreed)
    with written.writing(engine, OVERTAKEN) as connection:
        before = written.newest(connection, ACTIONS, action_key=action_key)
        if before is None:
            raise AccessError("This action is not known, or not one of yours.")
        meetings.require_seen(viewer, warehouse, before.school_id)
        if before.version != follows:
            raise AttendanceError(OVERTAKEN)
        row = written.following(before, viewer, **columns)
        connection.execute(insert(ACTIONS), row)
        _log(connection, viewer, "change action", row)


def of_school(engine: Engine, viewer: Viewer, warehouse: Version, school_id: int) -> list[Action]:
    """Every action of the school as it stands, the first to be done first. AccessError if the
    viewer reads no meetings or does not see the school."""
    meetings.require_seen(viewer, warehouse, school_id)
    return of_schools(engine, viewer, warehouse, [school_id])


def of_schools(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    school_ids: Collection[int] | None = None,
) -> list[Action]:
    """Every action, as it stands, of those schools that the viewer sees; the first to be done
    first."""
    own = reach.own_schools(viewer, warehouse, school_ids)
    first = ACTIONS.alias()
    agreed_at = select(first.c.at).where(
        first.c.action_key == ACTIONS.c.action_key, first.c.version == 1
    )
    asked = (
        written.in_force(ACTIONS, "action_key")
        .add_columns(agreed_at.scalar_subquery().label("agreed_at"))
        .where(ACTIONS.c.school_id.in_(own))
        .order_by(ACTIONS.c.by_when, ACTIONS.c.id)
    )
    with written.read(engine) as connection:
        return [_action(row) for row in connection.execute(asked)]


def history(engine: Engine, viewer: Viewer, warehouse: Version, school_id: int) -> list[Action]:
    """Every version of every action of the school, the newest first."""
    meetings.require_seen(viewer, warehouse, school_id)
    first = func.min(ACTIONS.c.at).over(partition_by=ACTIONS.c.action_key).label("agreed_at")
    asked = select(ACTIONS, first).where(ACTIONS.c.school_id == int(school_id))
    with written.read(engine) as connection:
        return [_action(row) for row in connection.execute(asked.order_by(ACTIONS.c.id.desc()))]


def overdue(found: Iterable[Action], as_of: date) -> list[Action]:
    """Those that are open and were to be done before that day."""
    return [action for action in found if action.is_overdue(as_of)]


def require_writer(viewer: Viewer) -> None:
    """AccessError unless the viewer's role writes what is agreed in meetings."""
    if not access.may_write(viewer, "action"):
        raise AccessError(f"A {viewer.role_name.lower()} writes no actions of meetings down.")


def require_recording(meeting: Row) -> None:
    """AttendanceError unless the meeting stands, and is not closed."""
    if meeting.status not in ("booked", "held"):
        raise AttendanceError(
            f"This meeting is {meeting.status}, so nothing new is written down in it. Reopen it, "
            "or write it down in the next meeting."
        )


def _checked(agreed: Agreed) -> dict[str, object]:
    what = tidy(agreed.what, LONGEST_WHAT, "action")
    who = tidy(agreed.who, LONGEST_WHO, "name of who does it")
    for text, name in ((what, "what is to be done"), (who, "who does it")):
        if not text:
            raise AttendanceError(f"An action says {name}. Fill it in, and save again.")
    if agreed.status not in STATUSES:
        raise AttendanceError(f"An action is {', '.join(STATUSES)}, not {agreed.status!r}.")
    if not 2000 <= agreed.by_when.year < 2100:
        raise AttendanceError(f"The day {words.day(agreed.by_when)} cannot be right.")
    return {
        "what": what,
        "who": who,
        "by_when": agreed.by_when.isoformat(),
        "status": agreed.status,
        "note": tidy(agreed.note, LONGEST_NOTE, "note"),
    }


def _log(connection, viewer: Viewer, action: str, row: dict) -> None:
    names = ("action_key", "version", "meeting_key", "school_id", "status")
    people = {"person_key": row["person_key"]} if row["person_key"] else {}
    detail = {name: row[name] for name in names} | people
    written.log(connection, viewer, action, "meeting action", detail, 1)


def _action(row: Row) -> Action:
    days = {"by_when": date.fromisoformat(row.by_when)}
    return Action(**written.values(row, **days, agreed_at=datetime.fromisoformat(row.agreed_at)))
