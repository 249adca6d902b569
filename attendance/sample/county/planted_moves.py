"""Who leaves, moves or is missing from the pupil file on purpose."""

from dataclasses import replace

import numpy as np

from attendance.sample.county.plan import LAST_DAY, number_of
from attendance.sample.county.roll import ALONE, NEVER, Roll

MOVES_FROM, MOVES_TO = "Bramblelea", "Marrowfold"
MOVED_OUT, MOVED_IN = np.datetime64("2024-12-06"), np.datetime64("2024-12-10")
MOVER_YEAR_GROUP = 4
LEAVES, LEAVERS = "Quillmere", 2
LEFT = np.datetime64("2024-11-22")
NOT_LISTED, FORGOTTEN = "Rumblecombe", 3


def with_planted_moves(roll: Roll) -> Roll:
    """One pupil moves to another school, and two leave who are still marked for a while."""
    mover = _settled(roll, MOVES_FROM, MOVER_YEAR_GROUP)[:1]
    roll.leaving[mover] = MOVED_OUT
    roll.leaving[_settled(roll, LEAVES, 3)[:LEAVERS]] = LEFT
    moved = replace(
        roll.taking(mover),
        school=np.array([number_of(MOVES_TO)]),
        entry=np.array([MOVED_IN]),
        leaving=np.array([NEVER]),
    )
    return roll.joined_by(moved)


def moving_person(roll: Roll) -> int:
    """The person who was planted to move."""
    left = roll.person[(roll.school == number_of(MOVES_FROM)) & (roll.leaving == MOVED_OUT)]
    came = roll.person[(roll.school == number_of(MOVES_TO)) & (roll.entry == MOVED_IN)]
    return int(np.intersect1d(left, came)[0])


def leavers_still_marked(roll: Roll, rows: np.ndarray) -> np.ndarray:
    """Which of a school's rows left on the planted day."""
    return np.flatnonzero(roll.leaving[rows] == LEFT)


def as_known(roll: Roll) -> Roll:
    """The roll as it was known on the sample's last day."""
    today = np.datetime64(LAST_DAY)
    known = roll.taking(roll.entry <= today)
    known.leaving[known.leaving > today] = NEVER
    return known


def as_listed(roll: Roll) -> Roll:
    """The roll without the pupils whom the school forgot to list."""
    forgotten = _settled(roll, NOT_LISTED, 0)[:FORGOTTEN]
    return roll.taking(~np.isin(np.arange(len(roll)), forgotten))


def _settled(roll: Roll, school: str, year_group: int) -> np.ndarray:
    """The enrolments of a year group that last all year, in one school only."""
    start = np.datetime64(f"{roll.year}-09-02")
    stays = np.isnat(roll.leaving) & (roll.entry <= start) & (roll.shared == ALONE)
    there = (roll.school == number_of(school)) & (roll.year_group == year_group)
    return np.flatnonzero(stays & there)
