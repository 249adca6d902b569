"""Lists of pupils: how many, of how many, how a list reconciles with the rate, what to act on."""

import pandas as pd

from attendance import words
from attendance.scope import PupilScope
from attendance.sentences.messages import Message
from attendance.words import Cell, count, counted, percent

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
    "absent_sessions",
    "possible_sessions",
    "absence_rate",
    "change_points",
    "trend",
    "main_reason",
    "spells",
    "longest_sessions",
    "cohorts",
    "support_step",
    "support_review",
    "left_on",
    "in_dfe_figure",
]
NOBODY_LISTED = "No pupil is in this list with the present choices."
OPEN_PUPIL = "Choose a row to open the pupil's page. Type in the table's search to find one."


def pupils_answer(totals: pd.DataFrame, scope: PupilScope) -> str:
    """How many are persistently absent, and how many of those listed nobody supports yet."""
    row = _band(totals, "persistent")
    return (
        f"{_of_all(row)} miss 10% or more and are persistently absent (PA); "
        f"{count(row.without_support)} on roll have no support recorded."
    )


def pupils_figures(totals: pd.DataFrame, scope: PupilScope) -> list[tuple[str, str, str]]:
    """Severely and persistently absent and at risk, each with its share and who left."""
    return [
        (
            BANDS[str(row.band)][0],
            f"{count(row.in_figure)} ({percent(row.band_rate)})",
            f"{count(row.without_support)} without support",
        )
        for row in totals.itertuples()
    ]


def absent_pupils(rows: pd.DataFrame, scope: PupilScope, totals: pd.DataFrame) -> Message:
    """How many of how many are in the band, and how the list reconciles with that rate."""
    row = _band(totals, scope.band)
    name, are, _ = BANDS[scope.band]
    included = {
        "severe": "missed 50% or more of their own possible sessions",
        "persistent": "missed 10% or more of their own possible sessions, the severely absent "
        "(SA, 50% or more) included and marked",
        "at risk": f"missed {percent(row.band_from, 0)} to under {percent(row.band_to, 0)} of "
        "their own possible sessions; DfE has no definition of it",
    }[scope.band]
    subtitle = (
        f"{name}: {included}; year so far to {words.day(scope.as_of)}. {reconciled(row)} "
        "Those without support first, then most sessions missed."
    )
    return Message(f"{_of_all(row)} {are}", subtitle)


def reconciled(row: Cell) -> str:
    """How a list adds up: "23 in the rate = 20 on roll + 3 who left; plus 4 in Reception."."""
    besides = {
        "in Nursery or Reception": row.outside_reception,
        "in the sixth form": row.outside_sixth_form,
        "of other ages": row.outside_other,
    }
    outside = [
        f"{count(number)} {where}"
        for where, number in besides.items()
        if words.is_missing(number) or number > 0
    ]
    plus = f"; plus {words.listed(outside)}, not in DfE's figure" if outside else ""
    early = ""
    if not words.is_missing(row.so_far) and row.so_far > 0:
        early = (
            f" {counted(row.so_far, 'pupil has', 'pupils have')} too few possible sessions as "
            "yet: missing school early, marked “so far”."
        )
    return (
        f"{count(row.in_figure)} in the rate = {count(row.on_roll)} on roll + "
        f"{count(row.left_school)} who left{plus}.{early}"
    )


def _of_all(row: Cell) -> str:
    return (
        f"{count(row.in_figure)} of {counted(row.enrolments, 'pupil', 'pupils')} "
        f"({percent(row.band_rate)})"
    )


def _band(totals: pd.DataFrame, band: str) -> Cell:
    return next(row for row in totals.itertuples() if row.band == band)
