"""Meetings: who opens, closes and reads them, which statuses follow which, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from attendance.access import Viewer
from attendance.casework import booking, meetings
from attendance.casework.audit import entries
from attendance.casework.booking import Wish
from attendance.casework.store import backup, open_store, restore
from attendance.errors import AccessError, AttendanceError
from tests.casework.meeting_people import AST_LEAD, CHAMPION, NOBODIES, OTHER, OWN

DAY = date(2025, 2, 10)


@pytest.fixture
def start(engine, sample_version):
    """Open a meeting of schools that nobody booked; returns the keys."""

    def write(*schools, day=DAY, viewer=AST_LEAD, status="held"):
        wish = Wish(day, "spring", "winter illness")
        return booking.book(engine, viewer, sample_version, schools or [OWN], [wish], status=status)

    return write


@pytest.fixture
def of_school(engine, sample_version):
    return lambda viewer=AST_LEAD, school_id=OWN: meetings.of_school(
        engine, viewer, sample_version, school_id
    )


@pytest.fixture
def set_status(engine, sample_version):
    def write(key, status, follows, viewer=AST_LEAD, note=None):
        meetings.set_status(engine, viewer, sample_version, key, status, follows=follows, note=note)

    return write


def test_a_meeting_comes_back_as_it_was_opened(start, of_school):
    (key,) = start()
    (meeting,) = of_school(CHAMPION)
    assert (meeting.meeting_key, meeting.school_id, meeting.version) == (key, OWN, 1)
    assert (meeting.academic_year, meeting.term, meeting.theme) == (
        "2024/25",
        "spring",
        "winter illness",
    )
    assert (meeting.held_on, meeting.status, meeting.took_place) == (DAY, "held", True)
    assert (meeting.viewer, meeting.role, meeting.moved_from) == ("lead", "ast_lead", "")


def test_a_meeting_is_closed_reopened_and_every_version_stays(
    start, set_status, of_school, engine, sample_version
):
    (key,) = start()
    set_status(key, "closed", 1, note="  All agreed.\x00 ")
    set_status(key, "held", 2)
    set_status(key, "closed", 3)
    (meeting,) = of_school()
    assert (meeting.status, meeting.version, meeting.note) == ("closed", 4, "All agreed.")
    found = meetings.history(engine, CHAMPION, sample_version, OWN)
    assert [(each.version, each.status) for each in found] == [
        (4, "closed"),
        (3, "held"),
        (2, "closed"),
        (1, "held"),
    ]


@pytest.mark.parametrize("status", ["closed", "booked", "moved", "", "lost"])
def test_a_status_follows_only_those_that_lead_to_it(status, start, set_status, of_school):
    (key,) = start(status="booked")
    with pytest.raises(AttendanceError, match="This meeting is booked; it cannot become"):
        set_status(key, status, 1)
    assert [each.version for each in of_school()] == [1]


def test_a_meeting_is_not_cancelled_past_its_booking(start, set_status):
    (key,) = start(status="booked")
    with pytest.raises(AttendanceError, match="with its booking"):
        set_status(key, "cancelled", 1)


@pytest.mark.parametrize("follows", [0, 1, 3])
def test_who_did_not_see_the_newest_version_changes_nothing(follows, start, set_status, of_school):
    (key,) = start()
    set_status(key, "closed", 1)
    with pytest.raises(AttendanceError, match="Someone else changed this meeting"):
        set_status(key, "held", follows)
    assert of_school()[0].status == "closed"


def test_of_two_who_close_at_once_one_is_told(start, engines, sample_version, of_school):
    (key,) = start()

    def close(engine):
        try:
            meetings.set_status(engine, AST_LEAD, sample_version, key, "closed", follows=1)
        except AttendanceError as error:
            return str(error)

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(close, engines))
    assert sorted("Someone else" in (said or "") for said in told) == [False, True]
    assert [each.version for each in of_school()] == [2]


def test_the_newest_day_stands_first_and_tells_when_a_school_was_met(
    start, set_status, of_school, engine, sample_version
):
    start(OWN, OTHER, day=date(2024, 10, 3))
    start(day=date(2025, 1, 20))
    start(day=date(2025, 2, 10), status="booked")
    assert [each.held_on.month for each in of_school()] == [2, 1, 10]
    assert meetings.held(engine, AST_LEAD, sample_version) == {
        OWN: date(2025, 1, 20),
        OTHER: date(2024, 10, 3),
    }
    assert meetings.held(engine, CHAMPION, sample_version) == {OWN: date(2025, 1, 20)}
    assert meetings.held(engine, AST_LEAD, sample_version, [OTHER]) == {OTHER: date(2024, 10, 3)}
    first, second = of_school(AST_LEAD, OTHER)[0], of_school()[-1]
    assert first.booking_key == second.booking_key and first.meeting_key != second.meeting_key


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2024, 7, 31), "2023/24"),
        (date(2024, 8, 1), "2024/25"),
        (date(2025, 2, 10), "2024/25"),
        (date(2099, 12, 31), "2099/00"),
    ],
)
def test_the_academic_year_of_a_day(day, year):
    assert meetings.academic_year(day) == year


@pytest.mark.parametrize("viewer", NOBODIES)
def test_nobody_reads_meetings_beyond_role_and_schools(viewer, start, of_school):
    start()
    with pytest.raises(AccessError):
        of_school(viewer)


@pytest.mark.parametrize("viewer", [CHAMPION, *NOBODIES])
def test_only_an_ast_lead_books_opens_and_closes(viewer, start, set_status, of_school, engine):
    (key,) = start()
    logged = entries(engine)
    with pytest.raises(AccessError):
        start(viewer=viewer)
    with pytest.raises(AccessError):
        set_status(key, "closed", 1, viewer)
    assert [each.version for each in of_school()] == [1] and entries(engine) == logged


def test_a_champion_reads_own_schools_and_no_other(start, of_school, engine, sample_version):
    start(OTHER)
    with pytest.raises(AccessError, match="own schools only"):
        of_school(CHAMPION, OTHER)
    assert meetings.of_schools(engine, CHAMPION, sample_version) == []
    assert meetings.of_schools(engine, CHAMPION, sample_version, [OTHER]) == []
    with pytest.raises(AccessError):
        of_school(AST_LEAD, 111111)


@pytest.mark.parametrize("key", ["", "0" * 16, "' OR 1=1 --"])
def test_a_meeting_that_is_none_is_told_as_one_out_of_sight(key, set_status):
    with pytest.raises(AccessError, match="not known"):
        set_status(key, "closed", 1)


def test_each_writing_is_logged_without_what_was_noted(start, set_status, engine):
    (key,) = start()
    set_status(key, "closed", 1, note="Confidential words")
    opened, closed = reversed(entries(engine))
    assert (opened["action"], opened["subject"], opened["rows"]) == ("meeting held", "meeting", 1)
    assert closed["action"] == "meeting closed" and closed["viewer"] == "lead"
    assert closed["detail"] == {"meetings": [key], "schools": [OWN], "days": ["2025-02-10"]}
    assert "Confidential" not in str(closed)


def test_a_meeting_that_cannot_be_logged_is_not_opened(start, engine):
    with engine.begin() as writing:
        writing.execute(text("DROP TABLE audit_log"))
    with pytest.raises(AttendanceError, match="could not be saved, and nothing was changed"):
        start()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM meetings")) == 0


@pytest.mark.sqlite_alone
def test_a_backup_carries_the_meetings(start, engine, tmp_path, sample_version):
    start(OWN, OTHER)
    backup(engine, tmp_path / "saved.sqlite")
    restore(tmp_path / "new", tmp_path / "saved.sqlite")
    again = open_store(tmp_path / "new")
    assert len(meetings.of_schools(again, AST_LEAD, sample_version)) == 2
    again.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meetings SET status = 'booked'",
        "DELETE FROM meetings",
        "INSERT OR REPLACE INTO meetings SELECT * FROM meetings",
    ],
)
@pytest.mark.sqlite_alone
def test_what_was_written_cannot_be_changed_or_removed(statement, start, of_school, engine):
    start()
    with pytest.raises(IntegrityError, match="cannot be changed"), engine.begin() as writing:
        writing.execute(text(statement))
    assert of_school()[0].status == "held"


def test_what_a_role_writes_stands_in_one_table():
    for viewer in (CHAMPION, *NOBODIES):
        with pytest.raises(AccessError):
            meetings.require_writer(viewer)
    meetings.require_writer(Viewer("lead", "ast_lead"))
