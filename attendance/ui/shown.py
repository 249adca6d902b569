"""A figure as pages show it: its message, its chart or table, its download and definition."""

import html
import re
from collections.abc import Callable
from datetime import datetime
from itertools import cycle
from typing import Any

import pandas as pd
import streamlit as st

from attendance import charts, queries, sentences, words
from attendance.charts.room import make_room
from attendance.documents import bulletin, csv_file
from attendance.packs import listing
from attendance.scope import Choices, Scope
from attendance.ui import columns as table_columns
from attendance.ui import data, layout, on_paper
from attendance.ui.downloads import download, download_csv

CHART_CONFIG = {
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "responsive": True,
    "scrollZoom": False,
}


def chart(
    name: str,
    scope: Choices,
    columns: list[str] | None = None,
    on_choice: Callable[[pd.DataFrame, int], None] | None = None,
    found: pd.DataFrame | None = None,
    on_request: bool = False,
    **more: pd.DataFrame,
) -> pd.DataFrame:
    """A chart under its message, with its table, download and definition; returns its rows.

    One name finds query, sentence and chart. With `columns` the table is open and shows these,
    unless it is to open `on_request`, as one of all columns does; `on_choice` is that of a table,
    and of cells of the chart. `more` are further rows that the chart takes. Rows that were `found`
    before are not asked for again.
    """
    rows = data.in_scope(name, scope) if found is None else found
    function = name.rpartition("/")[2]
    message = getattr(sentences, function)(rows, scope)
    head(message)
    if rows.empty:
        layout.quiet(message.when_empty)
    else:
        figure = getattr(charts, function)(rows, scope, **more)
        make_room(figure)
        alt = f"{message.title}. {message.subtitle.strip().removesuffix('.')}."
        key = f"chart-{function}"
        clicks = _clicking(key, rows, on_choice) if on_choice else {}
        st.plotly_chart(figure, key=key, config=CHART_CONFIG, alt=alt, **clicks)
        if columns and not on_request:
            grid(name, rows, scope, message.title, columns, on_choice)
        else:
            table_on_request(name, rows, scope, message.title, columns)
        beside(name, rows, scope)
    return rows


def table(
    name: str,
    scope: Choices,
    columns: list[str],
    on_choice: Callable[[pd.DataFrame, int], None] | None = None,
    in_words: bool = False,
) -> pd.DataFrame:
    """These columns under their message as a table, with download and definition; returns all.

    `on_choice` is called with the rows and the place of the one that the reader picks. A few rows
    that are read and not sorted stand `in_words`, as text.
    """
    rows = data.in_scope(name, scope)
    message = getattr(sentences, name.rpartition("/")[2])(rows, scope)
    head(message)
    if rows.empty:
        layout.quiet(message.when_empty)
        return rows
    if in_words:
        written = listing.table(name, "", name, rows, columns, scope.home)
        heads = [column.heading for column in written.columns]
        cells = pd.DataFrame(written.printed_rows, columns=heads)
        printed_table(cells, f"Table: {message.title}", are_words=True)
    else:
        grid(name, rows, scope, message.title, columns, on_choice)
    beside(name, rows, scope)
    return rows


def printed_table(rows: pd.DataFrame, alt: str, are_words: bool = False) -> None:
    """Text cells as a plain table, which can be copied, printed, and scrolled by keyboard where
    the screen is narrow (st.table cannot). Words stand at the left; of numbers only the first two
    columns do. On a phone each row of words is a list, with the headings before its cells."""
    table = rows.to_html(index=False, border=0, justify="unset")
    if are_words:
        headings = cycle(html.escape(str(column)) for column in rows.columns)
        table = re.sub("<td>", lambda _: f'<td data-heading="{next(headings)}">', table)
    label, kind = html.escape(alt), "printed words" if are_words else "printed"
    st.html(f'<div class="{kind}" role="region" tabindex="0" aria-label="{label}">{table}</div>')


def head(message: sentences.Message) -> None:
    """The message of a chart or table: title and subtitle."""
    st.html(
        f'<p class="chart-title">{html.escape(message.title)}</p>'
        f'<p class="quiet">{html.escape(message.subtitle)}</p>'
    )


