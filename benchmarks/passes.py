"""What it gains to leave out the passes of DuckDB's optimiser that the reader leaves out.

    python -m benchmarks.passes DATA_DIR [NAME ...]

The queries of pages and lists are asked as pages ask, with all passes and without those, one right
after the other and in changing order, because machines are shared and noisy. The least milliseconds
of the processor are told, and the median of the ratios.
"""

import random
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest import mock

from attendance.warehouse import reader
from benchmarks import lists, pages

ROUNDS = 20
ALL, FEWER = "", ",".join(reader.PASSES_LEFT_OUT)


def main(data_dir: Path, names: list[str]) -> None:
    """Print a line for each query, the greatest gain first, and the mean of all ratios."""
    version = pages.served(data_dir)
    with mock.patch.dict(reader.SETTINGS, lock_configuration=False):
        connection = reader.connection(version)
    runs = pages.runs(version, names) | lists.runs(version, names)
    taken: dict = {key: {ALL: [], FEWER: []} for key in runs}

    def a_round() -> None:
        for key, run in runs.items():
            for passes in random.sample((ALL, FEWER), 2):
                connection.execute(f"set disabled_optimizers = '{passes}'")
                began = time.thread_time()
                run()
                taken[key][passes].append(1000 * (time.thread_time() - began))

    for _ in range(ROUNDS):
        with ThreadPoolExecutor(1) as thread:
            thread.submit(a_round).result()
    ratios = {
        key: statistics.median(fewer / all_ for fewer, all_ in zip(of[FEWER], of[ALL], strict=True))
        for key, of in taken.items()
    }
    print("query | of | all passes, ms | fewer, ms | fewer / all")
    for key in sorted(runs, key=ratios.__getitem__):
        least = [f"{min(taken[key][passes]):.1f}" for passes in (ALL, FEWER)]
        print(*key, *least, f"{ratios[key]:.2f}", sep=" | ")
    print(f"geometric mean of {len(ratios)}: {statistics.geometric_mean(ratios.values()):.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
