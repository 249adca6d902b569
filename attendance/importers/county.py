"""The county's own files in an import: landed kind by kind, numbered, held where doubtful."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from attendance.importers import (
    beside,
    lacking,
    marks,
    pupils,
    registers,
    schools,
    term_dates,
    unlisted,
)
from attendance.importers.landing import REJECT_LIMIT, CountyLanding
from attendance.importers.sources import Source
from attendance.warehouse import arriving, landed, people, references, workshop
from attendance.warehouse import county as tables
from attendance.warehouse.loads import (
    COUNTY,
    MARKS,
    PUPILS,
    SCHOOLS,
    TERM_DATES,
    Load,
    Receipt,
    next_number,
)
from attendance.warehouse.versions import Version

ORDER = ("schools", "term dates", "marks", "register", "weekly register", "pupils")
"""Pupils come last: a file without a year is of that of the latest mark."""
NUMBERED = (SCHOOLS, TERM_DATES, PUPILS, MARKS)


@dataclass(frozen=True)
class Choices:
    """What a user says of the files: school and year where they do not tell, today's date,
    whether to take what would be held, the share of bad rows at most, memory in gigabytes."""

    urn: int | None = None
    academic_year: str | None = None
    today: date = field(default_factory=date.today)
    is_confirmed: bool = False
    reject_limit: float = REJECT_LIMIT
    memory_gigabytes: float | None = None

    @property
    def memory_limit(self) -> str | None:
        """What DuckDB may use, as it is written for it."""
        return workshop.memory_limit(self.memory_gigabytes)


@dataclass(frozen=True)
class Arrival:
    """A landed county file and the load that it becomes."""

    load: Load
    landing: CountyLanding

    def files(self, data_dir: Path) -> list[tuple[Path, Path]]:
        """Its files as landed, and where they go; the archive itself comes last."""
        landing, load = self.landing, self.load
        pupils = [(landing.pupils, load.pupils_path(data_dir))] if landing.pupils else []
        rejected = (landing.rejected, load.rejected_path(data_dir))
        return [rejected, *pupils, (landing.archive, load.path(data_dir))]


def land(
    kind: str,
    source: Source,
    names: list[str],
    data_dir: Path,
    scratch: Path,
    choices: Choices,
    latest_marked_year: str | None,
) -> CountyLanding:
    """Read, check and archive one file of that kind; SourceError if it is not sound."""
    given = (source, names, data_dir, scratch)
    match kind:
        case "schools":
            return schools.land(*given)
        case "term dates":
            return term_dates.land(*given)
        case "pupils":
            return pupils.land(
                *given, choices.academic_year, latest_marked_year, choices.reject_limit
            )
    limits = (choices.today, choices.urn, choices.reject_limit, choices.memory_limit)
    if kind == "marks":
        return marks.land(*given, *limits)
    return registers.land(*given, *limits)


def arrivals(landings: list[CountyLanding], data_dir: Path) -> list[Arrival]:
    """The loads that these landings become, numbered on from those of the data folder."""
    ordered = sorted(landings, key=lambda landing: NUMBERED.index(landing.kind))
    first = next_number(data_dir)
    return [
        Arrival(_load(landing, number), landing)
        for number, landing in enumerate(ordered, start=first)
    ]


@dataclass(frozen=True)
class Judgement:
    """Receipts of the files that are taken, why others are held, and the marks as compared."""

    receipts: list[Receipt] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    compared: arriving.Compared | None = None


def judged(
    arrived: list[Arrival],
    base: Version | None,
    data_dir: Path,
    scratch: Path,
    choices: Choices,
    opened: ExitStack,
) -> Judgement:
    """Register whom the files name, and judge what their marks would change.

    A file with marks of a school whose change is doubtful is held, and taken out of the loads
    folder again, unless it is confirmed; so is a pupil file without columns that were known. What
    is compared stays open as long as `opened` is.
    """
    if not arrived:
        return Judgement()
    loads = [arrival.load for arrival in arrived]
    register(loads, data_dir, scratch)
    changes, compared = _changes(arrived, base, data_dir, scratch, choices, opened)
    in_use = base.loads if base else []
    with beside.opened(data_dir, in_use, loads, scratch) as shop:
        notes = unlisted.notes(shop) | term_dates.notes(shop)
        lost = lacking.reasons(
            shop, {arrival.load.number: arrival.landing.lacking for arrival in arrived}
        )
    receipts = [
        _receipt(arrival, changes, notes.get(arrival.load.number, [])) for arrival in arrived
    ]
    if choices.is_confirmed:
        return Judgement(receipts, [], compared)
    held = {
        each.load.number: reason
        for each in receipts
        if (reason := _why_held(each, changes, lost.get(each.load.number)))
    }
    for arrival in arrived:
        if arrival.load.number in held:
            for path in arrival.load.paths(data_dir):
                path.unlink(missing_ok=True)
    taken = [receipt for receipt in receipts if receipt.load.number not in held]
    return Judgement(taken, list(held.values()), compared)


def register(
    loads: list[Load],
    data_dir: Path,
    scratch: Path,
    before_new_keys: Callable[[], None] = lambda: None,
) -> None:
    """Give numbers and keys to the persons that these loads of the county name."""
    with workshop.opened(scratch / "register.duckdb", scratch) as shop:
        references.load_references(shop, data_dir)
        tables.set_up(shop)
        landed.create(shop, data_dir, loads)
        people.register(shop, data_dir, before_new_keys)


def latest_marked_year(landings: list[CountyLanding], version: Version | None) -> str | None:
    """The academic year of the latest mark, of those arriving or loaded."""
    years = [year for each in landings if each.kind == MARKS for year in each.academic_years]
    years += [
        load.academic_year for load in (version.loads if version else []) if load.kind == MARKS
    ]
    return max(years, default=None)


def _load(landing: CountyLanding, number: int) -> Load:
    return Load(
        load_id=f"{number:06}-{landing.kind.replace(' ', '-')}-{landing.sha256[:8]}",
        source=COUNTY,
        kind=landing.kind,
        academic_year=max(landing.academic_years, default=""),
        published=None,
        data_to=None,
        file_name=landing.source,
        sha256=landing.sha256,
        rows=landing.rows_archived,
        loaded_at=datetime.now(UTC).isoformat(timespec="seconds"),
        number=number,
        given=landing.given,
    )


def _receipt(arrival: Arrival, changed: arriving.Changes, notes: list[str]) -> Receipt:
    landing = arrival.landing
    counts = changed.of_schools(landing.schools) if landing.kind == MARKS else None
    new, replaced, same = counts or (landing.rows_archived, 0, 0)
    return Receipt(
        load=arrival.load,
        rows_read=landing.rows_read,
        schools=list(landing.schools),
        rejected=landing.rejections,
        blank_marks=landing.blank_marks,
        new=new,
        changed=replaced,
        unchanged=same,
        notes=landing.notes + notes,
    )


def _changes(
    arrived: list[Arrival],
    version: Version | None,
    data_dir: Path,
    spill: Path,
    choices: Choices,
    opened: ExitStack,
) -> tuple[arriving.Changes, arriving.Compared | None]:
    """What the marks among them would change in that version."""
    loads = [arrival.load for arrival in arrived if arrival.load.kind == MARKS]
    if not loads or version is None or not any(load.is_county for load in version.loads):
        return arriving.Changes(), None
    return arriving.changes(version, data_dir, loads, spill, opened, choices.memory_gigabytes)


def _why_held(receipt: Receipt, changes: arriving.Changes, lost: str | None) -> str | None:
    reasons = [changes.held[urn] for urn in receipt.schools if urn in changes.held]
    most = f" In all: {changes.most}." if reasons and changes.most else ""
    reasons += [lost] if lost else []
    return f"{receipt.load.file_name}: {'; '.join(reasons)}.{most}" if reasons else None
