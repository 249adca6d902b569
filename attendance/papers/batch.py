"""Packs of many schools into a folder, in several processes; what is there already is not made
again, and a list says what was made."""

import ctypes
import io
import itertools
import multiprocessing
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from attendance import config, words
from attendance.access import Viewer
from attendance.casework import store
from attendance.documents import pack_pdf, pack_word, pack_workbook
from attendance.errors import AttendanceError, DocumentError
from attendance.packs.pack import Pack
from attendance.papers import made
from attendance.papers.desk import Desk, one_school
from attendance.papers.made import Line
from attendance.warehouse import versions

MAKERS: dict[str, tuple[str, Callable[[Pack], bytes]]] = {
    "pdf": (".pdf", pack_pdf.as_pdf),
    "word": (".docx", pack_word.as_docx),
    "excel": (".xlsx", pack_workbook.as_xlsx),
}
"""By format: how its files end, and what makes them."""

SCHOOLS_TO_GAIN, MOST_TOGETHER = 20, 100
"""From so many schools to a process on it is quicker to ask lists of pupils for all at once; of
more at a time the rows would take too much memory."""

GIVEN_BACK_AFTER = 20
"""So many packs of a process later, free memory goes back to the system."""


@dataclass(frozen=True)
class Job:
    """The packs of a school, by its URN, or of a trust, by its name, still to be made."""

    urn: int | None
    name: str
    formats: tuple[str, ...]


@dataclass(frozen=True)
class Order:
    """What is the same of all packs of a batch."""

    viewer: Viewer
    data_dir: Path
    version: str
    output: Path
    term: str
    show_names: bool
    made_at: datetime

    @property
    def names(self) -> str:
        """Whether names of pupils are in the packs, as the list says it."""
        return "with names" if self.show_names else "without names"


@dataclass(frozen=True)
class Outcome:
    """What became of a job: lines of the list, or why it could not be done."""

    job: Job
    lines: tuple[Line, ...] = ()
    error: str = ""


def left_to_do(order: Order, jobs: Sequence[Job]) -> list[Job]:
    """The jobs without what the folder holds already of the same data, term and names."""
    there = {
        (line.name, line.urn, line.format)
        for line in made.listed(order.output)
        if (line.data, line.term, line.names) == (order.version, order.term, order.names)
        and made.is_whole(order.output / line.file, line.size)
    }
    found = []
    for job in jobs:
        own = job.name, str(job.urn or "")
        formats = tuple(each for each in job.formats if (*own, each) not in there)
        if formats:
            found.append(Job(job.urn, job.name, formats))
    return found


def make(order: Order, jobs: Sequence[Job], workers: int = 1) -> Iterator[Outcome]:
    """Make the packs of these jobs, in so many processes, and list each as it is done.

    DocumentError where the folder cannot be written to: what is whole by then stays, and the same
    command goes on with the rest.
    """
    with _told_of_the_folder(order.output):
        order.output.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(order.output)
        made.begin(order.output)
        lots = [jobs[first::workers] for first in range(min(workers, len(jobs)))]
        if len(lots) == 1:
            desk = _desk(order)
            outcomes = (_made(desk, order, *each) for each in _together(jobs))
            yield from _noted(order.output, outcomes)
            desk.engine.dispose()
        else:
            yield from _noted(order.output, _as_done(order, lots))


def as_zip(order: Order, jobs: Sequence[Job]) -> bytes:
    """The packs of these jobs and their list in one zip, for a page; DocumentError says of which
    schools none could be made."""
    with tempfile.TemporaryDirectory(prefix="packs-") as folder:
        own = replace(order, output=Path(folder))
        failed = [outcome for outcome in make(own, jobs) if outcome.error]
        if failed:
            told = "; ".join(f"{each.job.name}: {each.error}" for each in failed[:3])
            raise DocumentError(f"{len(failed)} of {len(jobs)} packs could not be made. {told}")
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(own.output.iterdir()):
                packed.write(path, path.name)
        return file.getvalue()


