"""Loads: what was taken in, from which file, and where its rows are archived.

A load is archived as one Parquet file, `<data folder>/loads/<load_id>.parquet`, and never
changed. Which loads count is written in each warehouse version's manifest, so that rolling
back to a version also takes the later loads out, and undoing a load takes it out alone.
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

LOADS_FOLDER = "loads"
LANDING = ".landing-"

DFE = "DfE pupil attendance in schools"
COUNTY = "county"
SCHOOLS, PUPILS, MARKS, TERM_DATES = ("schools", "pupils", "marks", "term dates")
"""The county's own kinds, in the order in which one import takes them."""


@dataclass(frozen=True)
class Load:
    """One file taken in. Dates are ISO text; `data_to` only when it was given at import. `given`
    is what the file was taken for because it does not tell it: its school or academic year.

    `number` counts the county's loads of a data folder: of a mark, the one that came with the
    highest number counts. DfE's releases have a publication date instead, and no number.
    """

    load_id: str
    source: str
    kind: str
    academic_year: str
    published: str | None
    data_to: str | None
    file_name: str
    sha256: str
    rows: int
    loaded_at: str
    number: int = 0
    given: str = ""

    @property
    def is_county(self) -> bool:
        """Whether it holds the county's own schools, pupils, marks or term dates."""
        return self.source == COUNTY

    @property
    def slot(self) -> tuple[str, str, str, str]:
        """What the file is of; a later load of the same slot replaces this one. A county load
        replaces none: its rows stand until newer ones speak of the same thing."""
        if self.is_county:
            return self.source, f"{self.number:09}", self.kind, self.load_id
        return self.source, self.published or "", self.kind, self.academic_year

    def path(self, data_dir: Path) -> Path:
        """Where its rows are archived."""
        return data_dir / LOADS_FOLDER / f"{self.load_id}.parquet"

    def pupils_path(self, data_dir: Path) -> Path:
        """Where stands whom its marks are of."""
        return data_dir / LOADS_FOLDER / f"{self.load_id}-pupils.parquet"

    def rejected_path(self, data_dir: Path) -> Path:
        """Where the rows stand that were not taken, with the reason."""
        return data_dir / LOADS_FOLDER / f"{self.load_id}-rejected.parquet"

    def receipt_path(self, data_dir: Path) -> Path:
        """Where its receipt stands."""
        return data_dir / LOADS_FOLDER / f"{self.load_id}.json"

    def paths(self, data_dir: Path) -> list[Path]:
        """All files that a county load may have in the folder of loads."""
        return [
            self.path(data_dir),
            self.pupils_path(data_dir),
            self.rejected_path(data_dir),
            self.receipt_path(data_dir),
        ]

    def same_content(self, other: "Load") -> bool:
        """Whether the other load would put the same rows and dates in the warehouse."""
        if self.is_county:
            return (
                other.is_county
                and self.kind == other.kind
                and self.sha256 == other.sha256
                and self.academic_year == other.academic_year
                and self.given == other.given
            )
        return self.load_id == other.load_id and self.data_to == other.data_to


@dataclass(frozen=True)
class Receipt:
    """What became of a county load: its rows by outcome, and what is worth telling.

    `new`, `changed` and `unchanged` are marks of its schools in the import that it came with;
    `rejected` counts rows that were not taken, by reason.
    """

    load: Load
    rows_read: int
    schools: list[int]
    rejected: dict[str, int]
    blank_marks: int
    new: int
    changed: int
    unchanged: int
    notes: list[str]

    def write(self, data_dir: Path) -> None:
        """Keep it beside the load."""
        path = self.load.receipt_path(data_dir)
        beside = path.with_name(f"{LANDING}{path.name}")
        beside.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
        beside.replace(path)


def receipts(data_dir: Path) -> list[Receipt]:
    """The receipt of every county load ever taken, undone ones too, oldest first."""
    found = []
    for path in (data_dir / LOADS_FOLDER).glob("[0-9]*.json"):
        entry = json.loads(path.read_text(encoding="utf-8"))
        found.append(Receipt(**entry | {"load": Load(**entry["load"])}))
    return sorted(found, key=lambda receipt: receipt.load.number)


def next_number(data_dir: Path) -> int:
    """The number that the next county load gets; those of undone loads are not given again."""
    numbers = [receipt.load.number for receipt in receipts(data_dir)]
    return max(numbers, default=0) + 1


def from_manifest(entries: list[dict]) -> list[Load]:
    """Loads as they stand in a manifest."""
    return [Load(**entry) for entry in entries]


def to_manifest(loads: list[Load]) -> list[dict]:
    """Loads as a manifest holds them, oldest publication or number first."""
    return [asdict(load) for load in sorted(loads, key=lambda load: load.slot)]


def merged(current: list[Load], arriving: list[Load]) -> tuple[list[Load], list[Load]]:
    """The loads that count once the arriving ones are in, and those of them that change
    something. A file that comes again without a date of its own keeps the date given before;
    a county file that comes again changes nothing.
    """
    slots = {load.slot: load for load in current}
    changing = []
    for load in arriving:
        standing = slots.get(load.slot)
        if load.is_county:
            standing = next((each for each in slots.values() if load.same_content(each)), None)
        elif standing and load.data_to is None:
            load = replace(load, data_to=standing.data_to)
        if standing is None or not load.same_content(standing):
            changing.append(load)
            slots[load.slot] = load
    return list(slots.values()), changing
