"""What it gains to keep small pieces of memory at hand, as the Makefile has it.

    python -m benchmarks.at_hand DATA_DIR

Children ask some queries again and again, with the setting and without it in turn: in their first
thread, where the system's allocator grows slower with every query, and in a new thread for each
round, as the app runs its pages. The median milliseconds of a round's queries are told, of the
first rounds and of the last, and what they are of those without the setting.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from attendance import access, config
from benchmarks import pages
from benchmarks.county import processes

SETTING = "GLIBC_TUNABLES"
WITH, WITHOUT = "glibc.malloc.tcache_count=2000", ""
QUERIES = ("school/position", "school/similar_schools", "school/weekly_gap", "county/by_place")
IN_TURN, ROUNDS, ENDS = 3, 200, 40
THREADS = ("first thread", "new threads")


def main(data_dir: Path) -> None:
    """Print a line for each kind of thread."""
    print("thread | rounds | without, ms | with, ms | with / without")
    for thread in THREADS:
        taken: dict[str, list[list[float]]] = {WITHOUT: [], WITH: []}
        for _ in range(IN_TURN):
            for setting, runs in taken.items():
                runs.append(_child(data_dir, thread, setting))
        for name, part in (("first", slice(ENDS)), ("last", slice(-ENDS, None))):
            without, kept = (
                statistics.median(each for run in runs for each in run[part])
                for runs in (taken[WITHOUT], taken[WITH])
            )
            print(thread, name, f"{without:.1f} | {kept:.1f} | {kept / without:.2f}", sep=" | ")


def _child(data_dir: Path, thread: str, setting: str) -> list[float]:
    command = processes.python("benchmarks.at_hand", data_dir, thread)
    environment = os.environ | {SETTING: setting}
    printed = subprocess.check_output(command, cwd=config.ROOT, env=environment)
    return json.loads(printed.splitlines()[0])


def _asked(data_dir: Path, thread: str) -> list[float]:
    """Milliseconds of each round."""
    version = pages.served(data_dir)
    viewer = access.local_viewer()
    scope = pages.scopes(viewer, version)[pages.WHOLE_YEAR]
    runs = [pages.asking(viewer, version, name, scope) for name in QUERIES]
    return [_in(thread, runs) for _ in range(ROUNDS)]


def _in(thread: str, runs: list[Callable[[], object]]) -> float:
    if thread == THREADS[0]:
        return _round(runs)
    with ThreadPoolExecutor(1) as one:
        return one.submit(_round, runs).result()


def _round(runs: list[Callable[[], object]]) -> float:
    began = time.perf_counter()
    for run in runs:
        run()
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(_asked(Path(sys.argv[1]), sys.argv[2])))
    else:
        main(Path(sys.argv[1]))
