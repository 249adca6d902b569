"""Monday morning: the school and the day compared with, counts that narrow the list, and what is
dealt with."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from attendance import access, sentences, words
from attendance.casework import dealt_with
from attendance.scope import MondayScope
from attendance.ui import (
    columns,
    data,
    filters,
    layout,
    pupil_filters,
    pupil_list,
    saving,
    session,
    support,
)

NAME = "monday/changes"
SINCE, ROUND, LAST = "since", "monday_round", "monday_last"
COUNTS, LISTED, MARKED = "monday-counts", "monday-list", "monday-marked"
ROW_HEIGHT, HEAD_HEIGHT = 28, 38
LINES_SEEN, LEAST_SEEN = 14, 6
"""So many lines of both tables fit a laptop's screen; the list shows at least so many."""


def draw() -> None:
    """Draw the choice of the day compared with, and of names or pseudonyms."""
    options = list(_days(_weeks(_school()[0])))
    if options:
        filters.keep_on_offer(SINCE, options)
        st.selectbox("Changed since the end of", options, key=SINCE, bind="query-params")
    pupil_filters.draw_names()


def scope() -> MondayScope:
    """The school's newest marked week, and the earlier one chosen."""
    school_id, name = _school()
    if school_id is None:
        layout.empty_of_own("pupils")
    weeks = _weeks(school_id)
    if weeks.empty:
        layout.empty(f"No marks of {name} are loaded yet. Choose another school.")
    days = _days(weeks)
    last_day = weeks["last_day"].iloc[0].date()
    last_week = weeks["week_commencing"].iloc[0].date()
    since_week, since = last_week - timedelta(days=7), None
    if days:
        since_week, since = days[filters.chosen_of(SINCE, list(days))]
    found = MondayScope(
        home=filters.home_name(),
        academic_year=weeks["academic_year"].iloc[0],
        period="Newest week",
        first_week=last_week,
        last_week=last_week,
        last_day=last_day,
        school_id=school_id,
        school_name=name,
        as_of=last_day,
        since_week=since_week,
        since=since,
        show_names=pupil_filters.names_are_shown(),
    )
    with layout.told():
        return support.known(found)


def not_sent(scope: MondayScope) -> str:
    """For how long the school has sent nothing; "" if it has sent the newest week."""
    newest = data.rows("data/marks_freshness").iloc[0]
    of_all = {
        "academic_year": newest["academic_year"],
        "last_week": newest["week_commencing"].date(),
    }
    return sentences.late_schools(data.in_scope("data/marked_to", scope.but(**of_all)))


