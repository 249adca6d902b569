"""Commands that load files and keep the warehouse."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from attendance import config, words
from attendance.commands import keeping, printing, told
from attendance.documents import csv_file
from attendance.errors import QueryError
from attendance.importers import imports
from attendance.importers.county import Choices
from attendance.importers.landing import REJECT_LIMIT
from attendance.warehouse import landed, versions
from attendance.warehouse.loads import MARKS, Receipt, receipts

app = typer.Typer()
warehouse = typer.Typer(help="Versions of the warehouse.", no_args_is_help=True)
loads = typer.Typer(help="Loads of schools, pupils, marks and term dates.", no_args_is_help=True)

SMALLEST_MEMORY = 1


@app.command("import")
def import_command(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders or zips.")],
    published: Annotated[
        str | None,
        typer.Option(help="DfE's releases: publication date, where no folder is named by it."),
    ] = None,
    data_to: Annotated[
        str | None,
        typer.Option(help="DfE's releases: last day of the figures, where it must be given."),
    ] = None,
    urn: Annotated[
        int | None,
        typer.Option(
            help="School of a file of marks that does not tell it.", min=100000, max=999999
        ),
    ] = None,
    academic_year: Annotated[
        str | None, typer.Option(help="Year of a pupil file that does not tell it, as 2024/25.")
    ] = None,
    reject_limit: Annotated[
        float,
        typer.Option(help="Share of a school's rows that may be unreadable.", min=0, max=1),
    ] = REJECT_LIMIT,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Take files of marks that would be held.")
    ] = False,
    memory: Annotated[
        str | None, typer.Option(help="Memory to use at most, such as 2GB; else 3.5GB.")
    ] = None,
    data_dir: told.DataDir = None,
) -> None:
    """Take in DfE's releases, and the county's schools, pupils, marks and term dates, and publish
    a new warehouse. Exit code 1 if a file was refused, 2 if one is held until --confirm.
    """
    told.use(data_dir)
    with told.errors():
        dates = _date("--published", published), _date("--data-to", data_to)
        choices = Choices(
            urn=urn,
            academic_year=academic_year,
            is_confirmed=confirm,
            reject_limit=reject_limit,
            memory_gigabytes=_gigabytes(memory),
        )
        with told.progress() as progress:
            report = imports.import_paths(
                paths, config.data_dir(), *dates, progress=progress, choices=choices
            )
        _tell(report)
        if report.refused:
            raise typer.Exit(1)
        if report.held:
            raise typer.Exit(2)


@loads.command("list")
def list_loads(data_dir: told.DataDir = None) -> None:
    """List the county's loads, oldest first; * marks those that count."""
    told.use(data_dir)
    with told.errors():
        counting = _counting()
        found = receipts(config.data_dir())
        if not found:
            told.say(f"No schools, pupils, marks or term dates were loaded in {config.data_dir()}.")
        for receipt in found:
            load = receipt.load
            mark = "*" if load.load_id in counting else " "
            typer.echo(
                f"{mark} {load.load_id}  {load.kind}, {load.rows:,} rows, "
                f"{load.loaded_at[:16].replace('T', ' ')}  {load.file_name}"
            )


@loads.command()
def show(
    load_id: Annotated[str, typer.Argument(help="As loads list shows it.")],
    rejected: Annotated[
        Path | None, typer.Option(help="CSV file to write the rows to that were not taken.")
    ] = None,
    data_dir: told.DataDir = None,
) -> None:
    """Show the receipt of a load: what came in, changed, and was not taken."""
    told.use(data_dir)
    with told.errors():
        found = {each.load.load_id: each for each in receipts(config.data_dir())}
        if load_id not in found:
            raise QueryError(
                f"There is no load {load_id!r}. See those there are with: "
                "python -m attendance loads list"
            )
        receipt = found[load_id]
        _tell_receipt(receipt)
        if load_id not in _counting():
            told.say("It was undone: it does not count.")
        if rejected:
            rows = landed.rejected_rows(receipt.load.rejected_path(config.data_dir()))
            printing.write(rejected, csv_file.as_csv(rows).encode("utf-8"))


@loads.command()
def undo(
    load_id: Annotated[str, typer.Argument(help="As loads list shows it.")],
    data_dir: told.DataDir = None,
) -> None:
    """Take one load out again; those that came later stay."""
    told.use(data_dir)
    with told.errors():
        with told.progress() as progress:
            version = imports.undo(config.data_dir(), load_id, progress)
        told.say(f"Undone: {load_id}. In use is now {version.name}.")


