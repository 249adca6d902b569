"""Saving what was typed from a button's callback: what came of it is told by the run that
follows, and a form that was saved is empty again while one that was not keeps what was typed."""

from collections.abc import Callable
from functools import wraps
from typing import Literal, ParamSpec, TypedDict

import streamlit as st
from sqlalchemy import Engine
from streamlit.delta_generator import DeltaGenerator

from attendance.access import Viewer
from attendance.errors import AttendanceError
from attendance.ui import data, session
from attendance.warehouse.versions import Version

TOLD, SAVED, LAST = "saving_told", "saving_times", "saving_last"

Given = ParamSpec("Given")


class Kept(TypedDict):
    """How a field treats what is typed into it."""

    on_change: Literal["ignore"]
    persist_state: Literal["session"]


KEPT: Kept = {"on_change": "ignore", "persist_state": "session"}
"""A field that keeps what was typed while it is not drawn."""


def form(name: str, width: int | Literal["stretch"] = 560) -> DeltaGenerator:
    """The frame of fields that are saved together, each of them `KEPT`. An st.form would hold a
    draft back in the browser, which forgets it as soon as another tab is drawn."""
    return st.container(border=True, width=width, key=f"form-{name}")


def save(do: Callable[[], str]) -> None:
    """Do it, and keep what is to be told: what it returns, or what was wrong."""
    try:
        st.session_state[TOLD] = st.session_state[LAST] = True, do()
        st.session_state[SAVED] = times() + 1
    except AttendanceError as error:
        st.session_state[TOLD] = False, str(error)


def once(callback: Callable[Given, None]) -> Callable[Given, None]:
    """The callback of a form that is saved once. A second click, before the browser has the empty
    form, saves nothing and is told what the first came to."""
    drawn = times()

    @wraps(callback)
    def called(*args: Given.args, **more: Given.kwargs) -> None:
        if times() == drawn:
            callback(*args, **more)
        else:
            st.session_state[TOLD] = st.session_state[LAST]

    return called


def times() -> int:
    """How often was saved; part of the keys of a form that is to be empty afterwards."""
    return st.session_state.get(SAVED, 0)


def tell() -> None:
    """Say once what came of the last saving."""
    is_saved, said = st.session_state.pop(TOLD, (True, ""))
    if said and is_saved:
        st.success(said, icon=":material/check:")
    elif said:
        st.error(said, icon=":material/error:")


def typed(key: str) -> str:
    """The text of a field, "" if it was never drawn."""
    return str(st.session_state.get(key) or "")


def where() -> tuple[Engine, Viewer, Version]:
    """The store, the viewer and the warehouse of this run."""
    return session.store_engine(), session.viewer(), data.warehouse()
