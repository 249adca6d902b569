"""A person's own choice of a pupil's group, over the one that the rules suggest."""

import pandas as pd
import streamlit as st

from attendance import access, sentences
from attendance.casework import triage_choices
from attendance.ui import layout, pupil_filters, saving, session

PUPIL, GROUP, WHY = "triage_pupil", "triage_group", "triage_why"
AS_SUGGESTED = "as suggested"


def draw(rows: pd.DataFrame) -> None:
    """The form to decide on a group for one pupil of the list, for those who may write."""
    saving.tell()
    if rows.empty or not access.may_write(session.viewer(), "support"):
        return
    named = {str(row["person_key"]): sentences.triage_pupil(row) for _, row in rows.iterrows()}
    if st.session_state.get(PUPIL) not in named:
        st.session_state.pop(PUPIL, None)
    key = st.selectbox(
        "Decide for",
        list(named),
        format_func=lambda each: named[each],
        key=PUPIL,
        width=560,
        persist_state="session",
    )
    with layout.told():
        choices = triage_choices.of_person(*saving.where(), key)
    newest = choices[0] if choices else None
    options = [AS_SUGGESTED, *triage_choices.GROUPS]
    own = f"{key}-{newest.version if newest else 0}"
    chosen = (newest and newest.triage_group) or AS_SUGGESTED
    if newest:
        layout.quiet(sentences.triage_chosen(newest, pupil_filters.names_are_shown()))
    with saving.form(f"triage-{own}"):
        st.selectbox(
            "Group", options, index=options.index(chosen), key=f"{GROUP}-{own}", **saving.KEPT
        )
        st.text_input(
            "Why", max_chars=triage_choices.LONGEST_WHY, key=f"{WHY}-{own}", **saving.KEPT
        )
        follows = newest.version if newest else 0
        st.button("Save the group", on_click=saving.once(_save), args=(key, own, follows))


def _save(person_key: str, own: str, follows: int) -> None:
    group = st.session_state[f"{GROUP}-{own}"]

    def do() -> str:
        triage_choices.choose(
            *saving.where(),
            person_key,
            None if group == AS_SUGGESTED else group,
            saving.typed(f"{WHY}-{own}"),
            follows=follows,
        )
        return f"Saved: {group}."

    saving.save(do)
