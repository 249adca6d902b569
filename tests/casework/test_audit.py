"""The audit log: what is recorded comes back, nothing recorded changes, failures are loud."""

import multiprocessing
from datetime import UTC, date, datetime

import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from attendance.casework.audit import entries, record
from attendance.casework.store import open_store
from attendance.errors import AttendanceError

PER_PROCESS = 100


@pytest.fixture
def engine(tmp_path):
    engine = open_store(tmp_path / "data")
    yield engine
    engine.dispose()


def record_export(engine, **changes):
    entry = {"viewer": "champion:115000", "role": "school", "action": "export"}
    record(engine, **{**entry, "subject": "absence_by_school", **changes})


def test_an_entry_comes_back_as_recorded(engine):
    before = datetime.now(UTC)
    record_export(engine, detail={"schools": [115000], "note": "Zoë's"}, rows=32)
    (entry,) = entries(engine)
    assert before <= datetime.fromisoformat(entry.pop("at")) <= datetime.now(UTC)
    assert entry == {
        "id": 1,
        "viewer": "champion:115000",
        "role": "school",
        "action": "export",
        "subject": "absence_by_school",
        "detail": {"schools": [115000], "note": "Zoë's"},
        "rows": 32,
    }


def test_detail_and_rows_may_be_left_out(engine):
    record_export(engine)
    (entry,) = entries(engine)
    assert (entry["detail"], entry["rows"]) == ({}, None)


def test_entries_are_newest_first_and_limited(engine):
    for subject in ("first", "second", "third"):
        record_export(engine, subject=subject)
    assert [entry["subject"] for entry in entries(engine, limit=2)] == ["third", "second"]


def test_parameters_as_pages_hold_them_are_stored(engine):
    detail = {"week": date(2026, 9, 7), "urn": np.int64(115000), "levels": {"b", "a"}}
    record_export(engine, detail=detail, rows=np.int64(3))
    (entry,) = entries(engine)
    assert entry["detail"] == {"week": "2026-09-07", "urn": 115000, "levels": ["a", "b"]}
    assert entry["rows"] == 3


@pytest.mark.parametrize("value", [object(), float("nan"), {1, "a"}])
def test_a_parameter_that_cannot_be_stored_is_refused(engine, value):
    with pytest.raises(AttendanceError, match="absence_by_school"):
        record_export(engine, detail={"value": value})
    assert entries(engine) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET viewer = 'someone else'",
        "UPDATE OR IGNORE audit_log SET rows = 0",
        "DELETE FROM audit_log",
        "INSERT OR REPLACE INTO audit_log VALUES (1, 'now', 'x', 'r', 'view', 's', '{}', 0)",
    ],
)
def test_what_is_recorded_cannot_be_changed_or_removed(engine, statement):
    record_export(engine, rows=32)
    recorded = entries(engine)
    with pytest.raises(IntegrityError, match="the audit log cannot be"), engine.begin() as writing:
        writing.execute(text(statement))
    assert entries(engine) == recorded


def test_columns_hold_only_their_type(engine):
    statement = (
        "INSERT INTO audit_log (at, viewer, role, action, subject, detail, rows)"
        " VALUES ('now', 'v', 'r', 'view', 's', '{}', 'many')"
    )
    with pytest.raises(IntegrityError, match="cannot store TEXT"), engine.begin() as writing:
        writing.execute(text(statement))


@pytest.mark.parametrize("field", ["viewer", "action", "subject"])
@pytest.mark.parametrize("blank", ["", None])
def test_an_entry_without_who_or_what_is_refused(engine, field, blank):
    with pytest.raises(AttendanceError, match="could not be written"):
        record_export(engine, **{field: blank})
    assert entries(engine) == []


def test_failure_to_write_the_log_raises(engine):
    with engine.begin() as writing:
        writing.execute(text("DROP TABLE audit_log"))
    with pytest.raises(AttendanceError, match="export of absence_by_school"):
        record_export(engine)
    with pytest.raises(AttendanceError, match="could not be read"):
        entries(engine)


def test_reading_does_not_wait_for_a_writer(engine):
    record_export(engine)
    with engine.begin() as writing:
        writing.execute(text("PRAGMA user_version"))
        assert len(entries(engine)) == 1


def record_many(data_dir, viewer, both_ready):
    both_ready.wait(timeout=30)
    engine = open_store(data_dir)
    for number in range(PER_PROCESS):
        record_export(engine, viewer=viewer, rows=number)


def test_two_processes_can_start_and_write_at_once(tmp_path):
    spawn = multiprocessing.get_context("spawn")
    both_ready = spawn.Barrier(2)
    data_dir = tmp_path / "data"
    processes = [
        spawn.Process(target=record_many, args=(data_dir, viewer, both_ready))
        for viewer in ("one", "two")
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)
    assert [process.exitcode for process in processes] == [0, 0]
    found = entries(open_store(data_dir), limit=1000)
    for viewer in ("one", "two"):
        rows = [entry["rows"] for entry in found if entry["viewer"] == viewer]
        assert rows == list(reversed(range(PER_PROCESS)))
