"""Which schools and trusts differ by more than chance, in sentences."""

import pandas as pd

from attendance import rules, words
from attendance.scope import CountyScope
from attendance.sentences.messages import Message
from attendance.words import counted, each, exact, listed, percent

NAMED = 3
UNLIKELY, NOT_JUDGED = "unlikely to be chance", "not judged"
MORE, LESS = "more absence", "less absence"

COLUMNS_OF_SCHOOLS = [
    "school_name",
    "standing",
    "direction",
    "difference_points",
    "attendance_rate",
    "change_points",
    "authorised_rate",
    "unauthorised_rate",
    "persistent_absence_rate",
    "persistently_absent",
    "severe_absence_rate",
    "severely_absent",
    "enrolments",
    "weeks_sent_share",
    "education_phase",
    "quadrant",
    "district",
    "trust",
    "authorised_sessions",
    "unauthorised_sessions",
    "possible_sessions",
]
COLUMNS_OF_EXPECTED = [
    "school_name",
    "expectation",
    "off_line_points",
    "persistent_absence_rate",
    "expected_rate",
    "persistently_absent",
    "enrolments",
    "attendance_rate",
    "quadrant",
    "trust",
]
COLUMNS_OF_TRUSTS = [
    "group_name",
    "group_kind",
    "schools",
    "standing",
    "difference_points",
    "lower_points",
    "upper_points",
    "attendance_rate",
    "change_points",
    "unauthorised_rate",
    "persistent_absence_rate",
    "persistently_absent",
    "severe_absence_rate",
    "severely_absent",
    "enrolments",
    "weeks_sent_share",
    "possible_sessions",
]
OPEN_SCHOOL = "Pick a row to open the school. Search the table with the lens above it."
KEY_OF_FUNNEL = (
    "Dashed: all schools of the phase. Dotted: chance alone leaves 1 school in 20 outside. Solid: "
    "1 in 500. Triangles lie outside the solid lines; open circles sent too few weeks."
)
KEY_OF_EXPECTED = "Triangles lie further off the line than 19 in 20 schools of that size would."
OPEN_TRUST = "Pick a row to list its schools."


def schools_answer(rows: pd.DataFrame, scope: CountyScope) -> str:
    """Which schools miss more, and which less, by more than chance; in one sentence."""
    more, less = _outside(rows, MORE), _outside(rows, LESS)
    schools = counted(len(rows), "school", "schools")
    if len(rows) == 1 and rows["standing"].iloc[0] == NOT_JUDGED:
        return f"{rows['school_name'].iloc[0]} has sent too little to be set beside its phase."
    if len(rows) == 1 and more.empty and less.empty:
        return f"Absence of {_some(rows)} is no further from its phase than chance takes."
    if more.empty and less.empty:
        return f"In none of {schools} is absence further from the phase’s than chance takes."
    parts = []
    if len(more):
        parts.append(f"{_some(more)} {_has(more)} more absence than the phase")
    if len(less):
        parts.append(f"{_some(less)} {_has(less)} less, which others may learn from")
    said = "; ".join(parts)
    if more.empty:
        said = said.replace(" less,", " less absence than the phase,")
    return f"Of {schools}, {said}. This is unlikely to be chance."


def schools_figures(rows: pd.DataFrame, scope: CountyScope) -> list[tuple[str, str, str]]:
    """How many schools differ each way, how many cannot be judged, who sent every week."""
    judged = rows[rows["standing"] != NOT_JUDGED]
    sent = int((rows["weeks_sent"] >= rows["weeks_due"]).sum())
    return [
        *(
            (way.capitalize(), words.count(_count_outside(rows, way)), UNLIKELY)
            for way in (MORE, LESS)
        ),
        (
            "Could be chance",
            words.count(int((rows["standing"] == "could be chance").sum())),
            f"of {counted(len(judged), 'school', 'schools')} compared",
        ),
        (
            "Sent every week",
            f"{sent:,} of {len(rows):,}",
            f"schools; {words.count(len(rows) - len(judged))} not compared",
        ),
    ]


