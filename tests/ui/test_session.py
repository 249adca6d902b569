"""What a click leaves in the address of the page it was made on."""

import streamlit as st

from attendance.ui import session


def test_a_person_to_open_is_put_in_no_address_of_the_page_left(monkeypatch):
    address = {}
    monkeypatch.setattr(st, "query_params", address)
    choices = {"person": "0123456789abcdef", "phase": "Primary"}
    assert session.unbound(choices) == choices
    assert address == {"phase": "Primary"}
