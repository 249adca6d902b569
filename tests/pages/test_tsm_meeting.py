"""The meeting's page: opened, recorded by either side, closed, carried into the next one."""

import io
from datetime import date

import docx
import pytest
from streamlit.testing.v1 import AppTest

from attendance import config
from attendance.access import Viewer
from attendance.casework import actions, booking, discussed, meetings
from attendance.casework.actions import Agreed
from attendance.casework.booking import Wish
from attendance.casework.store import open_store
from attendance.warehouse import versions
from tests.pages.opened import MAIN, answer, small_print

pytestmark = pytest.mark.usefixtures("sample_copy", "double_clicks")

OWN, SCHOOL = 900019, "Pebblethorpe High School"
LEAD = Viewer("local", "ast_lead")
PAGE = "../../pages/tsm_meeting.py"
SCRIPT = config.ROOT / "pages" / "tsm_meeting.py"
DAY = date(2025, 2, 14)


@pytest.fixture
def where(data_dir):
    """The store, an AST lead, the warehouse."""
    engine = open_store(data_dir)
    yield engine, LEAD, versions.current(data_dir)
    engine.dispose()


@pytest.fixture
def start(where):
    """Open a meeting; returns its key."""

    def write(day=DAY, school=OWN, status="held"):
        return booking.book(*where, [school], [Wish(day, "spring", "")], status=status)[0]

    return write


@pytest.fixture
def as_champion(monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, f"champion:{OWN}")


def opened(**choices):
    at = AppTest.from_file(str(SCRIPT), default_timeout=120)
    for name, value in ({"school": SCHOOL} | choices).items():
        at.session_state[name] = value
        if name == "view":
            at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def press(at, label):
    (button,) = (button for button in at.button if button.label.startswith(label))
    button.click().run()
    assert not at.exception
    return at


def field(at, ending):
    kinds = (at.selectbox, at.date_input, at.text_input, at.text_area, at.button_group)
    (found,) = (each for kind in kinds for each in kind if each.key and each.key.endswith(ending))
    return found


def point(at, name):
    at.radio(key="agenda").set_value(name).run()
    assert not at.exception
    return at


def record(at, what, who="Jo Reed", about=None):
    field(at, "-what").set_value(what)
    field(at, "-who").set_value(who)
    if about:
        field(at, "-about").set_value(about)
    return press(at, "Record the action")


def look(at, view):
    at.session_state["view"] = view
    at.run()
    assert not at.exception
    return at


def labels(at):
    return [button.label for button in at.button]


def text(at):
    return " ".join(block.value for block in at.html)


def test_a_meeting_is_opened_recorded_closed_and_carried_into_the_next(where):
    at = opened()
    assert f"{SCHOOL}: no meeting is booked or open" in answer(at)
    at = press(at, "Open the meeting")
    assert "The meeting is open" in at.success[0].value
    for number in (1, 2, 3):
        at = record(at, f"Task {number}")
        assert at.success[0].value == "Saved: Jo Reed by 28 February 2025."
        assert field(at, "-what").value == ""
    assert "the meeting of 14 February 2025 is open; 3 actions agreed" in answer(at)
    at = point(at, "agreed")
    assert all(f"Task {number}" in text(at) for number in (1, 2, 3))
    field(at, "-note").set_value("All went well")
    at = press(at, "Close the meeting")
    assert not at.error and "is closed; 3 actions agreed" in answer(at)
    assert "Record the action" not in labels(at)
    found = meetings.of_school(*where, OWN)
    assert [(each.status, each.note) for each in found] == [("closed", "All went well")]
    assert len(actions.of_school(*where, OWN)) == 3

    booking.book(*where, [OWN], [Wish(date(2025, 6, 9), "summer", "")])
    at = opened()
    assert "the next meeting is on 9 June 2025; 3 actions are open" in answer(at)
    assert "Open actions of earlier meetings" in text(at) and "Task 2" in text(at)
    at = press(at, "Open this meeting")
    assert not at.error and "the meeting of 9 June 2025 is open" in answer(at)


def test_what_is_wrong_is_said_and_what_was_typed_stays(start, where):
    start()
    at = record(opened(), "Call home", who="  ")
    assert "who does it" in at.error[0].value
    assert field(at, "-what").value == "Call home"
    assert actions.of_school(*where, OWN) == []


