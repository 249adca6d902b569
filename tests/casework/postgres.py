"""A PostgreSQL server for the tests of the casework store: its own, in a folder that goes again,
reached through a socket there and by no network."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, inspect, text

PROGRAMS = Path("/usr/lib/postgresql")
OWNER = "postgres"
OTHERS_ENDED = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def programs() -> Path:
    """The folder of PostgreSQL's programs; skips, or fails in CI, without them."""
    found = sorted(PROGRAMS.glob("*/bin/initdb"))
    if not found:
        reason = "needs PostgreSQL (apt-get install postgresql)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found[-1].parent


@contextmanager
def running() -> Iterator[Path]:
    """A server with nothing in it, by the folder of its socket."""
    bin_folder = programs()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, OWNER, OWNER)
    control = [str(bin_folder / "pg_ctl"), "-D", str(folder / "data"), "-w", "-s"]
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=40"
    try:
        initdb = [str(bin_folder / "initdb"), "-D", str(folder / "data"), "-U", OWNER]
        _run([*initdb, "--no-sync", "-A", "trust", "-E", "UTF8", "--locale=C"], folder)
        _run([*control, "-l", str(folder / "log"), "-o", options, "start"], folder)
        try:
            yield folder
        finally:
            _run([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def url(folder: Path, database: str) -> str:
    """The address of a database of the server."""
    address = URL.create(
        "postgresql+psycopg", username=OWNER, database=database, query={"host": str(folder)}
    )
    return address.render_as_string(hide_password=False)


def execute(folder: Path, statement: str) -> None:
    """Run a statement that makes or drops a database."""
    engine = create_engine(url(folder, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def tables(folder: Path, database: str) -> list[str]:
    """What tables a database has."""
    engine = create_engine(url(folder, database))
    found = sorted(inspect(engine).get_table_names())
    engine.dispose()
    return found


def empty(folder: Path, database: str, but: str) -> None:
    """End what is still connected to a database, and empty its tables but one, with their
    counters."""
    engine = create_engine(url(folder, database), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(OTHERS_ENDED))
        names = [name for name in inspect(connection).get_table_names() if name != but]
        connection.execute(text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"))
    engine.dispose()


def _run(command: list[str], folder: Path) -> None:
    as_owner = ["runuser", "-u", OWNER, "--", *command] if os.geteuid() == 0 else command
    subprocess.run(as_owner, cwd=folder, check=True, stdout=subprocess.DEVNULL)
