"""A school's registers of one academic year: a code for every pupil, day and session."""

from dataclasses import dataclass, field

import numpy as np

from attendance.sample.county import absences, events
from attendance.sample.county.codes import NO_MARK, NUMBER, PRESENT
from attendance.sample.county.people import People
from attendance.sample.county.roll import Roll
from attendance.sample.county.schools import School
from attendance.sample.county.terms import Calendar, inset_days

MARK_INSET_DAYS = 0.35


@dataclass
class Register:
    """Codes by pupil, day and session; pupils are rows of the roll, days are the year's."""

    school: School
    calendar: Calendar
    roll: Roll
    rows: np.ndarray
    people: People
    days: np.ndarray
    inset: np.ndarray
    rng: np.random.Generator
    codes: np.ndarray
    minutes_late: dict[tuple[int, int, int], int] = field(default_factory=dict)

    @property
    def person(self) -> np.ndarray:
        """The person in each row."""
        return self.roll.person[self.rows]

    @property
    def year_group(self) -> np.ndarray:
        """The year group in each row."""
        return self.roll.year_group[self.rows]

    @property
    def urn(self) -> int:
        """The school's number in that year."""
        return self.school.urn_in(self.calendar.year)

    def trait(self, name: str) -> np.ndarray:
        """A fact about the person in each row."""
        return getattr(self.people, name)[self.person]


def drawn(
    school: School, rows: np.ndarray, roll: Roll, people: People, calendar: Calendar, seed: int
) -> Register:
    """The registers of a whole year, as a school without oddities would keep them."""
    rng = np.random.default_rng([seed, school.urn, calendar.year])
    days = calendar.days
    codes = np.broadcast_to(PRESENT, (len(rows), len(days), 2)).copy()
    inset = inset_days(calendar, rng)
    register = Register(school, calendar, roll, rows, people, days, inset, rng, codes)
    events.mark_activities(register)
    absences.mark_absences(register)
    events.mark_what_is_not_possible(register)
    marks_closures = rng.random() < MARK_INSET_DAYS
    codes[:, inset] = NUMBER["#"] if marks_closures else NO_MARK
    take_off_roll(register)
    return register


def take_off_roll(register: Register) -> None:
    """Leave out marks before entry and after leaving."""
    entry = register.roll.entry[register.rows][:, None]
    leaving = register.roll.leaving[register.rows][:, None]
    with np.errstate(invalid="ignore"):
        off = (register.days < entry) | (register.days > leaving)
    register.codes[off] = NO_MARK
