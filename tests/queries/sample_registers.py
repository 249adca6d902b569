"""A warehouse's marks counted pupil by pupil in plain Python: no SQL but to read the rows, no
pandas. How marks come to be what they are is held against another reference.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from attendance import config
from attendance.warehouse import reader

AGES = range(5, 16)
YEAR_WHEN_DFE_STOPS = 15


def monday(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def late_may(academic_year: str) -> date:
    """The Monday of the late May bank holiday: the last one of May."""
    return monday(date(int(academic_year[:4]) + 1, 5, 31))


def year_of(day: date) -> str:
    """The academic year of a day; August belongs to the one that begins."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


@dataclass
class Counted:
    """Sessions of some pupils."""

    possible: int = 0
    authorised: int = 0
    unauthorised: int = 0

    @property
    def absent(self) -> int:
        return self.authorised + self.unauthorised

    @property
    def attended(self) -> int:
        return self.possible - self.absent

    def add(self, other: "Counted") -> None:
        self.possible += other.possible
        self.authorised += other.authorised
        self.unauthorised += other.unauthorised


@dataclass
class Enrolled:
    """An enrolment of a year: what is known of the pupil, and the sessions of each week."""

    school_id: int
    pupil_id: int
    known: dict
    weeks: dict[date, Counted] = field(default_factory=lambda: defaultdict(Counted))

    def between(self, first: date, last: date) -> Counted:
        """Sessions from the first to the last week."""
        found = Counted()
        for week, counted in self.weeks.items():
            if first <= week <= last:
                found.add(counted)
        return found


class Registers:
    """Enrolments that DfE counts, of every year of a warehouse, with their sessions."""

    def __init__(self, version) -> None:
        with reader.connection(version).cursor() as cursor:
            self.known = _rows(cursor, "select * from enrolments")
            self.schools = {
                row["school_id"]: row
                for row in _rows(cursor, "select * from schools where is_current")
            }
            self.marks = cursor.execute(
                "select school_id, pupil_id, session_date, cast(code as varchar) from marks"
            ).fetchall()

    @cached_property
    def codes(self) -> dict[str, dict[str, str]]:
        """What each register code means."""
        with (config.REFERENCE / "attendance_codes.csv").open(encoding="utf-8") as file:
            return {row["code"]: row for row in csv.DictReader(file)}

    @cached_property
    def enrolments(self) -> dict[str, list[Enrolled]]:
        """By academic year, those aged 5 to 15; of those aged 15, to the late May half term."""
        found = {
            (row["academic_year"], row["school_id"], row["pupil_id"]): Enrolled(
                row["school_id"], row["pupil_id"], row
            )
            for row in self.known
            if row["age"] in AGES
        }
        for school_id, pupil_id, day, code in self.marks:
            year = year_of(day)
            enrolled = found.get((year, school_id, pupil_id))
            if enrolled is None or not self._is_counted(enrolled, day, year):
                continue
            meaning = self.codes[code]
            counted = enrolled.weeks[monday(day)]
            counted.possible += meaning["is_possible"] == "true"
            counted.authorised += meaning["category"] == "authorised absence"
            counted.unauthorised += meaning["category"] == "unauthorised absence"
        by_year = defaultdict(list)
        for (year, _, _), enrolled in found.items():
            by_year[year].append(enrolled)
        return by_year

    @staticmethod
    def _is_counted(enrolled: Enrolled, day: date, year: str) -> bool:
        return enrolled.known["age"] < YEAR_WHEN_DFE_STOPS or monday(day) < late_may(year)

    def sessions(self, year: str, first: date, last: date, **wanted) -> Counted:
        """Sessions of all enrolments that are as wanted."""
        found = Counted()
        for enrolled in self.wanted(year, **wanted):
            found.add(enrolled.between(first, last))
        return found

    @cached_property
    def weeks_sent(self) -> dict[int, set[date]]:
        """By school, the weeks in which it has any mark, of pupils of any age."""
        found = defaultdict(set)
        for school_id, day in {(school_id, day) for school_id, _, day, _ in self.marks}:
            found[school_id].add(monday(day))
        return found

    def all_weeks(self, year: str) -> set[date]:
        """The year's weeks that any school has marks of."""
        sent = set().union(*self.weeks_sent.values())
        return {week for week in sent if year_of(week + timedelta(days=4)) == year}

    def week_of_phase(self, year: str, week: date, phase: str) -> Counted:
        """Sessions of all schools of the phase in a week."""
        return self._of_phases.get((year, week, phase), Counted())

    @cached_property
    def _of_phases(self) -> dict[tuple[str, date, str], Counted]:
        found = defaultdict(Counted)
        for year, enrolments in self.enrolments.items():
            for enrolled in enrolments:
                phase = self.schools[enrolled.school_id]["education_phase"]
                for week, counted in enrolled.weeks.items():
                    found[year, week, phase].add(counted)
        return found

    def so_far(self, year: str, last: date, **wanted) -> tuple[int, int, int]:
        """Enrolments with possible sessions of the year so far, and of these the persistently
        (10% or more missed) and the severely absent (50%)."""
        shares = [
            (counted.absent, counted.possible)
            for enrolled in self.wanted(year, **wanted)
            if (counted := enrolled.between(date.min, last)).possible
        ]
        return (
            len(shares),
            sum(10 * absent >= possible for absent, possible in shares),
            sum(2 * absent >= possible for absent, possible in shares),
        )

    def wanted(self, year: str, **wanted) -> list[Enrolled]:
        """The year's enrolments with these values: of the school, else of the pupil."""
        return [
            enrolled
            for enrolled in self.enrolments[year]
            if all(self._value(enrolled, name) == value for name, value in wanted.items())
        ]

    def _value(self, enrolled: Enrolled, name: str):
        school = self.schools[enrolled.school_id]
        return school[name] if name in school else enrolled.known[name]


def _rows(cursor, sql: str) -> list[dict]:
    found = cursor.execute(sql)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
