"""What is saved from a form, and how often."""

import streamlit as st

from attendance.errors import AttendanceError
from attendance.ui import saving


def test_a_form_is_saved_once_however_often_its_button_is_pressed(monkeypatch):
    state, done = {}, []
    monkeypatch.setattr(st, "session_state", state)

    def do():
        done.append(len(done))
        return "Saved: letter."

    first = saving.once(saving.save)
    first(do)
    state.pop(saving.TOLD)
    first(do)
    assert len(done) == 1 and state[saving.TOLD] == (True, "Saved: letter.")
    saving.once(saving.save)(do)
    assert len(done) == 2


def test_a_form_that_could_not_be_saved_is_saved_by_another_press(monkeypatch):
    state, tries = {}, []
    monkeypatch.setattr(st, "session_state", state)

    def do():
        tries.append(len(tries))
        if len(tries) == 1:
            raise AttendanceError("The note is too long.")
        return "Saved."

    pressed = saving.once(saving.save)
    pressed(do)
    assert state[saving.TOLD] == (False, "The note is too long.")
    pressed(do)
    assert state[saving.TOLD] == (True, "Saved.")
