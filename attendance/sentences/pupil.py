"""One pupil: who it is, what was missed, when and why, and how that moved."""

import pandas as pd

from attendance import rules, words
from attendance.scope import PupilScope
from attendance.sentences.messages import Message
from attendance.words import Cell, count, counted, listed, percent

COLUMNS_OF_YEARS = [
    "academic_year",
    "school_name",
    "year_group",
    "class",
    "absence_rate",
    "absent_sessions",
    "possible_sessions",
    "standing",
    "unauthorised_sessions",
    "late_sessions",
    "first_marked",
    "last_marked",
    "left_on",
    "in_dfe_figure",
]
COLUMNS_OF_SPELLS = [
    "first_date",
    "first_session",
    "last_date",
    "sessions",
    "main_reason",
    "main_sessions",
    "unauthorised_sessions",
    "is_over",
    "is_confirmed",
    "school_name",
]
COHORTS = {
    column: words.COHORT_FAMILIES[column.replace("_", " ")]
    for column in (
        "fsm",
        "eal",
        "child_in_need",
        "child_protection_plan",
        "looked_after",
        "previously_looked_after",
        "young_carer",
        "medical_condition",
    )
}
"""By column of the head, what a pupil is if it is true."""

NO_MARK = "No mark of the pupil is loaded of this time, of the schools that you may see."
NOTHING_MISSED = "There is nothing to list: no session marked this year was missed."
HAS_SEN = ("E", "K")


def pupil_answer(head: pd.DataFrame, counters: pd.DataFrame, scope: PupilScope) -> str:
    """What the pupil missed, whether that is PA or SA, and on how many days through illness."""
    row = _first(head)
    if not row.possible_sessions:
        return f"{row.pupil}: no possible sessions in {scope.academic_year} up to these weeks."
    when = f"this year at {row.school_name}" if _has_joined(row, scope) else "this year"
    missed = (
        f"{row.pupil} missed {count(row.absent_sessions)} of "
        f"{counted(row.possible_sessions, 'session', 'sessions')} {when} "
        f"({percent(row.absence_rate)}){_standing(row)}{_after_may(row)}"
    )
    here = counters[counters["school_id"] == row.school_id]
    if not here["illness_days"].sum():
        return f"{missed}."
    ill = f"ill on {counted(here['illness_days'].sum(), 'day', 'days')}"
    elsewhere = here["illness_other_days"].sum()
    return f"{missed}; {ill}{f', {count(elsewhere)} at another school' if elsewhere else ''}."


def _after_may(row: Cell) -> str:
    """What DfE leaves out of pupils aged 15 and nobody who looks for the pupil may miss."""
    if not row.after_may_possible_sessions:
        return ""
    return (
        f"; besides {count(row.after_may_absent_sessions)} of "
        f"{count(row.after_may_possible_sessions)} since the half term in May, which DfE does not "
        "count at 15"
    )


def _has_joined(row: Cell, scope: PupilScope) -> bool:
    """Whether the pupil came, or came back, to the school after the first ten days of September:
    what was missed there is then not all of the year."""
    first_days = pd.Timestamp(int(scope.academic_year[:4]), 9, 10)
    return not words.is_missing(row.entry_date) and pd.Timestamp(row.entry_date) > first_days


def pupil_facts(head: pd.DataFrame, scope: PupilScope) -> list[str]:
    """School, year, class and age; cohorts and services; on roll since; what is outside DfE's
    figure."""
    row = _first(head)
    place = [row.school_name, row.year_group]
    if not words.is_missing(row["class"]):
        place.append(f"class {row['class']}")
    if not words.is_missing(row.age):
        place.append(f"aged {int(row.age)}")
    facts = [", ".join(str(part) for part in place if not words.is_missing(part)) + "."]
    numbers = [
        f"{name} {value}"
        for name, value in (("UPN", row.upn), ("school number", row.local_id))
        if not words.is_missing(value)
    ]
    if numbers:
        facts.append(f"{words.sentence(', '.join(numbers))}.")
    facts.append(f"{words.sentence(_cohorts(row))}.")
    facts += _roll(row, scope)
    return facts


