"""Actions of meetings on the screen: the form that records one, the form that changes one, lists,
and what is overdue with a reminder."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from attendance import access, sentences
from attendance.casework import actions
from attendance.casework.actions import Action, Agreed
from attendance.casework.discussed import Discussed
from attendance.casework.meetings import Meeting
from attendance.scope import PupilScope
from attendance.ui import data, filters, layout, saving, session, shown
from attendance.ui.meetings import today

USUAL_DAYS = 14


def record(meeting: Meeting, people: dict[str, str]) -> None:
    """The form for a new action, for the school or one of these people, saved at once."""
    prefix = f"action-{meeting.meeting_key}-{saving.times()}"
    due = max(today(), meeting.held_on) + timedelta(days=USUAL_DAYS)
    with saving.form(prefix, "stretch"):
        st.text_area(
            "What is to be done",
            height=80,
            max_chars=actions.LONGEST_WHAT,
            key=f"{prefix}-what",
            **saving.KEPT,
        )
        st.text_input("Who", max_chars=actions.LONGEST_WHO, key=f"{prefix}-who", **saving.KEPT)
        st.date_input(
            "By when", value=due, format="DD/MM/YYYY", key=f"{prefix}-by_when", **saving.KEPT
        )
        st.selectbox(
            "About",
            [None, *people],
            format_func=lambda key: sentences.action_about(key, people),
            key=f"{prefix}-about",
            help="The school, or a pupil: type a part of the name.",
            **saving.KEPT,
        )
        st.button("Record the action", on_click=saving.once(_record), args=(prefix, meeting))


def listed(found: list[Action], marks: list[Discussed], scope: PupilScope) -> None:
    """What was agreed, and which pupils were discussed with whom to lead."""
    count = f"{len(found)} {'action' if len(found) == 1 else 'actions'} agreed"
    shown.head(sentences.Message(count, "In this meeting, for the school and for pupils."))
    if found:
        table(found, scope, "Actions agreed in this meeting")
    else:
        layout.quiet(sentences.NO_ACTIONS)
    if not marks:
        layout.quiet(sentences.NOBODY_DISCUSSED)
        return
    rows = pd.DataFrame(sentences.discussed_rows(marks, names(marks, scope)))
    if not scope.show_names:
        rows = rows.drop(columns="Lead practitioner")
    shown.printed_table(rows, "Pupils discussed in this meeting", are_words=True)


def kept(scope: PupilScope, found: list[Action]) -> None:
    """Every action of the school, open ones first, and the form that changes one."""
    saving.tell()
    if not found:
        layout.quiet(sentences.NO_ACTIONS)
        return
    ordered = sorted(found, key=lambda each: each.status != "open")
    table(ordered, scope, f"Actions agreed with {scope.school_name}")
    change(ordered, scope)
    _history(scope)


def table(found: list[Action], scope: PupilScope, alt: str) -> None:
    """Actions as a table; with pseudonyms without what was typed."""
    rows = (
        sentences.action_rows(found, names(found, scope), today())
        if scope.show_names
        else sentences.action_states(found, today())
    )
    _printed(rows, alt)


def change(found: list[Action], scope: PupilScope) -> None:
    """The form that changes one of these actions, for those who may write them."""
    if not found or not access.may_write(session.viewer(), "action"):
        return
    if not scope.show_names:
        layout.quiet(sentences.TEXTS_HIDDEN)
        return
    by_key, called, day = {each.action_key: each for each in found}, names(found, scope), today()
    key = f"action-which-{scope.school_id}"
    filters.keep_on_offer(key, list(by_key))
    chosen = by_key[
        st.selectbox(
            "Change an action",
            list(by_key),
            format_func=lambda key: sentences.action_choice(by_key[key], called, day),
            key=key,
            width=760,
        )
    ]
    _form(chosen)


def overdue(scope: PupilScope) -> None:
    """What is past its day, by person and school, with the text of a reminder."""
    day = today()
    with layout.told():
        late = actions.overdue(actions.of_schools(*saving.where()), day)
    if not late:
        layout.quiet(sentences.NOTHING_OVERDUE)
        return
    layout.answer(sentences.overdue_of(late))
    if not scope.show_names:
        layout.quiet(sentences.TEXTS_HIDDEN)
        return
    schools = school_names()
    late.sort(key=lambda each: (each.who.casefold(), schools.get(each.school_id, ""), each.by_when))
    _printed(
        sentences.action_rows(late, names(late, scope), day, schools), "Actions that are overdue"
    )
    people = list(dict.fromkeys(each.who for each in late))
    who = st.selectbox("Remind", people, key="remind", width=560)
    text = sentences.reminder(who, [each for each in late if each.who == who], schools)
    st.code(text, language=None, wrap_lines=True)
    layout.quiet(sentences.NO_NAMES_IN_REMINDER)


def names(found: list[Action] | list[Discussed], scope: PupilScope) -> dict[str, str]:
    """What the pupils of these entries are called on this screen."""
    people = sorted({each.person_key for each in found if each.person_key})
    if not people:
        return {}
    rows = data.rows("data/people_names", person_keys=people, show_names=scope.show_names)
    return dict(zip(rows["person_key"], rows["pupil"], strict=True))


def school_names() -> dict[int, str]:
    """The names of the viewer's schools."""
    rows = data.rows("data/schools")
    return dict(zip(map(int, rows["school_id"]), rows["school_name"], strict=True))


