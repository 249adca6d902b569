"""Pupil files: one row per enrolment, in the columns that the import reads."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from attendance.sample.county import names
from attendance.sample.county.people import People
from attendance.sample.county.roll import Roll, class_names
from attendance.sample.county.schools import School
from attendance.sample.county.terms import label

COLUMNS = (
    "urn", "upn", "local_id", "surname", "forename", "sex", "date_of_birth", "year_group", "class",
    "entry_date", "leaving_date", "fsm", "sen", "eal", "ethnicity", "child_in_need",
    "child_protection_plan", "looked_after", "previously_looked_after", "young_carer",
    "medical_condition", "home_authority", "household", "academic_year",
)  # fmt: skip
YES_OR_NO = (
    "fsm", "eal", "child_in_need", "child_protection_plan", "looked_after",
    "previously_looked_after", "young_carer", "medical_condition",
)  # fmt: skip
# One answer in so many is not known.
UNKNOWN_EVERY = 97

Rows = Iterator[tuple[str, ...]]


def write_pupils(path: Path, roll: Roll, people: People, schools: Sequence[School]) -> None:
    """Write a year's pupil file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for school, rows in zip(schools, roll.by_school(len(schools)), strict=True):
            writer.writerows(school_rows(roll, people, school, rows))


def school_rows(roll: Roll, people: People, school: School, rows: np.ndarray) -> Rows:
    """The rows of a school's enrolments, in the order of COLUMNS."""
    person = roll.person[rows]
    texts = {
        "urn": np.full(len(rows), str(school.urn_in(roll.year))),
        "upn": names.upns(person).astype(str),
        "local_id": local_ids(person),
        "surname": names.surnames(people.surname[person]),
        "forename": names.forenames(people.forename[person]),
        "sex": people.sex[person],
        "date_of_birth": people.birth[person].astype(str),
        "year_group": np.where(roll.year_group[rows] == 0, "R", roll.year_group[rows].astype(str)),
        "class": class_names(roll, school, rows),
        "entry_date": _dates(roll.entry[rows]),
        "leaving_date": _dates(roll.leaving[rows]),
        "sen": people.sen[person],
        "ethnicity": people.ethnicity[person],
        "home_authority": people.home_authority[person],
        "household": _households(people.household[person]),
        "academic_year": np.full(len(rows), label(roll.year)),
    }
    for place, name in enumerate(YES_OR_NO):
        known = (person + 7 * place) % UNKNOWN_EVERY != 0
        texts[name] = np.where(known, np.where(getattr(people, name)[person], "Yes", "No"), "")
    return zip(*(texts[name].tolist() for name in COLUMNS), strict=True)


def local_ids(person: np.ndarray) -> np.ndarray:
    """The number that a school's own system gives a pupil, the same in every year."""
    return (person + 1001).astype(str)


def _dates(days: np.ndarray) -> np.ndarray:
    return np.where(np.isnat(days), "", days.astype(str))


def _households(numbers: np.ndarray) -> np.ndarray:
    return np.char.add("H", np.char.zfill(numbers.astype(str), 6))
