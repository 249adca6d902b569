"""What stands above the lists of thresholds: how many reached those looked for every week."""

import pandas as pd

from attendance import rules
from attendance.scope import ThresholdScope
from attendance.sentences.thresholds import (
    NOT_SENT,
    UNKNOWN,
    is_unknown,
    number_going_on,
    number_listed,
    number_reached,
    of_compulsory_age,
)
from attendance.words import count, counted, lowered


def thresholds_answer(
    on_roll: pd.DataFrame, notices: pd.DataFrame, runs: pd.DataFrame, scope: ThresholdScope
) -> str:
    """How many reached the two thresholds that are looked for every week."""
    if is_unknown(notices, on_roll):
        return f"{UNKNOWN}, or is away now: {lowered(NOT_SENT)} for {of_compulsory_age(on_roll)}."
    return (
        f"Of {of_compulsory_age(on_roll)}, {counted(number_reached(notices), 'has', 'have')} "
        f"reached {rules.PENALTY_SESSIONS} unauthorised sessions in ten school weeks; "
        f"{counted(number_reached(runs), 'was', 'were')} away without leave on {rules.RUN_DAYS} "
        f"school days in a row{_still_away(runs)}."
    )


def thresholds_figures(
    on_roll: pd.DataFrame,
    notices: pd.DataFrame,
    runs: pd.DataFrame,
    illness: pd.DataFrame,
    told: pd.DataFrame,
) -> list[tuple[str, str, str]]:
    """The lists that most often have somebody new."""
    figures = [
        (
            "Penalty notice: reached",
            count(number_reached(notices)),
            _before(notices, "close or covered"),
        ),
        (
            f"{rules.RUN_DAYS} days in a row",
            count(number_reached(runs)),
            f"{count(number_going_on(runs))} still away; {_before(runs, 'coming')}",
        ),
        (
            f"{rules.ILLNESS_DAYS} days ill",
            count(number_reached(illness)),
            _before(illness, "likely or close"),
        ),
        (
            "Tell the social worker",
            count(number_listed(told)),
            f"N or O in the last {rules.DAYS_SINCE} days",
        ),
    ]
    if not is_unknown(notices, on_roll):
        return figures
    # Days ill count from the year's start.
    return [
        each if place == 2 else (each[0], "n/a", lowered(NOT_SENT))
        for place, each in enumerate(figures)
    ]


def _still_away(runs: pd.DataFrame) -> str:
    """Of those who reached it, how many have not come back."""
    reached, away = number_reached(runs), number_going_on(runs)
    if not reached or reached == away:
        return ", still away" if reached else ""
    return f", {count(away)} of them still away"


def _before(rows: pd.DataFrame, what: str) -> str:
    return f"{count(number_listed(rows) - number_reached(rows))} {what}"