def pupil_figures(
    head: pd.DataFrame, spells: pd.DataFrame, counters: pd.DataFrame, scope: PupilScope
) -> list[tuple[str, str, str]]:
    """Absence, absence without leave, spells and days with illness, each with what it is of."""
    row = _first(head)
    figures = [
        (
            f"Absence, year so far{', this school' if _has_joined(row, scope) else ''}",
            percent(row.absence_rate),
            f"{count(row.absent_sessions)} of {count(row.possible_sessions)} sessions",
        )
    ]
    longest = spells["sessions"].max() if len(spells) else 0
    figures.append(
        (
            f"Spells of absence{', all schools' if spells['school_name'].nunique() > 1 else ''}",
            count(len(spells)),
            f"longest {counted(longest, 'session', 'sessions')}",
        )
    )
    if len(counters):
        most = counters["penalty_sessions"].max()
        is_of_age = bool(counters["is_compulsory_age"].any())
        figures.append(
            (
                "Without leave, ten school weeks",
                counted(most, "session", "sessions"),
                _beside_threshold(counters) if is_of_age else "not of compulsory school age",
            )
        )
        figures.append(
            (
                "Illness, this year",
                counted(counters["illness_days"].max(), "day", "days"),
                f"return at {rules.ILLNESS_DAYS}" if is_of_age else "not of compulsory school age",
            )
        )
    return figures


def _beside_threshold(counters: pd.DataFrame) -> str:
    covered = counters["penalty_covered_sessions"].max()
    besides = f", {count(covered)} more covered by a notice" if covered else ""
    return f"threshold {rules.PENALTY_SESSIONS}{besides}"


