"""The support record of one pupil, and of several at once: written, changed, taken back; and
nobody reaches another school's pupils."""

from datetime import date, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from attendance import config, sentences
from attendance.casework.audit import entries
from attendance.casework.store import open_store
from attendance.ui import support_record

pytestmark = pytest.mark.usefixtures("sample_copy", "double_clicks")

ONE = """
import streamlit as st
from attendance.ui import layout, support_record

layout.page("One pupil", rows="pupil")
support_record.draw(st.session_state["keys"][0], "Pupil")
"""
SEVERAL = ONE.replace(
    'draw(st.session_state["keys"][0], "Pupil")', 'draw_for(st.session_state["keys"], "list")'
)


@pytest.fixture
def keys(sample_rows):
    """Two pupils of Pebblethorpe High School (900019) alone, then one of another school."""
    rows = sample_rows("data/seen_people", person_keys=None)
    alone = rows[~rows["person_key"].duplicated(keep=False)]
    at = {
        number: alone[alone["school_id"] == number]["person_key"].tolist()
        for number in (900019, 900021)
    }
    return [*at[900019][:2], at[900021][0]]


@pytest.fixture
def log(data_dir):
    """The log of what was written, oldest first."""
    return lambda: [
        entry for entry in reversed(entries(open_store(data_dir))) if entry["action"] != "view"
    ]


def opened(keys, script=ONE, **state):
    at = AppTest.from_string(script, default_timeout=60)
    at.session_state["keys"] = keys
    for name, value in state.items():
        at.session_state[name] = value
    at.run()
    assert not at.exception
    return at


def text(at):
    return " ".join(block.value for block in at.html)


def field(at, name):
    """The widget of that field of the form."""
    kinds = (at.selectbox, at.date_input, at.text_input, at.text_area)
    (found,) = (each for kind in kinds for each in kind if each.key.endswith(f"-{name}"))
    return found


def fields(at):
    """The names of the form's fields, but for kind and date."""
    kinds = (at.selectbox, at.date_input, at.text_input, at.text_area)
    names = {each.key.rpartition("-")[2] for kind in kinds for each in kind}
    return names - {"kind", "happened_on"}


def press(at, label):
    (button,) = (button for button in at.button if button.label == label)
    button.click().run()
    assert not at.exception
    return at


def write(at, kind, **typed):
    """Choose the kind of a new step, fill in fields, save."""
    field(at, "kind").set_value(kind).run()
    for name, value in typed.items():
        field(at, name).set_value(value)
    return press(at, "Save")


def test_a_step_is_written_and_stands_in_the_table(keys, log):
    at = opened(keys)
    assert "No support is written down" in text(at)
    at = write(
        at, "contract", parent="B", ends_on=date(2030, 4, 5), note="Weekly call & <b>tea</b>"
    )
    today = f"{date.today().day} {date.today():%B %Y}"
    assert at.success[0].value == f"Saved: attendance contract, {today}."
    assert "1 step of support; latest: attendance contract" in text(at)
    assert "Attendance contract, parent B" in text(at) and "5 April 2030" in text(at)
    assert "Weekly call &amp; &lt;b&gt;tea" in text(at) and "local (AST lead)" in text(at)
    assert "Pebblethorpe High School" in text(at)
    assert field(at, "note").value == ""
    assert [entry["action"] for entry in log()] == ["record support"]
    assert "Attendance contract, parent B" in text(opened(keys))
    assert "No support is written down" in text(opened(keys[1:]))


