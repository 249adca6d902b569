"""Write small county files and land them."""

import csv
import io
from pathlib import Path

import duckdb

from attendance.importers import tables
from attendance.importers.sources import Source


def source(folder: Path, content: str | bytes, name: str = "given.csv") -> Source:
    """A file with that content, as an import finds it."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Source(name, path, None)


def text(*rows: dict[str, str]) -> str:
    """Rows as CSV; the first tells the columns."""
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def landed(module, given: Source, folder: Path, data_dir: Path, **options):
    """What an importer makes of the file."""
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    names = tables.header(given.path, given.shown)
    return module.land(given, names, data_dir, scratch, **options)


def rows(path: Path) -> list[dict]:
    """The rows of a Parquet file."""
    return duckdb.connect().read_parquet(str(path)).to_arrow_table().to_pylist()


def types(path: Path) -> dict[str, str]:
    """The columns of a Parquet file with their types."""
    found = duckdb.connect().read_parquet(str(path))
    return {name: str(kind) for name, kind in zip(found.columns, found.types, strict=True)}
