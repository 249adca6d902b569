"""What people wrote, kept from the command line: backed up, put back, and its log read."""

import csv
import io
import json

import pytest

from attendance import config
from attendance.casework import audit, store
from tests.command import complaint, printed, run


@pytest.fixture
def written(data_dir):
    """A store in which something was viewed."""

    def write(subject):
        engine = store.open_store(data_dir)
        audit.record(engine, viewer="jo", role="champion", action="view", subject=subject, rows=3)
        engine.dispose()

    write("=first")
    return write


def entries(*more):
    rows = csv.DictReader(io.StringIO(printed("log", "--format", "csv", *more)))
    return [(row["action"], row["subject"]) for row in rows]


def test_what_was_written_is_backed_up_and_put_back(written, data_dir, tmp_path):
    saved = tmp_path / "saved.sqlite"
    told = run("backup", saved)
    assert told.exit_code == 0
    assert f"python -m attendance restore {saved}" in told.stderr
    written("second")
    told = run("restore", saved)
    assert told.exit_code == 0
    (kept,) = (data_dir / "backups").iterdir()
    assert str(kept) in told.stderr
    assert entries() == [
        ("restore", "casework store"),
        ("backup", "casework store"),
        ("view", "'=first"),
    ]
    run("restore", kept)
    found = entries()
    assert found[0] == ("restore", "casework store")
    assert found[-3:] == [
        ("view", "second"),
        ("backup", "casework store"),
        ("view", "'=first"),
    ]


def test_the_log_is_printed_newest_first_and_says_that_it_was(written):
    assert entries() == [("view", "'=first")]
    assert entries("--last", "2") == [("export", "audit log"), ("view", "'=first")]
    (row, *_) = json.loads(printed("log", "--format", "json"))
    assert (row["viewer"], row["action"], row["rows"]) == ("local", "export", 2)
    assert "champion" in printed("log")


def test_an_empty_log_is_told(data_dir):
    assert "The log is empty" in run("log").stderr


def test_a_backup_overwrites_nothing(written, tmp_path):
    there = tmp_path / "there.sqlite"
    there.write_bytes(b"mine")
    assert "not overwritten" in complaint("backup", there)
    assert there.read_bytes() == b"mine"


@pytest.mark.parametrize("content", [None, b"", b"no database"])
def test_what_is_no_backup_is_refused_and_nothing_lost(written, tmp_path, content):
    file = tmp_path / "other"
    if content is not None:
        file.write_bytes(content)
    assert str(file) in complaint("restore", file)
    assert entries() == [("view", "'=first")]


def test_a_backup_that_is_not_there_is_told(written, tmp_path):
    gone = tmp_path / "gone.sqlite"
    told = complaint("restore", gone)
    assert told == f"{gone} cannot be read: there is no such file. Name a backup made before."


@pytest.mark.parametrize("command", [["backup", "file"], ["restore", "file"], ["log"]])
def test_a_school_does_none_of_it(written, command, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:115000")
    assert "Only somebody of the county" in complaint(*command)


def test_a_database_elsewhere_is_restored_by_its_own_tools(tmp_path, monkeypatch):
    monkeypatch.setenv(config.CASEWORK_URL_VARIABLE, "postgresql+psycopg://nowhere/none")
    assert "pg_restore" in complaint("restore", tmp_path / "file")
