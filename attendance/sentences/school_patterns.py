"""Why and when pupils of one school are absent: codes, lateness, days, weeks, spells."""

import pandas as pd

from attendance import rules, words
from attendance.scope import CountyScope
from attendance.sentences.messages import Message, most_of_gap
from attendance.words import each, exact, listed, percent

COLUMNS_OF_CODE_USE = [
    "code",
    "description",
    "code_share",
    "others_share",
    "is_unusual",
    "marks",
    "all_marks",
]


def code_gap(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """Which code lowers or raises attendance most against the phase, and the sum of all."""
    phase = _phase(scope)
    total = rows["gap_points"].sum()
    subtitle = (
        f"The gap of {exact(total)} points to {phase} (own marks) by register code, "
        f"{scope.weeks_in_words()}; unrounded, the bars sum to it exactly: left lowers "
        "attendance, right raises it."
    )
    if rows.empty or rows["gap_points"].isna().all():
        return Message(f"No reasons can be set beside {scope.home}", phase)
    main = rows.iloc[0] if total <= 0 else rows.iloc[-1]
    if words.rounded(main["gap_points"], 2) == 0:
        return Message(f"No reason sets the school apart from {scope.home}", subtitle)
    return Message(most_of_gap(main["description"], main["gap_points"], scope.home), subtitle)


def code_use(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """Which of B, C2 and K the school writes far more often than others."""
    unusual = [
        f"{row.code} on {percent(row.code_share)} of marks, others {percent(row.others_share)}"
        for row in each(rows[rows["is_unusual"]])
    ]
    title = "B, C2 and K are not used unusually often"
    if unusual:
        title = f"Far more than others: {listed(unusual)}"
    return Message(
        title,
        f"Share of all marks, {scope.weeks_in_words()}, beside the other "
        f"{words.phase(scope.education_phase)} of {scope.home}. Far more: at least "
        f"{rules.UNUSUAL_FACTOR:.0f} times their share and {rules.UNUSUAL_POINTS:.1f} points above "
        "it. B off site, C2 part-time timetable, K arranged by the authority.",
        is_news=bool(unusual),
    )


def lateness(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """How much lateness there is before and after registers closed."""
    shares = [
        f"{code} {percent(of_code['school_sessions'].sum() / possible)}"
        for code, of_code in ((code, rows[rows["code"] == code]) for code in ("L", "U"))
        if (possible := of_code["school_possible_sessions"].sum())
    ]
    title = f"Late: {listed(shares)} of sessions" if shares else "No lateness to show"
    return Message(
        title,
        "L: late before registers closed (attended); U: late after (absent). Share of possible "
        f"sessions by weekday, {scope.weeks_in_words()}; hollow: {_phase(scope)} (own marks).",
    )


def weekdays(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """The weekday that stands out most from the others, beyond what is usual in the phase."""
    subtitle = (
        f"Points of absence, {scope.weeks_in_words()}: against the school's own mean, and against "
        f"the same session in {_phase(scope)} (own marks). + is more absence."
    )
    beyond = rows["day_others_points"] - rows["county_day_others_points"]
    if beyond.isna().all():
        return Message("Too few weekdays to compare", subtitle, is_news=False)
    most = rows.iloc[int(beyond.fillna(0).argmax())]
    if beyond.max() < rules.WEEKDAY_POINTS:
        return Message("No weekday stands out", subtitle, is_news=False)
    day, points = words.WEEKDAYS[most["day_of_week"]], words.rounded(most["day_others_points"])
    usual = words.signed(most["county_day_others_points"])
    return Message(
        f"{day}s: {points} points more absence than other days ({scope.home} {usual})", subtitle
    )


def calendar(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """The weeks that stand out with what rose in them; what first and last days cost."""
    subtitle = (
        f"Absence of each school day, darker is more, {scope.weeks_in_words()}. Outlined: the "
        f"first day of a half term and the last before a holiday.{_edges(rows)}"
    )
    weeks = rows.drop_duplicates("week_commencing").dropna(subset=["week_others_points"])
    most = weeks["week_others_points"].max()
    if weeks.empty or most < rules.WEEK_POINTS:
        return Message("No week stands out", subtitle, is_news=False)
    high = weeks[weeks["week_others_points"] >= max(most / 2, rules.WEEK_POINTS)]
    named = [
        f"{words.week(row.week_commencing)} {percent(row.week_absence_rate)}"
        + ("" if words.is_missing(row.week_code) else f" (mostly {row.week_code})")
        for row in each(high)
    ]
    usual = f"other weeks {_usual(high.iloc[0])}"
    return Message(f"Most absence: {listed(named[: words.MOST_NAMED])}; {usual}", subtitle)


def spell_lengths(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """Which length of spells sets the school apart."""
    subtitle = (
        "Share of sessions missed by the length of the spell they belong to; spells begun in "
        f"these weeks ({scope.weeks_in_words()}); grey: {_phase(scope)} (own marks). "
        "All pupils on the register."
    )
    compared = rows.dropna(subset=["points"])
    if compared.empty or compared["points"].abs().max() < rules.SPELL_POINTS:
        return Message(f"Absences last about as long as in {scope.home}", subtitle, is_news=False)
    most = compared.iloc[int(compared["points"].abs().argmax())]
    longest = compared.iloc[-1]
    if longest["points"] >= rules.SPELL_POINTS:
        most = longest
    return Message(
        f"Spells of {words.spell(most['sessions_from'], most['sessions_to'])}: "
        f"{percent(most['absent_share'])} of absence, {scope.home} "
        f"{percent(most['county_share'])}",
        subtitle,
    )


def crossed_cohorts(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """The crossed cohort that misses most."""
    families = [words.COHORT_FAMILIES[name] for name in (scope.first_cohort, scope.second_cohort)]
    subtitle = (
        f"Absence of the year so far by {listed(families)}, with pupils; to the "
        f"{words.week(scope.last_week)}. In cells of few pupils much is chance: the highest is of "
        f"those with {rules.SMALLEST_NAMED_GROUP_OF_SCHOOL} pupils or more."
    )
    large = rows[rows["enrolments"] >= rules.SMALLEST_NAMED_GROUP_OF_SCHOOL]
    if len(large) < 2:
        return Message("Too few pupils in each cell to compare", subtitle)
    most = large.iloc[int(large["absence_rate"].argmax())]
    return Message(
        f"Highest: {most['first_name']} and {most['second_name']}, "
        f"{percent(most['absence_rate'])} absence, {words.count(most['enrolments'])} pupils",
        subtitle,
    )


def _phase(scope: CountyScope) -> str:
    return f"{scope.home} {words.phase(scope.education_phase)}"


def _usual(week: words.Cell) -> str:
    return percent(week["week_absence_rate"] - week["week_others_points"] / 100)


def _edges(rows: pd.DataFrame) -> str:
    days = rows.dropna(subset=["edge"])
    if days.empty or words.is_missing(days["edge_extra_pupil_days"].iloc[0]):
        return ""
    extra = days["edge_extra_pupil_days"].iloc[0]
    more = "more" if extra > 0 else "fewer"
    return (
        f" On these {len(days)} days {words.count(abs(extra))} {more} pupil-days were missed than "
        "at the rate of other days."
    )
