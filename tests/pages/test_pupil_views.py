"""The views Pivot, Spells and triage, Early in the year and To celebrate of the page on pupils."""

import pytest
from streamlit.testing.v1 import AppTest

from attendance import config, sentences
from tests.pages.opened import has_figures, small_print

pytestmark = pytest.mark.usefixtures("sample_copy", "double_clicks")

PAGE = config.ROOT / "pages" / "pupils.py"
SCHOOL = "Pebblethorpe High School"
VIEWS = ("Pivot", "Spells and triage", "Early in the year", "To celebrate")


def open_view(view, school: str | None = SCHOOL, **state):
    """The view of a school, or of all."""
    at = AppTest.from_file(str(PAGE), default_timeout=120)
    at.query_params["view"] = view
    for key, value in state.items():
        at.session_state[key] = value
    if school:
        at.session_state["school"] = school
    at.run()
    assert not at.exception
    return at


def said(at):
    return " ".join([small_print(at), *(each.value for each in at.markdown)])


def test_pivot_tells_who_can_come_back_and_what_it_would_do(behind):
    at = open_view("Pivot")
    assert "72 of 123 PA pupils can come back under 10%" in said(at)
    assert (
        "For 23 PA pupils of the 126 in DfE's figure it is enough to attend the next 4 school "
        "weeks, to the week of 17 March. If each did, 103 of 505 pupils would still be PA: 20.4% "
        "instead of 25.0%."
    ) in said(at)
    assert "PA could fall from 25.0% to 10.7% by the year" in said(at)
    (table,) = at.dataframe
    assert len(table.value) == behind[0]["listed"].iloc[0] == 243
    assert len(at.get("plotly_chart")) == 1


def test_of_several_schools_pivot_is_the_list_alone():
    at = open_view("Pivot", school=None)
    assert "pupils listed missed 10% or more" in said(at)
    assert "for one school at a time" in at.info[-1].value
    assert not at.get("plotly_chart")


def test_triage_shows_its_rules_and_keeps_a_choice(log, behind):
    at = open_view("Spells and triage")
    assert "7 complex, 54 with a specific issue, 62 just attendance" in said(at)
    lists = [table.value for table in at.dataframe]
    assert len(lists) == 2 and "Two or more needs" in set(lists[1]["reason"])
    assert set(lists[0]["standing"]) == {"PA", "SA"}
    pupil = at.selectbox(key="triage_pupil")
    key = pupil.value
    (group,) = [box for box in at.selectbox if box.label == "Group"]
    assert group.value == "as suggested"
    group.select("just attendance")
    (why,) = [box for box in at.text_input if box.label == "Why"]
    why.input("Known to us")
    (save,) = [button for button in at.button if button.label == "Save the group"]
    save.click().run()
    assert at.success[0].value == "Saved: just attendance."
    (row,) = [row for _, row in behind[-2].iterrows() if row["person_key"] == key]
    assert (row["triage_group"], row["is_chosen"]) == ("just attendance", True)
    assert row["suggested_group"] == "complex"
    assert not any("just attendance" in named for named in at.selectbox(key="triage_pupil").options)
    assert "Reason: Known to us." in said(at)
    assert [entry["action"] for entry in log()][-1] == "choose triage group"
    unnamed = said(open_view("Spells and triage", shown_by="Pseudonyms"))
    assert "Decided: just attendance" in unnamed and "Known to us" not in unnamed
    (group,) = [box for box in at.selectbox if box.label == "Group"]
    group.select("as suggested")
    (save,) = [button for button in at.button if button.label == "Save the group"]
    save.click().run()
    (row,) = [row for _, row in behind[-2].iterrows() if row["person_key"] == key]
    assert (row["triage_group"], row["is_chosen"]) == ("complex", False)


def test_why_a_group_was_chosen_stays_while_another_view_is_open():
    at = open_view("Spells and triage")
    at.selectbox(key="triage_pupil").select_index(1).run()
    (why,) = [box for box in at.text_input if box.label == "Why"]
    why.input("Known to us")
    for view in ("To celebrate", "Spells and triage"):
        at.query_params["view"] = view
        at.run()
    (why,) = [box for box in at.text_input if box.label == "Why"]
    assert why.value == "Known to us" and not why.form_id


def test_early_absence_comes_with_its_caveat():
    at = open_view("Early in the year")
    assert "207 of 498 pupils listed, by the first week of term" in said(at)
    assert "not a forecast" in said(at)
    assert "begin a week later" in said(at)
    assert "again after 10% or more last year" in said(at)


def test_early_absence_of_the_first_year_loaded_says_that_there_is_none_before():
    at = open_view("Early in the year", marks_year="2023/24")
    assert "no marks of these weeks of the year before are loaded" in said(at)


def test_for_all_schools_the_praise_asks_for_one_in_its_own_words():
    at = open_view("To celebrate", school=None)
    assert at.info[-1].value == sentences.PRAISE_OF_ONE_SCHOOL


def test_praise_is_printed_without_a_reason_of_absence(downloads):
    at = open_view("To celebrate", school="Bramblelea Primary School")
    assert "6 of 7 classes to praise" in said(at)
    assert "77 of 98 pupils to praise" in said(at)
    assert said(at).count("<table") == 2
    assert "llness" not in said(at).replace("Children who were ill", "")
    assert {
        f"celebrate_{who}-bramblelea-primary-school-2025-02-14.csv" for who in ("classes", "pupils")
    } <= set(downloads)


def test_with_pseudonyms_no_name_is_on_the_screen():
    at = open_view("To celebrate", school="Bramblelea Primary School", shown_by="Pseudonyms")
    tables = said(at).split("<table")
    assert "Pupil " in tables[2]
    assert ", " not in tables[2].split("</table>")[0]


@pytest.mark.parametrize("view", VIEWS)
def test_a_champion_sees_the_own_schools_pupils_alone(view, monkeypatch, behind):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900021")
    at = open_view(view)
    assert has_figures(at)
    own = [set(rows["school_id"]) for rows in behind if "school_id" in rows]
    assert all(found == {900021} for found in own)
    assert own or view == "To celebrate"


@pytest.mark.parametrize("role", ["governor:900019", "data_officer"])
@pytest.mark.parametrize("view", VIEWS)
def test_others_reach_none_of_it(view, role, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, role)
    at = open_view(view)
    assert "does not see this page" in at.error[0].value
    assert not at.dataframe and "<table" not in said(at)
