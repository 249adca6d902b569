"""Give the other engines the marks and some small tables, in the form that each likes best.

python -m benchmarks.county.giving WAREHOUSE TARGET
"""

import shutil
import sys
from pathlib import Path

import duckdb

from benchmarks.county import processes, questions
from benchmarks.county.workplace import Workplace


def give(place: Workplace) -> dict:
    """Do it in a process of its own."""
    shutil.rmtree(place.given, ignore_errors=True)
    place.given.mkdir()
    command = ("benchmarks.county.giving", place.warehouse("year"), place.given)
    return processes.used(processes.python(*command))


def main(warehouse: Path, target: Path) -> None:
    """Write Parquet files, and load them where an engine keeps tables."""
    from benchmarks.county import chdb_questions, polars_questions

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        about = questions.choices(connection)
        for name in ("choices", "marks_given", *questions.GIVEN_TABLES):
            rows = questions.given(connection, name, about)
            rows.write_parquet(str(target / f"{name}.parquet"), compression="zstd")
    polars_questions.prepare(target)
    chdb_questions.answers(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
