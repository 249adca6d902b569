"""Commands that load releases and keep the warehouse."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from attendance import config
from attendance.commands import told
from attendance.errors import QueryError
from attendance.importers import imports
from attendance.warehouse import versions

app = typer.Typer()
warehouse = typer.Typer(help="Versions of the warehouse.", no_args_is_help=True)


@app.command("import")
def import_command(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders or zips.")],
    published: Annotated[
        str | None, typer.Option(help="Publication date, where no folder is named by it.")
    ] = None,
    data_to: Annotated[
        str | None, typer.Option(help="Last day that the figures cover, where it must be given.")
    ] = None,
    data_dir: told.DataDir = None,
) -> None:
    """Take in DfE's releases and publish a new warehouse. Exit code 1 if a file was refused."""
    told.use(data_dir)
    with told.errors():
        dates = _date("--published", published), _date("--data-to", data_to)
        with told.progress() as progress:
            report = imports.import_paths(paths, config.data_dir(), *dates, progress=progress)
        _tell(report)
        if report.refused:
            raise typer.Exit(1)


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
def rebuild(data_dir: told.DataDir = None) -> None:
    """Build the version in use again from its archived files, with today's definitions."""
    told.use(data_dir)
    with told.errors(), told.progress() as progress:
        version = imports.rebuild(config.data_dir(), progress)
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
        told.say(f"Unchanged: {landing.load.file_name}")
    for reason in report.refused:
        told.say(f"Refused: {reason}")
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


def _date(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise QueryError(
            f"{option} {text!r} is not a date. Write it such as 2024-12-19."
        ) from error
