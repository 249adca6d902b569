"""The message of each chart and table, in a function of its query's name."""

from dataclasses import dataclass, replace

import pandas as pd

from attendance import rules, words
from attendance.scope import Scope
from attendance.words import against_england, exact, percent

SIGNAL_WORDS = {
    "outside limits": "outside its usual range",
    "one side": "on one side of its usual level for at least seven weeks",
    "rising": "rising for at least seven weeks",
    "falling": "falling for at least seven weeks",
    "near a limit": "close to the edge of its usual range twice in three weeks",
}


NOTHING_TO_SHOW = "No figures for this choice."
NO_WEEKS_OF_DFE = (
    f"{NOTHING_TO_SHOW} What is shown by week comes from DfE's weekly file: load it with the "
    "release, or choose another release or phase."
)
COMPARATORS_KEPT = (
    "Comparators are kept in reference/comparators.csv of the data folder, else in "
    "data/reference/comparators.csv; as shipped they are the authorities of the region."
)
COLUMNS_OF_AUTHORITIES = {
    "attendance_rate": [
        "area_name",
        "attendance_rate",
        "gap_points",
        "attendance_rank_from",
        "attendance_rank_to",
        "standing",
        "region_name",
    ],
    "persistent_absence_rate": [
        "area_name",
        "persistent_absence_rate",
        "pa_gap_points",
        "pa_rank_from",
        "pa_rank_to",
        "standing",
        "region_name",
    ],
}
"""By measure, so that what the chart shows stands first and fits."""

COLUMNS_OF_REVISIONS = [
    "week_commencing",
    "revision_points",
    "first_attendance_rate",
    "latest_attendance_rate",
    "first_gap_points",
    "latest_gap_points",
    "first_published",
    "latest_published",
    "releases",
    "latest_attended_sessions",
    "latest_possible_sessions",
]

RUNS = {"one side", "rising", "falling"}


@dataclass(frozen=True)
class Message:
    """A chart's title, which states the finding, and its subtitle: measure, who, period.

    `is_news` is False where the finding is that there is nothing unusual; `when_empty` is what
    stands in place of rows where there are none.
    """

    title: str
    subtitle: str
    is_news: bool = True
    when_empty: str = NOTHING_TO_SHOW


def attendance_by_week(rows: pd.DataFrame, scope: Scope) -> Message:
    """In how many weeks the authority was below England."""
    weeks = rows[rows["academic_year"] == scope.academic_year].dropna(subset=["gap_points"])
    below = int((weeks["gap_points"] < 0).sum())
    compared = words.counted(len(weeks), "week", "weeks")
    title = f"Below England in {below} of {compared}"
    if weeks.empty:
        title = "There are no weeks to compare with England"
    elif below == 0:
        title = f"At or above England in {'each of ' if len(weeks) > 1 else ''}{compared}"
    subtitle = f"Attendance each week, {scope.who()}; half terms shaded in turn"
    return Message(
        title,
        subtitle + _end_of_weeks(weeks, scope) + _year_without_weeks(rows, scope),
        when_empty=NO_WEEKS_OF_DFE,
    )


def attendance_by_release(rows: pd.DataFrame, scope: Scope) -> Message:
    """Where the year so far stands."""
    subtitle = f"Attendance since September, {scope.who()}"
    points = rows[rows["academic_year"] == scope.academic_year].dropna(subset=["gap_points"])
    if points.empty:
        return Message("There is no year so far to compare with England", subtitle)
    latest = points.iloc[-1]
    home, england = (
        words.rounded(100 * rate)
        for rate in (latest.home_attendance_rate, latest.england_attendance_rate)
    )
    return Message(f"Year so far: {home}%, {against_england(home - england)}", subtitle)


def gap_by_reason(rows: pd.DataFrame, scope: Scope) -> Message:
    """Which reason lowers attendance most against England, and what all sum to."""
    if rows.empty:
        return Message("DfE gives no reasons to compare with England", scope.who())
    total = rows["gap_points"].sum()
    main = rows.iloc[0] if total <= 0 else rows.iloc[-1]
    title = f"No reason sets {scope.home} apart from England"
    if words.rounded(main.gap_points, 2) != 0:
        title = most_of_gap(main.description, main.gap_points, "England")
    return Message(
        title,
        f"The gap of {exact(total)} points by register code; unrounded, the bars sum to it "
        f"exactly: left lowers attendance, right raises it. {scope.who()}, year so far",
    )


