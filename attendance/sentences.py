"""What the page "Essex and England" says in words, from the rows of its queries.

Changes are judged on exact gaps, never on differences of rounded ones, and are told only when
they are clear; a fall of the year so far is set beside last year's over the same weeks.
"""

from dataclasses import dataclass

import pandas as pd

from attendance import rules, words
from attendance.scope import Scope
from attendance.words import against_england, day, exact, percent, signed

SIGNAL_WORDS = {
    "outside limits": "outside its usual range",
    "one side": "on one side of its usual level for at least seven weeks",
    "rising": "rising for at least seven weeks",
    "falling": "falling for at least seven weeks",
    "near a limit": "close to the edge of its usual range twice in three weeks",
}


MEASURES = {
    "attendance_rate": "Attendance",
    "persistent_absence_rate": "Persistent absence",
}

COMPARATORS_KEPT = (
    "Comparators are kept in reference/comparators.csv of the data folder, else in "
    "data/reference/comparators.csv; as shipped they are the authorities of the region."
)
COLUMNS_OF_AUTHORITIES = [
    "area_name",
    "standing",
    "region_name",
    "attendance_rate",
    "gap_points",
    "attendance_rank_from",
    "attendance_rank_to",
    "persistent_absence_rate",
    "pa_gap_points",
    "pa_rank_from",
    "pa_rank_to",
]

RUNS = {"one side", "rising", "falling"}


@dataclass(frozen=True)
class Message:
    """A chart's title, which states the finding, and its subtitle: measure, who, period."""

    title: str
    subtitle: str


def headline(position: pd.DataFrame, home: str) -> str:
    """The latest position of every phase in one sentence, as the bulletin states it."""
    parts = [
        f"{against_england(row.printed_difference)} in {words.phase(row.education_phase)} "
        f"({percent(row.home_attendance_rate)})"
        for row in position.itertuples()
    ]
    said = (
        words.listed(parts).replace(" England", "", len(parts)).replace("on a par with", "on par")
    )
    until = day(position.data_to.iloc[0])
    return f"Attendance in {home} to {until}, compared with England: {said}."


def gaps(position: pd.DataFrame) -> str:
    """The exact gap of every phase, and what it is in children away each day."""
    parts = [
        f"{exact(row.gap_points)} points in {words.phase(row.education_phase)}{_children(row)}"
        for row in position.itertuples()
    ]
    return f"The exact gaps to England: {words.listed(parts)}."


def findings(row, data_to_source: str) -> list[str]:
    """What is worth knowing of one phase's position, a sentence each."""
    return [
        sentence
        for sentence in (
            _since_previous(row),
            _fall(row),
            _since_last_year(row),
            _misleading_print(row),
            _estimated(data_to_source),
        )
        if sentence
    ]


def figures(position: pd.DataFrame, education_phase: str) -> list[tuple[str, str, str]]:
    """Attendance by phase and the chosen phase's persistent absence: name, value, comparison."""
    shown = [
        (
            f"{row.education_phase} attendance",
            percent(row.home_attendance_rate),
            against_england(row.printed_difference),
        )
        for row in position.head(3).itertuples()
    ]
    for row in position[position["education_phase"] == education_phase].itertuples():
        name = f"{education_phase} persistent absence"
        if words.is_missing(row.home_pa_rate):
            shown.append((name, words.NOT_PUBLISHED, "published from late January"))
        else:
            shown.append((name, percent(row.home_pa_rate), against_england(row.pa_gap_points)))
    return shown


def coverage(row) -> str:
    """How many schools the home figure rests on."""
    if words.is_missing(row.home_schools_expected):
        return f"{words.count(row.home_schools)} schools reporting on an average day"
    return (
        f"{words.count(row.home_schools)} of {words.count(row.home_schools_expected)} schools "
        "reporting on an average day"
    )


def attendance_by_week(rows: pd.DataFrame, scope: Scope) -> Message:
    """In how many weeks the authority was below England."""
    weeks = rows[rows["academic_year"] == scope.academic_year].dropna(subset=["gap_points"])
    below = int((weeks["gap_points"] < 0).sum())
    compared = words.counted(len(weeks), "week", "weeks")
    title = f"Below England in {below} of {compared}"
    if weeks.empty:
        title = "There are no weeks to compare with England"
    elif below == 0:
        title = f"At or above England in each of {compared}"
    return Message(title, f"Attendance each week, {scope.who()}; half terms shaded in turn")


