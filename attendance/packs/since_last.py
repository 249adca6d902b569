"""Since the last meeting: what was agreed and its state, the pupils discussed then and now."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from attendance import sentences, words
from attendance.packs.pack import Ask, Column, Section, Table
from attendance.scope import PupilScope
from attendance.words import Cell, count, counted

HEADING = "Since the last meeting"
STATES = {"open": "open", "done": "done", "dropped": "dropped"}
NO_ACTIONS = "No actions of earlier meetings are recorded."
TEXTS_LEFT_OUT = (
    "What was agreed, by whom and with what note is left out here: what is typed may name somebody."
)
DISCUSSED = {
    "pupil": ("Pupil", "text"),
    "year_group": ("Year group", "text"),
    "class": ("Class", "text"),
    "change": ("Misses", "text"),
    "before_absence_rate": ("Missed before", "rate"),
    "after_absence_rate": ("Missed since", "rate"),
    "change_points": ("Change (points)", "points"),
    "before_absent_sessions": ("Sessions missed before", "count"),
    "before_possible_sessions": ("Of possible before", "count"),
    "after_absent_sessions": ("Sessions missed since", "count"),
    "after_possible_sessions": ("Of possible since", "count"),
    "standing_then": ("PA or SA then", "text"),
    "standing_now": ("PA or SA now", "text"),
    "left_on": ("Left on", "date"),
}
IN_WORKBOOKS = {
    "before_absent_sessions",
    "before_possible_sessions",
    "after_absent_sessions",
    "after_possible_sessions",
    "left_on",
}
"""Columns that only workbooks have: a printed page is too narrow."""

COMPARED = (
    Column("who", "Pupils"),
    Column("compared", "Compared", "count"),
    Column("miss_less", "Miss less", "count"),
    Column("no_clear_change", "No clear change", "count"),
    Column("miss_more", "Miss more", "count"),
    Column("before_absence_rate", "Missed before", "rate"),
    Column("after_absence_rate", "Missed since", "rate"),
    Column("change_points", "Change (points)", "points"),
    Column("before_absent_sessions", "Sessions missed before", "count", is_printed=False),
    Column("before_possible_sessions", "Of possible before", "count", is_printed=False),
    Column("after_absent_sessions", "Sessions missed since", "count", is_printed=False),
    Column("after_possible_sessions", "Of possible since", "count", is_printed=False),
)
GROUPS = {"discussed": "Discussed", "similar": "Similar, not discussed"}
AGREED = (
    Column("about", "About"),
    Column("what", "What"),
    Column("who", "Who"),
    Column("by_when", "By when", "date"),
    Column("state", "State"),
    Column("note", "Note"),
)


@dataclass(frozen=True)
class Agreed:
    """An action of an earlier meeting: about the school, or a pupil as the pack calls the pupil;
    its state is open, done or dropped."""

    what: str
    who: str
    by_when: date | None
    state: str = "open"
    about: str = "the school"
    note: str = ""

    def is_overdue(self, as_of: date) -> bool:
        """Whether it is still open after its day."""
        return self.state == "open" and self.by_when is not None and self.by_when < as_of


def section(ask: Ask, scope: PupilScope, agreed: Sequence[Agreed] = ()) -> Section:
    """What was agreed at earlier meetings and its state, then whether those discussed miss less.

    Without names the texts of actions are left out, for they may name somebody.
    """
    told = list(_states(agreed, scope))
    tables = [actions_table(agreed, scope)] if agreed else []
    if scope.discussed_on is None or not scope.discussed_people:
        return Section("since_last", HEADING, (*told, sentences.NO_MEETING), tuple(tables))
    both = ask("tsm/since_last", scope)
    pupils = ask("tsm/discussed_pupils", scope)
    told += sentences.since_last_findings(both, scope)
    if len(both):
        tables.append(_compared(both, scope))
    tables.append(_discussed(pupils, scope))
    return Section("since_last", HEADING, tuple(told), tuple(tables))


def overdue(agreed: Sequence[Agreed], scope: PupilScope) -> list[Agreed]:
    """Open actions past their day, the longest first."""
    late = [each for each in agreed if each.is_overdue(scope.as_of)]
    return sorted(late, key=lambda each: each.by_when or scope.as_of)


def actions_table(
    agreed: Sequence[Agreed], scope: PupilScope, name: str = "actions", caption: str = ""
) -> Table:
    """Actions in the order given, those open first; without names without their texts."""
    kept = [column for column in AGREED if scope.show_names or column.name in ("by_when", "state")]
    ordered = sorted(agreed, key=lambda each: each.state != "open")
    rows = []
    for each in ordered:
        state = "overdue" if each.is_overdue(scope.as_of) else each.state
        values = {**vars(each), "state": state}
        rows.append(tuple(values[column.name] for column in kept))
    return Table(
        name,
        caption or "Actions agreed at earlier meetings",
        tuple(kept),
        tuple(rows),
        note="" if scope.show_names else TEXTS_LEFT_OUT,
        empty=NO_ACTIONS,
    )


def _states(agreed: Sequence[Agreed], scope: PupilScope):
    if not agreed:
        yield NO_ACTIONS
        return
    found = Counter(each.state for each in agreed)
    late = len(overdue(agreed, scope))
    parts = [f"{count(found[state])} {word}" for state, word in STATES.items() if found[state]]
    past = f"; {counted(late, 'open action is', 'open actions are')} past the day agreed"
    yield (
        f"{counted(len(agreed), 'action was', 'actions were')} agreed: {words.listed(parts)}"
        f"{past if late else ''}."
    )


def _compared(rows: pd.DataFrame, scope: PupilScope) -> Table:
    told = sentences.since_last(rows, scope)
    named = rows.assign(who=rows["who"].map(GROUPS))
    return Table("since_last", told.title, COMPARED, _cells(named, COMPARED), note=told.subtitle)


def _discussed(rows: pd.DataFrame, scope: PupilScope) -> Table:
    told = sentences.discussed_pupils(rows, scope)
    columns = tuple(
        Column(name, *DISCUSSED[name], is_printed=name not in IN_WORKBOOKS)  # type: ignore[arg-type]
        for name in sentences.COLUMNS_OF_DISCUSSED
    )
    return Table(
        "discussed_pupils",
        told.title,
        columns,
        _cells(rows, columns),
        note=told.subtitle,
        empty="None of the pupils discussed is in this year's registers.",
    )


def _cells(rows: pd.DataFrame, columns: Sequence[Column]) -> tuple[tuple[Cell, ...], ...]:
    values = rows[[column.name for column in columns]].astype(object)
    values = values.where(values.notna(), None)
    return tuple(values.itertuples(index=False, name=None))
