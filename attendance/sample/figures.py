"""From cells of sessions to the figures that a release prints."""

import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import fsum, isnan, nan
from random import Random

from attendance.sample.areas import AUTHORITIES, ENGLAND, ESSEX, PHASES, REGIONS, Area, parts_of
from attendance.sample.layouts import LAYOUTS, PERSISTENT, Layout
from attendance.sample.rates import AUTHORISED, ELSEWHERE, UNAUTHORISED
from attendance.sample.school_weeks import SchoolYear, Week
from attendance.sample.sessions import Cell, Table, add
from attendance.sample.sizes import Headcount, Headcounts
from attendance.sample.wobble import wobble

TOTAL = "Total"
# Percent of pupils persistently absent for each percent of absence.
PERSISTENT_PER_ABSENCE = {"Primary": 2.72, "Secondary": 2.93, "Special": 2.88}
PERSISTENT_SPREAD = 0.03
ESSEX_PERSISTENT_FACTOR = {"Primary": 0.95, "Secondary": 0.98, "Special": 1.05}

Figures = dict[str, float]


@dataclass(frozen=True)
class Source:
    """All that one school year's releases are made from."""

    year: SchoolYear
    table: Table
    headcounts: dict[tuple[Area, str], Headcount]
    persistent_factors: dict[tuple[Area, str], float]

    @property
    def layout(self) -> Layout:
        """The columns of that year."""
        return LAYOUTS[self.year.label]


def source(year: SchoolYear, table: Table, headcounts: Headcounts, seed: int) -> Source:
    """Add what does not change from week to week: pupils on roll, and proneness to persist."""
    rng = Random(f"{seed} persistent absence")
    on_roll, factors = {}, {}
    for area in (ENGLAND, *REGIONS, *AUTHORITIES):
        for phase in PHASES:
            on_roll[area, phase] = _on_roll(headcounts[part, phase] for part in parts_of(area))
            noise = wobble(rng, PERSISTENT_SPREAD) if area in AUTHORITIES else 0.0
            factors[area, phase] = ESSEX_PERSISTENT_FACTOR[phase] if area == ESSEX else 1 + noise
    return Source(year, table, on_roll, factors)


def figures_by_phase(origin: Source, area: Area, weeks: Sequence[Week]) -> dict[str, Figures]:
    """The area's figures over these weeks, with all phases together above authority level."""
    by_phase = {}
    for phase in PHASES:
        found = [week for week in weeks if (week, area, phase) in origin.table]
        if found:
            cell = add(origin.table[week, area, phase] for week in found)
            by_phase[phase] = _figures(origin, area, phase, cell, sum(w.days for w in found))
    if by_phase and area not in AUTHORITIES:
        by_phase[TOTAL] = _total(by_phase, origin.layout)
    return by_phase


def _figures(origin: Source, area: Area, phase: str, cell: Cell, days: int) -> Figures:
    headcount = origin.headcounts[area, phase]
    counts = _counts(cell, days) | {
        "total_num_schools": headcount.schools,
        "total_enrolments": headcount.pupils,
    }
    counts |= {column: cell[code] for code, column in origin.layout.codes.items()}
    rates = {
        name: _percent(counts[counted], cell["possible"])
        for name, counted in origin.layout.percentages.items()
    }
    expected = PERSISTENT_PER_ABSENCE[phase] * origin.persistent_factors[area, phase]
    persistent = _persistent(expected * rates["overall_absence_perc"], counts["enrolments"])
    return counts | rates | {PERSISTENT: persistent}


def _counts(cell: Cell, days: int) -> Figures:
    reason_present = cell["am"] + cell["pm"]
    present = reason_present + cell["L"]
    elsewhere = sum(cell[code] for code in ELSEWHERE)
    authorised = sum(cell[code] for code in AUTHORISED) + cell["F"]
    unauthorised = sum(cell[code] for code in UNAUTHORISED)
    return {
        "num_schools": cell["school_days"] / days,
        "enrolments": cell["pupil_days"] / days,
        "present_sessions": present,
        "overall_attendance": present + elsewhere,
        "approved_educational_activity": elsewhere,
        "overall_absence": authorised + unauthorised,
        "authorised_absence": authorised,
        "unauthorised_absence": unauthorised,
        "late_sessions": cell["L"] + cell["U"],
        "possible_sessions": cell["possible"],
        "reason_present_am": cell["am"],
        "reason_present_pm": cell["pm"],
        "reason_present": reason_present,
    }


def _total(by_phase: Mapping[str, Figures], layout: Layout) -> Figures:
    """Counts add up; until 2025 DfE weighted the phases' rates by pupils on roll instead."""
    phases = list(by_phase.values())
    pupils = fsum(figures["total_enrolments"] for figures in phases)
    total: Figures = {}
    for name in phases[0]:
        if name in layout.percentages or name == PERSISTENT:
            total[name] = fsum(row[name] * row["total_enrolments"] for row in phases) / pupils
        else:
            # Not sum, which rounds floats another way from Python 3.12 on.
            total[name] = reduce(operator.add, (row[name] for row in phases))
    return total


def _persistent(expected: float, enrolments: float) -> float:
    if isnan(expected):
        return nan
    return _percent(round(expected * enrolments / 100), round(enrolments))


def _percent(count: float, whole: float) -> float:
    return 100 * count / whole if whole else nan


def _on_roll(parts: Iterable[Headcount]) -> Headcount:
    known = list(parts)
    return Headcount(sum(part.schools for part in known), sum(part.pupils for part in known))