def attendance_by_release(rows: pd.DataFrame, scope: Scope) -> Message:
    """Where the year so far stands."""
    subtitle = f"Attendance since September, {scope.who()}"
    points = rows[rows["academic_year"] == scope.academic_year].dropna(subset=["gap_points"])
    if points.empty:
        return Message("There is no year so far to compare with England", subtitle)
    latest = points.iloc[-1]
    rate, gap = percent(latest.home_attendance_rate), against_england(latest.gap_points)
    return Message(f"Year so far: {rate}, {gap}", subtitle)


def gap_by_reason(rows: pd.DataFrame, scope: Scope) -> Message:
    """Which reason lowers attendance most against England, and what all sum to."""
    if rows.empty:
        return Message("DfE gives no reasons to compare with England", scope.who())
    total = exact(rows["gap_points"].sum())
    lowest, highest = rows.iloc[0], rows.iloc[-1]
    if words.rounded(lowest.gap_points, 2) < 0:
        title = f"“{lowest.description}” lowers attendance most against England"
    elif words.rounded(highest.gap_points, 2) > 0:
        title = f"“{highest.description}” raises attendance most against England"
    else:
        title = f"No reason sets {scope.home} apart from England"
    return Message(
        title,
        f"The gap of {total} points by register code, bars summing to it exactly: left lowers "
        f"attendance, right raises it. {scope.who()}, year so far",
    )


def reason_by_week(rows: pd.DataFrame, scope: Scope) -> Message:
    """The chosen reason in the latest week."""
    subtitle = f"{scope.reason}, share of possible sessions each week, {scope.who()}"
    weeks = rows[rows["academic_year"] == scope.academic_year].dropna(subset=["england_share"])
    if weeks.empty:
        return Message(f"{scope.reason} by week", subtitle)
    latest = weeks.iloc[-1]
    return Message(
        f"{scope.reason}: {percent(latest.home_share)} in the latest week, England "
        f"{percent(latest.england_share)}",
        subtitle,
    )


def gap_control(rows: pd.DataFrame, scope: Scope) -> Message:
    """Whether the weekly gap is steady, or which signal there is and since when."""
    subtitle = f"Weekly gap, {scope.who()}; grey band: its usual range. {_weeks_left_out(rows)}"
    compared = rows.dropna(subset=["gap_points"])
    signals = compared.dropna(subset=["signal"])
    if len(compared) < 2:
        title = "Too few weeks to say whether the gap is steady"
    elif signals.empty:
        title = "Steady: nothing unusual in the weekly gap"
    else:
        title = _signal(signals.iloc[-1], compared["week_commencing"].iloc[-1])
    if len(compared) < rules.WEEKS_FOR_LIMITS:
        weeks = words.counted(len(compared), "week", "weeks")
        subtitle += (
            f" With {weeks} the range is provisional; it firms up at {rules.WEEKS_FOR_LIMITS}."
        )
    return Message(title, subtitle)


def among_authorities(rows: pd.DataFrame, scope: Scope) -> Message:
    """The home authority's rank interval."""
    rank = "attendance" if scope.measure == "attendance_rate" else "pa"
    what = MEASURES[scope.measure]
    order = "highest first" if rank == "attendance" else "lowest first"
    compared = int(rows[f"{rank}_rank_from"].notna().sum())
    authorities = words.counted(compared, "authority", "authorities")
    subtitle = (
        f"{what}, year so far, {words.phase(scope.education_phase)}: {authorities}, the region "
        f"and comparators turquoise; places {order}, shared where printed figures agree"
    )
    home = rows[rows["standing"] == "home"].dropna(subset=[scope.measure])
    if home.empty:
        return Message(f"DfE gives no {what.lower()} for {scope.home} in this release", subtitle)
    first, last = int(home[f"{rank}_rank_from"].iloc[0]), int(home[f"{rank}_rank_to"].iloc[0])
    place = f"place {first}" if first == last else f"places {first} to {last}"
    rate = percent(home[scope.measure].iloc[0])
    return Message(f"{scope.home}, {rate}: {place} of {compared}", subtitle)


