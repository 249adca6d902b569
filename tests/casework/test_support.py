"""The support record: who writes and reads of whom, what may be typed, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from attendance.access import Viewer
from attendance.casework import support
from attendance.casework.audit import entries
from attendance.casework.store import backup, open_store, restore
from attendance.casework.support_steps import DECISIONS, KINDS, STATUSES, THRESHOLDS, Step
from attendance.errors import AccessError, AttendanceError

TODAY = date(2025, 2, 14)
AST_LEAD = Viewer("lead", "ast_lead")
CHAMPION = Viewer("head", "champion", (900019,))
OLD_SCHOOL = Viewer("old", "champion", (900009,))
NEW_SCHOOL = Viewer("new", "champion", (900002,))
GOVERNOR = Viewer("chair", "governor", (900019,))
OFFICER = Viewer("officer", "data_officer")
LETTER = Step("letter", date(2025, 1, 20), note="Below 90%")


@pytest.fixture
def record(engine, sample_version):
    """Write a step down, by the champion unless said, as on TODAY."""

    def write(*people, viewer=CHAMPION, step=LETTER, **more):
        return support.record(
            engine, viewer, sample_version, people, step, **{"today": TODAY} | more
        )

    return write


@pytest.fixture
def change(engine, sample_version):
    """Change a step, by the champion unless said."""

    def write(key, step, follows=1, viewer=CHAMPION):
        support.change(engine, viewer, sample_version, key, step, follows=follows, today=TODAY)

    return write


@pytest.fixture
def of_person(engine, sample_version):
    """Every version of a person's steps that a viewer sees."""

    def read(person, viewer=CHAMPION):
        return support.of_person(engine, viewer, sample_version, person)

    return read


@pytest.fixture
def pupil(people):
    """A pupil of the champion's school."""
    return people.stayed[0]


FULL = {
    "letter": Step("letter", date(2025, 1, 20), parent="A"),
    "meeting": Step("meeting", date(2025, 1, 20), review_on=date(2025, 3, 1)),
    "contract": Step(
        "contract",
        date(2025, 1, 20),
        parent="B",
        review_on=date(2025, 3, 1),
        ends_on=date(2025, 4, 4),
    ),
    "early help": Step("early help", date(2025, 1, 20), practitioner="Jo Reed, family worker"),
    "course": Step("course", date(2025, 1, 20), parent="A", ends_on=date(2025, 3, 1)),
    "consultation": Step("consultation", date(2025, 1, 20), review_on=date(2025, 3, 1)),
    "notice to improve": Step("notice to improve", date(2025, 1, 20), ends_on=date(2025, 3, 1)),
    "penalty notice": Step("penalty notice", date(2025, 1, 20), parent="A", status="issued"),
    "practitioner": Step("practitioner", date(2025, 1, 20), practitioner="Jo Reed"),
    "part-time": Step("part-time", date(2025, 1, 20), hours="12.5", ends_on=date(2025, 3, 1)),
    "threshold": Step(
        "threshold",
        date(2025, 1, 20),
        threshold="penalty notice",
        decision="support first",
        note="A new school place is being sought",
    ),
    "note": Step("note", TODAY, note="Line one\nLine two, with “quotes” and = signs"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_step_comes_back_as_it_was_written(kind, record, of_person, pupil):
    before = datetime.now(UTC)
    (key,) = record(pupil, step=FULL[kind])
    (entry,) = of_person(pupil)
    assert entry.step == FULL[kind]
    assert (entry.entry_key, entry.version, entry.person_key) == (key, 1, pupil)
    assert (entry.school_id, entry.viewer, entry.role) == (900019, "head", "champion")
    assert before <= entry.at <= datetime.now(UTC) and not entry.is_taken_back


def test_a_changed_step_is_a_new_version_and_the_old_one_stays(record, change, of_person, pupil):
    (key,) = record(pupil, step=FULL["penalty notice"])
    paid = Step("penalty notice", date(2025, 1, 20), parent="A", status="paid")
    change(key, paid)
    assert [(entry.version, entry.step.status) for entry in of_person(pupil)] == [
        (2, "paid"),
        (1, "issued"),
    ]


def test_the_newest_steps_stand_first(record, of_person, pupil):
    for day in (10, 20, 5):
        record(pupil, step=Step("letter", date(2025, 1, day)))
    record(pupil, step=Step("meeting", date(2025, 1, 20)))
    found = [(entry.step.kind, entry.step.happened_on.day) for entry in of_person(pupil)]
    assert found == [("meeting", 20), ("letter", 20), ("letter", 10), ("letter", 5)]


def test_a_step_taken_back_stays_in_the_history(
    record, change, of_person, pupil, engine, sample_version
):
    (key,) = record(pupil)
    support.take_back(engine, CHAMPION, sample_version, key, follows=1)
    newest, first = of_person(pupil)
    assert newest.is_taken_back and not first.is_taken_back
    assert newest.step == first.step == LETTER
    with pytest.raises(AttendanceError, match="was taken back"):
        change(key, LETTER, follows=2)
    with pytest.raises(AttendanceError, match="was taken back"):
        support.take_back(engine, CHAMPION, sample_version, key, follows=2)


def test_the_kind_of_a_step_stays(record, change, of_person, pupil):
    (key,) = record(pupil)
    with pytest.raises(AttendanceError, match="kind of a step stays"):
        change(key, FULL["meeting"])
    assert len(of_person(pupil)) == 1


@pytest.mark.parametrize("follows", [0, 1, 3])
def test_who_did_not_see_the_newest_version_does_not_replace_it(
    follows, record, change, of_person, pupil, engine, sample_version
):
    (key,) = record(pupil)
    change(key, Step("letter", date(2025, 1, 21)))
    with pytest.raises(AttendanceError, match="Someone else changed this step"):
        change(key, Step("letter", date(2025, 1, 22)), follows=follows)
    with pytest.raises(AttendanceError, match="Someone else changed this step"):
        support.take_back(engine, CHAMPION, sample_version, key, follows=follows)
    assert of_person(pupil)[0].step.happened_on == date(2025, 1, 21)


def test_of_two_who_change_at_once_one_is_told_and_nothing_is_lost(
    record, change, of_person, pupil
):
    (key,) = record(pupil)

    def write(day):
        try:
            change(key, Step("letter", date(2025, 1, day)))
        except AttendanceError as error:
            return str(error)

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(write, [1, 2, 3, 4]))
    assert len([said for said in told if said and "Someone else" in said]) == 3
    assert [entry.version for entry in of_person(pupil)] == [2, 1]


def test_steps_written_at_once_are_all_kept(record, of_person, people, pupil):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda day: record(pupil, step=Step("letter", date(2025, 1, day))), [1, 2]))
    assert len(of_person(pupil)) == 2


