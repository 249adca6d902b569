"""Since the last meeting: what became of the pupils discussed, beside similar ones who were not."""

import math

import pandas as pd

from attendance import rules, words
from attendance.scope import PupilScope
from attendance.sentences.messages import Message
from attendance.words import Cell, count, counted, each, percent

COLUMNS_OF_DISCUSSED = [
    "pupil",
    "year_group",
    "class",
    "change",
    "before_absence_rate",
    "after_absence_rate",
    "change_points",
    "before_absent_sessions",
    "before_possible_sessions",
    "after_absent_sessions",
    "after_possible_sessions",
    "standing_then",
    "standing_now",
    "left_on",
]
NO_MEETING = "No meeting at which pupils were discussed is recorded, so nothing can be compared."


def since_last(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """How many of those discussed miss less, and by what rule they are compared."""
    if rows.empty:
        return Message("Nothing to compare yet since the last meeting", since_last_rule())
    told = _of(rows, "discussed")
    if told.compared == 0:
        return Message("Nobody discussed can be compared yet", since_last_rule())
    return Message(
        f"Of {counted(told.compared, 'pupil', 'pupils')} discussed, {_who(told.miss_less)} less",
        since_last_rule(),
    )


def since_last_findings(rows: pd.DataFrame, scope: PupilScope) -> list[str]:
    """Whether those discussed miss less, whether similar pupils do too, and what both miss."""
    if scope.discussed_on is None or not scope.discussed_people:
        return [NO_MEETING]
    day = words.day(scope.discussed_on)
    if rows.empty:
        coming = "registers of a school week before it, or after it, are still to come"
        return [f"The last meeting with pupils discussed was on {day}: {coming}."]
    told, similar = _of(rows, "discussed"), _of(rows, "similar")
    found = [_counts(told, similar, day)]
    if _are_enough(told) and _are_enough(similar):
        found += [_expected(told), _chance(told, similar)]
    if told.compared:
        found.append(_shares(told, similar))
    left_out = len(scope.discussed_people) - int(told.compared)
    if left_out > 0:
        more = "was discussed and is" if left_out == 1 else "were discussed and are"
        found.append(
            f"{count(left_out)} more {more} not compared: under {rules.FEWEST_CHANGE_SESSIONS} "
            "possible sessions before or after, or no longer in the school's registers."
        )
    return [sentence for sentence in found if sentence]


def discussed_pupils(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """How many of the pupils discussed miss less and more, and of which weeks."""
    subtitle = (
        "Share of possible sessions missed in as many school weeks before the week of the meeting "
        "as have come in after it; PA and SA of the year so far, then and now."
    )
    if rows.empty:
        return Message("None of the pupils discussed is in this year's registers", subtitle)
    changes = rows["change"].value_counts()
    less, more = (int(changes.get(change, 0)) for change in ("less", "more"))
    return Message(
        f"{counted(len(rows), 'pupil', 'pupils')} discussed: {_who(less)} less, {_who(more)} more",
        subtitle,
    )


def since_last_rule() -> str:
    """Who is similar, what is less, and why the one count needs the other."""
    bands = rules.ABSENCE_BANDS
    shares = [
        words.absence_band(first, end) for first, end in zip(bands, [*bands[1:], None], strict=True)
    ]
    return (
        f"Less or more: by {rules.SINCE_MEETING_POINTS:g} points or more of the pupil's own "
        "possible sessions, after the week of the meeting against as many school weeks before it; "
        "else no clear change. Similar: in the same school and key stage, not discussed, and in "
        f"the same band of what was missed before ({', '.join(shares)}). Pupils who missed much "
        "before a meeting miss less after it on average whatever is done: hence the comparison."
    )


def _counts(told: Cell, similar: Cell, day: str) -> str:
    if told.compared == 0:
        return f"None of the pupils discussed on {day} can be compared yet."
    start = (
        f"Of {counted(told.compared, 'pupil', 'pupils')} discussed on {day}, "
        f"{_who(told.miss_less)} less"
    )
    if not _are_enough(told):
        return f"{start}; so few tell nothing about the meeting."
    if similar.compared == 0:
        return f"{start}; nobody in the school is like them, to tell what would have been anyway."
    if not _are_enough(similar):
        others = counted(similar.compared, "similar pupil was", "similar pupils were")
        return (
            f"{start}; only {others} not discussed, so nothing tells what would have been anyway."
        )
    anyway = ": some would have improved anyway" if similar.miss_less else ""
    return (
        f"{start}; of {count(similar.compared)} similar pupils not discussed, "
        f"{_does(similar.miss_less)}{anyway}."
    )


def _expected(told: Cell) -> str:
    if told.matched < rules.FEWEST_SINCE_MEETING:
        return ""
    return (
        f"Had they changed as similar pupils of their own key stage and band did, about "
        f"{count(told.expected_less)} of {count(told.matched)} would miss less."
    )


def _chance(told: Cell, similar: Cell) -> str:
    pooled = (told.miss_less + similar.miss_less) / (told.compared + similar.compared)
    error = math.sqrt(pooled * (1 - pooled) * (1 / told.compared + 1 / similar.compared))
    apart = told.miss_less / told.compared - similar.miss_less / similar.compared
    if abs(apart) <= rules.SURE_LIMIT * error:
        return "The difference between the two could be chance."
    return (
        "The difference between the two is unlikely to be chance; but who is discussed is chosen, "
        "and may differ in other ways."
    )


def _shares(told: Cell, similar: Cell) -> str:
    weeks = counted(told.school_weeks, "school week", "school weeks")
    theirs = (
        f"; similar pupils {percent(similar.before_absence_rate)} and "
        f"{percent(similar.after_absence_rate)}"
        if _are_enough(told) and _are_enough(similar)
        else ""
    )
    return (
        f"Those discussed missed {percent(told.before_absence_rate)} in the {weeks} to the "
        f"{words.week(told.before_last_week)} and {percent(told.after_absence_rate)} in as many "
        f"since then, to the {words.week(told.after_last_week)}{theirs}."
    )


def _who(number: Cell) -> str:
    if number == 0:
        return "none miss"
    return counted(number, "misses", "miss")


def _does(number: Cell) -> str:
    return "none do" if number == 0 else counted(number, "does", "do")


def _are_enough(row: Cell) -> bool:
    return bool(row.compared >= rules.FEWEST_SINCE_MEETING)


def _of(rows: pd.DataFrame, who: str) -> Cell:
    return next(row for row in each(rows) if row.who == who)
