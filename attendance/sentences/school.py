"""How one school stands and moves: the answer, its figures, trend and gap."""

import pandas as pd

from attendance import rules, words
from attendance.scope import CountyScope
from attendance.sentences.messages import Message, control_message
from attendance.words import counted, each, percent

CHANCE, NO_CHANCE = "could be chance", "unlikely to be chance"

VIEWS_OF_SCHOOL = (
    "What stands out",
    "Trend",
    "Who",
    "Groups",
    "Crossed cohorts",
    "Why",
    "When",
    "Spells",
    "Similar schools",
    "Target",
)
MEASURES = {
    "attendance": "Attendance",
    "persistent": "Persistent absence (PA)",
    "severe": "Severe absence (SA)",
    "unauthorised": "Unauthorised absence",
}
OF_PUPILS = {"persistent", "severe"}

OWN_MARKS = (
    "All figures are the county's own marks, pupils as DfE counts them; England is DfE's. PA and "
    "SA are of the year so far at the end of these weeks, against {phase} of {home}. Differences "
    "are of figures before rounding."
)


def school_answer(rows: pd.DataFrame, among: pd.DataFrame, scope: CountyScope) -> str:
    """The school's attendance beside its phase and last year, in one sentence.

    `among` are the rows of schools/every_school: whether the school differs from the phase by
    chance is judged there, so that no two pages say different things of a school.
    """
    row = _measure(rows, "attendance")
    if row is None:
        return f"{scope.school_name} has too few pupils to give its attendance."
    parts = [_beside_county(row, scope, among)]
    if not words.is_missing(row.last_year_points):
        parts.append(_beside_last_year(row))
    return (
        f"{scope.school_name}: attendance is {percent(row.school_rate)}, "
        f"{words.listed(parts)}.{_not_sent(row, scope)}"
    )


def school_figures(
    rows: pd.DataFrame, scope: CountyScope, england: pd.DataFrame
) -> list[tuple[str, str, str]]:
    """Attendance, PA, SA and unauthorised absence, each beside the phase and last year; PA beside
    England too, where DfE publishes it (`england`: the row of school/pa_and_england)."""
    return [
        _figure(row, scope, england)
        for row in (_measure(rows, measure) for measure in MEASURES)
        if row is not None
    ]


def school_findings(
    rows: pd.DataFrame, among: pd.DataFrame, scope: CountyScope, england_pa: pd.DataFrame
) -> list[str]:
    """England, PA and SA, a sentence each, with whether it could be chance."""
    persistent, severe = (_measure(rows, measure) for measure in ("persistent", "severe"))
    found = [] if persistent is None else [_finding(persistent, scope)]
    found += [_pa_beside_england(row, rows, scope) for row in each(england_pa)]
    found += [] if severe is None else [_finding(severe, scope)]
    row = _measure(rows, "attendance")
    if row is None or words.is_missing(row.england_points):
        return found
    england = (
        f"Attendance in England (DfE), {words.phase(scope.education_phase)}: "
        f"{percent(row.england_rate)} to the "
        f"{words.week(row.england_week)}; the school {percent(row.shared_rate)} in the same weeks, "
        f"{_said_of_chance(row.england_points, 'England', among, scope)}."
    )
    return [england, *found]


def own_marks(scope: CountyScope) -> str:
    """Whose marks the page shows and what PA and SA are of."""
    return OWN_MARKS.format(phase=words.phase(scope.education_phase), home=scope.home)