def every_school(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """How many schools differ from their phase by more than chance, and how that is judged."""
    more, less = _count_outside(rows, MORE), _count_outside(rows, LESS)
    if more + less == 0:
        title = "No school differs by more than chance"
    elif less == 0:
        title = f"More absence than chance explains: {counted(more, 'school', 'schools')}"
    elif more == 0:
        title = f"Less absence than chance explains: {counted(less, 'school', 'schools')}"
    else:
        schools = counted(more, "school", "schools")
        title = f"Beyond chance: {schools} with more absence, {less} with less"
    left_out = rows[rows["standing"] == NOT_JUDGED]["school_name"].tolist()
    aside = ""
    if left_out:
        aside = (
            f" Not compared: {_listed_some(left_out)}, with fewer than "
            f"{rules.SMALLEST_SHARE_SENT:.0%} of weeks sent."
        )
    return Message(
        title,
        f"{scope.in_words()}; {scope.home}’s own marks. Each school beside all of its phase in "
        "the county. Small schools stray further by chance: what it does to fewer than 1 school "
        "in 500 is called unlikely to be chance, which says nothing of why. "
        "PA and SA are of the year so far. In the table those most surely above their phase stand "
        f"first, those most surely below it last.{_since_last_year(scope)}{aside}",
    )


def pa_expected(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """Which schools have fewer persistently absent pupils than their attendance leads to."""
    fewer = rows[rows["expectation"] == "fewer than expected"]["school_name"].tolist()
    more = rows[rows["expectation"] == "more than expected"]["school_name"].tolist()
    if fewer:
        title = f"To learn from, fewer persistently absent than expected: {_listed_some(fewer)}"
    elif more:
        title = f"More persistently absent than expected: {_listed_some(more)}"
    else:
        title = "Persistent absence goes with attendance in every school"
    others = f" More than expected: {_listed_some(more)}." if fewer and more else ""
    return Message(
        title,
        f"{', '.join(_who(scope))}, year so far to the {words.week(scope.last_week)} "
        f"{scope.last_week.year}; {scope.home}’s own marks. The line is what goes with a school’s "
        "attendance in all schools of the phase in the county, each counted by its pupils; above "
        f"it absence is spread over more pupils, below it lies with fewer.{others} Left out are "
        f"schools with fewer than {rules.SMALLEST_SHARE_SENT:.0%} of weeks sent.",
    )


def trusts(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """Which trusts and federations differ by more than chance from the phases of their schools."""
    outside = rows[rows["standing"] == UNLIKELY]
    judged = rows[rows["standing"] != NOT_JUDGED]
    if rows.empty:
        title = "No school in scope is in a trust or federation"
    elif judged.empty:
        title = "No group has sent enough weeks to be judged"
    elif outside.empty:
        groups = counted(len(judged), "group", "groups")
        title = f"None of {groups} judged differs by more than chance"
    else:
        named = [
            f"{row.group_name} ({exact(row.difference_points, 1)} points)"
            for row in each(outside.head(NAMED))
        ]
        rest = f" and {len(outside) - NAMED} more" if len(outside) > NAMED else ""
        title = f"Absence unlikely to be chance: {listed(named)}{rest}"
    return Message(
        title,
        f"{scope.in_words()}; {scope.home}’s own marks. Absence of a group’s schools in scope "
        "beside schools of the same phases in the county; plus is more absence. The range is "
        "what the difference may be with chance taken off: with nought inside it could be "
        "chance, and the order of such groups means nothing. Not judged: with fewer than "
        f"{rules.SMALLEST_SHARE_SENT:.0%} of weeks sent. PA and SA are of the year so far."
        f"{_since_last_year(scope)}",
    )


def _outside(rows: pd.DataFrame, direction: str) -> pd.DataFrame:
    """Schools that differ so by more than chance, the surest first, as the query has those with
    more absence; those with less it has last."""
    found = rows[_is_outside(rows, direction)]
    return found if direction == MORE else found[::-1]


def _count_outside(rows: pd.DataFrame, direction: str) -> int:
    return int(_is_outside(rows, direction).sum())


def _is_outside(rows: pd.DataFrame, direction: str) -> pd.Series:
    return (rows["standing"] == UNLIKELY) & (rows["direction"] == direction)


def _some(schools: pd.DataFrame) -> str:
    named = [
        f"{row.school_name} ({percent(row.absence_rate)}, {exact(row.difference_points, 1)} points)"
        for row in each(schools.head(NAMED))
    ]
    rest = [f"{len(schools) - NAMED} more"] if len(schools) > NAMED else []
    return listed([*named, *rest])


def _has(schools: pd.DataFrame) -> str:
    return "has" if len(schools) == 1 else "have"


def _listed_some(names: list[str]) -> str:
    rest = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    return listed([*names[:NAMED], *rest])


def _since_last_year(scope: CountyScope) -> str:
    if scope.last_year_last_week is None:
        return " No marks of the same point last year are loaded."
    return (
        f" Change: attendance against the same school weeks last year, to the "
        f"{words.week(scope.last_year_last_week)} {scope.last_year_last_week.year}."
    )


def _who(scope: CountyScope) -> list[str]:
    return scope.in_words().partition(";")[0].split(", ")
