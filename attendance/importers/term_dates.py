"""Term dates of an authority, or of a school that sets its own. A file is taken whole or refused:
a wrong date would make a week of missing registers, or hide one."""

from pathlib import Path

import duckdb

from attendance.errors import SourceError
from attendance.importers import given_rows, landing, rejections, tables
from attendance.importers.landing import CountyLanding, Workspace
from attendance.importers.sources import Source

KIND = "term dates"
FIELDS = ("authority_code", "urn", "academic_year", "half_term", "first_day", "last_day")

READ = """
    create table term_rows as
    select
        line,
        authority_code,
        read_urn(urn) as urn,
        urn as urn_given,
        read_academic_year(academic_year) as academic_year,
        try_cast(half_term as smallint) as half_term,
        read_date(first_day) as first_day,
        read_date(last_day) as last_day
    from given_rows
"""

PROBLEMS = """
    with

    years as (

        select
            *,
            make_date(cast(left(academic_year, 4) as integer), 8, 1) as year_begins,
            lag(last_day) over half_terms as last_day_before,
            lag(half_term) over half_terms as half_term_before
        from term_rows
        window half_terms as (
            partition by authority_code, urn, academic_year order by half_term, line
        )

    ),

    judged as (

        select
            line,
            case
                when authority_code is null then 'authority_code is empty'
                when urn is null and urn_given is not null then 'urn is not a number of six digits'
                when academic_year is null then 'academic_year is not such as 2024/25'
                when half_term is null or half_term not between 1 and 6
                    then 'half_term is not a number from 1 to 6'
                when first_day is null then 'first_day is not a date'
                when last_day is null then 'last_day is not a date'
                when first_day > last_day then 'first_day comes after last_day'
                when first_day < year_begins or last_day >= year_begins + interval 1 year
                    then 'the dates lie outside the academic year'
                when half_term = half_term_before then 'the half term stands twice'
                when first_day <= last_day_before then 'it begins before the half term before it ends'
            end as problem
        from years

    )

    select line, problem
    from judged
    where problem is not null
    order by line
"""


def is_term_dates(names: list[str]) -> bool:
    """Whether the header is that of term dates."""
    needed = {"academic_year", "half_term", "first_day", "last_day"}
    return needed <= given_rows.matched(names, FIELDS).keys()


def land(source: Source, names: list[str], data_dir: Path, scratch: Path) -> CountyLanding:
    """Read, check and archive term dates; SourceError names the first line that is wrong."""
    names = tables.unique(names, source.shown)
    columns = given_rows.matched(names, FIELDS)
    with landing.workspace(source.path, data_dir, scratch) as work:
        texts = tables.texts(work.connection, source.path, names, source.shown)
        given_rows.create(work, source, texts, columns, FIELDS)
        work.connection.execute(READ)
        _refuse(work, source)
        return _landed(work, source)


def _refuse(work: Workspace, source: Source) -> None:
    problems = work.connection.execute(PROBLEMS).fetchall()
    if problems:
        line, problem = problems[0]
        more = f" ({len(problems) - 1:,} more lines are wrong)" if len(problems) > 1 else ""
        raise SourceError(
            f"{source.shown}, line {line}: {problem}{more}. The file was not taken. Put it right "
            "and import it again; dates are written such as 2024-09-02."
        )


def _landed(work: Workspace, source: Source) -> CountyLanding:
    rejections.create(work)
    rejections.write(work)
    rows = work.connection.table("term_rows").project("line", *FIELDS)
    rows.order("authority_code, urn, academic_year, half_term").create("terms_read")
    work.write("terms_read", work.archive)
    terms = work.connection.table("terms_read")
    years = terms.project("academic_year").distinct().order("academic_year").fetchall()
    schools = terms.filter(duckdb.ColumnExpression("urn").isnotnull()).project("urn").distinct()
    return CountyLanding(
        kind=KIND,
        source=source.shown,
        sha256=work.checksum.result(),
        archive=work.archive,
        rejected=work.rejected,
        pupils=None,
        academic_years=tuple(row[0] for row in years),
        schools=tuple(row[0] for row in schools.order("urn").fetchall()),
        rows_read=len(terms),
        rows_archived=len(terms),
    )
