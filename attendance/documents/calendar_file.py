"""A meeting as a calendar file (RFC 5545), which every calendar program takes in."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

HERE = "Europe/London"
MIME = "text/calendar"
PRODUCT = "-//Attendance dashboard//Targeting Support Meetings//EN"


@dataclass(frozen=True)
class Invitation:
    """A meeting for a calendar: its lasting key, how often it was changed, when ("09:00") and
    what it is called."""

    key: str
    version: int
    day: date
    starts_at: str
    ends_at: str
    summary: str
    description: str
    place: str = ""
    status: str = "CONFIRMED"


def as_ics(invitations: list[Invitation], made_at: datetime) -> bytes:
    """The file of these meetings; `made_at` is UTC. A cancelled one takes itself out of the
    calendar that had it, because it has the same key and a later version."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(_british_time())
    for each in invitations:
        calendar.add_component(_event(each, made_at))
    return calendar.to_ical()


def _british_time() -> Timezone:
    """Summer time from the last Sunday of March to the last of October, at 01:00 UTC."""
    zone = Timezone()
    zone.add("tzid", HERE)
    for part, name, first, month, before, after in (
        (TimezoneDaylight(), "BST", datetime(1996, 3, 31, 1), 3, 0, 1),
        (TimezoneStandard(), "GMT", datetime(1996, 10, 27, 2), 10, 1, 0),
    ):
        part.add("dtstart", first)
        part.add("tzname", name)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(part)
    return zone


def _event(invitation: Invitation, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{invitation.key}@attendance-dashboard")
    event.add("sequence", invitation.version)
    event.add("dtstamp", made_at)
    event.add("dtstart", _moment(invitation.day, invitation.starts_at))
    event.add("dtend", _moment(invitation.day, invitation.ends_at))
    event.add("summary", invitation.summary)
    event.add("description", invitation.description)
    if invitation.place:
        event.add("location", invitation.place)
    event.add("status", invitation.status)
    event.add("transp", "TRANSPARENT" if invitation.status == "CANCELLED" else "OPAQUE")
    return event


def _moment(day: date, at: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(at), ZoneInfo(HERE))
