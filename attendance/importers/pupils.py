"""The pupils on roll (enrolments): who is in which school, and what is known of them.

Only the school, one identifier and the year group are required. A blank answer is unknown,
which is not "no".
"""

from pathlib import Path

import duckdb

from attendance.errors import SourceError
from attendance.importers import given_rows, landing, rejections, tables
from attendance.importers.landing import CountyLanding, Workspace
from attendance.importers.sources import Source

KIND = "pupils"

READ = {
    "academic_year": "read_academic_year(academic_year)",
    "urn": "read_urn(urn)",
    "upn": "case when regexp_full_match(upper(upn), '[A-Z][0-9]{11}[0-9A-Z]') then upper(upn) end",
    "local_id": "local_id",
    "surname": "surname",
    "forename": "forename",
    "sex": "case lower(left(sex, 1)) when 'f' then 'F' when 'm' then 'M' end",
    "date_of_birth": "read_date(date_of_birth)",
    "year_group": "read_year_group(year_group)",
    "class": '"class"',
    "entry_date": "read_date(entry_date)",
    "leaving_date": "read_date(leaving_date)",
    "fsm": "read_flag(fsm)",
    "sen": "read_sen(sen)",
    "eal": "read_flag(eal)",
    "ethnicity": "ethnicity",
    "child_in_need": "read_flag(child_in_need)",
    "child_protection_plan": "read_flag(child_protection_plan)",
    "looked_after": "read_flag(looked_after)",
    "previously_looked_after": "read_flag(previously_looked_after)",
    "young_carer": "read_flag(young_carer)",
    "medical_condition": "read_flag(medical_condition)",
    "home_authority": "home_authority",
    "household": "household",
}
"""How each column of the archive is read; a cell that holds something else spoils its row."""

FIELDS = tuple(READ)
MUST_BE_THERE = ("urn", "year_group")

MACROS = (
    # Nursery is -1, Reception 0, the years by their number.
    """
    create macro read_year_group(given) as (
        case
            when lower(given) in ('r', 'reception', 'year r') then cast(0 as smallint)
            when lower(given) in ('n', 'n1', 'n2', 'nursery') then cast(-1 as smallint)
            when
                regexp_full_match(lower(given), '(year |y)?[0-9]{1,2}')
                and cast(regexp_extract(given, '[0-9]+') as integer) between 0 and 14
                then cast(regexp_extract(given, '[0-9]+') as smallint)
        end
    )
    """,
    """
    create macro read_sen(given) as (
        case
            when upper(given) in ('N', 'K', 'E') then upper(given)
            when lower(given) in ('ehcp', 'ehc plan') then 'E'
            when lower(given) in ('sen support', 'support') then 'K'
            when lower(given) in ('none', 'no', 'no sen') then 'N'
        end
    )
    """,
)

TWICE = """
    create table last_pupils as
    select *
    from read_pupils
    where row_number not in (select row_number from rejections)
    qualify row_number() over (
        partition by academic_year, urn, coalesce(upn, local_id)
        order by line desc
    ) = 1
"""

SCHOOL_ROWS = """
    create table school_rows_read as
    select read_urn(urn) as urn, count(*) as rows_of_school
    from given_rows
    group by all
"""


def is_pupils(names: list[str]) -> bool:
    """Whether the header is that of a pupil file, complete or not."""
    found = given_rows.matched(names, FIELDS)
    return {"urn", "year_group"} <= found.keys() and bool({"upn", "local_id"} & found.keys())


def land(
    source: Source,
    names: list[str],
    data_dir: Path,
    scratch: Path,
    academic_year: str | None = None,
    latest_marked_year: str | None = None,
    reject_limit: float = landing.REJECT_LIMIT,
) -> CountyLanding:
    """Read, check and archive a pupil file; SourceError if it is not sound.

    Rows without an academic year of their own are of `academic_year`, else of the year of the
    latest mark.
    """
    names = tables.unique(names, source.shown)
    columns = given_rows.matched(names, FIELDS)
    year, note = _year(source, columns, academic_year, latest_marked_year)
    with landing.workspace(source.path, data_dir, scratch) as work:
        for macro in MACROS:
            work.connection.execute(macro)
        texts = tables.texts(work.connection, source.path, names, source.shown)
        given_rows.create(work, source, texts, columns, FIELDS)
        _read(work, year)
        _reject(work, columns)
        work.connection.execute(SCHOOL_ROWS)
        rejections.refuse_above(work, source.shown, reject_limit)
        work.connection.execute(TWICE)
        return _landed(work, source, [*note, *_notes(work, names, columns)])