def _record(prefix: str, meeting: Meeting) -> None:
    def do() -> str:
        agreed = _typed(prefix)
        person = st.session_state.get(f"{prefix}-about")
        actions.record(*saving.where(), meeting.meeting_key, agreed, person_key=person)
        return sentences.action_saved(agreed)

    saving.save(do)


def _form(action: Action) -> None:
    prefix = f"action-{action.action_key}-{action.version}"
    with saving.form(prefix, 760):
        st.segmented_control(
            "State",
            actions.STATUSES,
            default=action.status,
            required=True,
            key=f"{prefix}-status",
            **saving.KEPT,
        )
        st.text_area(
            "Note: what was done, or why not",
            value=action.note,
            max_chars=actions.LONGEST_NOTE,
            height=80,
            key=f"{prefix}-note",
            **saving.KEPT,
        )
        st.text_area(
            "What is to be done",
            value=action.what,
            max_chars=actions.LONGEST_WHAT,
            height=80,
            key=f"{prefix}-what",
            **saving.KEPT,
        )
        with st.container(horizontal=True):
            st.text_input(
                "Who",
                value=action.who,
                max_chars=actions.LONGEST_WHO,
                key=f"{prefix}-who",
                **saving.KEPT,
            )
            st.date_input(
                "By when",
                value=action.by_when,
                format="DD/MM/YYYY",
                key=f"{prefix}-by_when",
                **saving.KEPT,
            )
        st.button("Save the change", on_click=saving.once(_change), args=(prefix, action))


def _change(prefix: str, action: Action) -> None:
    def do() -> str:
        agreed = _typed(prefix)
        actions.change(*saving.where(), action.action_key, agreed, follows=action.version)
        return sentences.action_saved(agreed)

    saving.save(do)


def _typed(prefix: str) -> Agreed:
    return Agreed(
        what=saving.typed(f"{prefix}-what"),
        who=saving.typed(f"{prefix}-who"),
        by_when=st.session_state.get(f"{prefix}-by_when") or today(),
        status=saving.typed(f"{prefix}-status") or "open",
        note=saving.typed(f"{prefix}-note"),
    )


def _history(scope: PupilScope) -> None:
    opened = st.expander("History", icon=":material/history:", on_change="rerun")
    if opened.open and scope.show_names:
        with opened, layout.told():
            found = actions.history(*saving.where(), int(scope.school_id or 0))
            rows = sentences.action_history(found, names(found, scope), today())
            _printed(rows, "Every version of every action, the newest first")


def _printed(rows: list[dict[str, str]], alt: str) -> None:
    """The rows as a table, without a note where there is none."""
    cells = pd.DataFrame(rows)
    if "Note" in cells and not cells["Note"].any():
        cells = cells.drop(columns="Note")
    shown.printed_table(cells, alt, are_words=True)
