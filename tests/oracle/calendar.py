"""The weeks of schools: in term by the school's own dates, else by its authority's, unless all
marks are planned closures (#); marks may add a week, and never remove one.
"""

import csv
from collections import Counter, defaultdict
from datetime import date, timedelta

import numpy as np

from attendance.config import SAMPLE
from tests.oracle.registers import Registers
from tests.oracle.rules import friday, monday, rate, reference, year_before, year_of


def sample_terms() -> list[dict]:
    """Rows of the sample's term dates."""
    path = SAMPLE / "county" / "term_dates.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Calendar:
    """Of every school of a warehouse with term dates that were imported, else those shipped."""

    def __init__(self, registers: Registers, imported: list[dict]) -> None:
        self.registers = registers
        self._imported = imported
        self.weeks = _mondays(registers.weeks[0], registers.weeks[-1])
        self._sessions = self._count_sessions()
        self._lives = {
            school_id: (
                min(row["open_date"] or date.min for row in rows),
                max(row["close_date"] or date.max for row in rows),
            )
            for school_id, rows in self._urns().items()
        }
        self._terms = self._term_dates()
        self._open = {
            (school_id, week)
            for school_id in self._lives
            for week in self.weeks
            if self._is_open(school_id, week)
        }
        self._school_weeks = self._find_school_weeks()
        self._pupils = self._count_pupils()

    def _urns(self) -> dict[int, list[dict]]:
        """By school, its rows in the register of schools: an academy's and those before it."""
        found = defaultdict(list)
        for row in self.registers.urns:
            found[row["school_id"]].append(row)
        return found

    def _term_dates(self) -> dict[tuple[int, str], list[tuple[int, date, date]]]:
        """By school and year, each half term's number, first and last day."""
        found = defaultdict(list)
        of_authority = {row["academic_year"] for row in self._imported if not row["urn"]}
        shipped = [
            row for row in reference("term_dates") if row["academic_year"] not in of_authority
        ]
        for row in self._imported + shipped:
            number = int(row["half_term"])
            days = (date.fromisoformat(row[name]) for name in ("first_day", "last_day"))
            found[row["urn"], row["academic_year"]].append((number, *days))
        years = {year for _, year in found}
        return {
            (school_id, year): next(
                (found[str(row["urn"]), year] for row in rows if (str(row["urn"]), year) in found),
                found.get(("", year), []),
            )
            for school_id, rows in self._urns().items()
            for year in years
        }

    def half_terms(self, school_id: int, year: str) -> list[tuple[int, date, date]]:
        """Each half term's number, first and last day."""
        return self._terms.get((school_id, year), [])

    def half_term(self, school_id: int, week: date) -> int | None:
        """The half term of a week; holidays count to the one before, August to the first."""
        terms = self.half_terms(school_id, year_of(friday(week)))
        begun = [number for number, first, _ in terms if first <= friday(week)]
        return max(begun, default=min((number for number, _, _ in terms), default=None))

    def _count_sessions(self) -> dict[tuple[int, date], int]:
        """By school and week with any mark, the sessions that were held."""
        found = {}
        registers = self.registers
        weeks = np.array([registers.weeks.index(monday(day)) for day in registers.days])
        for place, school_id in enumerate(registers.school_ids):
            marked = registers.marks[place].sum(axis=(1, 2)) > 0
            held = registers.held(school_id).sum(axis=1)
            for number, week in enumerate(registers.weeks):
                if marked[weeks == number].any():
                    found[school_id, week] = int(held[weeks == number].sum())
        return found

    def is_reported(self, school_id: int, week: date) -> bool:
        """Whether the school has any mark in the week."""
        return (school_id, week) in self._sessions

    def sessions_held(self, school_id: int, week: date) -> int:
        """Sessions of the week that were held."""
        return self._sessions.get((school_id, week), 0)

    def is_open(self, school_id: int, week: date) -> bool:
        """Whether the school was, or should have been, open."""
        return (school_id, week) in self._open

    def _is_open(self, school_id: int, week: date) -> bool:
        if self.is_reported(school_id, week):
            return self.sessions_held(school_id, week) > 0
        return self.is_in_term(school_id, week)

    def is_in_term(self, school_id: int, week: date) -> bool:
        """Whether the week lies in term for the school, as long as there is one."""
        terms = self.half_terms(school_id, year_of(friday(week)))
        in_term = any(monday(first) <= week <= last for _, first, last in terms)
        return in_term and self.exists(school_id, week)

    def weeks_of_term(self, school_id: int, year: str) -> dict[date, int]:
        """By week of the school's year, also one to come, its sessions by term dates: two for
        each weekday of a half term."""
        found = Counter()
        for _, first, last in self.half_terms(school_id, year):
            for day in (first + timedelta(days=days) for days in range((last - first).days + 1)):
                if day.isoweekday() <= 5:
                    found[monday(day)] += 2
        return {week: many for week, many in found.items() if self.is_in_term(school_id, week)}

    def exists(self, school_id: int, week: date) -> bool:
        """Whether the school has opened by the week and not closed before it."""
        opened, closed = self._lives[school_id]
        return opened <= friday(week) and week <= closed

    def open_weeks(self, school_id: int, first: date, last: date) -> list[date]:
        """Weeks in which the school was, or should have been, open."""
        return [
            week for week in self.weeks if first <= week <= last and self.is_open(school_id, week)
        ]

    def weeks_of_year(self, year: str) -> list[date]:
        """Every week of the year; a week belongs to the year that its Friday lies in."""
        return [week for week in self.weeks if year_of(friday(week)) == year]

    def school_weeks(self, year: str) -> list[date]:
        """Weeks with marks of anyone in which at least half of the schools that there were then
        were, or should have been, open."""
        return self._school_weeks.get(year, [])

    def _find_school_weeks(self) -> dict[str, list[date]]:
        found = defaultdict(list)
        for week in self.registers.weeks:
            schools = [each for each in self._lives if self.exists(each, week)]
            if 2 * sum(self.is_open(each, week) for each in schools) >= len(schools):
                found[year_of(friday(week))].append(week)
        return dict(found)

    def same_week_last_year(self, year: str, week: date) -> date | None:
        """The week as many school weeks into the year before."""
        number = self.school_weeks(year).index(week)
        before = self.school_weeks(year_before(year))
        return before[number] if number < len(before) else None

    def commonest_half_term(self, week: date) -> int:
        """The half term that the week belongs to in most schools."""
        found = Counter(self.half_term(each, week) for each in self.registers.schools)
        return found.most_common(1)[0][0]

    def sessions_of_weeks(self, weeks: list[date]) -> int:
        """Sessions of the weeks, each week's as most schools held them."""
        return sum(
            Counter(
                self.sessions_held(each, week)
                for each in self.registers.school_ids
                if self.is_reported(each, week)
            ).most_common(1)[0][0]
            for week in weeks
        )

    # ---- how much has come

    def pupils(self, school_id: int, week: date) -> tuple[int, int]:
        """Pupils with a mark in the week, at most those on roll, and those on roll: by entry and
        leaving dates, and those in no pupil file where they have marks."""
        recorded, expected = self._pupils.get((school_id, week), (0, 0))
        return min(recorded, expected), expected

    def _count_pupils(self) -> dict[tuple[int, date], tuple[int, int]]:
        registers = self.registers
        nobody = np.zeros(len(self.weeks), dtype=int)
        recorded = {school_id: nobody.copy() for school_id in self._lives}
        expected = {school_id: nobody.copy() for school_id in self._lives}
        mondays = np.array(self.weeks, dtype="datetime64[D]")
        years = np.array([year_of(friday(week)) for week in self.weeks])
        of_years = {year: years == year for year in set(years.tolist())}
        marked = np.array([self.weeks.index(week) for week in registers.weeks])
        for row, marks in zip(registers.enrolments, registers.recorded, strict=True):
            with_marks = nobody.astype(bool)
            with_marks[marked] = marks > 0
            recorded[row["school_id"]] += with_marks
            if row["is_provisional"]:
                expected[row["school_id"]] += with_marks
                continue
            on_roll = of_years.get(row["academic_year"], nobody.astype(bool))
            if row["entry_date"]:
                on_roll = on_roll & (mondays >= np.datetime64(monday(row["entry_date"])))
            if row["leaving_date"]:
                on_roll = on_roll & (mondays <= np.datetime64(row["leaving_date"]))
            expected[row["school_id"]] += on_roll
        return {
            (school_id, week): (int(recorded[school_id][place]), int(pupils[place]))
            for school_id, pupils in expected.items()
            for place, week in enumerate(self.weeks)
        }

    def recorded_share(self, school_ids: list[int], first: date, last: date) -> float | None:
        """Pupils with marks of those on roll, over all open weeks of the schools."""
        found = [
            self.pupils(each, week)
            for each in school_ids
            for week in self.open_weeks(each, first, last)
        ]
        return rate(sum(each for each, _ in found), sum(each for _, each in found))


def _mondays(first: date, last: date) -> list[date]:
    return [first + timedelta(days=day) for day in range(0, (last - first).days + 1, 7)]
