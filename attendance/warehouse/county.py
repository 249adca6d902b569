"""The county's own part of a warehouse: schools, pupils, marks, and the marts made of them.

Each table is one of queries/warehouse. A full build reads all archived loads, and makes large
tables part by part; refresh.py runs the same SQL over what a load touches.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import duckdb

from attendance import config, queries
from attendance.errors import WarehouseError
from attendance.warehouse import landed, page_marts, parts, people, workshop
from attendance.warehouse.loads import Load
from attendance.warehouse.parts import Parting

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
    """A table to build. `kept` is false for those that only later steps read, `is_view` true for
    one that is worked out each time; `parting` says by which parts a large one is made."""

    name: str
    kept: bool = True
    parting: Parting | None = None
    is_view: bool = False


STEPS = (
    Step("schools"),
    *(Step(name, kept=False) for name in people.STEPS),
    Step("mark_pupils", kept=False),
    Step("given_half_terms", kept=False),
    Step("school_terms"),
    Step("contested_days", kept=False),
    Step("marks"),
    Step("mark_notes"),
    Step("people"),
    Step("enrolments"),
    Step("pupils_outside_dfe_scope", kept=False),
    Step("school_session_codes", parting=parts.CODES_OF_SCHOOLS),
    Step("marked_sessions", kept=False),
    Step("school_calendar"),
    Step("marked_weeks"),
    Step("school_sessions"),
    Step("school_week_codes"),
    Step("enrolment_cohorts", kept=False, is_view=True),
    Step("cohort_values"),
    Step("cohort_members", parting=parts.WEEKS_OF_YEARS),
    Step("marked_pupil_weeks", kept=False, parting=parts.WEEKS_OF_YEARS),
    Step("pupil_weeks", parting=parts.WEEKS_OF_YEARS),
    Step("cohort_weeks", parting=parts.WEEKS_OF_YEARS),
    Step("pupil_half_term_codes", parting=parts.DAYS_OF_YEARS),
    Step("watched_marks", parting=parts.DAYS_OF_YEARS),
    Step("shared_illness_days"),
    Step("shared_penalty_sessions"),
    Step("expected_marks", kept=False, parting=parts.SPELLS_OF_SCHOOLS),
    Step("missing_marks", parting=parts.SPELLS_OF_SCHOOLS),
    Step("not_attended", kept=False, parting=parts.SPELLS_OF_SCHOOLS),
    Step("absence_stretches", kept=False, parting=parts.SPELLS_OF_SCHOOLS),
    Step("absence_spells", parting=parts.SPELLS_OF_SCHOOLS),
    Step("unauthorised_runs", parting=parts.SPELLS_OF_SCHOOLS),
    Step("penalty_windows"),
    Step("coverage"),
    Step("mark_problems"),
    *(Step(name, parting=page_marts.PARTINGS.get(name)) for name in page_marts.TABLES),
)
"""In order. Steps of the same parting that follow one another are done part by part together;
of a table that is not kept, only one part is there at a time."""

SCATTERED = {"people": {"person_key", "pseudonym"}, "enrolments": {"local_id"}}
"""Columns of distinct texts that lie as they are: a list that reads a few of them would otherwise
have to undo the packing of tens of thousands first."""

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
    people.known(connection, data_dir).create("steps.known_identities")
    for parting, steps in groupby(STEPS, key=lambda step: step.parting):
        if parting:
            _build_by_parts(connection, parting, list(steps), progress)
            continue
        for step in steps:
            progress(_told(step))
            if step.name == "marks":
                create_marks(connection, "marks")
            else:
                _build(connection, step)


CODE_GONE = (
    "Marks that were loaded have a code that attendance_codes.csv does not list: {codes}. Put the "
    "code back into that file of the data folder's reference folder, or undo the load that has it. "
    "What was there before is unchanged."
)

MARKS_UNREAD = (
    "{marks:,} marks came without their {column} out of the archives, though all codes in these "
    "are listed. This is a fault in the program: start the same command again, and please report "
    "it with this message. What was there before is unchanged."
)


def set_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the types of sessions and codes, and what each code means, from the reference data."""
    for statement in SETUP:
        connection.execute(statement)


