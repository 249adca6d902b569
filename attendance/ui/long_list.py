"""A long list, page by page: the rows of the page asked for, and the choice of another."""

from typing import TypeVar

import pandas as pd
import streamlit as st

from attendance import rules
from attendance.scope import PupilScope
from attendance.ui import data

Chosen = TypeVar("Chosen", bound=PupilScope)

PAGE, OF_PAGE = "page", "list_of_page"
NARROWING = (
    "academic_year",
    "last_week",
    "school_id",
    "chosen_schools",
    "year_group",
    "class_name",
    "cohort",
    "cohort_value",
    "least_share",
    "below_share",
    "reason",
    "trend",
    "support",
    "letter_level",
    "part_time_weeks",
    "weeks_back",
    "since",
)
"""What makes a list another one, of which the reader sees the first page."""


def page(name: str, scope: Chosen) -> tuple[pd.DataFrame, Chosen]:
    """The rows of the page chosen, of a school all; past the last page, and of another list than
    the one that was turned to it, those of the first."""
    what = (name, *(getattr(scope, choice, None) for choice in NARROWING))
    if st.session_state.setdefault(OF_PAGE, what) != what:
        st.session_state[OF_PAGE], st.session_state[PAGE] = what, 1
    if scope.school_id is not None:
        scope = scope.but(listed_at_once=rules.MOST_PUPILS_DOWNLOADED)
    number = st.session_state.get(PAGE, 1)
    place = (number - 1) * scope.listed_at_once if isinstance(number, int) and number > 1 else 0
    scope = scope.but(listed_from=place)
    rows = data.in_scope(name, scope)
    if rows.empty and place:
        scope = scope.but(listed_from=0)
        rows = data.in_scope(name, scope)
    return rows, scope


def turn(listed: int, scope: PupilScope) -> None:
    """The choice of another page, where there are several."""
    if listed <= scope.listed_at_once:
        return
    number = -(-listed // scope.listed_at_once)
    if st.session_state.get(PAGE, 1) not in range(1, number + 1):
        st.session_state.pop(PAGE, None)
    shown_now = scope.listed_from // scope.listed_at_once + 1
    if st.pagination(number, key=PAGE, bind="query-params") != shown_now:
        st.rerun()
