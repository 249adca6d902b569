"""Lists of pupils: how many, of how many, how a list reconciles with the rate, what to act on."""

import pandas as pd

from attendance import rules, words
from attendance.scope import PupilScope
from attendance.sentences.messages import Message
from attendance.words import Cell, count, counted, each, percent

BANDS = {
    "severe": ("Severely absent (SA)", "are severely absent", "miss 50% or more"),
    "persistent": ("Persistently absent (PA)", "are persistently absent", "miss 10% or more"),
    "at risk": ("At risk", "are at risk of persistent absence", "miss 5 to under 10%"),
}
"""By band: its name, what pupils of it are, and what they miss."""

COLUMNS_OF_ABSENT_PUPILS = [
    "pupil",
    "school_name",
    "year_group",
    "class",
    "standing",
    "absence_rate",
    "absent_sessions",
    "possible_sessions",
    "support_step",
    "main_reason",
    "trend",
    "change_points",
    "cohorts",
    "spells",
    "longest_sessions",
    "unauthorised_sessions",
    "support_review",
    "left_on",
    "in_dfe_figure",
]
COLUMNS_OF_CHANGED_PUPILS = [
    "pupil",
    "school_name",
    "year_group",
    "class",
    "change_sessions",
    "change_points",
    "half_term_absence_rate",
    "before_absence_rate",
    "half_term_absent_sessions",
    "half_term_possible_sessions",
    "standing",
    "absence_rate",
    "cohorts",
    "support_step",
    "support_review",
    "left_on",
]
BANDS_OF_VIEWS = {
    "Severely absent": "severe",
    "Persistently absent": "persistent",
    "At risk": "at risk",
}
TRENDS_OF_VIEWS = {"Improving": "better", "Worsening": "worse"}
VIEWS_OF_PUPILS = (
    *BANDS_OF_VIEWS,
    *TRENDS_OF_VIEWS,
    "Pivot",
    "Spells and triage",
    "Early in the year",
    "To celebrate",
)
LISTS_OF_SCHOOL = {
    "Severely absent": "Severely absent pupils",
    "Persistently absent": "Persistently absent pupils",
    "At risk": "Pupils at risk",
}
"""By view of the lists of pupils, what the way to it is called on the page of a school."""
NONE_COUNTED = "None of these pupils is in DfE's figure"
NOBODY_LISTED = "No pupil is in this list with the present choices."


def pupils_answer(totals: pd.DataFrame, scope: PupilScope) -> str:
    """How many are persistently absent, and how many of those on roll nobody supports yet."""
    row = _band(totals, "persistent")
    if not row.enrolments:
        return _answer_outside(row)
    told = [part for part in (_left(row), _supported(row)) if part]
    miss, are = ("misses", "is") if row.in_figure == 1 else ("miss", "are")
    return (
        f"{_of_all(row)} {miss} 10% or more and {are} persistently absent (PA)"
        f"{_with_few_sessions(row)}{'; ' if told else ''}{', and '.join(told)}."
    )


def pupils_figures(totals: pd.DataFrame, scope: PupilScope) -> list[tuple[str, str, str]]:
    """Severely and persistently absent and at risk, each with its share and who left."""
    return [
        (
            f"{BANDS[str(row.band)][0]}{' so far' if _is_so_far(row) else ''}",
            count(row.in_figure if row.enrolments else _number_outside(row)),
            f"{percent(row.band_rate)}; {count(row.without_support)} without support"
            if row.enrolments
            else "none in DfE's figure",
        )
        for row in each(totals)
    ]


def absent_pupils(rows: pd.DataFrame, scope: PupilScope, totals: pd.DataFrame) -> Message:
    """How many of how many are in the band, and how the list reconciles with that rate."""
    row = _band(totals, scope.band)
    name, are, _ = BANDS[scope.band]
    missed = {
        "severe": "missed 50% or more of their own possible sessions",
        "persistent": "missed 10% or more of their own possible sessions, the severely absent "
        "(SA, 50% or more) included and marked",
        "at risk": f"missed {percent(row.band_from, 0)} to under {percent(row.band_to, 0)} of "
        "their own possible sessions; DfE has no definition of it",
    }[scope.band]
    subtitle = (
        f"{name}: {missed}; year so far to {words.day(scope.as_of)}. {reconciled(row)} "
        "Those without support first, then most sessions missed; those who left last."
        f"{_filtered(scope)}"
    )
    whole = row.in_figure + _number_outside(row)
    listed = 0 if rows.empty else int(rows["listed"].iloc[0])
    if listed < whole:
        return Message(
            f"{count(listed)} of {count(whole)} pupils listed fit these choices", subtitle
        )
    if (row.in_figure if row.enrolments else whole) == 1:
        are = are.replace("are ", "is ", 1)
    if not row.enrolments:
        return Message(f"{count(whole)} {are}, none in DfE's figure", subtitle)
    return Message(f"{_of_all(row)} {are}", subtitle)