def test_one_step_for_several_pupils_is_written_for_all(record, of_person, people, engine):
    several = people.stayed[:12]
    keys = record(*several)
    assert len(set(keys)) == 12
    assert all(of_person(person)[0].step == LETTER for person in several)
    (entry,) = entries(engine)
    assert entry["rows"] == 12 and entry["detail"]["people"] == several


def test_or_for_none_if_one_of_them_is_not_the_writers(record, people, engine):
    with pytest.raises(AccessError, match="own schools only"):
        record(people.stayed[0], people.elsewhere)
    assert entries(engine) == [] and counted(engine) == 0


def counted(engine):
    with engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM support_entries"))


def test_each_writing_is_logged_with_who_and_of_whom(record, change, pupil, engine, sample_version):
    (key,) = record(pupil)
    change(key, LETTER)
    support.take_back(engine, CHAMPION, sample_version, key, follows=2)
    logged = list(reversed(entries(engine)))
    assert [entry["action"] for entry in logged] == [
        "record support",
        "change support",
        "take back support",
    ]
    assert {(entry["viewer"], entry["subject"]) for entry in logged} == {("head", "support record")}
    assert logged[1]["detail"] == {
        "kind": "letter",
        "version": 2,
        "people": [pupil],
        "entries": [key],
    }
    assert "Below 90%" not in str(logged)


def test_a_step_that_cannot_be_logged_is_not_written(record, pupil, engine):
    with engine.begin() as writing:
        writing.execute(text("DROP TABLE audit_log"))
    with pytest.raises(AttendanceError, match="could not be saved, and nothing was changed"):
        record(pupil)
    assert counted(engine) == 0


