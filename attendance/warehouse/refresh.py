"""Bring a copied warehouse up to date with marks that arrived: only what they touch is redone.

The same SQL as in a full build runs over less. The database `steps` comes first in this
connection, and views of it (queries/refresh) stand before the warehouse's tables of the same
name: they show the touched schools from the touched week on. What a select then gives replaces
that part of its table.
"""

from collections.abc import Callable
from pathlib import Path

import duckdb

from attendance import queries
from attendance.warehouse import arriving, county, half_terms, page_marts, workshop
from attendance.warehouse.loads import Load
from attendance.warehouse.replaced import REPLACED

Progress = Callable[[str], None]

LARGEST_SHARE_REFRESHED = 0.3
"""When more of all marks than this is touched, building everything anew is quicker."""
MOST_MARKS_REFRESHED = 40_000_000
"""When more are touched, a build by parts needs less memory: half a year of a large county."""

STORE_MARKS = (
    """
    delete from warehouse.marks using steps.arriving_marks as arriving_marks
    where
        marks.school_id = arriving_marks.school_id
        and marks.pupil_id = arriving_marks.pupil_id
        and marks.session_date = arriving_marks.session_date
        and marks.session = arriving_marks.session
    """,
    "insert into warehouse.marks select * from steps.arriving_marks",
)

TOUCHED_WEEKS = ("marks", "school_session_codes")
"""What half terms are counted from, before and after marks change."""

SCOPE = (
    "new_weeks",
    "scope_schools",
    "scope_start",
    "reaching_spells",
    "carried_spells",
    "scope_people",
)
"""What arriving marks touch, each a query of queries/refresh."""

VIEWS: dict[str, dict[str, str]] = {
    "school_session_codes": {"marks": "marks"},
    "watched_marks": {},
    "shared_illness_days": {"marks": "marks_of_people"},
    "shared_penalty_sessions": {"watched_marks": "watched_marks_of_people"},
    "marked_sessions": {"marks": "marks"},
    "school_calendar": {},
    "marked_weeks": {},
    "school_sessions": {},
    "marked_pupil_weeks": {},
    "pupil_weeks": {"marked_pupil_weeks": "marked_pupil_weeks"},
    "school_week_codes": {"school_session_codes": "school_session_codes"},
    "cohort_weeks": {"pupil_weeks": "pupil_weeks"},
    "expected_marks": {},
    "missing_marks": {},
    "mark_problems": {},
    "coverage": {"school_calendar": "school_calendar"},
    "pupil_half_term_codes": {},
    "not_attended": {"marks": "marks_of_spells", "missing_marks": "missing_marks_of_spells"},
    "absence_stretches": {},
    "absence_spells": {"absence_stretches": "absence_stretches", "missing_marks": ""},
    "long_spells": {},
    "unauthorised_runs": {
        "marks": "marks_of_long_spells",
        "missing_marks": "missing_marks_of_long_spells",
    },
    "penalty_windows": {
        "pupil_weeks": "pupil_weeks_of_people",
        "school_calendar": "",
        "missing_marks": "",
    },
    **page_marts.VIEWS,
}
"""What is redone, in order, and the views that are put before tables for it and what follows;
"" takes a view away."""

CARRIED = {"marked_pupil_weeks", "absence_stretches"}
"""Steps of the touched weeks that what came before them is put to: the query of queries/refresh
then stands before the table, as a table, for it is read more than once."""

OF_REFRESH = {"long_spells"}
"""Steps that a build has not: queries of queries/refresh."""

AS_VIEWS = {"not_attended"}
"""Steps that are read once of the marks of spells, and once of those of long spells."""


TAKEN_AWAY = {
    "enrolments": "drop view steps.enrolments",
    "marks": "drop view steps.marks",
    "missing_marks": "drop view steps.missing_marks",
    "named_spans": "drop view steps.named_spans",
    "school_calendar": "drop view steps.school_calendar",
    "school_session_codes": "drop view steps.school_session_codes",
}


class RebuildNeededError(Exception):
    """What arrived touches more than marks of known schools: the warehouse is built anew."""


