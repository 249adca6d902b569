"""Patterns worth finding, written over the registers of single schools."""

from collections.abc import Callable

import numpy as np

from attendance.sample.county.codes import ATTENDING, NO_MARK, NUMBER, PM, PRESENT
from attendance.sample.county.planted_moves import moving_person
from attendance.sample.county.registers import Register
from attendance.sample.county.spells import spread
from attendance.sample.county.terms import weekday_of

Pattern = Callable[[Register], None]

UNEXPLAINED_OF_ABSENCE = 0.6
FRIDAY_ABSENCE, FRIDAY_AFTERNOONS = 0.19, 0.5
C2_FROM, ONE_IN_C2 = np.datetime64("2024-09-16"), 7
B_FROM, PUPILS_ON_B, B_DAYS = np.datetime64("2024-09-23"), 18, (0, 1, 2)
EXTRA_BEFORE_IMPROVING = 0.055
IMPROVED_BY = np.datetime64("2025-01-31")
WAVES = {
    2023: (np.datetime64("2023-11-20"), np.datetime64("2023-12-01")),
    2024: (np.datetime64("2024-12-02"), np.datetime64("2024-12-13")),
}
ILL_A_DAY, ILL_FOR = 0.06, 3
HOLIDAY_WEEKS = {
    2023: ("2023-10-16", "2023-10-30", "2024-02-12", "2024-05-20"),
    2024: ("2024-10-21", "2024-11-04", "2025-02-10"),
}
ONE_FAMILY_IN = 9
SEVERE_FROM, SEVERE_PUPILS = np.datetime64("2024-09-30"), 6
COMES_IN = 0.08
SIBLING_DAYS = (
    "2025-01-10", "2025-01-13", "2025-01-17", "2025-01-20", "2025-01-24", "2025-01-27",
    "2025-01-31", "2025-02-03", "2025-02-07",
)  # fmt: skip
MOVER_DAYS_BEFORE = ("2024-11-19", "2024-11-26", "2024-12-03")
MOVER_DAYS_AFTER = ("2025-01-14", "2025-01-21", "2025-01-28")
LAST_SENT_BY_LATE_SCHOOL = np.datetime64("2025-01-31")
STOPPED_AFTER = np.datetime64("2024-11-15")


def friday_problem(register: Register) -> None:
    """Friday by Friday pupils stay away, half of them after lunch."""
    fridays = np.flatnonzero(weekday_of(register.days) == 4)
    likely = FRIDAY_ABSENCE * register.trait("standing")[:, None]
    pupil, place = np.nonzero(register.rng.random((len(register.rows), len(fridays))) < likely)
    _stay_away(register, pupil, fridays[place], FRIDAY_AFTERNOONS)


def part_time_overuse(register: Register) -> None:
    """Afternoons off from September on, without end, for far more pupils than elsewhere."""
    if register.calendar.year == 2024:
        rows = np.flatnonzero(register.trait("standing") > 0.6)[::ONE_IN_C2]
        days = np.flatnonzero(register.days >= C2_FROM)
        register.codes[np.ix_(rows, days)] = PRESENT
        register.codes[rows[:, None], days, PM] = NUMBER["C2"]


def off_site_overuse(register: Register) -> None:
    """The same three days a week off site, for pupils who are seldom in school otherwise."""
    if register.calendar.year == 2024:
        of_age = np.isin(register.year_group, (9, 10))
        rows = np.flatnonzero(of_age & (register.trait("standing") > 0.5))[:PUPILS_ON_B]
        is_off_site = np.isin(weekday_of(register.days), B_DAYS) & (register.days >= B_FROM)
        register.codes[np.ix_(rows, np.flatnonzero(is_off_site))] = NUMBER["B"]


def improving(register: Register) -> None:
    """Much absence in 2023/24, and less of it month by month since September 2024."""
    days = register.days
    extra = np.full(len(days), EXTRA_BEFORE_IMPROVING)
    if register.calendar.year == 2024:
        left = (IMPROVED_BY - days) / (IMPROVED_BY - days[0])
        extra = extra * np.clip(left, 0, 1)
    likely = extra * 1.5 * register.trait("standing")[:, None]
    pupil, day = np.nonzero(register.rng.random(register.codes.shape[:2]) < likely)
    _stay_away(register, pupil, day, 0.0)


def illness_wave(register: Register) -> None:
    """Two weeks in which many fall ill for some days."""
    first, last = WAVES[register.calendar.year]
    chance = np.where((register.days >= first) & (register.days <= last), ILL_A_DAY, 0.0)
    draw = register.rng.random(register.codes.shape[:2])
    pupil, day = np.nonzero(draw < chance)
    lengths = np.full(len(pupil), ILL_FOR)
    pupil, day, _ = spread(pupil, day, lengths, len(register.days))
    _overwrite(register, pupil, day, np.full(len(pupil), NUMBER["I"], dtype=np.uint8))


