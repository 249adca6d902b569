"""Commands that keep what people wrote: back it up, put a backup back, read the log."""

import json
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from attendance import access, config
from attendance.casework import about, audit, store
from attendance.commands import printing, told
from attendance.commands.printing import TextFormat
from attendance.errors import AccessError, AttendanceError
from attendance.warehouse import people

NOBODYS = (
    "{unknown:,} of the pupils that it is about are not known here, so what was written of them is "
    "shown nowhere. Put the {file} of that time beside it, then run: "
    "python -m attendance warehouse rebuild"
)

app = typer.Typer()


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="New file to write.")], data_dir: told.DataDir = None
) -> None:
    """Copy what people wrote to a file, also while the dashboard runs."""
    told.use(data_dir)
    with told.errors(), _opened() as engine:
        viewer = _of_the_county("backs up what people wrote")
        _log(engine, viewer, "backup", file)
        store.backup(engine, file)
        told.say(
            f"Backed up to {file}. It holds notes about children: keep it where nobody else reads. "
            f"To put it back: python -m attendance restore {file}"
        )


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    data_dir: told.DataDir = None,
) -> None:
    """Put a backup in the place of what people wrote, with the dashboard stopped."""
    told.use(data_dir)
    with told.errors():
        viewer = _of_the_county("restores what people wrote")
        if config.casework_url():
            raise AttendanceError(
                f"What people write is in the database of {config.CASEWORK_URL_VARIABLE}: restore "
                "it with that database's own tools, such as pg_restore."
            )
        kept = store.restore(config.data_dir(), file)
        with _opened() as engine:
            _log(engine, viewer, "restore", file)
            nobodys = people.unknown_among(about.people(engine), config.data_dir())
        before = f" What was there before is kept in {kept}." if kept else ""
        told.say(f"Restored from {file}.{before}")
        if nobodys:
            told.say(NOBODYS.format(unknown=nobodys, file=people.FILE))


@app.command()
def log(
    last: Annotated[int, typer.Option(min=1, help="How many entries, the newest ones.")] = 200,
    format_: Annotated[TextFormat, typer.Option("--format")] = TextFormat.table,
    data_dir: told.DataDir = None,
) -> None:
    """Print who saw, downloaded and wrote what: the newest entries, newest first."""
    told.use(data_dir)
    with told.errors(), _opened() as engine:
        viewer = _of_the_county("reads the log")
        entries = pd.DataFrame(audit.entries(engine, last))
        if entries.empty:
            told.say("The log is empty: nobody has seen or written anything yet.")
            return
        entries["detail"] = [json.dumps(each, ensure_ascii=False) for each in entries["detail"]]
        printing.log_export(viewer, "audit log", format_, entries)
        printing.show(entries, format_)


def people_written_about() -> frozenset[str]:
    """The keys of all persons that something was written about."""
    with _opened() as engine:
        return about.people(engine)


@contextmanager
def _opened():
    engine = store.open_store(config.data_dir(), config.casework_url())
    try:
        yield engine
    finally:
        engine.dispose()


def _of_the_county(does: str) -> access.Viewer:
    """Who asks; AccessError for a school's role, for all of it is of every school."""
    viewer = printing.local_viewer()
    if viewer.role in access.SCHOOL_ROLES:
        raise AccessError(f"Only somebody of the county {does}, not a {viewer.role_name.lower()}.")
    return viewer


def _log(engine, viewer: access.Viewer, action: str, file: Path) -> None:
    """Record what is done with the whole store; of a backup before it leaves."""
    audit.record(
        engine,
        viewer=viewer.name,
        role=viewer.role,
        action=action,
        subject="casework store",
        detail={"file": file.name, "by": "command line"},
    )
