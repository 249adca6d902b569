"""Who is on roll where, year after year: intakes, leavers, joiners and movers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from attendance.sample.county.people import People, born, join_households
from attendance.sample.county.schools import School
from attendance.sample.county.terms import county_calendar

LEAVE_IN_THE_YEAR = 0.03
MOVE_WITHIN_THE_COUNTY = 0.5
JOIN_IN_THE_YEAR = 0.012
SIBLINGS = 0.35
SHARED_WITH_A_SPECIAL_SCHOOL = 0.06
CLASS_SIZE = 30
STAY_ON_FOR_SIXTH_FORM = 0.55
FIRST_OF_SIXTH_FORM = 12


@dataclass
class Roll:
    """The enrolments of one academic year, an array each; no leaving date is NaT."""

    year: int
    person: np.ndarray
    school: np.ndarray
    year_group: np.ndarray
    entry: np.ndarray
    leaving: np.ndarray
    shared: np.ndarray
    """Whether the pupil is at another school too: ALONE, MAIN or SECOND."""

    def __len__(self) -> int:
        return len(self.person)

    def by_school(self, schools: int) -> list[np.ndarray]:
        """Where the enrolments of each school are."""
        order = np.lexsort((self.person, self.year_group, self.school))
        edges = np.searchsorted(self.school[order], np.arange(schools + 1))
        return [order[start:end] for start, end in pairwise(edges.tolist())]

    def taking(self, which: np.ndarray) -> "Roll":
        """Only those enrolments."""
        return Roll(self.year, *(getattr(self, name)[which] for name in COLUMNS))

    def joined_by(self, other: "Roll") -> "Roll":
        """These enrolments, then the other's."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in COLUMNS)
        return Roll(self.year, *(np.concatenate(pair) for pair in pairs))


COLUMNS = ("person", "school", "year_group", "entry", "leaving", "shared")
ALONE, MAIN, SECOND = 0, 1, 2
NEVER = np.datetime64("NaT", "D")


