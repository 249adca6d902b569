"""The diary on the screen: booking meetings, what is booked, and the county's counts."""

from datetime import date

import pandas as pd
import streamlit as st

from attendance import sentences, words
from attendance.casework import attendees, booking, contacts, discussed, meetings, team
from attendance.casework.booking import Wish
from attendance.casework.meetings import Meeting
from attendance.errors import AttendanceError
from attendance.scope import DiaryScope
from attendance.ui import county_filters, data, filters, layout, saving
from attendance.ui.meetings import theme, today

ANY_TRUST = "Any trust or federation"
SCHOOLS, TRUST, MEMBER, PLACE = "book-schools", "book-trust", "book-member", "book-place"
GIVEN = "book-school"
"""The school that a link to the diary names; no widget, whose value a change of page would drop."""


def scope() -> DiaryScope:
    """The county's schools, with the meetings that took place in the year that is chosen."""
    chosen = county_filters.scope()
    with layout.told():
        where = saving.where()
        held = [
            each
            for each in meetings.of_schools(*where)
            if each.took_place and each.academic_year == chosen.academic_year
        ]
        marks = [each.meeting_key for each in discussed.of_schools(*where)]
    return DiaryScope(**vars(chosen)).but(
        held_schools=tuple(each.school_id for each in held),
        held_terms=tuple(each.term for each in held),
        held_pupils=tuple(marks.count(each.meeting_key) for each in held),
    )


def found() -> list[Meeting]:
    """Every meeting, the newest day first."""
    with layout.told():
        return meetings.of_schools(*saving.where())


def book() -> None:
    """Schools, member of the team, and for each term a day and a time; booked all at once."""
    saving.tell()
    with layout.told():
        members = [each for each in team.members(*saving.where()[:2]) if each.is_active]
    if not members:
        st.info(sentences.NO_TEAM, icon=":material/inbox:")
        st.button("Open Team", on_click=_open_team)
        return
    schools = _schools_chosen()
    first = schools.iloc[0] if len(schools) else None
    quadrant = "" if first is None or words.is_missing(first["quadrant"]) else first["quadrant"]
    names = [each.name for each in sorted(members, key=lambda each: each.quadrant != quadrant)]
    with st.container(horizontal=True):
        member = st.selectbox("With whom of the team", names, key=MEMBER, width=320)
        st.text_input("Place", max_chars=booking.LONGEST_PLACE, key=PLACE, width=320)
    phase = None if first is None else first["education_phase"]
    wishes = [wish for each in meetings.TERMS if (wish := _wish(each, phase, member))]
    many = words.counted(len(wishes), "meeting", "meetings")
    with_whom = words.counted(len(schools), "school", "schools")
    is_whole = bool(wishes) and not schools.empty
    st.button(
        f"Book {many} with {with_whom}" if is_whole else "Book: choose schools and days first",
        disabled=not is_whole,
        on_click=saving.once(_book),
        args=([int(each) for each in schools["school_id"]], wishes),
        key="book-now",
    )
    layout.quiet(sentences.SLOTS)


def choose_time(label: str, prefix: str, phase: str | None, member: str, day: date | None):
    """A choice of day and time; returns them, the time as its start and end, or None."""
    with st.container(horizontal=True):
        chosen = st.date_input(
            label, value=day, format="DD/MM/YYYY", key=f"{prefix}-day", width=220
        )
        slots = _slots(phase)
        taken = booking.taken(saving.where()[0], member, [chosen]) if chosen else set()
        slot = st.selectbox(
            "Time",
            slots,
            format_func=lambda slot: sentences.slot_name(
                slot[0], slot[1], _is_taken(slot, chosen, taken)
            ),
            key=f"{prefix}-slot-{phase}",
            width=260,
        )
    return (chosen, *slot) if chosen else None