def weekly_trend(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """In how many weeks the school was below its phase, and below last year."""
    weeks = rows[rows["academic_year"] == scope.academic_year].dropna(subset=["county_points"])
    below = int((weeks["county_points"] < 0).sum())
    compared = counted(len(weeks), "week", "weeks")
    title = f"Below {scope.home} in {below} of {compared}"
    if weeks.empty:
        title = f"No week can be set beside {scope.home}"
    return Message(
        title,
        f"Attendance each week of {scope.academic_year}: {scope.school_name}, {scope.home} "
        f"{words.phase(scope.education_phase)} (own marks) and England (DfE); dotted: the school "
        "in the same school weeks a year before.",
    )


def weekly_gap(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """Whether the school's gap to its phase is steady, or better or worse since when."""
    weeks = f"{scope.school_name} less {scope.home} {words.phase(scope.education_phase)}"
    return control_message(rows, f"Weekly gap in attendance, {weeks}; grey band: its usual range.")


def apart(points: words.Cell, error: words.Cell, other: str) -> str:
    """A difference in points and whether it could be chance, if its noise is known."""
    value = words.rounded(points)
    if value == 0:
        return f"level with {other}"
    side = f"{abs(value)} points {'above' if value > 0 else 'below'} {other}"
    if words.is_missing(error):
        return side
    return f"{side} ({CHANCE if is_chance(points, error) else NO_CHANCE})"


def is_chance(points: words.Cell, error: words.Cell) -> bool:
    """Whether a difference is within noise, at the limit that schools are judged by on every
    page; False where the noise is not known."""
    return not words.is_missing(error) and abs(points) < rules.SURE_LIMIT * error


def _measure(rows: pd.DataFrame, measure: str) -> words.Cell:
    told = (row for row in each(rows) if row.measure == measure)
    return next((row for row in told if not words.is_missing(row.school_rate)), None)


def _beside_county(row: words.Cell, scope: CountyScope, among: pd.DataFrame | None = None) -> str:
    phase = f"{scope.home} {words.phase(scope.education_phase)}"
    if words.is_missing(row.county_points):
        return "with no other school of its phase to compare"
    if among is None:
        return apart(row.county_points, row.error_points, phase)
    return _said_of_chance(row.county_points, phase, among, scope)


def _said_of_chance(points: words.Cell, other: str, among: pd.DataFrame, scope: CountyScope) -> str:
    """A difference, and whether a school of so many pupils could differ so by chance."""
    said = apart(points, None, other)
    own = among[among["school_id"] == scope.school_id]
    judged = own[own["standing"] != "not judged"]
    if judged.empty or words.rounded(points) == 0:
        return said
    error = judged["difference_points"].iloc[0] / judged["standard_errors"].iloc[0]
    is_sure = abs(points) > rules.SURE_LIMIT * error
    return f"{said} ({NO_CHANCE if is_sure else CHANCE})"


def _beside_last_year(row: words.Cell) -> str:
    return apart(row.last_year_points, row.last_year_error_points, "the same point last year")


def _not_sent(row: words.Cell, scope: CountyScope) -> str:
    if row.last_marked_week.date() >= scope.last_week:
        return ""
    return f" No marks since the {words.week(row.last_marked_week)}."


def _pa_beside_england(row: words.Cell, rows: pd.DataFrame, scope: CountyScope) -> str:
    """PA beside DfE's of the phase, with whose day and definition; or why there is none."""
    whose = f"PA in England (DfE), {words.phase(scope.education_phase)}"
    if not row.releases:
        return f"{whose}: no release of {scope.academic_year} up to these weeks is loaded."
    if words.is_missing(row.england_rate):
        return f"{whose}: none published for these weeks; DfE gives it from late January on."
    said = f"{whose}: {percent(row.england_rate)} to {words.day(row.england_to)}"
    if words.is_missing(row.school_rate):
        return f"{said}."
    own = _measure(rows, "persistent")
    error = None if own is None else own.error_points
    return (
        f"{said}; the school {percent(row.school_rate)} ({words.count(row.persistently_absent)} of "
        f"{words.count(row.enrolments)}) by then, {apart(row.england_points, error, 'England')}. "
        "DfE counts from the second week of September, the school from its first day."
    )


def _figure(row: words.Cell, scope: CountyScope, england: pd.DataFrame) -> tuple[str, str, str]:
    compared = [f"{scope.home} {percent(row.county_rate)}"]
    if row.measure == "persistent":
        compared += [_england_in_figure(found) for found in each(england)]
    if row.measure in OF_PUPILS:
        compared.insert(0, f"{words.count(row.counted)} of {words.count(row.base)} pupils")
    if not words.is_missing(row.last_year_rate):
        compared.append(f"last year {percent(row.last_year_rate)}")
    return MEASURES[row.measure], percent(row.school_rate), "; ".join(compared)


def _england_in_figure(row: words.Cell) -> str:
    if words.is_missing(row.england_rate):
        return "England not published" if row.releases else "England not loaded"
    return f"England (DfE) {percent(row.england_rate)} to {row.england_to.day} {row.england_to:%B}"


def _finding(row: words.Cell, scope: CountyScope) -> str:
    value = f"{words.count(row.counted)} of {words.count(row.base)} pupils"
    parts = [_beside_county(row, scope)]
    if not words.is_missing(row.last_year_points):
        parts.append(_beside_last_year(row))
    return (
        f"{MEASURES[row.measure]}, year so far: {value} ({percent(row.school_rate)}), "
        f"{words.listed(parts)}."
    )
