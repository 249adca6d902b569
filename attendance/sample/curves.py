"""Attendance of England and of Essex week by week, fitted to what is known of the year to date."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from attendance.sample import bulletin, rates
from attendance.sample.areas import PHASES
from attendance.sample.school_weeks import YEAR_2023, SchoolYear, Week
from attendance.sample.wobble import wobble

# Attendance aimed at over the whole of 2023/24, close to the level that schools had.
ENGLAND_2023 = {"Primary": 94.5, "Secondary": 90.9, "Special": 87.1}
ESSEX_2023 = {"Primary": 94.6, "Secondary": 91.1, "Special": 88.7}
USUAL_GAP = {
    "202324": {"Primary": 0.07, "Secondary": 0.2, "Special": 1.6},
    "202425": {"Primary": -0.05, "Secondary": -0.28, "Special": 1.5},
}
ENGLAND_SPREAD = {"Primary": 0.05, "Secondary": 0.05, "Special": 0.08}
ESSEX_SPREAD = {"Primary": 0.1, "Secondary": 0.13, "Special": 0.3}


def england_curve(
    year: SchoolYear, phase: str, possible: Sequence[int], rng: Random
) -> list[float]:
    """England's attendance in percent, one figure a school week."""
    pulls = rates.holiday_pulls(year.weeks)
    usual = [
        100 - _usual_absence(phase, week, pulls[week]) + wobble(rng, ENGLAND_SPREAD[phase])
        for week in year.weeks
    ]
    return bulletin.settle(usual, possible, _targets(year, phase, ENGLAND_2023, bulletin.ENGLAND))


def essex_curve(
    year: SchoolYear, phase: str, england: Sequence[float], possible: Sequence[int], rng: Random
) -> list[float]:
    """Essex's attendance in percent, one figure a school week."""
    gap = USUAL_GAP[year.label][phase]
    usual = [rate + gap + wobble(rng, ESSEX_SPREAD[phase]) for rate in england]
    return bulletin.settle(usual, possible, _targets(year, phase, ESSEX_2023, bulletin.ESSEX))


def _usual_absence(phase: str, week: Week, holiday_pull: float) -> float:
    index = PHASES.index(phase)
    absence = rates.illness(index, week)
    for code in (*rates.AUTHORISED, *rates.UNAUTHORISED):
        if code != "I":
            absence += rates.share(code, index, week, holiday_pull)
    return absence


def _targets(
    year: SchoolYear,
    phase: str,
    whole_year: dict[str, float],
    printed: dict[str, tuple[float, ...]],
) -> dict[int, float]:
    if year == YEAR_2023:
        return {len(year.weeks): whole_year[phase]}
    fridays = [week.monday + timedelta(days=4) for week in year.weeks]
    return {
        fridays.index(data_to) + 1: figure
        for data_to, figure in zip(bulletin.DATES, printed[phase], strict=True)
    }
