"""One SQLite store as a file: whose it is, whether it is sound, and how it is copied."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from attendance.errors import AttendanceError

APPLICATION_ID = int.from_bytes(b"ATTN", "big")
BUSY_SECONDS = 30


def connect(path: Path, *, mode: str = "rw", busy_seconds: float = BUSY_SECONDS):
    """Open an existing file ("rw" or "ro"), or raise sqlite3.OperationalError. Autocommits."""
    address = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=busy_seconds)


def create_private_folder(folder: Path) -> None:
    """Make the folder, readable by its owner alone, unless it is there."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise AttendanceError(
            f"The folder {folder} cannot be made ({error.strerror}). "
            "Check the data folder's setting and who may write there."
        ) from error


def create_private_file(path: Path) -> None:
    """Make an empty file, readable by its owner alone, unless it is there."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise AttendanceError(
            f"The file {path} cannot be made or written ({error.strerror}). "
            "Check who may write to its folder."
        ) from error


def revision_of(path: Path, *, mode: str = "rw") -> str | None:
    """Return the revision the store is at, or None for an empty file.

    Raises AttendanceError when the file is not a casework store or cannot be read.
    """
    try:
        with closing(connect(path, mode=mode)) as connection:
            if connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,):
                return connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
            is_empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    except sqlite3.Error as error:
        raise AttendanceError(
            f"{path} cannot be read as a casework store ({error}). "
            "If the file is damaged, put a backup back: python -m attendance restore FILE"
        ) from error
    if not is_empty:
        raise AttendanceError(f"{path} is a database, but not a casework store. Move it away.")
    return None


def require_sound(connection: sqlite3.Connection, path: Path) -> None:
    """Raise AttendanceError unless SQLite finds every page of the store in order."""
    try:
        findings = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        findings = str(error)
    if findings != "ok":
        raise AttendanceError(
            f"{path} is damaged ({findings}). Put a backup back: python -m attendance restore FILE"
        )


def copy(source: sqlite3.Connection, target: Path) -> None:
    """Copy a store that may be in use to a new file: complete under its name, or not there.

    Raises AttendanceError when the target exists or cannot be written.
    """
    if target.exists():
        raise AttendanceError(f"{target} exists and is not overwritten. Choose another name.")
    try:
        with TemporaryDirectory(dir=target.parent, prefix=".building-") as folder:
            building = Path(folder) / target.name
            create_private_file(building)
            with closing(connect(building)) as connection:
                source.backup(connection)
                # A copy left in WAL mode could not be opened from a read-only place.
                connection.execute("PRAGMA journal_mode = DELETE")
            building.rename(target)
        _sync_folder(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise AttendanceError(
            f"The casework store could not be copied to {target} ({error}). "
            "Check that the folder exists, may be written to and has room."
        ) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
