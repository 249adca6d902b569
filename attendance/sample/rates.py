"""How often each register code is used: England's shares, the seasons, and Essex's habits.

All numbers here are invented, to look like school life.
"""

from bisect import bisect_right
from datetime import date
from itertools import pairwise

from attendance.sample.school_weeks import Week

AUTHORISED = ("I", "M", "R", "S", "T", "H", "E", "C", "C1", "J1", "C2")
UNAUTHORISED = ("G", "U", "O", "N")
ELSEWHERE = ("B", "J", "P", "V", "W", "K")
CODES = (*AUTHORISED, *UNAUTHORISED, *ELSEWHERE, "L", "D")

NEW_CODES_FROM = date(2024, 8, 19)
# Percent of possible sessions in 2024/25: primary, secondary, special. Illness is what is left.
SHARES = {
    "M": (0.24, 0.38, 1.05),
    "R": (0.02, 0.02, 0.015),
    "S": (0.0005, 0.02, 0.002),
    "T": (0.014, 0.005, 0.008),
    "H": (0.002, 0.001, 0.02),
    "E": (0.034, 0.26, 0.2),
    "C": (0.3, 0.46, 1.6),
    "C1": (0.005, 0.006, 0.007),
    "J1": (0.01, 0.012, 0.005),
    "C2": (0.12, 0.24, 1.15),
    "G": (0.46, 0.32, 0.34),
    "U": (0.16, 0.24, 0.28),
    "O": (0.66, 2.2, 2.3),
    "N": (0.08, 0.09, 0.11),
    "B": (0.09, 0.3, 0.9),
    "J": (0.0004, 0.0002, 0.0004),
    "P": (0.08, 0.11, 0.06),
    "V": (0.48, 0.42, 0.32),
    "W": (0.0001, 0.05, 0.05),
    "K": (0.012, 0.06, 0.12),
    "L": (1.15, 2.8, 0.8),
    "D": (0.0, 0.0, 0.0),
}
# Before then: no C1, J1, C2 or K; leave was freer, and D was still published.
SHARES_2023 = SHARES | {
    "H": (0.07, 0.03, 0.28),
    "C": (0.42, 0.71, 2.7),
    "C1": (0.0, 0.0, 0.0),
    "J1": (0.0, 0.0, 0.0),
    "C2": (0.0, 0.0, 0.0),
    "G": (0.61, 0.39, 0.4),
    "O": (0.76, 2.65, 2.5),
    "B": (0.19, 0.48, 1.2),
    "J": (0.017, 0.02, 0.009),
    "K": (0.0, 0.0, 0.0),
    "D": (0.06, 0.45, 0.2),
}

ILLNESS_IN_SEPTEMBER = (1.75, 2.3, 3.4)
ILLNESS_RISE = (2.3, 2.1, 3.4)
# Days since 1 September, and how much of the winter's rise in illness there is.
ILLNESS_SEASON = (
    (8, 0.0), (15, 0.25), (22, 0.36), (36, 0.33), (43, 0.45), (52, 0.55), (64, 0.38),
    (71, 0.45), (78, 0.68), (92, 0.88), (106, 1.0), (127, 0.72), (136, 0.9), (147, 0.92),
    (158, 0.72), (190, 0.55), (230, 0.32), (280, 0.28), (330, 0.2),
)  # fmt: skip
UNEXPLAINED_SEASON = ((8, 0.82), (50, 1.0), (100, 1.1), (200, 1.1), (300, 1.2))
VISIT_SEASON = ((8, 0.5), (50, 1.1), (106, 0.9), (200, 1.1), (270, 2.0), (330, 2.6))
WORK_EXPERIENCE_SEASON = ((8, 0.3), (200, 1.0), (270, 2.0), (310, 9.0), (330, 4.0))
STUDY_LEAVE_SEASON = ((8, 0.1), (225, 0.3), (245, 25.0), (262, 40.0), (275, 2.0), (330, 1.0))
HOLIDAY_SEASON = ((8, 1.1), (50, 0.95), (64, 0.8), (75, 0.5), (150, 0.6), (250, 1.0), (330, 1.8))
SEASONS = {
    "O": UNEXPLAINED_SEASON,
    "V": VISIT_SEASON,
    "W": WORK_EXPERIENCE_SEASON,
    "S": STUDY_LEAVE_SEASON,
    "G": HOLIDAY_SEASON,
}
LAST_WEEK_BEFORE_HOLIDAY = 1.7
FIRST_WEEK_AFTER_HOLIDAY = 1.2

# How Essex differs from England, as a factor of England's use of the code.
ESSEX = {
    "Primary": {"C2": 1.6, "O": 0.95, "G": 0.95, "K": 1.8, "P": 1.7, "N": 0.75, "T": 2.2},
    "Secondary": {"C2": 1.4, "O": 1.18, "G": 0.92, "K": 2.7, "N": 0.45, "L": 1.08, "E": 0.95},
    "Special": {"C2": 0.5, "O": 0.58, "G": 0.6, "K": 0.5, "C": 1.2, "U": 0.7, "L": 0.65},
}
ESSEX_2023 = {phase: dict(factors) for phase, factors in ESSEX.items()}
ESSEX_2023["Secondary"]["O"] = 1.02
ESSEX_2023["Special"]["C"] = 0.9

# One authority whose unexplained absence steps up for good after October half term.
SHIFTED_AUTHORITY = "Peterborough"
SHIFTED_FROM = date(2024, 11, 4)
SHIFT = {"O": 1.5, "I": 1.12}


def interpolate(knots: tuple[tuple[int, float], ...], day: int) -> float:
    """The value at `day` on straight lines between the knots, level beyond both ends."""
    days = [knot_day for knot_day, _ in knots]
    after = bisect_right(days, day)
    if after == 0 or after == len(knots):
        return knots[min(after, len(knots) - 1)][1]
    (start, low), (end, high) = knots[after - 1 : after + 1]
    return low + (high - low) * (day - start) / (end - start)


def day_of_school_year(monday: date) -> int:
    """Days since 1 September of the school year."""
    return (monday - date(monday.year - (monday.month < 9), 9, 1)).days


def illness(phase_index: int, week: Week) -> float:
    """England's usual illness in that week, in percent of possible sessions."""
    season = interpolate(ILLNESS_SEASON, day_of_school_year(week.monday))
    return ILLNESS_IN_SEPTEMBER[phase_index] + ILLNESS_RISE[phase_index] * season


def share(code: str, phase_index: int, week: Week, holiday_pull: float) -> float:
    """England's use of any code but illness in that week, in percent of possible sessions."""
    shares = SHARES if week.monday >= NEW_CODES_FROM else SHARES_2023
    season = interpolate(SEASONS[code], day_of_school_year(week.monday)) if code in SEASONS else 1
    pull = holiday_pull if code == "G" else 1
    return shares[code][phase_index] * season * pull


def holiday_pulls(weeks: tuple[Week, ...]) -> dict[Week, float]:
    """How strongly each week tempts families into a holiday, by its place beside a break."""
    pulls = dict.fromkeys(weeks, 1.0)
    for before, after in pairwise(weeks):
        if (after.monday - before.monday).days > 7:
            pulls[before] = LAST_WEEK_BEFORE_HOLIDAY
            pulls[after] = FIRST_WEEK_AFTER_HOLIDAY
    return pulls