def pupil_years(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """In how many of the years the pupil was persistently absent."""
    subtitle = (
        "Year by year and school by school, among the schools that you may see; PA: 10% or more "
        f"missed, SA: 50% or more; {scope.academic_year} to {words.day(scope.as_of)}, “so far” "
        f"below {rules.SETTLED_SESSIONS} possible sessions. As DfE counts: at 15 to the half term "
        "in May."
    )
    if rows.empty:
        return Message("No year with marks to show", subtitle, False, NO_MARK)
    absent = rows[~rows["standing"].str.startswith("neither")]
    if absent.empty:
        return Message("Not persistently absent in any year shown", subtitle, is_news=False)
    early = int(absent["standing"].str.endswith("so far").sum())
    title = f"PA in {count(len(absent))} of {counted(len(rows), 'enrolment', 'enrolments')}"
    if early:
        title += ", so far" if early == len(absent) else f", {count(early)} of them so far"
    return Message(title, subtitle)


def pupil_trend(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """Since when the year so far is above or under 10%."""
    subtitle = (
        f"Share of possible sessions missed, {scope.academic_year}: bars each week, line the year "
        "so far; dashed: 10%, from which absence is persistent."
    )
    if rows.empty or words.is_missing(rows["year_absence_rate"].iloc[-1]):
        return Message("No sessions to show", subtitle, False, NO_MARK)
    latest = rows[rows["school_id"] == rows["school_id"].iloc[-1]]
    is_only = len(latest) == 1
    latest = latest[latest["year_possible_sessions"] > 0]
    above = 10 * latest["year_absent_sessions"] >= latest["year_possible_sessions"]
    last_other = latest[above != above.iloc[-1]]
    side = "At 10% or more" if above.iloc[-1] else "Under 10%"
    if is_only:
        return Message(f"{side} missed in the only week so far", subtitle)
    if last_other.empty:
        return Message(f"{side} missed all year", subtitle)
    since = latest[latest["week_commencing"] > last_other["week_commencing"].iloc[-1]]
    return Message(
        f"{side} missed since the {words.week(since['week_commencing'].iloc[0])}", subtitle
    )


def pupil_spells(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """How many spells, and the longest with its reason."""
    subtitle = (
        f"Sessions of {scope.academic_year} missed one after another, to "
        f"{words.day(scope.as_of)}; a spell may have begun before. Weekends, "
        "holidays and sessions that could not be attended do not end a spell. Not confirmed: a "
        "mark within it is missing."
    )
    if rows.empty:
        return Message("No spell of absence this year", subtitle, False, NOTHING_MISSED)
    longest = rows.iloc[int(rows["sessions"].argmax())]
    return Message(
        f"{counted(len(rows), 'spell', 'spells')}; the longest {_length(longest.sessions)}, "
        f"{str(longest.main_reason).lower()}",
        subtitle,
    )


def pupil_reasons(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """What most sessions were missed for."""
    missed = rows[(rows["category"] != "present") & (rows["sessions"] > 0)]
    subtitle = (
        "Sessions by register code, year so far"
        + ("" if scope.last_year_last_week is None else "; white, in brackets: last year by then")
        + ". Sessions attended late (L) are told beside."
    )
    if missed.empty:
        return Message("No session was missed this year", subtitle, False, NOTHING_MISSED)
    most = missed.iloc[0]
    return Message(
        f"{most.description} ({most.code}): {count(most.sessions)} of "
        f"{counted(missed['sessions'].sum(), 'session', 'sessions')} missed",
        subtitle,
    )


def pupil_weekdays(rows: pd.DataFrame, scope: PupilScope) -> list[str]:
    """The weekday that stands out beyond chance, if one does."""
    out = rows[rows["stands_out"]]
    if out.empty:
        return []
    most = out.iloc[int(out["short_days"].argmax())]
    days = rows["short_days"].sum()
    said = (
        f"{words.WEEKDAYS[most.day_of_week]}s stand out: {count(most.short_days)} of the "
        f"{count(days)} days missed in spells of up to two days, where about "
        f"{count(most.expected_days)} would be usual (unlikely to be chance)."
    )
    return [said]


def _standing(row: Cell) -> str:
    so_far = " so far" if row.possible_sessions < rules.SETTLED_SESSIONS else ""
    if row.is_severe:
        return f", severely absent (SA){so_far}"
    return f", persistently absent (PA){so_far}" if row.is_persistent else ""


def _cohorts(row: Cell) -> str:
    own = [words.cohort("sen", row.sen)] if row.sen in HAS_SEN else []
    known = {column: row[column] for column in COHORTS if not words.is_missing(row[column])}
    own += [COHORTS[column] for column, answer in known.items() if answer]
    unknown = len(COHORTS) - len(known)
    said = listed(own) if own else "none of the cohorts recorded"
    return f"{said} ({unknown} not known)" if unknown and unknown < len(COHORTS) else said


def _roll(row: Cell, scope: PupilScope) -> list[str]:
    said = []
    if not words.is_missing(row.entry_date):
        is_to_come = pd.Timestamp(row.entry_date) > pd.Timestamp(scope.as_of)
        said.append(f"On roll {'from' if is_to_come else 'since'} {words.day(row.entry_date)}.")
    if not words.is_missing(row.left_on):
        said.append(f"Left on {words.day(row.left_on)}.")
    if row.academic_year != scope.academic_year:
        said.append(f"Not on roll in {scope.academic_year}; last in {row.academic_year}.")
    if row.is_provisional:
        said.append("In no pupil file of the school; known from marks alone.")
    elif not row.in_dfe_figure:
        said.append("Not in DfE's figure (by age).")
    return said


def _length(sessions: Cell) -> str:
    """A length in school days where it is whole days: "3 days", "1 session"."""
    if sessions % 2:
        return counted(sessions, "session", "sessions")
    return counted(sessions // 2, "school day", "school days")


def _first(rows: pd.DataFrame) -> Cell:
    return rows.iloc[0]
