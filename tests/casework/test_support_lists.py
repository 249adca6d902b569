"""What lists get of the support record: the steps in force, in the viewer's schools alone."""

from datetime import date

import pytest
from sqlalchemy import insert

from attendance.access import Viewer
from attendance.casework import support
from attendance.casework.support_lists import current
from attendance.casework.support_steps import Step
from attendance.errors import AccessError

AST_LEAD = Viewer("lead", "ast_lead")
CHAMPION = Viewer("head", "champion", (900019,))
OLD_SCHOOL = Viewer("old", "champion", (900009,))
NEW_SCHOOL = Viewer("new", "champion", (900002,))


@pytest.fixture
def record(engine, sample_version):
    def write(person, kind="letter", day=date(2025, 1, 20), viewer=AST_LEAD, **more):
        step = Step(kind, day, **more)
        return support.record(
            engine, viewer, sample_version, [person], step, today=date(2025, 2, 14)
        )[0]

    return write


@pytest.fixture
def found(engine, sample_version):
    """Person, kind and day of each step in force."""

    def read(viewer=CHAMPION, school_id=None):
        steps = current(engine, viewer, sample_version, school_id)
        return [(step.person_key, step.kind, step.happened_on) for step in steps]

    return read


def test_steps_in_force_come_newest_first(record, found, people):
    first, second = people.stayed[:2]
    record(first, "letter", date(2025, 1, 10))
    record(second, "meeting", date(2025, 1, 20))
    record(first, "early help", date(2025, 1, 15))
    record(first, "course", date(2025, 1, 15))
    assert found() == [
        (second, "meeting", "2025-01-20"),
        (first, "course", "2025-01-15"),
        (first, "early help", "2025-01-15"),
        (first, "letter", "2025-01-10"),
    ]


def test_of_a_changed_step_the_newest_version_counts_and_of_one_taken_back_none(
    record, found, people, engine, sample_version
):
    key, other = record(people.stayed[0]), record(people.stayed[1])
    moved = Step("letter", date(2025, 1, 30))
    support.change(engine, CHAMPION, sample_version, key, moved, follows=1, today=date(2025, 2, 1))
    support.take_back(engine, CHAMPION, sample_version, other, follows=1)
    assert found() == [(people.stayed[0], "letter", "2025-01-30")]


def test_a_champion_gets_those_of_own_schools_alone(record, found, people):
    record(people.stayed[0])
    record(people.elsewhere)
    assert [person for person, _, _ in found()] == [people.stayed[0]]
    assert len(found(AST_LEAD)) == 2
    assert [person for person, _, _ in found(AST_LEAD, 900021)] == [people.elsewhere]
    assert found(CHAMPION, 900021) == found(Viewer("x", "champion", ())) == []


@pytest.mark.parametrize("role", ["governor", "data_officer"])
def test_who_reads_no_pupils_gets_none(role, found):
    with pytest.raises(AccessError):
        found(Viewer("x", role, (900019,)))


def test_a_mover_is_listed_with_what_the_old_school_wrote(record, found, people):
    record(people.moved, viewer=OLD_SCHOOL)
    (there,) = found(NEW_SCHOOL)
    assert there[0] == people.moved
    assert found(AST_LEAD, 900002) == found(AST_LEAD, 900009) == found(OLD_SCHOOL) == [there]


def test_and_at_the_old_one_without_what_came_later_unless_both_are_the_viewers(
    record, found, people
):
    record(people.moved, day=date(2024, 10, 4), viewer=NEW_SCHOOL)
    record(people.moved, day=date(2024, 10, 5), viewer=NEW_SCHOOL)
    assert [day for _, _, day in found(OLD_SCHOOL)] == ["2024-10-04"]
    both = Viewer("trust", "champion", (900009, 900002))
    for viewer in (both, AST_LEAD):
        assert len(found(viewer)) == len(found(viewer, 900009)) == 2


def test_more_movers_than_fit_one_question_are_all_found(
    record, found, people, engine, monkeypatch
):
    monkeypatch.setattr("attendance.casework.reach.ASKED_AT_ONCE", 3)
    record(people.moved, viewer=OLD_SCHOOL)
    record(people.moved, viewer=NEW_SCHOOL)
    assert len(found(NEW_SCHOOL)) == len(found(AST_LEAD, 900002)) == 2


def test_what_lists_get_agrees_with_each_pupils_record(
    record, found, people, engine, sample_version
):
    """By the whole record of each person, which is read another way."""
    days = [date(2024, 9, 10), date(2024, 10, 4), date(2024, 10, 5), date(2025, 1, 7)]
    for person in (people.moved, *people.stayed[:2]):
        for day in days:
            record(person, day=day, viewer=AST_LEAD)
    record(people.moved, viewer=OLD_SCHOOL)
    for viewer in (OLD_SCHOOL, NEW_SCHOOL, CHAMPION, AST_LEAD):
        expected = []
        for person in (people.moved, *people.stayed[:2]):
            try:
                whole = support.of_person(engine, viewer, sample_version, person)
            except AccessError:
                continue
            expected += [(person, each.step.kind, str(each.step.happened_on)) for each in whole]
        assert sorted(found(viewer)) == sorted(expected)


def test_a_row_written_by_hand_is_read_as_any_other(found, people, engine):
    row = {
        "entry_key": "k",
        "version": 1,
        "person_key": people.stayed[0],
        "school_id": 900019,
        "kind": "penalty notice",
        "happened_on": "2025-01-20",
        "practitioner": "",
        "note": "",
        "taken_back": 0,
        "at": "2025-01-20T10:00:00.000000+00:00",
        "viewer": "x",
        "role": "champion",
    }
    with engine.begin() as writing:
        writing.execute(insert(support.SUPPORT_ENTRIES), row)
    assert found() == [(people.stayed[0], "penalty notice", "2025-01-20")]