@warehouse.command("list")
def list_versions(data_dir: told.DataDir = None) -> None:
    """List the versions that are kept, newest first; * marks the one in use."""
    told.use(data_dir)
    with told.errors():
        current = versions.current(config.data_dir())
        found = versions.listed(config.data_dir())
        if not found:
            told.say(f"There is no warehouse in {config.data_dir()} yet.")
        for version in found:
            mark = "*" if current and version.name == current.name else " "
            size = version.path.stat().st_size / 1e6
            typer.echo(
                f"{mark} {version.name}  {version.data}  {told.files(version)}  {size:.1f} MB"
            )


@warehouse.command()
def rollback(
    version: Annotated[str | None, typer.Argument(help="Version; else the one before.")] = None,
    data_dir: told.DataDir = None,
) -> None:
    """Go back to an earlier version; files loaded since then no longer count."""
    told.use(data_dir)
    with told.errors():
        chosen = versions.rollback(config.data_dir(), version)
        kind = "the sample, invented figures" if chosen.is_sample else told.files(chosen)
        told.say(f"In use is now {chosen.name}, with {kind}.")


@warehouse.command()
def verify(data_dir: told.DataDir = None) -> None:
    """Check that every version kept is, byte for byte, the one that was built."""
    told.use(data_dir)
    with told.errors():
        found = versions.listed(config.data_dir())
        if not found:
            told.say(f"There is no warehouse in {config.data_dir()} yet.")
        for version in found:
            versions.check(version)
            typer.echo(f"{version.name}  sound")


@warehouse.command()
def rebuild(
    confirm: Annotated[
        bool,
        typer.Option(
            "--confirm",
            help="Give new keys, though what was written about pupils is then nobody's.",
        ),
    ] = False,
    data_dir: told.DataDir = None,
) -> None:
    """Build the version in use again from its archived files, with today's definitions."""
    told.use(data_dir)
    with told.errors(), told.progress() as progress:
        asked = frozenset if confirm else keeping.people_written_about
        version = imports.rebuild(config.data_dir(), progress, asked)
        told.say(f"In use is now {version.name}.")


def _tell(report: imports.Report) -> None:
    for reason in report.passed_over:
        told.say(f"Passed over: {reason}")
    for landing in report.taken:
        load = landing.load
        told.say(f"Taken: {load.file_name} ({load.kind}, {load.academic_year}, {load.rows} rows)")
        if landing.unknown_columns:
            told.say(f"  Columns not known and not used: {', '.join(landing.unknown_columns)}")
    for landing in report.unchanged:
        told.say(
            f"Unchanged: {landing.load.file_name} (it was loaded before; where a later file says "
            "otherwise, that one counts until it is undone: see loads list and loads undo)"
        )
    for receipt in report.receipts:
        _tell_receipt(receipt)
    for reason in report.refused:
        told.say(f"Refused: {reason}")
    for reason in report.held:
        told.say(f"Held: {reason} To take it all the same, import it again with --confirm.")
    if report.left_sample and report.left_real:
        told.say(
            "The sample was in use: the warehouse started empty, without the real figures loaded "
            "before. To have these too, go back to their version (warehouse list, warehouse "
            "rollback NAME) and import again."
        )
    elif report.left_sample:
        told.say("This is the first real data: the warehouse started empty, without the sample.")
    if report.version:
        told.say(f"In use is now {report.version.name}, with {told.files(report.version)}.")
    else:
        told.say("Nothing changed.")


def _tell_receipt(receipt: Receipt) -> None:
    load = receipt.load
    told.say(
        f"Taken: {load.file_name} ({load.kind}, {load.rows:,} rows, "
        f"{words.counted(len(receipt.schools), 'school', 'schools')}) as load {load.load_id}"
    )
    if load.kind == MARKS:
        told.say(
            f"  {receipt.new:,} new marks, {receipt.changed:,} changed, "
            f"{receipt.unchanged:,} unchanged; {receipt.blank_marks:,} blank"
        )
    for reason, rows in receipt.rejected.items():
        told.say(f"  {rows:,} {'row' if rows == 1 else 'rows'} not taken: {reason}")
    for note in receipt.notes:
        told.say(f"  {note}")


def _counting() -> set[str]:
    current = versions.current(config.data_dir())
    return {load.load_id for load in current.loads} if current else set()


def _gigabytes(text: str | None) -> float | None:
    if text is None:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?GB", text.strip(), re.IGNORECASE)
    if found is None or float(found[1]) < SMALLEST_MEMORY:
        raise QueryError(
            f"--memory {text!r} is not understood. Write it such as 2GB; the least is "
            f"{SMALLEST_MEMORY}GB."
        )
    return float(found[1])


def _date(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise QueryError(
            f"{option} {text!r} is not a date. Write it such as 2024-12-19."
        ) from error
