"""The consultation sheet of one pupil as a download, with names or without."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from attendance import sentences, words
from attendance.casework import support
from attendance.casework.support_steps import Step
from attendance.documents import consultation
from attendance.scope import PupilScope
from attendance.ui import data, session, shown

SHEETS = {
    "Consultation sheet (PDF)": ("consultation.pdf", True),
    "Sheet without names (PDF)": ("consultation-without-names.pdf", False),
}
"""By label: what the file is called, which tells nobody's name, and whether names are in it."""


def downloads(scope: PupilScope, counters: pd.DataFrame) -> None:
    """A button for each sheet; it is made, and logged, when pressed. Sessions without leave are
    listed from the first day of the window on, which the rows of counters tell."""
    first_day = sentences.window_from(counters, scope)
    with st.container(horizontal=True):
        for label, (file_name, has_names) in SHEETS.items():
            own = scope.but(show_names=scope.show_names and has_names)
            shown.download(
                label,
                file_name,
                "application/pdf",
                _making(own, first_day),
                subject=f"consultation sheet: {scope.person_key}",
                rows=1,
            )


def _making(scope: PupilScope, first_day: date) -> Callable[[], bytes]:
    """What makes the sheet when it is called, outside a run too."""
    head, spells, counters, register = (
        data.later(f"pupil/{name}", scope)
        for name in ("pupil_head", "pupil_spells", "counters", "pupil_register")
    )
    before = data.later("pupil/pupil_register", scope.but(academic_year=_year_before(scope)))
    sessions = data.later("pupil/window_sessions", scope, first_day=first_day)
    viewer, version, engine = session.viewer(), data.warehouse(), session.store_engine()
    person = str(scope.person_key)

    def make() -> bytes:
        steps = _standing(support.of_person(engine, viewer, version, person))
        told = sentences.consultation(
            head(),
            spells(),
            counters(),
            [before(), register()],
            sessions(),
            [sentences.support_told(step) for step in steps],
            next((step.ends_on for step in steps if step.kind == "part-time"), None),
            scope,
        )
        made = {
            "made_by": f"{viewer.name} ({viewer.role_name})",
            "at": words.moment(words.now()),
            "is_sample": version.is_sample,
        }
        return consultation.as_pdf(told | made)

    return make


def _standing(entries: list[support.Entry]) -> list[Step]:
    """Each step as it now stands, the newest first, without those taken back."""
    newest: dict[str, support.Entry] = {}
    for entry in entries:
        newest.setdefault(entry.entry_key, entry)
    return [entry.step for entry in newest.values() if not entry.is_taken_back]


def _year_before(scope: PupilScope) -> str:
    first = int(scope.academic_year[:4])
    return f"{first - 1}/{first % 100:02}"
