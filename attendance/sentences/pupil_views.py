"""What pupils can still miss, how they miss school, who misses it early, and whom to praise."""

import pandas as pd

from attendance import rules, words
from attendance.scope import PupilScope
from attendance.sentences.messages import Message
from attendance.words import count, counted, percent

COLUMNS_OF_PIVOT = [
    "pupil",
    "school_name",
    "year_group",
    "class",
    "standing",
    "absence_rate",
    "can_miss_sessions",
    "attend_sessions",
    "under_from",
    "outlook",
    "end_attendance_rate",
    "can_miss_severe_sessions",
    "attend_severe_sessions",
    "absent_sessions",
    "possible_sessions",
    "sessions_to_come",
    "in_dfe_figure",
]
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
COLUMNS_OF_PRAISED_CLASSES = [
    "year_group",
    "class",
    "celebrated_for",
    "pupils",
    "attendance_rate",
    "half_term_before_rate",
    "better_points",
]
WEEKS_TOLD = (4, 8)
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
NO_WEEK_AHEAD = (
    "What PA would be is not known: by the term dates loaded the school has no week left this "
    "year, or it has sent no marks, or DfE counts none of its pupils."
)
NO_TERMS_TO_COME = (
    "Of schools that sent marks for days after the last term date loaded, it is not known what is "
    "to come: load their term dates of the year."
)


def pivot_pupils(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """How many can be back under 10% this year, of those who are not."""
    subtitle = (
        f"Pupils on roll who missed {percent(scope.at_risk_share, 0)} or more of the year so far, "
        f"to {words.day(scope.as_of)}, in DfE's figure or not; those nearest to 10% first. "
        "Exactly 10.0% is persistent. "
        "What is to come is estimated by the school's term dates and what is usual for the pupil. "
        "Where full attendance from today ends the year at 10% missed or more, “attendance at the "
        "end” says at what."
    )
    if rows.empty:
        return Message("Nobody is near 10% or above it", subtitle)
    if rows["sessions_to_come"].isna().any():
        subtitle = f"{NO_TERMS_TO_COME} {subtitle}"
    listed, persistent, back = rows[["listed", "listed_persistent", "listed_back"]].iloc[0]
    if words.is_missing(back):
        return Message(
            f"{count(persistent)} of {count(listed)} pupils listed missed 10% or more", subtitle
        )
    return Message(
        f"{count(back)} of {counted(persistent, 'PA pupil', 'PA pupils')} can come back under 10%",
        f"{counted(listed, 'pupil', 'pupils')} listed. {subtitle}",
    )


def pivot_totals(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """Where PA would be if all who can come back did."""
    subtitle = (
        "Persistent absence (PA), year so far, if each PA pupil attended every session of so many "
        "school weeks from now, and nobody else's standing changed. Pupils as DfE counts them, "
        "leavers included; estimated by the school's term dates."
    )
    told = rows.dropna(subset=["still_persistent_rate"])
    if told.empty:
        title = "No week to come is known, or DfE counts nobody"
        return Message(title, subtitle, when_empty="There is no week to draw.")
    last = told.iloc[-1]
    if last["persistently_absent"] == 0:
        return Message("Nobody whom DfE counts is persistently absent", subtitle)
    if last["come_back"] == 0:
        return Message("Nobody whom DfE counts would be back under 10%", subtitle)
    return Message(
        f"PA could fall from {percent(last['persistent_absence_rate'])} to "
        f"{percent(last['still_persistent_rate'])} by the year's end",
        subtitle,
    )


def pivot_findings(rows: pd.DataFrame, scope: PupilScope) -> list[str]:
    """What PA would be if pupils attended the next few weeks, and all that are left."""
    told = rows.dropna(subset=["still_persistent_rate"])
    if told.empty:
        return [NO_WEEK_AHEAD]
    if told["persistently_absent"].iloc[-1] == 0:
        return ["Nobody in DfE's figure is persistently absent: nobody in it has to come back."]
    weeks = [*(week for week in WEEKS_TOLD if week < len(told)), len(told)]
    return [_if_they_attend(told.iloc[week - 1], week == len(told)) for week in weeks]


def _if_they_attend(row: words.Cell, is_last: bool) -> str:
    weeks = counted(row["weeks_attended"], "school week", "school weeks")
    until = "to the end of the year" if is_last else f"to the {words.week(row['week_commencing'])}"
    if row["come_back"] == 0:
        return (
            f"The next {weeks}, {until}: nobody in DfE's figure would be back under 10%, even with "
            "full attendance."
        )
    pupils = counted(row["come_back"], "PA pupil", "PA pupils")
    return (
        f"For {pupils} of the {count(row['persistently_absent'])} in DfE's figure it is enough to "
        f"attend the next {weeks}, {until}. If each did, {count(row['still_persistent'])} of "
        f"{count(row['enrolments'])} pupils would still be PA: "
        f"{percent(row['still_persistent_rate'])} instead of "
        f"{percent(row['persistent_absence_rate'])}."
    )


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
    group = "no group yet" if words.is_missing(row["triage_group"]) else row["triage_group"]
    return f"{row['pupil']} ({where}): {group}"


def triage_chosen(group: str | None, why: str, viewer: str, at: words.Cell) -> str:
    """What was decided last, why, by whom and when."""
    decided = f"Decided: {group}" if group else "The choice was taken back"
    reason = f" Reason: {why}." if why else ""
    return f"{decided}, by {viewer} on {words.day(at)}.{reason}"


def triage_rules(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """How the group is suggested."""
    return Message(
        "The rules behind the suggestions",
        "Tried in order: the first that applies gives the group, and all that apply are named as "
        "reasons. Needs are those of the rules of the measure “need”. Shares are 0 to 1, spells "
        "in sessions, two a day. Our own choice, in triage_rules.csv: a file of that name in the "
        "data folder's reference folder replaces it.",
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
    if scope.last_year_last_week is None:
        return Message(early, f"{listed}; no marks of the year before are loaded. {subtitle}")
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
        return Message("No pupil is listed for these weeks", subtitle)
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
        return Message("No class is listed for these weeks", subtitle)
    return Message(
        f"{count(len(rows))} of {counted(rows['classes'].iloc[0], 'class', 'classes')} to praise",
        subtitle,
    )


def praised(rows: pd.DataFrame) -> pd.DataFrame:
    """Pupils or classes to praise as text, for a table that can be printed."""
    columns = COLUMNS_OF_PRAISED_PUPILS if "pupil" in rows else COLUMNS_OF_PRAISED_CLASSES[:3]
    names = ["Year group", "Class", "Pupil", "For"] if "pupil" in rows else []
    cells = rows[columns].fillna("").astype(str)
    return cells.set_axis(names or ["Year group", "Class", "For"], axis="columns")
