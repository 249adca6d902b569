"""Which school's meetings are looked at, all that is written down of them, and which one is
shown."""

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from attendance import access, sentences
from attendance.casework import actions, discussed, meetings
from attendance.casework.actions import Action
from attendance.casework.discussed import Discussed
from attendance.casework.meetings import Meeting
from attendance.scope import PupilScope
from attendance.ui import (
    county_filters,
    data,
    filters,
    layout,
    meeting_running,
    pupil_filters,
    saving,
    session,
    support,
)
from attendance.ui.meetings import known


@dataclass(frozen=True)
class Kept:
    """All that is written down of a school's meetings, and which meeting is shown."""

    meetings: list[Meeting]
    actions: list[Action]
    marks: list[Discussed]
    chosen: Meeting | None

    @property
    def held(self) -> list[Meeting]:
        """Those that took place, the newest first."""
        return [each for each in self.meetings if each.took_place]

    @property
    def last(self) -> Meeting | None:
        """The meeting before the one that is shown."""
        if self.chosen is None:
            return self.held[0] if self.held else None
        key, day = self.chosen.meeting_key, self.chosen.held_on
        earlier = [each for each in self.held if each.held_on <= day and each.meeting_key != key]
        return earlier[0] if earlier else None

    @property
    def earlier(self) -> list[Action]:
        """The actions of other meetings that are still open."""
        key = self.chosen.meeting_key if self.chosen else ""
        return [each for each in self.actions if each.meeting_key != key and each.status == "open"]

    @property
    def agreed(self) -> list[Action]:
        """The actions of the meeting that is shown."""
        return [each for each in self.actions if self._is_of(each)]

    @property
    def talked_of(self) -> list[Discussed]:
        """The pupils discussed in it."""
        return [each for each in self.marks if self._is_of(each)]

    def _is_of(self, each: Action | Discussed) -> bool:
        return self.chosen is not None and each.meeting_key == self.chosen.meeting_key


def scope() -> PupilScope:
    """The school's newest weeks, with what was written down of its pupils and meetings."""
    chosen = county_filters.school_scope()
    pupils = pupil_filters.of_person().but(
        person_key=None,
        school_id=chosen.school_id,
        school_name=chosen.school_name,
        education_phase=chosen.education_phase,
        chosen_schools=None,
    )
    with layout.told():
        return known(support.known(pupils))


def draw() -> None:
    """Draw the choice among the school's meetings that stand, for those who read them."""
    if not access.may_read(session.viewer(), "pupil") or data.rows("data/schools").empty:
        return
    school = int(county_filters.school_scope().school_id or 0)
    with layout.told():
        by_key = {each.meeting_key: each for each in _standing(_meetings(school))}
    if by_key:
        first = _first(by_key.values()).meeting_key
        filters.keep_on_offer(meeting_running.CHOSEN, list(by_key), first)
        st.selectbox(
            "Meeting",
            list(by_key),
            index=list(by_key).index(first),
            format_func=lambda key: sentences.meeting_name(by_key[key]),
            key=meeting_running.CHOSEN,
        )


def kept(scope: PupilScope) -> Kept:
    """What is written down of the school's meetings, and the one that is chosen: at first the
    one that is open, else the next one booked, else the last one."""
    where, school = saving.where(), int(scope.school_id or 0)
    with layout.told():
        found = _meetings(school)
        by_key = {each.meeting_key: each for each in _standing(found)}
        chosen = by_key.get(str(st.session_state.get(meeting_running.CHOSEN)))
        return Kept(
            found,
            actions.of_school(*where, school),
            discussed.of_school(*where, school),
            chosen or (_first(by_key.values()) if by_key else None),
        )


def _meetings(school_id: int) -> list[Meeting]:
    return meetings.of_school(*saving.where(), school_id)


def _standing(found: list[Meeting]) -> list[Meeting]:
    return [each for each in found if each.status not in ("cancelled", "moved")]


def _first(standing: Iterable[Meeting]) -> Meeting:
    order = {"held": 0, "booked": 1, "closed": 2}
    return min(standing, key=lambda each: (order[each.status], _nearness(each)))


def _nearness(meeting: Meeting) -> int:
    """Of meetings to come the first is the nearest, of past ones the last."""
    days = meeting.held_on.toordinal()
    return days if meeting.status == "booked" else -days
