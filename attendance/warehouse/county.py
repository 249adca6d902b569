"""The county's own part of a warehouse: schools, pupils, marks, and the marts made of them.

Each table is one of queries/warehouse. A full build reads all archived loads; refresh.py runs
the same SQL over what a load touches.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from attendance import config, queries
from attendance.warehouse import landed, page_marts, people
from attendance.warehouse.loads import Load

Progress = Callable[[str], None]

SETUP = (
    "create type half_day as enum ('AM', 'PM')",
    "create type register_code as enum (select code from attendance_codes)",
    """
    create table register_codes as
    select * replace (cast(code as register_code) as code)
    from attendance_codes
    """,
)
"""Sessions and codes are enums: half the size, and sorted as the reference table has them."""

NOBODY = {"academic_year": "1900/01", "first_school": 0, "last_school": 0}
"""A batch of marks that there is none of."""


@dataclass(frozen=True)
class Step:
    """A table to build. `kept` is false for those that only later steps read."""

    name: str
    kept: bool = True


STEPS = (
    Step("schools"),
    Step("mark_pupils", kept=False),
    Step("school_terms"),
    Step("contested_days", kept=False),
    Step("marks"),
    Step("mark_notes"),
    Step("people"),
    Step("enrolments"),
    Step("pupils_outside_dfe_scope", kept=False),
    Step("school_session_codes"),
    Step("school_calendar"),
    Step("marked_weeks"),
    Step("school_sessions"),
    Step("marked_pupil_weeks", kept=False),
    Step("pupil_weeks"),
    Step("school_week_codes"),
    Step("enrolment_cohorts", kept=False),
    Step("cohort_values"),
    Step("cohort_members"),
    Step("cohort_weeks"),
    Step("pupil_half_term_codes"),
    Step("expected_marks", kept=False),
    Step("missing_marks"),
    Step("not_attended", kept=False),
    Step("absence_spells"),
    Step("penalty_windows"),
    Step("coverage"),
    Step("mark_problems"),
    *(Step(name) for name in page_marts.TABLES),
)

TABLES = ("register_codes", *(step.name for step in STEPS if step.kept))


def build(
    connection: duckdb.DuckDBPyConnection,
    data_dir: Path,
    loads: list[Load],
    progress: Progress = lambda step: None,
) -> None:
    """Create every table from these county loads, in a workshop whose warehouse holds the
    reference tables.
    """
    set_up(connection)
    landed.create(connection, data_dir, loads)
    people.known(connection, data_dir).create("steps.person_identities")
    for step in STEPS:
        progress(f"Building {step.name.replace('_', ' ')}")
        if step.name == "marks":
            create_marks(connection, "marks")
        else:
            selected(connection, step.name).create(step.name if step.kept else f"steps.{step.name}")


def set_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the types of sessions and codes, and what each code means, from the reference data."""
    for statement in SETUP:
        connection.execute(statement)


def selected(
    connection: duckdb.DuckDBPyConnection, name: str, **params: object
) -> duckdb.DuckDBPyRelation:
    """The select of queries/warehouse/<name>.sql as a relation."""
    query = queries.load(f"warehouse/{name}")
    if "home_authority" in query.params:
        params["home_authority"] = config.home_authority()
    return connection.sql(query.sql, params=params or None)


def create_marks(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """A table of the marks that the landed views hold, batch by batch in order."""
    selected(connection, "marks", **NOBODY).create(table)
    for year, first, last in selected(connection, "mark_batches").fetchall():
        batch = {"academic_year": year, "first_school": first, "last_school": last}
        selected(connection, "marks", **batch).insert_into(table)
