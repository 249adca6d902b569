"""Opening, backing up and restoring the casework store: everything that people write."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from attendance.casework import sqlite_file
from attendance.casework.engine import sqlite_engine
from attendance.casework.migrate import MIGRATIONS, is_behind, upgrade
from attendance.casework.overwrite import overwrite
from attendance.casework.server import open_server
from attendance.errors import AttendanceError

LOCK_SECONDS = 120


def open_store(data_dir: Path, url: str | None = None, *, migrations: Path = MIGRATIONS) -> Engine:
    """Return an engine on the store, made or brought up to date first where that is needed.

    The store is `casework.sqlite` in `data_dir`, or the PostgreSQL database that `url` names.
    An older SQLite store is copied to `backups/` before it is changed.
    Raises AttendanceError when it cannot be opened, or a newer version of the program wrote it.
    """
    if url:
        return open_server(url, migrations)
    path = _store_path(data_dir)
    sqlite_file.create_private_folder(data_dir)
    if not path.exists() or _is_file_behind(path, migrations):
        with _locked(data_dir):
            sqlite_file.create_private_file(path)
            _bring_up_to_date(path, migrations)
    return sqlite_engine(path)


def backup(engine: Engine, target: Path) -> None:
    """Copy the store, which may be in use, to the new file `target`.

    Raises AttendanceError when the target exists, the store is damaged or is not SQLite.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        raise AttendanceError("The casework store is in PostgreSQL: back it up with pg_dump.")
    _copy_sound(Path(engine.url.database), target)


def restore(data_dir: Path, source: Path, *, migrations: Path = MIGRATIONS) -> Path | None:
    """Put a backup in the store's place; return where the replaced store is kept, if there was one.

    Raises AttendanceError, with the store as it was, when the source is damaged, is not a
    casework store or is too new, and when the program is still running.
    """
    _require_restorable(source, migrations)
    sqlite_file.create_private_folder(data_dir)
    with _locked(data_dir):
        return overwrite(_store_path(data_dir), source, _backup_path(data_dir))


def _store_path(data_dir: Path) -> Path:
    return data_dir / "casework.sqlite"


def _backup_path(data_dir: Path) -> Path:
    folder = data_dir / "backups"
    sqlite_file.create_private_folder(folder)
    return folder / f"casework-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.sqlite"


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    lock = FileLock(data_dir / "casework.lock", timeout=LOCK_SECONDS, mode=0o600)
    try:
        lock.acquire()
    except (Timeout, OSError) as error:
        raise AttendanceError(
            f"{lock.lock_file} could not be taken ({error}). Another copy of the program may "
            "be changing the casework store: wait for it to end and try again."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _is_file_behind(path: Path, migrations: Path) -> bool:
    return is_behind(sqlite_file.revision_of(path), migrations, where=str(path))


def _bring_up_to_date(path: Path, migrations: Path) -> None:
    engine = sqlite_engine(path, foreign_keys=False)
    try:
        # The transaction shuts writers out before the copy, so the copy misses nothing.
        with engine.begin() as connection:
            if _is_file_behind(path, migrations):
                kept = _keep_copy(path)
                upgrade(connection, migrations, where=str(path), kept=kept)
    except SQLAlchemyError as error:
        reason = str(error).splitlines()[0]
        raise AttendanceError(
            f"The casework store {path} cannot be opened ({reason}). Check who may write to "
            "its folder and the room on its disk, and try again."
        ) from error
    finally:
        engine.dispose()


def _keep_copy(path: Path) -> Path | None:
    if sqlite_file.revision_of(path) is None:
        return None
    target = _backup_path(path.parent)
    _copy_sound(path, target)
    return target


def _copy_sound(path: Path, target: Path) -> None:
    try:
        source = sqlite_file.connect(path)
    except sqlite3.Error as error:
        raise AttendanceError(f"The casework store {path} cannot be opened ({error}).") from error
    with closing(source):
        sqlite_file.require_sound(source, path)
        sqlite_file.copy(source, target)


def _require_restorable(source: Path, migrations: Path) -> None:
    if not source.is_file():
        raise AttendanceError(
            f"{source} cannot be read: there is no such file. Name a backup made before."
        )
    revision = sqlite_file.revision_of(source, mode="ro")
    if revision is None:
        raise AttendanceError(f"{source} is empty, not a casework store. Choose another file.")
    is_behind(revision, migrations, where=str(source))
    with closing(sqlite_file.connect(source, mode="ro")) as connection:
        sqlite_file.require_sound(connection, source)
