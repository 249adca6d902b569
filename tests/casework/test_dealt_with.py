"""What was dealt with: for all who see the pupil, until it stands otherwise or is undone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from attendance.access import Viewer
from attendance.casework import dealt_with
from attendance.casework.audit import entries
from attendance.errors import AccessError, AttendanceError

AST_LEAD = Viewer("lead", "ast_lead")
CHAMPION = Viewer("head", "champion", (900019,))
NEW_PA = "newly persistently absent"


@pytest.fixture
def mark(engine, sample_version):
    def write(*items, viewer=CHAMPION, **more):
        dealt_with.mark(engine, viewer, sample_version, items, **more)

    return write


@pytest.fixture
def marks(engine, sample_version):
    """What stands as dealt with."""
    return lambda viewer=CHAMPION, school_id=None: dealt_with.marks(
        engine, viewer, sample_version, school_id
    )


@pytest.fixture
def texts(marks):
    """The same as queries compare it."""
    return lambda *asked: {each.text for each in marks(*asked)}


def test_a_mark_stands_for_the_item_as_it_was(mark, marks, texts, people):
    first, second = people.stayed[:2]
    mark((first, NEW_PA, "week of 6 January"), (second, NEW_PA, ""))
    assert texts() == {f"{first}|{NEW_PA}|week of 6 January", f"{second}|{NEW_PA}|"}
    assert texts(AST_LEAD) == texts()
    newest = marks()[0]
    assert (newest.person_key, newest.school_id) == (second, 900019)
    assert (newest.viewer, newest.role) == ("head", "champion")


def test_a_mark_is_of_one_school(mark, texts, people):
    item = (people.moved, NEW_PA, "1")
    old, new = Viewer("old", "champion", (900009,)), Viewer("new", "champion", (900002,))
    mark(item, viewer=old)
    assert len(texts(old)) == 1 and texts(new) == set()
    mark(item, viewer=new)
    mark(item, viewer=AST_LEAD, school_id=900009, is_dealt_with=False)
    assert texts(old) == set() and len(texts(new)) == 1
    assert len(texts(AST_LEAD, 900002)) == 1 and texts(AST_LEAD, 900009) == set()
    with pytest.raises(AccessError, match="one of your schools"):
        mark(item, viewer=new, school_id=900009)


def test_a_mark_is_undone_and_set_again(mark, texts, people, engine):
    item = (people.stayed[0], NEW_PA, "1")
    mark(item)
    mark(item, is_dealt_with=False, viewer=AST_LEAD)
    assert texts() == set()
    mark(item)
    assert len(texts()) == 1
    assert [entry["action"] for entry in reversed(entries(engine))] == [
        "deal with",
        "undo dealing with",
        "deal with",
    ]


def test_what_stands_so_already_is_not_written_again(mark, people, engine):
    item, other = (people.stayed[0], NEW_PA, "1"), (people.stayed[1], NEW_PA, "1")
    mark(item, item)
    mark(item)
    mark(other, is_dealt_with=False)
    mark(item, other)
    assert [entry["rows"] for entry in reversed(entries(engine))] == [1, 1]
    assert entries(engine)[0]["detail"] == {"items": [[other[0], NEW_PA]]}


def test_two_who_mark_at_once_leave_one_mark(mark, texts, people):
    item = (people.stayed[0], NEW_PA, "1")

    def told(_: int) -> str:
        try:
            mark(item)
        except AttendanceError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(4) as pool:
        said = set(pool.map(told, range(4)))
    assert said - {dealt_with.OVERTAKEN} == {""}
    assert len(texts()) == 1


@pytest.mark.parametrize("item", ["", "a|b", "x" * 201])
def test_what_is_no_item_is_refused(item, mark, people, texts):
    with pytest.raises(AttendanceError, match="cannot be marked"):
        mark((people.stayed[0], item, "1"))
    assert texts() == set()


@pytest.mark.parametrize(
    "viewer",
    [
        Viewer("chair", "governor", (900019,)),
        Viewer("officer", "data_officer"),
        Viewer("head", "champion", (900021,)),
    ],
)
def test_nobody_marks_beyond_role_and_schools(viewer, mark, people, texts, engine):
    own, other = (people.stayed[0], NEW_PA, "1"), (people.elsewhere, NEW_PA, "1")
    with pytest.raises(AccessError):
        mark(own, other, viewer=viewer)
    assert texts() == set() and entries(engine) == []


@pytest.mark.parametrize("role", ["governor", "data_officer"])
def test_who_reads_no_pupils_reads_no_marks(role, texts):
    with pytest.raises(AccessError):
        texts(Viewer("x", role, (900019,)))


def test_a_mark_that_cannot_be_logged_is_not_set(mark, texts, people, engine):
    with engine.begin() as writing:
        writing.execute(text("DROP TABLE audit_log"))
    with pytest.raises(AttendanceError, match="could not be saved"):
        mark((people.stayed[0], NEW_PA, "1"))
    assert texts() == set()


TABLE = "dealt_with"
REPLACE = f"INSERT OR REPLACE INTO {TABLE}"


@pytest.mark.sqlite_alone
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dealt_with SET is_dealt_with = 0",
        "DELETE FROM dealt_with",
        f"{REPLACE} SELECT 1, 1, 'p', 'i', 's', 1, 0, 'now', 'x', 'r'",
        f"{REPLACE} SELECT 9, school_id, person_key, item, state, 1, 0, 'n', 'x', 'r' FROM {TABLE}",
    ],
)
def test_a_mark_cannot_be_changed_or_removed(statement, mark, texts, people, engine):
    mark((people.stayed[0], NEW_PA, "1"))
    with pytest.raises(IntegrityError, match="cannot be changed"), engine.begin() as writing:
        writing.execute(text(statement))
    assert len(texts()) == 1
