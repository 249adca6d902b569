"""Which pupil the page is about: by the key in the address, else found by name in scope."""

import pandas as pd
import streamlit as st

from attendance import sentences, words
from attendance.scope import PupilScope
from attendance.ui import data, layout, pupil_filters, session, shown

SEARCH = "find_pupil"


def head(scope: PupilScope) -> pd.DataFrame:
    """Who the pupil is; without a key, or with one that tells this viewer nothing, a search."""
    if not scope.person_key:
        layout.answer(sentences.FIND_PUPIL)
        _search(scope)
    rows = data.in_scope("pupil/pupil_head", scope)
    if rows.empty:
        st.info(sentences.NO_SUCH_PUPIL, icon=":material/person_off:")
        _search(scope)
    session.log_view(f"One pupil: {rows['person_key'].iloc[0]}")
    return rows


def thresholds(rows: pd.DataFrame) -> None:
    """Where the pupil stands at each threshold, as a table, with its sources."""
    lines = pd.DataFrame(sentences.pupil_thresholds(rows), columns=sentences.THRESHOLDS)
    shown.head(sentences.pupil_standing(rows))
    alt = "Thresholds, where the pupil stands, and since when"
    shown.printed_table(lines, alt, are_words=True)
    layout.quiet(sentences.SOURCES)
    shown.about("pupil/counters")


def _search(scope: PupilScope) -> None:
    """Pupils in scope by what the reader types, which is in no address; ends the run."""
    typed = st.text_input(
        "Find a pupil",
        key=SEARCH,
        max_chars=80,
        placeholder=sentences.find_by(scope),
    )
    if typed.strip():
        name, rows = _found(scope, typed)
        if rows.empty:
            layout.quiet(sentences.nobody_found(scope))
        else:
            message = sentences.found_pupils(rows, scope)
            columns = sentences.COLUMNS_OF_FOUND
            shown.head(message)
            shown.grid(name, rows, scope, message.title, columns, pupil_filters.open_pupil)
            layout.hint(sentences.OPEN_FOUND)
    st.stop()


def _found(scope: PupilScope, typed: str) -> tuple[str, pd.DataFrame]:
    """The pupils whose name it is, or whose number: what has a digit is looked for as a number
    first. With the query that found them."""
    ways = [
        ("pupil/found_pupils", {"search_words": words.searched(typed)}),
        ("pupil/numbered_pupils", {"search": typed.strip()}),
    ]
    if any(letter.isdigit() for letter in typed):
        ways.reverse()
    name, rows = "", pd.DataFrame()
    for name, more in ways:
        rows = data.in_scope(name, scope, **more)
        if len(rows):
            break
    return name, rows
