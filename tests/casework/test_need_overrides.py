"""Places that people give schools in the list of need: kept with their reasons, never lost."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from attendance.access import Viewer
from attendance.casework import need_overrides
from attendance.casework.audit import entries
from attendance.casework.store import backup, open_store, restore
from attendance.errors import AccessError, AttendanceError

LEAD, OTHER = Viewer("lead", "ast_lead"), Viewer("other", "ast_lead")
YEAR = "2024/25"


@pytest.fixture
def give(engine, sample_version):
    def write(school_id, place, reason="Head teacher is new", viewer=LEAD, **more):
        given = {"academic_year": YEAR} | more
        need_overrides.give_place(
            engine,
            viewer,
            sample_version,
            school_id=school_id,
            place=place,
            reason=reason,
            **given,
        )

    return write


def standing(engine, year=YEAR):
    return {
        school: (each.place, each.version)
        for school, each in need_overrides.current(engine, LEAD, year).items()
    }


def test_a_place_is_given_followed_and_taken_back_with_its_reasons(give, engine):
    give(900019, 1, " Head teacher is new ")
    give(900012, 3)
    give(900019, 2, "Meets in May", viewer=OTHER, follows=1)
    give(900019, None, "", follows=2)
    assert standing(engine) == {900012: (3, 1), 900019: (None, 3)}
    found = need_overrides.history(engine, LEAD, 900019, YEAR)
    assert [(each.version, each.place, each.reason, each.viewer) for each in found] == [
        (3, None, "", "lead"),
        (2, 2, "Meets in May", "other"),
        (1, 1, "Head teacher is new", "lead"),
    ]


def test_another_year_begins_without_places(give, engine):
    give(900019, 1)
    assert standing(engine, "2023/24") == {}
    give(900019, 4, academic_year="2023/24")
    assert standing(engine) == {900019: (1, 1)}


@pytest.mark.parametrize("follows", [0, 1, 3])
def test_who_did_not_see_the_newest_place_does_not_replace_it(follows, give, engine):
    give(900019, 1)
    give(900019, 2, follows=1)
    for place in (5, None):
        with pytest.raises(AttendanceError, match="Someone else gave this school"):
            give(900019, place, viewer=OTHER, follows=follows)
    assert standing(engine) == {900019: (2, 2)}


def test_of_two_people_at_the_same_moment_one_is_told(sample_version, tmp_path):
    engines = [open_store(tmp_path / "two") for _ in range(2)]
    start, told = Barrier(2), []

    def write(engine, viewer, place):
        start.wait()
        try:
            need_overrides.give_place(
                engine,
                viewer,
                sample_version,
                school_id=900019,
                academic_year=YEAR,
                place=place,
                reason=viewer.name,
            )
        except AttendanceError as error:
            told.append(str(error))

    threads = [
        Thread(target=write, args=each) for each in zip(engines, (LEAD, OTHER), (1, 2), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [need_overrides.OVERTAKEN]
    [kept] = need_overrides.history(engines[0], LEAD, 900019, YEAR)
    assert (kept.place, kept.reason) in {(1, "lead"), (2, "other")}
    for engine in engines:
        engine.dispose()


@pytest.mark.parametrize(
    ("place", "reason", "said"),
    [
        (0, "why", "no place"),
        (1.5, "why", "no place"),
        (True, "why", "no place"),
        (10_000, "why", "no place"),
        (1, " \t ", "Write why"),
        (1, "x" * 501, "at most 500"),
        (None, "", "no place that could be taken back"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(place, reason, said, give, engine):
    with pytest.raises(AttendanceError, match=said):
        give(900019, place, reason)
    assert standing(engine) == {}
    assert not [entry for entry in entries(engine) if "place" in entry["action"]]


def test_what_was_taken_back_cannot_be_taken_back_again(give):
    give(900019, 1)
    give(900019, None, follows=1)
    with pytest.raises(AttendanceError, match="no place that could be taken back"):
        give(900019, None, follows=2)


@pytest.mark.parametrize("role", ["champion", "governor", "data_officer"])
def test_nobody_but_the_ast_lead_reads_or_writes(role, give, engine):
    schools = (900019,) if role in ("champion", "governor") else ()
    viewer = Viewer("x", role, schools)
    with pytest.raises(AccessError):
        give(900019, 1, viewer=viewer)
    with pytest.raises(AccessError):
        need_overrides.current(engine, viewer, YEAR)
    with pytest.raises(AccessError):
        need_overrides.history(engine, viewer, 900019, YEAR)
    assert standing(engine) == {}


def test_a_school_that_is_none_and_a_year_that_is_none_are_refused(give):
    with pytest.raises(AccessError):
        give(123456, 1)
    with pytest.raises(AttendanceError, match="no academic year"):
        give(900019, 1, academic_year="2024")


def test_each_entry_is_in_the_audit_log(give, engine):
    give(900019, 1)
    give(900019, None, follows=1)
    newest = [entry for entry in entries(engine) if entry["subject"] == "place by need"]
    assert sorted(entry["action"] for entry in newest) == [
        "give place by need",
        "take back place by need",
    ]
    assert all(entry["viewer"] == "lead" and entry["rows"] == 1 for entry in newest)


@pytest.mark.sqlite_alone
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE need_overrides SET place = 9",
        "DELETE FROM need_overrides",
        "INSERT OR REPLACE INTO need_overrides SELECT * FROM need_overrides",
    ],
)
def test_the_store_refuses_to_change_what_was_written(statement, give, engine):
    give(900019, 1)
    with pytest.raises(IntegrityError, match="only followed"), engine.begin() as connection:
        connection.execute(text(statement))
    assert standing(engine) == {900019: (1, 1)}


@pytest.mark.sqlite_alone
def test_a_backup_brings_places_back(give, engine, tmp_path):
    give(900019, 1)
    backup(engine, tmp_path / "kept.sqlite")
    give(900019, 2, follows=1)
    engine.dispose()
    restore(tmp_path / "store", tmp_path / "kept.sqlite")
    restored = open_store(tmp_path / "store")
    assert standing(restored) == {900019: (1, 1)}
    restored.dispose()
