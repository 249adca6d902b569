"""Opening and closing a meeting on the screen, and who came to it."""

import pandas as pd
import streamlit as st

from attendance import access, sentences
from attendance.casework import attendees, booking, meetings
from attendance.casework.booking import Wish
from attendance.casework.meetings import Meeting
from attendance.scope import PupilScope
from attendance.ui import layout, saving, session, shown
from attendance.ui.meetings import phase_of, term_of, theme, today

CHOSEN = "meeting"
TO_COME = ("held", "booked")


def open_another(chosen: Meeting, found: list[Meeting]) -> None:
    """A button that opens a booked meeting; where none is open or booked, a form for a new one."""
    if not access.may_write(session.viewer(), "meeting"):
        return
    if chosen.status == "booked":
        st.button(
            "Open this meeting",
            icon=":material/play_arrow:",
            on_click=saving.once(saving.save),
            args=(lambda: _set(chosen, "held", "The meeting is open."),),
        )
    elif not any(each.status in TO_COME for each in found):
        opened = st.expander("Open a new meeting", icon=":material/add:", on_change="rerun")
        if opened.open:
            with opened:
                _new(chosen.school_id)


def start(scope: PupilScope) -> None:
    if access.may_write(session.viewer(), "meeting"):
        layout.quiet(sentences.NO_MEETINGS)
        _new(int(scope.school_id or 0))
    else:
        layout.quiet(sentences.NO_MEETING_BOOKED)


def _new(school_id: int) -> None:
    """The form that opens a meeting nobody had booked."""
    prefix = f"open-{school_id}-{saving.times()}"
    day = today()
    with st.form(prefix, width=560):
        st.date_input("Day", value=day, format="DD/MM/YYYY", key=f"{prefix}-day")
        st.selectbox(
            "Term",
            meetings.TERMS,
            index=meetings.TERMS.index(term_of(day)),
            format_func=str.capitalize,
            key=f"{prefix}-term",
        )
        st.form_submit_button(
            "Open the meeting", on_click=saving.once(_open), args=(prefix, school_id)
        )


def _open(prefix: str, school_id: int) -> None:
    def do() -> str:
        day = st.session_state.get(f"{prefix}-day") or today()
        term = saving.typed(f"{prefix}-term")
        wish = Wish(day, term, theme(term, phase_of(school_id)))
        (key,) = booking.book(*saving.where(), [school_id], [wish], status="held")
        st.session_state[CHOSEN] = key
        return "The meeting is open. What is recorded is saved at once."

    saving.save(do)


def is_recording(meeting: Meeting) -> bool:
    """Whether something can be written down in the meeting by this viewer."""
    return meeting.status in TO_COME and access.may_write(session.viewer(), "action")


def _set(meeting: Meeting, status: str, told: str, note: str | None = None) -> str:
    meetings.set_status(
        *saving.where(), meeting.meeting_key, status, follows=meeting.version, note=note
    )
    # Chosen again, so that the browser shows its new status in the list of meetings.
    st.session_state[CHOSEN] = meeting.meeting_key
    return told


def who_came(meeting: Meeting, show_names: bool = True) -> None:
    opened = st.expander(
        "Who was invited and who came", icon=":material/group:", key="who-came", on_change="rerun"
    )
    if not opened.open or not show_names:
        return
    with opened:
        with layout.told():
            coming = attendees.of_meeting(*saving.where(), meeting.meeting_key)
        if coming:
            rows = pd.DataFrame(sentences.attendee_rows(coming, attendees.PARTS))
            shown.printed_table(rows, "Those of the meeting", are_words=True)
        if not any(
            each.part == attendees.MUST_ATTEND and each.state == "attended" for each in coming
        ):
            layout.quiet(sentences.CHAMPION_AWAY)
        if access.may_write(session.viewer(), "action"):
            _add_attendee(meeting)
            _change_attendee(meeting, coming)


def _add_attendee(meeting: Meeting) -> None:
    prefix = f"came-{meeting.meeting_key}-{saving.times()}"
    with saving.form(prefix):
        st.text_input("Name", key=f"{prefix}-name", max_chars=attendees.LONGEST_NAME, **saving.KEPT)
        st.selectbox(
            "As",
            list(attendees.PARTS),
            format_func=lambda part: attendees.PARTS[part],
            key=f"{prefix}-part",
            **saving.KEPT,
        )
        st.button("Add to those who came", on_click=saving.once(_came), args=(prefix, meeting))


def _came(prefix: str, meeting: Meeting) -> None:
    def do() -> str:
        who = saving.typed(f"{prefix}-part"), saving.typed(f"{prefix}-name")
        attendees.invite(*saving.where(), meeting.meeting_key, [who], state="attended")
        return f"Saved: {who[1].strip()} came."

    saving.save(do)


def _change_attendee(meeting: Meeting, coming: list[attendees.Attendee]) -> None:
    if not coming:
        return
    by_key = {each.attendee_key: each for each in coming}
    prefix = f"state-{meeting.meeting_key}-{saving.times()}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = st.selectbox(
            "Who", list(by_key), format_func=lambda key: by_key[key].name, key=f"{prefix}-who"
        )
        state = st.selectbox("Is", attendees.STATES, index=2, key=f"{prefix}-state")
        st.button(
            "Save",
            key=f"{prefix}-save",
            on_click=saving.once(_is),
            args=(meeting, by_key[key], state),
        )


def _is(meeting: Meeting, who: attendees.Attendee, state: str) -> None:
    def do() -> str:
        attendees.set_state(
            *saving.where(), meeting.meeting_key, who.attendee_key, state, follows=who.version
        )
        return f"Saved: {who.name}, {state}."

    saving.save(do)


def close(meeting: Meeting, scope: PupilScope) -> None:
    """Closing the meeting with a note, or opening it again, for those who may."""
    if not access.may_write(session.viewer(), "meeting") or not scope.show_names:
        return
    prefix = f"close-{meeting.meeting_key}-{meeting.version}"
    if meeting.status == "closed":
        st.button(
            "Open it again",
            key=f"{prefix}-again",
            on_click=saving.once(saving.save),
            args=(lambda: _set(meeting, "held", "The meeting is open again."),),
        )
    elif meeting.status == "held":
        with saving.form(prefix):
            st.text_area(
                "Note of the meeting (optional)",
                value=meeting.note,
                max_chars=meetings.LONGEST_NOTE,
                key=f"{prefix}-note",
                **saving.KEPT,
            )
            st.button(
                "Close the meeting",
                on_click=saving.once(_close),
                args=(meeting, f"{prefix}-note"),
            )


def _close(meeting: Meeting, note: str) -> None:
    told = "The meeting is closed. Its record can be sent to the school."
    saving.save(lambda: _set(meeting, "closed", told, saving.typed(note)))
