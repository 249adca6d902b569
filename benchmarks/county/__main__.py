"""Measure the whole program on a made-up county, beside polars, chdb, pandas and DuckDB.

    python -m benchmarks.county [--folder DIR] [--schools N --pupils N --years N]
                                [--only STEP] [--again] [--report]

Each step is a process of its own and takes less than ten minutes; a run that was broken off
goes on where it stopped. When all are done, the tables go to docs/performance.md.
"""

import argparse
import os
import subprocess
from pathlib import Path

from attendance import config
from benchmarks import lists, packs, pages, repaint
from benchmarks.county import (
    asking,
    giving,
    loading,
    making,
    processes,
    refreshing,
    report,
    several_years,
)
from benchmarks.county.workplace import Workplace

STEPS = {
    "county": making.make_year,
    "load": loading.load_ours,
    "load-others": loading.load_others,
    "give": giving.give,
    "questions": asking.ask_all,
    "pages": lambda place: {"pages": pages.measured(place.data("year"))},
    "lists": lambda place: {"lists": lists.measured(place.data("year"))},
    "repaint": lambda place: {"repaint": repaint.measured(place.data("year"))},
    "packs": lambda place: packs.measured(place.data("year")),
    "refresh-before": refreshing.load_before,
    "refresh": refreshing.refresh,
    "refresh-compare": refreshing.compare,
    "years-county": making.make_years,
    "years-load": several_years.load_years,
    "years-serve": several_years.serve_years,
}

DOCUMENT = config.ROOT / "docs" / "performance.md"


def main() -> None:
    """Do one step, or all that are not done and then write the report."""
    given = _arguments()
    place = Workplace(given.folder.resolve(), given.schools, given.pupils, given.years)
    place.settle()
    if given.only:
        if given.again:
            place.forget(given.only)
        if place.result(given.only) is None:
            before = os.getloadavg()[0]
            measured = STEPS[given.only](place)
            place.keep(given.only, measured | {"load": [before, os.getloadavg()[0]]})
        return
    for step in () if given.report else STEPS:
        if given.again:
            place.forget(step)
        if place.result(step) is None:
            print(f"Step {step}", flush=True)
            subprocess.run(_command(place, step), check=True, cwd=config.ROOT)
    found = {step: place.result(step) for step in STEPS}
    text = report.written({step: each for step, each in found.items() if each}, place)
    print(text)
    DOCUMENT.write_text(text, encoding="utf-8")


def _command(place: Workplace, step: str) -> list[str]:
    options = ["--folder", place.folder, "--schools", place.schools, "--pupils", place.pupils]
    return processes.python("benchmarks.county", *options, "--years", place.years, "--only", step)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.county")
    parser.add_argument(
        "--folder", type=Path, default=config.ROOT / "data" / "local" / "bench", help="work folder"
    )
    parser.add_argument("--schools", type=int, default=550)
    parser.add_argument("--pupils", type=int, default=220_000)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--only", choices=list(STEPS), help="do this step alone")
    parser.add_argument("--again", action="store_true", help="do what was done before again")
    parser.add_argument("--report", action="store_true", help="write what is measured so far")
    return parser.parse_args()


if __name__ == "__main__":
    main()
