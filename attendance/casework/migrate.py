"""Which migrations there are, which are still to run, and running them."""

from pathlib import Path

from sqlalchemy import Connection

from attendance.errors import AttendanceError

MIGRATIONS = Path(__file__).parent / "migrations"


def revisions(migrations: Path) -> list[str]:
    """Return every revision, oldest first.

    Files in `versions/` are numbered and named as their revision. Reading the names, not the
    scripts, lets a store that is up to date open without loading Alembic (half a second).
    """
    return sorted(script.stem for script in (migrations / "versions").glob("[0-9]*.py"))


def is_known(revision: str | None, migrations: Path) -> bool:
    """Say whether this version of the program has the revision's migration."""
    return revision in revisions(migrations)


def is_behind(revision: str | None, migrations: Path, *, where: str) -> bool:
    """Say whether a store at `revision` (None: an empty one) has migrations to run.

    Raises AttendanceError when the revision is unknown: a newer version wrote the store.
    """
    if revision is not None and not is_known(revision, migrations):
        raise AttendanceError(
            f"The casework store {where} was written by a newer version of this program "
            f"(its revision, {revision}, is not known here). Install the newer version, "
            "or put back a backup made by this one: python -m attendance restore FILE"
        )
    return revision != revisions(migrations)[-1]


def upgrade(
    connection: Connection, migrations: Path, *, where: str, kept: Path | None = None
) -> None:
    """Run the outstanding migrations in the connection's transaction.

    Raises AttendanceError, naming the copy `kept` if there is one, when a migration fails or
    leaves rows referring to others that are gone. The caller's transaction then undoes it all.
    """
    try:
        _run(connection, migrations)
        if connection.dialect.name == "sqlite":
            _require_references(connection)
    except Exception as error:  # a migration can fail in any way
        copy = f" A copy made just before is {kept}." if kept else ""
        raise AttendanceError(
            f"The casework store {where} could not be brought up to date ({error}). "
            f"It was left as it was.{copy} Go back to the earlier version of the program "
            "and report this message."
        ) from error


def _run(connection: Connection, migrations: Path) -> None:
    # Loaded only here, because it takes half a second and most starts have nothing to run.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _require_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise AttendanceError(f"{len(broken)} rows refer to rows that no longer exist")
