"""What a scope is told of meetings, and on the sample, what day it is."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from attendance import access, config
from attendance.access import Viewer
from attendance.casework import actions, booking, discussed, meetings
from attendance.casework.actions import Agreed
from attendance.casework.booking import Wish
from attendance.casework.store import open_store
from attendance.warehouse import versions

SCRIPT = """
import streamlit as st
from datetime import date
from attendance.scope import CountyScope, PupilScope
from attendance.ui import meetings

kind = PupilScope if "as_of" in st.session_state["given"] else CountyScope
scope = kind(home="Essex", academic_year="2024/25", period="Year", first_week=date(2024, 9, 2),
             **st.session_state["given"])
st.session_state["found"] = meetings.known(scope)
st.session_state["today"] = meetings.today()
"""
LEAD = Viewer("lead", "ast_lead")


@pytest.fixture
def found(sample_copy, people_of):
    """The scope as `known` returns it, and today; one meeting of 900019 lies on 10 February."""

    def run(**given):
        at = AppTest.from_string(SCRIPT, default_timeout=60)
        at.session_state["given"] = given
        at.run()
        assert not at.exception
        return at.session_state["found"], at.session_state["today"]

    return run


@pytest.fixture
def people_of(sample_copy):
    """The key of a pupil discussed in the meeting, who has an action due on 12 February."""
    engine, version = open_store(sample_copy), versions.current(sample_copy)
    wish = Wish(date(2025, 2, 10), "spring", "")
    (key,) = booking.book(engine, LEAD, version, [900019], [wish], status="held")
    rows = access.rows(LEAD, version, "data/seen_people", person_keys=None)
    person = rows[rows["school_id"] == 900019]["person_key"].iloc[0]
    discussed.mark(engine, LEAD, version, key, person)
    actions.record(engine, LEAD, version, key, Agreed("Call", "Jo", date(2025, 2, 12)))
    engine.dispose()
    return person


def test_on_the_sample_it_is_its_last_marked_day(found):
    _, today = found(last_week=date(2025, 2, 10))
    assert today == date(2025, 2, 14)


def test_a_scope_of_the_newest_weeks_knows_all(found, people_of):
    scope, _ = found(last_week=date(2025, 2, 10))
    assert (scope.met_schools, scope.met_dates) == ((900019,), (date(2025, 2, 10),))
    assert (scope.overdue_schools, scope.overdue_counts) == ((900019,), (1,))
    assert scope.discussed_people == () and scope.discussed_on is None
    scope, _ = found(last_week=date(2025, 2, 10), school_id=900019, as_of=date(2025, 2, 14))
    assert scope.discussed_people == (people_of,) and scope.discussed_on == date(2025, 2, 10)


def test_a_scope_of_earlier_weeks_knows_what_was_known_then(found):
    scope, _ = found(last_week=date(2025, 2, 3))
    assert scope.met_schools == scope.overdue_schools == ()
    midweek = dict.fromkeys(("last_day", "as_of"), date(2025, 2, 12))
    scope, _ = found(last_week=date(2025, 2, 10), school_id=900019, **midweek)
    assert scope.met_schools == (900019,) and scope.overdue_schools == ()


@pytest.mark.parametrize(("day", "is_known"), [((2025, 2, 26), True), ((2999, 2, 26), False)])
def test_a_meeting_held_after_the_last_marked_day_counts_once_its_day_has_come(
    day, is_known, found, people_of, sample_copy
):
    engine, version = open_store(sample_copy), versions.current(sample_copy)
    wish = Wish(date(*day), "spring", "")
    (key,) = booking.book(engine, LEAD, version, [900019], [wish], status="held")
    meetings.set_status(engine, LEAD, version, key, "closed", follows=1)
    engine.dispose()
    scope, today = found(last_week=date(2025, 2, 10))
    assert scope.met_dates == (date(*day) if is_known else date(2025, 2, 10),)
    assert scope.overdue_counts == (1,) and today == date(2025, 2, 14)
    scope, _ = found(last_week=date(2025, 2, 10), school_id=900019, as_of=date(2025, 2, 14))
    assert scope.discussed_on == scope.met_dates[0]
    scope, _ = found(last_week=date(2025, 2, 3))
    assert scope.met_dates == (), "a scope of earlier weeks knows what was known then"


def test_a_champion_knows_of_own_schools_alone(found, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900021")
    scope, _ = found(last_week=date(2025, 2, 10))
    assert scope.met_schools == scope.overdue_schools == ()
