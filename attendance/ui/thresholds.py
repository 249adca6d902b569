"""Lists of pupils at thresholds: what a school sets itself, the list, and the return as a file."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from attendance import rules, sentences
from attendance.documents import workbook
from attendance.scope import ThresholdScope
from attendance.ui import data, downloads, layout, long_list, pupil_filters, shown, support

LETTER, PART_TIME, BACK, SINCE = "letter_level", "c2_weeks", "weeks_back", "days_back"


def scope() -> ThresholdScope:
    """What is chosen now of weeks and schools, and what was written down of their pupils; those of
    all years and classes. Lists of one school are whole."""
    chosen = ThresholdScope(**vars(support.known(pupil_filters.scope())))
    if chosen.school_id is not None:
        chosen = chosen.whole_list
    return chosen.but(
        year_group=None,
        class_name=None,
        cohort=None,
        cohort_value=None,
        since=chosen.as_of - timedelta(days=rules.DAYS_SINCE - 1),
    )


def letter_level(scope: ThresholdScope) -> ThresholdScope:
    """The same with a choice of the school's own level."""
    level = round(100 * rules.LETTER_LEVEL)
    level = _number("Attendance below, % (the school's own level)", LETTER, level, 50, 100)
    return scope.but(letter_level=level / 100)


def part_time(scope: ThresholdScope) -> ThresholdScope:
    """The same with a choice of how many weeks are long."""
    weeks = _number(
        "Long: more weeks with C2 than (local)", PART_TIME, rules.PART_TIME_WEEKS, 1, 39
    )
    return scope.but(part_time_weeks=weeks)


def weeks_back(scope: ThresholdScope) -> ThresholdScope:
    """The same with a choice of how many school weeks to look back."""
    return scope.but(weeks_back=_number("School weeks back", BACK, rules.WEEKS_BACK, 1, 39))


def since(scope: ThresholdScope) -> ThresholdScope:
    """The same with a choice of how many days to look back."""
    days = _number("Days back", SINCE, rules.DAYS_SINCE, 1, 100)
    return scope.but(since=scope.as_of - timedelta(days=days - 1))


def table(name: str, scope: ThresholdScope, on_roll: pd.DataFrame) -> None:
    """The list under its message, its return as Excel, and its definition."""
    rows, scope = long_list.page(name, scope)
    function = name.rpartition("/")[2]
    message = getattr(sentences, function)(rows, scope, on_roll)
    shown.head(message)
    if rows.empty:
        layout.quiet(sentences.NOBODY_LISTED)
        shown.about(name)
        return
    columns = sentences.shown_columns(function, scope.school_id is not None)
    shown.grid(name, rows, scope, message.title, columns, pupil_filters.open_pupil)
    listed = int(rows["listed"].iloc[0])
    layout.hint(sentences.list_hint(rows, scope, listed))
    long_list.turn(listed, scope)
    with st.container(horizontal=True):
        _download_return(name, rows, scope, on_roll)
        shown.about(name)


def _download_return(
    name: str, rows: pd.DataFrame, scope: ThresholdScope, on_roll: pd.DataFrame
) -> None:
    """The whole list with the columns that an authority asks for, those that the warehouse does
    not hold left blank, under what is said of the whole list; logged with its rows."""
    function = name.rpartition("/")[2]
    whole = data.later(name, scope.whole_list)
    columns = sentences.returned_columns(function)
    chosen = pupil_filters.in_words(scope)

    def returned() -> bytes:
        taken = whole()
        message = getattr(sentences, function)(taken, scope, on_roll)
        notes = (message.title, message.subtitle, chosen)
        return downloads.as_excel(name, taken, scope, columns, sentences.TO_FILL, notes)

    shown.download(
        "Download return (Excel)",
        downloads.file_name(name, scope, ".xlsx"),
        workbook.MIME,
        returned,
        subject=name,
        rows=int(rows["listed"].iloc[0]),
    )


def _number(label: str, key: str, first: int, least: int, most: int) -> int:
    chosen = st.session_state.get(key, first)
    if not isinstance(chosen, int) or not least <= chosen <= most:
        st.session_state.pop(key, None)
    return st.number_input(
        label, least, most, value=first, step=1, key=key, bind="query-params", width=320
    )
