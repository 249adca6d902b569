"""Load a year's CSV: ours to a published warehouse with every mart, the others as they can."""

import shutil
from pathlib import Path

import duckdb

from attendance.warehouse import county
from benchmarks.county import csv_loads, processes
from benchmarks.county.workplace import Workplace

OURS = "import"
OURS_IN_2GB = "import --memory 2GB"

BLOCK_SIZE = "select block_size from pragma_database_size()"

STORED_BLOCKS = """
select count(distinct block_id) as blocks
from (
    select block_id from pragma_storage_info($table_name)
    union all
    select unnest(additional_block_ids) from pragma_storage_info($table_name)
)
where block_id >= 0
"""


def load_ours(place: Workplace) -> dict:
    """The import as a user runs it, with the yardstick before and after it."""
    ours = {
        OURS: ["--data-dir", place.data("year"), "import", place.county],
        OURS_IN_2GB: ["--data-dir", place.data("2GB"), "import", "--memory", "2GB", place.county],
    }
    yardsticks = [_loaded(place, csv_loads.WAREHOUSE)]
    taken = {}
    for name, arguments in ours.items():
        shutil.rmtree(arguments[1], ignore_errors=True)
        taken[name] = processes.used(processes.python("attendance", *arguments))
        yardsticks.append(_loaded(place, csv_loads.WAREHOUSE))
    shutil.rmtree(place.data("2GB"))
    return {"taken": taken, "yardsticks": yardsticks} | sizes(place.warehouse("year"))


def load_others(place: Workplace) -> dict:
    """The other ways to load the same file, one after another."""
    return {"taken": {way: _loaded(place, way) for way in csv_loads.WAYS}}


def sizes(path: Path) -> dict:
    """Bytes of each table of a warehouse: the blocks that its columns lie in. A block that two
    tables share counts for both."""
    with duckdb.connect(str(path), read_only=True) as connection:
        (block_bytes,) = connection.execute(BLOCK_SIZE).fetchall()[0]
        stored = {
            name: block_bytes
            * connection.execute(STORED_BLOCKS, {"table_name": name}).fetchall()[0][0]
            for name in county.TABLES
        }
        marks = connection.execute("select count(*) from marks").fetchall()[0][0]
    return {"bytes": stored, "marks": marks, "file_bytes": path.stat().st_size}


def _loaded(place: Workplace, way: str) -> dict:
    target = place.folder / "loaded"
    _remove(target)
    command = processes.python("benchmarks.county.csv_loads", way, place.marks_file, target)
    taken = processes.used(command)
    taken["bytes"] = _bytes(target)
    _remove(target)
    return taken


def _remove(target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    target.unlink(missing_ok=True)


def _bytes(target: Path) -> int:
    files = target.rglob("*") if target.is_dir() else [target]
    return sum(file.stat().st_size for file in files if file.is_file())
