"""The register of persons of a data folder: which number and key each pupil has.

A person's `person_key` is random and given once; links, actions and notes use it. It is found
again by UPN, else by school and the school's own id.
"""

from pathlib import Path

import duckdb
import pyarrow as pa

from attendance import queries
from attendance.warehouse import versions, workshop

FILE = "people.parquet"
COLUMNS = {
    "urn": pa.int32(),
    "identifier": pa.string(),
    "pupil_id": pa.int32(),
    "person_key": pa.string(),
}


def known(connection: duckdb.DuckDBPyConnection, data_dir: Path) -> duckdb.DuckDBPyRelation:
    """Everyone known so far: urn (null for a UPN), identifier, pupil_id, person_key."""
    path = data_dir / FILE
    if path.exists():
        return connection.read_parquet(str(path))
    return connection.from_arrow(pa.schema(COLUMNS.items()).empty_table())


def register(connection: duckdb.DuckDBPyConnection, data_dir: Path) -> None:
    """Give numbers and keys to whom the views landed_pupils and load_pupils name, and keep them.

    The file is replaced whole, so that a killed import leaves it as it was or complete. Marks of
    pupils who are all known leave it as it is, and only the names in it are read.
    """
    with workshop.in_steps(connection):
        known(connection, data_dir).create_view("known_identities")
    if connection.sql(queries.load("landing/new_identities").sql).limit(1).fetchall():
        _write(connection, data_dir)
    connection.execute("drop view steps.known_identities")


def _write(connection: duckdb.DuckDBPyConnection, data_dir: Path) -> None:
    found = connection.sql(queries.load("landing/person_identities").sql)
    beside = data_dir / f"{versions.BUILDING}{FILE}"
    found.write_parquet(str(beside), compression="zstd")
    beside.chmod(0o600)
    beside.replace(data_dir / FILE)
