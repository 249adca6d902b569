"""Backing the store up and putting a backup back: all or nothing, and nothing lost."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import create_engine

from attendance.casework.audit import entries, record
from attendance.casework.store import backup, open_store, restore
from attendance.errors import AttendanceError


def record_view(engine, subject):
    record(engine, viewer="v", role="authority", action="view", subject=subject)


def subjects(data_dir):
    engine = open_store(data_dir)
    try:
        return [entry["subject"] for entry in reversed(entries(engine))]
    finally:
        engine.dispose()


@pytest.fixture
def data_dir(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def saved(data_dir, tmp_path):
    """A backup with the entry 'before'; the store itself has gone on to 'after'."""
    engine = open_store(data_dir)
    record_view(engine, "before")
    target = tmp_path / "saved.sqlite"
    backup(engine, target)
    record_view(engine, "after")
    engine.dispose()
    return target


def test_a_backup_restores_what_was_there_and_keeps_what_it_replaced(data_dir, saved):
    kept = restore(data_dir, saved)
    assert subjects(data_dir) == ["before"]
    assert kept.parent == data_dir / "backups"
    restore(data_dir, kept)
    assert subjects(data_dir) == ["before", "after"]


def test_a_backup_is_one_private_file_with_nothing_beside_it(saved, data_dir):
    assert saved.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in saved.parent.iterdir()} == {"saved.sqlite", data_dir.name}
    with closing(sqlite3.connect(f"{saved.as_uri()}?immutable=1", uri=True)) as connection:
        assert connection.execute("SELECT subject FROM audit_log").fetchall() == [("before",)]
    assert saved.read_bytes()[18:20] == b"\x01\x01"  # SQLite's mark for "no write-ahead log"


def test_a_backup_is_taken_while_others_write(data_dir, tmp_path):
    engine = open_store(data_dir)
    record_view(engine, "committed")
    with engine.begin() as writing:
        writing.exec_driver_sql("CREATE TABLE unfinished (id INTEGER)")
        backup(engine, tmp_path / "saved.sqlite")
    restore(tmp_path / "elsewhere", tmp_path / "saved.sqlite")
    with open_store(tmp_path / "elsewhere").connect() as connection:
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
    assert "audit_log" in found
    assert "unfinished" not in found


def test_a_backup_does_not_overwrite(data_dir, saved):
    before = saved.read_bytes()
    with pytest.raises(AttendanceError, match="not overwritten"):
        backup(open_store(data_dir), saved)
    assert saved.read_bytes() == before


def test_a_backup_to_a_missing_folder_is_explained(data_dir, tmp_path):
    with pytest.raises(AttendanceError, match="Check that the folder exists"):
        backup(open_store(data_dir), tmp_path / "unplugged" / "saved.sqlite")


def test_a_damaged_store_is_not_backed_up(data_dir, tmp_path):
    engine = open_store(data_dir)
    record_view(engine, "before")
    engine.dispose()
    damage_a_page(data_dir / "casework.sqlite")
    with pytest.raises(AttendanceError, match="damaged"):
        backup(engine, tmp_path / "saved.sqlite")
    assert not (tmp_path / "saved.sqlite").exists()


def test_a_backup_of_postgresql_points_to_its_own_tool(tmp_path):
    engine = create_engine("sqlite://")
    engine.dialect.name = "postgresql"
    with pytest.raises(AttendanceError, match="pg_dump"):
        backup(engine, tmp_path / "saved.sqlite")


def test_restoring_to_a_new_folder_keeps_nothing(saved, tmp_path):
    assert restore(tmp_path / "new", saved) is None
    assert subjects(tmp_path / "new") == ["before"]
    assert (tmp_path / "new" / "casework.sqlite").stat().st_mode & 0o777 == 0o600


def test_a_restored_older_store_is_migrated_on_opening(data_dir, saved, later_migrations):
    later = later_migrations('op.execute("CREATE TABLE meeting (id INTEGER) STRICT")')
    restore(data_dir, saved, migrations=later)
    with open_store(data_dir, migrations=later).connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM meeting").scalar() == 0


def damage_a_page(path):
    content = bytearray(path.read_bytes())
    content[3 * 4096 : 4 * 4096] = b"\xff" * 4096  # the audit log's, not the revision's
    path.write_bytes(content)


def write_text(path):
    path.write_text("not a store")


def write_nothing(path):
    path.write_bytes(b"")


def write_another_programs(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")


def write_newer(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_future'")


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (write_text, "cannot be read"),
        (write_nothing, "is empty"),
        (write_another_programs, "not a casework store"),
        (write_newer, "newer version"),
        (damage_a_page, "is damaged"),
        (lambda path: path.unlink(), "cannot be read"),
    ],
)
def test_what_is_not_a_sound_store_is_refused_and_nothing_changes(
    data_dir, saved, spoil, complaint
):
    spoil(saved)
    before = {path: path.read_bytes() for path in data_dir.rglob("*")}
    with pytest.raises(AttendanceError, match=complaint):
        restore(data_dir, saved)
    assert {path: path.read_bytes() for path in data_dir.rglob("*")} == before
    assert subjects(data_dir) == ["before", "after"]


def test_restoring_under_a_running_program_is_refused(data_dir, saved, monkeypatch):
    monkeypatch.setattr("attendance.casework.overwrite.IN_USE_SECONDS", 0.1)
    engine = open_store(data_dir)
    with engine.connect(), pytest.raises(AttendanceError, match="Stop the dashboard"):
        restore(data_dir, saved)
    engine.dispose()
    assert subjects(data_dir) == ["before", "after"]


def test_an_unreadable_store_is_set_aside_with_its_log(data_dir, saved):
    path = data_dir / "casework.sqlite"
    path.write_bytes(b"overwritten by mistake " * 500)
    path.with_name("casework.sqlite-wal").write_bytes(b"stale log")
    kept = restore(data_dir, saved)
    assert kept.read_bytes() == b"overwritten by mistake " * 500
    assert subjects(data_dir) == ["before"]
    assert not list(data_dir.glob("casework-*"))


def test_a_damaged_store_is_kept_and_replaced(data_dir, saved):
    damage_a_page(data_dir / "casework.sqlite")
    kept = restore(data_dir, saved)
    assert kept.exists()
    assert subjects(data_dir) == ["before"]
