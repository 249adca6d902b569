"""Marks that are about to come in: whose they are, and what they would change."""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd

from attendance import queries
from attendance.warehouse import county, landed, people, workshop
from attendance.warehouse.loads import Load
from attendance.warehouse.versions import Version

SMALLEST_SHARE_OF_ROLL = 0.9
"""A file with fewer of a school's pupils is held: it may be an export of some classes."""
LARGEST_SHARE_CHANGED = 0.05
"""A file that changes more of the marks it overlaps is held: it may be another year's."""
NAMED = 3


@dataclass(frozen=True)
class Changes:
    """What arriving marks do: marks new, changed and unchanged, and why to hold them, if so."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    held: list[str] = field(default_factory=list)


def create(connection: duckdb.DuckDBPyConnection, data_dir: Path, marks: list[Load]) -> None:
    """steps.arriving_marks, the marks of these loads, and the newest where they meet; with it
    landed views, person_identities, mark_pupils and contested_days of these loads alone.
    """
    landed.create(connection, data_dir, marks)
    people.known(connection, data_dir).create("steps.arriving_identities")
    connection.execute(
        "create or replace temp view person_identities as select * from steps.arriving_identities"
    )
    for name in ("mark_pupils", "contested_days"):
        county.selected(connection, name).create(f"steps.{name}")
    county.create_marks(connection, "steps.arriving_marks")


def changes(version: Version, data_dir: Path, marks: list[Load], spill: Path) -> Changes:
    """What these loads would do to the marks of a version that holds some."""
    with workshop.opened(version.path, spill, is_read_only=True) as connection:
        create(connection, data_dir, marks)
        by_school = connection.sql(queries.load("landing/marks_changes").sql).df()
        codes = connection.sql(queries.load("landing/code_changes").sql).df()
    return Changes(
        new=int(by_school["new_marks"].sum()),
        changed=int(by_school["changed_marks"].sum()),
        unchanged=int(by_school["unchanged_marks"].sum()),
        held=[*_too_few_pupils(by_school), *_too_much_changed(by_school, codes)],
    )


def _too_few_pupils(by_school: pd.DataFrame) -> list[str]:
    few = by_school[by_school["pupils"] < SMALLEST_SHARE_OF_ROLL * by_school["pupils_on_roll"]]
    return [
        f"{row.school_name} ({row.school_id}): {row.pupils:,} of {row.pupils_on_roll:,} pupils on "
        "roll are in the file. Nothing is removed by what a file leaves out."
        for row in few.itertuples()
    ]


def _too_much_changed(by_school: pd.DataFrame, codes: pd.DataFrame) -> list[str]:
    overlapping = by_school["changed_marks"] + by_school["unchanged_marks"]
    many = by_school[by_school["changed_marks"] > LARGEST_SHARE_CHANGED * overlapping]
    if many.empty:
        return []
    most = ", ".join(
        f"{row.marks:,} {row.old_code} to {row.new_code}" for row in codes.head(NAMED).itertuples()
    )
    schools = [
        f"{row.school_name} ({row.school_id}): {row.changed_marks:,} of "
        f"{row.changed_marks + row.unchanged_marks:,} marks that are there already would change."
        for row in many.itertuples()
    ]
    return [*schools, f"{codes['marks'].sum():,} marks in all: {most}."]
