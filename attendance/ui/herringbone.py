"""A pupil's register as a herringbone of code letters, a table for eye, ear and keyboard."""

import html

import streamlit as st

from attendance import sentences
from attendance.scope import PupilScope
from attendance.ui import data, layout, shown

KEY_LETTERS = {
    "present": "/",
    "late": "L",
    "activity": "V",
    "authorised": "I",
    "unauthorised": "O",
    "not possible": "#",
    "missing": "–",
}


def draw(name: str, scope: PupilScope) -> None:
    """The register under its message, with key, table, download and definition."""
    rows = data.in_scope(name, scope)
    message = sentences.pupil_register(rows, scope)
    shown.head(message)
    if rows.empty:
        layout.quiet("Choose another academic year: no mark of this one is loaded.")
        return
    st.html("".join(_strip(strip) for strip in sentences.strips(rows)) + _key())
    layout.quiet(sentences.KEY_OF_REGISTER)
    shown.table_on_request(name, rows, scope, message.title, sentences.COLUMNS_OF_REGISTER)
    shown.beside(name, rows, scope)


def _strip(strip: dict) -> str:
    name = html.escape(strip["name"])
    weeks = "".join(
        f'<th scope="colgroup" colspan="{len(week["days"])}">{html.escape(week["name"])}</th>'
        for week in strip["weeks"]
    )
    halves = "".join(
        f'<tr><th scope="row">{half.upper()}</th>{_cells(strip, half)}</tr>'
        for half in ("am", "pm")
    )
    return (
        f'<div class="herringbone" role="region" tabindex="0" aria-label="Register, {name}"><table>'
        f"<caption>{name}</caption><thead><tr><th>Week</th>{weeks}</tr></thead>"
        f"<tbody>{halves}</tbody></table></div>"
    )


def _cells(strip: dict, half: str) -> str:
    return "".join(
        _cell(day[half], "monday" if place == 0 else "")
        for week in strip["weeks"]
        for place, day in enumerate(week["days"])
    )


def _cell(session: dict | None, place: str) -> str:
    if session is None:
        return f'<td class="{place}"></td>'
    kind = f"session-{session['kind'].replace(' ', '-')}"
    title, text = html.escape(session["title"]), html.escape(session["text"])
    return f'<td class="{kind} {place}" title="{title}">{text}</td>'


def _key() -> str:
    parts = "".join(
        f'<li><span class="session-{kind.replace(" ", "-")}">{KEY_LETTERS[kind]}</span>{name}</li>'
        for kind, name in sentences.KINDS_OF_SESSION.items()
    )
    return f'<ul class="key" aria-label="Key of the register">{parts}</ul>'
