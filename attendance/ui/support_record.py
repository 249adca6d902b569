"""The support record on the screen: what was done for a pupil, and the form to write it down, to
change it and to take it back; the same form for several pupils of a list at once."""

import zlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy import Engine

from attendance import access, sentences
from attendance.access import Viewer
from attendance.casework import support, support_steps, written
from attendance.casework.support import Entry
from attendance.casework.support_steps import KINDS, Step
from attendance.ui import data, filters, layout, pupil_filters, saving, session, shown
from attendance.warehouse.versions import Version

NEW, SEVERAL = "new", "several"
NOT_SAID = "not said"

TYPED = {
    "hours": (5, "A number such as 12.5."),
    "practitioner": (
        support_steps.LONGEST_NAME,
        "Name and role of who leads, such as Jo Reed, family worker.",
    ),
}
DATES = ("review_on", "ends_on")


def draw(person_key: str, name: str) -> None:
    """What was done for one pupil, newest first, the form for those who may write, the history."""
    with layout.told():
        entries = _of_person(person_key)
    newest = {entry.entry_key: entry for entry in reversed(entries)}
    current = [entry for entry in entries if entry is newest[entry.entry_key]]
    current = [entry for entry in current if not entry.is_taken_back]
    schools = _school_names(person_key)
    message = sentences.support_record(current, name)
    shown.head(message)
    is_named = pupil_filters.names_are_shown()
    if current:
        rows = pd.DataFrame(sentences.support_rows(current, schools, is_named))
        shown.printed_table(rows, message.title, are_words=True)
    if not is_named:
        layout.quiet(sentences.NOTES_HIDDEN)
        return
    saving.tell()
    if access.may_write(session.viewer(), "support"):
        _write(person_key, [entry for entry in current if entry.school_id in schools])
        if any(entry.school_id not in schools for entry in current):
            layout.quiet(sentences.NOT_THEIRS)
    _history(entries, schools, name)
    layout.quiet(sentences.WHO_SEES_IT)


def is_of_several(name: str) -> bool:
    """A switch that turns a list from opening pupils to ticking them, for those who may write and
    see names."""
    if not access.may_write(session.viewer(), "support") or not pupil_filters.names_are_shown():
        return False
    return st.toggle(
        "Write down for several",
        key=f"{SEVERAL}-{name}",
        help="Tick pupils in the list, and write one step down for all of them, such as a letter.",
    )


def key_of_several(name: str, rows: pd.DataFrame) -> str:
    """The key of a list whose rows can be ticked. Ticks are places: where the list shows other
    pupils, or in another order, or a step was saved, none is ticked."""
    shown_now = zlib.crc32("".join(rows["person_key"]).encode())
    return f"several-{name}-{shown_now}-{saving.times()}"


def draw_for(person_keys: list[str], key: str) -> None:
    """The form to write one step down for each of these pupils of a list; `key` names the list."""
    saving.tell()
    if not person_keys:
        layout.hint(sentences.TICK_PUPILS)
        return
    whom = f"{len(person_keys)} pupils" if len(person_keys) > 1 else "1 pupil"
    _form(f"{key}-{saving.times()}", None, f"Write down for {whom}", _record(person_keys))


def _write(person_key: str, entries: list[Entry]) -> None:
    """The form for a new step, or for one of the steps that this viewer may change."""
    chosen, by_key = NEW, {entry.entry_key: entry for entry in entries}
    if entries:
        key = f"support-which-{person_key}"
        filters.keep_on_offer(key, [NEW, *by_key])
        chosen = st.selectbox(
            "Write down",
            [NEW, *by_key],
            format_func=lambda each: (
                "A new step" if each == NEW else sentences.support_choice(by_key[each])
            ),
            key=key,
            width=560,
            persist_state="session",
        )
    if chosen == NEW:
        _form(f"{person_key}-{saving.times()}", None, "Save", _record([person_key]))
    else:
        entry = by_key[chosen]
        own = f"{entry.entry_key}-{entry.version}"
        _form(own, entry.step, "Save the change", _change(entry), _take_back(entry))


