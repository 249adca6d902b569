"""How long each query of the county's own pages takes on a warehouse of a whole county.

    python -m benchmarks.pages DATA_DIR [NAME ...]

Every query is asked for the year to date and for weeks in its midst, in turn, round by round, as
a page asks: through the reader's access, on one thread, which is a new one in every round, as it
is in every run of a page. The least of all rounds is told, of the clock and of the processor,
because other work only ever adds to it.
"""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd

from attendance import access, queries
from attendance.scope import CountyScope
from attendance.warehouse import versions
from attendance.warehouse.versions import Version

FOLDERS = ("county", "school", "schools")
ROUNDS = 20
PHASE = "Secondary"

WHOLE_YEAR, MIDST = "year to date", "weeks in its midst"
HEADS = ("query", "rows", WHOLE_YEAR, "processor", MIDST, "processor")

Rows = list[tuple[object, ...]]
Runs = dict[tuple[str, str], Callable[[], pd.DataFrame]]


def main(data_dir: Path, names: list[str]) -> None:
    """Print a line per query: rows, and milliseconds of both periods."""
    print(*HEADS, sep=" | ")
    for row in measured(data_dir, names):
        print(*row, sep=" | ")


def measured(data_dir: Path, names: list[str] | None = None) -> Rows:
    """A row per query, as HEADS says; of every query of the folders unless some are named."""
    asked = runs(served(data_dir), names)
    rows = {name: f"{len(run()):,}" for (name, period), run in asked.items() if period != MIDST}
    least = in_turn(asked)
    return [(name, rows[name], *least[name, WHOLE_YEAR], *least[name, MIDST]) for name in rows]


def served(data_dir: Path) -> Version:
    """The version that the app serves."""
    version = versions.current(data_dir)
    assert version is not None, f"{data_dir} holds no warehouse"
    return version


def runs(version: Version, names: list[str] | None = None) -> Runs:
    """What asks each query, by its name and period; of every query unless some are named."""
    viewer = access.local_viewer()
    chosen = scopes(viewer, version)
    return {
        (name, period): asking(viewer, version, name, scope)
        for name in names or queries.names()
        if name.partition("/")[0] in FOLDERS
        for period, scope in chosen.items()
    }


def scopes(viewer: access.Viewer, version: Version) -> dict[str, CountyScope]:
    """The two periods of the newest year, and the largest school of the phase."""
    year = access.rows(viewer, version, "data/marks_freshness").iloc[0]["academic_year"]
    weeks = access.rows(viewer, version, "county/weeks", academic_year=year)
    mondays = [monday.date() for monday in weeks["week_commencing"]]
    before = [None if pd.isna(week) else week.date() for week in weeks["last_year_week"]]
    third = len(mondays) // 3
    spans = {WHOLE_YEAR: (0, len(mondays) - 1), MIDST: (third, 2 * third)}
    found = {
        period: CountyScope(
            home="Essex",
            academic_year=year,
            period=period,
            first_week=mondays[first],
            last_week=mondays[last],
            last_year_first_week=before[first],
            last_year_last_week=before[last],
            previous_week=mondays[max(last - 6, 0)],
            is_named_span=period == WHOLE_YEAR,
            education_phase=PHASE,
        )
        for period, (first, last) in spans.items()
    }
    schools = asking(viewer, version, "schools/every_school", found[WHOLE_YEAR])()
    largest = int(schools.sort_values("enrolments")["school_id"].iloc[-1])
    return {period: scope.but(school_id=largest) for period, scope in found.items()}


def asking(
    viewer: access.Viewer, version: Version, name: str, scope: CountyScope, **besides: object
) -> Callable[[], pd.DataFrame]:
    """What asks the query for that scope, and for what no scope holds, as a page does."""
    params = scope.params(queries.load(name).params) | besides
    return lambda: access.rows(viewer, version, name, **params)


def in_turn(runs: Runs) -> dict:
    """The least milliseconds of each run, by the clock and by the processor."""
    times: dict = {key: [] for key in runs}

    def a_round() -> None:
        for key, run in runs.items():
            clock, processor = time.perf_counter(), time.thread_time()
            run()
            times[key].append((time.perf_counter() - clock, time.thread_time() - processor))

    for _ in range(ROUNDS):
        with ThreadPoolExecutor(1) as thread:
            thread.submit(a_round).result()
    return {
        key: tuple(f"{1000 * min(column):.1f}" for column in zip(*values, strict=True))
        for key, values in times.items()
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
