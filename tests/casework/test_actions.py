"""Actions and pupils discussed: both sides write, nobody overwrites, a school reaches its own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from attendance.casework import actions, booking, discussed, meeting_lists, meetings, support
from attendance.casework.actions import Agreed
from attendance.casework.audit import entries
from attendance.casework.booking import Wish
from attendance.errors import AccessError, AttendanceError
from tests.casework.meeting_people import AST_LEAD, CHAMPION, NOBODIES, OTHER, OWN

DAY = date(2025, 2, 10)
CALL = Agreed("Call home on the first morning", "Jo Reed, head of year 9", date(2025, 2, 24))


@pytest.fixture
def start(engine, sample_version):
    """Open a meeting of a school; returns its key."""

    def write(school_id=OWN, day=DAY):
        wish = Wish(day, "spring", "")
        return booking.book(engine, AST_LEAD, sample_version, [school_id], [wish], status="held")[0]

    return write


@pytest.fixture
def meeting(start):
    return start()


@pytest.fixture
def record(engine, sample_version):
    def write(meeting_key, agreed=CALL, viewer=CHAMPION, at=engine, **more):
        return actions.record(at, viewer, sample_version, meeting_key, agreed, **more)

    return write


@pytest.fixture
def change(engine, sample_version):
    def write(key, agreed, follows=1, viewer=CHAMPION):
        actions.change(engine, viewer, sample_version, key, agreed, follows=follows)

    return write


@pytest.fixture
def of_school(engine, sample_version):
    return lambda viewer=CHAMPION, school_id=OWN: actions.of_school(
        engine, viewer, sample_version, school_id
    )


@pytest.fixture
def discuss(engine, sample_version):
    def write(meeting_key, person, viewer=CHAMPION, at=engine, **more):
        discussed.mark(at, viewer, sample_version, meeting_key, person, **more)

    return write


@pytest.fixture
def talked_of(engine, sample_version):
    """Person and lead practitioner of every pupil discussed."""
    return lambda viewer=CHAMPION, school_id=OWN, meeting=None: [
        (each.person_key, each.lead_practitioner)
        for each in discussed.of_school(engine, viewer, sample_version, school_id, meeting)
    ]


@pytest.mark.parametrize("viewer", [CHAMPION, AST_LEAD])
def test_an_action_comes_back_as_either_side_wrote_it(viewer, record, of_school, meeting, people):
    before = datetime.now(UTC)
    for_school = record(meeting, viewer=viewer)
    for_pupil = record(meeting, viewer=viewer, person_key=people.stayed[0])
    first, second = of_school()
    assert first.agreed == CALL and first.person_key is None
    assert (first.action_key, second.action_key) == (for_school, for_pupil)
    assert second.person_key == people.stayed[0]
    assert (first.meeting_key, first.school_id, first.version) == (meeting, OWN, 1)
    assert (first.viewer, first.role) == (viewer.name, viewer.role)
    assert before <= first.agreed_at == first.at <= datetime.now(UTC)


def test_a_changed_action_is_a_new_version_and_the_old_one_stays(
    record, change, of_school, meeting, engine, sample_version
):
    key = record(meeting)
    done = Agreed(CALL.what, CALL.who, CALL.by_when, "done", "  Called each day ")
    change(key, done)
    change(key, CALL, 2, AST_LEAD)
    (action,) = of_school()
    assert (action.version, action.status, action.viewer) == (3, "open", "lead")
    found = actions.history(engine, CHAMPION, sample_version, OWN)
    assert [(each.version, each.status, each.note) for each in found] == [
        (3, "open", ""),
        (2, "done", "Called each day"),
        (1, "open", ""),
    ]
    assert len({each.agreed_at for each in found}) == 1 < len({each.at for each in found})


def test_what_is_to_be_done_first_stands_first(record, of_school, meeting):
    for day in (3, 28, 14):
        record(meeting, Agreed("Write", "Jo", date(2025, 3, day)))
    assert [action.by_when.day for action in of_school()] == [3, 14, 28]


def test_an_action_is_overdue_from_the_day_after(record, of_school, meeting):
    record(meeting)
    record(meeting, Agreed("Done", "Jo", DAY, "done"))
    found = of_school()
    assert actions.overdue(found, date(2025, 2, 24)) == []
    assert [each.what for each in actions.overdue(found, date(2025, 2, 25))] == [CALL.what]


def test_two_who_record_at_the_same_moment_lose_nothing(record, of_school, meeting, engines):
    def write(number):
        record(meeting, Agreed(f"Task {number}", "Jo", DAY), at=engines[number % 2])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(12)))
    assert sorted(each.what for each in of_school()) == sorted(f"Task {n}" for n in range(12))


def test_of_two_who_change_at_once_one_is_told(record, meeting, engines, sample_version, of_school):
    key = record(meeting)

    def write(given):
        at, note = given
        agreed = Agreed(CALL.what, CALL.who, CALL.by_when, "done", note)
        try:
            actions.change(at, CHAMPION, sample_version, key, agreed, follows=1)
        except AttendanceError as error:
            return str(error)

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(write, zip(engines, "ab", strict=True)))
    assert sorted("Someone else changed this action" in (said or "") for said in told) == [
        False,
        True,
    ]
    assert [each.version for each in of_school()] == [2]


@pytest.mark.parametrize("follows", [0, 1, 3])
def test_who_did_not_see_the_newest_version_changes_nothing(
    follows, record, change, of_school, meeting
):
    key = record(meeting)
    change(key, Agreed("Second", "Jo", DAY))
    with pytest.raises(AttendanceError, match="Someone else changed this action"):
        change(key, Agreed("Third", "Jo", DAY), follows)
    assert of_school()[0].what == "Second"


@pytest.mark.parametrize(
    ("agreed", "said"),
    [
        (Agreed(" \x00 ", "Jo", DAY), "what is to be done"),
        (Agreed("Call", "  ", DAY), "who does it"),
        (Agreed("Call", "Jo", DAY, "lost"), "not 'lost'"),
        (Agreed("x" * 501, "Jo", DAY), "501 characters; at most 500"),
        (Agreed("Call", "x" * 81, DAY), "at most 80"),
        (Agreed("Call", "Jo", DAY, note="x" * 1001), "at most 1,000"),
        (Agreed("Call", "Jo", date(2025, 2, 9)), "before the meeting"),
        (Agreed("Call", "Jo", date(1925, 2, 9)), "cannot be right"),
    ],
)
def test_what_is_no_action_is_said_and_nothing_kept(agreed, said, record, of_school, meeting):
    with pytest.raises(AttendanceError, match=said):
        record(meeting, agreed)
    assert of_school() == []


def test_a_closed_meeting_takes_no_new_action_but_its_actions_go_on(
    record, change, discuss, of_school, meeting, engine, sample_version, people
):
    key = record(meeting)
    meetings.set_status(engine, AST_LEAD, sample_version, meeting, "closed", follows=1)
    for write in (lambda: record(meeting), lambda: discuss(meeting, people.stayed[0])):
        with pytest.raises(AttendanceError, match="This meeting is closed"):
            write()
    change(key, Agreed(CALL.what, CALL.who, CALL.by_when, "dropped", "Moved away"))
    assert [each.status for each in of_school()] == ["dropped"]


@pytest.mark.parametrize("viewer", NOBODIES)
def test_nobody_writes_or_reads_beyond_role_and_schools(
    viewer, record, change, discuss, of_school, talked_of, meeting, engine, people
):
    key = record(meeting)
    discuss(meeting, people.stayed[0])
    logged = entries(engine)
    refused = [
        lambda: record(meeting, viewer=viewer),
        lambda: change(key, CALL, viewer=viewer),
        lambda: discuss(meeting, people.stayed[1], viewer),
        lambda: of_school(viewer),
        lambda: talked_of(viewer),
    ]
    for attempt in refused:
        with pytest.raises(AccessError):
            attempt()
    assert len(of_school()) == len(talked_of()) == 1 and entries(engine) == logged


def test_a_champion_writes_of_own_schools_meetings_alone(record, start, engine, sample_version):
    other = start(OTHER)
    with pytest.raises(AccessError, match="own schools only"):
        record(other)
    record(other, viewer=AST_LEAD)
    assert actions.of_schools(engine, CHAMPION, sample_version) == []
    assert len(actions.of_schools(engine, AST_LEAD, sample_version)) == 1


def test_an_action_is_for_a_pupil_of_the_meetings_school(
    record, discuss, meeting, people, of_school, talked_of
):
    for key in (people.elsewhere, people.moved, "nobody", ""):
        for viewer in (CHAMPION, AST_LEAD):
            with pytest.raises(AccessError):
                record(meeting, viewer=viewer, person_key=key)
            with pytest.raises(AccessError):
                discuss(meeting, key, viewer)
    assert of_school() == [] and talked_of() == []


@pytest.mark.parametrize("key", ["", "0" * 16, "' OR 1=1 --"])
def test_a_key_that_is_none_is_told_as_one_out_of_sight(key, record, change):
    with pytest.raises(AccessError, match="not known"):
        record(key)
    with pytest.raises(AccessError, match="not known"):
        change(key, CALL)


def test_each_writing_is_logged_without_its_words(record, change, discuss, meeting, people, engine):
    key = record(meeting, person_key=people.stayed[0])
    change(key, Agreed(CALL.what, CALL.who, CALL.by_when, "done", "Secret note"))
    discuss(meeting, people.stayed[0], lead_practitioner="Ann Field")
    first, second, *more = list(reversed(entries(engine)))[1:]
    assert [each["action"] for each in (first, second, *more)] == [
        "record action",
        "change action",
        "record support",
        "discuss pupil",
    ]
    assert second["detail"] == {
        "action_key": key,
        "version": 2,
        "meeting_key": meeting,
        "school_id": OWN,
        "status": "done",
        "person_key": people.stayed[0],
    }
    logged = str((first, second, *more))
    assert not any(said in logged for said in ("Secret", "Call home", "Ann Field", "Jo Reed"))


def test_what_cannot_be_logged_is_not_written(record, discuss, meeting, of_school, people, engine):
    with engine.begin() as writing:
        writing.execute(text("DROP TABLE audit_log"))
    with pytest.raises(AttendanceError, match="could not be saved"):
        record(meeting)
    with pytest.raises(AttendanceError, match="could not be saved"):
        discuss(meeting, people.stayed[0])
    assert of_school() == []


def test_pupils_are_discussed_with_who_leads_and_a_slip_is_taken_back(
    discuss, talked_of, meeting, people, engine, sample_version
):
    first, second = people.stayed[:2]
    discuss(meeting, first)
    discuss(meeting, second, AST_LEAD, lead_practitioner=" Ann Field, family worker ")
    assert talked_of() == [(first, None), (second, "Ann Field, family worker")]
    discuss(meeting, first, lead_practitioner="Jo Reed", follows=1)
    discuss(meeting, second, follows=1, is_discussed=False)
    assert talked_of(AST_LEAD) == [(first, "Jo Reed")]
    found = discussed.versions_of(engine, CHAMPION, sample_version, OWN, meeting)
    assert found == {first: 2, second: 2}
    discuss(meeting, second, follows=2)
    assert talked_of() == [(first, "Jo Reed"), (second, None)]


def test_a_lead_practitioner_agreed_stands_in_the_support_record_once(
    discuss, meeting, people, engine, sample_version
):
    person = people.stayed[0]

    def steps():
        found = support.of_person(engine, CHAMPION, sample_version, person)
        return [(each.step.practitioner, each.step.happened_on, each.school_id) for each in found]

    discuss(meeting, person)
    assert steps() == []
    discuss(meeting, person, lead_practitioner="Ann Field", follows=1)
    discuss(meeting, person, lead_practitioner="Ann Field", follows=2)
    assert steps() == [("Ann Field", DAY, OWN)]
    with pytest.raises(AttendanceError, match="Someone else"):
        discuss(meeting, person, lead_practitioner="Jo Reed", follows=1)
    discuss(meeting, person, lead_practitioner="Jo Reed", follows=3, is_discussed=False)
    assert steps() == [("Ann Field", DAY, OWN)]


def test_an_open_meeting_is_not_yet_the_last_one(discuss, start, people, engine, sample_version):
    first, now = start(day=date(2024, 10, 3)), start()
    discuss(first, people.stayed[0])
    discuss(now, people.stayed[1])

    def last():
        found = meeting_lists.known(engine, CHAMPION, sample_version, OWN, DAY)
        return found["discussed_on"], found["discussed_people"]

    assert last() == (date(2024, 10, 3), (people.stayed[0],))
    meetings.set_status(engine, AST_LEAD, sample_version, now, "closed", follows=1)
    assert last() == (DAY, (people.stayed[1],))


def test_of_two_who_discuss_a_pupil_at_once_one_is_told(
    discuss, talked_of, meeting, people, engines
):
    def write(given):
        at, leads = given
        try:
            discuss(meeting, people.stayed[0], at=at, lead_practitioner=leads)
        except AttendanceError as error:
            return str(error)

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(write, zip(engines, ["Jo", "Ann"], strict=True)))
    assert sorted("Someone else" in (said or "") for said in told) == [False, True]
    assert len(talked_of()) == 1


def test_a_pupil_is_discussed_in_each_meeting_anew(discuss, talked_of, start, meeting, people):
    later = start(day=date(2025, 6, 9))
    discuss(meeting, people.stayed[0], lead_practitioner="Jo")
    discuss(later, people.stayed[0])
    discuss(later, people.stayed[1])
    assert talked_of(meeting=meeting) == [(people.stayed[0], "Jo")]
    assert talked_of(meeting=later) == [(people.stayed[0], None), (people.stayed[1], None)]


def test_queries_are_told_who_was_met_what_is_overdue_and_who_was_discussed(
    record, discuss, start, people, engine, sample_version
):
    first, other, last = start(day=date(2024, 10, 3)), start(OTHER), start()
    discuss(first, people.stayed[0])
    discuss(last, people.stayed[1])
    record(first, Agreed("One", "Jo", date(2024, 11, 1)))
    record(last, Agreed("Two", "Jo", date(2025, 2, 13)))
    record(last, Agreed("Three", "Jo", date(2025, 2, 14)))
    record(other, Agreed("Four", "Jo", date(2025, 2, 13)), AST_LEAD)

    def known(viewer=AST_LEAD, school_id=None, as_of=date(2025, 2, 14)):
        return meeting_lists.known(engine, viewer, sample_version, school_id, as_of)

    county = known()
    assert dict(zip(county["met_schools"], county["met_dates"], strict=True)) == {
        OWN: DAY,
        OTHER: DAY,
    }
    overdue = dict(zip(county["overdue_schools"], county["overdue_counts"], strict=True))
    assert overdue == {OWN: 2, OTHER: 1}
    assert "discussed_people" not in county
    assert known(CHAMPION)["met_schools"] == (OWN,)
    own = known(CHAMPION, OWN)
    assert own == {
        "met_schools": (OWN,),
        "met_dates": (DAY,),
        "overdue_schools": (OWN,),
        "overdue_counts": (2,),
        "discussed_people": (people.stayed[1],),
        "discussed_on": DAY,
    }
    earlier = known(CHAMPION, OWN, date(2024, 12, 20))
    assert earlier["discussed_people"] == (people.stayed[0],)
    assert earlier["met_dates"] == (date(2024, 10, 3),) and earlier["overdue_counts"] == (1,)
    assert known(school_id=900009) == {
        "met_schools": (),
        "met_dates": (),
        "overdue_schools": (),
        "overdue_counts": (),
    }


@pytest.mark.parametrize("table", ["actions", "pupils_discussed"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {0} SET viewer = 'other'",
        "DELETE FROM {0}",
        "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
    ],
)
@pytest.mark.sqlite_alone
def test_what_was_written_cannot_be_changed_or_removed(
    table, statement, record, discuss, meeting, people, engine
):
    record(meeting)
    discuss(meeting, people.stayed[0])
    with pytest.raises(IntegrityError, match="cannot be changed"), engine.begin() as writing:
        writing.execute(text(statement.format(table)))