def grid(
    name: str,
    rows: pd.DataFrame,
    scope: Choices,
    alt: str,
    columns: list[str] | None = None,
    on_choice: Callable[[pd.DataFrame, int], None] | None = None,
    choosing: str | None = None,
) -> list[int]:
    """Rows as a table that can be sorted and searched; `columns` are those shown, in order, or
    all that tell something: what is not shown is not sent. With `choosing`, a key that changes
    with the rows, several can be ticked: their places."""
    shown = rows[columns or table_columns.telling(rows, scope)]
    selecting: dict[str, Any] = _choosing(f"grid-{name}", rows, on_choice) if on_choice else {}
    if choosing:
        selecting = {"key": choosing, "on_select": "rerun", "selection_mode": "multi-row"}
    drawn = st.dataframe(
        table_columns.cells(shown),
        hide_index=True,
        column_config=table_columns.settings(name, shown, scope.home),
        placeholder="n/a",
        alt=f"Table: {alt}",
        **selecting,
    )
    if columns:
        on_paper.table(name, rows, columns, scope.home)
    return list(drawn.selection.rows) if choosing else []


def _choosing(key: str, rows: pd.DataFrame, on_choice: Callable[[pd.DataFrame, int], None]):
    """What makes a table's rows selectable, one at a time."""

    def chosen() -> None:
        for place in st.session_state[key].selection.rows:
            on_choice(rows, place)

    return {"key": key, "on_select": chosen, "selection_mode": "single-row"}


def _clicking(key: str, rows: pd.DataFrame, on_choice: Callable[[pd.DataFrame, int], None]):
    """What makes a chart's cells open what is behind them: those that know their row."""

    def chosen() -> None:
        for point in st.session_state[key].selection.points:
            if isinstance(place := point.get("customdata"), int):
                on_choice(rows, place)

    return {"on_select": chosen, "selection_mode": "points"}


def beside(name: str, rows: pd.DataFrame, scope: Choices) -> None:
    """The download and definition that go with a figure."""
    with st.container(horizontal=True):
        download_csv(name, rows, scope)
        about(name)


def table_on_request(
    name: str, rows: pd.DataFrame, scope: Choices, alt: str, columns: list[str] | None = None
) -> None:
    """Rows as a table that is drawn when opened."""
    opened = st.expander("Table", icon=":material/table:", key=f"table-{name}", on_change="rerun")
    if opened.open:
        with opened:
            grid(name, rows, scope, alt, columns)


def about(name: str) -> None:
    """What a figure means, from the header of its query; drawn when opened."""
    opened = st.popover(
        "About this figure", icon=":material/help:", key=f"about-{name}", on_change="rerun"
    )
    if opened.open:
        with opened:
            _about(name)


def bulletin_downloads(rows: pd.DataFrame, scope: Scope) -> None:
    """The bulletin table as CSV and as an editable Word document."""
    name = "essex_and_england/bulletin"
    year = scope.academic_year.replace("/", "-")
    with st.container(horizontal=True):
        download(
            "Download CSV",
            f"bulletin-{year}.csv",
            "text/csv",
            lambda: csv_file.as_download(bulletin.for_csv(rows, scope.home)),
            subject=name,
            rows=len(rows),
        )
        download(
            "Download Word",
            f"bulletin-{year}.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            lambda: bulletin.as_docx(rows, scope.home, scope.academic_year),
            subject=name,
            rows=len(rows),
        )
        about(name)


def _about(name: str) -> None:
    query = queries.load(name)
    version = data.warehouse()
    st.markdown(f"**What it is.** {query.purpose}")
    grain = query.grain.removeprefix("one row per ").replace("_id", "").replace("_", " ")
    st.markdown(f"**There is a row for each** {grain}.")
    if query.denominator:
        st.markdown(f"**Denominator.** {query.denominator}")
    if query.source:
        st.markdown(f"**Source.** {query.source}")
    freshness = "freshness" if query.rows == "published" else "marks_freshness"
    for row in data.rows(f"data/{freshness}").itertuples():
        st.markdown(
            f"**Data to** {getattr(sentences, f'{freshness}_in_full')(row)}; warehouse built "
            f"on {words.moment(datetime.fromisoformat(version.built_at))}."
        )
    st.markdown("**Columns of the download**")
    printed_table(
        pd.DataFrame(
            [(column, field.meaning) for column, field in query.columns.items()],
            columns=["Column", "Meaning"],
        ),
        alt="Columns of the query and what they mean",
    )
    st.markdown("**The query itself**")
    st.code(query.sql, language="sql", wrap_lines=True)
