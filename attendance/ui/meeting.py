"""The meeting with a school on the screen: its agenda with the findings beside it, and what is
agreed."""

from collections import Counter

import pandas as pd
import streamlit as st

from attendance import sentences
from attendance.casework import actions, discussed
from attendance.casework.meetings import Meeting
from attendance.scope import PupilScope
from attendance.ui import (
    filters,
    layout,
    meeting_actions,
    meeting_points,
    meeting_record,
    meeting_running,
    saving,
    session,
    shown,
)
from attendance.ui.meeting_kept import Kept

AGENDA = "agenda"
REFRESHED_EVERY = 10
"""So many seconds after it was saved, another recorder's action is on the screen."""


def hold(scope: PupilScope, kept: Kept) -> None:
    """The meeting: agenda at the left, findings beside it, what is agreed below."""
    saving.tell()
    if kept.chosen is None:
        meeting_running.start(scope)
        return
    layout.quiet(sentences.meeting_head(kept.chosen))
    with st.container(horizontal=True):
        meeting_running.open_another(kept.chosen, kept.meetings)
        st.button(
            "Pack for this school",
            icon=":material/description:",
            on_click=session.go_to,
            args=("tsm_pack",),
            kwargs={filters.SCHOOL: scope.school_name},
            key="meeting-pack",
        )
    points = sentences.agenda(scope.home)
    left, right = st.columns([1, 2.2], gap="medium")
    with left:
        point = st.radio("Agenda", list(points), format_func=lambda name: points[name], key=AGENDA)
        can_write = meeting_running.is_recording(kept.chosen)
        if can_write and scope.show_names:
            meeting_actions.record(kept.chosen, meeting_points.people(scope, kept.talked_of))
        elif not scope.show_names:
            layout.quiet(sentences.TEXTS_HIDDEN)
    with right:
        if point == sentences.POINT_AGREED:
            _live(scope, kept.chosen, REFRESHED_EVERY if can_write else None)
            meeting_running.who_came(kept.chosen, scope.show_names)
            meeting_running.close(kept.chosen, scope)
            meeting_record.download(scope, kept.chosen)
        else:
            meeting_points.draw(point, scope, kept, can_write)


def past(scope: PupilScope, kept: Kept) -> None:
    """Every meeting of the school, those moved and cancelled too."""
    if not kept.meetings:
        layout.quiet(sentences.NO_MEETINGS)
        return
    agreed = Counter(each.meeting_key for each in kept.actions)
    talked_of = Counter(each.meeting_key for each in kept.marks)
    rows = pd.DataFrame(sentences.past_rows(kept.meetings, agreed, talked_of))
    if not scope.show_names:
        rows = rows.drop(columns="Note")
    shown.printed_table(rows, f"Meetings with {scope.school_name}", are_words=True)
    if kept.chosen:
        meeting_record.download(scope, kept.chosen)


def _live(scope: PupilScope, meeting: Meeting, every: int | None) -> None:
    """What is agreed so far, with what others write meanwhile."""

    @st.fragment(run_every=every)
    def agreed() -> None:
        where, school = saving.where(), int(scope.school_id or 0)
        with layout.told():
            found = [
                each
                for each in actions.of_school(*where, school)
                if each.meeting_key == meeting.meeting_key
            ]
            marks = discussed.of_school(*where, school, meeting.meeting_key)
        meeting_actions.listed(found, marks, scope)

    agreed()