@pytest.mark.parametrize(
    ("kind", "has"),
    [
        ("letter", {"parent", "note"}),
        ("penalty notice", {"parent", "status", "note"}),
        ("part-time", {"hours", "review_on", "ends_on", "note"}),
        ("threshold", {"threshold", "decision", "note"}),
        ("note", {"note"}),
    ],
)
def test_a_kind_has_its_own_fields(kind, has, keys):
    at = opened(keys)
    field(at, "kind").set_value(kind).run()
    assert fields(at) == has


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("letter", {"happened_on": date.today() + timedelta(days=2)}, "lies in the future"),
        ("part-time", {"hours": "many", "ends_on": date(2030, 1, 1)}, "write a number above 0"),
        ("part-time", {"hours": "12"}, "needs the end date"),
        ("course", {"ends_on": date(2020, 1, 1)}, "comes before the step itself"),
        ("threshold", {}, "Fill in “Why”, and save again"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(kind, typed, said, keys, log):
    at = write(opened(keys), kind, **typed)
    assert said in at.error[0].value
    assert all(field(at, name).value == value for name, value in typed.items())
    assert "No support is written down" in text(at) and log() == []


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        ("part-time", {"Hours a week (needed)", "Ends on (needed)"}),
        ("practitioner", {"Lead practitioner (needed)"}),
        ("threshold", {"Why (needed)"}),
        ("letter", set()),
    ],
)
def test_the_form_says_what_a_step_needs(kind, needed, keys):
    at = opened(keys)
    field(at, "kind").set_value(kind).run()
    kinds = (at.date_input, at.text_input, at.text_area)
    labels = {each.label for kind in kinds for each in kind}
    assert {label for label in labels if "needed" in label} == needed


def test_a_choice_of_one_kind_is_not_left_to_another(keys):
    at = opened(keys)
    key = field(at, "parent").key
    field(at, "kind").set_value("penalty notice").run()
    assert field(at, "parent").key != key and field(at, "parent").value == "A"


def test_a_notice_is_paid_then_taken_back_and_the_history_keeps_all(keys, log):
    at = write(opened(keys), "penalty notice", parent="A", status="issued")
    (which,) = (box for box in at.selectbox if box.label == "Write down")
    which.set_value(log()[0]["detail"]["entries"][0]).run()
    field(at, "status").set_value("paid")
    at = press(at, "Save the change")
    assert "Penalty notice, parent A, paid" in text(at) and "issued" not in text(at)
    at = press(at, "Take back")
    assert "No support is written down" in text(at)
    assert [entry["action"] for entry in log()] == [
        "record support",
        "change support",
        "take back support",
    ]
    at = opened(keys)
    at.session_state[at.expander[-1].key] = True
    at.run()
    assert "Version" in text(at) and "taken back" in text(at)
    assert "Penalty notice, parent A, issued" in text(at)


def test_who_types_while_another_saves_is_told(keys, log):
    at = write(opened(keys), "letter")
    key = log()[0]["detail"]["entries"][0]
    mine, theirs = opened(keys), opened(keys)
    for each in (mine, theirs):
        (which,) = (box for box in each.selectbox if box.label == "Write down")
        which.set_value(key).run()
        field(each, "parent").set_value("A" if each is mine else "B")
    press(theirs, "Save the change")
    at = press(mine, "Save the change")
    assert "Someone else changed this step" in at.error[0].value
    assert "Letter, parent B" in text(at)


def test_one_letter_is_written_for_several_pupils(keys, log):
    at = opened(keys, SEVERAL)
    field(at, "note").set_value("Sent by post")
    at = press(at, "Write down for 3 pupils")
    assert at.success[0].value.startswith("Saved for 3 pupils: letter")
    assert log()[0]["rows"] == 3
    for key in keys:
        assert "Sent by post" in text(opened([key]))


def test_with_pseudonyms_nothing_written_is_shown(keys):
    write(opened(keys), "letter", note="Mother, Jane Doe")
    write(opened(keys), "practitioner", practitioner="Jo Reed, her uncle")
    assert "Jo Reed, her uncle" in text(opened(keys))
    at = opened(keys, shown_by="Pseudonyms")
    assert "Letter" in text(at) and "Lead practitioner" in text(at)
    assert "Jane" not in text(at) and "Reed" not in text(at)
    assert not at.text_area and not at.button


