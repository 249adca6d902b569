"""Build a warehouse version from landed loads and reference data, then publish it.

Everything is built into a file beside, checked, closed and checksummed before the pointer
moves; until then readers keep what they had.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from attendance import config, queries
from attendance.errors import WarehouseError
from attendance.warehouse import arriving, county, refresh, releases, versions, workshop
from attendance.warehouse.arriving import Compared
from attendance.warehouse.loads import Load, to_manifest
from attendance.warehouse.references import REFERENCES, load_references, reference_path
from attendance.warehouse.versions import Version

Progress = Callable[[str], None]

LOAD_COLUMNS = {
    "load_id": "varchar",
    "source": "varchar",
    "kind": "varchar",
    "academic_year": "varchar",
    "published": "date",
    "data_to": "date",
    "file_name": "varchar",
    "sha256": "varchar",
    "rows": "bigint",
    "loaded_at": "timestamp",
    "number": "bigint",
}
NUMBERS = {"rows", "number"}


def build(
    data_dir: Path,
    loads: list[Load],
    data: str,
    progress: Progress = lambda step: None,
    memory_gigabytes: float | None = None,
    anew: bool = False,
    before_publishing: Callable[[], None] = lambda: None,
    compared: Compared | None = None,
) -> Version:
    """Build, check and publish a version that holds these loads. Call it under the lock.

    Where only releases or marks were added, the version in use is copied and brought up to
    date; else all is built anew. `before_publishing` runs when the version is complete. The
    workshop in which arriving marks were `compared` is used if it can be, and closed.
    """
    versions.clear_leftovers(data_dir)
    stamp = datetime.now(UTC)
    room = versions.folder(data_dir) / f"{versions.BUILDING}{os.getpid()}"
    room.mkdir(mode=0o700)
    beside = room / "warehouse.duckdb"
    try:
        base = None if anew else _reusable(data_dir, data)
        _fill(beside, data_dir, base, loads, progress, memory_gigabytes, compared)
        progress("Checking")
        _check(beside)
        version = _finish(beside, data_dir, loads, data, stamp)
    except duckdb.Error as error:
        raise WarehouseError(
            f"The warehouse could not be built in {data_dir}: {error}. "
            "What was there before is unchanged."
        ) from error
    finally:
        shutil.rmtree(room, ignore_errors=True)
    before_publishing()
    versions.publish(data_dir, version.name)
    versions.prune(data_dir)
    return version


def fingerprint(data_dir: Path) -> str:
    """Checksum of what gives the figures their meaning, the SQL of builds and refreshes and the
    reference data, and of how files are laid out."""
    digest = hashlib.sha256(workshop.ATTACH.encode())
    for folder in ("refresh", "warehouse"):
        for path in sorted((config.QUERIES / folder).glob("*.sql")):
            digest.update(path.read_bytes())
    for reference in REFERENCES:
        digest.update(reference_path(data_dir, reference.name).read_bytes())
    return digest.hexdigest()


def _fill(
    path: Path,
    data_dir: Path,
    base: Version | None,
    loads: list[Load],
    progress: Progress,
    memory_gigabytes: float | None,
    compared: Compared | None,
) -> None:
    arrived = arriving.only_marks(base.loads, loads) if base else None
    if compared and not (arrived and compared.holds(arrived)):
        compared.connection.close()
        compared = None
    if base and arrived is not None:
        shutil.copyfile(base.path, path)
        try:
            with _opened(path, memory_gigabytes, compared) as connection:
                _update(connection, data_dir, base, loads, arrived, progress, bool(compared))
            return
        except refresh.RebuildNeededError:
            path.unlink()
    with _opened(path, memory_gigabytes) as connection:
        load_references(connection, data_dir)
        loads_relation(connection, loads).create("loads")
        releases.build(connection, data_dir, _of_dfe(loads), progress)
        if _of_county(loads):
            county.build(connection, data_dir, _of_county(loads), progress)


def _reusable(data_dir: Path, data: str) -> Version | None:
    """The version in use, if it holds such data by today's definitions."""
    current = versions.current(data_dir)
    if current and current.data == data and current.fingerprint == fingerprint(data_dir):
        return current
    return None


def _update(
    connection, data_dir, base: Version, loads, arrived, progress, is_at_hand: bool
) -> None:
    """Bring a copy of a version up to date with releases, and marks, that came since."""
    if arrived and not _of_county(base.loads):
        raise refresh.RebuildNeededError
    connection.execute("drop table loads")
    loads_relation(connection, loads).create("loads")
    if to_manifest(_of_dfe(base.loads)) != to_manifest(_of_dfe(loads)):
        for drop in releases.DROP_TABLES:
            connection.execute(drop)
        releases.build(connection, data_dir, _of_dfe(loads), progress)
    if arrived:
        workshop.prepare_refresh(connection)
        refresh.refresh(connection, data_dir, _of_county(loads), arrived, progress, is_at_hand)


def _of_dfe(loads: list[Load]) -> list[Load]:
    return [load for load in loads if not load.is_county]


def _of_county(loads: list[Load]) -> list[Load]:
    return [load for load in loads if load.is_county]


@contextmanager
def _opened(
    path: Path, memory_gigabytes: float | None, compared: Compared | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The file as a workshop; at the end everything is in the file."""
    spill = path.with_name("spill")
    if compared:
        opened = workshop.taken_over(compared.connection, path)
    else:
        opened = workshop.opened(path, spill, memory_gigabytes=memory_gigabytes)
    with opened as shop:
        yield shop
        shop.execute("checkpoint warehouse")
    path.chmod(0o600)


def loads_relation(connection: duckdb.DuckDBPyConnection, loads: list[Load]):
    """The loads as rows."""
    schema = pa.schema(
        [(name, pa.int64() if name in NUMBERS else pa.string()) for name in LOAD_COLUMNS]
    )
    rows = connection.from_arrow(pa.Table.from_pylist(to_manifest(loads), schema=schema))
    return rows.project(
        *[
            duckdb.ColumnExpression(name).cast(type_).alias(name)
            for name, type_ in LOAD_COLUMNS.items()
        ]
    )


def _check(path: Path) -> None:
    """Open the file as readers will, and make sure that what must be in it is."""
    if path.with_name(path.name + ".wal").exists():
        raise WarehouseError(f"The warehouse {path} was not closed properly. Import again.")
    with duckdb.connect(str(path), read_only=True) as connection:
        problems = queries.run(connection, "landing/warehouse_problems")
    if not problems.empty:
        raise WarehouseError(
            "The new warehouse does not add up, so the one in use is unchanged: "
            + "; ".join(f"{row.problem} ({row.found})" for row in problems.itertuples())
            + ". This is a fault in the program: please report it with this message."
        )


def _finish(beside: Path, data_dir: Path, loads: list[Load], data: str, stamp: datetime) -> Version:
    with beside.open("rb+") as file:
        os.fsync(file.fileno())
    checksum = versions.sha256(beside)
    name = f"warehouse-{stamp:%Y%m%dT%H%M%S%f}-{checksum[:8]}"
    manifest = {
        "data": data,
        "built_at": stamp.isoformat(timespec="seconds"),
        "fingerprint": fingerprint(data_dir),
        "sha256": checksum,
        "loads": to_manifest(loads),
    }
    path = versions.folder(data_dir) / f"{name}.duckdb"
    beside.replace(path)
    versions.write_atomically(path.with_suffix(".json"), json.dumps(manifest, indent=1))
    versions.sync_folder(versions.folder(data_dir))
    return versions.read(data_dir, name)