def _year(
    source: Source, columns: dict[str, str], given: str | None, latest: str | None
) -> tuple[str | None, list[str]]:
    if "academic_year" in columns:
        return given, []
    if given:
        return given, []
    if latest is None:
        raise SourceError(
            f"{source.shown} does not say which academic year it is of, and no marks are loaded "
            "that would tell. Add a column academic_year, or give it: --academic-year 2024/25."
        )
    return latest, [f"Taken as of {latest}, the year of the latest mark."]


def _read(work: Workspace, year: str | None) -> None:
    """The table read_pupils: the cells as what they mean, null where they mean nothing."""
    cells = [duckdb.SQLExpression(read).alias(field) for field, read in READ.items()]
    cells[0] = duckdb.CoalesceOperator(
        duckdb.SQLExpression(READ["academic_year"]),
        duckdb.ConstantExpression(year).cast("varchar"),
    ).alias("academic_year")
    rows = work.connection.table("given_rows")
    rows.project("row_number", "line", *cells).create("read_pupils")


def _reject(work: Workspace, columns: dict[str, str]) -> None:
    """Set aside rows with a cell that cannot be read, or without what must be there."""
    rejections.create(work)
    rows = work.connection.table("given_rows")
    for field, read in READ.items():
        given = duckdb.ColumnExpression(field)
        unread = duckdb.SQLExpression(read).isnull()
        _set_aside(work, rows.filter(given.isnotnull() & unread), field, columns)
        if field in MUST_BE_THERE:
            _set_aside(work, rows.filter(given.isnull()), field, columns)
    _set_aside(work, rows.filter("upn is null and local_id is null"), "upn", columns)


def _set_aside(work: Workspace, rows, field: str, columns: dict[str, str]) -> None:
    nothing = duckdb.ConstantExpression(None)
    rows.project(
        duckdb.ColumnExpression("row_number"),
        duckdb.ColumnExpression("line"),
        duckdb.SQLExpression("read_urn(urn)"),
        duckdb.SQLExpression("coalesce(upn, local_id)"),
        nothing.cast("date"),
        nothing.cast("varchar"),
        nothing.cast("varchar"),
        duckdb.ConstantExpression(columns.get(field, field)),
        duckdb.CoalesceOperator(duckdb.ColumnExpression(field), duckdb.ConstantExpression("")),
        duckdb.ConstantExpression("not readable"),
        duckdb.ConstantExpression(True),
    ).insert_into("rejections")


def _landed(work: Workspace, source: Source, notes: list[str]) -> CountyLanding:
    good = work.connection.table("last_pupils")
    if not good.limit(1).fetchall():
        raise SourceError(f"{source.shown} holds no pupil that could be taken.")
    good.project("line", *[f'"{field}"' for field in FIELDS]).order(
        "academic_year, urn, line"
    ).create("pupils_read")
    work.write("pupils_read", work.archive)
    rejections.write(work)
    pupils = work.connection.table("pupils_read")
    years, schools = (
        tuple(row[0] for row in pupils.project(column).distinct().order(column).fetchall())
        for column in ("academic_year", "urn")
    )
    return CountyLanding(
        kind=KIND,
        source=source.shown,
        sha256=work.checksum.result(),
        archive=work.archive,
        rejected=work.rejected,
        pupils=None,
        academic_years=years,
        schools=schools,
        rows_read=len(work.connection.table("given_rows")),
        rows_archived=len(pupils),
        rejections=rejections.counts(work),
        notes=notes,
    )


def _notes(work: Workspace, names: list[str], columns: dict[str, str]) -> list[str]:
    given, kept, rejected = (
        len(work.connection.table("read_pupils")),
        len(work.connection.table("last_pupils")),
        len(work.connection.table("rejections").project("row_number").distinct()),
    )
    twice = given - kept - rejected
    notes = [f"{twice:,} rows are of a pupil named again further down: the last counts."]
    unknown = [name for name in names if name not in columns.values()]
    told = [f"Columns not known and not used: {', '.join(unknown)}."] if unknown else []
    return (notes if twice else []) + told
