"""Build a warehouse version from landed loads and reference data, then publish it.

Everything is built into a file beside, checked, closed and checksummed before the pointer
moves; until then readers keep what they had.
"""

import csv
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from attendance import config, queries
from attendance.errors import WarehouseError
from attendance.warehouse import versions
from attendance.warehouse.loads import Load, to_manifest
from attendance.warehouse.versions import Version

STEPS = ("dfe_rows", "coded_sessions")
"""Built first, for the tables to read; dropped before the version is closed."""

DROP_STEPS = (
    "drop table coded_sessions",
    "drop table dfe_rows",
    "drop view landed_dfe_rows",
)

TABLES = (
    "areas",
    "published_attendance",
    "published_reasons",
    "school_weeks",
    "releases",
    "year_to_date",
    "weeks",
    "trend_files",
)
"""What readers query, in the order it is built."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Reference:
    """A reference table: its file and its columns with their SQL types."""

    name: str
    columns: dict[str, str]


REFERENCES = (
    Reference(
        "attendance_codes",
        {
            "code": "varchar",
            "description": "varchar",
            "category": "varchar",
            "is_possible": "boolean",
            "is_attending": "boolean",
            "is_on_site": "boolean",
            "valid_from": "date",
            "valid_to": "date",
        },
    ),
    Reference("dfe_reason_columns", {"column_name": "varchar", "code": "varchar"}),
    Reference("dfe_phases", {"label": "varchar", "education_phase": "varchar"}),
    Reference("dfe_symbols", {"symbol": "varchar", "meaning": "varchar"}),
    Reference(
        "dfe_columns", {"column_name": "varchar", "field": "varchar", "is_required": "boolean"}
    ),
    Reference("dfe_unused_columns", {"column_name": "varchar"}),
    Reference("mark_columns", {"column_name": "varchar", "field": "varchar"}),
    Reference("dfe_publications", {"published": "date", "data_to": "date"}),
    Reference(
        "comparators",
        {"home_authority": "varchar", "authority": "varchar", "authority_name": "varchar"},
    ),
)

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
}


def build(
    data_dir: Path, loads: list[Load], data: str, progress: Progress = lambda step: None
) -> Version:
    """Build, check and publish a version that holds these loads. Call it under the lock."""
    versions.clear_leftovers(data_dir)
    stamp = datetime.now(UTC)
    beside = versions.folder(data_dir) / f"{versions.BUILDING}{os.getpid()}.duckdb"
    try:
        _fill(beside, data_dir, loads, progress)
        progress("Checking")
        _check(beside)
    except duckdb.Error as error:
        versions.clear_leftovers(data_dir)
        raise WarehouseError(
            f"The warehouse could not be built in {data_dir}: {error}. "
            "What was there before is unchanged."
        ) from error
    except BaseException:
        versions.clear_leftovers(data_dir)
        raise
    return _finish(beside, data_dir, loads, data, stamp)


def fingerprint(data_dir: Path) -> str:
    """Checksum of what gives the figures their meaning: the build's SQL and reference data."""
    digest = hashlib.sha256()
    for path in sorted((config.QUERIES / "warehouse").glob("*.sql")):
        digest.update(path.read_bytes())
    for reference in REFERENCES:
        digest.update(reference_path(data_dir, reference.name).read_bytes())
    return digest.hexdigest()


def reference_path(data_dir: Path, name: str) -> Path:
    """The reader's own reference file if there is one, else the shipped one."""
    own = data_dir / "reference" / f"{name}.csv"
    return own if own.exists() else config.REFERENCE / f"{name}.csv"


def load_references(connection: duckdb.DuckDBPyConnection, data_dir: Path) -> None:
    """Create every reference table; WarehouseError names the file that cannot be read."""
    for reference in REFERENCES:
        path = reference_path(data_dir, reference.name)
        try:
            _check_header(path, list(reference.columns))
            connection.read_csv(
                str(path),
                header=True,
                sep=",",
                quotechar='"',
                columns=reference.columns,
                auto_detect=False,
            ).create(reference.name)
        except (duckdb.Error, OSError, ValueError, csv.Error) as error:
            reason = str(error).splitlines()[0]
            raise WarehouseError(
                f"The reference file {path} cannot be read: {reason}. "
                f"Its columns are {', '.join(reference.columns)}; put them right and try again."
            ) from error


def _check_header(path: Path, columns: list[str]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = next(csv.reader(file), [])
        file.read()
    if found != columns:
        raise ValueError(f"its first line is {','.join(found)!r}")


def run_steps(connection: duckdb.DuckDBPyConnection, names, progress: Progress) -> None:
    """Create a table from each of queries/warehouse/<name>.sql, in order."""
    for name in names:
        progress(f"Building {name.replace('_', ' ')}")
        connection.sql(queries.load(f"warehouse/{name}").sql).create(name)


def _fill(path: Path, data_dir: Path, loads: list[Load], progress: Progress) -> None:
    spill = versions.folder(data_dir) / f"{versions.BUILDING}spill-{os.getpid()}"
    with duckdb.connect(str(path), config={"temp_directory": str(spill)}) as connection:
        load_references(connection, data_dir)
        _loads_relation(connection, loads).create("loads")
        connection.read_parquet(
            [str(load.path(data_dir)) for load in loads], union_by_name=True
        ).create_view("landed_dfe_rows")
        run_steps(connection, STEPS + TABLES, progress)
        for drop in DROP_STEPS:
            connection.execute(drop)
        connection.execute("checkpoint")
    path.chmod(0o600)


def _loads_relation(connection: duckdb.DuckDBPyConnection, loads: list[Load]):
    schema = pa.schema(
        [(name, pa.int64() if name == "rows" else pa.string()) for name in LOAD_COLUMNS]
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
    versions.publish(data_dir, name)
    versions.prune(data_dir)
    return versions.read(data_dir, name)
