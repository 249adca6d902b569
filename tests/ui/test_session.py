"""What a click leaves in the address of the page it was made on."""

import streamlit as st

from attendance.ui import session


def test_a_person_to_open_is_put_in_no_address_of_the_page_left(monkeypatch):
    address = {}
    monkeypatch.setattr(st, "query_params", address)
    choices = {"person": "0123456789abcdef", "phase": "Primary"}
    assert session.unbound(choices) == choices
    assert address == {"phase": "Primary"}


def test_what_was_chosen_is_kept_for_the_way_back_from_a_person(monkeypatch):
    """Not the search, which is in no address; of two persons each leads back to its own page."""
    address = {"year_group": "Year 5", "view": "At risk"}
    state = {"year_group": "Year 5", "view": "At risk", "find_pupil": "Hill"}
    monkeypatch.setattr(st, "query_params", address)
    monkeypatch.setattr(st, "session_state", state)
    session.go_to("pupil", person="0123456789abcdef")
    assert "view" not in state
    address.pop("view")
    state["year_group"] = address["year_group"] = "Year 6"
    session.go_to("pupil", person="fedcba9876543210")
    assert state[session.LEFT_KEY] == {
        "0123456789abcdef": {"year_group": "Year 5", "view": "At risk"},
        "fedcba9876543210": {"year_group": "Year 6"},
    }


def test_a_person_who_was_not_opened_here_changes_nothing(monkeypatch):
    address, state = {"person": "0123456789abcdef"}, {"year_group": "Year 5"}
    monkeypatch.setattr(st, "query_params", address)
    monkeypatch.setattr(st, "session_state", state)
    session.come_back()
    session.choose_again()
    assert (address, state) == ({"person": "0123456789abcdef"}, {"year_group": "Year 5"})
