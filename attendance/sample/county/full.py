"""A county of any size, for trying out what the dashboard bears."""

from collections.abc import Callable, Sequence
from pathlib import Path

from attendance.sample.county.gias import write_gias
from attendance.sample.county.mark_csv import HEADER, write_marks
from attendance.sample.county.names import PLACES
from attendance.sample.county.people import People
from attendance.sample.county.pupil_files import write_pupils
from attendance.sample.county.registers import drawn
from attendance.sample.county.roll import County, Roll
from attendance.sample.county.schools import School, many_schools
from attendance.sample.county.term_dates import write_term_dates
from attendance.sample.county.terms import EARLIEST_YEAR, LAST_YEAR, county_calendar, label

LIMITS = {
    "--schools": (5, PLACES),
    "--pupils": (30, 1_000),
    "--years": (1, LAST_YEAR - EARLIEST_YEAR + 1),
    "--seed": (0, 2**32 - 1),
}
"""The least and the most of each option of the command; pupils are for each school."""

LIMITS = {
    "--schools": (5, PLACES),
    "--pupils": (30, 1_000),
    "--years": (1, LAST_YEAR - EARLIEST_YEAR + 1),
    "--seed": (0, 2**32 - 1),
}
"""The least and the most of each option of the command; pupils are for each school."""

Progress = Callable[[str], object]


def write_county(
    output: Path,
    schools: int,
    pupils: int,
    years: int,
    seed: int,
    progress: Progress = lambda step: None,
) -> int:
    """Write a county's files into a folder and return the number of marks.

    The academic years end with 2024/25, the last one whole. Memory holds every pupil but the marks
    of one school only.
    """
    output.mkdir(parents=True, exist_ok=True)
    made = many_schools(schools, pupils, seed)
    starts = range(LAST_YEAR - years + 1, LAST_YEAR + 1)
    write_gias(output, made)
    write_term_dates(output / "term_dates.csv", starts)
    county = County(made, seed)
    written = 0
    for roll in county.rolls(starts):
        assert county.people is not None
        progress(f"Pupils of {label(roll.year)}")
        name = label(roll.year).replace("/", "-")
        write_pupils(output / f"pupils-{name}.csv", roll, county.people, made)
        marks = output / f"marks-{name}.csv"
        written += _write_year(marks, roll, county.people, made, seed, progress)
    return written


def _write_year(
    path: Path,
    roll: Roll,
    people: People,
    schools: Sequence[School],
    seed: int,
    progress: Progress,
) -> int:
    calendar = county_calendar(roll.year)
    rows_of = roll.by_school(len(schools))
    written = 0
    with path.open("wb") as file:
        file.write(HEADER)
        for number, school in enumerate(schools):
            progress(f"Marks of {label(roll.year)}, school {number + 1} of {len(schools)}")
            register = drawn(school, rows_of[number], roll, people, calendar, seed)
            written += write_marks(file, register)
    return written
