"""Registers with a pupil to a row: a column for each date and session, or a string of marks for
each week. Both are turned into one mark to a row and then read as any file of marks.
"""

import re
from datetime import date, datetime
from pathlib import Path

import duckdb

from attendance.errors import SourceError
from attendance.importers import landing, mark_columns, mark_rows, marks, tables
from attendance.importers.landing import CountyLanding, Workspace
from attendance.importers.sources import Source

SESSION_COLUMN = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun)?[a-z]*[ ,]*"
    r"(?P<date>\d{4}-\d{2}-\d{2}|\d{1,2}[/-]\d{1,2}[/-]\d{4})[ _:-]*(?P<session>am|pm)"
)
"""Such as 2025-02-10 AM, 10/02/2025 PM or Mon 10/02/2025 AM, in lower case."""
FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")

WEEKLY_CELLS = """
    create view mark_cells as
    with

    weeks as (

        select
            line,
            urn,
            pupil,
            week_commencing,
            marks,
            read_date(week_commencing) as monday,
            case
                when length(marks) = 10 then string_split(marks, '')
                else string_split_regex(trim(marks), '[ ,;]+')
            end as codes
        from weekly_rows

    ),

    judged as (

        select
            weeks.*,
            case
                when monday is null or date_trunc('week', monday) <> monday then 'week_commencing'
                when len(codes) <> 10 then 'marks'
            end as fault
        from weeks

    )

    select
        line,
        cast(null as varchar) as fault,
        urn,
        pupil,
        cast(cast(monday + interval 1 day * ((place - 1) // 2) as date) as varchar)
            as session_date,
        case place % 2 when 1 then 'AM' else 'PM' end as session,
        code,
        cast(null as varchar) as minutes_late,
        cast(null as varchar) as comment
    from (
        select line, urn, pupil, monday, unnest(codes) as code, unnest(range(1, 11)) as place
        from judged
        where fault is null
    ) as sessions
    union all
    select line, fault, urn, pupil, week_commencing, null, marks, null, null
    from judged
    where fault is not null
"""
"""Ten marks from Monday morning to Friday afternoon; codes of two letters need separators."""


def is_register(names: list[str], columns: dict[str, list[str]]) -> bool:
    """Whether the header has a pupil and columns of dates and sessions."""
    return "pupil" in columns and bool(session_columns(names))


def is_weekly(columns: dict[str, list[str]]) -> bool:
    """Whether the columns, by field, are those of a string of marks for each week."""
    return {"pupil", "week_commencing", "marks"} <= columns.keys()


def session_columns(names: list[str]) -> dict[str, tuple[date, str]]:
    """Date and session of each column that is named by them."""
    found = {}
    for name in names:
        match = SESSION_COLUMN.fullmatch(name.strip().lower())
        day = match and _day(match["date"])
        if match and day:
            found[name] = day, match["session"].upper()
    return found


def land(
    source: Source,
    names: list[str],
    data_dir: Path,
    scratch: Path,
    today: date,
    urn: int | None = None,
    reject_limit: float = landing.REJECT_LIMIT,
    memory_limit: str | None = None,
) -> CountyLanding:
    """Read, check and archive a register; SourceError if it is not sound.

    A file without a column for the school is of school `urn`, else of the school that the
    nearest folder or zip is named by.
    """
    names = tables.unique(names, source.shown)
    columns = mark_columns.matched(names, mark_columns.known(data_dir))
    school = marks.known_school(source, columns, urn)
    with landing.workspace(source.path, data_dir, scratch, memory_limit) as work:
        texts = tables.texts(work.connection, source.path, names, source.shown)
        if is_weekly(columns):
            _weekly_cells(work, source, texts, columns, school)
            told = {"session": columns["marks"][0], "code": columns["marks"][0]}
        else:
            _dated_cells(work, source, texts, names, columns, school)
            told = {"date": "date in a column's name", "code": "mark"}
        first = {field: found[0] for field, found in columns.items()}
        return mark_rows.land(work, source, told | first, today, reject_limit, [], school)


def _weekly_cells(
    work: Workspace, source: Source, texts, columns: dict[str, list[str]], school: int | None
) -> None:
    rows = texts.project(
        marks.school_cell(columns, school).alias("urn"),
        marks.first_filled(columns["pupil"]).alias("pupil"),
        duckdb.ColumnExpression(columns["week_commencing"][0]).alias("week_commencing"),
        duckdb.ColumnExpression(columns["marks"][0]).alias("marks"),
    )
    _number(work, source, rows, "weekly_rows")
    work.connection.execute(WEEKLY_CELLS)


def _dated_cells(
    work: Workspace,
    source: Source,
    texts,
    names: list[str],
    columns: dict[str, list[str]],
    school: int | None,
) -> None:
    held = session_columns(names)
    if not held:
        raise SourceError(f"{source.shown} has no column named by a date and AM or PM.")
    rows = texts.project(
        marks.school_cell(columns, school).alias("urn"),
        marks.first_filled(columns["pupil"]).alias("pupil"),
        *[duckdb.ColumnExpression(name) for name in held],
    )
    _number(work, source, rows, "register_rows")
    nothing = duckdb.ConstantExpression(None).cast("varchar")
    work.connection.table("register_rows").project(
        duckdb.ColumnExpression("line"),
        nothing.alias("fault"),
        duckdb.ColumnExpression("urn"),
        duckdb.ColumnExpression("pupil"),
        _each([duckdb.ConstantExpression(day.isoformat()) for day, _ in held.values()]).alias(
            "session_date"
        ),
        _each([duckdb.ConstantExpression(session) for _, session in held.values()]).alias(
            "session"
        ),
        _each([duckdb.ColumnExpression(name) for name in held]).alias("code"),
        nothing.alias("minutes_late"),
        nothing.alias("comment"),
    ).create("mark_cells")


def _number(work: Workspace, source: Source, rows, name: str) -> None:
    """Keep the rows with their lines as a table of that name."""
    line = duckdb.SQLExpression("row_number() over () + 1").alias("line")
    rows.project(line, duckdb.StarExpression()).create(name)
    tables.refuse_broken_lines(work.connection, source.shown)


def _each(cells: list[duckdb.Expression]) -> duckdb.Expression:
    return duckdb.FunctionExpression("unnest", duckdb.FunctionExpression("list_value", *cells))


def _day(text: str) -> date | None:
    for form in FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None
