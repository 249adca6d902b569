"""Files of DfE's fortnightly release "Pupil attendance in schools".

They are recognised by header and content, never by name; columns are read by name, as
data/reference/dfe_columns.csv and dfe_reason_columns.csv say. A file is taken whole or refused.
"""

import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from attendance import queries
from attendance.errors import SourceError
from attendance.importers import tables
from attendance.importers.sources import Source
from attendance.warehouse import references, releases, versions
from attendance.warehouse.loads import DFE, Load

MARKS_OF_A_RELEASE = {"time_period", "time_identifier", "geographic_level"}
MARKS_OF_METADATA = {"col_name", "col_type"}

PROBLEMS = {
    "not a number": "{place} holds {found!r}, which is neither a number nor one of DfE's symbols",
    "negative": "{place} is {found}; a count cannot be negative",
    "rate out of range": "{place} is {found}; a rate lies between 0 and 100",
    "unknown level": "geographic_level is {found!r}; expected National, Regional or Local "
    "authority",
    "unknown phase": "education_phase is {found!r}; expected Primary, Secondary, Special or Total",
    "unknown period": "the period {found!r} is not understood; expected such as '2024 Week 37', "
    "'202425 Academic year' or '202425 Autumn term'",
    "date outside its week": "attendance_date {found!r} is not a day of the row's week; expected "
    "such as 2024-09-12",
    "no area": "a {found} row names no area",
    "several kinds": "the file mixes periods: {found}",
    "several years": "the file mixes academic years: {found}",
    "total missing": "{place}: some totals are missing ({found})",
    "present and activity": "{place}: present sessions and approved educational activity do not "
    "add up to attendance ({found})",
    "attendance and absence": "{place}: attendance and absence do not add up to possible sessions "
    "({found})",
    "authorised and unauthorised": "{place}: authorised and unauthorised absence do not add up to "
    "absence ({found})",
    "more by code than in all": "{place}: the codes add up to more than their total ({found})",
    "rate and counts": "{place}: attendance_perc does not match the sessions ({found})",
    "twice": "{place} stands twice ({found})",
    "no row for England": "there is no figure for England, {place}: the file may be cut off",
}


@dataclass(frozen=True)
class Landing:
    """A file that is good to take: its load, its archive file and what is worth telling."""

    load: Load
    archive: Path
    unknown_columns: list[str]


def is_metadata(names: list[str]) -> bool:
    """Whether the header is that of the description that comes with DfE's data files."""
    return set(names) >= MARKS_OF_METADATA


def is_release(names: list[str]) -> bool:
    """Whether the header is that of an attendance release, complete or not."""
    return set(names) >= MARKS_OF_A_RELEASE or any(name.startswith("reason_") for name in names)


