"""A person's own choice of a pupil's group: the newest counts, and nothing is overwritten."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from attendance.access import Viewer
from attendance.casework import triage_choices
from attendance.casework.audit import entries
from attendance.errors import AccessError, AttendanceError

AST_LEAD = Viewer("lead", "ast_lead")
CHAMPION = Viewer("head", "champion", (900019,))
OLD_SCHOOL = Viewer("old", "champion", (900009,))
NEW_SCHOOL = Viewer("new", "champion", (900002,))


@pytest.fixture
def choose(engine, sample_version):
    def write(person, group="complex", why="", viewer=CHAMPION, **more):
        triage_choices.choose(engine, viewer, sample_version, person, group, why, **more)

    return write


@pytest.fixture
def current(engine, sample_version):
    return lambda viewer=CHAMPION, school_id=None: triage_choices.current(
        engine, viewer, sample_version, school_id
    )


def test_the_newest_choice_counts_and_the_others_are_kept(
    choose, current, people, engine, sample_version
):
    pupil = people.stayed[0]
    choose(pupil, "complex", " Three services ")
    choose(pupil, "specific issue", viewer=AST_LEAD, follows=1)
    assert current() == current(AST_LEAD) == {pupil: "specific issue"}
    found = triage_choices.of_person(engine, CHAMPION, sample_version, pupil)
    assert [(each.version, each.triage_group, each.why, each.viewer) for each in found] == [
        (2, "specific issue", "", "lead"),
        (1, "complex", "Three services", "head"),
    ]


def test_a_choice_is_taken_back_and_made_again(choose, current, people):
    pupil = people.stayed[0]
    choose(pupil)
    choose(pupil, None, follows=1)
    assert current() == {}
    choose(pupil, "just attendance", follows=2)
    assert current() == {pupil: "just attendance"}


def test_a_choice_goes_with_the_pupil_to_a_new_school(choose, current, people):
    choose(people.moved, viewer=OLD_SCHOOL)
    choose(people.stayed[0])
    assert current(NEW_SCHOOL) == current(AST_LEAD, 900002) == {people.moved: "complex"}
    assert current() == {people.stayed[0]: "complex"} and len(current(AST_LEAD)) == 2


def test_a_former_school_sees_its_own_choice_and_not_the_new_schools(
    choose, current, people, engine, sample_version
):
    def whose(viewer):
        found = triage_choices.of_person(engine, viewer, sample_version, people.moved)
        return [each.viewer for each in found]

    choose(people.moved, "specific issue", viewer=OLD_SCHOOL)
    choose(people.moved, "complex", "a protected reason", viewer=NEW_SCHOOL, follows=1)
    assert whose(OLD_SCHOOL) == ["old"]
    assert whose(NEW_SCHOOL) == whose(AST_LEAD) == ["new", "old"]
    assert current(OLD_SCHOOL) == {people.moved: "specific issue"}
    assert current(NEW_SCHOOL) == current(AST_LEAD) == {people.moved: "complex"}
    choose(people.moved, None, viewer=NEW_SCHOOL, follows=2)
    assert current(OLD_SCHOOL) == {people.moved: "specific issue"}
    assert current(NEW_SCHOOL) == current(AST_LEAD) == {}


@pytest.mark.parametrize("follows", [0, 1, 2])
def test_a_former_school_does_not_replace_the_new_schools_choice(follows, choose, current, people):
    choose(people.moved, "specific issue", viewer=OLD_SCHOOL)
    choose(people.moved, "complex", viewer=NEW_SCHOOL, follows=1)
    with pytest.raises(AccessError, match="has left"):
        choose(people.moved, None, viewer=OLD_SCHOOL, follows=follows)
    assert current(NEW_SCHOOL) == {people.moved: "complex"}
    choose(people.moved, "just attendance", viewer=AST_LEAD, follows=2)


def test_a_former_school_changes_its_own_choice_while_it_is_the_newest(choose, current, people):
    choose(people.moved, "specific issue", viewer=OLD_SCHOOL)
    choose(people.moved, "complex", viewer=OLD_SCHOOL, follows=1)
    assert current(NEW_SCHOOL) == current(OLD_SCHOOL) == {people.moved: "complex"}


@pytest.mark.parametrize("follows", [0, 1, 5])
def test_who_did_not_see_the_newest_choice_does_not_replace_it(follows, choose, current, people):
    pupil = people.stayed[0]
    choose(pupil)
    choose(pupil, "specific issue", follows=1)
    with pytest.raises(AttendanceError, match="Someone else chose a group"):
        choose(pupil, "just attendance", viewer=AST_LEAD, follows=follows)
    assert current() == {pupil: "specific issue"}


@pytest.mark.parametrize(
    ("group", "why", "said"),
    [("difficult", "", "no group 'difficult'"), ("complex", "x" * 501, "at most 500")],
)
def test_what_is_wrong_is_said_and_nothing_kept(group, why, said, choose, current, people):
    with pytest.raises(AttendanceError, match=said):
        choose(people.stayed[0], group, why)
    assert current() == {}


@pytest.mark.parametrize(
    "viewer",
    [
        Viewer("chair", "governor", (900019,)),
        Viewer("officer", "data_officer"),
        Viewer("head", "champion", (900021,)),
    ],
)
def test_nobody_chooses_or_reads_beyond_role_and_schools(
    viewer, choose, current, people, engine, sample_version
):
    with pytest.raises(AccessError):
        choose(people.stayed[0], viewer=viewer)
    with pytest.raises(AccessError):
        triage_choices.of_person(engine, viewer, sample_version, people.stayed[0])
    assert current() == {} and entries(engine) == []
    if viewer.role != "champion":
        with pytest.raises(AccessError):
            current(viewer)


def test_each_choice_is_logged_without_its_reason(choose, people, engine):
    choose(people.stayed[0], why="Family matter")
    (entry,) = entries(engine)
    assert (entry["action"], entry["subject"]) == ("choose triage group", "triage choice")
    assert entry["detail"]["triage_group"] == "complex" and "Family" not in str(entry)


def test_a_choice_that_cannot_be_logged_is_not_kept(choose, current, people, engine):
    with engine.begin() as writing:
        writing.execute(text("DROP TABLE audit_log"))
    with pytest.raises(AttendanceError, match="could not be saved"):
        choose(people.stayed[0])
    assert current() == {}


REPLACE = "INSERT OR REPLACE INTO triage_choices"


@pytest.mark.sqlite_alone
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE triage_choices SET why = 'other'",
        "DELETE FROM triage_choices",
        f"{REPLACE} SELECT 1, 'p', 1, 1, NULL, '', 'now', 'x', 'r'",
        f"{REPLACE} SELECT 9, person_key, 1, 1, NULL, '', 'n', 'x', 'r' FROM triage_choices",
    ],
)
def test_a_choice_cannot_be_changed_or_removed(statement, choose, current, people, engine):
    choose(people.stayed[0])
    with pytest.raises(IntegrityError, match="cannot be changed"), engine.begin() as writing:
        writing.execute(text(statement))
    assert current() == {people.stayed[0]: "complex"}
