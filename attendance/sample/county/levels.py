"""How much absence there is by phase and pupil: invented, near Essex's published levels."""

from dataclasses import dataclass

import numpy as np

from attendance.sample import rates
from attendance.sample.county.terms import Calendar, monday_of, weekday_of

# Share of sessions that a pupil is away, by place in the order of absence.
ABSENCE = {
    "Primary": (
        (0.0, 0.25, 0.5, 0.75, 0.87, 0.95, 0.985, 0.995, 1.0),
        (0.008, 0.016, 0.026, 0.043, 0.066, 0.112, 0.19, 0.42, 0.8),
    ),
    "Secondary": (
        (0.0, 0.25, 0.5, 0.7, 0.78, 0.88, 0.94, 0.975, 1.0),
        (0.009, 0.02, 0.036, 0.06, 0.08, 0.14, 0.26, 0.47, 0.93),
    ),
    "Special": (
        (0.0, 0.25, 0.5, 0.68, 0.85, 0.94, 0.97, 1.0),
        (0.009, 0.022, 0.041, 0.066, 0.13, 0.3, 0.52, 0.94),
    ),
}
# How much of a pupil's absence is illness, by the same order.
ILLNESS = {
    "Primary": ((0.0, 0.8, 0.95, 1.0), (0.88, 0.76, 0.6, 0.35)),
    "Secondary": ((0.0, 0.6, 0.85, 1.0), (0.78, 0.66, 0.46, 0.15)),
    "Special": ((0.0, 0.7, 0.9, 1.0), (0.72, 0.62, 0.5, 0.35)),
}
# What the rest is made of, by the share of its spells.
OTHERWISE = {
    "Primary": {"O": 0.6, "C": 0.28, "T": 0.01, "E": 0.03, "R": 0.02, "M": 0.06},
    "Secondary": {"O": 0.76, "C": 0.13, "E": 0.08, "J1": 0.005, "T": 0.002, "M": 0.023},
    "Special": {"O": 0.37, "C": 0.53, "E": 0.05, "M": 0.05},
}
MONDAY_TO_FRIDAY = (1.06, 0.95, 0.94, 0.97, 1.12)
# Lateness by place among the school's pupils.
LATENESS = ((0.0, 0.5, 0.8, 0.95, 1.0), (0.05, 0.3, 1.2, 4.0, 9.0))


@dataclass(frozen=True)
class DayFactors:
    """How much more than usual of each kind there is on each day of a year."""

    illness: np.ndarray
    otherwise: np.ndarray
    holiday: np.ndarray
    visits: np.ndarray


def day_factors(calendar: Calendar, phase_index: int) -> DayFactors:
    """The seasons of a year; illness and other absence are about 1 on average."""
    weeks = calendar.weeks()
    found = [weeks[monday] for monday in monday_of(calendar.days).tolist()]
    weekday = np.array(MONDAY_TO_FRIDAY)[weekday_of(calendar.days)]
    usual = rates.ILLNESS_IN_SEPTEMBER[phase_index] + 0.55 * rates.ILLNESS_RISE[phase_index]
    illness = np.array([rates.illness(phase_index, week) for week, _ in found]) / usual
    seasons = {
        code: np.array([rates.share(code, phase_index, week, pull) for week, pull in found])
        for code in ("O", "G", "V")
    }
    return DayFactors(
        illness=illness * weekday,
        otherwise=seasons["O"] / rates.SHARES["O"][phase_index] * weekday,
        holiday=seasons["G"] / 100,
        visits=seasons["V"] / 100,
    )


def between(knots: tuple[tuple[float, ...], tuple[float, ...]], places: np.ndarray) -> np.ndarray:
    """The value at each place, on straight lines between the knots."""
    return np.interp(places, *knots)