def _form(
    own: str,
    before: Step | None,
    label: str,
    save: Callable[[Step], str],
    take_back: Callable[[], str] | None = None,
) -> None:
    """The fields that the kind of step has; a new one's kind is chosen above them."""
    prefix = f"support-{own}"
    kind = before.kind if before else _kind(prefix)
    with saving.form(prefix):
        st.date_input(
            "Date",
            value=before.happened_on if before else "today",
            min_value=support_steps.FIRST_DAY,
            max_value=None,
            format="DD/MM/YYYY",
            key=f"{prefix}-happened_on",
            **saving.KEPT,
        )
        for field in KINDS[kind].fields:
            _field(_key(prefix, field, kind), field, getattr(before, field, None), kind)
        st.text_area(
            _label("note", kind),
            value=before.note if before else "",
            max_chars=support_steps.LONGEST_NOTE,
            height=100,
            key=f"{prefix}-note",
            **saving.KEPT,
        )
        with st.container(horizontal=True):
            given = (prefix, kind, save)
            st.button(label, key=f"{prefix}-save", on_click=saving.once(_save), args=given)
            if take_back:
                st.button(
                    "Take back",
                    key=f"{prefix}-take-back",
                    on_click=saving.once(saving.save),
                    args=(take_back,),
                )


def _kind(prefix: str) -> str:
    return st.selectbox(
        "Kind of step",
        list(KINDS),
        format_func=lambda kind: KINDS[kind].name,
        key=f"{prefix}-kind",
        width=560,
        persist_state="session",
    )


def _field(key: str, field: str, value: Any, kind: str) -> None:
    if field in support_steps.ALLOWED:
        label, options = support_steps.label(field, kind), support_steps.ALLOWED[field]
        is_required = field in KINDS[kind].required
        offered = list(options) if is_required else [None, *options]
        st.selectbox(
            label,
            offered,
            index=offered.index(value) if value in offered else 0,
            format_func=lambda each: NOT_SAID if each is None else options[each],
            key=key,
            **saving.KEPT,
        )
    elif field in DATES:
        label = _label(field, kind)
        st.date_input(label, value=value, format="DD/MM/YYYY", key=key, **saving.KEPT)
    else:
        longest, explained = TYPED[field]
        label = _label(field, kind)
        st.text_input(
            label, value=value or "", max_chars=longest, help=explained, key=key, **saving.KEPT
        )


def _label(field: str, kind: str) -> str:
    """What a field to be filled in is called, and whether the step needs it."""
    name = support_steps.label(field, kind)
    return f"{name} (needed)" if field in KINDS[kind].required else name


def _key(prefix: str, field: str, kind: str) -> str:
    """A choice has another key for each kind: what one kind offers, such as nothing said, another
    may not."""
    return f"{prefix}-{kind}-{field}" if field in support_steps.ALLOWED else f"{prefix}-{field}"


def _save(prefix: str, kind: str, save: Callable[[Step], str]) -> None:
    """Write what was typed."""
    typed = {field: st.session_state.get(_key(prefix, field, kind)) for field in KINDS[kind].fields}
    step = Step(
        kind=kind,
        happened_on=st.session_state.get(f"{prefix}-happened_on") or date.today(),
        note=saving.typed(f"{prefix}-note"),
        **{field: value for field, value in typed.items() if value is not None},
    )
    saving.save(lambda: save(step))


def _record(person_keys: list[str]) -> Callable[[Step], str]:
    def save(step: Step) -> str:
        support.record(*saving.where(), person_keys, step)
        return sentences.support_saved(step, len(person_keys))

    return save


def _change(entry: Entry) -> Callable[[Step], str]:
    def save(step: Step) -> str:
        support.change(*saving.where(), entry.entry_key, step, follows=entry.version)
        return sentences.support_saved(step, 1)

    return save


def _take_back(entry: Entry) -> Callable[[], str]:
    def save() -> str:
        support.take_back(*saving.where(), entry.entry_key, follows=entry.version)
        return "Taken back. It stays in the history."

    return save


def _history(entries: list[Entry], schools: dict[int, str], name: str) -> None:
    if not entries:
        return
    opened = st.expander(
        "History", icon=":material/history:", key="support-history", on_change="rerun"
    )
    if opened.open:
        with opened:
            rows = pd.DataFrame(sentences.support_history(entries, schools))
            alt = f"Every version of what was written down of {name}"
            shown.printed_table(rows, alt, are_words=True)


def _school_names(person_key: str) -> dict[int, str]:
    """The viewer's schools that the pupil is or was in, by number."""
    rows = data.rows("data/seen_people", person_keys=[person_key])
    return dict(zip(rows["school_id"].tolist(), rows["school_name"], strict=True))


def _of_person(person_key: str) -> list[Entry]:
    engine, viewer, warehouse = saving.where()
    stamp = str(engine.url), warehouse.path, *written.stamp(engine, support.SUPPORT_ENTRIES)
    return _entries(engine, warehouse, stamp, viewer, person_key)


@st.cache_resource(max_entries=256, show_spinner=False)
def _entries(
    _engine: Engine, _warehouse: Version, stamp: tuple, viewer: Viewer, person_key: str
) -> list[Entry]:
    """Kept by version and by how much the store holds, for its rows are only added to."""
    return support.of_person(_engine, viewer, _warehouse, person_key)
