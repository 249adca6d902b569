"""A list of pupils to act on: its message, filters and columns of choice, rows that open a
pupil's page, and the whole list as files."""

import pandas as pd
import streamlit as st

from attendance import queries, rules, sentences, words
from attendance.scope import PupilScope
from attendance.ui import (
    data,
    downloads,
    filters,
    layout,
    long_list,
    pupil_filters,
    shown,
    support_record,
)

MISSED, REASON, TREND, SUPPORT = "missed", "main_reason", "trend", "support"
EVERY = "all"
TRENDS = {"worse": "worse", "better": "better", "no clear change": "no clear change"}
SUPPORTS = {
    "none": "no support recorded",
    "any": "some support recorded",
    "review overdue": "review overdue",
}
HIDDEN = {"person_key", "school_id", "compared", "enrolments"}
"""Columns for the program alone, besides counts of the whole list: neither shown nor taken
away."""


def table(
    name: str,
    scope: PupilScope,
    columns: list[str],
    *more: pd.DataFrame,
    by: tuple[str, ...] = (),
) -> pd.DataFrame:
    """The list under its message; returns the rows shown. `more` is what else its sentence takes
    and `by` the filters that it has, of missed, main_reason, trend and support."""
    scope = _narrowed(scope, by)
    rows, scope = long_list.page(name, scope)
    message = getattr(sentences, name.rpartition("/")[2])(rows, scope, *more)
    shown.head(message)
    if rows.empty:
        layout.quiet(sentences.NOBODY_LISTED)
        return rows
    taken = [
        column
        for column, field in queries.load(name).columns.items()
        if column not in HIDDEN and not (column.startswith("listed") and field.type == "bigint")
    ]
    offered = [column for column in taken if column != "school_name" or not scope.school_id]
    listed = int(rows["listed"].iloc[0])
    list_place = st.container()
    with st.container(horizontal=True):
        chosen = _columns(name, scope, offered, columns)
        whole = data.later(name, scope.whole_list)
        notes = [message.title, message.subtitle, pupil_filters.in_words(scope)]
        downloads.download_whole(name, whole, listed, scope, taken, notes)
        shown.about(name)
    with list_place:
        if support_record.is_of_several(name):
            key = support_record.key_of_several(name, rows)
            places = shown.grid(name, rows, scope, message.title, chosen, choosing=key)
            support_record.draw_for(rows["person_key"].iloc[places].tolist(), name)
        else:
            shown.grid(name, rows, scope, message.title, chosen, pupil_filters.open_pupil)
            layout.hint(sentences.list_hint(rows, scope, listed))
        long_list.turn(listed, scope)
    return rows


def _narrowed(scope: PupilScope, by: tuple[str, ...]) -> PupilScope:
    """The same with what the reader leaves out of this list."""
    if not by:
        return scope
    told = []
    with st.container(horizontal=True):
        if "missed" in by:
            bands = _bands(scope)
            band = _choice("Missed", MISSED, {name: name for name in bands}, told)
            if band:
                scope = scope.but(least_share=bands[band][0], below_share=bands[band][1])
        if "main_reason" in by:
            codes = data.rows("pupils/absence_codes")
            named = dict(zip(codes["code"], codes["description"], strict=True))
            codes = {code: f"{description} ({code})" for code, description in named.items()}
            scope = scope.but(reason=_choice("Main reason", REASON, codes, told))
        if "trend" in by:
            scope = scope.but(trend=_choice("Trend", TREND, TRENDS, told))
        if "support" in by:
            steps = {step: step for step in sorted(set(scope.support_steps))}
            chosen = _choice("Support", SUPPORT, SUPPORTS | steps, told)
            scope = scope.but(support=chosen)
    return scope.but(list_filters=tuple(told))


def _choice(
    label: str, key: str, options: dict[str, str], told: list[tuple[str, str]]
) -> str | None:
    """One of the options by its value, added to those told in words, or None for any."""
    filters.keep_on_offer(key, [EVERY, *options])
    chosen = st.selectbox(
        label,
        [EVERY, *options],
        format_func=lambda value: options.get(value, EVERY),
        key=key,
        bind="query-params",
        width=220,
    )
    if chosen == EVERY:
        return None
    told.append((label, options[chosen]))
    return chosen


def _bands(scope: PupilScope) -> dict[str, tuple[float, float | None]]:
    """By name the bands of absence inside the list's own."""
    bounds, below = rules.ABSENCE_BANDS, scope.below_share
    return {
        words.absence_band(first, end): (first, end)
        for first, end in zip(bounds, [*bounds[1:], None], strict=True)
        if first >= scope.least_share and (below is None or (end is not None and end <= below))
    }


def _columns(name: str, scope: PupilScope, offered: list[str], first: list[str]) -> list[str]:
    """The columns that the reader wants, in the order of the list's own."""
    headings = {column: sentences.heading(name, column, scope.home) for column in offered}
    with st.popover("Columns", icon=":material/view_column:"):
        chosen = st.multiselect(
            "Columns shown",
            offered,
            default=[column for column in first if column in offered],
            format_func=lambda column: headings[column],
            key=f"columns-{name.rpartition('/')[2]}",
            bind="query-params",
        )
    kept = [column for column in [*first, *offered] if column in chosen]
    return list(dict.fromkeys(kept)) or ["pupil"]
