"""Faults that real files have, each in one school, for the data-quality page to find."""

import numpy as np

from attendance.sample.county.codes import NO_MARK, NUMBER, PRESENT, numbers
from attendance.sample.county.plan import LAST_DAY
from attendance.sample.county.planted_moves import leavers_still_marked
from attendance.sample.county.registers import Register
from attendance.sample.county.roll import class_names

FIRST_YEAR_WITH_FAULTS = 2024
UNRESOLVED = ("2024-11-04", "2024-12-20")
EARLIER_LEAVE_WEEK, EARLIER_LEAVE_PUPILS = "2024-10-21", 2
MEANINGLESS = {"?": 9, "9": 4}
MEANINGLESS_DAY = "2025-01-22"
CLASS_WITHOUT_REGISTER = "4A"
DAYS_WITHOUT_REGISTER = ("2025-01-14", "2025-01-15", "2025-01-21", "2025-01-28", "2025-02-04")
STILL_MARKED_TO = "2024-12-06"
RECENT_DAYS, WITHOUT_A_REASON = 5, 0.35


def recent_without_reason(register: Register) -> None:
    """In the last days schools do not yet know why some pupils are away."""
    days = np.flatnonzero(register.days <= np.datetime64(LAST_DAY))[-RECENT_DAYS:]
    waits = register.rng.random(len(register.rows)) < WITHOUT_A_REASON
    rows = np.flatnonzero(waits)
    recent = register.codes[np.ix_(rows, days)]
    recent[np.isin(recent, numbers("O", "I"))] = NUMBER["N"]
    register.codes[np.ix_(rows, days)] = recent


def unresolved(register: Register) -> None:
    """Half a term of absences for which nobody found a reason."""
    days = _between(register, *UNRESOLVED)
    block = register.codes[:, days]
    block[block == NUMBER["O"]] = NUMBER["N"]
    register.codes[:, days] = block


def code_out_of_date(register: Register) -> None:
    """Holidays granted with H, which was abolished in August 2024."""
    first = np.datetime64(EARLIER_LEAVE_WEEK)
    days = _between(register, str(first), str(first + 4))
    rows = _on_roll_all_year(register)[:EARLIER_LEAVE_PUPILS]
    register.codes[np.ix_(rows, days)] = NUMBER["H"]


def meaningless_codes(register: Register) -> None:
    """Marks that are no codes at all."""
    [day] = np.flatnonzero(register.days == np.datetime64(MEANINGLESS_DAY))
    rows = _on_roll_all_year(register)
    first = 0
    for code, count in MEANINGLESS.items():
        register.codes[rows[first : first + count], day, 0] = NUMBER[code]
        first += count


def class_without_register(register: Register) -> None:
    """One class has no marks on some days on which the rest of the school has."""
    classes = class_names(register.roll, register.school, register.rows)
    days = np.isin(register.days, np.array(DAYS_WITHOUT_REGISTER, "datetime64[D]"))
    rows = np.flatnonzero(classes == CLASS_WITHOUT_REGISTER)
    register.codes[np.ix_(rows, np.flatnonzero(days))] = NO_MARK


def marked_after_leaving(register: Register) -> None:
    """Pupils who have left are marked present for two more weeks."""
    rows = leavers_still_marked(register.roll, register.rows)
    left = register.roll.leaving[register.rows[rows]][0]
    days = _between(register, str(left + 1), STILL_MARKED_TO)
    register.codes[np.ix_(rows, days)] = PRESENT


def _between(register: Register, first: str, last: str) -> np.ndarray:
    """Places of the days of which the school has registers."""
    within = register.days >= np.datetime64(first)
    within &= register.days <= np.datetime64(last)
    within[register.inset] = False
    return np.flatnonzero(within)


def _on_roll_all_year(register: Register) -> np.ndarray:
    stays = np.isnat(register.roll.leaving[register.rows])
    return np.flatnonzero(stays & (register.roll.entry[register.rows] <= register.days[0]))
