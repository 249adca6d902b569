"""Import: find files, check each, land the good ones, build and publish once."""

import shutil
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from attendance import config
from attendance.errors import SourceError, WarehouseError
from attendance.importers import county, dfe_release, kinds, sources, tables
from attendance.importers.county import Arrival, Choices
from attendance.importers.dfe_release import Landing
from attendance.importers.landing import CountyLanding
from attendance.importers.sources import Source
from attendance.warehouse import build, people, versions
from attendance.warehouse.loads import LANDING, Receipt, merged
from attendance.warehouse.versions import Version

Progress = Callable[[str], None]

FILES_AT_ONCE = 2

SAMPLE_PARTS = [config.SAMPLE / "dfe", config.SAMPLE / "county"]


class PassedOverError(Exception):
    """A file that holds no figures, and is no mistake."""


@dataclass(frozen=True)
class Pending:
    """A county file that waits until all releases are landed, so as to have both cores."""

    kind: str
    source: Source
    names: list[str]


@dataclass
class Report:
    """What became of the files. `version` is None when nothing was published; `left_real` says
    that a version with real figures was kept beside the sample that the import left. `held`
    says why files of marks or pupils were not taken until they are confirmed."""

    taken: list[Landing] = field(default_factory=list)
    unchanged: list[Landing | Arrival] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    version: Version | None = None
    left_sample: bool = False
    left_real: bool = False


def import_paths(
    paths: list[Path],
    data_dir: Path,
    published: date | None = None,
    data_to: date | None = None,
    is_sample: bool = False,
    progress: Progress = lambda step: None,
    choices: Choices | None = None,
) -> Report:
    """Take in every sound file and publish one new warehouse version that holds them.

    Nothing is published when no file changes anything. Sample and real loads never meet: the
    first real import starts from an empty warehouse, and the sample never replaces real data.
    SourceError, with nothing touched, if a path does not exist.
    """
    sources.require(paths)
    report, choices = Report(), choices or Choices()
    with (
        versions.locked(data_dir),
        tempfile.TemporaryDirectory() as folder,
        ExitStack() as opened,
    ):
        scratch = Path(folder)
        versions.require_built(data_dir)
        current = versions.current(data_dir)
        if is_sample and current and not current.is_sample:
            return report
        base = current if current and current.is_sample == is_sample else None
        people.require_those_of(base, data_dir)
        landings, pending = _land_all(
            paths, data_dir, published, data_to, scratch, report, progress
        )
        landed = _land_county(pending, data_dir, scratch, base, choices, report, progress)
        arrived = county.arrivals(landed, data_dir)
        report.left_sample = bool(
            current and current.is_sample and not is_sample and (landings or arrived)
        )
        report.left_real = report.left_sample and versions.has_real(data_dir)
        loads, changing = merged(
            base.loads if base else [],
            [landing.load for landing in landings] + [arrival.load for arrival in arrived],
        )
        changed = {load.load_id for load in changing}
        report.taken = [each for each in landings if each.load.load_id in changed]
        report.unchanged = [
            each for each in [*landings, *arrived] if each.load.load_id not in changed
        ]
        arrived = [each for each in arrived if each.load.load_id in changed]
        _archive(report.taken, data_dir)
        for arrival in arrived:
            for source, target in arrival.files(data_dir):
                _put(source, target)
        judged = county.judged(arrived, base, data_dir, scratch, choices, opened)
        receipts, report.held = judged.receipts, judged.held
        held = {each.load.load_id for each in arrived} - {each.load.load_id for each in receipts}
        loads = [load for load in loads if load.load_id not in held]
        if report.taken or receipts:
            report.version = build.build(
                data_dir,
                loads,
                "sample" if is_sample else "real",
                progress,
                choices.memory_gigabytes,
                before_publishing=lambda: _keep(receipts, data_dir),
                compared=judged.compared,
            )
            report.receipts = receipts
    return report


def build_sample(data_dir: Path, progress: Progress = lambda step: None) -> Version:
    """Build the warehouse of a data folder that has none yet, or an older sample, from the
    shipped sample, with today's definitions; a real one that came first is left alone.
    """
    if versions.is_sample_gone(data_dir):
        return rebuild(data_dir, progress)
    report = import_paths(SAMPLE_PARTS, data_dir, is_sample=True, progress=progress)
    version = report.version or versions.current(data_dir)
    if version is None:
        raise WarehouseError(
            f"The sample in {config.SAMPLE} could not be read: {'; '.join(report.refused)}"
        )
    if version.is_sample and version.fingerprint != build.fingerprint(data_dir):
        return rebuild(data_dir, progress)
    return version


