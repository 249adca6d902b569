"""What pupils can still miss this year, and where PA would be if they came back."""

import pandas as pd

from attendance import words
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
WEEKS_TOLD = (4, 8)
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
