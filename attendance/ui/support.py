"""What was written down of pupils, for lists: each pupil's latest step, notices, letters, groups
chosen and what was dealt with, as a PupilScope holds it for the queries."""

from typing import Any

import streamlit as st
from sqlalchemy import Engine

from attendance.access import Viewer
from attendance.casework import dealt_with, support_lists, triage_choices, written
from attendance.casework.support import SUPPORT_ENTRIES
from attendance.scope import PupilScope
from attendance.ui import data, session
from attendance.warehouse.versions import Version

TABLES = (SUPPORT_ENTRIES, dealt_with.DEALT_WITH, triage_choices.TRIAGE_CHOICES)


def known(scope: PupilScope) -> PupilScope:
    """The scope with what was written down of its pupils and the viewer sees.

    Of each pupil the latest step of support since August of the academic year, or an earlier one
    whose review or end lies in it; beside it the next review or end that no later step was
    written after. Notices are all that were not withdrawn, in whatever year; letters and
    part-time plans those of the academic year. What was dealt with is that of one school, or of
    a viewer's own.
    """
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
    steps = support_lists.current(_engine, viewer, _warehouse, school_id)
    since = f"{academic_year[:4]}-08-01"
    found: dict[str, Any] = {
        **support_lists.latest(steps, since),
        **support_lists.notices(steps),
        **support_lists.letters(steps, since),
        **support_lists.plans(steps, since),
    }
    groups = triage_choices.current(_engine, viewer, _warehouse, school_id)
    found |= {"triage_people": tuple(groups), "triage_groups": tuple(groups.values())}
    if school_id is not None or viewer.schools:
        marks = dealt_with.marks(_engine, viewer, _warehouse, school_id)
        found["dealt_with"] = tuple(dict.fromkeys(mark.text for mark in marks))
    return found
