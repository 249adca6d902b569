"""Lateness, trips, lessons elsewhere, study leave, closures, and days at a second school."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attendance.sample import rates
from attendance.sample.county import levels
from attendance.sample.county.codes import AM, FIRST_YEAR_OF_NEW_CODES, NUMBER, PM
from attendance.sample.county.roll import ALONE, MAIN
from attendance.sample.county.spells import spread
from attendance.sample.county.terms import weekday_of

if TYPE_CHECKING:
    from attendance.sample.county.registers import Register

LATE_IN_THE_MORNING = 0.8
# Share of pupils for whom B or K is marked: primary, secondary, special.
OFF_SITE = (0.003, 0.012, 0.03)
ARRANGED_BY_AUTHORITY = (0.0004, 0.002, 0.003)
ARRANGED_DAYS = 60
SPORT = (0.0008, 0.0011, 0.0006)
WORK_EXPERIENCE_YEAR, WORK_EXPERIENCE_SCHOOLS = 10, 0.6
EXAM_YEAR, STUDY_LEAVE_HALF_TERM = 11, 6
PART_TIME_RECEPTION, RECEPTION_DAYS = 0.6, 10
CLOSED_FOR_A_DAY = 0.12
AT_SECOND_SCHOOL = (3, 4)
# Single days that are rare enough to be sprinkled, as shares of all pupils' days.
RARE = {
    "R": 2e-4, "C1": 5e-5, "Y1": 6e-5, "Y2": 3e-5, "Y3": 3e-5, "Y5": 1e-5, "Y6": 1e-5, "Y7": 4e-5,
}  # fmt: skip
EARLIER_RARE = {"R": 2e-4, "Y": 1.8e-4, "J": 5e-5}


def mark_activities(register: Register) -> None:
    """Overwrite plain presence with lateness and with lessons elsewhere."""
    _mark_lateness(register)
    _mark_trips(register)
    _mark_sport(register)
    _mark_off_site(register)
    _mark_work_experience(register)


def mark_what_is_not_possible(register: Register) -> None:
    """Overwrite with what leaves no choice: rare days, study leave, closures, another school."""
    _mark_rare_days(register)
    _mark_study_leave(register)
    _mark_reception(register)
    _mark_second_school(register)
    _mark_closure(register)


def _mark_lateness(register: Register) -> None:
    index = register.school.phase_index
    prone = levels.between(levels.LATENESS, register.trait("punctuality"))
    for code in ("L", "U"):
        share = rates.SHARES[code][index] / 100 * prone[:, None]
        draw = register.rng.random(register.codes.shape[:2], dtype=np.float32)
        pupil, day = np.nonzero(draw < 2 * share)
        in_the_morning = register.rng.random(len(pupil)) < LATE_IN_THE_MORNING
        register.codes[pupil, day, np.where(in_the_morning, AM, PM)] = NUMBER[code]


def _mark_trips(register: Register) -> None:
    """Whole year groups go, for a day."""
    chance = levels.day_factors(register.calendar, register.school.phase_index).visits
    for group in np.unique(register.year_group):
        days = np.flatnonzero(register.rng.random(len(chance)) < chance)
        rows = np.flatnonzero(register.year_group == group)
        register.codes[np.ix_(rows, days)] = NUMBER["V"]


def _mark_sport(register: Register) -> None:
    pupils, days, _ = register.codes.shape
    count = int(pupils * days * 2 * SPORT[register.school.phase_index])
    pupil = (register.rng.random(count) * pupils).astype(int)
    day = (register.rng.random(count) * days).astype(int)
    register.codes[pupil, day, PM] = NUMBER["P"]


def _mark_off_site(register: Register) -> None:
    """A weekday off site all year for some; lessons arranged by the authority for a few."""
    index, pupils = register.school.phase_index, len(register.rows)
    weekday = weekday_of(register.days)
    draw = register.rng.random(pupils)
    for row in np.flatnonzero(draw < OFF_SITE[index]):
        register.codes[row, weekday == row % 5] = NUMBER["B"]
    if register.calendar.year >= FIRST_YEAR_OF_NEW_CODES:
        rows = np.flatnonzero(draw > 1 - ARRANGED_BY_AUTHORITY[index])
        first = (register.rng.random(len(rows)) * len(weekday)).astype(int)
        pupil, day, _ = spread(rows, first, np.full(len(rows), ARRANGED_DAYS), len(weekday))
        register.codes[pupil, day] = NUMBER["K"]


def _mark_work_experience(register: Register) -> None:
    rows = np.flatnonzero(register.year_group == WORK_EXPERIENCE_YEAR)
    takes_part = register.rng.random() < WORK_EXPERIENCE_SCHOOLS
    if takes_part and len(rows) and register.school.phase == "Secondary":
        in_summer = np.flatnonzero(register.calendar.half_term_of_days == STUDY_LEAVE_HALF_TERM)
        week = in_summer[weekday_of(register.days)[in_summer] == 0][3]
        register.codes[np.ix_(rows, np.arange(week, week + 5))] = NUMBER["W"]


def _mark_rare_days(register: Register) -> None:
    pupils, days, _ = register.codes.shape
    is_new = register.calendar.year >= FIRST_YEAR_OF_NEW_CODES
    for code, share in (RARE if is_new else EARLIER_RARE).items():
        count = int(pupils * days * share + register.rng.random())
        pupil = (register.rng.random(count) * pupils).astype(int)
        day = (register.rng.random(count) * days).astype(int)
        register.codes[pupil, day] = NUMBER[code]


def _mark_study_leave(register: Register) -> None:
    rows = np.flatnonzero(register.year_group == EXAM_YEAR)
    if register.school.phase != "Special":
        days = np.flatnonzero(register.calendar.half_term_of_days == STUDY_LEAVE_HALF_TERM)
        register.codes[np.ix_(rows, days)] = NUMBER["S"]


def _mark_reception(register: Register) -> None:
    """Mornings only for the youngest in their first two weeks."""
    if register.rng.random() < PART_TIME_RECEPTION:
        rows = np.flatnonzero(register.year_group == 0)
        register.codes[rows, :RECEPTION_DAYS, PM] = NUMBER["X"]


def _mark_second_school(register: Register) -> None:
    shared = register.roll.shared[register.rows]
    at_second = np.isin(weekday_of(register.days), AT_SECOND_SCHOOL)
    for row in np.flatnonzero(shared != ALONE):
        elsewhere = at_second if shared[row] == MAIN else ~at_second
        register.codes[row, elsewhere] = NUMBER["D"]


def _mark_closure(register: Register) -> None:
    """A day without heating or water, in some schools."""
    if register.rng.random() < CLOSED_FOR_A_DAY:
        day = int(register.rng.random() * len(register.days))
        is_new = register.calendar.year >= FIRST_YEAR_OF_NEW_CODES
        register.codes[:, day] = NUMBER["Y4" if is_new else "Y"]
