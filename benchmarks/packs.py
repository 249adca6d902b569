"""How long packs of a county's schools take, and how much memory.

    python -m benchmarks.packs DATA_FOLDER

DATA_FOLDER holds a warehouse of a full county. All its schools' packs are made as PDF by the
command a user gives, with two processes, and then the packs of some schools one after another as
a page makes one. Memory is that of all processes, what they share counted once.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from attendance import access, config
from attendance.casework import store
from attendance.documents import pack_pdf
from attendance.papers.desk import Desk
from attendance.warehouse import versions
from benchmarks import at_hand
from benchmarks.county import processes

TERM = "spring"
ONE_BY_ONE = 20
SAMPLED_EVERY = 1.0
"""Seconds: the system walks all pages of the processes each time, 19 ms on one of the two cores."""


def main(data_dir: Path) -> None:
    """Print what the packs took."""
    found = measured(data_dir)
    print(
        f"{found['packs']} packs in {found['seconds']:.0f} s, "
        f"{found['cpu_seconds'] / found['packs']:.2f} s of the processor each, "
        f"{found['peak_megabytes'] / 1000:.2f} GB at most"
    )
    print(
        f"one pack: {found['one_median_ms']:.0f} ms at the median, {found['one_most_ms']:.0f} "
        f"at most; {found['one_cpu_ms']:.0f} of the processor, of these "
        f"{found['one_pdf_cpu_ms']:.0f} for the PDF"
    )


def measured(data_dir: Path) -> dict[str, float]:
    """Seconds, memory and packs of the whole county; milliseconds of one pack."""
    return _of_county(data_dir) | _of_one(data_dir)


def _of_county(data_dir: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as target:
        command = processes.python("attendance", "--data-dir", data_dir, "pack", "tsm")
        began = time.perf_counter()
        # As from a user's shell, which lacks what the Makefile sets for the app.
        own = {name: value for name, value in os.environ.items() if name != at_hand.SETTING}
        process = subprocess.Popen(
            [*command, "--all", "--term", TERM, "--output", target],
            cwd=config.ROOT,
            env=own,
            stdout=subprocess.DEVNULL,
        )
        peak = 0
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            peak = max(peak, sum(_kilobytes(each) for each in _family(process.pid)))
            time.sleep(SAMPLED_EVERY)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"The packs were not made: the command ended with {status}.")
        return {
            "seconds": time.perf_counter() - began,
            "cpu_seconds": usage.ru_utime + usage.ru_stime,
            "peak_megabytes": peak * 1024 / 1e6,
            "packs": len(list(Path(target).rglob("*.pdf"))),
        }


def _family(parent: int) -> list[int]:
    """That process and all below it."""
    try:
        text = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [parent, *(each for child in text.split() for each in _family(int(child)))]


def _kilobytes(pid: int) -> int:
    """A process's memory, of what it shares with others its part."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def _of_one(data_dir: Path) -> dict[str, float]:
    """Packs of schools taken evenly from the list, as the page makes them; the first warms up."""
    version, viewer = versions.current(data_dir), access.local_viewer()
    assert version is not None, f"{data_dir} holds no warehouse"
    engine = store.open_store(data_dir)
    schools = list(Desk(viewer, version, engine, datetime.now()).schools().itertuples())
    taken: list[tuple[float, float, float]] = []
    for school in schools[:: len(schools) // (ONE_BY_ONE + 1)]:
        began, began_cpu = time.perf_counter(), time.process_time()
        desk = Desk(viewer, version, engine, datetime.now())
        pack = desk.school_pack(school, TERM, show_names=True)
        gathered_cpu = time.process_time()
        pack_pdf.as_pdf(pack)
        now_cpu = time.process_time()
        taken.append((time.perf_counter() - began, now_cpu - began_cpu, now_cpu - gathered_cpu))
    clock, processor, pdf = (
        [1000 * each for each in column] for column in zip(*taken[1:], strict=True)
    )
    return {
        "one_median_ms": statistics.median(clock),
        "one_most_ms": max(clock),
        "one_cpu_ms": statistics.mean(processor),
        "one_pdf_cpu_ms": statistics.mean(pdf),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