def split(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that stand open, and those that were dealt with."""
    return rows[~rows["is_dealt_with"]], rows[rows["is_dealt_with"]]


def counted(rows: pd.DataFrame) -> pd.DataFrame:
    """The counts by topic and year group; returns the rows of the cell that is chosen, or all."""
    counts = sentences.change_counts(rows)
    chosen = st.dataframe(
        counts,
        hide_index=True,
        height=_height(len(counts)),
        row_height=ROW_HEIGHT,
        key=COUNTS,
        on_select="rerun",
        selection_mode="single-cell",
        alt="Table: items by what changed and by year group",
    )
    cells = chosen.selection.cells if chosen else []
    return _of_cell(rows, counts, *cells[0]) if cells else rows


def listed(rows: pd.DataFrame, whole: pd.DataFrame, scope: MondayScope) -> None:
    """The list, with what can be done with the rows that are ticked."""
    message = sentences.changes(rows, scope, len(whole))
    lines = max(LINES_SEEN - whole["topic"].nunique(), LEAST_SEEN)
    places = _grid(LISTED, rows, sentences.COLUMNS_OF_CHANGES, message.title, lines)
    with st.container(horizontal=True):
        _act("Dealt with", ":material/check:", rows, places, scope, True)
        if st.button(
            "Open the pupil", icon=":material/person:", disabled=len(places) != 1, key="monday-open"
        ):
            pupil_filters.open_pupil(rows, places[0])
            st.rerun()
        _undo_last(scope)
    scroll = f"{sentences.SCROLL_CHANGES} " if len(rows) > lines else ""
    layout.quiet(f"{message.title}. {scroll}{sentences.TICK_CHANGES} {message.subtitle}")


def put_away(rows: pd.DataFrame, scope: MondayScope) -> None:
    """What was dealt with in its present state, by whom and when, which can be undone."""
    if rows.empty:
        layout.quiet(sentences.NOTHING_DEALT_WITH)
        return
    with layout.told():
        marks = dealt_with.marks(*saving.where(), scope.school_id)
    by = {(each.person_key, each.item, each.state): sentences.dealt_with_by(each) for each in marks}
    rows = rows.assign(dealt_with_by=[by.get(item, "") for item in _items(rows)])
    told = sentences.COLUMNS_OF_DEALT_WITH
    places = _grid(MARKED, rows, told, "What is dealt with", LINES_SEEN)
    _act("Undo", ":material/undo:", rows, places, scope, False)


def open_needs(rows: pd.DataFrame, place: int) -> None:
    """Open the list of persistently absent pupils without support, of the year group and class
    in that row; a list that would have pupils of other rows too is not opened."""
    row, narrower, listed_rows = rows.iloc[place], {pupil_list.SUPPORT: "none"}, rows
    for column, key in (("year_group", pupil_filters.YEAR_GROUP), ("class", pupil_filters.CLASS)):
        if not words.is_missing(row[column]):
            narrower[key] = row[column]
            listed_rows = listed_rows[listed_rows[column] == row[column]]
    if len(listed_rows) > 1:
        layout.quiet(sentences.NO_LIST_OF_NEEDS)
        return
    pupil_filters.open_list("Persistently absent", _school()[1], **narrower)


def _school() -> tuple[int | None, str | None]:
    schools = data.rows("data/schools")
    if schools.empty:
        return None, None
    name = filters.chosen_of(filters.SCHOOL, schools["school_name"].tolist())
    return int(schools.set_index("school_name")["school_id"].loc[name]), name


def _weeks(school_id: int | None) -> pd.DataFrame:
    return data.rows("monday/weeks", school_id=school_id)


def _days(weeks: pd.DataFrame) -> dict[str, tuple]:
    """By last marked day, in words, the weeks before the newest one, the newest first."""
    earlier = weeks.iloc[1:]
    return {
        f"{day:%A} {words.day(day)}": (monday.date(), day.date())
        for monday, day in zip(earlier["week_commencing"], earlier["last_day"], strict=True)
    }


def _height(rows: int) -> int:
    return max(rows, 1) * ROW_HEIGHT + HEAD_HEIGHT


def _of_cell(rows: pd.DataFrame, counts: pd.DataFrame, place: int, column: str) -> pd.DataFrame:
    """The rows of the line, and of the column where it is a year group."""
    if place >= len(counts):
        return rows
    rows = rows[rows["topic"] == counts[sentences.TOPIC_HEADING].iloc[place]]
    years = rows["year_group"].fillna(sentences.NO_YEAR)
    return rows[years == column] if column in set(years) else rows


def _grid(key: str, rows: pd.DataFrame, told: list[str], alt: str, lines: int) -> list[int]:
    """These columns as a table whose rows can be ticked; returns the places of those that are. It
    begins anew with each marking."""
    shown = rows[told]
    chosen = st.dataframe(
        columns.cells(shown),
        hide_index=True,
        height=_height(min(len(rows), lines)),
        row_height=ROW_HEIGHT,
        column_config=columns.settings(NAME, shown, filters.home_name()),
        placeholder="n/a",
        key=f"{key}-{st.session_state.get(ROUND, 0)}",
        on_select="rerun",
        selection_mode="multi-row",
        alt=f"Table: {alt}",
    )
    return [place for place in chosen.selection.rows if place < len(rows)] if chosen else []


def _act(
    label: str, icon: str, rows: pd.DataFrame, places: list[int], scope: MondayScope, is_done: bool
) -> None:
    """A button that marks the ticked rows, or undoes it, for those who may write."""
    if not access.may_write(session.viewer(), "support"):
        return
    pressed = st.button(label, icon=icon, disabled=not places, key=f"monday-{label.lower()}")
    if pressed and places:
        _mark(_items(rows.iloc[places]), scope, is_done)


def _undo_last(scope: MondayScope) -> None:
    """What was marked last can be undone at once."""
    items = st.session_state.get(LAST, [])
    if items and st.button(
        f"Undo: {words.counted(len(items), 'row', 'rows')} dealt with",
        icon=":material/undo:",
        key="monday-undo-last",
    ):
        _mark(items, scope, False)


def _items(rows: pd.DataFrame) -> list[dealt_with.Item]:
    return list(zip(rows["person_key"], rows["item"], rows["state"], strict=True))


def _mark(items: list[dealt_with.Item], scope: MondayScope, is_done: bool) -> None:
    with layout.told():
        dealt_with.mark(
            *saving.where(),
            items,
            school_id=scope.school_id,
            is_dealt_with=is_done,
        )
    st.session_state[LAST] = items if is_done else []
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.rerun()