@pytest.mark.sqlite_alone
def test_a_full_disk_is_told_and_leaves_the_record_as_it_was(record, pupil, people, engine):
    record(pupil)
    with engine.begin() as writing:
        pages = writing.scalar(text("PRAGMA page_count"))
        writing.execute(text(f"PRAGMA max_page_count = {pages}"))  # of the pool's one connection
    long = Step("note", TODAY, note="x" * 1000)
    with pytest.raises(AttendanceError, match="disk space"):
        record(*people.stayed[:100], step=long)
    assert counted(engine) == 1


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step("letter", date(2025, 2, 15)), "15 February 2025, lies in the future"),
        (Step("letter", date(1999, 12, 31)), "too long ago"),
        (Step("visit", TODAY), "no step 'visit'"),
        (Step("letter", TODAY, hours="3"), "“Letter” has no hours a week"),
        (Step("letter", TODAY, ends_on=TODAY), "“Letter” has no end date"),
        (
            Step("letter", TODAY, parent="C"),
            "Choose the parent under “For whom”: parent A or parent B.",
        ),
        (Step("penalty notice", TODAY, status="issued"), "needs the parent"),
        (Step("penalty notice", TODAY, parent="A"), "needs the state of the notice"),
        (
            Step("penalty notice", TODAY, parent="A", status="lost"),
            "“The notice is”: issued, paid, withdrawn or",
        ),
        (Step("practitioner", TODAY, practitioner=" "), "needs the lead practitioner"),
        (Step("practitioner", TODAY, practitioner="x" * 81), "at most 80"),
        (Step("part-time", TODAY, ends_on=TODAY), "needs the hours a week"),
        (Step("part-time", TODAY, hours="12"), "needs the end date. Fill in “Ends on”, and"),
        (Step("note", TODAY, note=" \x00 "), "needs the note"),
        (Step("note", TODAY, note="x" * 1001), "1,001 characters; at most 1,000"),
        (Step("threshold", TODAY, decision="no action", note="n"), "needs the threshold"),
        (Step("threshold", TODAY, threshold="15 days", note="n"), "needs the decision"),
        (
            Step("threshold", TODAY, threshold="15 days", decision="no action"),
            "needs the reason. Fill in “Why”, and save again",
        ),
        (
            Step("meeting", TODAY, review_on=date(2025, 2, 13)),
            "review date, 13 February 2025, comes before the step",
        ),
        (
            Step("course", TODAY, ends_on=date(2025, 2, 13)),
            "end date, 13 February 2025, comes before the step",
        ),
        (
            Step("contract", TODAY, review_on=date(2025, 4, 2), ends_on=date(2025, 4, 1)),
            "review date, 2 April 2025, comes after the end, 1 April",
        ),
    ],
)
def test_what_makes_no_step_is_said_and_nothing_kept(step, said, record, change, pupil, engine):
    with pytest.raises(AttendanceError, match=said):
        record(pupil, step=step)
    assert counted(engine) == 0 and entries(engine) == []


@pytest.mark.parametrize("hours", ["0", "-3", "40.1", "12,5", "12.55", "ten", "1e1", "٣"])
def test_hours_that_are_none_are_said(hours, record, pupil, engine):
    with pytest.raises(AttendanceError, match="write a number above 0 and up to 40"):
        record(pupil, step=Step("part-time", TODAY, hours=hours, ends_on=TODAY))
    assert counted(engine) == 0


@pytest.mark.parametrize(("hours", "kept"), [("0.1", "0.1"), ("40", "40"), (" 12.5 ", "12.5")])
def test_hours_that_are_some_are_kept(hours, kept, record, of_person, pupil):
    record(pupil, step=Step("part-time", TODAY, hours=hours, ends_on=TODAY))
    assert of_person(pupil)[0].step.hours == kept


def test_a_change_is_checked_as_the_first_writing_is(record, change, of_person, pupil):
    (key,) = record(pupil)
    with pytest.raises(AttendanceError, match="future"):
        change(key, Step("letter", date(2025, 2, 15)))
    assert len(of_person(pupil)) == 1


def test_what_cannot_be_printed_is_not_kept(record, of_person, pupil):
    record(pupil, step=Step("note", TODAY, note="  A\x00B\x1b[31m\n\nC  "))
    assert of_person(pupil)[0].step.note == "AB[31m\n\nC"


@pytest.mark.parametrize(
    "viewer",
    [
        GOVERNOR,
        OFFICER,
        Viewer("head", "champion", ()),
        Viewer("head", "champion", (900021,)),
        Viewer("head", "champion", (111111,)),
    ],
)
def test_nobody_writes_or_reads_beyond_role_and_schools(
    viewer, record, change, of_person, pupil, engine, sample_version
):
    (key,) = record(pupil)
    logged = entries(engine)
    with pytest.raises(AccessError):
        record(pupil, viewer=viewer)
    with pytest.raises(AccessError):
        change(key, LETTER, viewer=viewer)
    with pytest.raises(AccessError):
        support.take_back(engine, viewer, sample_version, key, follows=1)
    with pytest.raises(AccessError):
        of_person(pupil, viewer)
    assert counted(engine) == 1 and entries(engine) == logged