def holiday_weeks(register: Register) -> None:
    """Whole families gone in the weeks beside half term, other families each time."""
    for turn, monday in enumerate(HOLIDAY_WEEKS[register.calendar.year]):
        week = np.datetime64(monday) + np.arange(5)
        days = np.flatnonzero(np.isin(register.days, week))
        rows = np.flatnonzero(register.trait("household") % ONE_FAMILY_IN == turn)
        pupil, day = (axis.ravel() for axis in np.meshgrid(rows, days))
        _overwrite(register, pupil, day, np.full(len(pupil), NUMBER["G"], dtype=np.uint8))


def severe_absence(register: Register) -> None:
    """A few pupils who stopped coming: months of O or I, with a day in between at times."""
    if register.calendar.year == 2024:
        rows = severely_absent_rows(register)
        days = np.flatnonzero(register.days >= SEVERE_FROM)
        away = register.rng.random((len(rows), len(days))) >= COMES_IN
        for number, row in enumerate(rows):
            code = "I" if number % 3 == 2 else "O"
            register.codes[row, days[away[number]]] = NUMBER[code]
            register.codes[row, days[~away[number]]] = PRESENT


def severely_absent_rows(register: Register) -> np.ndarray:
    """Six pupils of Year 9, on roll all year."""
    stays = np.isnat(register.roll.leaving[register.rows])
    of_age = (register.year_group == 9) & stays
    entered = register.roll.entry[register.rows] <= register.days[0]
    return np.flatnonzero(of_age & entered)[5 : 5 + 7 * SEVERE_PUPILS : 7]


def siblings_together(register: Register) -> None:
    """Two siblings absent on the same Mondays and Fridays."""
    if register.calendar.year == 2024:
        days = np.flatnonzero(np.isin(register.days, np.array(SIBLING_DAYS, "datetime64[D]")))
        register.codes[np.ix_(sibling_rows(register), days)] = NUMBER["O"]


def sibling_rows(register: Register) -> np.ndarray:
    """The first household of a school with two pupils on roll all year."""
    stays = np.isnat(register.roll.leaving[register.rows])
    stays &= register.roll.entry[register.rows] <= register.days[0]
    household = np.where(stays, register.trait("household"), -1)
    homes, counts = np.unique(household[stays], return_counts=True)
    return np.flatnonzero(household == homes[counts == 2][0])


def late_school(register: Register) -> None:
    """The last two weeks are not sent yet."""
    if register.calendar.year == 2024:
        register.codes[:, register.days > LAST_SENT_BY_LATE_SCHOOL] = NO_MARK


def stopped_reporting(register: Register) -> None:
    """Nothing since the middle of November."""
    if register.calendar.year == 2024:
        register.codes[:, register.days > STOPPED_AFTER] = NO_MARK


def absent_before_moving(register: Register) -> None:
    """The pupil who moves misses three days in the old school."""
    _mover_absent(register, MOVER_DAYS_BEFORE)


def absent_after_moving(register: Register) -> None:
    """The pupil who moved misses three days in the new school."""
    _mover_absent(register, MOVER_DAYS_AFTER)


def _mover_absent(register: Register, days: tuple[str, ...]) -> None:
    """Present on all other days, so that only these three count."""
    if register.calendar.year == 2024:
        row = np.flatnonzero(register.person == moving_person(register.roll))
        register.codes[row] = PRESENT
        away = np.isin(register.days, np.array(days, "datetime64[D]"))
        register.codes[np.ix_(row, np.flatnonzero(away))] = NUMBER["O"]


def _stay_away(
    register: Register, pupil: np.ndarray, day: np.ndarray, afternoons_only: float
) -> None:
    draw = register.rng.random(len(pupil))
    codes = np.where(draw < UNEXPLAINED_OF_ABSENCE, NUMBER["O"], NUMBER["I"]).astype(np.uint8)
    whole = register.rng.random(len(pupil)) >= afternoons_only
    _overwrite(register, pupil[whole], day[whole], codes[whole])
    attends = np.isin(register.codes[pupil, day, PM], ATTENDING) & ~whole
    register.codes[pupil[attends], day[attends], PM] = codes[attends]


def _overwrite(register: Register, pupil: np.ndarray, day: np.ndarray, codes: np.ndarray) -> None:
    """Turn attendance into absence, and leave every other mark as it is."""
    for session in range(2):
        attends = np.isin(register.codes[pupil, day, session], ATTENDING)
        register.codes[pupil[attends], day[attends], session] = codes[attends]
