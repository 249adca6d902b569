"""What was written down of pupils, for lists: each pupil's latest step, notices, letters, groups
chosen and what was dealt with, as a PupilScope holds it for the queries."""

from typing import Any, TypeVar

import streamlit as st
from sqlalchemy import Engine

from attendance.access import Viewer
from attendance.casework import dealt_with, support_known, triage_choices, written
from attendance.casework.support import SUPPORT_ENTRIES
from attendance.scope import PupilScope
from attendance.ui import data, session
from attendance.warehouse.versions import Version

Chosen = TypeVar("Chosen", bound=PupilScope)

TABLES = (SUPPORT_ENTRIES, dealt_with.DEALT_WITH, triage_choices.TRIAGE_CHOICES)


def known(scope: Chosen) -> Chosen:
    """The scope with what was written down of its pupils and the viewer sees."""
    engine = session.store_engine()
    warehouse = data.warehouse()
    stamp = str(engine.url), warehouse.path, *written.stamp(engine, *TABLES)
    chosen = scope.school_id, scope.academic_year
    return scope.but(**_known(engine, warehouse, stamp, session.viewer(), *chosen))


@st.cache_resource(max_entries=128, show_spinner=False)
def _known(
    _engine: Engine,
    _warehouse: Version,
    stamp: tuple,
    viewer: Viewer,
    school_id: int | None,
    academic_year: str,
) -> dict[str, Any]:
    """Kept by version and by how much the store holds, for its rows are only added to."""
    return support_known.of_pupils(_engine, viewer, _warehouse, school_id, academic_year)
