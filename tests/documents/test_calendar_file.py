"""A meeting as a calendar file: read back with another eye, in British time, with odd words."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from attendance.documents.calendar_file import Invitation, as_ics

MADE = datetime(2025, 1, 6, 9, 30, tzinfo=UTC)
SUMMER = Invitation(
    "abc123",
    2,
    date(2025, 6, 9),
    "09:00",
    "10:30",
    "Meeting: St Zoë's, Upper; Lower",
    "First line\nSecond, with a \\ and " + "é" * 90,
    "Room 1",
)
WINTER = Invitation("def456", 1, date(2025, 2, 10), "13:30", "15:00", "M", "D")


@pytest.fixture
def lines():
    text = as_ics([SUMMER], MADE).decode("utf-8")
    return text.split("\r\n")


def test_what_the_standard_asks_for_is_there(lines):
    for line in (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "UID:abc123@attendance-dashboard",
        "DTSTAMP:20250106T093000Z",
        "SEQUENCE:2",
        "DTSTART;TZID=Europe/London:20250609T090000",
        "DTEND;TZID=Europe/London:20250609T103000",
        "TZID:Europe/London",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "SUMMARY:Meeting: St Zoë's\\, Upper\\; Lower",
    ):
        assert line in lines, line
    assert lines[-1] == "" and all(len(line.encode()) <= 75 for line in lines)


def test_it_reads_back_as_it_was_meant_in_summer_and_winter():
    calendar = Calendar.from_ical(as_ics([SUMMER, WINTER], MADE))
    summer, winter = calendar.walk("VEVENT")
    assert summer["dtstart"].dt.astimezone(UTC) == datetime(2025, 6, 9, 8, tzinfo=UTC)
    assert winter["dtstart"].dt.astimezone(UTC) == datetime(2025, 2, 10, 13, 30, tzinfo=UTC)
    assert str(summer["summary"]) == SUMMER.summary
    assert str(summer["description"]) == SUMMER.description
    assert str(summer["location"]) == "Room 1" and "location" not in winter
    assert str(summer["status"]) == "CONFIRMED"


def test_the_zone_of_the_file_is_britains():
    (zone,) = Calendar.from_ical(as_ics([SUMMER], MADE)).walk("VTIMEZONE")
    own = zone.to_tz()
    for day, hours in ((date(2025, 3, 30), 1), (date(2025, 3, 29), 0), (date(2025, 10, 26), 0)):
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=own)
        assert noon.utcoffset().total_seconds() == 3600 * hours, day


def test_a_cancelled_meeting_says_so():
    gone = Invitation(**vars(SUMMER) | {"status": "CANCELLED", "version": 3})
    (event,) = Calendar.from_ical(as_ics([gone], MADE)).walk("VEVENT")
    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 3)