def changed_pupils(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """How many of those compared miss clearly more or less than in the half term before."""
    fewer = "fewer" if scope.trend == "better" else "more"
    subtitle = (
        f"Missed over {rules.CLEAR_CHANGE_SESSIONS} sessions (a school week) {fewer} in the half "
        f"term to {words.day(scope.as_of)} than at the pupil's own rate of the half term before; "
        f"{rules.FEWEST_CHANGE_SESSIONS} or more possible sessions in both. A week's illness "
        f"alone is not told as a change. Largest changes first.{_filtered(scope)}"
    )
    if scope.previous_week is None:
        return Message("There is no half term before these weeks to compare", subtitle)
    less = "less" if scope.trend == "better" else "more"
    if rows.empty and scope.list_filters:
        return Message("Nobody in this list fits these choices", subtitle)
    if rows.empty:
        return Message(f"Nobody misses clearly {less} than last half term", subtitle)
    row = next(each(rows))
    if scope.list_filters:
        who = counted(row.listed, "pupil", "pupils")
        return Message(f"{who} with these choices: clearly {less} than last half term", subtitle)
    miss = "pupil misses" if row.compared == 1 else "pupils miss"
    return Message(
        f"{count(row.listed)} of {count(row.compared)} {miss} clearly {less} than last half term",
        subtitle,
    )


def _filtered(scope: PupilScope) -> str:
    """The list's own filters that are on, for its file and its print."""
    return f" Chosen: {scope.filters_in_words()}." if scope.list_filters else ""


def list_hint(rows: pd.DataFrame, scope: PupilScope, listed: int) -> str:
    """Which rows are shown, how a pupil is found and opened."""
    shown, searched = f"{counted(listed, 'pupil', 'pupils')} listed. ", "finds a name"
    if listed > len(rows):
        searched = f"looks through these {count(len(rows))} alone"
        first = scope.listed_from + 1
        shown = (
            f"{count(first)} to {count(first + len(rows) - 1)} of {count(listed)} pupils listed; "
            "the files hold all. "
        )
    return f"{shown}Tick a row to open the pupil's page; the table's own search {searched}."


def reconciled(row: Cell) -> str:
    """How a list adds up: "23 in the rate = 20 on roll + 3 who left; plus 4 in Reception."."""
    outside = _outside(row)
    plus = f"; plus {words.listed(outside)}, not in DfE's figure" if outside else ""
    early = ""
    if not words.is_missing(row.so_far) and row.so_far > 0:
        have = "pupil has" if row.so_far == 1 else "pupils have"
        early = (
            f" {count(row.so_far)} {have} under {rules.SETTLED_SESSIONS} possible sessions: "
            "missing school early, marked “so far”."
        )
    has_left = words.is_missing(row.left_school) or row.left_school > 0
    left = f" + {count(row.left_school)} who left" if has_left else ""
    return f"{count(row.in_figure)} in the rate = {count(row.on_roll)} on roll{left}{plus}.{early}"


def _answer_outside(row: Cell) -> str:
    """The answer where DfE counts nobody, as in a sixth-form college or a nursery."""
    outside = _outside(row)
    if not outside:
        return f"{NONE_COUNTED}, and none misses 10% or more."
    miss = "misses 10% or more and is" if _number_outside(row) == 1 else "miss 10% or more and are"
    return (
        f"{NONE_COUNTED}; {words.listed(outside)} {miss} persistently absent (PA)"
        f"{_with_few_sessions(row)}."
    )


def _left(row: Cell) -> str:
    if words.is_missing(row.left_school) or not row.left_school:
        return ""
    if row.in_figure == 1:
        return "the pupil has left"
    return f"{count(row.left_school)} of them {'has' if row.left_school == 1 else 'have'} left"


def _supported(row: Cell) -> str:
    """How many of those on roll nobody supports yet; nothing where nobody is."""
    if not row.on_roll:
        return ""
    if row.on_roll == 1:
        return f"the one on roll has {'no ' if row.without_support else ''}support recorded"
    if not row.without_support:
        return "all on roll have support recorded"
    if row.without_support == row.on_roll:
        return f"none of the {count(row.on_roll)} on roll has support recorded"
    have = "has" if row.without_support == 1 else "have"
    return (
        f"{count(row.without_support)} of the {count(row.on_roll)} on roll {have} no support "
        "recorded"
    )


def _is_so_far(row: Cell) -> bool:
    """Whether most of those counted have too few possible sessions to be settled, as in the first
    weeks of a year; of fewer the list tells."""
    if words.is_missing(row.so_far):
        return False
    return row.so_far > 0 and 2 * row.so_far >= (row.in_figure or _number_outside(row))


def _with_few_sessions(row: Cell) -> str:
    """That it is so far, and how many it is so: " so far, 75 of those listed with …"."""
    if not _is_so_far(row):
        return ""
    return (
        f" so far, {count(row.so_far)} of those listed with under {rules.SETTLED_SESSIONS} "
        "possible sessions (missing school early)"
    )


def _outside(row: Cell) -> list[str]:
    """How many are listed whom DfE does not count, and where."""
    besides = {
        "in Nursery or Reception": row.outside_reception,
        "in the sixth form": row.outside_sixth_form,
        "of other ages or of an age not known": row.outside_other,
    }
    return [
        f"{count(number)} {where}"
        for where, number in besides.items()
        if words.is_missing(number) or number > 0
    ]


def _number_outside(row: Cell) -> Cell:
    return row.outside_reception + row.outside_sixth_form + row.outside_other


def _of_all(row: Cell) -> str:
    return (
        f"{count(row.in_figure)} of {counted(row.enrolments, 'pupil', 'pupils')} "
        f"({percent(row.band_rate)})"
    )


def _band(totals: pd.DataFrame, band: str) -> Cell:
    return next(row for row in each(totals) if row.band == band)
