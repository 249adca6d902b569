"""How many schools, pupils and possible sessions each area has, invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from attendance.sample.areas import PARTS, PHASES, Area
from attendance.sample.school_weeks import SchoolYear, Week
from attendance.sample.wobble import wobble

PHASE_SHARE = {"Primary": 0.543, "Secondary": 0.438, "Special": 0.019}
PUPILS_PER_SCHOOL = {"Primary": 270, "Secondary": 1050, "Special": 145}
FEWEST_SCHOOLS = 3
# Ages 5 to 15 only: neither reception nor sixth form.
SHARE_IN_SCOPE = {"Primary": 0.84, "Secondary": 0.88, "Special": 0.86}
SHARE_AFTER_YEAR_11_LEAVES = {"Primary": 1.0, "Secondary": 0.81, "Special": 0.93}
LAST_HALF_TERM_FROM_MONTH = 6
# Daily data became compulsory in 2024.
SHARE_REPORTING = {"202324": 0.95, "202425": 0.985}
POSSIBLE_SESSIONS_A_DAY = 1.97


@dataclass(frozen=True)
class Headcount:
    """Schools and pupils on roll in one area and phase."""

    schools: int
    pupils: int


@dataclass(frozen=True)
class Size:
    """What reported in one week: `school_days` and `pupil_days` are sums over its days."""

    school_days: int
    pupil_days: int
    possible: int


Headcounts = Mapping[tuple[Area, str], Headcount]


def headcounts(seed: int) -> dict[tuple[Area, str], Headcount]:
    """Schools and pupils of the listed authorities and of the rest of each region."""
    rng = Random(f"{seed} headcounts")
    return {(area, phase): _headcount(area, phase, rng) for area in PARTS for phase in PHASES}


def _headcount(area: Area, phase: str, rng: Random) -> Headcount:
    pupils = 1000 * area.thousands * PHASE_SHARE[phase] * (1 + wobble(rng, 0.015))
    schools = pupils / PUPILS_PER_SCHOOL[phase] * (1 + wobble(rng, 0.05))
    return Headcount(max(round(schools), FEWEST_SCHOOLS), round(pupils))


def size(headcount: Headcount, phase: str, year: SchoolYear, week: Week, rng: Random) -> Size:
    """One week's reporting schools, with closures that differ from area to area."""
    closed = (1 - week.open_share) * (0.5 + rng.random())
    reporting = min(SHARE_REPORTING[year.label] + wobble(rng, 0.004), 1) * (1 - closed)
    pupils = headcount.pupils * SHARE_IN_SCOPE[phase]
    if LAST_HALF_TERM_FROM_MONTH <= week.monday.month < 9:
        pupils *= SHARE_AFTER_YEAR_11_LEAVES[phase]
    pupil_days = round(pupils * week.days * reporting)
    return Size(
        school_days=round(headcount.schools * week.days * reporting),
        pupil_days=pupil_days,
        possible=round(pupil_days * POSSIBLE_SESSIONS_A_DAY),
    )
