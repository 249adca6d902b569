"""What else loads a year's CSV, each in a process of its own.

    python -m benchmarks.county.csv_loads WAY CSV TARGET

The target is a file or folder to make; ways that only read into memory leave it alone.
"""

import csv
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb

from attendance import config

WAREHOUSE = "duckdb typed table"
"""The yardstick: nothing but DuckDB's own reader, with types given, into a table."""


def codes() -> list[str]:
    """The register codes in the order of the reference table, which is that of categories."""
    path = config.REFERENCE / "attendance_codes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [row["code"] for row in csv.DictReader(file)]


def duckdb_table(source: Path, target: Path) -> None:
    """Typed columns into a table, in order of arrival."""
    with duckdb.connect(str(target)) as connection:
        listed = ", ".join(f"'{code}'" for code in codes())
        connection.execute("create type half_day as enum ('AM', 'PM')")
        connection.execute(f"create type register_code as enum ({listed})")
        connection.execute(
            """
            create table marks as
            from read_csv($path, columns = {
                'urn': 'integer', 'pupil': 'varchar', 'date': 'date',
                'session': 'half_day', 'code': 'register_code'
            })
            """,
            {"path": str(source)},
        )


def polars_parquet(source: Path, target: Path) -> None:
    """Scanned and streamed into a Parquet file."""
    import polars as pl

    pl.scan_csv(source, schema_overrides=_polars_types()).sink_parquet(target)


def polars_frame(source: Path, target: Path) -> None:
    """Read into memory."""
    import polars as pl

    pl.read_csv(source, schema_overrides=_polars_types())


def pandas_c(source: Path, target: Path) -> None:
    """Read into memory with the engine in C."""
    import pandas as pd

    types = {"urn": "int32", "session": "category", "code": "category"}
    pd.read_csv(source, dtype=types, parse_dates=["date"], engine="c")


def pandas_pyarrow(source: Path, target: Path) -> None:
    """Read into memory with Arrow's reader."""
    import pandas as pd

    pd.read_csv(source, engine="pyarrow", dtype_backend="pyarrow")


def chdb_table(source: Path, target: Path) -> None:
    """Into a MergeTree table sorted by school, pupil and date."""
    from chdb.session import Session

    session = Session(str(target))
    session.query("create database if not exists county engine = Atomic")
    listed = enum8(codes())
    session.query(
        f"""
        create table county.loaded (
            urn UInt32, pupil String, date Date, session Enum8('AM' = 1, 'PM' = 2), code {listed}
        )
        engine = MergeTree order by (urn, pupil, date, session)
        """
    )
    structure = f"urn UInt32, pupil String, date Date, session String, code {listed}".replace(
        "'", "''"
    ).replace("\\", "\\\\")
    session.query(
        f"insert into county.loaded select * from file('{source}', 'CSVWithNames', '{structure}')"
    )
    session.close()


def enum8(names: list[str]) -> str:
    """ClickHouse's type of these names, numbered from 1."""
    quoted = (name.replace("\\", "\\\\") for name in names)
    numbered = ", ".join(f"'{name}' = {number}" for number, name in enumerate(quoted, start=1))
    return f"Enum8({numbered})"


def _polars_types() -> dict:
    import polars as pl

    return {
        "urn": pl.Int32,
        "date": pl.Date,
        "session": pl.Enum(["AM", "PM"]),
        "code": pl.Enum(codes()),
    }


WAYS: dict[str, Callable[[Path, Path], None]] = {
    WAREHOUSE: duckdb_table,
    "polars scan_csv to sink_parquet": polars_parquet,
    "polars read_csv (memory only)": polars_frame,
    "chdb to sorted MergeTree": chdb_table,
    "pandas read_csv, C (memory only)": pandas_c,
    "pandas read_csv, pyarrow (memory only)": pandas_pyarrow,
}

if __name__ == "__main__":
    WAYS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
