"""A process that holds one engine ready and answers when it is asked.

    python -m benchmarks.county.asked ENGINE FOLDER WAREHOUSE_FOLDER

Each line read is "ask QUESTION" or "save QUESTION FILE"; each line written is JSON.
"""

import json
import os
import sys
import time
from pathlib import Path

from attendance.warehouse import versions
from benchmarks.county import questions

OURS = "ours, from marts"
MARKS = "DuckDB, from marks"
ENGINES = (
    OURS,
    MARKS,
    "polars, scanning Parquet",
    "polars, frame in memory",
    "chdb, sorted MergeTree",
    "pandas, frame in memory",
)


def answers(engine: str, given: Path, data_dir: Path) -> questions.Answers:
    """The questions that an engine answers; nothing is imported that it does not need."""
    version = versions.current(data_dir)
    assert version is not None
    if engine == OURS:
        return questions.from_marts(version)
    if engine == MARKS:
        return questions.from_marks(version.path)
    if engine.startswith("polars"):
        from benchmarks.county import polars_questions

        is_scan = engine == "polars, scanning Parquet"
        return polars_questions.scanned(given) if is_scan else polars_questions.in_memory(given)
    if engine.startswith("chdb"):
        from benchmarks.county import chdb_questions

        return chdb_questions.answers(given)
    from benchmarks.county import pandas_questions

    return pandas_questions.answers(given)


def main(engine: str, given: Path, data_dir: Path) -> None:
    """Answer until there are no more lines."""
    ready = answers(engine, given, data_dir)
    _say({"questions": list(ready)})
    for line in sys.stdin:
        match line.split():
            case ["ask", name]:
                _say(_timed(ready[name]))
            case ["save", name, file]:
                questions.as_frame(ready[name]()).to_pickle(file)
                _say({})


def _timed(ask) -> dict[str, float]:
    start, cpu = time.perf_counter(), _cpu()
    ask()
    return {"ms": 1000 * (time.perf_counter() - start), "cpu_ms": 1000 * (_cpu() - cpu)}


def _cpu() -> float:
    times = os.times()
    return times.user + times.system


def _say(answer: dict) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
