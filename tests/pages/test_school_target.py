"""The tab "Target" of one school: typed in, kept, read back; and nobody sets another's."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from attendance import config
from attendance.casework.audit import entries
from attendance.casework.store import open_store
from tests.pages.test_school import PAGE, figures, text, titles

pytestmark = pytest.mark.usefixtures("sample_copy")

SCHOOL = "Saffronholme High School"
ATTENDANCE, PERSISTENT, REASON = (0, 1, 2)


@pytest.fixture
def log(data_dir):
    """The log of what was written, oldest first."""
    return lambda: [
        entry for entry in reversed(entries(open_store(data_dir))) if entry["action"] != "view"
    ]


def opened(school=SCHOOL, marks_year="2024/25"):
    """The tab of a school and year, with an address that names that school."""
    at = AppTest.from_file(str(PAGE), default_timeout=60)
    at.query_params["view"] = "Target"
    at.query_params["school"] = school
    at.session_state["school"] = school
    at.session_state["marks_year"] = marks_year
    at.run()
    assert not at.exception
    return at


def said(at):
    return " ".join(text(at).split())


def save(at, attendance=None, persistent=None, reason=""):
    """Type into the form and save it."""
    for place, value in ((ATTENDANCE, attendance), (PERSISTENT, persistent), (REASON, reason)):
        if value is not None:
            at.text_input[place].set_value(value)
    (button,) = (button for button in at.button if "target" in button.label)
    button.click().run()
    assert not at.exception
    return at


def test_without_a_target_the_outlook_stands_alone():
    at = opened()
    assert titles(at)[0] == "Heading for 88.3% to 90.5% by July"
    assert "If the rest goes like half term 3 (91.2%), the year ends at 90.5%" in said(at)
    assert "like the same part of last year (86.3%), the year ends at 88.3%" in said(at)
    assert "19 school weeks are left by term dates" in said(at)
    assert "37 of 90 still can" in said(at)
    assert "No target is set for 2024/25. Type one in below" in said(at)
    assert "Needed from here on" not in figures(at)
    assert "DfE's attendance baseline improvement expectation (ABIE)" in said(at)
    (chart,) = at.get("plotly_chart")
    assert "Target" not in chart.proto.spec


def test_a_target_is_kept_and_read_back(log):
    at = save(opened(), attendance="91", persistent="18", reason="Agreed with governors")
    assert [success.value for success in at.success] == [
        "Saved: attendance.",
        "Saved: persistent absence (PA).",
    ]
    for seen in (at, opened()):
        assert titles(seen)[0] == "Heading for 88.3% to 90.5% by July; 91.0% needs 92.4%"
        assert "Meeting 18.0% PA needs 36 pupils to come back under 10%; 37 of 90" in said(seen)
        assert figures(seen)["Needed from here on"] == "92.4%"
        assert re.search(
            r"Attendance: 91\.0%, set by local \(AST lead\) on \d+ \w+ \d{4}, \d\d:\d\d; "
            "reason: Agreed with governors",
            said(seen),
        )
        assert [box.value for box in seen.text_input] == ["91.0", "18.0", ""]
        (chart,) = seen.get("plotly_chart")
        assert "Target" in chart.proto.spec and "91.0%" in chart.proto.spec
    assert [entry["detail"]["value"] for entry in log()] == ["91", "18"]
    assert {entry["action"] for entry in log()} == {"set target"}


def test_the_target_of_one_school_and_year_is_not_anothers():
    save(opened(), attendance="91")
    assert "No target is set" in said(opened("Pebblethorpe High School"))
    assert "No target is set for 2023/24 yet" in said(opened(marks_year="2023/24"))


def test_what_is_wrong_is_said_and_nothing_kept(log):
    at = save(opened(), attendance="105", persistent="eighteen")
    assert "is 105, but a rate lies between 0 and 100" in at.error[0].value
    assert "is not a number: 'eighteen'" in at.error[1].value
    assert "No target is set" in said(at) and log() == []


def test_targets_of_a_past_year_are_only_read():
    at = opened(marks_year="2023/24")
    assert "those of past years can be read" in said(at)
    assert not at.text_input and not any("target" in button.label for button in at.button)


def test_a_change_keeps_the_target_before_it(log):
    save(opened(), attendance="91")
    at = save(opened(), attendance="92")
    assert "92.0% needs" in titles(at)[0]
    at.expander[-1].open = True
    assert [entry["detail"]["version"] for entry in log()] == [1, 2]
    at = save(at, attendance="")
    assert "Attendance: taken back" in said(at)
    assert titles(at)[0] == "Heading for 88.3% to 90.5% by July"


def test_saving_without_a_change_writes_nothing(log):
    at = save(opened())
    assert at.success[0].value.startswith("Nothing was changed")
    assert log() == []


def test_who_types_while_another_saves_is_told():
    mine, theirs = opened(), opened()
    save(theirs, attendance="92")
    at = save(mine, attendance="90")
    assert "Someone else set this school's target of attendance" in at.error[0].value
    assert "92.0%" in titles(at)[0]


def test_a_target_that_is_met_already_is_said():
    at = save(opened(), attendance="85", persistent="40")
    assert "The target of 85.0% is met so far; it holds if attendance from here on is" in said(at)
    assert "The target of 40.0% PA is met so far; it holds if at most 32 more pupils" in said(at)


def test_a_target_out_of_reach_is_said():
    at = save(opened(), attendance="99", persistent="2")
    assert "99.0% is out of reach" in titles(at)[0]
    assert "even with no absence from here on, the year would end at 94.3%" in said(at)
    assert "Even if all of them do, it ends at 17.4%" in said(at)


@pytest.mark.parametrize(("target", "met"), [("86.6", "missed"), ("86.5", "met")])
def test_of_a_year_that_is_over_it_is_said_whether_the_target_was_met(target, met, monkeypatch):
    monkeypatch.setattr("attendance.ui.filters.is_newest_year", lambda year: True)
    at = save(opened(marks_year="2023/24"), attendance=target, persistent="44.1")
    assert f"the target of {target}% was {met}" in said(at)
    assert f"the target of {target}% was {met}" in titles(at)[0]
    assert "the target of 44.1% was" in said(at)


@pytest.mark.parametrize("other", [SCHOOL, "900021"])
def test_a_champion_sets_the_own_schools_target_alone(other, monkeypatch, log):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900019")
    at = opened(other)
    assert "Pebblethorpe High School" in said(at) and "Saffronholme" not in said(at)
    save(at, attendance="93")
    assert [entry["detail"]["school_id"] for entry in log()] == [900019]
    assert log()[0]["role"] == "champion"
    monkeypatch.setenv(config.VIEWER_VARIABLE, "ast_lead")
    assert "No target is set" in said(opened(SCHOOL))
    assert "set by local (champion)" in said(opened("Pebblethorpe High School"))


def test_who_changes_role_after_the_form_was_drawn_saves_nothing(monkeypatch, log):
    at = opened(SCHOOL)
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900019")
    save(at, attendance="93")
    assert "own schools only" in at.error[0].value
    assert log() == []


@pytest.mark.parametrize("role", ["governor:900019", "data_officer"])
def test_others_do_not_open_the_page(role, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, role)
    at = AppTest.from_file(str(PAGE), default_timeout=60)
    at.query_params["view"] = "Target"
    at.run()
    assert "does not see this page" in at.error[0].value
    assert not at.text_input


def test_a_cell_without_a_figure_says_so():
    (table,) = opened().dataframe
    assert table.value["most_allowed"].isna().all()
    assert table.proto.placeholder == "n/a"
