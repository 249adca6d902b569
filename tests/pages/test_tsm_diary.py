"""The diary: booked, confirmed, moved and cancelled; contacts and team; who was met; AST leads
alone."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar
from streamlit.testing.v1 import AppTest

from attendance import config
from attendance.access import Viewer
from attendance.casework import attendees, booking, contacts, discussed, meetings, team
from attendance.casework.booking import Wish
from attendance.casework.contacts import Given
from attendance.casework.store import open_store
from attendance.errors import AttendanceError
from attendance.ui import diary_people
from attendance.warehouse import versions
from tests.pages.opened import MAIN, answer

pytestmark = pytest.mark.usefixtures("sample_copy", "double_clicks")

OWN, SCHOOL, OTHER, OTHER_SCHOOL = 900019, "Pebblethorpe High School", 900021, "Saffronholme High"
LEAD = Viewer("local", "ast_lead")
PAGE = config.ROOT / "pages" / "tsm_diary.py"
SPRING, SUMMER = date(2025, 3, 10), date(2025, 6, 9)


@pytest.fixture
def where(data_dir):
    """The store, an AST lead, the warehouse; one member of the team."""
    engine = open_store(data_dir)
    team.save(engine, LEAD, "Jo Reed", "Mid")
    yield engine, LEAD, versions.current(data_dir)
    engine.dispose()


@pytest.fixture
def book(where):
    def write(*schools, day=SPRING, member="Jo Reed"):
        wish = Wish(day, "spring", "spring", "09:00", "12:00", member, "Online")
        return booking.book(*where, schools or [OWN], [wish])

    return write


def opened(view, **choices):
    at = AppTest.from_file(str(PAGE), default_timeout=120)
    at.query_params["view"] = view
    for name, value in ({"view": view} | choices).items():
        at.session_state[name] = value
    at.run()
    assert not at.exception
    return at


def press(at, label):
    (button,) = (button for button in at.button if button.label.startswith(label))
    button.click().run()
    assert not at.exception
    return at


def field(at, ending):
    kinds = (at.selectbox, at.date_input, at.text_input, at.multiselect)
    (found,) = (each for kind in kinds for each in kind if each.key and ending in each.key)
    return found


def text(at):
    return " ".join(block.value for block in at.html)


def stand(where):
    return [
        (each.school_id, each.held_on, each.starts_at, each.status)
        for each in meetings.of_schools(*where)
    ]


def test_three_termly_meetings_are_booked_at_once_and_contacts_invited(where):
    contacts.save(*where, [Given(OWN, "champion", "Ann Field")])
    at = opened("Book")
    field(at, "book-schools").set_value([SCHOOL]).run()
    assert field(at, "book-spring-0-slot").options == ["09:00 to 12:00", "13:30 to 16:30"]
    field(at, "book-spring-0-day").set_value(SPRING)
    field(at, "book-summer-0-day").set_value(SUMMER).run()
    at = press(at, "Book 2 meetings with 1 school")
    assert f"Booked for {SCHOOL}: 10 March 2025 and 9 June 2025." in at.success[0].value
    found = meetings.of_school(*where, OWN)
    assert [(each.held_on, each.term, each.starts_at) for each in found] == [
        (SUMMER, "summer", "09:00"),
        (SPRING, "spring", "09:00"),
    ]
    coming = attendees.of_meeting(*where, found[0].meeting_key)
    assert [(each.part, each.name, each.state) for each in coming] == [
        ("champion", "Ann Field", "invited"),
        ("team", "Jo Reed", "invited"),
    ]


def test_a_taken_time_is_said_and_cannot_be_booked(book, where):
    book(OTHER)
    at = opened("Book")
    field(at, "book-schools").set_value([SCHOOL]).run()
    field(at, "book-spring-0-day").set_value(SPRING).run()
    assert "09:00 to 12:00 (taken)" in field(at, "book-spring-0-slot").options
    at = press(at, "Book 1 meeting")
    assert "This member of the team has another meeting" in at.error[0].value
    assert len(stand(where)) == 1


def test_two_who_look_at_the_same_free_time_get_it_once(where):
    first, second = opened("Book"), opened("Book")
    for at, school in ((first, SCHOOL), (second, field(second, "book-schools").options[0])):
        field(at, "book-schools").set_value([school]).run()
        field(at, "book-spring-0-day").set_value(SPRING).run()
    press(first, "Book 1 meeting")
    at = press(second, "Book 1 meeting")
    assert "nothing was booked" in at.error[0].value
    assert len(stand(where)) == 1


def test_a_day_that_is_past_is_not_booked(where):
    at = opened("Book")
    field(at, "book-schools").set_value([SCHOOL]).run()
    field(at, "book-spring-0-day").set_value(date(2025, 2, 3)).run()
    at = press(at, "Book 1 meeting")
    assert "3 February 2025 is past" in at.error[0].value and stand(where) == []


def test_without_a_team_the_page_says_what_to_do(sample_copy):
    at = opened("Book")
    assert "Add the attendance specialists under Team" in at.info[-1].value
    at = press(at, "Open Team")
    assert "Name" in [each.label for each in at.text_input]
    at = opened("Team")
    field(at, "-name").set_value("Sam Hill")
    at = press(at, "Save")
    assert "Sam Hill" in text(at) and at.success[0].value == "Saved: Sam Hill."


def test_a_booking_is_confirmed_by_calendar_file_and_letter(book, where, downloads, log):
    book(OWN, OTHER)
    contacts.save(*where, [Given(OWN, "champion", "Ann Field", "ann@school.example")])
    at = opened("Diary")
    assert f"10 March 2025, 09:00: {SCHOOL} and {OTHER_SCHOOL}" in field(at, "-booking").options[0]
    at.session_state["diary-letter"] = True
    at.run()
    letter = at.code[0].value
    assert letter.startswith("Dear Ann Field,")
    assert "on Monday 10 March 2025 from 09:00 to 12:00 with Jo Reed. Place: Online." in letter
    before = len(log())
    content = downloads["meeting-2025-03-10.ics"]()
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["dtstart"].dt.astimezone(UTC) == datetime(2025, 3, 10, 9, tzinfo=UTC)
    assert SCHOOL in str(event["summary"])
    assert [entry["action"] for entry in log()[before:]] == ["export"]


def test_a_meeting_is_moved_and_the_old_day_stays(book, where, downloads):
    book()
    at = opened("Diary", **{"diary-move": True})
    (before,) = Calendar.from_ical(downloads["meeting-2025-03-10.ics"]()).walk("VEVENT")
    field(at, "-day").set_value(SUMMER).run()
    at = press(at, "Move it")
    assert "Moved to Monday 9 June 2025" in at.success[0].value
    assert stand(where) == [
        (OWN, SUMMER, "09:00", "booked"),
        (OWN, SPRING, "09:00", "moved"),
    ]
    assert meetings.of_school(*where, OWN)[0].term == "summer"
    assert "moved" not in text(opened("Diary"))
    (after,) = Calendar.from_ical(downloads["meeting-2025-06-09.ics"]()).walk("VEVENT")
    assert after["uid"] == before["uid"] and after["sequence"] == before["sequence"] + 1
    kept = opened("Diary", **{"diary-status": "All, past and cancelled too"})
    assert "10 March 2025" in text(kept) and "moved" in text(kept)


def test_a_meeting_is_cancelled_with_a_reason(book, where):
    book()
    at = opened("Diary", **{"diary-cancel": True})
    field(at, "-why").set_value("The school is closed")
    at = press(at, "Cancel it")
    assert "its time is free again" in at.success[0].value
    (meeting,) = meetings.of_school(*where, OWN)
    assert (meeting.status, meeting.note) == ("cancelled", "The school is closed")
    assert "No meeting is booked" in text(opened("Diary"))


def test_of_two_who_change_a_booking_the_second_is_told(book, where):
    (key,) = book()
    at = opened("Diary", **{"diary-cancel": True})
    meetings.set_status(*where, key, "held", follows=1)
    at = press(at, "Cancel it")
    assert "Someone else changed this meeting" in at.error[0].value
    assert stand(where)[0][3] == "held"


CSV = "urn,part,name,email,phone\n900019,champion,Ann Field,ann@school.example,\n"
GIVEN = """
import streamlit as st
from attendance.errors import AttendanceError
from attendance.ui import diary_people
try:
    st.session_state["found"] = diary_people.given(st.session_state["content"])
