"""Import: find files, check each, land the good ones, build and publish once."""

import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from attendance import config
from attendance.errors import SourceError, WarehouseError
from attendance.importers import dfe_release, sources, tables
from attendance.importers.dfe_release import Landing
from attendance.importers.sources import Source
from attendance.warehouse import build, versions
from attendance.warehouse.loads import LANDING, LOADS_FOLDER, merged
from attendance.warehouse.versions import Version

Progress = Callable[[str], None]

FILES_AT_ONCE = 2


class PassedOverError(Exception):
    """A file that holds no figures, and is no mistake."""


@dataclass
class Report:
    """What became of the files. `version` is None when nothing was published; `left_real` says
    that a version with real figures was kept beside the sample that the import left."""

    taken: list[Landing] = field(default_factory=list)
    unchanged: list[Landing] = field(default_factory=list)
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
) -> Report:
    """Take in every sound file and publish one new warehouse version that holds them.

    Nothing is published when no file changes anything. Sample and real loads never meet: the
    first real import starts from an empty warehouse, and the sample never replaces real data.
    """
    report = Report()
    with versions.locked(data_dir), tempfile.TemporaryDirectory() as scratch:
        current = versions.current(data_dir)
        if is_sample and current and not current.is_sample:
            return report
        landings = _land_all(paths, data_dir, published, data_to, Path(scratch), report, progress)
        report.left_sample = bool(current and current.is_sample and not is_sample and landings)
        report.left_real = report.left_sample and versions.has_real(data_dir)
        keeps = current is not None and current.is_sample == is_sample
        loads, changing = merged(
            current.loads if current and keeps else [], [landing.load for landing in landings]
        )
        changed = {load.load_id for load in changing}
        report.taken = [landing for landing in landings if landing.load.load_id in changed]
        report.unchanged = [landing for landing in landings if landing.load.load_id not in changed]
        if changing:
            _archive(report.taken, data_dir)
            data = "sample" if is_sample else "real"
            report.version = build.build(data_dir, loads, data, progress)
    return report


def build_sample(data_dir: Path, progress: Progress = lambda step: None) -> Version:
    """Build the warehouse of a data folder that has none yet, or an older sample, from the
    shipped sample, with today's definitions; a real one that came first is left alone.
    """
    report = import_paths([config.SAMPLE / "dfe"], data_dir, is_sample=True, progress=progress)
    version = report.version or versions.current(data_dir)
    if version is None:
        raise WarehouseError(
            f"The sample in {config.SAMPLE} could not be read: {'; '.join(report.refused)}"
        )
    if version.is_sample and version.fingerprint != build.fingerprint(data_dir):
        return rebuild(data_dir, progress)
    return version


def rebuild(data_dir: Path, progress: Progress = lambda step: None) -> Version:
    """Build the current warehouse again from its archived loads."""
    with versions.locked(data_dir):
        current = versions.current(data_dir)
        if current is None:
            raise WarehouseError(
                f"There is no warehouse in {data_dir} to rebuild. Import a release first: "
                "python -m attendance import PATH"
            )
        return build.build(data_dir, current.loads, current.data, progress, anew=True)


def _land_all(
    paths: list[Path],
    data_dir: Path,
    published: date | None,
    data_to: date | None,
    scratch: Path,
    report: Report,
    progress: Progress,
) -> list[Landing]:
    """Land every sound file, two at a time; what became of the others goes to the report."""

    def land(source: Source | SourceError) -> Landing | PassedOverError | SourceError:
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
    with ThreadPoolExecutor(max_workers=FILES_AT_ONCE) as pool:
        for outcome in pool.map(land, sources.found(paths, scratch)):
            if isinstance(outcome, PassedOverError):
                report.passed_over.append(str(outcome))
            elif isinstance(outcome, SourceError):
                report.refused.append(str(outcome))
            elif _is_new_slot(outcome, landings, report):
                landings.append(outcome)
    return landings


def _land(source: Source, data_dir, published, data_to, scratch) -> Landing:
    if not source.is_data:
        raise PassedOverError(f"{source.shown}: not a data file")
    names = tables.header(source.path, source.shown)
    if dfe_release.is_metadata(names):
        raise PassedOverError(f"{source.shown}: describes the columns of another file")
    if not dfe_release.is_release(names):
        raise SourceError(
            f"{source.shown} is not a file of DfE's pupil attendance release. Its columns are "
            f"{_some(names)}. Expected among others time_period, time_identifier, "
            "geographic_level and possible_sessions, separated by commas."
        )
    return dfe_release.land(source, names, published, data_to, data_dir, scratch)


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
    folder = data_dir / LOADS_FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for landing in landings:
        target = landing.load.path(data_dir)
        beside = folder / f"{LANDING}{target.name}"
        shutil.copyfile(landing.archive, beside)
        beside.chmod(0o600)
        beside.replace(target)


def _some(names: list[str]) -> str:
    shown = ", ".join(name or "(no name)" for name in names[:6])
    return shown + (f" and {len(names) - 6} more" if len(names) > 6 else "")
