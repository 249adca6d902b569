"""Read a warehouse version: one locked-down, read-only connection each, a cursor per query."""

import atexit
import shutil
import tempfile
import threading
from functools import cache
from pathlib import Path

import duckdb

from attendance.errors import WarehouseError
from attendance.warehouse.versions import Version

OPEN_VERSIONS = 2

_connections: dict[Path, duckdb.DuckDBPyConnection] = {}
_lock = threading.Lock()


def connection(version: Version) -> duckdb.DuckDBPyConnection:
    """The connection of that version. Take a cursor of it for each query: answers on a shared
    one get mixed up. WarehouseError if the file cannot be opened.
    """
    with _lock:
        if version.path not in _connections:
            _connections[version.path] = _open(version.path)
            while len(_connections) > OPEN_VERSIONS:
                # Let go, not closed: a cursor of another session may still be at work on it.
                del _connections[next(iter(_connections))]
        return _connections[version.path]


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        opened = duckdb.connect(
            str(path),
            read_only=True,
            config={
                "enable_external_access": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "python_enable_replacements": False,
                "temp_directory": str(_spill_folder()),
                "memory_limit": "2GB",
                # Page queries are small: one thread answers sooner, and many readers at once.
                "threads": 1,
                # Set here and not later: whoever still reads a version that was let go has
                # locked it, and it is opened again as it is.
                "lock_configuration": True,
            },
        )
    except duckdb.Error as error:
        raise WarehouseError(
            f"The warehouse {path} cannot be opened ({str(error).splitlines()[0]}). Go back to "
            "another version with: python -m attendance warehouse rollback"
        ) from error
    return opened


@cache
def _spill_folder() -> Path:
    """A folder of this process alone: what does not fit in memory may hold children's data."""
    folder = Path(tempfile.mkdtemp(prefix="attendance-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
