"""A school's own target on its page: what is in force, the form that sets it, its history."""

import pandas as pd
import streamlit as st

from attendance import access, sentences
from attendance.casework import targets
from attendance.casework.targets import Target
from attendance.errors import AttendanceError
from attendance.scope import CountyScope
from attendance.ui import data, filters, layout, saving, session, shown

FIELDS = {
    "attendance": ("Attendance, % or more", "target_attendance"),
    "persistent": ("Persistent absence (PA), % or less", "target_persistently_absent"),
}
"""By measure: what its field is called, and where the scope holds it."""

TOLD = "target_told"


def aimed_at(scope: CountyScope) -> CountyScope:
    """The scope with the targets in force of its school and year."""
    found = _latest(scope)
    return scope.but(
        **{name: found[measure].rate for measure, (_, name) in FIELDS.items() if measure in found}
    )


def draw(scope: CountyScope) -> None:
    """Who set the targets and when, the form to set them for those who may, their history."""
    found = _latest(scope)
    layout.points(sentences.target_set_by(found, scope))
    if access.may_write(session.viewer(), "target"):
        if filters.is_newest_year(scope.academic_year):
            _form(found, scope)
        else:
            layout.quiet(sentences.PAST_TARGETS)
    _tell()
    _history(scope)
    layout.quiet(sentences.NOT_DFES)


def _form(found: dict[str, Target], scope: CountyScope) -> None:
    own = f"{scope.school_id}-{scope.academic_year}"
    keys = {measure: f"target-{own}-{measure}-{_version(found.get(measure))}" for measure in FIELDS}
    note = f"target-{own}-note-{'-'.join(keys[measure] for measure in FIELDS)}"
    with saving.form(f"target-{own}"):
        for measure, (label, name) in FIELDS.items():
            st.text_input(
                label,
                value=sentences.typed(getattr(scope, name)),
                key=keys[measure],
                max_chars=10,
                help="Per cent with at most one decimal, such as 94.5. Leave it empty for none.",
                **saving.KEPT,
            )
        st.text_input("Reason (optional)", key=note, max_chars=targets.LONGEST_NOTE, **saving.KEPT)
        st.button(
            f"Save as {scope.school_name}'s target for {scope.academic_year}",
            on_click=_save,
            args=(scope, found, keys, note),
        )


def _save(scope: CountyScope, found: dict[str, Target], keys: dict[str, str], note: str) -> None:
    """Write each target that was changed; what was wrong is told by the run that follows."""
    told = []
    for measure, key in keys.items():
        typed = str(st.session_state.get(key, ""))
        if typed.strip() == sentences.typed(getattr(scope, FIELDS[measure][1])):
            continue
        try:
            targets.set_target(
                session.store_engine(),
                session.viewer(),
                data.warehouse(),
                school_id=scope.school_id or 0,
                academic_year=scope.academic_year,
                measure=measure,
                value=typed,
                note=str(st.session_state.get(note, "")),
                follows=_version(found.get(measure)),
            )
            told.append((True, f"Saved: {targets.MEASURES[measure]}."))
        except AttendanceError as error:
            told.append((False, str(error)))
    st.session_state[TOLD] = told or [(True, "Nothing was changed, so nothing was saved.")]


def _tell() -> None:
    for is_saved, said in st.session_state.pop(TOLD, []):
        if is_saved:
            st.success(said, icon=":material/check:")
        else:
            st.error(said, icon=":material/error:")


def _history(scope: CountyScope) -> None:
    opened = st.expander("Earlier targets", icon=":material/history:", on_change="rerun")
    if opened.open:
        with opened:
            rows = sentences.target_history(_of_school(targets.history, scope))
            if rows:
                alt = f"Targets of {scope.school_name} for {scope.academic_year}, newest first"
                shown.printed_table(pd.DataFrame(rows), alt)
            else:
                layout.quiet("No target was ever set for this year.")


def _latest(scope: CountyScope) -> dict[str, Target]:
    with layout.told():
        return _of_school(targets.latest, scope)


def _of_school(read, scope: CountyScope):
    return read(
        session.store_engine(),
        session.viewer(),
        data.warehouse(),
        scope.school_id,
        scope.academic_year,
    )


def _version(target: Target | None) -> int:
    return 0 if target is None else target.version
