"""Where the county's gap to England sits, and how far its own marks lie from DfE's figure."""

import pandas as pd

from attendance import rules, words
from attendance.scope import CountyScope
from attendance.sentences.county import OWN, last_day, schools_of
from attendance.sentences.messages import Message
from attendance.words import counted, each, exact, percent

SPLITS = {
    "quadrant": "Quadrant",
    "school": "School",
    "year group": "Year group",
    "fsm": "Free school meals",
    "sen": "SEN",
    "social worker": "Social worker",
    "looked after": "Looked after",
}
"""What the gap to England can be split by, as queries and readers call it."""

COLUMNS_OF_GAP_BY_GROUP = [
    "group_name",
    "part_points",
    "pupils_away",
    "attendance_rate",
    "enrolments",
]
COLUMNS_OF_GAP_BY_SCHOOL = ["school_name", "quadrant", *COLUMNS_OF_GAP_BY_GROUP[1:]]
COLUMNS_OF_PUBLISHED_AND_OWN = [
    "figure",
    "attendance_rate",
    "change_points",
    "weeks",
    "attended_sessions",
    "possible_sessions",
]


def gap_by_group(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """Which group the gap to England mostly sits in."""
    return _gap(rows, scope, "group_name", SPLITS[scope.split].lower())


def gap_by_school(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """Which school the gap to England mostly sits in."""
    return _gap(rows, scope, "school_name", "school")


def published_and_own(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """How far the own marks lie from DfE's figure of the county, and where it comes from."""
    by_step: words.Cell = {row.step: row for row in each(rows)}
    if 1 not in by_step or 2 not in by_step:
        return Message(
            "DfE's figure of these weeks is not loaded",
            "Without it the own marks cannot be set beside what DfE publishes of the county.",
        )
    published, own = by_step[1], by_step[2]
    share = percent(own.possible_sessions / published.possible_sessions)
    parts = [
        (
            f"Over the same weeks and ages the own marks hold {share} of the sessions that DfE "
            f"counted and differ by {exact(own.change_points)} points: schools, pupils or "
            "corrections that only one of them has"
        )
    ]
    if 3 in by_step:
        extra = int(by_step[3].weeks - own.weeks)
        parts.append(
            f"{counted(extra, 'week', 'weeks')} that DfE has not published move it by "
            f"{exact(by_step[3].change_points)}"
        )
    if 4 in by_step:
        parts.append(
            "Reception, sixth form and other ages that DfE leaves out by "
            f"{exact(by_step[4].change_points)}"
        )
    change = own.change_points
    title = (
        f"Own marks {abs(words.rounded(change))} points {'above' if change > 0 else 'below'} "
        "DfE's figure"
        if words.rounded(change)
        else "Own marks and DfE's figure agree"
    )
    return Message(title, f"{scope.home}, {schools_of(scope)}. {'; '.join(parts)}.")


def _gap(rows: pd.DataFrame, scope: CountyScope, name: str, split: str) -> Message:
    if rows.empty:
        return Message(
            "There are no weeks to compare with England",
            f"{words.sentence(scope.weeks_in_words())}: DfE's weekly figures are not loaded.",
        )
    first: words.Cell = next(each(rows))
    subtitle = (
        f"{scope.home}, {schools_of(scope)}, {OWN}, weeks to {last_day(first.england_to)}: "
        f"{exact(first.gap_points)} points. The part of each {split} is its share of possible "
        "sessions times its own gap to England's rate of all pupils; the parts sum to the gap"
    )
    if first.part_points >= 0:
        return Message(f"No {split} lies below England", subtitle)
    part, whole = exact(first.part_points), exact(first.gap_points)
    if first.gap_points > -rules.SMALLEST_CHANGE_POINTS:
        return Message(f"{getattr(first, name)} lowers attendance most: {part} points", subtitle)
    return Message(f"{getattr(first, name)}: {part} of the gap of {whole} points", subtitle)
