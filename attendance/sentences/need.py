"""Which schools need a Targeting Support Meeting most, and why, in sentences."""

from collections.abc import Sequence

import pandas as pd

from attendance import words
from attendance.scope import NeedScope
from attendance.sentences.messages import Message
from attendance.sentences.need_parts import reasons_for
from attendance.words import counted, rounded

COLUMNS_OF_NEED = [
    "place",
    "school_name",
    "need",
    "reasons",
    "last_met",
    "education_phase",
    "quadrant",
    "trust",
    "is_moved",
    "place_by_need",
]
OPEN_NEED = (
    "Need is a sum of eight parts, each with its points; it says whom to meet first, not how good "
    "a school is. Pick a row to see how its need adds up, and to argue with it. Of schools with "
    "the same need, the one with more severely absent pupils stands first, then the one whose "
    "name does. A meeting counts as held once it is open or closed and its day has come: up to "
    "today, or to the last marked day where that is later."
)


def need_answer(rows: pd.DataFrame, scope: NeedScope) -> str:
    """Which school stands first, and why."""
    first = rows.iloc[0]
    why = reasons_for(first)
    schools = counted(len(rows), "school", "schools")
    if not why:
        return f"Of {schools}, none has a reason for a meeting by these parts."
    return f"First of {schools} to meet is {first['school_name']}: {why}."


def need_figures(rows: pd.DataFrame, scope: NeedScope) -> list[tuple[str, str, str]]:
    """Schools not met, severely absent pupils, weeks not sent, schools moved by hand."""
    unmet = int(rows["last_met"].isna().sum())
    late = int((rows["weeks_not_sent"] > 0).sum())
    moved = int(rows["is_moved"].sum())
    of_all = f"of {counted(len(rows), 'school', 'schools')}"
    return [
        ("No meeting on record", words.count(unmet), of_all),
        (
            "Severely absent pupils",
            words.count(rows["severely_absent"].sum()),
            "in these schools, year so far",
        ),
        ("Schools with weeks missing", words.count(late), of_all),
        ("Moved by hand", words.count(moved), "schools, with the reason kept"),
    ]


def need(rows: pd.DataFrame, scope: NeedScope) -> Message:
    """How many schools are listed, in which order, and what stands beside what."""
    title = f"{counted(len(rows), 'school', 'schools')} in the order of their need"
    if rows["is_moved"].any():
        title += f", {words.count(rows['is_moved'].sum())} moved by hand"
    return Message(
        title,
        f"{_who(scope)}; year so far to {words.day(scope.as_of)}; {scope.home}’s own marks. Parts "
        "beside the school’s phase; what could be chance gives no points. Places are those in the "
        "whole county.",
    )


def need_weights(rows: pd.DataFrame, scope: NeedScope) -> Message:
    """What the parts weigh, and by whose choice."""
    changed = len(scope.weighted_parts)
    return Message(
        "The weights are those of the file"
        if not changed
        else f"{counted(changed, 'weight differs', 'weights differ')} from the file",
        "Points of a part are its weight times a number from 0 to 1: the value divided by what "
        "counts in full, at most 1, to one decimal. The need is the sum of the points. Weights "
        "are our own choice, in need_weights.csv: a file of that name in the data folder’s "
        "reference folder is taken instead. Those typed here are for you alone and stand in the "
        "address.",
    )


def with_reasons(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the three main reasons of each school in words."""
    return rows.assign(
        reasons=[words.sentence(reasons_for(row)) for row in rows.to_dict("records")]
    )


def need_of_school(row: words.Cell) -> Message:
    """The title above one school's sum."""
    return Message(
        f"{row['school_name']}: need {rounded(row['need'])}, place {row['place']} in the county",
        "Points are the weight times a number from 0 to 1: the value divided by what counts in "
        "full. Differences that could be chance count nothing.",
    )


def override_set_by(override: words.Cell, row: words.Cell) -> str:
    """Who gave the school its place, when and why."""
    return (
        f"Given place {override.place} by {override.viewer} ({words.role(override.role)}) on "
        f"{words.moment(override.at)}: {override.reason} By need alone it "
        f"stands at place {row['place_by_need']}."
    ).replace("..", ".")


def override_history(entries: Sequence[words.Cell]) -> list[dict[str, str]]:
    """Every place given and taken back, newest first, as cells of a table."""
    return [
        {
            "Place": "taken back" if entry.place is None else str(entry.place),
            "When": words.moment(entry.at),
            "By": f"{entry.viewer} ({words.role(entry.role)})",
            "Reason": entry.reason,
        }
        for entry in entries
    ]


def _who(scope: NeedScope) -> str:
    return scope.in_words().partition(";")[0]
