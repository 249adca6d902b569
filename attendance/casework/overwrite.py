"""Replacing the whole content of a SQLite store with that of another, as one change."""

import sqlite3
from contextlib import closing
from pathlib import Path

from attendance.casework import sqlite_file
from attendance.errors import AttendanceError

IN_USE_SECONDS = 2
DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def overwrite(path: Path, source: Path, kept: Path) -> Path | None:
    """Give `path` the content of `source`; return `kept`, which gets the old content, if any.

    SQLite writes the content in one transaction, so that a crash leaves the old or the new.
    Renaming a file into place would not do: a write-ahead log left beside the old one
    would be taken for the new one's.
    Raises AttendanceError, with nothing changed, when another program has the store open.
    """
    if not path.exists():
        _copy(source, path)
        return None
    try:
        connection = _take_over(path)
    except sqlite3.DatabaseError as error:
        _require_damaged(error, path)
        _replace_unreadable(path, source, kept)
    else:
        with closing(connection):
            sqlite_file.copy(connection, kept)
            _fill(connection, path, source)
    return kept


def _take_over(path: Path) -> sqlite3.Connection:
    """Return a connection that shuts out all others until it is closed."""
    connection = sqlite_file.connect(path, busy_seconds=IN_USE_SECONDS)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _require_damaged(error: sqlite3.DatabaseError, path: Path) -> None:
    if error.sqlite_errorcode & 0xFF not in DAMAGED:
        raise AttendanceError(
            f"{path} is in use or cannot be written ({error}), and was left as it was. "
            "Stop the dashboard and try again."
        ) from error


def _replace_unreadable(path: Path, source: Path, kept: Path) -> None:
    """Move a file SQLite cannot even open aside, with its log, and put a copy in its place."""
    incoming = path.with_name(kept.name)
    _copy(source, incoming)
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    incoming.rename(path)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite_file.connect(source, mode="ro")) as replacement:
        sqlite_file.copy(replacement, target)


def _fill(connection: sqlite3.Connection, path: Path, source: Path) -> None:
    try:
        with closing(sqlite_file.connect(source, mode="ro")) as replacement:
            replacement.backup(connection)
    except sqlite3.Error as error:
        raise AttendanceError(
            f"{source} could not be restored to {path} ({error}), which was left as it was. "
            "Check the disk's space and try again."
        ) from error
