"""Packs for Targeting Support Meetings: of one school, a trust, a quadrant or the county."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from attendance import access, config, words
from attendance.access import Viewer
from attendance.casework import audit, store
from attendance.commands import printing, told
from attendance.errors import DocumentError
from attendance.papers import batch, made
from attendance.papers.batch import Job, Order, Outcome
from attendance.papers.desk import Desk, one_school

pack = typer.Typer(help="Packs for meetings, a file for each school.", no_args_is_help=True)

MOST_WORKERS = 16
MOST_TOLD = 5


class PackFormat(StrEnum):
    """What a pack is made as."""

    pdf = "pdf"
    word = "word"
    excel = "excel"


class Term(StrEnum):
    """The term whose theme a pack has."""

    autumn = "autumn"
    spring = "spring"
    summer = "summer"


@pack.callback()
def about() -> None:
    """Make packs for meetings, a file for each school."""


@pack.command()
def tsm(
    output: Annotated[Path, typer.Option(help="Folder for the packs and their list, packs.csv.")],
    quadrant: Annotated[str | None, typer.Option(help="Its schools, such as Mid.")] = None,
    trust: Annotated[
        str | None,
        typer.Option(help="Schools of a trust or federation, and a pack comparing them."),
    ] = None,
    urn: Annotated[list[int] | None, typer.Option(help="A school; may be given again.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every school that you see.")] = False,
    term: Annotated[
        Term | None, typer.Option(help="Whose theme; else that of the newest marks.")
    ] = None,
    format_: Annotated[
        list[PackFormat] | None, typer.Option("--format", help="pdf, word, excel; may be repeated.")
    ] = None,
    without_names: Annotated[
        bool, typer.Option("--without-names", help="Pseudonyms in place of pupils' names.")
    ] = False,
    workers: Annotated[
        int, typer.Option(help="Processes at work at once.", min=1, max=MOST_WORKERS)
    ] = 2,
    as_: Annotated[
        str | None, typer.Option("--as", help="Role, such as ast_lead or champion:115000.")
    ] = None,
    data_dir: told.DataDir = None,
) -> None:
    """Make the packs of Targeting Support Meetings, a file for each school and format.

    Started again, the same command makes only what is not there yet of the same data, term and
    format. packs.csv lists what was made. Exit code 1 if a pack could not be made.
    """
    told.use(data_dir)
    with told.errors():
        desk = _desk(access.viewer_from(as_) if as_ else printing.local_viewer())
        chosen = term.value if term else desk.term()
        desk.require_term(chosen)
        jobs = _jobs(desk, quadrant, trust, urn or [], every, _formats(format_))
        order = Order(
            viewer=desk.viewer,
            data_dir=config.data_dir(),
            version=desk.version.name,
            output=output.resolve(),
            term=chosen,
            show_names=not without_names,
            made_at=desk.made_at,
        )
        to_do = batch.left_to_do(order, jobs)
        _log(desk, order, to_do)
        failed = _make(order, to_do, workers) if to_do else []
        _tell(order, jobs, to_do, failed)
        if failed:
            raise typer.Exit(1)


def _desk(viewer: Viewer) -> Desk:
    engine = store.open_store(config.data_dir(), config.casework_url())
    return Desk(viewer, printing.version_in_use(), engine, words.now())


def _formats(given: Sequence[PackFormat] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.value for each in given or [PackFormat.pdf]))


def _jobs(
    desk: Desk,
    quadrant: str | None,
    trust: str | None,
    urns: Sequence[int],
    every: bool,
    formats: tuple[str, ...],
) -> list[Job]:
    """The packs asked for: schools in order, after that of their trust."""
    if sum(map(bool, (quadrant, trust, urns, every))) != 1:
        raise DocumentError("Say which schools: one of --urn, --trust, --quadrant or --all.")
    schools = desk.schools()
    if urns:
        rows = [one_school(schools, urn) for urn in dict.fromkeys(urns)]
    elif trust:
        own = schools[(schools["trust"] == trust) | (schools["federation"] == trust)]
        rows = _some(own, f"trust or federation {trust!r}", schools[["trust", "federation"]])
    elif quadrant:
        own = schools[schools["quadrant"] == quadrant]
        rows = _some(own, f"quadrant {quadrant!r}", schools[["quadrant"]])
    else:
        rows = _some(schools, "school", schools[[]])
    jobs = [Job(int(row.urn), str(row.school_name), formats) for row in rows]
    return [Job(None, trust, formats), *jobs] if trust else jobs


def _some(own: pd.DataFrame, what: str, known: pd.DataFrame) -> list[words.Cell]:
    """The rows, of which there must be one."""
    if own.empty:
        names = sorted({str(name) for name in known.stack().dropna()}) if len(known) else []
        some = f" There are {words.listed(names[:20])}." if names else ""
        raise DocumentError(f"No {what} with marks is here, or none of it is yours.{some}")
    return list(own.itertuples())


def _make(order: Order, jobs: Sequence[Job], workers: int) -> list[Outcome]:
    """Those that could not be made."""
    failed = []
    with told.counting("Packs", len(jobs)) as one_more:
        for outcome in batch.make(order, jobs, workers):
            one_more(outcome.job.name)
            if outcome.error:
                failed.append(outcome)
    return failed


def _log(desk: Desk, order: Order, jobs: Sequence[Job]) -> None:
    """Record the export before anything leaves; what cannot be logged is not made."""
    if not jobs:
        return
    audit.record(
        desk.engine,
        viewer=order.viewer.name,
        role=order.viewer.role,
        action="export",
        subject="packs for meetings",
        detail={
            "by": "command line",
            "formats": sorted({each for job in jobs for each in job.formats}),
            "names": order.names,
            "term": order.term,
            "data": order.version,
            "schools": [job.urn or job.name for job in jobs],
        },
        rows=sum(len(job.formats) for job in jobs),
    )


def _tell(
    order: Order, jobs: Sequence[Job], to_do: Sequence[Job], failed: Sequence[Outcome]
) -> None:
    files = sum(len(job.formats) for job in to_do) - sum(len(each.job.formats) for each in failed)
    there = sum(len(job.formats) for job in jobs) - sum(len(job.formats) for job in to_do)
    kept = f" {words.counted(there, 'was', 'were')} there already." if there else ""
    told.say(
        f"{words.counted(files, 'file', 'files')} made in {order.output}; "
        f"{made.LIST} lists them.{kept}"
    )
    for outcome in failed[:MOST_TOLD]:
        told.say(f"Not made: {outcome.job.name}: {outcome.error}")
    if len(failed) > MOST_TOLD:
        told.say(f"And {len(failed) - MOST_TOLD} more could not be made.")