def most_of_gap(reason: str, points: float, beside: str) -> str:
    """What makes the most of a gap to somebody: a reason met more often there, or less."""
    if points < 0:
        return f"“{reason}” lowers attendance most against {beside}"
    return f"Less “{reason}” than {beside} raises attendance most"


def reason_by_week(rows: pd.DataFrame, scope: Scope) -> Message:
    """The chosen reason in the latest week."""
    subtitle = f"{scope.reason}, share of possible sessions each week, {scope.who()}"
    weeks = rows[rows["academic_year"] == scope.academic_year].dropna(subset=["england_share"])
    if weeks.empty:
        return Message(f"{scope.reason} by week", subtitle, when_empty=NO_WEEKS_OF_DFE)
    latest = weeks.iloc[-1]
    return Message(
        f"{scope.reason}: {percent(latest.home_share)} in the "
        f"{words.week(latest.week_commencing)}, England {percent(latest.england_share)}",
        subtitle + _end_of_weeks(weeks, scope) + _year_without_weeks(rows, scope),
    )


def gap_control(rows: pd.DataFrame, scope: Scope) -> Message:
    """Whether the weekly gap is steady, or which signal there is and since when."""
    compared = rows.dropna(subset=["gap_points"])
    message = control_message(
        rows,
        f"Weekly gap, {scope.who()}; grey band: its usual range{_end_of_weeks(compared, scope)}."
        f"{_weeks_left_out(rows)}",
    )
    return replace(message, when_empty=NO_WEEKS_OF_DFE)


def control_message(rows: pd.DataFrame, subtitle: str) -> Message:
    """What a control chart of weekly gaps says: steady, or which signal since when."""
    compared = rows.dropna(subset=["gap_points"])
    signals = compared.dropna(subset=["signal"])
    last_week = compared["week_commencing"].max()
    if not signals.empty and signals["week_commencing"].iloc[-1] != last_week:
        subtitle += " Nothing unusual since."
    if len(compared) < 2:
        title = "Too few weeks to say whether the gap is steady"
    elif signals.empty:
        title = "Steady: nothing unusual in the weekly gap"
    else:
        title = _signal(signals.iloc[-1], last_week)
    if len(compared) < rules.WEEKS_FOR_LIMITS:
        weeks = words.counted(len(compared), "week", "weeks")
        subtitle += (
            f" With {weeks} the range is provisional; it firms up at {rules.WEEKS_FOR_LIMITS}."
        )
    return Message(title, subtitle, is_news=len(compared) > 1 and not signals.empty)


def among_authorities(rows: pd.DataFrame, scope: Scope) -> Message:
    """The home authority's rank interval."""
    rank = "attendance" if scope.measure == "attendance_rate" else "pa"
    what = words.MEASURES[scope.measure]
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
        return Message(
            "No week stands in more than one release loaded", subtitle, when_empty=NO_WEEKS_OF_DFE
        )
    largest = max(again["revision_points"], key=abs)
    return Message(f"Later releases changed weeks by up to {exact(largest)} points", subtitle)


def _end_of_weeks(weeks: pd.DataFrame, scope: Scope) -> str:
    """Said where the weekly file ends well before the release's own figures do."""
    if weeks.empty:
        return ""
    monday = weeks["week_commencing"].iloc[-1].date()
    if (scope.data_to - monday).days <= 14:
        return ""
    return f". The weekly figures loaded end with the week of {words.day(monday)}"


def _year_without_weeks(rows: pd.DataFrame, scope: Scope) -> str:
    """Said where the year chosen to stand beside has too little to be drawn as a line."""
    year = scope.compared_year
    if year is None or (rows["academic_year"] == year).sum() > 1:
        return ""
    return f". {year} is not drawn: fewer than two of its weeks are loaded"


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
    return f" Left out: the {weeks}, for which DfE gives no figure for England (half term)."
