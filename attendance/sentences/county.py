"""Where in the county attention is needed, by quadrant, district, phase and group of pupils.

"Here" is the county's own marks; England is DfE's weekly file, over the weeks that both have.
"""

from datetime import timedelta

import pandas as pd

from attendance import rules, words
from attendance.scope import CountyScope
from attendance.sentences.messages import Message
from attendance.words import against_england, counted, day, each, listed, percent

_CHANGES = [
    "year_change_points",
    "persistently_absent",
    "persistent_absence_rate",
    "pa_year_change_points",
    "pa_change_points",
    "severely_absent",
    "severe_absence_rate",
    "sa_change_points",
    "enrolments",
    "schools_reported",
    "schools_due",
    "recorded_share",
]
COLUMNS_OF_QUADRANTS = [
    "education_phase",
    "place",
    "attendance_rate",
    "gap_points",
    "pupils_away",
    *_CHANGES,
]
COLUMNS_OF_DISTRICTS = ["place", "attendance_rate", "gap_points", "pupils_away", *_CHANGES]
COLUMNS_OF_COHORTS = [
    "group_name",
    "place",
    "attendance_rate",
    "persistent_absence_rate",
    "persistently_absent",
    "enrolments",
]

OWN = "own marks, England as DfE publishes it"


def attention(rows: pd.DataFrame, scope: CountyScope) -> str:
    """Which quadrant and phase most pupils are away in beyond England's rate, and the next."""
    quadrants = rows[rows["place_kind"] == "quadrant"]
    compared = quadrants.dropna(subset=["gap_points"])
    if compared.empty:
        return _without_england(quadrants, scope)
    below = compared[compared["gap_points"] <= -rules.SMALLEST_CHANGE_POINTS]
    below = below[below["recorded_share"] >= rules.SMALLEST_COVERAGE]
    if below.empty:
        return "In no phase is a quadrant clearly below England."
    first, *others = _each(below.sort_values("pupils_away", ascending=False).head(2))
    said = (
        f"Attention is needed first in {_who(first)}: attendance {percent(first.attendance_rate)}, "
        f"{against_england(first.gap_points)}{_children(first)}"
    )
    then = [f"; then in {_who(row)}, {against_england(row.gap_points)}" for row in others]
    return f"{said}{''.join(then)}."


def county_figures(rows: pd.DataFrame, scope: CountyScope) -> list[tuple[str, str, str]]:
    """The county's attendance by phase, and the chosen phase's persistent absence."""
    county = rows[rows["place_kind"] == "county"]
    shown = [
        (f"{row.education_phase} attendance", percent(row.attendance_rate), _compared(row))
        for row in _each(county)
    ]
    for row in _each(county[county["education_phase"] == scope.education_phase]):
        pupils = counted(row.enrolments, "pupil", "pupils")
        severe = f"{words.count(row.severely_absent)} severely absent"
        shown.append(
            (
                f"{row.education_phase} persistent absence",
                percent(row.persistent_absence_rate),
                f"{words.count(row.persistently_absent)} of {pupils}, {severe}",
            )
        )
    return shown


def county_sources(rows: pd.DataFrame, scope: CountyScope) -> str:
    """Which weeks and whose marks the page is of, and what England's figure covers."""
    county = rows[rows["place_kind"] == "county"]
    schools = (
        f"{words.count(county['schools_reported'].sum())} of "
        f"{counted(county['schools_due'].sum(), 'school', 'schools')} reporting in the last week"
    )
    return (
        f"{words.sentence(scope.weeks_in_words())}. {scope.home} is the county's own marks "
        f"({schools}), England {_england(rows)}."
    )


