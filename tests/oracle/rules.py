"""DfE's rules for figures of attendance, as its methodology states them; none of the program's
own rules are read. Codes mean what the reference file says of them.
"""

import csv
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import floor

from attendance import config

# "Pupil absence in schools in England: methodology": pupils aged 5 to 15 on 31 August before the
# year; of those aged 15, all sessions after the late May half term are left out.
AGES = range(5, 16)
AGE_LEFT_OUT_AFTER_MAY = 15
# "Enrolments with 10.0% or more of their own possible sessions missed", exact, without rounding;
# 50% for severe absence, which is part of it.
PERSISTENT, SEVERE = 10, 50

PHASES = ("Primary", "Secondary", "Special")
QUESTIONS = {
    "fsm": "fsm",
    "eal": "eal",
    "child in need": "child_in_need",
    "child protection plan": "child_protection_plan",
    "looked after": "looked_after",
    "previously looked after": "previously_looked_after",
    "young carer": "young_carer",
    "medical condition": "medical_condition",
}
"""Cohorts that a pupil file answers with yes, no or nothing, which is not known."""


@cache
def monday(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


@cache
def friday(week: date) -> date:
    """The Friday of a week."""
    return week + timedelta(days=4)


@cache
def year_of(day: date) -> str:
    """The academic year of a day; August belongs to the one that begins."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def year_before(academic_year: str) -> str:
    """The academic year before one."""
    return year_of(date(int(academic_year[:4]) - 1, 9, 1))


def after_may_half_term(academic_year: str) -> date:
    """The Monday after the half term of late May, which is the week of May's last Monday."""
    return monday(date(int(academic_year[:4]) + 1, 5, 31)) + timedelta(days=7)


def cohorts(known: dict) -> dict[str, str]:
    """The value of an enrolment in each cohort. One that no pupil file has is in none but all."""
    found = {"all": "all"}
    if known["is_provisional"]:
        return found
    answers = {cohort: known[column] for cohort, column in QUESTIONS.items()}
    answers["social worker"] = _either(known["child_in_need"], known["child_protection_plan"])
    found |= {
        cohort: "unknown" if answer is None else "yes" if answer else "no"
        for cohort, answer in answers.items()
    }
    for cohort in ("sex", "sen", "ethnicity"):
        found[cohort] = known[cohort] or "unknown"
    found["year group"] = year_group(known) or "unknown"
    return found


def year_group(known: dict) -> str | None:
    """The year group of an enrolment as a school calls it."""
    number = known["year_group"]
    return {None: None, -1: "Nursery", 0: "Reception"}.get(number, f"Year {number}")


def _either(one: bool | None, other: bool | None) -> bool | None:
    if one or other:
        return True
    return None if one is None or other is None else False


def rate(part, whole) -> float | None:
    """A share, None of nothing."""
    return part / whole if whole else None


def points(one: float | None, other: float | None) -> float | None:
    """One rate minus another in points, None if either is not known."""
    return None if one is None or other is None else 100 * (one - other)


def rounded(number: Fraction) -> int:
    """To the nearest whole number, halves away from zero."""
    half = Fraction(1, 2)
    return floor(number + half) if number >= 0 else -floor(half - number)


def reference(name: str) -> list[dict[str, str]]:
    """The rows of a reference file."""
    with (config.REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
