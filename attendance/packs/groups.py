"""Groups of pupils, register codes worth asking about, and thresholds met."""

import pandas as pd

from attendance import rules, sentences, words
from attendance.packs.asked import Asked
from attendance.packs.listing import places, table
from attendance.packs.pack import Chart, Column, Section, Series, Table
from attendance.packs.trends import in_words
from attendance.scope import PackScope
from attendance.words import Cell, each, percent

YEAR_GROUP = "year group"
MOST_REACHED, MOST_UNEXPLAINED = 12, 10
PEOPLE_DECIDE = (
    "Counted are pupils of compulsory school age on roll. A threshold tells whom to talk about; "
    "what follows is decided by people."
)


def cohorts(asked: Asked, heading: str) -> Section:
    """Year groups and other groups beside the same ones of the phase."""
    scope = asked.scope
    rows = asked("school/cohort_gaps")
    message = sentences.cohort_gaps(rows, scope)
    named = rows.assign(
        cohort_name=[
            words.cohort(name, value)
            for name, value in zip(rows["cohort"], rows["cohort_value"], strict=True)
        ]
    )
    columns = (
        Column("cohort_name", "Pupils"),
        Column("enrolments", "How many", "count"),
        Column("absence_rate", "Absence", "rate"),
        Column("county_absence_rate", f"In {scope.home}", "rate"),
        Column("absence_points", "Difference (points)", "points"),
        Column("persistently_absent", "Persistently absent", "count"),
        Column("persistent_absence_rate", "PA", "rate"),
    )
    return Section(
        "cohorts",
        heading,
        sentences=(f"{message.title}.",),
        charts=(_year_groups(rows, scope),) if (rows["cohort"] == YEAR_GROUP).any() else (),
        tables=(
            Table(
                "cohorts",
                f"Groups of pupils beside the same ones of {scope.home}",
                columns,
                tuple(
                    tuple(None if words.is_missing(cell) else cell for cell in row)
                    for row in named[[column.name for column in columns]].itertuples(
                        index=False, name=None
                    )
                ),
                note=f"Absence, {scope.weeks_in_words()}; PA of the year so far. In a group of "
                f"fewer than {rules.SMALLEST_NAMED_GROUP_OF_SCHOOL} pupils much is chance.",
            ),
        ),
    )


def coding(asked: Asked, heading: str) -> Section:
    """Codes that are easily misused, absence nobody explained, weekdays and length of spells."""
    scope = asked.scope
    gap, use = asked("school/code_gap"), asked("school/code_use")
    unexplained = asked("thresholds/unexplained")
    found = (
        sentences.code_use(use, scope),
        sentences.weekdays(asked("school/weekdays"), scope),
        sentences.spell_lengths(asked("school/spell_lengths"), scope),
        sentences.unexplained(unexplained, scope, asked("thresholds/on_roll")),
    )
    return Section(
        "coding",
        heading,
        sentences=tuple(f"{message.title}." for message in found),
        tables=(
            table(
                "codes",
                "Absence by register code",
                "school/code_gap",
                gap.iloc[gap["gap_points"].abs().argsort()[::-1]],
                (
                    "code",
                    "description",
                    "school_sessions",
                    "school_share",
                    "county_share",
                    "gap_points",
                ),
                scope.home,
                note="Share of possible sessions; a negative part of the gap lowers attendance.",
                empty="No absence.",
            ),
            table(
                "codes to ask about",
                "Codes that are easily misused: B off site, C2 part-time timetable, K arranged",
                "school/code_use",
                use,
                ("code", "description", "marks", "code_share", "others_share", "is_unusual"),
                scope.home,
                note="Share of all marks, beside the other schools of the phase.",
                empty="None of these codes was used.",
            ),
            table(
                "unexplained",
                "Absence without a reason for longer than five school days (N)",
                "thresholds/unexplained",
                unexplained,
                ("pupil", "where", "sessions", "days_open", "first_date", "last_date"),
                scope.home,
                most=MOST_UNEXPLAINED,
            ),
        ),
    )


def thresholds(asked: Asked, heading: str) -> Section:
    """How many reached each threshold, and who."""
    scope, on_roll = asked.scope, asked("thresholds/on_roll")
    reached = {name: _reached(asked(f"thresholds/{name}")) for name in REACHED}
    told = [
        getattr(sentences, name)(asked(f"thresholds/{name}"), scope, on_roll).title
        for name in REACHED
    ]
    return Section(
        "thresholds",
        heading,
        sentences=(*(f"{title}." for title in told), PEOPLE_DECIDE),
        tables=tuple(_who_reached(name, rows) for name, rows in reached.items() if len(rows)),
    )


def _who_reached(name: str, rows: pd.DataFrame) -> Table:
    short, how = REACHED[name]
    return Table(
        short,
        f"Reached: {words.lowered(short)}",
        (Column("pupil", "Pupil"), Column("where", "Class"), Column("how", "What was reached")),
        tuple(
            (row.pupil, where, how(row))
            for row, where in zip(each(rows), places(rows), strict=True)
        ),
        most=MOST_REACHED,
    )


def _penalty(row: Cell) -> str:
    told = f"{row.penalty_sessions} sessions in the last ten school weeks"
    if words.is_missing(row.first_crossed):
        return told
    return f"{told}; ten within ten weeks first reached this year on {words.day(row.first_crossed)}"


def _run(row: Cell) -> str:
    over = ", still away" if row.going_on else f" to {words.day(row.last_date)}"
    return f"{row.days:g} days from {words.day(row.first_date)}{over}; sessions: {row.codes}"


def _ill(row: Cell) -> str:
    if row.days < rules.ILLNESS_DAYS:
        return f"{row.days} days with illness this year, {row.run_days:g} in a row since last year"
    return f"{row.days} days with illness this year"


def _part_time(row: Cell) -> str:
    plan = "a plan is recorded" if row.has_plan else "no plan recorded"
    return f"C2 in {row.weeks} school weeks, since {words.day(row.first_date)}; {plan}"


REACHED = {
    "penalty_notice": ("10 sessions without leave", _penalty),
    "continuous_unauthorised": ("10 days in a row", _run),
    "illness_days": ("15 days ill", _ill),
    "part_time": ("Long part-time timetable", _part_time),
}
"""By list: what its threshold is called, and how a pupil reached it."""


def _reached(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["state"].isin(["reached", "long"])]


def _year_groups(rows: pd.DataFrame, scope: PackScope) -> Chart:
    years = rows[rows["cohort"] == YEAR_GROUP]
    labels = tuple(str(value) for value in years["cohort_value"])
    series = tuple(
        Series(
            name,
            role,
            tuple(None if words.is_missing(rate) else float(rate) for rate in years[column]),
            tuple(percent(rate) for rate in years[column]),
        )
        for name, role, column in (
            ("School", "school", "absence_rate"),
            (scope.home, "home", "county_absence_rate"),
        )
    )
    large = years[years["enrolments"] >= rules.SMALLEST_NAMED_GROUP_OF_SCHOOL]
    title = "Absence by year group"
    if len(large) > 1:
        most = large.iloc[int(large["absence_rate"].argmax())]
        title = f"{most['cohort_value']} misses most: {percent(most['absence_rate'])}"
    subtitle = (
        f"Absence by year group, {scope.weeks_in_words()}: the school and {scope.home} "
        f"{words.phase(scope.education_phase)} (own marks)."
    )
    return Chart("bar", title, subtitle, in_words(title, labels, series), labels, series)
