"""Commands that print what the pages show."""

from contextlib import suppress
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from attendance import access, config, queries, rules
from attendance.casework import audit, store
from attendance.commands import told
from attendance.documents import bulletin as printed_bulletin
from attendance.documents import csv_file
from attendance.errors import QueryError
from attendance.importers import imports
from attendance.warehouse import versions
from attendance.warehouse.versions import Version

app = typer.Typer()


class TextFormat(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


class BulletinFormat(StrEnum):
    """How the bulletin is printed."""

    table = "table"
    csv = "csv"
    markdown = "markdown"
    docx = "docx"


@app.command()
def bulletin(
    year: Annotated[str, typer.Option(help="Academic year, such as 2024/25.")],
    format_: Annotated[BulletinFormat, typer.Option("--format")] = BulletinFormat.table,
    output: Annotated[Path | None, typer.Option(help="File to write; else the screen.")] = None,
    authority: Annotated[
        str | None, typer.Option(help="Three-digit code; else the home authority.")
    ] = None,
    data_dir: told.DataDir = None,
) -> None:
    """Print the bulletin table: each release of a year, the authority beside England."""
    told.use(data_dir)
    with told.errors():
        viewer, version = local_viewer(), version_in_use()
        code = authority or config.home_authority()
        rows = access.rows(
            viewer,
            version,
            "essex_and_england/bulletin",
            home_authority=code,
            academic_year=year,
        )
        home = _authority_name(viewer, version, code)
        log_export(viewer, "essex_and_england/bulletin", format_, rows)
        if rows.empty:
            raise QueryError(
                f"No release of {year} with figures for {home} is loaded. Years are written such "
                "as 2024/25; load releases with: python -m attendance import PATH"
            )
        match format_:
            case BulletinFormat.docx:
                if output is None:
                    raise QueryError("A Word document needs a file: --output bulletin.docx")
                write(output, printed_bulletin.as_docx(rows, home, year))
            case BulletinFormat.csv:
                _print(csv_file.as_csv(printed_bulletin.for_csv(rows, home)), output)
            case BulletinFormat.markdown:
                _print(printed_bulletin.as_markdown(rows, home), output)
            case BulletinFormat.table:
                _print(_as_table(printed_bulletin.for_reading(rows, home)), output)


@app.command()
def query(
    name: Annotated[str | None, typer.Argument(help="Such as essex_and_england/bulletin.")] = None,
    param: Annotated[list[str] | None, typer.Option(help="name=value, once each.")] = None,
    as_: Annotated[
        str | None, typer.Option("--as", help="Role, such as ast_lead or champion:115000.")
    ] = None,
    format_: Annotated[TextFormat, typer.Option("--format")] = TextFormat.table,
    list_: Annotated[bool, typer.Option("--list", help="List every query.")] = False,
    data_dir: told.DataDir = None,
) -> None:
    """Run a page's query with the same scope and the same rows as the page."""
    told.use(data_dir)
    with told.errors():
        if list_ or name is None:
            _print("\n\n".join(map(_described, _page_queries())) + "\n", None)
            return
        viewer = access.viewer_from(as_) if as_ else local_viewer()
        loaded = queries.load(name)
        if loaded.rows == "build":
            raise QueryError(f"{name} builds the warehouse; it is not one that pages run.")
        rows = access.rows(viewer, version_in_use(), name, **_values(loaded, param or []))
        log_export(viewer, name, format_, rows)
        if rows.empty:
            told.say("No rows: there is nothing for these parameters, or one is misspelt.")
        show(rows, format_)


def show(rows: pd.DataFrame, format_: TextFormat) -> None:
    """Print rows on the screen."""
    match format_:
        case TextFormat.csv:
            _print(csv_file.as_csv(rows), None)
        case TextFormat.json:
            _print(_as_json(rows), None)
        case TextFormat.table:
            _print(_as_table(rows), None)


def log_export(viewer: access.Viewer, name: str, format_: str, rows: pd.DataFrame) -> None:
    """Record the export before it leaves; what cannot be logged is not printed."""
    engine = store.open_store(config.data_dir(), config.casework_url())
    audit.record(
        engine,
        viewer=viewer.name,
        role=viewer.role,
        action="export",
        subject=name,
        detail={"format": str(format_), "by": "command line"},
        rows=len(rows),
    )
    engine.dispose()


def version_in_use() -> Version:
    """The version that is read; where there is none the sample is built first."""
    version = versions.current(config.data_dir())
    if version is None:
        with told.progress() as progress:
            version = imports.build_sample(config.data_dir(), progress)
        told.say("There was no warehouse yet, so it was built from the sample: invented figures.")
    return version


def local_viewer() -> access.Viewer:
    """Whom the program was set up for, else the person at this machine."""
    fixed = config.viewer()
    return access.viewer_from(fixed) if fixed else access.local_viewer()


def _authority_name(viewer: access.Viewer, version: Version, code: str) -> str:
    areas = access.rows(viewer, version, "essex_and_england/authorities")
    names = areas.loc[areas["area_id"] == code, "area_name"].tolist()
    if not names:
        raise QueryError(
            f"No authority with the code {code!r} is in the releases loaded. Codes have three "
            "digits, such as 881 for Essex."
        )
    return names[0]


def _page_queries() -> list[queries.Query]:
    loaded = (queries.load(name) for name in queries.names())
    return [query for query in loaded if query.rows != "build"]


def _described(found: queries.Query) -> str:
    params = [f"  {name} ({field.type}): {field.meaning}" for name, field in found.params.items()]
    returns = [f"  {name} ({field.type}): {field.meaning}" for name, field in found.columns.items()]
    head = [f"{found.name}  [{found.rows}]", found.purpose, f"grain: {found.grain}"]
    return "\n".join([*head, "params:", *(params or ["  none"]), "returns:", *returns])


def _values(found: queries.Query, given: list[str]) -> dict[str, object]:
    """Parameters from name=value, by the types of the header; the home authority by default."""
    values: dict[str, object] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or name not in found.params:
            raise QueryError(
                f"--param {text!r} is not understood. {found.name} takes: "
                f"{', '.join(found.params) or 'no parameters'}, each written name=value."
            )
        values[name] = _value(name, found.params[name].type, value)
    if "home_authority" in found.params:
        values.setdefault("home_authority", config.home_authority())
    for name in found.params.keys() - values.keys() - (rules.PARAMETERS | rules.FIXED).keys():
        if "or null" in found.params[name].meaning:
            values[name] = None
    return values


def _value(name: str, type_: str, text: str) -> object:
    readers = {"date": date.fromisoformat, "integer": int, "bigint": int, "double": float}
    try:
        return readers.get(type_, str)(text)
    except ValueError as error:
        raise QueryError(
            f"--param {name}={text}: {text!r} is not a {type_}. Dates are written 2024-12-19."
        ) from error


def _as_table(rows: pd.DataFrame) -> str:
    return "" if rows.empty else rows.to_string(index=False, na_rep="") + "\n"


def _as_json(rows: pd.DataFrame) -> str:
    return rows.to_json(orient="records", date_format="iso", double_precision=15, indent=1) + "\n"


def _print(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
    else:
        write(output, text.encode("utf-8"))


def write(output: Path, content: bytes) -> None:
    """Write beside and replace, so that a full disk leaves an earlier file as it was."""
    target = output.resolve()
    beside = target.with_name(f".{target.name}.part")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)  # a device, such as /dev/stdout
        else:
            beside.write_bytes(content)
            beside.replace(target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise QueryError(
            f"{output} cannot be written ({error.strerror}). Give another file: --output"
        ) from error
    told.say(f"Written: {output}")