class County:
    """The people of a county and the schools that they go to."""

    def __init__(self, schools: Sequence[School], seed: int) -> None:
        self.schools = schools
        self.rng = np.random.default_rng([seed, 1])
        self.people: People | None = None
        self.is_special = np.array([school.phase == "Special" for school in schools])
        self.fsm = np.array([school.fsm_share for school in schools])
        self.low = np.array([school.years[0] for school in schools])
        self.high = np.array([school.years[-1] for school in schools])

    def rolls(self, years: Sequence[int]) -> Iterator[Roll]:
        """The enrolments of each academic year, with those who come and go in it."""
        roll = self._with_second_schools(self._first_roll(years[0]))
        for year in years:
            if year > years[0]:
                roll = self._promoted(roll, year)
            roll = self._with_moves(roll)
            yield roll
            roll = roll.taking(np.isnat(roll.leaving))

    def _first_roll(self, year: int) -> Roll:
        places = [_places(school) for school in self.schools]
        school = np.concatenate([np.full(len(p), n) for n, p in enumerate(places)])
        year_group = np.concatenate(places)
        since = year - year_group + np.maximum(self.low[school], 0)
        return self._new(school, year_group, _first_of_september(since), year)

    def _new(
        self, school: np.ndarray, year_group: np.ndarray, entry: np.ndarray, year: int
    ) -> Roll:
        """Enrolments of people who have been in none of the county's schools."""
        person = np.empty(len(school), dtype=np.int64)
        for special in (False, True):
            which = np.flatnonzero(self.is_special[school] == special)
            first = len(self.people) if self.people else 0
            person[which] = first + np.arange(len(which))
            shares = self.fsm[school[which]]
            people = born(year_group[which], shares, year, first, self.rng, special)
            self.people = self.people.extended(people) if self.people else people
        self._join_siblings(person, school, year_group)
        return _enrolled(year, person, school, year_group, entry)

    def _join_siblings(
        self, person: np.ndarray, school: np.ndarray, year_group: np.ndarray
    ) -> None:
        """Pair pupils of a school who are in different years of it."""
        assert self.people is not None
        order = np.lexsort((self.rng.random(len(person)), school))
        left, right = order[:-1:2], order[1::2]
        alike = (school[left] == school[right]) & (year_group[left] != year_group[right])
        chosen = alike & (self.rng.random(len(left)) < 2 * SIBLINGS)
        join_households(self.people, person[left[chosen]], person[right[chosen]])

    def _promoted(self, roll: Roll, year: int) -> Roll:
        """The next year: one year group up, the oldest gone on, the youngest come."""
        up = replace(roll, year=year, year_group=roll.year_group + 1)
        drops_out = (up.year_group == FIRST_OF_SIXTH_FORM) & (
            self.rng.random(len(up)) > STAY_ON_FOR_SIXTH_FORM
        )
        stays = (up.year_group <= self.high[up.school]) & ~drops_out
        leavers = up.taking(~stays & ~self.is_special[up.school])
        return up.taking(stays).joined_by(self._intake(leavers, year))

    def _intake(self, leavers: Roll, year: int) -> Roll:
        school = np.concatenate(
            [np.full(_intake_of(school), n) for n, school in enumerate(self.schools)]
        )
        year_group = self.low[school]
        entry = np.full(len(school), _first_of_september(np.array([year]))[0])
        known = np.full(len(school), -1)
        for group in np.unique(year_group):
            wanted = np.flatnonzero((year_group == group) & ~self.is_special[school])
            pool = self._shuffled(np.flatnonzero(leavers.year_group == group))
            met = min(len(wanted), len(pool))
            known[self._shuffled(wanted)[:met]] = leavers.person[pool[:met]]
        new = self._new(school[known < 0], year_group[known < 0], entry[known < 0], year)
        come = known >= 0
        moved = _enrolled(year, known[come], school[come], year_group[come], entry[come])
        return moved.joined_by(new)

    def _with_moves(self, roll: Roll) -> Roll:
        """Some leave in the year, half of them to another school; others join from outside."""
        days = county_calendar(roll.year).days
        may_leave = (self.rng.random(len(roll)) < LEAVE_IN_THE_YEAR) & (roll.shared == ALONE)
        leaves = np.flatnonzero(may_leave)
        last = 15 + (self.rng.random(len(leaves)) * (len(days) - 35)).astype(int)
        roll.leaving[leaves] = days[last]
        moves = leaves[self.rng.random(len(leaves)) < MOVE_WITHIN_THE_COUNTY]
        gap = 1 + (self.rng.random(len(moves)) * 8).astype(int)
        entry = days[np.searchsorted(days, roll.leaving[moves]) + gap]
        target = self._other_schools(roll.school[moves], roll.year_group[moves])
        found = target >= 0
        came = moves[found]
        moved = _enrolled(
            roll.year, roll.person[came], target[found], roll.year_group[came], entry[found]
        )
        like = np.flatnonzero(self.rng.random(len(roll)) < JOIN_IN_THE_YEAR)
        start = days[5 + (self.rng.random(len(like)) * (len(days) - 25)).astype(int)]
        joiners = self._new(roll.school[like], roll.year_group[like], start, roll.year)
        return roll.joined_by(moved).joined_by(joiners)

    def _with_second_schools(self, roll: Roll) -> Roll:
        """Some pupils with a plan are at a special school too for part of the week."""
        assert self.people is not None
        has_plan = (self.people.sen[roll.person] == "E") & ~self.is_special[roll.school]
        main = np.flatnonzero(
            has_plan & (self.rng.random(len(roll)) < SHARED_WITH_A_SPECIAL_SCHOOL)
        )
        special = np.flatnonzero(self.is_special)
        if not len(special):
            return roll
        roll.shared[main] = MAIN
        target = special[(self.rng.random(len(main)) * len(special)).astype(int)]
        second = replace(roll.taking(main), school=target, shared=np.full(len(main), SECOND))
        return roll.joined_by(second)

    def _other_schools(self, school: np.ndarray, year_group: np.ndarray) -> np.ndarray:
        """For each a random other school with that year group, or -1."""
        found = np.full(len(school), -1)
        for group in np.unique(year_group):
            offers = np.flatnonzero((self.low <= group) & (group <= self.high) & ~self.is_special)
            which = np.flatnonzero(year_group == group)
            if len(offers):
                found[which] = offers[(self.rng.random(len(which)) * len(offers)).astype(int)]
        return np.where((found == school) | self.is_special[school], -1, found)

    def _shuffled(self, numbers: np.ndarray) -> np.ndarray:
        return numbers[np.argsort(self.rng.random(len(numbers)), kind="stable")]


def _enrolled(
    year: int,
    person: np.ndarray,
    school: np.ndarray,
    year_group: np.ndarray,
    entry: np.ndarray,
) -> Roll:
    never, alone = np.full(len(person), NEVER), np.full(len(person), ALONE)
    return Roll(year, person, school, year_group, entry, never, alone)


def class_names(roll: Roll, school: School, rows: np.ndarray) -> np.ndarray:
    """A class for each enrolment of a school: its year group and a letter."""
    names = np.empty(len(rows), dtype="U4")
    for group in np.unique(roll.year_group[rows]):
        which = np.flatnonzero(roll.year_group[rows] == group)
        letters = "ABCDEFGHIJKLMNOP"
        classes = max(1, round(len(which) / CLASS_SIZE))
        stem = "R" if group == 0 else str(group)
        names[which] = [f"{stem}{letters[n % classes % len(letters)]}" for n in range(len(which))]
    return names


def _places(school: School) -> np.ndarray:
    """The year group of each of the school's pupils; sixth forms are small."""
    years = np.array(school.years)
    weights = np.where(years >= FIRST_OF_SIXTH_FORM, 0.55, 1.0)
    edges = np.rint(np.cumsum(weights) / weights.sum() * school.pupils).astype(int)
    return np.repeat(years, np.diff(edges, prepend=0))


def _intake_of(school: School) -> int:
    return int((_places(school) == school.years[0]).sum())


def _first_of_september(years: np.ndarray) -> np.ndarray:
    return np.char.add(years.astype(str), "-09-01").astype("datetime64[D]")
