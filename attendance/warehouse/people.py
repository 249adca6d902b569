"""The register of a data folder's UPNs and own ids: which number and key each has.

A number and its random `person_key` are given once to each UPN, and to each own id of a school
that came without one; links, actions and notes use the key. Which of them are one person is worked
out in every build, from the pupil files that count (STEPS), and never written down: a person has
the number and key of the one known first. So undoing a load undoes what it said of who is who.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb
import pyarrow as pa

from attendance import queries
from attendance.errors import WarehouseError
from attendance.warehouse import versions, workshop
from attendance.warehouse.versions import Version

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


NOT_OF_THE_WAREHOUSE = (
    "{path} does not know {unknown:,} of the pupils in the warehouse: it is missing, or a copy "
    "from before they came. Nothing was changed. Put the newest copy back from your backup, then "
    "run: python -m attendance warehouse rebuild"
)
NOT_OF_WHAT_IS_WRITTEN = (
    "{path} does not know {unknown:,} of the pupils that something was written about: it is "
    "missing, or an older copy. With new keys their steps, notices and notes would be nobody's. "
    "Nothing was changed. Put {name} back from your backup, then rebuild again; if there is no "
    "copy left, give new keys with: python -m attendance warehouse rebuild --confirm"
)


def known(connection: duckdb.DuckDBPyConnection, data_dir: Path) -> duckdb.DuckDBPyRelation:
    """All known so far: urn (null for a UPN), identifier, pupil_id, person_key."""
    path = data_dir / FILE
    if path.exists():
        found = connection.read_parquet(str(path))
        return found.project(f"*, {PLACED}").project(OWN_NUMBERS)
    return connection.from_arrow(pa.schema(COLUMNS.items()).empty_table())


def require_those_of(version: Version | None, data_dir: Path) -> None:
    """WarehouseError if the register lacks somebody of that version: numbers that are taken there
    would be given again."""
    if version is None or not any(load.is_county for load in version.loads):
        return
    try:
        with duckdb.connect() as connection:
            connection.execute(workshop.ATTACH_READ_ONLY, {"path": str(version.path)})
            unknown = _unknown(connection, data_dir, connection.table("warehouse.people"))
    except duckdb.Error as error:
        raise WarehouseError(
            f"The warehouse {version.path} cannot be read ({str(error).splitlines()[0]}). Build it "
            "again with: python -m attendance warehouse rebuild"
        ) from error
    if unknown:
        path = data_dir / FILE
        raise WarehouseError(NOT_OF_THE_WAREHOUSE.format(path=path, unknown=unknown))


def require(keys: Iterable[str], data_dir: Path) -> None:
    """WarehouseError if the register lacks one of the keys that something was written under."""
    unknown = unknown_among(keys, data_dir)
    if unknown:
        path = data_dir / FILE
        raise WarehouseError(NOT_OF_WHAT_IS_WRITTEN.format(path=path, unknown=unknown, name=FILE))


def unknown_among(keys: Iterable[str], data_dir: Path) -> int:
    """How many of the keys the register does not have."""
    with duckdb.connect() as connection:
        rows = pa.table({"person_key": pa.array(keys, pa.string())})
        return _unknown(connection, data_dir, connection.from_arrow(rows))


def _unknown(
    connection: duckdb.DuckDBPyConnection, data_dir: Path, asked: duckdb.DuckDBPyRelation
) -> int:
    known(connection, data_dir).create_view("known_identities")
    asked.create_view("asked_people")
    return len(connection.sql(queries.load("landing/unknown_people").sql))


def register(
    connection: duckdb.DuckDBPyConnection,
    data_dir: Path,
    before_new_keys: Callable[[], None] = lambda: None,
) -> None:
    """Give numbers and keys to whom the views landed_pupils and load_pupils name, and keep them.

    The file is replaced whole, so that a killed import leaves it as it was or complete. Loads of
    pupils who are all known leave it as it is, and only the names in it are read.
    """
    with workshop.in_steps(connection):
        known(connection, data_dir).create_view("known_identities")
    newcomers = connection.sql(queries.load("landing/new_identities").sql).to_arrow_table()
    if len(newcomers):
        before_new_keys()
        _write(connection, data_dir, newcomers)
    connection.execute("drop view steps.known_identities")


def _write(connection: duckdb.DuckDBPyConnection, data_dir: Path, newcomers: pa.Table) -> None:
    everyone = connection.table("known_identities").union(connection.from_arrow(newcomers))
    beside = data_dir / f"{versions.BUILDING}{FILE}"
    everyone.order("pupil_id").write_parquet(str(beside), compression="zstd")
    beside.chmod(0o600)
    beside.replace(data_dir / FILE)
