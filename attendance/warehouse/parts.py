"""Large tables are made part by part: a year after another, or some schools after others.

Many years then need no more memory than one does. The same SQL runs over each part: views in
the database `steps`, put before the warehouse's tables of the same name, show that part alone.
"""

from dataclasses import dataclass

import duckdb

from attendance import queries

MARKS_AT_ONCE = 100_000_000
"""About as many as a large county has in a year."""


@dataclass(frozen=True)
class Parting:
    """A way to part: the query of queries/warehouse that lists the parts, and what of each table
    belongs to one, with the query's columns in braces."""

    query: str
    conditions: dict[str, str]


SCHOOLS = "school_id between {first_school} and {last_school}"
DAYS = "session_date between date '{first_day}' and date '{last_day}'"

WEEKS_OF_YEARS = Parting(
    "year_parts",
    {
        "enrolments": "academic_year = '{academic_year}'",
        "marks": "session_date between date '{first_monday}' and date '{last_sunday}'",
        "pupil_weeks": "week_commencing between date '{first_monday}' and date '{last_sunday}'",
    },
)
DAYS_OF_YEARS = Parting("year_parts", {"marks": DAYS})
CODES_OF_SCHOOLS = Parting("school_parts", {"marks": SCHOOLS})
SPELLS_OF_SCHOOLS = Parting(
    "school_parts", {"marks": SCHOOLS, "pupil_weeks": SCHOOLS, "missing_marks": SCHOOLS}
)


def listed(connection: duckdb.DuckDBPyConnection, parting: Parting) -> list[dict[str, str]]:
    """Of each part in order, what of each table belongs to it; without any rows one part that
    holds everything."""
    query = queries.load(f"warehouse/{parting.query}")
    params = {"marks_at_once": MARKS_AT_ONCE} if query.params else None
    found = connection.sql(query.sql, params=params)
    return [
        {
            table: condition.format(**dict(zip(query.columns, row, strict=True)))
            for table, condition in parting.conditions.items()
        }
        for row in found.fetchall()
    ] or [{}]


def show(connection: duckdb.DuckDBPyConnection, table: str, condition: str) -> None:
    """Put a view of these rows before a table of the warehouse; `steps` has to come first."""
    connection.table(f"warehouse.{table}").filter(condition).create_view(table, replace=True)


def hide(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Take that view away."""
    connection.execute(f"drop view steps.{table}")
