"""Tables for a printed page: the grid on the screen is a picture that holds ten rows and cannot
be read further, so that the browser prints every row in its place."""

import html
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from attendance import words
from attendance.packs import listing

MOST_ROWS = 200
"""As many as a part of a list of pupils; more would keep the screen waiting for paper."""


def table(name: str, rows: pd.DataFrame, columns: Sequence[str], home: str) -> None:
    """These columns of a query's rows as text, which only paper shows (see style.css)."""
    printed = listing.table(name, "", name, rows.head(MOST_ROWS), columns, home)
    head = _row([column.heading for column in printed.columns], "th")
    body = "".join(_row(cells, "td") for cells in printed.printed_rows)
    left = len(rows) - len(printed.rows)
    rest = f"<p>{words.count(left)} more rows are in the CSV.</p>" if left > 0 else ""
    st.html(
        f'<div class="printed words on-paper"><table><thead>{head}</thead>'
        f"<tbody>{body}</tbody></table>{rest}</div>"
    )


def _row(cells: Sequence[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in cells)}</tr>"