def by_place(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """Which place is furthest below England, and what is not compared."""
    parts = rows[rows["place_kind"] != "county"]
    compared = parts.dropna(subset=["gap_points"])
    compared = compared[compared["recorded_share"] >= rules.SMALLEST_COVERAGE]
    shade = "; stronger blue: further below England" if scope.place_kind == "quadrant" else ""
    subtitle = (
        f"Attendance of the chosen weeks, {OWN}{shade}. PA and SA: the year so far at the end of "
        f"them. Changes: {_changes(scope)}; those of few pupils may be chance."
        f"{_uncovered(parts)} Choose a row to see its schools."
    )
    if compared.empty:
        return Message(f"Attendance by {scope.place_kind} and phase", subtitle)
    worst = _lowest(compared, "gap_points")
    if worst.gap_points > -rules.SMALLEST_CHANGE_POINTS:
        return Message(f"No {scope.place_kind} is clearly below England", subtitle)
    gap = against_england(worst.gap_points)
    return Message(f"{worst.place} {worst.education_phase.lower()}: {gap}", subtitle)


def district_tiles(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """The districts of highest and lowest attendance."""
    known = rows.dropna(subset=["attendance_rate"])
    subtitle = (
        f"Attendance of {schools_of(scope)} by district, {scope.weeks_in_words()}, own marks; "
        "a tile for each district, laid roughly as they lie; stronger blue: lower"
    )
    if known.empty:
        return Message(f"No district has marks of {schools_of(scope)}", subtitle)
    low, high = _lowest(known, "attendance_rate"), _highest(known, "attendance_rate")
    return Message(
        f"From {percent(low.attendance_rate)} in {low.district} to "
        f"{percent(high.attendance_rate)} in {high.district}",
        subtitle,
    )


def quadrants_by_week(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """How many of the weeks each quadrant was below England."""
    subtitle = (
        f"Weekly attendance of {schools_of(scope)}, {scope.academic_year}, {OWN} (grey); all on "
        f"one scale. Hollow: under {rules.SMALLEST_COVERAGE:.0%} of pupils have marks"
    )
    compared = rows.dropna(subset=["gap_points"])
    if compared.empty:
        return Message("There are no weeks to compare with England", subtitle)
    most = _highest(compared, "weeks_below")
    weeks = counted(most.weeks_compared, "week", "weeks")
    if most.weeks_below == 0:
        return Message(f"No quadrant was below England in any of {weeks}", subtitle)
    title = f"{most.quadrant} most often below England: {most.weeks_below} of {weeks}"
    return Message(title, subtitle)


def cohorts(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """Which group of the county's pupils attends least."""
    county = rows[rows["place_kind"] == "county"]
    subtitle = (
        f"Attendance of {schools_of(scope)}, {scope.weeks_in_words()}; under it PA of the year so "
        "far; own marks; stronger blue: lower. A pupil may be in several groups; numbers in the "
        "table"
    )
    if county.empty:
        return Message("No group of pupils has marks", subtitle)
    large = county[county["enrolments"] >= rules.SMALLEST_NAMED_GROUP]
    low = _lowest(county if large.empty else large, "attendance_rate")
    among = "" if large.empty else f" of groups of {rules.SMALLEST_NAMED_GROUP} or more"
    title = (
        f"Lowest{among}: {low.group_name.lower()}, {percent(low.attendance_rate)} "
        f"({counted(low.enrolments, 'pupil', 'pupils')})"
    )
    return Message(title, subtitle)


def _lowest(rows: pd.DataFrame, column: str) -> words.Cell:
    return next(each(rows.sort_values(column, kind="stable")))


def _highest(rows: pd.DataFrame, column: str) -> words.Cell:
    return next(each(rows.sort_values(column, ascending=False, kind="stable")))


def _without_england(quadrants: pd.DataFrame, scope: CountyScope) -> str:
    of_phase = quadrants[quadrants["education_phase"] == scope.education_phase]
    of_phase = of_phase.dropna(subset=["attendance_rate"])
    if of_phase.empty:
        return f"No {words.phase(scope.education_phase)} have marks in these weeks."
    low = _lowest(of_phase, "attendance_rate")
    return (
        f"Attendance in {words.phase(scope.education_phase)} is lowest in {low.place}, "
        f"{percent(low.attendance_rate)}; DfE's figures of England are not loaded for these "
        "weeks."
    )


def _each(rows: pd.DataFrame) -> list[words.Cell]:
    return list(each(rows))


def _who(row: words.Cell) -> str:
    return f"{row.place} {words.phase(row.education_phase)}"


def schools_of(scope: CountyScope) -> str:
    """The schools of the phase chosen."""
    return words.phase(scope.education_phase)


def _children(row: words.Cell) -> str:
    pupils = row.pupils_away
    if words.is_missing(pupils) or words.rounded(pupils, 0) < 1:
        return ""
    return f", about {counted(pupils, 'more pupil', 'more pupils')} away each day"


def _compared(row: words.Cell) -> str:
    parts = [] if words.is_missing(row.gap_points) else [against_england(row.gap_points)]
    if row.recorded_share < rules.SMALLEST_COVERAGE:
        parts.append("too few marks to tell a change")
    elif not words.is_missing(row.year_change_points):
        parts.append(f"{_went(row.year_change_points, row.enrolments)} on last year")
    return "; ".join(parts) or "nothing to compare with"


def _went(points: words.Cell, pupils: words.Cell) -> str:
    chance = rules.CHANCE_LIMIT * rules.SPREAD_OF_PUPILS_POINTS * (2 / pupils) ** 0.5
    if abs(points) < max(chance, rules.SMALLEST_CHANGE_POINTS):
        return "no clear change"
    return f"{'up' if points > 0 else 'down'} {abs(words.rounded(points))}"


def _england(rows: pd.DataFrame) -> str:
    known = rows.dropna(subset=["england_to"])
    if known.empty:
        return "not loaded for these weeks"
    return f"DfE's weekly file, over the weeks to {last_day(known['england_to'].max())}"


def last_day(monday: words.Cell) -> str:
    """The Friday of a week."""
    return day(monday + timedelta(days=4))


def _changes(scope: CountyScope) -> str:
    parts = []
    if scope.last_year_last_week:
        parts.append("since the same school weeks last year, in schools with marks of both")
    if scope.previous_week:
        parts.append(f"since the end of last half term ({words.week(scope.previous_week)})")
    return listed(parts) or "no earlier weeks are loaded"


def _uncovered(parts: pd.DataFrame) -> str:
    short = parts[parts["recorded_share"] < rules.SMALLEST_COVERAGE]
    if short.empty:
        return ""
    named = listed([f"{row.place} {row.education_phase.lower()}" for row in _each(short)])
    return (
        f" None for {named}: under {rules.SMALLEST_COVERAGE:.0%} of the pupils on roll have marks."
    )
