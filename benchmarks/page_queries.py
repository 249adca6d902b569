"""How long each query of "Essex and England" takes on a warehouse of all releases.

    python -m benchmarks.page_queries RELEASES

The yardstick asked in turn with them is the same bulletin table read from the release files
with DuckDB's CSV reader, which is what a page without a warehouse would do.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from attendance import access, config, queries
from attendance.importers import imports
from attendance.warehouse import versions

ROUNDS = 25

CHOICES = {
    "home_authority": config.ESSEX,
    "education_phase": "Secondary",
    "code": "O",
    "compared_year": "2023/24",
}


def main(releases: Path) -> None:
    """Import the releases, then print a line per query."""
    with tempfile.TemporaryDirectory() as folder:
        imports.import_paths([releases], Path(folder))
        version = versions.current(Path(folder))
        viewer = access.local_viewer()
        latest = access.rows(viewer, version, "essex_and_england/releases").iloc[0]
        choices = CHOICES | {
            "academic_year": latest.academic_year,
            "published": latest.published.date(),
        }
        runs = {
            name: _asking(viewer, version, name, choices)
            for name in queries.names()
            if queries.load(name).rows == "published"
        }
        runs["bulletin from the files"] = lambda: _from_files(releases)
        _print(_in_turn(runs))


def _asking(viewer, version, name, choices):
    params = {key: choices[key] for key in queries.load(name).params if key in choices}
    return lambda: access.rows(viewer, version, name, **params)


def _from_files(releases: Path) -> None:
    with duckdb.connect() as connection:
        connection.read_csv(
            str(releases / "*" / "EES_ytd_data.csv"), all_varchar=True, union_by_name=True
        ).filter("old_la_code = '881' or geographic_level = 'National'").df()


def _in_turn(runs) -> dict[str, list[float]]:
    """Every run once a round, so that whatever else the machine does hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            times[name].append(1000 * (time.perf_counter() - start))
    return times


def _print(times: dict[str, list[float]]) -> None:
    yardstick = statistics.median(times["bulletin from the files"])
    print(f"{'query':45} {'median ms':>9} {'slowest':>8} {'of reading files':>17}")
    for name, values in times.items():
        median = statistics.median(values)
        print(f"{name:45} {median:9.1f} {max(values):8.1f} {median / yardstick:17.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
