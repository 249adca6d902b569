"""How each area's use of the register codes differs from England's, for good."""

from random import Random

from attendance.sample import rates
from attendance.sample.areas import AUTHORITIES, PHASES, REGIONS, Area
from attendance.sample.school_weeks import YEAR_2023, SchoolYear, Week
from attendance.sample.wobble import wobble

REGION_SPREAD = 0.04
AUTHORITY_SPREAD = 0.12
ILLNESS_SPREAD = 0.045

# Factors of England's share, by area's name and phase and code.
Habits = dict[tuple[str, str, str], float]


def habits(seed: int) -> Habits:
    """A factor for every region and authority; Essex's are left to `rates`."""
    rng = Random(f"{seed} habits")
    factors: Habits = {}
    for area in (*REGIONS, *AUTHORITIES):
        for phase in PHASES:
            for code in rates.CODES:
                factors[area.name, phase, code] = 1 + wobble(rng, _spread(area, code))
    return factors


def _spread(area: Area, code: str) -> float:
    if code == "I":
        return ILLNESS_SPREAD
    return REGION_SPREAD if area.level == "Regional" else AUTHORITY_SPREAD


def factor(known: Habits, area: Area, phase: str, code: str, week: Week) -> float:
    """The area's factor in that week; the rest of a region has its region's."""
    usual = known[area.region_name, phase, code] * known.get((area.name, phase, code), 1.0)
    if area.name == rates.SHIFTED_AUTHORITY and week.monday >= rates.SHIFTED_FROM:
        return usual * rates.SHIFT.get(code, 1.0)
    return usual


def essex_factor(year: SchoolYear, phase: str, code: str) -> float:
    """Essex's factor of England's share."""
    factors = rates.ESSEX_2023 if year == YEAR_2023 else rates.ESSEX
    return factors[phase].get(code, 1.0)
