"""Targets: who may set and read them, what may be typed, and that nothing is overwritten."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from attendance.access import Viewer
from attendance.casework import targets
from attendance.casework.audit import entries
from attendance.errors import AccessError, AttendanceError

AST_LEAD = Viewer("lead", "ast_lead")
CHAMPION = Viewer("head", "champion", (900019,))
GOVERNOR = Viewer("chair", "governor", (900019,))
OWN, OTHER = 900019, 900021


@pytest.fixture
def set_target(engine, sample_version):
    """Set a target of the champion's own school and year, but for what is given."""

    def write(viewer=CHAMPION, **changes):
        given = {"school_id": OWN, "academic_year": "2024/25", "measure": "attendance"}
        targets.set_target(engine, viewer, sample_version, **given | {"value": "94"} | changes)

    return write


@pytest.fixture
def latest(engine, sample_version):
    def read(viewer=CHAMPION, school_id=OWN, academic_year="2024/25"):
        return targets.latest(engine, viewer, sample_version, school_id, academic_year)

    return read


def test_a_target_comes_back_as_it_was_set(set_target, latest):
    before = datetime.now(UTC)
    set_target(value="94.5", note="  Agreed in September ")
    target = latest()["attendance"]
    assert (target.rate, target.version, target.note) == (0.945, 1, "Agreed in September")
    assert (target.viewer, target.role) == ("head", "champion")
    assert before <= target.at <= datetime.now(UTC)
    assert latest(academic_year="2023/24") == {}


def test_a_changed_target_is_a_new_row_and_the_old_one_stays(
    set_target, latest, engine, sample_version
):
    set_target(value="94")
    set_target(value="18", measure="persistent")
    set_target(AST_LEAD, value="95", follows=1)
    found = targets.history(engine, CHAMPION, sample_version, OWN, "2024/25")
    assert [(each.measure, each.version, each.rate, each.viewer) for each in found] == [
        ("attendance", 2, 0.95, "lead"),
        ("persistent", 1, 0.18, "head"),
        ("attendance", 1, 0.94, "head"),
    ]
    assert {measure: each.rate for measure, each in latest().items()} == {
        "attendance": 0.95,
        "persistent": 0.18,
    }


def test_nothing_typed_takes_a_target_back(set_target, latest):
    set_target(value="94")
    set_target(value=" ", follows=1)
    assert latest()["attendance"].rate is None
    set_target(value="93", follows=2)
    assert latest()["attendance"].rate == 0.93


@pytest.mark.parametrize("follows", [0, 1])
def test_who_did_not_see_the_newest_target_does_not_replace_it(follows, set_target, latest):
    set_target(value="94")
    set_target(value="95", follows=1)
    with pytest.raises(AttendanceError, match="Someone else set this school's target"):
        set_target(AST_LEAD, value="90", follows=follows)
    assert latest()["attendance"].rate == 0.95


def test_each_writing_is_logged_with_who_and_what(set_target, engine):
    set_target(value="94.5")
    (entry,) = entries(engine)
    assert (entry["viewer"], entry["role"], entry["action"]) == ("head", "champion", "set target")
    assert entry["subject"] == "school target"
    assert entry["detail"] == {
        "school_id": OWN,
        "academic_year": "2024/25",
        "measure": "attendance",
        "version": 1,
        "value": "94.5",
    }


def test_a_target_that_cannot_be_logged_is_not_set(set_target, latest, engine):
    with engine.begin() as writing:
        writing.execute(text("DROP TABLE audit_log"))
    with pytest.raises(AttendanceError, match="could not be saved, and nothing was changed"):
        set_target()
    assert latest() == {}


@pytest.mark.parametrize(
    ("value", "rate"),
    [("0", 0.0), ("100", 1.0), ("94.0", 0.94), (" 94.5 % ", 0.945), ("+9", 0.09), ("94.50", 0.945)],
)
def test_what_may_be_typed(value, rate, set_target, latest):
    set_target(value=value)
    assert latest()["attendance"].rate == rate


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("ninety", "is not a number: 'ninety'. Write per cent, such as 94 or 94.5"),
        ("94,5", "with a point and not a comma"),
        ("9.4.5", "is not a number"),
        ("1e1", "is not a number"),
        ("nan", "is not a number"),
        ("-1", "is -1, but a rate lies between 0 and 100"),
        ("100.1", "is 100.1, but a rate lies between 0 and 100"),
        ("945", "between 0 and 100"),
        ("94.55", "write at most one decimal"),
    ],
)
def test_what_may_not_be_typed_is_said(value, said, set_target, latest, engine):
    with pytest.raises(AttendanceError) as refused:
        set_target(value=value)
    assert said in str(refused.value)
    assert latest() == {} and entries(engine) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"measure": "severe"}, "no target of 'severe'"),
        ({"academic_year": "2024"}, "'2024' is no academic year"),
        ({"note": "x" * 501}, "at most 500"),
    ],
)
def test_other_wrong_input_is_said(changes, said, set_target, latest):
    with pytest.raises(AttendanceError, match=said):
        set_target(**changes)
    assert latest() == {}


@pytest.mark.parametrize(
    ("viewer", "school_id"),
    [
        (CHAMPION, OTHER),
        (GOVERNOR, OWN),
        (GOVERNOR, OTHER),
        (Viewer("officer", "data_officer"), OWN),
        (Viewer("head", "champion", ()), OWN),
        (AST_LEAD, 111111),
    ],
)
def test_nobody_sets_targets_beyond_role_and_schools(viewer, school_id, set_target, engine):
    with pytest.raises(AccessError):
        set_target(viewer, school_id=school_id)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM school_targets")) == 0


def test_an_ast_lead_sets_the_target_of_any_school(set_target, latest):
    set_target(AST_LEAD, school_id=OTHER)
    assert latest(AST_LEAD, OTHER)["attendance"].rate == 0.94


def test_a_governor_reads_the_own_schools_target_and_no_other(set_target, latest):
    set_target()
    set_target(AST_LEAD, school_id=OTHER)
    assert latest(GOVERNOR)["attendance"].rate == 0.94
    for viewer in (GOVERNOR, CHAMPION):
        with pytest.raises(AccessError, match="own schools only"):
            latest(viewer, OTHER)


@pytest.mark.parametrize("urn", [900008, 950008])
def test_a_target_belongs_to_the_school_whatever_its_urn(urn, set_target, latest):
    head = Viewer("head", "champion", (urn,))
    set_target(head, school_id=900008)
    assert latest(head, 900008)["attendance"].rate == 0.94


REPLACE = "INSERT OR REPLACE INTO school_targets VALUES"


@pytest.mark.sqlite_alone
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE school_targets SET value_tenths = 1",
        "DELETE FROM school_targets",
        f"{REPLACE} (1, 900019, '2024/25', 'attendance', 9, 1, '', 'now', 'x', 'r')",
        f"{REPLACE} (9, 900019, '2024/25', 'attendance', 1, 1, '', 'now', 'x', 'r')",
    ],
)
def test_what_was_set_cannot_be_changed_or_removed(statement, set_target, latest, engine):
    set_target()
    with pytest.raises(IntegrityError, match="a target cannot be"), engine.begin() as writing:
        writing.execute(text(statement))
    assert latest()["attendance"].rate == 0.94