def revisions_by_week(rows: pd.DataFrame, scope: Scope) -> Message:
    """How much later releases changed the weeks."""
    subtitle = f"Attendance as first published and as published last, {scope.who()}"
    again = rows[rows["releases"] > 1]
    if again.empty:
        return Message("No week stands in more than one release loaded", subtitle)
    largest = max(again["revision_points"], key=abs)
    return Message(f"Later releases changed weeks by up to {exact(largest)} points", subtitle)


def _signal(row, last_week) -> str:
    """The newest signal: a single week, a run that lasts, or one that has ended."""
    when = f"in the {words.week(row.week_commencing)}"
    if row.signal in RUNS:
        when = f"since the {words.week(row.signal_since)}"
        if row.week_commencing != last_week:
            when = (
                f"from the {words.week(row.signal_since)} to the {words.week(row.week_commencing)}"
            )
    return f"{row.signal_side.capitalize()} {when}: {SIGNAL_WORDS[row.signal]}"


def _weeks_left_out(rows: pd.DataFrame) -> str:
    missing = rows[rows["gap_points"].isna()]
    if missing.empty:
        return ""
    weeks = words.listed([words.week(monday) for monday in missing["week_commencing"]])
    return f"Left out: the {weeks}, for which DfE gives no figure for England (half term)."


def _children(row) -> str:
    if words.is_missing(row.pupils_away):
        return ""
    pupils = abs(row.pupils_away)
    if words.rounded(pupils, 0) == 0:
        return " (less than one child a day)"
    more = "more" if row.pupils_away > 0 else "fewer"
    return f" (about {words.counted(pupils, f'{more} child', f'{more} children')} away each day)"


def _since_previous(row) -> str | None:
    if pd.isna(row.previous_gap_points):
        return None
    change = words.moved(row.gap_change_points, row.previous_gap_points, row.gap_points)
    places = 2 if words.is_clear(row.gap_change_points) else 3
    return (
        f"Since {day(row.previous_data_to)}, {row.education_phase.lower()} schools: {change}. The "
        f"exact gap went from {exact(row.previous_gap_points, places)} to "
        f"{exact(row.gap_points, places)} points."
    )


def _fall(row) -> str | None:
    if pd.isna(row.rate_change_points):
        return None
    here = _went(row.rate_change_points)
    if pd.isna(row.last_year_rate_change_points):
        return f"Attendance of the year so far {here} since {day(row.previous_data_to)}."
    there = _went(row.last_year_rate_change_points)
    return (
        f"Attendance of the year so far {here} since {day(row.previous_data_to)}; over the same "
        f"weeks last year it {there}."
    )


def _since_last_year(row) -> str:
    if pd.isna(row.last_year_gap_points):
        return (
            "The same point last year is not among the releases loaded, so there is no comparison "
            "with it."
        )
    change = 100 * (row.home_attendance_rate - row.last_year_attendance_rate)
    summed = " (summed from a later weekly file)" if row.last_year_source == "weeks" else ""
    gap_change = row.gap_points - row.last_year_gap_points
    moved = words.moved(gap_change, row.last_year_gap_points, row.gap_points)
    return (
        f"At the same point last year, {day(row.last_year_data_to)}{summed}, attendance was "
        f"{percent(row.last_year_attendance_rate)} ({exact(change, 1)} points since) and the gap "
        f"{exact(row.last_year_gap_points)}: {moved}."
    )


def _misleading_print(row) -> str | None:
    printed, before = row.printed_difference, row.previous_printed_difference
    if words.rounded(printed) != words.rounded(row.gap_points):
        return (
            f"The bulletin prints {signed(printed)} because it subtracts rounded figures; the "
            f"exact gap is {exact(row.gap_points)}."
        )
    if pd.isna(before) or words.rounded(before) == words.rounded(printed):
        return None
    if words.is_clear(row.gap_change_points):
        return None
    return (
        f"The bulletin's difference went from {signed(before)} to {signed(printed)}, but the exact "
        f"gap hardly moved: from {exact(row.previous_gap_points, 3)} to {exact(row.gap_points, 3)}."
    )


def _estimated(data_to_source: str) -> str | None:
    if not data_to_source.startswith("estimated"):
        return None
    return "The last day of these figures is estimated: 13 days before publication, DfE's rule."


def _went(points: float) -> str:
    value = words.rounded(points)
    if value == 0:
        return "stayed level"
    return f"{'rose' if value > 0 else 'fell'} by {abs(value)} points"
