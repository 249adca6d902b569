"""Marks that are about to come in: whose they are, and what they would change."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from attendance import queries, rules
from attendance.warehouse import county, landed, people, workshop
from attendance.warehouse.loads import MARKS, PUPILS, Load
from attendance.warehouse.versions import Version

NAMED = 3


@dataclass(frozen=True)
class Changes:
    """What arriving marks do: by URN of each school new, changed and unchanged marks, and for
    each URN whose marks are to be held the reason."""

    by_school: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    held: dict[int, str] = field(default_factory=dict)
    most: str = ""

    def of_schools(self, urns: tuple[int, ...]) -> tuple[int, int, int] | None:
        """New, changed and unchanged marks of these schools, or None if they were not compared."""
        found = [self.by_school[urn] for urn in urns if urn in self.by_school]
        if not found:
            return None
        new, changed, unchanged = (sum(counts) for counts in zip(*found, strict=True))
        return new, changed, unchanged


@dataclass(frozen=True)
class Compared:
    """Loads of marks that were compared with the version in use, in the workshop that still has
    them: whoever refreshes that version takes it over. It is closed at the latest by whoever
    compared them."""

    marks: list[Load]
    connection: duckdb.DuckDBPyConnection

    def holds(self, arrived: list[Load]) -> bool:
        """Whether it is these loads of marks, and no others."""
        return {load.load_id for load in self.marks} == {load.load_id for load in arrived}


def only_marks(before: list[Load], after: list[Load]) -> list[Load] | None:
    """The marks loads by which `after` exceeds `before`, or None if more than that differs."""
    known, kept = ({load.load_id for load in loads} for loads in (before, after))
    arrived = [load for load in after if load.is_county and load.load_id not in known]
    gone = [load for load in before if load.is_county and load.load_id not in kept]
    if gone or any(load.kind != MARKS for load in arrived):
        return None
    return arrived


def create(connection: duckdb.DuckDBPyConnection, data_dir: Path, marks: list[Load]) -> None:
    """steps.arriving_marks, the marks of these loads, and the newest where they meet; with it
    landed views, whom they name, mark_pupils and contested_days of these loads alone.
    """
    landed.create(connection, data_dir, marks)
    people.known(connection, data_dir).create("steps.known_identities")
    for name in (*people.STEPS, "mark_pupils", "contested_days"):
        county.create(connection, name, f"steps.{name}")
    county.create_marks(connection, "steps.arriving_marks")


def changes(
    version: Version,
    data_dir: Path,
    marks: list[Load],
    spill: Path,
    opened: ExitStack,
    memory_gigabytes: float | None = None,
) -> tuple[Changes, Compared]:
    """What these loads would do to the marks of a version that holds some. The workshop that they
    are compared in is open until `opened` is closed."""
    connection = opened.enter_context(
        workshop.opened(version.path, spill, is_read_only=True, memory_gigabytes=memory_gigabytes)
    )
    create(connection, data_dir, [*of_pupils(version.loads), *marks])
    by_school = connection.sql(queries.load("landing/marks_changes").sql).df()
    codes = connection.sql(queries.load("landing/code_changes").sql).df()
    rows = list(by_school.itertuples())
    found = Changes(
        by_school={
            row.urn: (row.new_marks, row.changed_marks, row.unchanged_marks) for row in rows
        },
        held={row.urn: reason for row in rows if (reason := _reason_to_hold(row))},
        most=", ".join(
            f"{row.marks:,} {row.old_code} to {row.new_code}"
            for row in codes.head(NAMED).itertuples()
        ),
    )
    return found, Compared(marks, connection)


def of_pupils(loads: list[Load]) -> list[Load]:
    """Those of the loads that list pupils: who is new is told by them."""
    return [load for load in loads if load.kind == PUPILS]


def _reason_to_hold(row) -> str | None:
    name = f"{row.school_name} ({row.urn})"
    overlapping = row.changed_marks + row.unchanged_marks
    if row.pupils < rules.SMALLEST_SHARE_OF_ROLL * row.pupils_on_roll:
        return f"{name}: {row.pupils:,} of {row.pupils_on_roll:,} pupils on roll are in the file"
    if row.changed_marks > rules.LARGEST_SHARE_CHANGED * overlapping:
        return f"{name}: {row.changed_marks:,} of {overlapping:,} marks there are would change"
    return None
