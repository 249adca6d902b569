"""Booking: no time twice, by two at the same moment either; moved and cancelled meetings stay."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import text

from attendance import config
from attendance.casework import booking, meetings
from attendance.casework.audit import entries
from attendance.casework.booking import Wish
from attendance.errors import AccessError, AttendanceError
from tests.casework.meeting_people import AST_LEAD, CHAMPION, NOBODIES, OTHER, OWN

DAY = date(2025, 2, 10)
MORNING = Wish(DAY, "spring", "winter illness", "09:00", "10:30", "Jo Reed", "Online")
THIRD = 900009


@pytest.fixture
def book(engine, sample_version):
    """Book a meeting, of one school and MORNING unless said."""

    def write(*schools, wishes=(MORNING,), viewer=AST_LEAD, at=engine):
        return booking.book(at, viewer, sample_version, schools or [OWN], wishes)

    return write


@pytest.fixture
def stand(engine, sample_version):
    """Day, start and status of every meeting, the newest day first."""
    return lambda: [
        (each.school_id, each.held_on, each.starts_at, each.status)
        for each in meetings.of_schools(engine, AST_LEAD, sample_version)
    ]


def at(starts_at, ends_at, day=DAY, member="Jo Reed"):
    return Wish(day, "spring", "winter illness", starts_at, ends_at, member)


def counted(engine, table="taken_times"):
    with engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table}"))


def test_a_booked_meeting_takes_each_quarter_of_an_hour(book, engine, sample_version):
    (key,) = book()
    (meeting,) = meetings.of_schools(engine, AST_LEAD, sample_version)
    assert (meeting.meeting_key, meeting.status) == (key, "booked")
    assert (meeting.starts_at, meeting.ends_at) == ("09:00", "10:30")
    assert (meeting.team_member, meeting.place) == ("Jo Reed", "Online")
    taken = booking.taken(engine, "jo  reed", [DAY])
    assert taken == {(DAY, quarter) for quarter in range(36, 42)}
    assert booking.taken(engine, "Jo Reed", [date(2025, 2, 11)]) == set()


@pytest.mark.parametrize(
    ("wish", "is_free"),
    [
        (at("09:00", "10:30"), False),
        (at("09:00", "12:00"), False),
        (at("10:15", "11:00"), False),
        (at("08:00", "09:15"), False),
        (at("09:30", "09:45"), False),
        (at("09:00", "10:30", member="JO REED"), False),
        (at("10:30", "12:00"), True),
        (at("08:00", "09:00"), True),
        (at("09:00", "10:30", day=date(2025, 2, 11)), True),
        (at("09:00", "10:30", member="Sam Hill"), True),
    ],
)
def test_a_member_of_the_team_is_in_one_meeting_at_a_time(wish, is_free, book, stand):
    book()
    if is_free:
        book(OTHER, wishes=[wish])
    else:
        with pytest.raises(AttendanceError, match="This member of the team has another meeting"):
            book(OTHER, wishes=[wish])
    assert len(stand()) == (2 if is_free else 1)


def test_a_school_is_in_one_meeting_at_a_time(book, stand):
    book()
    with pytest.raises(AttendanceError, match="A school of these has another meeting on 10 Feb"):
        book(OTHER, OWN, wishes=[at("10:00", "11:00", member="Sam Hill")])
    assert len(stand()) == 1


def test_schools_of_a_trust_share_one_booking(book, engine, sample_version):
    book(OWN, OTHER, OWN)
    found = meetings.of_schools(engine, AST_LEAD, sample_version)
    assert sorted(each.school_id for each in found) == [OWN, OTHER]
    assert len({each.booking_key for each in found}) == 1
    assert counted(engine) == 3 * 6


def test_three_meetings_are_booked_at_once_or_none(book, stand, engine):
    terms = [
        Wish(date(2024, 10, 7), "autumn", "", "09:00", "10:30", "Jo Reed"),
        MORNING,
        Wish(date(2025, 6, 9), "summer", "", "09:00", "10:30", "Jo Reed"),
    ]
    book(OTHER)
    with pytest.raises(AttendanceError, match="10 February 2025 at 9:00, so nothing was booked"):
        book(wishes=terms)
    assert len(stand()) == 1 and counted(engine) == 12
    assert len(book(THIRD, wishes=[terms[0], terms[2]])) == 2
    assert [day.month for _, day, _, _ in stand()] == [6, 2, 10]


def test_two_meetings_of_one_booking_are_not_at_the_same_time(book, stand):
    with pytest.raises(AttendanceError, match="Two of these meetings are at the same time"):
        book(wishes=[MORNING, at("10:00", "11:00")])
    assert stand() == []


def test_of_two_who_book_at_the_same_moment_one_is_told(engines, book, stand, engine):
    both = Barrier(2)

    def write(given):
        at, school = given
        both.wait()
        try:
            book(school, at=at)
        except AttendanceError as error:
            return str(error)

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(write, zip(engines, [OWN, OTHER], strict=True)))
    assert sorted(said is None for said in told) == [False, True]
    assert "nothing was booked" in "".join(said or "" for said in told)
    assert len(stand()) == 1 and counted(engine) == 12
    assert len(entries(engine)) == 1


def test_the_key_in_the_store_refuses_what_a_check_would_miss(book, stand, engine, monkeypatch):
    book()
    monkeypatch.setattr(
        booking,
        "_take",
        lambda connection, times: connection.execute(booking.insert(booking.TAKEN_TIMES), times),
    )
    with pytest.raises(AttendanceError, match="Someone else booked one of these times"):
        book(OTHER)
    assert len(stand()) == 1


def test_a_meeting_without_a_time_takes_none(book, engine):
    book(wishes=[Wish(DAY, "spring", "")])
    book(wishes=[Wish(DAY, "spring", "")])
    assert counted(engine) == 0


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish(DAY, "winter", ""), "'winter' is no term"),
        (Wish(DAY, "spring", "", "09:00", "10:30"), "who of the team"),
        (Wish(DAY, "spring", "", "", "", "Jo"), "needs its start"),
        (at("09:00", ""), "needs its start, its end"),
        (at("09:00", "10:30", day=date(2025, 2, 15)), "15 February 2025 is at the weekend"),
        (at("09:10", "10:30"), "quarter of an hour"),
        (at("10:30", "09:00"), "ends after it starts"),
        (at("09:00", "09:00"), "ends after it starts"),
        (at("9 am", "10:30"), "'9 am' is no time"),
        (at("09:00", "25:00"), "'25:00' is no time"),
        (at("09:00", "10:30", member="x" * 81), "at most 80"),
    ],
)
def test_what_is_no_booking_is_said(wish, said, book, stand):
    with pytest.raises(AttendanceError, match=said):
        book(wishes=[wish])
    assert stand() == []


def test_nothing_and_too_much_are_refused(book, stand):
    with pytest.raises(AttendanceError, match="at least one school"):
        book(wishes=[])
    with pytest.raises(AttendanceError, match="too many for one meeting"):
        book(*range(1, 62))
    assert stand() == []


def versions(engine, sample_version, *keys):
    found = {
        each.meeting_key: each.version
        for each in meetings.of_schools(engine, AST_LEAD, sample_version)
    }
    return {key: found[key] for key in keys}


def test_a_cancelled_meeting_stays_and_gives_its_time_back(book, stand, engine, sample_version):
    (key,) = book()
    follows = versions(engine, sample_version, key)
    booking.cancel(engine, AST_LEAD, sample_version, follows, "The school is closed")
    assert counted(engine) == 0
    book(OTHER)
    assert (OWN, DAY, "09:00", "cancelled") in stand() and len(stand()) == 2
    (cancelled,) = meetings.of_school(engine, AST_LEAD, sample_version, OWN)
    assert cancelled.note == "The school is closed"
    with pytest.raises(AttendanceError, match="cancelled already"):
        booking.cancel(engine, AST_LEAD, sample_version, {key: 2})


def test_a_time_is_free_once_no_school_is_left_in_the_meeting(book, engine, sample_version):
    first, second = book(OWN, OTHER)
    booking.cancel(engine, AST_LEAD, sample_version, {first: 1})
    assert counted(engine) == 12
    with pytest.raises(AttendanceError, match="member of the team has another"):
        book(THIRD)
    book(OWN, wishes=[at("09:00", "10:30", member="Sam Hill")])
    booking.cancel(engine, AST_LEAD, sample_version, {second: 1})
    assert counted(engine) == 12
    book(THIRD)


def test_a_moved_meeting_stays_and_the_new_one_knows_it(book, stand, engine, sample_version):
    first, second = book(OWN, OTHER)
    later = at("09:15", "10:45")
    moved = booking.move(engine, AST_LEAD, sample_version, {first: 1, second: 1}, later)
    assert stand() == [
        (OTHER, DAY, "09:15", "booked"),
        (OWN, DAY, "09:15", "booked"),
        (OTHER, DAY, "09:00", "moved"),
        (OWN, DAY, "09:00", "moved"),
    ]
    newest = meetings.of_school(engine, CHAMPION, sample_version, OWN)[0]
    assert newest.meeting_key == moved[0] and newest.moved_from == first
    assert counted(engine) == 3 * 6
    with pytest.raises(AttendanceError, match="moved already"):
        booking.move(engine, AST_LEAD, sample_version, {first: 2}, later)


def test_a_meeting_that_cannot_be_moved_stays_where_it_was(book, stand, engine, sample_version):
    (key,) = book()
    book(OTHER, wishes=[at("11:00", "12:30")])
    before, logged = stand(), entries(engine)
    with pytest.raises(AttendanceError, match="has another meeting"):
        booking.move(engine, AST_LEAD, sample_version, {key: 1}, at("12:00", "13:00"))
    assert stand() == before and counted(engine) == 24 and entries(engine) == logged


def test_who_did_not_see_the_newest_version_neither_moves_nor_cancels(
    book, stand, engine, sample_version
):
    (key,) = book()
    meetings.set_status(engine, AST_LEAD, sample_version, key, "held", follows=1)
    with pytest.raises(AttendanceError, match="Someone else changed this meeting"):
        booking.cancel(engine, AST_LEAD, sample_version, {key: 1})
    with pytest.raises(AttendanceError, match="Someone else changed this meeting"):
        booking.move(engine, AST_LEAD, sample_version, {key: 1}, at("12:00", "13:00"))
    assert stand()[0][3] == "held" and counted(engine) == 12


@pytest.mark.parametrize("viewer", [CHAMPION, *NOBODIES])
def test_only_an_ast_lead_books(viewer, book, stand, engine, sample_version):
    with pytest.raises(AccessError):
        book(viewer=viewer)
    (key,) = book()
    with pytest.raises(AccessError):
        booking.cancel(engine, viewer, sample_version, {key: 1})
    with pytest.raises(AccessError):
        booking.move(engine, viewer, sample_version, {key: 1}, at("12:00", "13:00"))
    assert [status for *_, status in stand()] == ["booked"]
    with pytest.raises(AccessError):
        book(111111)


KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from attendance.access import Viewer
from attendance.casework import audit, booking, store
from attendance.warehouse import versions

audit.add = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
engine = store.open_store(Path(sys.argv[1]), sys.argv[3] if len(sys.argv) > 3 else None)
version = versions.current(Path(sys.argv[2]))
wish = booking.Wish(date(2025, 2, 10), "spring", "", "09:00", "10:30", "Jo Reed")
booking.book(engine, Viewer("lead", "ast_lead"), version, [900019, 900021], [wish])
"""