@pytest.mark.parametrize("nobody", ["", "x", "0" * 16, "' OR 1=1 --"])
def test_a_key_that_is_nobodys_is_told_as_one_out_of_sight(nobody, record, change, of_person):
    with pytest.raises(AccessError, match="own schools only"):
        record(nobody)
    with pytest.raises(AccessError, match="own schools only"):
        of_person(nobody, AST_LEAD)
    with pytest.raises(AccessError, match="what their own schools wrote"):
        change(nobody, LETTER)


def test_nobody_and_too_many_are_refused(record):
    with pytest.raises(AttendanceError, match="No pupil is chosen"):
        record()
    with pytest.raises(AttendanceError, match="at most 500"):
        record(*(f"{number}" for number in range(501)))


def test_a_step_stands_under_the_school_that_the_pupil_is_in(record, of_person, people):
    record(people.moved, viewer=AST_LEAD)
    record(people.moved, viewer=OLD_SCHOOL)
    found = [entry.school_id for entry in reversed(of_person(people.moved, AST_LEAD))]
    assert found == [900002, 900009]


def test_a_new_school_sees_what_the_old_one_wrote_and_changes_none_of_it(
    record, change, of_person, people, engine, sample_version
):
    (key,) = record(people.moved, viewer=OLD_SCHOOL)
    assert [entry.school_id for entry in of_person(people.moved, NEW_SCHOOL)] == [900009]
    with pytest.raises(AccessError, match="what their own schools wrote"):
        change(key, LETTER, viewer=NEW_SCHOOL)
    with pytest.raises(AccessError, match="what their own schools wrote"):
        support.take_back(engine, NEW_SCHOOL, sample_version, key, follows=1)
    change(key, LETTER, viewer=AST_LEAD)


@pytest.mark.parametrize(("day", "is_seen"), [(4, True), (5, False)])
def test_an_old_school_sees_what_the_new_one_wrote_up_to_the_day_of_leaving(
    day, is_seen, record, of_person, people
):
    record(people.moved, viewer=NEW_SCHOOL, step=Step("letter", date(2024, 10, day)))
    assert bool(of_person(people.moved, OLD_SCHOOL)) is is_seen
    assert len(of_person(people.moved, NEW_SCHOOL)) == 1


REPLACE = "INSERT OR REPLACE INTO support_entries SELECT"
REST = "'p', 1, 'letter', '2025-01-01', NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, '', 0"
BY = "'now', 'x', 'r'"


@pytest.mark.sqlite_alone
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE support_entries SET note = 'other'",
        "DELETE FROM support_entries",
        f"{REPLACE} 1, 'other', 1, {REST}, {BY}",
        f"{REPLACE} 9, entry_key, 1, {REST}, {BY} FROM support_entries",
    ],
)
def test_what_was_written_cannot_be_changed_or_removed(statement, record, of_person, pupil, engine):
    record(pupil)
    with pytest.raises(IntegrityError, match="cannot be changed"), engine.begin() as writing:
        writing.execute(text(statement))
    assert of_person(pupil)[0].step == LETTER


@pytest.mark.sqlite_alone
def test_a_backup_carries_the_record(record, pupil, people, engine, tmp_path, sample_version):
    record(*people.stayed[:3])
    backup(engine, tmp_path / "saved.sqlite")
    restore(tmp_path / "new", tmp_path / "saved.sqlite")
    again = open_store(tmp_path / "new")
    (entry,) = support.of_person(again, CHAMPION, sample_version, pupil)
    assert entry.step == LETTER
    with pytest.raises(IntegrityError, match="cannot be changed"), again.begin() as writing:
        writing.execute(text("DELETE FROM support_entries"))
    again.dispose()


def test_every_choice_offered_can_be_written(record, pupil):
    for status in STATUSES:
        record(pupil, step=Step("penalty notice", TODAY, parent="B", status=status))
    for threshold in THRESHOLDS:
        for decision in DECISIONS:
            step = Step("threshold", TODAY, threshold=threshold, decision=decision, note="Why")
            record(pupil, step=step)
