"""The casework store on a PostgreSQL server."""

from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, func, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from attendance.casework.migrate import is_behind, upgrade
from attendance.errors import AttendanceError

MIGRATION_LOCK = 1096045646  # any number, so long as every copy of the program uses the same
NOT_POSTGRESQL = (
    "The casework store's address is not a PostgreSQL URL. Write it as "
    "postgresql://user:password@host/database, or leave it out to use SQLite in the data folder."
)


def open_server(url: str, migrations: Path) -> Engine:
    """Return an engine on the PostgreSQL store, brought up to date first where that is needed.

    Raises AttendanceError when the server cannot be used, a migration fails (it is undone), or
    a newer version of the program wrote the store.
    """
    engine = _server_engine(url)
    where = engine.url.render_as_string(hide_password=True)
    try:
        with engine.begin() as connection:
            if is_behind(_revision(connection), migrations, where=where):
                connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
                # Another copy of the program may have done it while this one waited.
                if is_behind(_revision(connection), migrations, where=where):
                    upgrade(connection, migrations, where=where)
    except SQLAlchemyError as error:
        engine.dispose()
        raise AttendanceError(
            f"The casework store {where} could not be opened or brought up to date "
            f"({str(error).splitlines()[0]}). Check the address, the password and the server."
        ) from error
    return engine


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def _server_engine(url: str) -> Engine:
    """Return an engine on a PostgreSQL server.

    Raises AttendanceError when the URL is not one for PostgreSQL or its driver is not installed.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise AttendanceError(NOT_POSTGRESQL) from error
    if address.get_backend_name() != "postgresql":
        raise AttendanceError(NOT_POSTGRESQL)
    try:
        return create_engine(address, pool_pre_ping=True)
    except ImportError as error:
        raise AttendanceError(
            f"The casework store is set to PostgreSQL but its driver is missing ({error}). "
            "Install it with: pip install 'psycopg[binary]'"
        ) from error