except AttendanceError as error:
    st.session_state["found"] = str(error)
"""


def given(content):
    at = AppTest.from_string(GIVEN, default_timeout=60)
    at.session_state["content"] = content
    at.run()
    assert not at.exception
    return at.session_state["found"]


def test_contacts_come_as_csv():
    for content in (CSV.encode(), CSV.encode("utf-8-sig"), CSV.replace("\n", "\r\n").encode()):
        assert given(content) == [Given(OWN, "champion", "Ann Field", "ann@school.example", "")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"urn,name\n", "first line of the file must be: urn,part,name,email,phone"),
        (b"", "first line"),
        (CSV.replace("900019", "123456").encode(), "Line 2 has the URN '123456'"),
        (CSV.encode("utf-16"), "not UTF-8"),
        (b"urn,part,name,email,phone\n900019\n", None),
    ],
)
def test_a_file_that_is_none_is_said(content, said):
    found = given(content)
    assert said in found if said else found == [Given(OWN, "", "", "", "")]


def test_contacts_that_were_saved_are_said():
    at = opened("Contacts")
    at.file_uploader[0].set_value(("contacts.csv", CSV.encode(), "text/csv")).run()
    at = press(at, "Save these contacts")
    assert at.success[0].value == "Saved: 1 contact changed."
    assert "Ann Field" in text(at)


def test_contacts_stand_in_a_table_and_leave_as_the_same_file(where, downloads, log):
    contacts.save(*where, [Given(OWN, "champion", "Ann Field", "ann@school.example")])
    at = opened("Contacts")
    assert "Ann Field" in text(at) and "Senior attendance champion" in text(at)
    content = downloads["contacts.csv"]()
    assert content.decode("utf-8-sig").replace("\r\n", "\n") == CSV
    assert log()[-1]["subject"] == "school contacts"
    assert tuple(CSV.split("\n")[0].split(",")) == diary_people.COLUMNS


def test_the_county_counts_are_those_of_the_meetings_held(book, where, sample_rows):
    (first, _), (third,) = book(OWN, OTHER), book(OWN, day=date(2025, 2, 10))
    for key in (first, third):
        meetings.set_status(*where, key, "held", follows=1)
    keys = sample_rows("data/seen_people", person_keys=None)
    person = keys[keys["school_id"] == OWN]["person_key"].iloc[0]
    discussed.mark(*where, first, person)
    at = opened("Counts")
    assert "1 meeting is booked; 1 of 24 schools met so far in the spring term." in answer(at)
    table = at.dataframe[0].value
    spring = table[table["term"] == "spring"]
    assert (spring["met"].sum(), spring["meetings"].sum(), spring["discussed"].sum()) == (1, 2, 1)
    assert table["schools"].sum() == 3 * 24
    metrics = {metric.label: (metric.value, metric.delta) for metric in at.metric}
    assert metrics["Spring term"] == (
        "1 of 24",
        "schools met; 2 meetings, 1 pupil discussed",
    )
    labels = [each.label for each in at.expander]
    assert "Schools not met in the spring term: 23" in labels


@pytest.mark.parametrize("viewer", [f"champion:{OWN}", f"governor:{OWN}", "data_officer"])
def test_nobody_else_reaches_the_diary(viewer, book, monkeypatch):
    book()
    monkeypatch.setenv(config.VIEWER_VARIABLE, viewer)
    at = AppTest.from_file(str(MAIN), default_timeout=120).run()
    with pytest.raises(ValueError, match="navigation page"):
        at.switch_page("../../pages/tsm_diary.py")
    at = opened("Diary")
    assert "does not see this page" in at.error[0].value
    assert answer(at) == "" and "10 March" not in text(at)


def test_errors_are_told_as_such():
    with pytest.raises(AttendanceError, match="too large"):
        diary_people.given(b"x" * (diary_people.LARGEST_FILE + 1))
