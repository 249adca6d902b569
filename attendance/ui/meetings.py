"""What was written down of meetings, as a scope holds it for the queries, and which day it is."""

from datetime import date
from typing import TypeVar

import streamlit as st
from sqlalchemy import Engine

from attendance.access import Viewer
from attendance.casework import actions, discussed, meeting_lists, meetings, written
from attendance.packs import themes
from attendance.scope import CountyScope
from attendance.ui import data, session
from attendance.warehouse.versions import Version

TABLES = (meetings.MEETINGS, actions.ACTIONS, discussed.PUPILS_DISCUSSED)

Chosen = TypeVar("Chosen", bound=CountyScope)


def known(scope: Chosen) -> Chosen:
    """The scope with what was written down of the meetings of its schools that the viewer sees:
    when each was met last, how many actions are overdue, and who was discussed in the last
    meeting of the one school that is chosen, all up to the end of its weeks or, where they are
    the newest, to today. A meeting held after the last marked day was held, on the sample too."""
    engine = session.store_engine()
    warehouse = data.warehouse()
    stamp = str(engine.url), warehouse.path, *written.stamp(engine, *TABLES)
    as_of, held_by = _as_of(scope)
    viewer, school_id = session.viewer(), scope.school_id
    return scope.but(**_known(engine, warehouse, stamp, viewer, school_id, as_of, held_by))


def today() -> date:
    """The day that a meeting is held on and actions are due by: today, but on the sample, which
    ends in the past, its last marked day."""
    newest = _newest_day()
    return newest if data.warehouse().is_sample else max(newest, date.today())


def term_of(day: date) -> str:
    """The term that a day lies in, by months alone: a first suggestion."""
    return "autumn" if day.month >= 8 else "spring" if day.month < 4 else "summer"


def theme(term: str, phase: str | None) -> str:
    """The theme of meetings of that term with schools of that phase, as tsm_themes.csv has it."""
    rows = data.rows("data/tsm_themes")
    own = themes.of_phase(rows[rows["term"] == term], phase)["theme"]
    return str(own.iloc[0]) if len(own) else term


def phase_of(school_id: int) -> str | None:
    """The phase of a school that the viewer sees."""
    schools = data.rows("data/schools").set_index("school_id")
    return schools["education_phase"].get(school_id)


def _as_of(scope: CountyScope) -> tuple[date, date]:
    """The day that actions are due by, and that up to which meetings were held."""
    newest, end = _newest_day(), scope.told_to
    return (today(), max(newest, date.today())) if end >= newest else (end, end)


def _newest_day() -> date:
    return data.rows("data/marks_freshness")["last_day"].iloc[0].date()


@st.cache_resource(max_entries=128, show_spinner=False)
def _known(
    _engine: Engine,
    _warehouse: Version,
    stamp: tuple,
    viewer: Viewer,
    school_id: int | None,
    as_of: date,
    held_by: date,
) -> dict[str, object]:
    """Kept by version and by how much the store holds, for its rows are only added to."""
    return meeting_lists.known(_engine, viewer, _warehouse, school_id, as_of, held_by)