def undo(data_dir: Path, load_id: str, progress: Progress = lambda step: None) -> Version:
    """Build the warehouse again without one of the county's loads; later ones stay."""
    with versions.locked(data_dir):
        current = versions.current(data_dir)
        loads = current.loads if current else []
        if current is None or load_id not in {load.load_id for load in loads if load.is_county}:
            raise WarehouseError(
                f"No load {load_id!r} of schools, pupils, marks or term dates is in use in "
                f"{data_dir}. See those there are with: python -m attendance loads list"
            )
        people.require_those_of(current, data_dir)
        kept = [load for load in loads if load.load_id != load_id]
        return build.build(data_dir, kept, current.data, progress)


def rebuild(
    data_dir: Path,
    progress: Progress = lambda step: None,
    written_about: Callable[[], Iterable[str]] = lambda: (),
) -> Version:
    """Build the warehouse again from the archived loads that count. Who is in these but has no key
    gets one, unless keys are gone of persons that something was written about."""
    with versions.locked(data_dir), tempfile.TemporaryDirectory() as folder:
        data, loads = versions.counting(data_dir)
        gone = [path for load in loads if not (path := load.path(data_dir)).exists()]
        if gone:
            raise WarehouseError(
                f"The archived load {gone[0]} is missing, of {len(gone):,} in all. Put it back "
                "from your backup. What was there before is unchanged."
            )
        of_county = [load for load in loads if load.is_county]
        if of_county:
            county.register(
                of_county,
                data_dir,
                Path(folder),
                before_new_keys=lambda: people.require(written_about(), data_dir),
            )
        return build.build(data_dir, loads, data, progress, anew=True)


def _land_all(
    paths: list[Path],
    data_dir: Path,
    published: date | None,
    data_to: date | None,
    scratch: Path,
    report: Report,
    progress: Progress,
) -> tuple[list[Landing], list[Pending]]:
    """Land every sound release, two at a time, and find the county's files; what became of the
    others goes to the report."""

    def land(source: Source | SourceError) -> Landing | Pending | PassedOverError | SourceError:
        if isinstance(source, SourceError):
            return source
        progress(f"Reading {source.shown}")
        try:
            return _land(source, data_dir, published, data_to, scratch)
        except (SourceError, PassedOverError) as outcome:
            return outcome
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            return SourceError(f"{source.shown} cannot be read ({reason}). Download it again.")

    landings: list[Landing] = []
    pending: list[Pending] = []
    with ThreadPoolExecutor(max_workers=FILES_AT_ONCE) as pool:
        for outcome in pool.map(land, sources.found(paths, scratch)):
            if isinstance(outcome, PassedOverError):
                report.passed_over.append(str(outcome))
            elif isinstance(outcome, SourceError):
                report.refused.append(str(outcome))
            elif isinstance(outcome, Pending):
                pending.append(outcome)
            elif _is_new_slot(outcome, landings, report):
                landings.append(outcome)
    return landings, pending


def _land(source: Source, data_dir, published, data_to, scratch) -> Landing | Pending:
    if not source.is_data:
        raise PassedOverError(f"{source.shown}: not a data file")
    names = tables.header(source.path, source.shown)
    kind = kinds.recognised(names, source, data_dir)
    if kind == "metadata":
        raise PassedOverError(f"{source.shown}: describes the columns of another file")
    if kind == "release":
        return dfe_release.land(source, names, published, data_to, data_dir, scratch)
    return Pending(kind, source, names)


def _land_county(
    pending: list[Pending],
    data_dir: Path,
    scratch: Path,
    base: Version | None,
    choices: Choices,
    report: Report,
    progress: Progress,
) -> list[CountyLanding]:
    """Land the county's files one after another, those first that others are read by."""
    landings: list[CountyLanding] = []
    for each in sorted(pending, key=lambda each: county.ORDER.index(each.kind)):
        progress(f"Reading {each.source.shown}")
        year = county.latest_marked_year(landings, base)
        try:
            landings.append(
                county.land(each.kind, each.source, each.names, data_dir, scratch, choices, year)
            )
        except SourceError as error:
            report.refused.append(str(error))
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            report.refused.append(f"{each.source.shown} cannot be read ({reason}).")
    return landings


def _keep(receipts: list[Receipt], data_dir: Path) -> None:
    for receipt in receipts:
        receipt.write(data_dir)


def _is_new_slot(landing: Landing, landings: list[Landing], report: Report) -> bool:
    """False for a second copy in one import; a second, different file is refused."""
    for other in landings:
        if other.load.slot == landing.load.slot:
            if other.load.sha256 != landing.load.sha256:
                report.refused.append(
                    f"{landing.load.file_name} is of the same release and kind as "
                    f"{other.load.file_name} ({landing.load.kind}, published "
                    f"{landing.load.published}) but differs from it. Import only the right one."
                )
            return False
    return True


def _archive(landings: list[Landing], data_dir: Path) -> None:
    for landing in landings:
        _put(landing.archive, landing.load.path(data_dir))


def _put(source: Path, target: Path) -> None:
    """Copy a file into the folder of loads, where it stands complete or not at all."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = target.with_name(f"{LANDING}{target.name}")
    shutil.copyfile(source, beside)
    beside.chmod(0o600)
    beside.replace(target)
