"""Which columns of rows a table shows, and how: headings, units and decimals by their names."""

import pandas as pd
import streamlit as st
from pandas.api.types import is_datetime64_any_dtype, is_object_dtype, is_string_dtype

from attendance import sentences
from attendance.scope import Choices
from attendance.ui.downloads import SHARES, is_difference, places

NUMBERS_OF_SCHOOLS = {"asked_school_id", "school_id"}

SHARES_OF_SCHOOLS = {
    "band_share",
    "eal_share",
    "fsm_share",
    "known_share",
    "recorded_share",
    "sen_share",
    "weeks_sent_share",
    "weight_share",
}
"""Shares with one decimal, as rates have; those of codes are so small that they have two."""


WIDTHS = {"detail": 320}
"""Of long texts, in pixels, so that what stands behind them is on the screen of a laptop."""


def telling(rows: pd.DataFrame, scope: Choices) -> list[str]:
    """All columns but the number of the chosen school, where every row has it."""
    chosen = getattr(scope, "school_id", None)
    return [
        column
        for column in rows.columns
        if column not in NUMBERS_OF_SCHOOLS or not (rows[column] == chosen).all()
    ]


def cells(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as a table prints them: shares in per cent, differences rounded, no empty text."""
    shares = {column: 100 * rows[column] for column in rows.columns if column.endswith(SHARES)}
    texts = {column: rows[column].fillna("") for column in rows.columns if _is_text(rows[column])}
    # What rounds to nought is made nought: a table would print it as "-0.00".
    differences = {
        column: rows[column].round(places(column) or 0) + 0.0
        for column in rows.columns
        if is_difference(column)
    }
    return rows.assign(**shares, **texts, **differences)


def settings(name: str, rows: pd.DataFrame, home: str) -> dict:
    """How a table shows each column: its heading, and its type and unit by its name."""
    return {
        column: _column(
            column, sentences.heading(name, column, home), is_datetime64_any_dtype(rows[column])
        )
        for column in rows.columns
    }


def _is_text(cells: pd.Series) -> bool:
    return is_object_dtype(cells) or is_string_dtype(cells)


def _column(column: str, label: str, is_date: bool):
    if is_date:
        return st.column_config.DateColumn(label, format="D MMM YYYY")
    if column.endswith(SHARES):
        decimals = 1 if column.endswith("_rate") or column in SHARES_OF_SCHOOLS else 2
        return st.column_config.NumberColumn(label, format=f"%.{decimals}f%%")
    if (decimals := places(column)) is not None:
        sign = "+" if is_difference(column) else ""
        return st.column_config.NumberColumn(label, format=f"%{sign}.{decimals}f")
    if column.endswith(("_sessions", "enrolments", "ly_absent", "marks")):
        return st.column_config.NumberColumn(label, format="localized")
    return st.column_config.TextColumn(label, width=WIDTHS[column]) if column in WIDTHS else label
