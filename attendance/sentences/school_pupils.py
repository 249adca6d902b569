"""Who is absent in one school: bands of absence, who moved between them, cohorts and classes."""

import math

import pandas as pd

from attendance import rules, words
from attendance.scope import CountyScope
from attendance.sentences.messages import Message
from attendance.words import counted, each, percent

MEASURES = {"persistent": "Persistently absent (PA)", "severe": "Severely absent (SA)"}
COLUMNS_OF_BAND_PUPILS = [
    "pupil",
    "year_group",
    "class",
    "standing_before",
    "standing_now",
    "absence_before_rate",
    "absence_now_rate",
]
COLUMNS_OF_CLASSES = [
    "year_group",
    "class",
    "enrolments",
    "absence_rate",
    "persistently_absent",
    "persistent_absence_rate",
]
NO_HALF_TERM_BEFORE = "There is no half term before these weeks to tell who entered or left."


def absence_bands(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """Which band has clearly more or fewer pupils than last year."""
    subtitle = (
        "Pupils by the share they missed of their own possible sessions, year so far to the "
        f"{words.week(scope.last_week)}; grey: the same point last year."
    )
    compared = rows.dropna(subset=["pupils_more"])
    clear = [row for row in each(compared) if _is_clear(row)]
    if compared.empty:
        return Message("How many pupils miss how much; no last year to compare", subtitle)
    if not clear:
        return Message("No clear change in how many pupils miss how much", subtitle)
    most: words.Cell = max(clear, key=_size_of_change)
    number = abs(int(most.pupils_more))
    more = "more" if most.pupils_more > 0 else "fewer"
    pupils = "pupil misses" if number == 1 else "pupils miss"
    band = words.absence_band(most.band_from, most.band_to)
    return Message(f"{number} {more} {pupils} {band} than last year", subtitle)


def band_flow(rows: pd.DataFrame, scope: CountyScope) -> list[str]:
    """How many entered, left and stayed in PA and SA, a sentence each."""
    if rows.empty or scope.previous_week is None:
        return [NO_HALF_TERM_BEFORE]
    return [
        f"{MEASURES[str(row.measure)]}: {words.count(row.pupils_now)} now, "
        f"{words.count(row.pupils_before)} at the end of the half term before "
        f"({words.week(scope.previous_week)}); {words.count(row.pupils_entered)} entered, "
        f"{words.count(row.pupils_left)} left, {words.count(row.pupils_stayed)} stayed."
        for row in each(rows)
    ]


def band_pupils(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """How many pupils changed since the half term before."""
    subtitle = (
        "Pupils persistently (PA, 10% or more) or severely absent (SA, 50% or more) in the year "
        "so far, now or at the end of the half term before; those who changed first. By the "
        "school's own number, else by UPN. Select a row to open the pupil."
    )
    changed = rows[rows["standing_before"].fillna("neither") != rows["standing_now"]]
    if scope.previous_week is None:
        return Message(f"{counted(len(rows), 'pupil is', 'pupils are')} PA or SA", subtitle)
    return Message(
        f"{counted(len(changed), 'pupil', 'pupils')} of {len(rows)} changed since last half term",
        subtitle,
    )


def cohort_gaps(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """Which cohort of more than a few pupils is furthest from the phase, for its size."""
    phase = f"{scope.home} {words.phase(scope.education_phase)}"
    subtitle = (
        f"Absence, {scope.weeks_in_words()}. Dot: {scope.school_name}; diamond: the same cohort "
        f"of {phase} (own marks); pupils at the right. The title names the "
        f"cohort of {rules.SMALLEST_NAMED_GROUP_OF_SCHOOL} pupils or more that differs most for "
        "its size."
    )
    large = rows[rows["enrolments"] >= rules.SMALLEST_NAMED_GROUP_OF_SCHOOL]
    compared = large.dropna(subset=["extra_sessions"])
    if compared.empty:
        return Message(f"No cohort can be set beside {scope.home}", subtitle)
    weight = compared["absence_points"].abs() * compared["enrolments"] ** 0.5
    most = compared.iloc[int(weight.argmax())]
    name = words.cohort(most["cohort"], most["cohort_value"])
    if words.rounded(most["absence_points"]) == 0:
        return Message(f"No cohort stands out from {scope.home}", subtitle)
    more = "more" if most["absence_points"] > 0 else "less"
    points = abs(words.rounded(most["absence_points"]))
    return Message(f"{name}: {points} points {more} absence than in {scope.home}", subtitle)


def classes(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """Which class misses most and which least."""
    subtitle = (
        f"Absence, {scope.weeks_in_words()}; PA of the year so far. With so few pupils in a "
        "class, much of a difference is chance."
    )
    named = rows.dropna(subset=["class"])
    if len(named) < 2:
        return Message("There are no classes to compare", subtitle)
    most = named.iloc[int(named["absence_rate"].argmax())]
    least = named.iloc[int(named["absence_rate"].argmin())]
    return Message(
        f"Absence from {percent(least['absence_rate'])} in {least['class']} to "
        f"{percent(most['absence_rate'])} in {most['class']}",
        subtitle,
    )


def _size_of_change(row: words.Cell) -> int:
    return abs(row.pupils_more)


def _is_clear(row: words.Cell) -> bool:
    """Whether a band's change is more than two draws of so many pupils would give by chance."""
    shares = (row.band_share, row.last_year_band_share)
    numbers = (row.enrolments, row.last_year_enrolments)
    error = math.sqrt(
        sum(share * (1 - share) / number for share, number in zip(shares, numbers, strict=True))
    )
    return abs(shares[0] - shares[1]) > rules.CHANCE_LIMIT * error
