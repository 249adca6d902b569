"""How pupils miss school, who misses it early, and whom to praise."""

import pandas as pd

from attendance import rules, words
from attendance.scope import PupilScope
from attendance.sentences.messages import Message
from attendance.words import count, counted, percent

COLUMNS_OF_TRIAGE = [
    "pupil",
    "school_name",
    "year_group",
    "class",
    "standing",
    "triage_group",
    "is_chosen",
    "suggested_because",
    "absence_rate",
    "spells",
    "short_spells",
    "long_spells",
    "longest_sessions",
    "short_spell_day",
    "main_reason",
    "main_reason_share",
    "second_reason",
    "cohorts",
    "support_step",
    "in_dfe_figure",
]
COLUMNS_OF_TRIAGE_RULES = [
    "rule",
    "triage_group",
    "reason",
    "measure",
    "of_what",
    "at_least",
    "and_measure",
    "and_at_least",
]
COLUMNS_OF_EARLY_ABSENCE = [
    "pupil",
    "school_name",
    "year_group",
    "class",
    "listed_because",
    "absent_sessions",
    "possible_sessions",
    "first_missed",
    "first_week_absent_sessions",
    "first_week_unauthorised_sessions",
    "last_year_absence_rate",
    "support_step",
    "in_dfe_figure",
]
COLUMNS_OF_PRAISED_PUPILS = ["year_group", "class", "pupil", "celebrated_for"]
COLUMNS_OF_PRAISED_CLASSES = ["year_group", "class", "celebrated_for"]
EARLY_CAVEAT = (
    "A list of whom to ring first, not a forecast: one study of three trusts found that pupils "
    "absent without leave in the first week missed about a quarter of the year (Children's "
    "Commissioner, 2022); another found first weeks no better a sign than any other (FFT, 2025). "
    "DfE's figures begin a week later, so the first days cannot be set beside England's."
)
ONE_SCHOOL = (
    "What comes next is worked out for one school at a time: choose it under School, at the side."
)
PRAISE_OF_ONE_SCHOOL = (
    "Whom to celebrate is listed for one school at a time: choose it under School, at the side."
)
KIND_WORDS = (
    "Praise what a child can help. Children who were ill, or who have a long-term condition, "
    "should lose nothing by it: no reason of absence is shown here, nobody is ranked, and to come "
    "back more often counts as much as never to miss. Ask before a name goes on a wall."
)
NOBODY_TO_PRAISE = "Nobody is listed. Choose at least two school weeks, or a longer period."


def triage(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """How many pupils are in each group."""
    subtitle = (
        f"Pupils on roll who missed 10% or more of the year so far, to {words.day(scope.as_of)}, "
        "in DfE's figure or not. The group is suggested by the rules below: please decide. Your "
        "own choice comes before it. Short spells: a day or less; long: "
        f"{rules.LONG_SPELL_SESSIONS // 2} days or more. "
        "Those without support first, then most sessions missed; no group is suggested below "
        f"{rules.SETTLED_SESSIONS} possible sessions."
    )
    if rows.empty:
        return Message("Nobody is persistently absent", subtitle)
    first = rows.iloc[0]
    listed = counted(first["listed"], "pupil", "pupils")
    if words.is_missing(first["listed_complex"]):
        return Message(f"{listed} persistently absent, with a suggested group", subtitle)
    return Message(
        f"{count(first['listed_complex'])} complex, {count(first['listed_specific_issue'])} with "
        f"a specific issue, {count(first['listed_just_attendance'])} just attendance",
        f"{listed} listed. {subtitle}",
    )


def triage_pupil(row: words.Cell) -> str:
    """A pupil as one of the list to decide on."""
    parts = (row["year_group"], row["class"])
    where = ", ".join(str(part) for part in parts if not words.is_missing(part))
    return f"{row['pupil']} ({where})"


def triage_chosen(choice: words.Cell, is_named: bool) -> str:
    """What was decided last, by whom and when; and why, which may name somebody, with names."""
    group = choice.triage_group
    decided = f"Decided: {group}" if group else "The choice was taken back"
    reason = f" Reason: {choice.why}." if choice.why and is_named else ""
    return f"{decided}, by {choice.viewer} on {words.day(choice.at)}.{reason}"


def triage_rules(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """How the group is suggested."""
    return Message(
        "The rules behind the suggestions",
        "Tried in order: the first that applies gives the group, and all that apply are named as "
        "reasons. A need is what a rule that looks at “need” names. Of shares 0.6 means 60%, "
        "spells are in sessions, two a day. Our own choice, in triage_rules.csv: a file of that "
        "name in the data folder's reference folder replaces it.",
    )


def early_absence(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """How many missed school in the first week, or again after last year."""
    subtitle = (
        "Missing school early: absent in the school's first week of this term, or missed 10% or "
        f"more last year and absent again this year. To {words.day(scope.as_of)}; most sessions "
        f"missed first. Below {rules.SETTLED_SESSIONS} possible sessions a rate says little."
    )
    if rows.empty:
        return Message("Nobody missed school early", subtitle)
    first = rows.iloc[0]
    listed = f"{count(first['listed'])} of {counted(first['enrolments'], 'pupil', 'pupils')} listed"
    early = f"{count(first['listed_first_week'])} absent in the first week"
    if scope.last_year_last_week is None and not first["listed_last_year"]:
        no_marks = "no marks of these weeks of the year before are loaded"
        return Message(early, f"{listed}; {no_marks}. {subtitle}")
    return Message(
        f"{early}, {count(first['listed_last_year'])} again after PA",
        f"{listed}, by the first week of term, again after 10% or more last year, or both. "
        f"{subtitle}",
    )


def celebrate_pupils(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """How many pupils there are to praise."""
    subtitle = (
        f"Full: every session of the {scope.weeks_in_words()}; high: "
        f"{percent(rules.CELEBRATED_RATE, 0)} or more; much improved: this half term at least "
        f"{rules.IMPROVED_POINTS:.0f} points better than the one before, and "
        f"{percent(rules.IMPROVED_TO_RATE, 0)} or more. "
        f"{rules.FEWEST_CHANGE_SESSIONS} possible sessions at least. By year, class and name."
    )
    if rows.empty:
        return Message("No pupil is listed for these weeks", subtitle, when_empty=NOBODY_TO_PRAISE)
    first = rows.iloc[0]
    return Message(
        f"{count(first['listed'])} of {counted(first['enrolments'], 'pupil', 'pupils')} to praise",
        f"{count(first['listed_full'])} full, {count(first['listed_high'])} high, "
        f"{count(first['listed_improved'])} much improved. {subtitle}",
    )


def celebrate_classes(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """How many classes there are to praise."""
    subtitle = (
        f"High: {percent(rules.CELEBRATED_CLASS_RATE, 0)} attendance or more in the "
        f"{scope.weeks_in_words()}; much improved: this half term at least "
        f"{rules.IMPROVED_CLASS_POINTS:.0f} points better than the one before. Pupils of all ages "
        "now in the class; with so few of them, much of a difference is chance."
    )
    if rows.empty:
        return Message("No class is listed for these weeks", subtitle, when_empty=NOBODY_TO_PRAISE)
    return Message(
        f"{count(len(rows))} of {counted(rows['classes'].iloc[0], 'class', 'classes')} to praise",
        subtitle,
    )
