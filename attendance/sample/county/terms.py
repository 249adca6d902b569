"""Half terms, school days and INSET days of the invented county's academic years."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

import numpy as np

from attendance.config import ESSEX, REFERENCE
from attendance.sample.rates import holiday_pulls
from attendance.sample.school_weeks import Week

INSET_DAYS = 5
LAST_YEAR = 2024
EARLIEST_YEAR = 2020
# The shipped term dates begin with 2022/23; a longer history needs two more years.
EARLIER = {
    2020: (
        ("2020-09-02", "2020-10-23"), ("2020-11-02", "2020-12-18"), ("2021-01-04", "2021-02-12"),
        ("2021-02-22", "2021-03-26"), ("2021-04-12", "2021-05-28"), ("2021-06-07", "2021-07-21"),
    ),
    2021: (
        ("2021-09-01", "2021-10-22"), ("2021-11-01", "2021-12-17"), ("2022-01-04", "2022-02-11"),
        ("2022-02-21", "2022-04-01"), ("2022-04-19", "2022-05-27"), ("2022-06-06", "2022-07-22"),
    ),
}  # fmt: skip
BANK_HOLIDAYS = (
    "2021-05-03", "2022-05-02", "2022-09-19", "2023-05-01", "2023-05-08", "2024-05-06",
    "2025-05-05",
)  # fmt: skip

Days = np.ndarray


@dataclass(frozen=True)
class Calendar:
    """One academic year of one school: its half terms and the weekdays in them."""

    year: int
    half_terms: tuple[tuple[date, date], ...]

    @property
    def label(self) -> str:
        """The year as DfE writes it, such as 2024/25."""
        return label(self.year)

    @property
    def days(self) -> Days:
        """Weekdays in term that are no bank holidays, as numpy dates."""
        spans = [
            np.arange(np.datetime64(first), np.datetime64(last) + 1)
            for first, last in self.half_terms
        ]
        return _school_days(np.concatenate(spans))

    @property
    def half_term_of_days(self) -> np.ndarray:
        """The number of the half term, 1 to 6, of each of the days."""
        starts = np.array([np.datetime64(first) for first, _ in self.half_terms])
        return np.searchsorted(starts, self.days, side="right")

    def weeks(self) -> dict[date, tuple[Week, float]]:
        """Every school week by its Monday, with its pull towards a holiday."""
        mondays = np.unique(monday_of(self.days)).tolist()
        weeks = tuple(Week(monday, "") for monday in mondays)
        pulls = holiday_pulls(weeks)
        return {week.monday: (week, pulls[week]) for week in weeks}


def label(year: int) -> str:
    """An academic year by the year that it starts in: 2024 is 2024/25."""
    return f"{year}/{(year + 1) % 100:02d}"


def monday_of(days: Days) -> Days:
    """The Monday of each day's week."""
    return days - weekday_of(days).astype("timedelta64[D]")


def weekday_of(days: Days) -> np.ndarray:
    """Days after Monday; 1970 began on a Thursday."""
    return (days.astype(np.int64) + 3) % 7


@cache
def county_calendar(year: int) -> Calendar:
    """The authority's own dates."""
    if year in EARLIER:
        spans = EARLIER[year]
    else:
        with (REFERENCE / "term_dates.csv").open(encoding="utf-8") as file:
            spans = [
                (row["first_day"], row["last_day"])
                for row in csv.DictReader(file)
                if row["authority_code"] == ESSEX and row["academic_year"] == label(year)
            ]
    return Calendar(year, tuple((_date(first), _date(last)) for first, last in spans))


def with_longer_autumn_break(calendar: Calendar) -> Calendar:
    """The same year with a second week off in October, made up for before the summer."""
    (first, last), second, *middle, (start, end) = calendar.half_terms
    begins = np.busday_offset(np.datetime64(second[0]), 5).astype(object)
    ends = np.busday_offset(np.datetime64(end), 2).astype(object)
    return Calendar(calendar.year, ((first, last), (begins, second[1]), *middle, (start, ends)))


def inset_days(calendar: Calendar, rng: np.random.Generator) -> np.ndarray:
    """Five places among the year's days: mostly first days of half terms, some Fridays."""
    days = calendar.days
    half_terms = calendar.half_term_of_days
    firsts = [0, *(n + 1 for n, (a, b) in enumerate(pairwise(half_terms)) if a != b)]
    picked = [firsts[0]]
    for first in (firsts[1], firsts[2], firsts[3], firsts[5]):
        if rng.random() < 0.6:
            picked.append(first)
    while len(picked) < INSET_DAYS:
        place = int(rng.random() * len(days))
        if weekday_of(days)[place] == 4 and place not in picked:
            picked.append(place)
    return np.sort(np.array(picked))


def _school_days(days: Days) -> Days:
    holidays = np.array(BANK_HOLIDAYS, dtype="datetime64[D]")
    return days[(weekday_of(days) < 5) & ~np.isin(days, holidays)]


def _date(text: str) -> date:
    return date.fromisoformat(text)