def land(
    source: Source,
    names: list[str],
    published: date | None,
    data_to: date | None,
    data_dir: Path,
    folder: Path,
) -> Landing:
    """Read, check and archive a release file in `folder`; SourceError if it is not sound."""
    published = published or source.folder_date
    if published is None:
        raise SourceError(
            f"{source.shown}: when was it published? Put it in a folder named like 2024-12-19, or "
            "give the date: --published 2024-12-19."
        )
    with duckdb.connect() as connection:
        references.load_references(connection, data_dir)
        unknown = _check_header(connection, names, source.shown)
        tables.staged(connection, source.path, _unique(names), source.shown)
        checksum = versions.sha256(source.path)
        load_id = f"dfe-{published}-{checksum[:16]}"
        _create_landed(connection, _unique(names), load_id, published)
        connection.execute(STAGED_CELLS)
        releases.run_steps(connection, releases.STEPS, progress=lambda step: None)
        _refuse_problems(connection, source.shown)
        kind, year, last_day = connection.execute(KIND).fetchall()[0]
        _check_dates(source.shown, published, data_to, year, last_day)
        archive = Path(tempfile.mkdtemp(dir=folder)) / f"{load_id}.parquet"
        landed = connection.table("landed_dfe_rows")
        landed.write_parquet(str(archive), compression="zstd")
        load = Load(
            load_id=load_id,
            source=DFE,
            kind=kind,
            academic_year=year,
            published=published.isoformat(),
            data_to=data_to.isoformat() if data_to else None,
            file_name=source.shown,
            sha256=checksum,
            rows=len(landed),
            loaded_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
    return Landing(load=load, archive=archive, unknown_columns=unknown)


STAGED_CELLS = """
    create table staged_cells as
    from (unpivot staged_lines on * exclude (line) into name column_name value cell)
"""

KIND = """
    select
        min(period_kind),
        min(academic_year),
        coalesce(max(attendance_date), max(week_commencing))
    from dfe_rows
"""


def _check_header(connection, names: list[str], shown: str) -> list[str]:
    """The columns that nothing is known of; SourceError if a required one is missing."""
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise SourceError(f"{shown}: the column {twice[0]!r} stands twice. Download it again.")
    fields: dict[str, list[str]] = {}
    for column, field, required in connection.table("dfe_columns").fetchall():
        if required:
            fields.setdefault(field, []).append(column)
    missing = [" or ".join(columns) for columns in fields.values() if not set(columns) & set(names)]
    reasons = {row[0] for row in connection.table("dfe_reason_columns").fetchall()}
    if not reasons & set(names):
        missing.append("the reasons (reason_...)")
    if missing:
        raise SourceError(
            f"{shown} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}. "
            "Use the file as DfE publishes it, with all its columns."
        )
    known = {row[0] for row in connection.table("dfe_columns").fetchall()} | reasons
    known |= {row[0] for row in connection.table("dfe_unused_columns").fetchall()}
    unknown = (name or "(a column without a name)" for name in names if name not in known)
    return list(dict.fromkeys(unknown))


def _unique(names: list[str]) -> list[str]:
    return [name or f"unnamed_{place}" for place, name in enumerate(names)]


def _create_landed(connection, names: list[str], load_id: str, published: date) -> None:
    """landed_dfe_rows: one name per field, whatever the year's layout; reasons as a map."""
    present = set(names)
    aliases: dict[str, str | None] = {}
    for column, field, _ in connection.table("dfe_columns").fetchall():
        aliases[field] = column if column in present else aliases.get(field)
    reasons = [
        row[0] for row in connection.table("dfe_reason_columns").fetchall() if row[0] in present
    ]
    cells = duckdb.FunctionExpression(
        "map",
        duckdb.FunctionExpression("list_value", *map(duckdb.ConstantExpression, reasons)),
        duckdb.FunctionExpression("list_value", *map(_cell, reasons)),
    )
    connection.table("staged_lines").project(
        duckdb.ConstantExpression(load_id).alias("load_id"),
        duckdb.ConstantExpression(published).cast("date").alias("published"),
        duckdb.ColumnExpression("line"),
        *[
            (_cell(column) if column else duckdb.ConstantExpression(""))
            .cast("varchar")
            .alias(field)
            for field, column in aliases.items()
        ],
        cells.alias("reasons"),
    ).create("landed_dfe_rows")


def _cell(column: str):
    return duckdb.FunctionExpression("trim", duckdb.ColumnExpression(column))


def _refuse_problems(connection, shown: str) -> None:
    problems = queries.run(connection, "landing/dfe_release_problems")
    if problems.empty:
        return
    worst = problems.iloc[0]
    where = "" if worst.isna()["line"] else f", line {int(worst.line)}"
    others = f" ({worst.others:,} more like it)" if worst.others else ""
    more = " Other kinds of problem follow." if len(problems) > 1 else ""
    raise SourceError(
        f"{shown}{where}: {PROBLEMS[worst.problem].format(**worst)}{others}.{more} The file was "
        "not taken. Download it again from DfE, or ask DfE about it."
    )


def _check_dates(
    shown: str, published: date, data_to: date | None, year: str, last_day: date | None
) -> None:
    starts = date(int(year[:4]), 9, 1)
    if published < starts:
        raise SourceError(
            f"{shown} has figures for {year}, which began after its publication on {published}. "
            "Check the folder's name, or give the date: --published."
        )
    if data_to and data_to < starts:
        raise SourceError(
            f"--data-to {data_to} lies before {year}, which {shown} has figures for. Give the "
            "last day that the figures cover."
        )
    if last_day and last_day > published:
        raise SourceError(
            f"{shown} has figures for {last_day}, after its publication on {published}. Check the "
            "folder's name, or give the date: --published."
        )
    if data_to and data_to > published:
        raise SourceError(
            f"--data-to {data_to} lies after the publication on {published}. Give the last day "
            "that the figures cover."
        )