def test_what_was_typed_stays_while_another_view_is_open(start, where):
    key = start()
    actions.record(*where, key, Agreed("Call home", "Jo Reed", DAY))
    at = opened()
    field(at, "-what").set_value("Visit")
    at = look(at, "Actions")
    field(at, "-note").set_value("Called twice")
    at = look(at, "Meeting")
    assert field(at, "-what").value == "Visit" and not field(at, "-what").form_id
    at = look(at, "Actions")
    assert field(at, "-note").value == "Called twice" and not field(at, "-note").form_id


def test_an_action_typed_while_the_meeting_is_closed_is_not_lost(start, where):
    key = start()
    at = opened()
    meetings.set_status(*where, key, "closed", follows=1)
    at = record(at, "Call home")
    assert "This meeting is closed" in at.error[0].value
    assert actions.of_school(*where, OWN) == []


def test_two_recorders_see_what_the_other_wrote(start):
    start()
    first, second = opened(), opened()
    record(first, "First task")
    second = point(record(second, "Second task"), "agreed")
    assert "First task" in text(second) and "Second task" in text(second)


DISCUSS = """
import streamlit as st
from attendance.ui import layout, meeting_kept, meeting_points

layout.page("The meeting", rows="pupil")
scope = meeting_kept.scope()
rows = st.session_state["rows"]
meeting_points.discuss(rows, meeting_kept.kept(scope).chosen, "ticked")
"""


def ticking(rows):
    """The form under a list of which these rows are ticked."""
    at = AppTest.from_string(DISCUSS, default_timeout=60)
    at.session_state["rows"], at.session_state["school"] = rows, SCHOOL
    at.run()
    assert not at.exception
    return at


def test_pupils_are_discussed_with_who_leads(start, where, sample_rows):
    key = start()
    keys = sample_rows("data/seen_people", person_keys=None)
    people = keys[keys["school_id"] == OWN]["person_key"].tolist()[:2]
    rows = sample_rows("data/people_names", person_keys=people, show_names=True)
    at = ticking(rows)
    field(at, "-leads").set_value("Ann Field")
    press(at, "Discussed: 2")
    marks = discussed.of_school(*where, OWN, key)
    assert {(each.person_key, each.lead_practitioner) for each in marks} == {
        (person, "Ann Field") for person in people
    }
    assert {each.version for each in marks} == {1}
    at = record(opened(), "Visit")
    name = rows["pupil"].iloc[0]
    field(at, "-about").set_value(rows["person_key"].iloc[0])
    at = record(at, "Visit again")
    found = {each.what: each.person_key for each in actions.of_school(*where, OWN)}
    assert found == {"Visit": None, "Visit again": rows["person_key"].iloc[0]}
    at = point(at, "agreed")
    assert "2 pupils discussed" in answer(at)
    assert text(at).count("Ann Field") == 2 and text(at).count(name) == 2
    press(ticking(rows), "Not discussed after all")
    assert discussed.of_school(*where, OWN, key) == []


def test_what_became_of_those_discussed_is_shown_at_the_next_meeting(
    start, where, sample_rows, behind
):
    key = start(date(2025, 1, 10))
    keys = sample_rows("data/seen_people", person_keys=None)
    here = keys[(keys["school_id"] == OWN) & keys["seen_until"].isna()]
    person = here["person_key"].iloc[0]
    discussed.mark(*where, key, person)
    meetings.set_status(*where, key, "closed", follows=1)
    start()
    point(opened(), "since")
    assert behind[-1]["person_key"].tolist() == [person]


def test_every_point_of_the_agenda_has_its_findings(start):
    at = opened() if start() else None
    for name, said in (
        ("trends", "weeks"),
        ("compared", "attendance is"),
        ("severe", "are severely absent"),
        ("persistent", "are persistently absent"),
        ("since", "No meeting at which pupils were discussed"),
    ):
        at = point(at, name)
        assert said in text(at) + " ".join(block.value for block in at.markdown), name


def test_the_figures_of_the_points_are_those_of_the_pupils_page(start, sample_rows):
    start()
    at = point(opened(), "severe")
    shown = small_print(at)
    pupils = AppTest.from_file(str(config.ROOT / "pages" / "pupils.py"), default_timeout=120)
    pupils.session_state["school"] = SCHOOL
    pupils.run()
    title = next(each for each in small_print(pupils).split("\n") if "severely absent" in each)
    assert title in shown


