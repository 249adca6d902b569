"""Opening the store: made on first use, brought up to date with a copy kept, refused if newer."""

import os
import sqlite3
import stat
import time
from contextlib import closing

import pytest
from sqlalchemy import text

from attendance.casework import store
from attendance.casework.audit import entries, record
from attendance.casework.store import open_store
from attendance.errors import AttendanceError

ADD_TABLE = 'op.execute("CREATE TABLE meeting (id INTEGER PRIMARY KEY) STRICT")'


def record_view(engine, subject):
    record(engine, viewer="v", role="authority", action="view", subject=subject)


def store_at_first_revision(data_dir):
    engine = open_store(data_dir)
    record_view(engine, "written by the older version")
    engine.dispose()


def content(path):
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def require_locked(path):
    writer = sqlite3.connect(path, timeout=0)
    with closing(writer), pytest.raises(sqlite3.OperationalError, match="locked"):
        writer.execute("BEGIN IMMEDIATE")


def test_first_use_makes_a_private_folder_and_file(tmp_path):
    data_dir = tmp_path / "new 100%" / "data?"
    previous = os.umask(0)
    try:
        with open_store(data_dir).begin() as writing:
            writing.execute(text("CREATE TABLE other (id INTEGER)"))
            files = {path.name: mode(path) for path in data_dir.iterdir()}
    finally:
        os.umask(previous)
    assert mode(data_dir) == 0o700
    assert {"casework.sqlite", "casework.sqlite-wal", "casework.lock"} <= set(files)
    assert set(files.values()) == {0o600}


def test_connections_are_durable_and_check_references(tmp_path):
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 30000}
    with open_store(tmp_path).connect() as connection:
        found = {name: connection.scalar(text(f"PRAGMA {name}")) for name in wanted}
    assert found == wanted


def test_transactions_take_the_write_lock_at_once(tmp_path):
    with open_store(tmp_path).begin():
        require_locked(tmp_path / "casework.sqlite")


def test_a_failed_transaction_leaves_nothing(tmp_path):
    engine = open_store(tmp_path)
    with pytest.raises(ZeroDivisionError), engine.begin() as writing:
        writing.execute(text("CREATE TABLE other (id INTEGER)"))
        _ = 1 / 0
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sqlite_master WHERE name='other'")) == 0


def test_opening_again_is_quick_and_keeps_no_copy(tmp_path, monkeypatch):
    store_at_first_revision(tmp_path)
    monkeypatch.setattr(store, "upgrade", None)  # calling it would fail
    started = time.perf_counter()
    engines = [open_store(tmp_path) for _ in range(10)]
    assert (time.perf_counter() - started) / 10 < 0.05
    assert len(entries(engines[0])) == 1
    assert not (tmp_path / "backups").exists()


def test_a_file_left_empty_by_a_crash_is_filled(tmp_path):
    (tmp_path / "casework.sqlite").touch()
    assert entries(open_store(tmp_path)) == []
    assert not (tmp_path / "backups").exists()


def test_an_older_store_is_copied_before_it_is_migrated(tmp_path, later_migrations):
    store_at_first_revision(tmp_path)
    before = content(tmp_path / "casework.sqlite")
    engine = open_store(tmp_path, migrations=later_migrations(ADD_TABLE))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM meeting")) == 0
    assert [entry["subject"] for entry in entries(engine)] == ["written by the older version"]
    (copy,) = (tmp_path / "backups").iterdir()
    assert content(copy) == before
    assert (mode(copy), mode(copy.parent)) == (0o600, 0o700)


def test_a_failed_migration_leaves_the_store_as_it_was(tmp_path, later_migrations):
    store_at_first_revision(tmp_path)
    before = content(tmp_path / "casework.sqlite")
    failing = later_migrations(ADD_TABLE, 'raise ValueError("no such school")')
    with pytest.raises(AttendanceError, match="no such school") as raised:
        open_store(tmp_path, migrations=failing)
    (copy,) = (tmp_path / "backups").iterdir()
    assert str(copy) in str(raised.value)
    assert content(tmp_path / "casework.sqlite") == before == content(copy)
    assert len(entries(open_store(tmp_path))) == 1


def test_a_migration_that_breaks_references_is_undone(tmp_path, later_migrations):
    store_at_first_revision(tmp_path)
    dangling = later_migrations(
        'op.execute("CREATE TABLE dangling (entry INTEGER REFERENCES audit_log (id)) STRICT")',
        'op.execute("INSERT INTO dangling VALUES (999)")',
    )
    with pytest.raises(AttendanceError, match="1 rows refer"):
        open_store(tmp_path, migrations=dangling)
    assert "dangling" not in "".join(content(tmp_path / "casework.sqlite"))


def test_rebuilding_a_table_in_a_migration_keeps_the_rows_that_refer_to_it(
    tmp_path, later_migrations
):
    rebuilding = later_migrations(
        'op.execute("CREATE TABLE meeting (id INTEGER PRIMARY KEY)")',
        'op.execute("CREATE TABLE action (of INTEGER REFERENCES meeting ON DELETE CASCADE)")',
        'op.execute("INSERT INTO meeting VALUES (1)")',
        'op.execute("INSERT INTO action VALUES (1)")',
        'op.execute("DROP TABLE meeting")',
        'op.execute("CREATE TABLE meeting (id INTEGER PRIMARY KEY, place TEXT)")',
        'op.execute("INSERT INTO meeting VALUES (1, NULL)")',
    )
    with open_store(tmp_path, migrations=rebuilding).connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM action")) == 1


def test_writers_are_shut_out_while_the_copy_is_made(tmp_path, later_migrations, monkeypatch):
    store_at_first_revision(tmp_path)
    copy_sound = store._copy_sound

    def try_to_write(path, target):
        require_locked(path)
        copy_sound(path, target)

    monkeypatch.setattr(store, "_copy_sound", try_to_write)
    open_store(tmp_path, migrations=later_migrations(ADD_TABLE))
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_a_store_from_a_newer_version_is_refused(tmp_path, later_migrations):
    open_store(tmp_path, migrations=later_migrations(ADD_TABLE)).dispose()
    before = content(tmp_path / "casework.sqlite")
    with pytest.raises(AttendanceError, match=r"newer version.*9999_later"):
        open_store(tmp_path)
    assert content(tmp_path / "casework.sqlite") == before


def test_another_programs_database_is_refused(tmp_path):
    path = tmp_path / "casework.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    before = path.read_bytes()
    with pytest.raises(AttendanceError, match="not a casework store"):
        open_store(tmp_path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "casework.sqlite").write_bytes(b"not a database " * 100)
    with pytest.raises(AttendanceError, match="python -m attendance restore"):
        open_store(tmp_path)


def test_a_folder_that_cannot_be_made_is_explained(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(AttendanceError, match="cannot be made"):
        open_store(tmp_path / "file" / "data")


@pytest.mark.parametrize("url", ["not a url", "mysql://u:secret@host/db", "duckdb:///x.duckdb"])
def test_an_address_that_is_not_postgresql_is_refused_without_repeating_it(tmp_path, url):
    with pytest.raises(AttendanceError, match="not a PostgreSQL URL") as raised:
        open_store(tmp_path, url)
    assert url not in str(raised.value)
    assert "secret" not in str(raised.value)
