"""One import, or a full rebuild, that says when each of its steps began.

    python -m benchmarks.county.importing DATA_FOLDER [PATH ...]

Without a path the warehouse is built anew from its archive. What is printed is JSON.
"""

import json
import sys
import time
from pathlib import Path

from attendance.importers import imports
from attendance.importers.county import Choices


def main(data_dir: Path, paths: list[Path]) -> None:
    """Import what may be held as well, and print the steps."""
    start = time.perf_counter()
    steps: list[tuple[str, float]] = []

    def progress(step: str) -> None:
        steps.append((step, time.perf_counter() - start))

    if paths:
        choices = Choices(is_confirmed=True)
        report = imports.import_paths(paths, data_dir, progress=progress, choices=choices)
        assert report.version and not report.refused, report
    else:
        imports.rebuild(data_dir, progress)
    progress("Published")
    print(json.dumps(steps))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(path) for path in sys.argv[2:]])
