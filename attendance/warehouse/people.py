"""The register of a data folder's UPNs and own ids: which number and key each has.

A number and its random `person_key` are given once to each UPN, and to each own id of a school
that came without one; links, actions and notes use the key. Which of them are one person is worked
out in every build, from the pupil files that count (STEPS), and never written down: a person has
the number and key of the one known first. So undoing a load undoes what it said of who is who.
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
STEPS = ("upn_persons", "listed_pupils", "person_identities")
"""Queries of queries/warehouse that tell who is who, from steps.known_identities."""

PLACED = "row_number() over (partition by pupil_id order by urn nulls first, identifier) as place"
OWN_NUMBERS = """
    urn,
    identifier,
    cast(
        case when place = 1 then pupil_id
            else max(pupil_id) over ()
                + count(*) filter (where place > 1) over (order by urn nulls first, identifier)
        end as integer
    ) as pupil_id,
    case when place = 1 then person_key
        else left(md5(concat_ws(' ', person_key, urn, identifier)), 16)
    end as person_key
"""
"""Earlier registers gave one number to all names of a person, rightly or wrongly. The first keeps
it, the others get their own, the same whenever such a file is read."""


def known(connection: duckdb.DuckDBPyConnection, data_dir: Path) -> duckdb.DuckDBPyRelation:
    """All known so far: urn (null for a UPN), identifier, pupil_id, person_key."""
    path = data_dir / FILE
    if path.exists():
        found = connection.read_parquet(str(path))
        return found.project(f"*, {PLACED}").project(OWN_NUMBERS)
    return connection.from_arrow(pa.schema(COLUMNS.items()).empty_table())


def register(connection: duckdb.DuckDBPyConnection, data_dir: Path) -> None:
    """Give numbers and keys to whom the views landed_pupils and load_pupils name, and keep them.

    The file is replaced whole, so that a killed import leaves it as it was or complete. Loads of
    pupils who are all known leave it as it is, and only the names in it are read.
    """
    with workshop.in_steps(connection):
        known(connection, data_dir).create_view("known_identities")
    newcomers = connection.sql(queries.load("landing/new_identities").sql).to_arrow_table()
    if len(newcomers):
        _write(connection, data_dir, newcomers)
    connection.execute("drop view steps.known_identities")


def _write(connection: duckdb.DuckDBPyConnection, data_dir: Path, newcomers: pa.Table) -> None:
    everyone = connection.table("known_identities").union(connection.from_arrow(newcomers))
    beside = data_dir / f"{versions.BUILDING}{FILE}"
    everyone.order("pupil_id").write_parquet(str(beside), compression="zstd")
    beside.chmod(0o600)
    beside.replace(data_dir / FILE)