def test_a_champion_records_and_keeps_up_to_date_but_neither_opens_nor_closes(
    start, where, as_champion
):
    key = start()
    at = record(opened(), "School's task")
    assert "Close the meeting" not in labels(point(at, "agreed"))
    meetings.set_status(*where, key, "closed", follows=1)
    at = opened(view="Actions")
    field(at, "-status").set_value("done")
    field(at, "-note").set_value("Called each day")
    at = press(at, "Save the change")
    (action,) = actions.of_school(*where, OWN)
    assert (action.status, action.note, action.role) == ("done", "Called each day", "champion")
    assert not {"Open the meeting", "Open it again", "Open this meeting"} & set(labels(at))
    at = opened(school="Saffronholme High School")
    assert SCHOOL in answer(at)


def test_a_champion_without_a_meeting_is_told_who_opens_one(as_champion):
    at = opened()
    assert "AST lead opens one here" in small_print(at)
    assert "Open the meeting" not in labels(at)


def test_hand_made_state_opens_no_other_schools_meeting(start, where, as_champion):
    other = start(school=900021)
    actions.record(*where, other, Agreed("Other school's secret", "Jo", DAY))
    at = opened(meeting=other, school="Saffronholme High School")
    assert SCHOOL in answer(at) and "secret" not in text(at)
    for view in ("Actions", "Overdue", "All meetings"):
        assert "secret" not in text(opened(view=view)), view


@pytest.mark.parametrize("viewer", [f"governor:{OWN}", "data_officer"])
def test_governors_and_data_officers_reach_none_of_it(viewer, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, viewer)
    at = AppTest.from_file(str(MAIN), default_timeout=120).run()
    with pytest.raises(ValueError, match="navigation page"):
        at.switch_page(PAGE)
    at = AppTest.from_file(str(config.ROOT / "pages" / "tsm_meeting.py")).run()
    assert "does not see this page" in at.error[0].value and answer(at) == ""


def test_overdue_actions_come_with_a_reminder_that_names_no_pupil(start, where, sample_rows):
    key = start(date(2025, 1, 20))
    rows = sample_rows("data/people_names", person_keys=None, show_names=True)
    keys = sample_rows("data/seen_people", person_keys=None)
    person = keys[keys["school_id"] == OWN]["person_key"].iloc[0]
    name = rows.set_index("person_key")["pupil"].loc[person]
    actions.record(
        *where, key, Agreed("Visit", "Jo Reed, head", date(2025, 2, 3)), person_key=person
    )
    actions.record(*where, key, Agreed("Call", "Sam", date(2025, 2, 13)))
    actions.record(*where, key, Agreed("Later", "Sam", DAY))
    at = opened(view="Overdue")
    assert "2 actions are overdue, of 2 people in 1 school." in text(at)
    assert name in text(at) and "Later" not in text(at)
    reminder = at.code[0].value
    assert reminder.startswith("Dear Jo Reed,") and "3 February 2025" in reminder
    assert name.split(",")[0] not in reminder and "for a pupil" in reminder
    at.selectbox(key="remind").set_value("Sam").run()
    assert "Call" in at.code[0].value and "Visit" not in at.code[0].value


def test_pseudonyms_hide_what_was_typed(start, where):
    key = start()
    actions.record(*where, key, Agreed("About Ann Field", "Jo", DAY))
    for view in ("Meeting", "Actions", "Overdue", "All meetings"):
        at = opened(view=view, shown_by="Pseudonyms")
        assert "Ann Field" not in text(at), view
        assert "Record the action" not in labels(at)
    at = point(opened(shown_by="Pseudonyms"), "agreed")
    assert "Ann Field" not in text(at) and "by pseudonyms" in text(at)


def test_who_came_is_written_down_and_a_missing_champion_said(start):
    start()
    at = point(opened(), "agreed")
    at.session_state["who-came"] = True
    at.run()
    assert "champion must attend" in text(at)
    field(at, "-name").set_value("Ann Field")
    at = press(at, "Add to those who came")
    assert "Ann Field" in text(at) and "champion must attend" not in text(at)
    at = press(at, "Save")
    assert at.success[0].value == "Saved: Ann Field, attended."


def test_the_record_is_a_word_document_that_is_logged(start, where, downloads, log):
    key = start()
    actions.record(*where, key, Agreed("=Call & <visit>", "Jo Reed", date(2025, 3, 3)))
    point(opened(), "agreed")
    before = len(log())
    content = downloads["meeting-2025-02-14.docx"]()
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "'=Call & <visit>" in cells and "3 March 2025" in cells
    assert document.sections[0].header.paragraphs[0].text == "OFFICIAL-SENSITIVE"
    assert any("nobody here exists" in each.text for each in document.paragraphs)
    assert SCHOOL in document.paragraphs[0].text
    (entry,) = log()[before:]
    assert (entry["action"], entry["subject"]) == ("export", f"meeting record: {key}")
