"""Booking meetings: a time of the team and of the schools is taken by one meeting alone.

Each quarter of an hour that a meeting takes is a row of `taken_times`, which a unique key keeps
from being there twice, so that no two people can book it, at the same moment either. A meeting
that is moved or cancelled stays in the store and gives its quarters back.
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
    UniqueConstraint,
    delete,
    insert,
    select,
    tuple_,
)

from attendance import words
from attendance.access import Viewer
from attendance.casework import audit, meetings, written
from attendance.casework.meetings import MEETINGS, TERMS
from attendance.casework.support_steps import tidy
from attendance.errors import AttendanceError
from attendance.warehouse.versions import Version

MINUTES = 15
LONGEST_NAME = 80
LONGEST_PLACE = 120
MOST_SCHOOLS = 60

TAKEN = (
    "Someone else booked one of these times a moment ago, so nothing was booked. Look at what is "
    "free now, and choose another time."
)

TAKEN_TIMES = Table(
    "taken_times",
    audit.METADATA,
    Column("id", Integer, primary_key=True),
    written.named("calendar"),
    written.named("day"),
    Column("quarter", Integer, CheckConstraint("quarter BETWEEN 0 AND 95"), nullable=False),
    written.named("booking_key"),
    UniqueConstraint("calendar", "day", "quarter"),
    Index("taken_times_of_booking", "booking_key"),
)


@dataclass(frozen=True)
class Wish:
    """A meeting to be booked: its day and term, and, where a time is taken of the team and the
    schools, from when to when ("09:00") and by whom of the team."""

    day: date
    term: str
    theme: str
    starts_at: str = ""
    ends_at: str = ""
    team_member: str = ""
    place: str = ""


def book(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    school_ids: Sequence[int],
    wishes: Sequence[Wish],
    *,
    status: str = "booked",
) -> list[str]:
    """Book a meeting of the schools together for each of the wishes; returns the meetings' keys.

    All are booked, with their entry in the audit log, or none. With the status "held" a meeting
    is opened that nobody had booked. AccessError if the viewer books no meetings or does not see
    a school; AttendanceError says what is wrong with a wish, or whose time is taken.
    """
    meetings.require_writer(viewer)
    schools = list(dict.fromkeys(int(each) for each in school_ids))
    if not schools or not wishes:
        raise AttendanceError("Choose at least one school and one day, and book again.")
    if len(schools) > MOST_SCHOOLS:
        raise AttendanceError(f"{len(schools)} schools are too many for one meeting.")
    for school_id in schools:
        meetings.require_seen(viewer, warehouse, school_id)
    rows, times = [], []
    for wish in wishes:
        columns = _checked(wish) | {"booking_key": secrets.token_hex(8), "status": status}
        rows += [columns | _of_school(each) | written.signed(viewer) for each in schools]
        times += _times(columns, schools)
    with written.writing(engine, TAKEN) as connection:
        _take(connection, times)
        connection.execute(insert(MEETINGS), rows)
        meetings.log(connection, viewer, f"meeting {status}", rows)
    return [str(row["meeting_key"]) for row in rows]


def cancel(
    engine: Engine, viewer: Viewer, warehouse: Version, follows: Mapping[str, int], note: str = ""
) -> None:
    """Cancel the meetings, which stay in the store; `follows` has by meeting the version that
    the writer saw. A time is free again once no school of the booking is left in it."""
    with written.writing(engine, meetings.OVERTAKEN) as connection:
        for before in _standing(connection, viewer, warehouse, follows):
            meetings.follow(
                connection, viewer, before, "meeting cancelled", status="cancelled", note=note
            )
            _give_back(connection, before)


def move(
    engine: Engine, viewer: Viewer, warehouse: Version, follows: Mapping[str, int], wish: Wish
) -> list[str]:
    """Move the meetings, all of one booking, to another time; returns the keys of the new ones.
    The old ones stay in the store as moved. Nothing changes if the new time is taken."""
    columns = _checked(wish) | {"booking_key": secrets.token_hex(8), "status": "booked"}
    with written.writing(engine, TAKEN) as connection:
        before = _standing(connection, viewer, warehouse, follows)
        for row in before:
            meetings.follow(connection, viewer, row, "meeting moved", status="moved")
            _give_back(connection, row)
        rows = [
            columns
            | _of_school(row.school_id)
            | {"moved_from": row.meeting_key}
            | written.signed(viewer)
            for row in before
        ]
        _take(connection, _times(columns, [row.school_id for row in before]))
        connection.execute(insert(MEETINGS), rows)
        meetings.log(connection, viewer, "meeting booked", rows)
    return [str(row["meeting_key"]) for row in rows]


def taken(engine: Engine, team_member: str, days: Sequence[date]) -> set[tuple[date, int]]:
    """The quarters of an hour of these days that the member of the team has taken, as the day
    and the number of the quarter."""
    asked = select(TAKEN_TIMES.c.day, TAKEN_TIMES.c.quarter).where(
        TAKEN_TIMES.c.calendar == _calendar(team_member),
        TAKEN_TIMES.c.day.in_([day.isoformat() for day in days]),
    )
    with written.read(engine) as connection:
        return {(date.fromisoformat(day), quarter) for day, quarter in connection.execute(asked)}


def quarters(starts_at: str, ends_at: str) -> range:
    """The quarters of an hour between two times such as "09:00"; AttendanceError where they are
    none, or end before they start."""
    first, last = _minutes(starts_at), _minutes(ends_at)
    if first % MINUTES or last % MINUTES or first >= last:
        raise AttendanceError(
            f"A meeting from {starts_at} to {ends_at} cannot be booked: it starts and ends on a "
            "quarter of an hour, and ends after it starts."
        )
    return range(first // MINUTES, last // MINUTES)


def _checked(wish: Wish) -> dict[str, object]:
    if wish.term not in TERMS:
        raise AttendanceError(f"{wish.term!r} is no term. It is one of {', '.join(TERMS)}.")
    times = {"starts_at": wish.starts_at, "ends_at": wish.ends_at, "team_member": wish.team_member}
    if any(times.values()) and not all(each.strip() for each in times.values()):
        raise AttendanceError("A time needs its start, its end, and who of the team comes.")
    if wish.starts_at:
        quarters(wish.starts_at, wish.ends_at)
        if wish.day.weekday() > 4:
            raise AttendanceError(f"{words.day(wish.day)} is at the weekend. Choose a school day.")
    return {
        "version": 1,
        "academic_year": meetings.academic_year(wish.day),
        "term": wish.term,
        "theme": tidy(wish.theme, LONGEST_NAME, "theme") or wish.term,
        "held_on": wish.day.isoformat(),
        "starts_at": wish.starts_at,
        "ends_at": wish.ends_at,
        "team_member": tidy(wish.team_member, LONGEST_NAME, "name of the team's member"),
        "place": tidy(wish.place, LONGEST_PLACE, "place"),
        "note": "",
        "moved_from": "",
    }


def _of_school(school_id: int) -> dict[str, object]:
    return {"meeting_key": secrets.token_hex(8), "school_id": school_id}


def _calendar(team_member: str) -> str:
    return f"team: {' '.join(team_member.split()).casefold()}"


def _times(columns: Mapping[str, object], schools: Sequence[int]) -> list[dict[str, object]]:
    """The rows that take the time of a booking, of the team's member and of each school."""
    if not columns["starts_at"]:
        return []
    calendars = [_calendar(str(columns["team_member"])), *(f"school: {each}" for each in schools)]
    return [
        {
            "calendar": calendar,
            "day": columns["held_on"],
            "quarter": quarter,
            "booking_key": columns["booking_key"],
        }
        for calendar in calendars
        for quarter in quarters(str(columns["starts_at"]), str(columns["ends_at"]))
    ]


