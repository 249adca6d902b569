"""What every command shares: the data folder, what is told to the user, and how errors end."""

import os
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from attendance import config, words
from attendance.errors import AttendanceError
from attendance.warehouse.versions import Version

console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help=f"Folder for everything that is written; else {config.DATA_DIR_VARIABLE}, else "
        "data/local.",
    ),
]


def say(text: str) -> None:
    """Tell the user on the error stream, so that output can be piped."""
    console.print(text)


def use(data_dir: Path | None) -> None:
    """Make that folder, if one is given, the one that everything is written to."""
    if data_dir is not None:
        os.environ[config.DATA_DIR_VARIABLE] = str(data_dir)


@contextmanager
def errors():
    """Tell what is wrong in one paragraph and end with exit code 1; faults go on as they are."""
    try:
        yield
    except AttendanceError as error:
        say(str(error))
        raise typer.Exit(1) from error


@contextmanager
def progress():
    """A bar that shows each step of a long piece of work."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Starting", total=None)
        yield lambda step: bar.update(task, description=step)


@contextmanager
def counting(what: str, whole: int):
    """A bar of so many; what is yielded is called with the name of each one that is done."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=whole)
        yield lambda name: bar.update(task, advance=1, description=f"{what}: {name}")


def files(version: Version) -> str:
    """How many files a version holds, in words."""
    return words.counted(len(version.loads), "file", "files")
