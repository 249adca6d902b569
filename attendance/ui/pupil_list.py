"""A list of pupils to act on: its message, columns of choice, rows that open a pupil's page, and
the whole list as files."""

import html

import pandas as pd
import streamlit as st

from attendance import sentences
from attendance.documents import csv_file
from attendance.scope import PupilScope
from attendance.ui import data, layout, pupil_filters, shown

COLUMNS = "columns"


def table(
    name: str, scope: PupilScope, columns: list[str], *more: pd.DataFrame, key: str | None = None
) -> pd.DataFrame:
    """The list under its message; returns the rows shown. `more` is what else its sentence takes
    and `key` tells apart lists of one query."""
    rows = data.in_scope(name, scope)
    message = getattr(sentences, name.rpartition("/")[2])(rows, scope, *more)
    st.html(
        f'<p class="chart-title">{html.escape(message.title)}</p>'
        f'<p class="quiet">{html.escape(message.subtitle)}</p>'
    )
    if rows.empty:
        layout.quiet(sentences.NOBODY_LISTED)
        return rows
    if scope.school_id is not None:
        columns = [column for column in columns if column != "school_name"]
    shown.grid(name, rows, scope, message.title, columns, pupil_filters.open_pupil)
    layout.quiet(sentences.OPEN_PUPIL)
    with st.container(horizontal=True):
        downloads(name, scope, rows)
        shown.about(name)
    return rows


def downloads(name: str, scope: PupilScope, rows: pd.DataFrame) -> None:
    """The whole list, not the page of it alone, as files; each is logged with its rows."""
    whole = data.later(name, scope.whole_list)
    listed = int(rows["listed"].iloc[0]) if "listed" in rows else len(rows)
    shown.download(
        "Download CSV",
        f"{name.rpartition('/')[2]}.csv",
        "text/csv",
        lambda: csv_file.as_download(whole()),
        subject=name,
        rows=listed,
    )