def _noted(output: Path, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """Each outcome, after its lines stand in the list."""
    for outcome in outcomes:
        made.add(output, outcome.lines)
        yield outcome


def _together(jobs: Sequence[Job]) -> Iterator[tuple[Job, tuple[int, ...]]]:
    """Each job with the schools whose lists are asked with its own, by URN: () for itself alone."""
    parts = -(-len(jobs) // MOST_TOGETHER)
    most = -(-len(jobs) // max(parts, 1))
    for place, job in enumerate(jobs):
        first = place - place % most
        urns = tuple(each.urn for each in jobs[first : first + most] if each.urn)
        yield job, urns if len(urns) >= SCHOOLS_TO_GAIN else ()


def _as_done(order: Order, lots: Sequence[Sequence[Job]]) -> Iterator[Outcome]:
    """Each lot in a process of its own, so that it keeps the rows of its own schools alone."""
    spawn = multiprocessing.get_context("spawn")
    with ExitStack() as open_pools:
        pools = [
            open_pools.enter_context(
                ProcessPoolExecutor(1, mp_context=spawn, initializer=_start, initargs=(order,))
            )
            for _ in lots
        ]
        waiting: list[Future[Outcome]] = [
            pool.submit(_made_there, *each)
            for pool, jobs in zip(pools, lots, strict=True)
            for each in _together(jobs)
        ]
        try:
            for done in as_completed(waiting):
                yield done.result()
        except BrokenProcessPool as error:
            raise DocumentError(
                "A process that made packs was ended from outside, perhaps for want of memory. "
                "What is whole stays; the same command goes on with the rest. Try --workers 1."
            ) from error
        finally:
            for each in waiting:
                each.cancel()


_own: tuple[Desk, Order]
"""What a worker process makes packs with."""


def _start(order: Order) -> None:
    global _own
    _own = _desk(order), order


def _made_there(job: Job, together: tuple[int, ...]) -> Outcome:
    return _made(*_own, job, together)


def _desk(order: Order) -> Desk:
    return Desk(
        order.viewer,
        versions.read(order.data_dir, order.version),
        store.open_store(order.data_dir, config.casework_url()),
        order.made_at,
    )


def _made(desk: Desk, order: Order, job: Job, together: tuple[int, ...]) -> Outcome:
    """The documents of one pack; what is wrong with a school is told and does not stop others."""
    if next(_so_far) % GIVEN_BACK_AFTER == 0:
        _give_back()
    try:
        desk.take_together(together)
        if job.urn is None:
            pack = desk.trust_pack(job.name, order.term)
        else:
            school = one_school(desk.schools(), job.urn)
            pack = desk.school_pack(school, order.term, order.show_names)
        lines = [_written(order, job, pack, each) for each in job.formats]
    except AttendanceError as error:
        return Outcome(job, error=str(error))
    return Outcome(job, tuple(lines))


_so_far = itertools.count(1)


def _give_back() -> None:
    """glibc keeps what is free between pieces in use, some 50 MB of a process that makes packs."""
    with suppress(AttributeError, OSError, TypeError):  # other systems have no such call
        ctypes.CDLL(None).malloc_trim(0)


def _written(order: Order, job: Job, pack: Pack, format_: str) -> Line:
    ending, maker = MAKERS[format_]
    content = maker(pack)
    path = order.output / f"{file_name(job, order.term, order.show_names)}{ending}"
    beside = path.with_name(f".{path.name}{made.UNFINISHED}")
    beside.write_bytes(content)
    beside.replace(path)
    return Line(
        file=path.name,
        urn=str(job.urn or ""),
        name=job.name,
        term=order.term,
        format=format_,
        names=order.names,
        data=order.version,
        made_at=f"{order.made_at:%Y-%m-%dT%H:%M:%S}",
        rows=str(pack.people_listed),
        size=str(len(content)),
    )


def file_name(job: Job, term: str, show_names: bool) -> str:
    """What the files of a job are called, without ending: no pupil's name is in it."""
    plain = words.plain(job.name) or "school"
    start = f"{job.urn}-" if job.urn else "trust-"
    return f"{start}{plain}-{term}{'' if show_names or not job.urn else '-without-names'}"


def _clear_leftovers(output: Path) -> None:
    for path in output.glob(f".*{made.UNFINISHED}"):
        with suppress(OSError):
            path.unlink()


@contextmanager
def _told_of_the_folder(output: Path):
    try:
        yield
    except OSError as error:
        raise DocumentError(
            f"{output} cannot be written to ({error.strerror or error}). What is whole stays; put "
            "it right, or give another folder, and start the same command again."
        ) from error
