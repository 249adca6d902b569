"""One booking of the diary on the screen: its calendar file and letter, who is invited, moving and
cancelling it."""

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from attendance import sentences
from attendance.casework import booking, contacts, meetings
from attendance.casework.booking import Wish
from attendance.casework.meetings import Meeting
from attendance.documents import calendar_file
from attendance.documents.calendar_file import Invitation
from attendance.scope import DiaryScope
from attendance.ui import (
    data,
    diary,
    downloads,
    filters,
    layout,
    meeting_running,
    saving,
    session,
    shown,
)
from attendance.ui.meetings import phase_of, term_of, theme

EVERY = "All"
QUADRANT, MEMBER, STATUS, BOOKING = (
    "diary-quadrant",
    "diary-member",
    "diary-status",
    "diary-booking",
)
TO_COME, ALL_MEETINGS = "To come", "All, past and cancelled too"


def draw(scope: DiaryScope, every: list[Meeting]) -> None:
    """The meetings that the filters leave, and one booking of them."""
    saving.tell()
    rows = data.rows("data/schools")
    schools = dict(zip(map(int, rows["school_id"]), rows["school_name"], strict=True))
    quadrants = dict(zip(map(int, rows["school_id"]), rows["quadrant"].fillna(""), strict=True))
    found = _filtered(every, quadrants)
    if not found:
        layout.quiet(sentences.NOTHING_BOOKED)
        return
    table = pd.DataFrame(sentences.diary_rows(found, schools, quadrants))
    shown.printed_table(table, "Meetings in the diary", are_words=True)
    standing: dict[str, list[Meeting]] = {}
    for each in found:
        if each.status == "booked":
            standing.setdefault(each.booking_key, []).append(each)
    if not standing:
        return
    if st.session_state.get(BOOKING) not in standing:
        st.session_state.pop(BOOKING, None)
    key = st.selectbox(
        "Meeting",
        list(standing),
        format_func=lambda key: sentences.booking_name(standing[key], schools),
        key=BOOKING,
        width=760,
    )
    _one(standing[key], every, schools, scope.home)


def _filtered(every: list[Meeting], quadrants: dict[int, str]) -> list[Meeting]:
    with st.container(horizontal=True):
        offered = [EVERY, *sorted({each for each in quadrants.values() if each})]
        quadrant = st.selectbox("Quadrant", offered, key=QUADRANT, width=220)
        members = [EVERY, *sorted({each.team_member for each in every if each.team_member})]
        member = st.selectbox("Team", members, key=MEMBER, width=220)
        status = st.segmented_control(
            "Meetings", (TO_COME, ALL_MEETINGS), default=TO_COME, required=True, key=STATUS
        )
    left = [
        each
        for each in every
        if quadrant in (EVERY, quadrants.get(each.school_id))
        and member in (EVERY, each.team_member)
        and (status == ALL_MEETINGS or each.status in meeting_running.TO_COME)
    ]
    return sorted(left, key=lambda each: (each.held_on, each.starts_at, each.school_id))


def _one(found: list[Meeting], every: list[Meeting], schools: dict[int, str], home: str) -> None:
    invitation = _invitation(found, every, schools)
    first = found[0]
    downloads.download(
        "Calendar file (.ics)",
        f"meeting-{first.held_on.isoformat()}.ics",
        calendar_file.MIME,
        lambda: calendar_file.as_ics([invitation], datetime.now(UTC)),
        subject=f"calendar file: {first.booking_key}",
        rows=len(found),
    )
    meeting = first
    if len(found) > 1:
        by_school = {schools.get(each.school_id, ""): each for each in found}
        meeting = by_school[st.selectbox("School", list(by_school), key="diary-school", width=560)]
    with st.container(horizontal=True):
        _go("Pack", ":material/description:", "tsm_pack", schools.get(meeting.school_id, ""))
        _go("Meeting", ":material/handshake:", "tsm_meeting", schools.get(meeting.school_id, ""))
    opened = st.expander("Letter", icon=":material/mail:", key="diary-letter", on_change="rerun")
    if opened.open:
        with opened, layout.told():
            known = contacts.of_schools(*saving.where(), [meeting.school_id])
            text = sentences.confirmation(found, schools, known, home)
            st.code(text, language=None, wrap_lines=True)
            layout.quiet(sentences.LETTER)
    meeting_running.who_came(meeting)
    _move(found)
    _cancel(found)


def _go(label: str, icon: str, page: str, school: str) -> None:
    """A button that opens a page at the school."""
    st.button(
        f"{label} of {school}",
        icon=icon,
        key=f"diary-{page}",
        on_click=session.go_to,
        args=(page,),
        kwargs={filters.SCHOOL: school},
    )


def _invitation(found: list[Meeting], every: list[Meeting], schools: dict[int, str]) -> Invitation:
    """The meeting for a calendar: under the key of the one that it was first booked as, with a
    number that rises with each move, so that a moved meeting moves in the calendar too."""
    first = root = found[0]
    by_key, moves = {each.meeting_key: each for each in every}, 0
    while root.moved_from in by_key:
        root, moves = by_key[root.moved_from], moves + 1
    summary, description = sentences.invitation_words(found, schools)
    return Invitation(
        key=root.booking_key,
        version=moves,
        day=first.held_on,
        starts_at=first.starts_at or "09:00",
        ends_at=first.ends_at or "10:30",
        summary=summary,
        description=description,
        place=first.place,
    )


def _move(found: list[Meeting]) -> None:
    opened = st.expander(
        "Move the meeting", icon=":material/event_repeat:", key="diary-move", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        first = found[0]
        prefix = f"move-{first.booking_key}-{first.version}"
        phase = phase_of(first.school_id)
        chosen = diary.choose_time("New day", prefix, phase, first.team_member, first.held_on)
        if chosen is not None:
            st.button(
                "Move it", key=f"{prefix}-now", on_click=saving.once(_moved), args=(found, *chosen)
            )


def _moved(found: list[Meeting], day, starts_at: str, ends_at: str) -> None:
    first = found[0]
    term = term_of(day)
    wish = Wish(
        day,
        term,
        first.theme if term == first.term else theme(term, phase_of(first.school_id)),
        starts_at,
        ends_at,
        first.team_member or "The team",
        first.place,
    )

    def do() -> str:
        where = saving.where()
        keys = booking.move(*where, {each.meeting_key: each.version for each in found}, wish)
        schools = [each.school_id for each in found]
        made = [each for each in meetings.of_schools(*where, schools) if each.meeting_key in keys]
        diary.invite(made)
        return f"Moved to {day:%A} {sentences.meeting_name(made[0])}. The old day stays on record."

    saving.save(do)


def _cancel(found: list[Meeting]) -> None:
    opened = st.expander(
        "Cancel the meeting", icon=":material/event_busy:", key="diary-cancel", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        prefix = f"cancel-{found[0].booking_key}-{found[0].version}"
        st.text_input("Why", max_chars=200, key=f"{prefix}-why", width=560)
        st.button(
            "Cancel it",
            key=f"{prefix}-now",
            on_click=saving.once(_cancelled),
            args=(found, f"{prefix}-why"),
        )


def _cancelled(found: list[Meeting], why: str) -> None:
    def do() -> str:
        follows = {each.meeting_key: each.version for each in found}
        booking.cancel(*saving.where(), follows, saving.typed(why))
        return "Cancelled. It stays on record, and its time is free again."

    saving.save(do)