def test_a_champion_reaches_pupils_of_the_own_school_alone(keys, monkeypatch, log):
    write(opened(keys[2:]), "letter", note="Of another school")
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900019")
    at = opened(keys[2:])
    assert "own schools only" in at.error[0].value
    assert "Of another school" not in text(at) and not at.button
    at = press(opened(keys, SEVERAL), "Write down for 3 pupils")
    assert "own schools only" in at.error[0].value
    assert len(log()) == 1
    write(opened(keys), "letter")
    assert log()[1]["role"] == "champion"


def test_who_changes_role_after_the_form_was_drawn_saves_nothing(keys, monkeypatch, log):
    at = opened(keys[2:])
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900019")
    at = press(at, "Save")
    assert "own schools only" in at.error[0].value and log() == []


def test_the_page_of_a_pupil_has_the_record(keys):
    write(opened(keys), "letter", note="Sent by post")
    at = AppTest.from_file(str(config.ROOT / "pages" / "pupil.py"), default_timeout=60)
    at.query_params["person"] = keys[0]
    at.query_params["view"] = "Support"
    at.run()
    assert not at.exception
    assert "Sent by post" in text(at) and "1 step of support; latest: letter" in text(at)
    at = write(at, "meeting")
    assert "2 steps of support; latest: parent meeting" in text(at)


def look(at, view):
    at.query_params["view"] = view
    at.run()
    assert not at.exception
    return at


def test_what_was_typed_stays_while_another_view_is_open(keys):
    at = AppTest.from_file(str(config.ROOT / "pages" / "pupil.py"), default_timeout=60)
    at.query_params["person"] = keys[0]
    at = look(at, "Support")
    field(at, "kind").set_value("part-time").run()
    typed = {"hours": "12.5", "ends_on": date(2030, 4, 5), "note": "Mornings alone"}
    for name, value in typed.items():
        field(at, name).set_value(value)
    at = look(at, "Spells")
    assert not at.text_area
    at = look(at, "Support")
    assert {name: field(at, name).value for name in typed} == typed
    assert field(at, "kind").value == "part-time"
    # Only what is outside an st.form is sent before it is saved.
    assert not field(at, "note").form_id
    at.query_params["person"] = keys[1]
    assert field(look(at, "Support"), "note").value == ""
    at.query_params["person"] = keys[0]
    at = press(look(at, "Support"), "Save")
    assert "Mornings alone" in text(at) and field(at, "note").value == ""


def listed(**state):
    """The list of severely absent pupils with that state."""
    at = AppTest.from_file(str(config.ROOT / "pages" / "pupils.py"), default_timeout=60)
    for name, value in state.items():
        at.session_state[name] = value
    at.run()
    assert not at.exception
    return at


SWITCH = "several-pupils/absent_pupils"


def test_a_list_lets_pupils_be_ticked():
    at = listed()
    assert [toggle.label for toggle in at.toggle] == ["Write down for several"]
    at = listed(**{SWITCH: True})
    assert sentences.TICK_PUPILS in text(at)
    assert at.dataframe[0].proto.selection_mode and not at.button
    assert not listed(shown_by="Pseudonyms").toggle


def test_ticks_are_dropped_where_a_list_shows_others():
    first = pd.DataFrame({"person_key": ["a", "b"]})
    key = support_record.key_of_several("list", first)
    assert support_record.key_of_several("list", first) == key
    assert support_record.key_of_several("list", first.iloc[::-1]) != key
    assert support_record.key_of_several("other", first) != key


@pytest.mark.parametrize("role", ["governor:900019", "data_officer"])
def test_others_see_nothing_of_it(role, keys, monkeypatch):
    write(opened(keys), "letter", note="Not for them")
    monkeypatch.setenv(config.VIEWER_VARIABLE, role)
    at = opened(keys)
    assert "does not see this page" in at.error[0].value
    assert "Not for them" not in text(at) and not at.button
