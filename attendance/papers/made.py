"""The list of the packs in a folder: what was made, from which data; a batch goes on by it."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path

from attendance.documents import csv_file
from attendance.errors import DocumentError

LIST = "packs.csv"
UNFINISHED = ".part"


@dataclass(frozen=True)
class Line:
    """A line of the list of what was made: a file, what it is of, and from which data."""

    file: str
    urn: str
    name: str
    term: str
    format: str
    names: str
    data: str
    made_at: str
    rows: str
    size: str


def listed(output: Path) -> list[Line]:
    """What the list of a folder says was made; a line cut off by an end in mid-write is left."""
    names = [field.name for field in fields(Line)]
    try:
        text = (output / LIST).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    rows = csv.DictReader(io.StringIO(text))
    if rows.fieldnames != names:
        raise DocumentError(
            f"{output / LIST} is not a list of packs; give an empty folder: --output"
        )
    return [Line(**row) for row in rows if None not in row and None not in row.values()]


def add(output: Path, lines: Iterable[Line]) -> None:
    """Write lines behind those of the list."""
    with (output / LIST).open("a", encoding="utf-8", newline="") as file:
        file.write("".join(_csv(astuple(line)) for line in lines))


def begin(output: Path) -> None:
    """The list with a line for each file that is still there, in one piece."""
    kept: dict[str, Line] = {line.file: line for line in listed(output)}
    lines = [line for line in kept.values() if is_whole(output / line.file, line.size)]
    heading = _csv(field.name for field in fields(Line))
    text = "\ufeff" + heading + "".join(_csv(asdict(line).values()) for line in lines)
    beside = output / f".{LIST}{UNFINISHED}"
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(output / LIST)


def is_whole(path: Path, size: str) -> bool:
    """Whether that file is there, as large as the list has it."""
    try:
        return str(path.stat().st_size) == size
    except OSError:
        return False


def _csv(cells) -> str:
    file = io.StringIO()
    csv.writer(file).writerow([csv_file.safe(cell) for cell in cells])
    return file.getvalue()
