"""Load several years at once, and serve them."""

import shutil

from benchmarks.county import asking, loading, processes
from benchmarks.county.workplace import Workplace


def load_years(place: Workplace) -> dict:
    """The import of every year's files into a new data folder."""
    data = place.data("years")
    shutil.rmtree(data, ignore_errors=True)
    command = processes.python("attendance", "--data-dir", data, "import", place.many_years)
    return {"taken": processes.used(command)} | loading.sizes(place.warehouse("years"))


def serve_years(place: Workplace) -> dict:
    """A process that opens the file as a page does and answers the questions of its last year."""
    return asking.ask_ours(place, "years")
