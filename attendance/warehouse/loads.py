"""Loads: what was taken in, from which file, and where its rows are archived.

A load is archived as one Parquet file, `<data folder>/loads/<load_id>.parquet`, and never
changed. Which loads count is written in each warehouse version's manifest, so that rolling
back to a version also takes the later loads out.
"""

from dataclasses import asdict, dataclass, replace
from pathlib import Path

LOADS_FOLDER = "loads"
LANDING = ".landing-"


@dataclass(frozen=True)
class Load:
    """One file taken in. Dates are ISO text; `data_to` only when it was given at import."""

    load_id: str
    source: str
    kind: str
    academic_year: str
    published: str
    data_to: str | None
    file_name: str
    sha256: str
    rows: int
    loaded_at: str

    @property
    def slot(self) -> tuple[str, str, str, str]:
        """What the file is of; a later load of the same slot replaces this one."""
        return self.source, self.published, self.kind, self.academic_year

    def path(self, data_dir: Path) -> Path:
        """Where its rows are archived."""
        return data_dir / LOADS_FOLDER / f"{self.load_id}.parquet"

    def same_content(self, other: "Load") -> bool:
        """Whether the other load would put the same rows and dates in the warehouse."""
        return self.load_id == other.load_id and self.data_to == other.data_to


def from_manifest(entries: list[dict]) -> list[Load]:
    """Loads as they stand in a manifest."""
    return [Load(**entry) for entry in entries]


def to_manifest(loads: list[Load]) -> list[dict]:
    """Loads as a manifest holds them, oldest publication first."""
    return [asdict(load) for load in sorted(loads, key=lambda load: load.slot)]


def merged(current: list[Load], arriving: list[Load]) -> tuple[list[Load], list[Load]]:
    """The loads that count once the arriving ones are in, and those of them that change
    something. A file that comes again without a date of its own keeps the date given before.
    """
    slots = {load.slot: load for load in current}
    changing = []
    for load in arriving:
        standing = slots.get(load.slot)
        if standing and load.data_to is None:
            load = replace(load, data_to=standing.data_to)
        if standing is None or not load.same_content(standing):
            changing.append(load)
            slots[load.slot] = load
    return list(slots.values()), changing
