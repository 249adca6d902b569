"""The sample's one source: invented sessions by school week, area, phase and register code."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from random import Random

from attendance.sample import rates
from attendance.sample.areas import (
    AUTHORITIES,
    ENGLAND,
    ESSEX,
    PARTS,
    PHASES,
    REGIONS,
    RESTS,
    Area,
    parts_of,
)
from attendance.sample.curves import england_curve, essex_curve
from attendance.sample.habits import Habits, essex_factor, factor, habits
from attendance.sample.school_weeks import YEAR_2023, SchoolYear, Week
from attendance.sample.sizes import Headcounts, Size, size
from attendance.sample.wobble import wobble

# F is an absence code that DfE no longer publishes but still counts as authorised.
FIELDS: tuple[str, ...] = ("school_days", "pupil_days", "possible", "am", "pm", *rates.CODES, "F")
ABSENT = (*rates.AUTHORISED, *rates.UNAUTHORISED)
SHARE_IN_THE_MORNING = 0.495
ENGLAND_SPREAD = 0.02
AUTHORITY_SPREAD = {"Primary": 0.045, "Secondary": 0.04, "Special": 0.07}
AUTHORITIES_USING_F = ("Leeds", "Kent")
FEWER_F_THAN = 6
# Not in the East of England, all of it listed, since regions leave half term out.
OPEN_IN_HALF_TERM = {"Leicestershire": 0.5, "Luton": 0.0, "Thurrock": 0.0}

Cell = dict[str, int]
Counts = dict[str, int]
Table = dict[tuple[Week, Area, str], Cell]


def sessions(year: SchoolYear, headcounts: Headcounts, seed: int) -> Table:
    """A cell for each school week, area and phase, and a few more for October half term."""
    rng = Random(f"{seed} {year.label}")
    known = habits(seed)
    table: Table = {}
    for phase in PHASES:
        table |= _PhaseYear(year, phase, headcounts, known, rng).table()
    return table


def add(cells: Iterable[Cell]) -> Cell:
    """Field by field sums."""
    total: Cell = dict.fromkeys(FIELDS, 0)
    for cell in cells:
        for field, count in cell.items():
            total[field] += count
    return total


@dataclass(frozen=True)
class _PhaseYear:
    year: SchoolYear
    phase: str
    headcounts: Headcounts
    habits: Habits
    rng: Random

    def table(self) -> Table:
        sizes = [{area: self._size(area, week) for area in PARTS} for week in self.year.weeks]
        england_possible = [_possible(week_sizes) for week_sizes in sizes]
        essex_possible = [week_sizes[ESSEX].possible for week_sizes in sizes]
        england = england_curve(self.year, self.phase, england_possible, self.rng)
        essex = essex_curve(self.year, self.phase, england, essex_possible, self.rng)
        pulls = rates.holiday_pulls(self.year.weeks)
        table: Table = {}
        for number, week in enumerate(self.year.weeks):
            table |= self._week(week, pulls[week], sizes[number], england[number], essex[number])
        return table | self._half_term(table)

    def _size(self, area: Area, week: Week) -> Size:
        return size(self.headcounts[area, self.phase], self.phase, self.year, week, self.rng)

    def _week(
        self, week: Week, pull: float, sizes: dict[Area, Size], england: float, essex: float
    ) -> Table:
        national = self._england_counts(week, pull, _possible(sizes), england)
        shares = {code: count / _possible(sizes) for code, count in national.items()}
        counts = {
            area: self._authority_counts(area, week, sizes[area].possible, shares)
            for area in AUTHORITIES
        }
        counts[ESSEX] = self._essex_counts(sizes[ESSEX].possible, essex, shares)
        counts |= self._rest_counts(week, sizes, national, counts.values())
        cells = {area: self._cell(area, sizes[area], counts[area]) for area in PARTS}
        for area in (*REGIONS, ENGLAND):
            cells[area] = add(cells[part] for part in parts_of(area))
        return {(week, area, self.phase): cell for area, cell in cells.items()}

    def _england_counts(self, week: Week, pull: float, possible: int, attendance: float) -> Counts:
        index = PHASES.index(self.phase)
        shares = {
            code: rates.share(code, index, week, pull) / 100 * self._noise(ENGLAND_SPREAD)
            for code in rates.SHARES
        }
        return _counts_with_illness(possible, attendance, shares)

    def _essex_counts(
        self, possible: int, attendance: float, england: Mapping[str, float]
    ) -> Counts:
        shares = {
            code: england[code]
            * essex_factor(self.year, self.phase, code)
            * self._noise(AUTHORITY_SPREAD[self.phase])
            for code in rates.SHARES
        }
        return _counts_with_illness(possible, attendance, shares)

    def _authority_counts(
        self, area: Area, week: Week, possible: int, england: Mapping[str, float]
    ) -> Counts:
        return {
            code: round(possible * england[code] * self._factor(area, code, week))
            for code in rates.CODES
        }

    def _rest_counts(
        self, week: Week, sizes: dict[Area, Size], national: Counts, listed: Iterable[Counts]
    ) -> dict[Area, Counts]:
        """What the listed authorities leave of England, dealt out to the rest of each region."""
        left = add([national, *({code: -n for code, n in counts.items()} for counts in listed)])
        dealt = {
            code: _deal_out(
                left[code],
                [sizes[area].possible * self._factor(area, code, week) for area in RESTS],
            )
            for code in rates.CODES
        }
        return {
            area: {code: dealt[code][number] for code in rates.CODES}
            for number, area in enumerate(RESTS)
        }

    def _cell(self, area: Area, reporting: Size, counts: Counts) -> Cell:
        uses_f = self.year == YEAR_2023 and area.name in AUTHORITIES_USING_F
        unpublished = int(self.rng.random() * FEWER_F_THAN) if uses_f else 0
        accounted_for = sum(count for code, count in counts.items() if code != "D")
        present = reporting.possible - accounted_for - unpublished
        morning = int(present * SHARE_IN_THE_MORNING)
        return {
            "school_days": reporting.school_days,
            "pupil_days": reporting.pupil_days,
            "possible": reporting.possible,
            "am": morning,
            "pm": present - morning,
            **counts,
            "F": unpublished,
        }

    def _half_term(self, table: Table) -> Table:
        """A few authorities are open, or report empty registers, while England is on holiday."""
        week = self.year.half_term
        next_week = min(other for other in self.year.weeks if other > week)
        england = table[next_week, ENGLAND, self.phase]
        shares = {code: england[code] / england["possible"] for code in rates.CODES}
        cells = {}
        for area in AUTHORITIES:
            if area.name in OPEN_IN_HALF_TERM:
                full = self._size(area, week)
                possible = round(full.possible * OPEN_IN_HALF_TERM[area.name])
                counts = self._authority_counts(area, week, possible, shares)
                reporting = replace(full, possible=possible)
                cells[week, area, self.phase] = self._cell(area, reporting, counts)
        return cells

    def _factor(self, area: Area, code: str, week: Week) -> float:
        spread = AUTHORITY_SPREAD[self.phase]
        return factor(self.habits, area, self.phase, code, week) * self._noise(spread)

    def _noise(self, spread: float) -> float:
        return 1 + wobble(self.rng, spread)


def _possible(sizes: Mapping[Area, Size]) -> int:
    return sum(reporting.possible for reporting in sizes.values())


def _counts_with_illness(possible: int, attendance: float, shares: Mapping[str, float]) -> Counts:
    """Counts of every code, with as much illness as the attendance rate leaves room for."""
    counts = {code: round(possible * share) for code, share in shares.items()}
    absence = round(possible * (100 - attendance) / 100)
    return {"I": absence - sum(counts[code] for code in ABSENT if code != "I"), **counts}


def _deal_out(total: int, weights: Sequence[float]) -> list[int]:
    """Whole parts of the total in proportion to the weights, adding up exactly."""
    running = list(accumulate(weights))
    edges = [0, *(int(total * weight / running[-1]) for weight in running[:-1]), total]
    return [upper - lower for lower, upper in pairwise(edges)]
