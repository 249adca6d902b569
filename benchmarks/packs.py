"""How long packs of a county's schools take, and how much memory.

    python -m benchmarks.packs DATA_FOLDER [SCHOOLS] [PROCESSES]

DATA_FOLDER holds a warehouse of a full county. Packs are made as PDF, in so many processes (2),
of so many schools taken evenly from the list (all). A line per process says how its time was
spent; the last one what a county takes. The yardstick is the same packs with each list of pupils
asked school by school, as a page asks for one.
"""

import multiprocessing
import resource
import sys
import time
from datetime import datetime
from pathlib import Path

from attendance import access, queries
from attendance.documents import pack_pdf
from attendance.packs import gather, scopes
from attendance.packs.many import Many
from attendance.warehouse import versions

ONE_BY_ONE = 20
TERM = "spring"


def main(data_dir: Path, wanted: int | None, processes: int) -> None:
    """Make the packs, then print what they took."""
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        began = time.perf_counter()
        shares = [(data_dir, wanted, place, processes, True) for place in range(processes)]
        told = pool.starmap(make, shares)
        wall = time.perf_counter() - began
        alone = pool.apply(make, (data_dir, ONE_BY_ONE, 0, 1, False))
    for place, line in enumerate(told):
        print(f"process {place + 1}: {_in_words(line)}")
    packs = sum(line["packs"] for line in told)
    print(f"together: {packs} packs in {wall:.0f} s, {1000 * wall / packs:.0f} ms each")
    print(f"lists school by school: {_in_words(alone)}")


def make(data_dir: Path, wanted: int | None, place: int, processes: int, is_many: bool) -> dict:
    """Make one process's share of the packs and say what it took."""
    version, viewer = versions.current(data_dir), access.local_viewer()
    assert version is not None
    spent = {"rows": 0.0, "pdf": 0.0}

    def ask(name, scope):
        began = time.process_time()
        params = scope.params(queries.load(name).params)
        key = name, *params.values()
        if key not in kept:
            rows = access.rows(viewer, version, name, **params)
            if "school_id" in params:
                spent["rows"] += time.process_time() - began
                return rows
            kept[key] = rows
        spent["rows"] += time.process_time() - began
        return kept[key]

    kept: dict = {}
    asked = Many(ask) if is_many else ask
    base = scopes.year_so_far(ask, "Essex")
    schools = list(ask("data/schools", base).itertuples())
    schools = schools[:: max(1, len(schools) // wanted)] if wanted else schools
    began, began_cpu = time.perf_counter(), time.process_time()
    pages = 0
    mine = schools[place::processes]
    for school in mine:
        made = gather.Made("benchmark", datetime.now(), "registers")
        pack = gather.pack(asked, scopes.of_school(base, school), TERM, made)
        before = time.process_time()
        pages += len(pack_pdf.as_pdf(pack))
        spent["pdf"] += time.process_time() - before
    return {
        "packs": len(mine),
        "wall": time.perf_counter() - began,
        "cpu": time.process_time() - began_cpu,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "size": pages / max(len(mine), 1),
        **spent,
    }


def _in_words(line: dict) -> str:
    each = 1000 / max(line["packs"], 1)
    return (
        f"{line['packs']} packs in {line['wall']:.0f} s; CPU ms a pack: {line['cpu'] * each:.0f}, "
        f"of these rows {line['rows'] * each:.0f}, PDF {line['pdf'] * each:.0f}; "
        f"{line['size'] / 1024:.0f} kB each; {line['megabytes']:.0f} MB at most"
    )


if __name__ == "__main__":
    folder, *rest = sys.argv[1:]
    numbers = [int(each) for each in rest]
    main(Path(folder), numbers[0] if numbers else None, numbers[1] if len(numbers) > 1 else 2)