def counts(scope: DiaryScope, every: list[Meeting]) -> None:
    """Which schools were not met in the term that today lies in."""
    schools = data.rows("data/schools")
    chosen = [each for each in every if each.academic_year == scope.academic_year]
    for each in meetings.TERMS:
        met = {
            meeting.school_id for meeting in chosen if meeting.took_place and meeting.term == each
        }
        left = schools[~schools["school_id"].isin(met)]
        opened = st.expander(
            f"Schools not met in the {each} term: {len(left)}",
            key=f"not-met-{each}",
            on_change="rerun",
        )
        if opened.open:
            with opened:
                layout.quiet(sentences.schools_not_met(left["school_name"].tolist(), each))


def _open_team() -> None:
    st.session_state[filters.TAB] = "Team"


def _schools_chosen() -> pd.DataFrame:
    """The schools that are to be met together; first the one that a link to the diary names."""
    schools = data.rows("data/schools")
    groups = sorted({*schools["trust"].dropna(), *schools["federation"].dropna()})
    chosen = st.selectbox("Trust or federation", [ANY_TRUST, *groups], key=TRUST, width=560)
    given = str(st.session_state.get(GIVEN) or st.query_params.get(GIVEN, ""))
    if chosen == ANY_TRUST:
        offered = schools
        first = [given] if given in schools["school_name"].tolist() else []
    else:
        offered = schools[(schools["trust"] == chosen) | (schools["federation"] == chosen)]
        first = offered["school_name"].tolist()
    names = st.multiselect(
        "Schools",
        offered["school_name"].tolist(),
        default=first,
        key=f"{SCHOOLS}-{chosen}-{given}",
        width=560,
        placeholder="Type a part of a name",
        help="Several schools share one time; each keeps a meeting and a record of its own.",
    )
    return offered[offered["school_name"].isin(names)]


def _wish(of_term: str, phase: str | None, member: str) -> Wish | None:
    prefix = f"book-{of_term}-{saving.times()}"
    found = choose_time(f"{words.sentence(of_term)} term", prefix, phase, member, None)
    if found is None:
        return None
    day, starts_at, ends_at = found
    place = saving.typed(PLACE)
    return Wish(day, of_term, theme(of_term, phase), starts_at, ends_at, member, place)


def _slots(phase: str | None) -> list[tuple[str, str]]:
    """The times of a phase; of one that has none, all there are."""
    rows = data.rows("data/meeting_slots")
    own = rows[rows["education_phase"] == phase]
    chosen = own if len(own) else rows
    pairs = zip(chosen["starts_at"], chosen["ends_at"], strict=True)
    return sorted(dict.fromkeys(pairs))


def _is_taken(slot: tuple[str, str], day: date | None, taken: set[tuple[date, int]]) -> bool:
    return day is not None and any((day, each) in taken for each in booking.quarters(*slot))


def _book(school_ids: list[int], wishes: list[Wish]) -> None:
    def do() -> str:
        where = saving.where()
        past = [each for each in wishes if each.day < today()]
        if past:
            raise AttendanceError(
                f"{words.day(past[0].day)} is past. Choose a day to come, and book again."
            )
        keys = booking.book(*where, school_ids, wishes)
        made = [
            each for each in meetings.of_schools(*where, school_ids) if each.meeting_key in keys
        ]
        invite(made)
        rows = data.rows("data/schools")
        names = dict(zip(map(int, rows["school_id"]), rows["school_name"], strict=True))
        return sentences.meetings_booked(sorted(made, key=lambda each: each.held_on), names)

    saving.save(do)


def invite(made: list[Meeting]) -> None:
    """The schools' contacts and the member of the team are invited to the meetings."""
    where = saving.where()
    known = contacts.of_schools(*where, {each.school_id for each in made})
    for meeting in made:
        people = [(each.part, each.name) for each in known if each.school_id == meeting.school_id]
        if meeting.team_member:
            people.append(("team", meeting.team_member))
        if people:
            attendees.invite(*where, meeting.meeting_key, people)