def refresh(
    connection: duckdb.DuckDBPyConnection,
    data_dir: Path,
    loads: list[Load],
    arrived: list[Load],
    progress: Progress = lambda step: None,
    is_at_hand: bool = False,
) -> None:
    """Put the arrived marks into the workshop's warehouse, which has all other county loads. They
    are at hand where `arriving.create` was run for them before.

    RebuildNeededError if they cannot be put in so; the warehouse is then not to be used.
    """
    if not is_at_hand:
        arriving.create(connection, data_dir, [*arriving.of_pupils(loads), *arrived])
    connection.execute(workshop.STEPS_FIRST)
    if _found(connection, "unknown_schools"):
        raise RebuildNeededError
    progress("Putting marks in place")
    has_new = _found(connection, "new_enrolments")
    if has_new:
        _enrol(connection)
    for name in SCOPE:
        _create(connection, name, f"steps.{name}")
    county.create(connection, "pupils_outside_dfe_scope", "steps.pupils_outside_dfe_scope")
    if has_new and _found(connection, "late_enrolments"):
        raise RebuildNeededError
    touched, everything = _selected(connection, "marks_in_scope").fetchall()[0]
    if touched > min(LARGEST_SHARE_REFRESHED * everything, MOST_MARKS_REFRESHED):
        raise RebuildNeededError
    _store_marks(connection)
    for name, views in VIEWS.items():
        if name in page_marts.OF_ENROLMENTS and not has_new:
            continue
        progress(f"Refreshing {name.replace('_', ' ')}")
        for table, view in views.items():
            _show(connection, table, view)
        _replace(connection, name)


def _store_marks(connection: duckdb.DuckDBPyConnection) -> None:
    for table in TOUCHED_WEEKS:
        _show(connection, table, table)
    half_terms.count_before(connection)
    for table in TOUCHED_WEEKS:
        _show(connection, table, "")
    for statement in STORE_MARKS:
        connection.execute(statement)
    _replace(connection, "mark_notes")


def _show(connection: duckdb.DuckDBPyConnection, table: str, view: str) -> None:
    if view in CARRIED:
        _create(connection, view, f"steps.{table}")
    elif view:
        _selected(connection, view).create_view(table, replace=True)
    else:
        connection.execute(TAKEN_AWAY[table])


def _replace(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Put what the select gives now in the place of that part of the table. What the warehouse
    does not keep only lies in steps."""
    if name == half_terms.TABLE:
        half_terms.change(connection)
        return
    if name in OF_REFRESH:
        _create(connection, name, f"steps.{name}")
        return
    if name in AS_VIEWS:
        county.selected(connection, name).create_view(name)
        return
    if name not in REPLACED:
        part = f"part_{name}" if name in CARRIED else name
        county.create(connection, name, f"steps.{part}")
        return
    delete, is_wanted = REPLACED[name]
    part = f"steps.part_{name}"
    since = {}
    if "from_week" in queries.load(f"warehouse/{name}").params:
        since["from_week"] = connection.table("steps.scope_start").fetchall()[0][0]
    county.selected(connection, name, **since).filter(is_wanted).create(part)
    connection.execute(delete)
    connection.table(part).insert_into(f"warehouse.{name}")


def _enrol(connection: duckdb.DuckDBPyConnection) -> None:
    """Add persons and enrolments that only the arrived marks name."""
    _replace(connection, "people")
    county.create(connection, "enrolments", "steps.part_enrolments")
    _show(connection, "enrolments", "enrolments")
    county.create(connection, "enrolment_cohorts", "steps.enrolment_cohorts")
    if _found(connection, "unknown_cohorts"):
        raise RebuildNeededError
    county.insert(connection, "cohort_members", "warehouse.cohort_members")
    connection.table("steps.enrolments").create("steps.added_enrolments")
    connection.table("steps.added_enrolments").insert_into("warehouse.enrolments")
    connection.execute(TAKEN_AWAY["enrolments"])


def _found(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    return bool(_selected(connection, name).limit(1).fetchall())


def _create(connection: duckdb.DuckDBPyConnection, name: str, table: str) -> None:
    workshop.create(connection, table, queries.load(f"refresh/{name}").sql)


def _selected(connection: duckdb.DuckDBPyConnection, name: str) -> duckdb.DuckDBPyRelation:
    return connection.sql(queries.load(f"refresh/{name}").sql)
