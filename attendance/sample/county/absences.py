"""Illness, holidays, appointments and everything else that keeps a pupil away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from attendance.sample import rates
from attendance.sample.county import levels
from attendance.sample.county.codes import AM, FIRST_YEAR_OF_NEW_CODES, NUMBER, PM
from attendance.sample.county.people import TRAVELLERS
from attendance.sample.county.spells import (
    Lengths,
    mean_length,
    picked,
    spells,
    spread,
    starts_for,
)

if TYPE_CHECKING:
    from attendance.sample.county.registers import Register

MOST_AWAY = 0.96
ILLNESS_LENGTHS: Lengths = ((1, 0.5), (2, 0.24), (3, 0.13), (4, 0.06), (5, 0.05), (10, 0.02))
SHORT_LENGTHS: Lengths = ((1, 0.7), (2, 0.18), (3, 0.08), (5, 0.04))
LONG_LENGTHS: Lengths = ((3, 0.4), (10, 0.3), (20, 0.2), (40, 0.1))
HOLIDAY_LENGTHS: Lengths = ((2, 0.2), (3, 0.15), (4, 0.15), (5, 0.35), (8, 0.1), (10, 0.05))
TRAVEL_LENGTHS: Lengths = ((10, 0.5), (20, 0.5))
# From this share of sessions on, absence comes in long spells.
LONG_FROM = 0.22
HALF_OF_A_DAY = 0.3
FAMILIES_ON_HOLIDAY = 0.3
TRAVEL_SPELLS_A_DAY = 0.002
NOT_FOLLOWED_UP = 0.02
# Pupils with a part-time timetable at some time of the year: primary, secondary, special.
PART_TIME = (0.012, 0.022, 0.04)
PART_TIME_DAYS = (20, 70)
MOST_ABSENT_FROM = 0.75
EARLIER_LEAVE = {"C": 0.85, "H": 0.15}
WAVE_DAYS, WAVE = 8, 1.7
OUTBREAKS_FROM, OUTBREAKS_TO = 0.2, 0.5


def mark_absences(register: Register) -> None:
    """Overwrite present marks with absences, as likely as each pupil is prone to them."""
    school, year = register.school, register.calendar.year
    factors = levels.day_factors(register.calendar, school.phase_index)
    standing = register.trait("standing")
    away = levels.between(levels.ABSENCE[school.phase], standing) * school.absence
    away = np.minimum(away * (0.85 + 0.3 * register.trait("health")), MOST_AWAY)
    share_ill = levels.between(levels.ILLNESS[school.phase], standing)
    _mark_otherwise(register, away * (1 - share_ill), factors.otherwise)
    _mark_appointments(register)
    _mark_travel(register)
    _mark_part_time(register, standing, year)
    _mark_holidays(register, factors.holiday)
    _mark_illness(register, away * share_ill, factors.illness * _outbreak(register))


def in_force(shares: dict[str, float], year: int) -> dict[str, float]:
    """The same reasons in the codes of that year: before 2024 there was H, and no C2."""
    if year >= FIRST_YEAR_OF_NEW_CODES:
        return shares
    found = {code: share for code, share in shares.items() if code not in ("C", "J1")}
    leave = {code: shares["C"] * share for code, share in EARLIER_LEAVE.items()}
    return found | leave | {"J": shares.get("J1", 0.0)}


def _mark_illness(register: Register, share: np.ndarray, factor: np.ndarray) -> None:
    likely = np.minimum(share[:, None] * factor, 0.9)
    chance = starts_for(likely, mean_length(ILLNESS_LENGTHS))
    pupil, day, _ = spells(chance, ILLNESS_LENGTHS, register.rng)
    register.codes[pupil, day] = NUMBER["I"]


def _outbreak(register: Register) -> np.ndarray:
    """One wave of illness a winter, at another time in each school."""
    days = len(register.days)
    span = OUTBREAKS_TO - OUTBREAKS_FROM
    start = int((OUTBREAKS_FROM + span * register.rng.random()) * days)
    factor = np.ones(days)
    factor[start : start + WAVE_DAYS] = WAVE
    return factor


def _mark_otherwise(register: Register, share: np.ndarray, factor: np.ndarray) -> None:
    for is_long, lengths in ((False, SHORT_LENGTHS), (True, LONG_LENGTHS)):
        which = np.flatnonzero((share >= LONG_FROM) == is_long)
        likely = np.minimum(share[which][:, None] * factor, MOST_AWAY)
        average = mean_length(lengths) - (0 if is_long else HALF_OF_A_DAY / 2 * lengths[0][1])
        pupil, day, spell = spells(starts_for(likely, average), lengths, register.rng)
        _write(register, which[pupil], day, spell, _drawn_codes(register, spell), not is_long)


def _drawn_codes(register: Register, spell: np.ndarray) -> np.ndarray:
    """A code for each spell; a few without a reason were never followed up."""
    count = int(spell[-1]) + 1 if len(spell) else 0
    shares = in_force(levels.OTHERWISE[register.school.phase], register.calendar.year)
    codes = picked(count, shares, NUMBER, register.rng)
    forgotten = (codes == NUMBER["O"]) & (register.rng.random(count) < NOT_FOLLOWED_UP)
    return np.where(forgotten, NUMBER["N"], codes).astype(np.uint8)


def _write(
    register: Register,
    pupil: np.ndarray,
    day: np.ndarray,
    spell: np.ndarray,
    codes: np.ndarray,
    may_be_half: bool,
) -> None:
    """Write spells; some spells of one day take up a session only."""
    size = np.bincount(spell, minlength=len(codes))
    draw = register.rng.random(len(codes))
    half = (draw < HALF_OF_A_DAY) & (size == 1) & may_be_half
    afternoon = draw < HALF_OF_A_DAY * 0.7
    for session, other in ((AM, half & afternoon), (PM, half & ~afternoon)):
        written = ~other[spell]
        register.codes[pupil[written], day[written], session] = codes[spell[written]]


def _mark_holidays(register: Register, share: np.ndarray) -> None:
    """Holidays without leave, most of them beside school holidays."""
    goes = register.rng.random(len(register.rows)) < FAMILIES_ON_HOLIDAY
    likely = np.minimum(goes[:, None] * share / FAMILIES_ON_HOLIDAY, 0.9)
    chance = starts_for(likely, mean_length(HOLIDAY_LENGTHS))
    pupil, day, _ = spells(chance, HOLIDAY_LENGTHS, register.rng)
    register.codes[pupil, day] = NUMBER["G"]


def _mark_appointments(register: Register) -> None:
    pupils, days, _ = register.codes.shape
    share = rates.SHARES["M"][register.school.phase_index] / 100
    count = int(pupils * days * 2 * share * 0.8)
    pupil = (register.rng.random(count) * pupils).astype(int)
    day = (register.rng.random(count) * days).astype(int)
    session = (register.rng.random(count) < 0.45).astype(int)
    register.codes[pupil, day, session] = NUMBER["M"]


def _mark_travel(register: Register) -> None:
    travels = np.isin(register.trait("ethnicity"), TRAVELLERS)
    chance = travels[:, None] * np.full(len(register.days), TRAVEL_SPELLS_A_DAY)
    pupil, day, _ = spells(chance, TRAVEL_LENGTHS, register.rng)
    register.codes[pupil, day] = NUMBER["T"]


def _mark_part_time(register: Register, standing: np.ndarray, year: int) -> None:
    """Afternoons off for some weeks, for pupils who are hard to get into school."""
    chance = PART_TIME[register.school.phase_index] / (1 - MOST_ABSENT_FROM)
    draw = register.rng.random(len(standing))
    of_age = register.year_group > 0
    pupils = np.flatnonzero((standing > MOST_ABSENT_FROM) & (draw < chance) & of_age)
    shortest, longest = PART_TIME_DAYS
    length = shortest + (register.rng.random(len(pupils)) * (longest - shortest)).astype(int)
    first = (register.rng.random(len(pupils)) * (len(register.days) - shortest)).astype(int)
    pupil, day, _ = spread(pupils, first, length, len(register.days))
    code = "C2" if year >= FIRST_YEAR_OF_NEW_CODES else "C"
    register.codes[pupil, day, PM] = NUMBER[code]