def selected(
    connection: duckdb.DuckDBPyConnection, name: str, **params: object
) -> duckdb.DuckDBPyRelation:
    """The select of queries/warehouse/<name>.sql as a relation, of all weeks unless told."""
    sql, asked = _asked(name, params)
    return connection.sql(sql, params=asked)


def create(connection: duckdb.DuckDBPyConnection, name: str, table: str) -> None:
    """Keep what that select gives as a table."""
    workshop.create(connection, table, *_asked(name, {}))


def insert(connection: duckdb.DuckDBPyConnection, name: str, table: str) -> None:
    """Add what that select gives to a table."""
    workshop.insert(connection, table, *_asked(name, {}))


def _asked(name: str, params: dict[str, object]) -> tuple[str, dict[str, object] | None]:
    query = queries.load(f"warehouse/{name}")
    if "home_authority" in query.params:
        params["home_authority"] = config.home_authority()
    if "from_week" in query.params:
        params.setdefault("from_week", None)
    return query.sql, params or None


def create_marks(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """A table of the marks that the landed views hold, batch by batch in order. WarehouseError if
    one has a code that is in the reference data no more, or was not read whole."""
    selected(connection, "marks", **NOBODY).create(table)
    for year, first, last in selected(connection, "mark_batches").fetchall():
        batch = {"academic_year": year, "first_school": first, "last_school": last}
        selected(connection, "marks", **batch).insert_into(table)
    for column in ("code", "session"):
        unread = connection.table(table).filter(f"{column} is null")
        if unread.limit(1).fetchall():
            raise WarehouseError(_why_unread(connection, column, len(unread)))


def _why_unread(connection: duckdb.DuckDBPyConnection, column: str, marks: int) -> str:
    gone = connection.sql(queries.load("landing/codes_gone").sql).fetchall()
    if gone:
        return CODE_GONE.format(codes=", ".join(code for (code,) in gone))
    return MARKS_UNREAD.format(marks=marks, column=column)


def _build(connection: duckdb.DuckDBPyConnection, step: Step) -> None:
    if step.is_view:
        with workshop.in_steps(connection):
            selected(connection, step.name).create_view(step.name)
        return
    table = f"{'warehouse' if step.kept else 'steps'}.{step.name}"
    if step.name in SCATTERED:
        rows = selected(connection, step.name)
        connection.execute(_empty_table(table, rows, SCATTERED[step.name]))
        insert(connection, step.name, table)
    else:
        create(connection, step.name, table)


def _empty_table(table: str, rows: duckdb.DuckDBPyRelation, unpacked: set[str]) -> str:
    columns = ", ".join(
        f"{name} {type_}" + " using compression uncompressed" * (name in unpacked)
        for name, type_ in zip(rows.columns, rows.types, strict=True)
    )
    return f"create table {table} ({columns})"


def _build_by_parts(
    connection: duckdb.DuckDBPyConnection, parting: Parting, steps: list[Step], progress: Progress
) -> None:
    made = {step.name for step in steps}
    for number, part in enumerate(parts.listed(connection, parting)):
        with workshop.in_steps(connection):
            for table in part.keys() - made:
                parts.show(connection, table, part[table])
            for step in steps:
                progress(_told(step))
                if step.kept and number:
                    insert(connection, step.name, f"warehouse.{step.name}")
                else:
                    _build(connection, step)
                if step.name in part:
                    parts.show(connection, step.name, part[step.name])
            for table in part:
                parts.hide(connection, table)
            for step in steps:
                if not step.kept:
                    connection.execute(f"drop table steps.{step.name}")


def _told(step: Step) -> str:
    return f"Building {step.name.replace('_', ' ')}"
