"""Spells of absence: sessions missed one after another of those that the school held.

A session that was not possible for the pupil neither breaks a spell nor adds to it, as with
continuous absence in returns to an authority; nor does one that has no mark though the pupil was
on roll. Spells go on over holidays and the end of a year.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from tests.oracle.rules import monday, year_of

ABSENT, ENDS, NEITHER = b"AE-"
STRETCH = re.compile(rb"A[A-]*")


@dataclass(frozen=True)
class Spell:
    """Sessions missed one after another."""

    school_id: int
    pupil_id: int
    week: date
    """The Monday of the first session."""
    sessions: int
    first_day: date
    last_day: date
    missed_on: tuple[date, ...]
    """The day of each session missed."""

    def of_year(self, academic_year: str, last: date) -> "Spell | None":
        """What of it was missed in that year up to a day, if anything was."""
        days = [day for day in self.missed_on if year_of(day) == academic_year and day <= last]
        return replace(self, sessions=len(days)) if days else None


def of_year(spells: Iterable[Spell], academic_year: str, last: date) -> list[Spell]:
    """What of each was missed in that year up to a day."""
    found = [spell.of_year(academic_year, last) for spell in spells]
    return [spell for spell in found if spell]


class Sessions:
    """The sessions that a school held, one after another."""

    def __init__(self, all_days: list[date], held: np.ndarray) -> None:
        self.held = held
        self.places = np.cumsum(held.ravel()).reshape(held.shape) - 1
        self.days = [all_days[day] for day in np.nonzero(held)[0]]
        self._dates = np.array(self.days, dtype="datetime64[D]")
        self._years = np.array([year_of(day) for day in self.days])
        self.weeks = [monday(day) for day in self.days]
        self._mondays = np.array(self.weeks, dtype="datetime64[D]")

    def on_roll(self, known: dict, weeks: np.ndarray) -> np.ndarray:
        """In which sessions a mark of the enrolment was due: from the first of its weeks with a
        mark that year on; of one that no pupil file has, in those weeks alone."""
        found = self._years == known["academic_year"]
        year = np.datetime64(f"{known['academic_year'][:4]}-08-01") - 4
        own = weeks[(weeks >= year) & (weeks < year + 364)]
        found &= self._mondays >= (own.min() if len(own) else np.datetime64("9999-01-01"))
        if known["is_provisional"]:
            found &= np.isin(self._mondays, weeks)
        if known["entry_date"]:
            found &= self._dates >= np.datetime64(known["entry_date"])
        if known["leaving_date"]:
            found &= self._dates <= np.datetime64(known["leaving_date"])
        return found


def spells_of_school(school_id, sessions, rolls, pupils, weeks, days, halves, states):
    """The spells of a school. `rolls` has the enrolments of each pupil; the pupils, weeks, days,
    halves and states are those of its marks, one by one."""
    counted = sessions.held[days, halves]
    names, rows = np.unique(pupils, return_inverse=True)
    lines = np.full((len(names), len(sessions.days)), ENDS, dtype=np.uint8)
    for row, pupil_id in enumerate(names.tolist()):
        for known in rolls[school_id, pupil_id]:
            lines[row, sessions.on_roll(known, weeks[rows == row])] = NEITHER
    lines[rows[counted], sessions.places[days[counted], halves[counted]]] = states[counted]
    return [
        Spell(
            school_id,
            pupil_id,
            sessions.weeks[missed[0]],
            len(missed),
            sessions.days[missed[0]],
            sessions.days[missed[-1]],
            tuple(sessions.days[place] for place in missed),
        )
        for pupil_id, line in zip(names.tolist(), lines, strict=True)
        for missed in _stretches(line.tobytes())
    ]


def _stretches(line: bytes) -> Iterator[list[int]]:
    """The places of the sessions missed of each stretch."""
    for stretch in STRETCH.finditer(line):
        yield [place for place in range(*stretch.span()) if line[place] == ABSENT]
