"""All that is known of single pupils: every mark of theirs, and every session they were due in."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from attendance.warehouse import reader
from tests.oracle.rules import AGE_LEFT_OUT_AFTER_MAY, after_may_half_term, friday, monday, year_of
from tests.oracle.spells import Sessions

HALVES = ("AM", "PM")
AWAY = re.compile("A[AM-]*")


@dataclass(frozen=True)
class Spell:
    """Sessions missed one after another at a school, up to a day."""

    school_id: int
    missed: list[tuple[date, str, str]]
    first_week: date
    next_day: date | None
    has_gap: bool


@dataclass
class Person:
    """One pupil with enrolments, and by school the marks by day and half."""

    key: str
    pupil_id: int
    surname: str | None
    forename: str | None
    upn: str | None
    born: date | None
    household: str | None
    rolls: list[dict] = field(default_factory=list)
    marks: dict[int, dict[tuple[date, str], str]] = field(default_factory=dict)

    @cached_property
    def _by_year(self) -> dict[str, list[tuple[int, date, str, str]]]:
        found = defaultdict(list)
        for school, marks in self.marks.items():
            for (day, half), code in sorted(marks.items()):
                found[year_of(day)].append((school, day, half, code))
        return dict(sorted(found.items()))

    def name(self, known: dict) -> str | None:
        """Surname and forename, else the school's own number, else the UPN."""
        if self.surname and self.forename:
            return f"{self.surname}, {self.forename}"
        return self.surname or known["local_id"] or self.upn

    def roll(self, year: str) -> list[dict]:
        """Enrolments of the year."""
        return [known for known in self.rolls if known["academic_year"] == year]

    def sessions(self, year: str | None = None, last: date = date.max, school_id=None):
        """The marks of a year up to a day, in order at each school: school, day, half and code."""
        return [
            mark
            for of, marks in self._by_year.items()
            if year in (None, of)
            for mark in marks
            if mark[1] <= last and school_id in (None, mark[0])
        ]

    def counted(self, known: dict, last: date):
        """Of an enrolment the marks that DfE would count if the age were right: of pupils aged
        15 only those before the late May half term."""
        return [
            (day, code)
            for _, day, _, code in self.sessions(known["academic_year"], last, known["school_id"])
            if known["age"] != AGE_LEFT_OUT_AFTER_MAY
            or monday(day) < after_may_half_term(known["academic_year"])
        ]


class Histories:
    """Pupils by person, and what their schools held."""

    def __init__(self, version, registers, calendar, chosen) -> None:
        self.registers, self.calendar, self.codes = registers, calendar, registers.codes
        self._lines = {}
        self.held = {
            school: Sessions(registers.days, registers.held(school))
            for school in registers.school_ids
        }
        with reader.connection(version).cursor() as cursor:
            rows = cursor.execute(
                "select person_key, pupil_id, surname, forename, upn, date_of_birth, household "
                "from people"
            ).fetchall()
            self.everyone = {row[1]: Person(*row) for row in rows}
            for known in registers.enrolments:
                self.everyone[known["pupil_id"]].rolls.append(known)
            self.households = defaultdict(list)
            for person in self.everyone.values():
                if person.household:
                    self.households[person.household].append(person)
            self.chosen = chosen(self)
            wanted = {
                other.pupil_id
                for person in self.chosen
                for other in [person, *self.siblings(person)]
            }
            marks = cursor.execute(
                "select school_id, pupil_id, session_date, cast(session as varchar), "
                "cast(code as varchar) from marks where pupil_id in (select unnest($wanted))",
                {"wanted": sorted(wanted)},
            ).fetchall()
        for school, pupil, day, half, code in marks:
            self.everyone[pupil].marks.setdefault(school, {})[day, half] = code

    def siblings(self, person: Person) -> list[Person]:
        """Others of the household."""
        household = self.households.get(person.household, [])
        return [other for other in household if other is not person]

    def says(self, code: str, column: str) -> bool:
        """What the reference file says of a code."""
        return self.codes[code][column] == "true"

    def is_missed(self, code: str) -> bool:
        """Whether the session was possible, and not attended."""
        return self.says(code, "is_possible") and not self.says(code, "is_attending")

    def is_unauthorised(self, code: str) -> bool:
        """Whether the session was missed without leave."""
        return self.codes[code]["category"] == "unauthorised absence"

    def line(self, person: Person, school_id: int, last: date) -> list[tuple[date, str, str]]:
        """Each session that the school held up to a day: its day, half and the code, "" for
        none though on roll, "off" when not on roll."""
        own = person.pupil_id, school_id
        if own not in self._lines:
            self._lines[own] = self._whole_line(person, school_id)
        return [session for session in self._lines[own] if session[0] <= last]

    def _whole_line(self, person: Person, school_id: int) -> list[tuple[date, str, str]]:
        held, own = self.held[school_id], person.marks.get(school_id, {})
        weeks = np.array(sorted({monday(day) for day, _ in own}), dtype="datetime64[D]")
        due = np.zeros(len(held.days), dtype=bool)
        for known in person.rolls:
            if known["school_id"] == school_id:
                due |= held.on_roll(known, weeks)
        found = []
        for place, (number, half) in enumerate(np.argwhere(held.held).tolist()):
            day = held.days[place]
            code = own.get((self.registers.days[number], HALVES[half]))
            found.append((day, HALVES[half], code or ("" if due[place] else "off")))
        return found

    def spells(self, person: Person, school_id: int, last: date) -> list[Spell]:
        """The spells of a pupil at a school as they stand on a day."""
        line = self.line(person, school_id, last)
        letters = "".join(self._letter(code) for *_, code in line)
        found = []
        for stretch in AWAY.finditer(letters):
            places = [place for place in range(*stretch.span()) if letters[place] == "A"]
            ended = stretch.end() < len(line)
            found.append(
                Spell(
                    school_id,
                    [line[place] for place in places],
                    monday(line[places[0]][0]),
                    line[stretch.end()][0] if ended else None,
                    "M" in letters[places[0] : places[-1]]
                    or self.unsent(school_id, line[places[0]][0], line[places[-1]][0]) > 0,
                )
            )
        return found

    def _letter(self, code: str) -> str:
        if code in ("", "off"):
            return "M" if code == "" else "E"
        if self.is_missed(code):
            return "A"
        return "E" if self.says(code, "is_possible") else "-"

    def unsent(self, school_id: int, first: date, last: date) -> int:
        """Open weeks between two days that the school has not sent."""
        return sum(
            not self.calendar.is_reported(school_id, week)
            for week in self.calendar.open_weeks(school_id, monday(first), monday(last))
        )

    def unsent_days(self, person: Person, year: str, last_week: date) -> list[tuple[int, date]]:
        """School days of weeks that a school of the pupil has not sent."""
        return [
            (known["school_id"], week + timedelta(days=number))
            for known in person.roll(year)
            if not known["is_provisional"]
            for week in self.calendar.weeks
            if week <= last_week
            and year_of(friday(week)) == year
            and self.calendar.is_open(known["school_id"], week)
            and self.calendar.exists(known["school_id"], week)
            and not self.calendar.is_reported(known["school_id"], week)
            and (known["entry_date"] or week) <= week <= (known["leaving_date"] or week)
            for number in range(5)
        ]

    def window(self, school_id: int, last_week: date) -> list[date]:
        """The newest open weeks of the school, ten and the one before them, oldest first."""
        weeks = [each for each in self.calendar.weeks if each <= last_week]
        return [each for each in weeks if self.calendar.is_open(school_id, each)][-11:]