def _take(connection: Connection, times: list[dict[str, object]]) -> None:
    """Take the times. Which one is taken already is said where it can be seen; where two book at
    the same moment, the unique key tells the second."""
    if not times:
        return
    key = (TAKEN_TIMES.c.calendar, TAKEN_TIMES.c.day, TAKEN_TIMES.c.quarter)
    wanted = [tuple(time[column.name] for column in key) for time in times]
    if len(set(wanted)) < len(wanted):
        raise AttendanceError("Two of these meetings are at the same time. Choose another time.")
    found = connection.execute(select(*key).where(tuple_(*key).in_(wanted)).limit(1)).first()
    if found is not None:
        raise AttendanceError(_who_is_taken(found))
    # In one order everywhere, so that on a server two bookings cannot wait for each other.
    order = sorted(times, key=lambda time: tuple(str(time[column.name]) for column in key))
    connection.execute(insert(TAKEN_TIMES), order)


def _who_is_taken(row: Row) -> str:
    day = words.day(date.fromisoformat(row.day))
    at = f"{row.quarter * MINUTES // 60}:{row.quarter * MINUTES % 60:02}"
    who = "A school of these" if row.calendar.startswith("school:") else "This member of the team"
    return (
        f"{who} has another meeting on {day} at {at}, so nothing was booked. Choose another time."
    )


def _give_back(connection: Connection, meeting: Row) -> None:
    """Free the school's time; the team's too once no school is left in the booking."""
    booking = TAKEN_TIMES.c.booking_key == meeting.booking_key
    school = TAKEN_TIMES.c.calendar == f"school: {meeting.school_id}"
    connection.execute(delete(TAKEN_TIMES).where(booking, school))
    left = select(TAKEN_TIMES.c.id).where(booking, TAKEN_TIMES.c.calendar.like("school: %"))
    if connection.execute(left.limit(1)).first() is None:
        connection.execute(delete(TAKEN_TIMES).where(booking))


def _standing(
    connection: Connection, viewer: Viewer, warehouse: Version, follows: Mapping[str, int]
) -> list[Row]:
    """The meetings that are to be cancelled or moved, which must still be to come."""
    if not follows:
        raise AttendanceError("Choose a meeting first.")
    found = [
        meetings.to_follow(connection, viewer, warehouse, key, version)
        for key, version in follows.items()
    ]
    for row in found:
        if row.status not in ("booked", "held"):
            raise AttendanceError(f"This meeting is {row.status} already, and stays so.")
    if len({row.booking_key for row in found}) > 1:
        raise AttendanceError("Cancel or move the meetings of one booking at a time.")
    return found


def _minutes(time: str) -> int:
    try:
        found = datetime.strptime(time, "%H:%M")
    except ValueError as error:
        raise AttendanceError(f"{time!r} is no time. Write it as 09:00.") from error
    return found.hour * 60 + found.minute