def test_a_process_killed_in_mid_save_leaves_nothing_and_locks_nobody_out(
    engine, tmp_path, sample_data_dir, sample_version
):
    where = [str(tmp_path / "store"), str(sample_data_dir)]
    if engine.dialect.name == "postgresql":
        where.append(engine.url.render_as_string(hide_password=False))
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *where], cwd=config.ROOT, check=False, capture_output=True
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert counted(engine) == counted(engine, "meetings") == 0
    booking.book(engine, AST_LEAD, sample_version, [OWN], [MORNING])
    assert counted(engine) == 12 and len(entries(engine)) == 1


def test_a_full_disk_is_told_and_leaves_the_diary_as_it_was(sqlite_engine, sample_version):
    booking.book(sqlite_engine, AST_LEAD, sample_version, [OWN], [MORNING])
    with sqlite_engine.begin() as writing:
        pages = writing.scalar(text("PRAGMA page_count"))
        writing.execute(text(f"PRAGMA max_page_count = {pages}"))  # of the pool's one connection
    whole_days = [
        at("00:00", "23:45", day=date(2025, month, 3)) for month in (3, 4, 6, 7, 9, 10, 11, 12)
    ]
    with pytest.raises(AttendanceError, match="disk space"):
        booking.book(sqlite_engine, AST_LEAD, sample_version, [OTHER], whole_days)
    assert counted(sqlite_engine) == 12 and counted(sqlite_engine, "meetings") == 1
