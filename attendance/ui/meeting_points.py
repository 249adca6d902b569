"""The points of a meeting's agenda: what the registers say of each, and which pupils are
discussed."""

from functools import partial

import pandas as pd
import streamlit as st

from attendance import sentences
from attendance.casework import discussed
from attendance.casework.discussed import Discussed
from attendance.casework.meetings import Meeting
from attendance.errors import AttendanceError
from attendance.scope import PupilScope
from attendance.ui import data, layout, meeting_actions, pupil_filters, saving, shown
from attendance.ui.meeting_kept import Kept

COLUMNS = [
    "pupil",
    "year_group",
    "class",
    "absence_rate",
    "support_step",
    "main_reason",
    "absent_sessions",
    "possible_sessions",
    "trend",
    "cohorts",
]
BANDS = {sentences.POINT_SEVERE: "severe", sentences.POINT_PERSISTENT: "persistent"}


def draw(point: str, scope: PupilScope, kept: Kept, can_write: bool) -> None:
    """The findings of that point."""
    if point == sentences.POINT_SINCE:
        _since(scope, kept)
    elif point == sentences.POINT_TRENDS:
        found = {name: data.in_scope(f"school/{name}", scope) for name in sentences.STANDING_OUT}
        layout.points(sentences.standing_out(found, scope))
        half_terms = data.in_scope("school/half_terms", scope)
        shown.chart("school/weekly_trend", scope, half_terms=half_terms)
    elif point == sentences.POINT_COMPARED:
        _compared(scope)
    else:
        _pupils(BANDS[point], scope, kept, can_write)


def people(scope: PupilScope, marks: list[Discussed]) -> dict[str, str]:
    """By key, the pupils an action can be about: those discussed, then all who are severely or
    persistently absent."""
    first = meeting_actions.names(marks, scope)
    banded, _ = _of_band("persistent", scope)
    rows = data.in_scope("pupils/absent_pupils", banded.whole_list)
    years = rows["year_group"].fillna("")
    named = {
        key: f"{name} ({year})" if year else name
        for key, name, year in zip(rows["person_key"], rows["pupil"], years, strict=True)
    }
    return first | named


def _since(scope: PupilScope, kept: Kept) -> None:
    """What became of what was agreed, and of those who were discussed."""
    if not kept.earlier:
        layout.quiet(sentences.NO_OPEN_ACTIONS)
    else:
        meeting_actions.table(kept.earlier, scope, "Open actions of earlier meetings")
        meeting_actions.change(kept.earlier, scope)
    last = kept.last
    if last is None:
        layout.points([sentences.NO_MEETING])
        return
    talked_of = [each for each in kept.marks if each.meeting_key == last.meeting_key]
    then = scope.but(
        discussed_people=tuple(each.person_key for each in talked_of), discussed_on=last.held_on
    )
    layout.points(sentences.since_last_findings(data.in_scope("tsm/since_last", then), then))
    if talked_of:
        shown.table("tsm/discussed_pupils", then, sentences.COLUMNS_OF_DISCUSSED)


def _compared(scope: PupilScope) -> None:
    position = data.in_scope("school/position", scope)
    among = data.in_scope("schools/every_school", scope)
    england = data.in_scope("school/pa_and_england", scope)
    similar = data.in_scope("school/similar_schools", scope)
    layout.points(
        [
            sentences.school_answer(position, among, scope),
            *sentences.school_findings(position, among, scope, england),
            *sentences.similar_comparison(similar, scope),
        ]
    )
    shown.chart("school/code_gap", scope)


def _pupils(band: str, scope: PupilScope, kept: Kept, can_write: bool) -> None:
    """The pupils of that band, who can be ticked as discussed."""
    banded, totals = _of_band(band, scope)
    name = "pupils/absent_pupils"
    rows = data.in_scope(name, banded)
    message = sentences.absent_pupils(rows, banded, totals)
    shown.head(message)
    if rows.empty:
        layout.quiet(sentences.NOBODY_LISTED)
        return
    if not can_write or kept.chosen is None:
        shown.grid(name, rows, banded, message.title, COLUMNS, pupil_filters.open_pupil)
        return
    talked_of = {each.person_key for each in kept.talked_of}
    marked = rows.assign(
        pupil=[
            f"{sentences.DISCUSSED_MARK}{name}" if key in talked_of else name
            for key, name in zip(rows["person_key"], rows["pupil"], strict=True)
        ]
    )
    key = f"meeting-{band}-{kept.chosen.meeting_key}-{saving.times()}"
    places = shown.grid(name, marked, banded, message.title, COLUMNS, choosing=key)
    discuss(rows.iloc[places], kept.chosen, key)
    shown.about(name)


def discuss(rows: pd.DataFrame, meeting: Meeting, key: str) -> None:
    """Mark the ticked pupils as discussed, with who leads, or take it back."""
    ticked = dict(zip(rows["person_key"], rows["pupil"], strict=True))
    if not ticked:
        layout.hint(sentences.TICK_DISCUSSED)
        return
    with st.form(f"{key}-form", width=560):
        st.text_input(
            "Lead practitioner agreed (optional)",
            max_chars=discussed.LONGEST_NAME,
            key=f"{key}-leads",
            help="Name and role. It stands in the pupil's support record too.",
        )
        with st.container(horizontal=True):
            save = saving.once(partial(_save, ticked, meeting, f"{key}-leads"))
            st.form_submit_button(f"Discussed: {len(ticked)}", on_click=save, args=(True,))
            st.form_submit_button("Not discussed after all", on_click=save, args=(False,))


def _save(ticked: dict[str, str], meeting: Meeting, leads: str, is_discussed: bool) -> None:
    def do() -> str:
        where = saving.where()
        follows = discussed.versions_of(*where, meeting.school_id, meeting.meeting_key)
        standing = {
            each.person_key
            for each in discussed.of_school(*where, meeting.school_id, meeting.meeting_key)
        }
        done = []
        for person, name in ticked.items():
            if not is_discussed and person not in standing:
                continue
            try:
                discussed.mark(
                    *where,
                    meeting.meeting_key,
                    person,
                    lead_practitioner=saving.typed(leads),
                    follows=follows.get(person, 0),
                    is_discussed=is_discussed,
                )
            except AttendanceError as error:
                saved = f" Saved before it: {', '.join(done)}." if done else ""
                raise AttendanceError(f"{name}: {error}{saved}") from error
            done.append(name)
        return f"Saved: {len(done)} {'discussed' if is_discussed else 'taken back'}."

    saving.save(do)


def _of_band(band: str, scope: PupilScope) -> tuple[PupilScope, pd.DataFrame]:
    totals = data.in_scope("pupils/totals", scope)
    if totals.empty:
        layout.empty("No pupil has possible sessions in these weeks yet.")
    return pupil_filters.of_band(scope, totals, band), totals
