"""The tab of similar schools: why they are alike, how the school compares, what is not told."""

import html
import re

import pytest
from streamlit.testing.v1 import AppTest

from attendance import access, config
from attendance.access import Viewer
from attendance.errors import AccessError
from tests.pages.opened import charts, small_print

pytestmark = pytest.mark.usefixtures("on_sample")

PAGE = config.ROOT / "pages" / "school.py"
LEAD, CHAMPION = access.local_viewer(), Viewer("local", "champion", (900007,))
WEEK = "2025-02-10"
OTHERS = ("Thimblebarrow Primary School", "Peppergarth Primary School")


def open_tab(school, kept_out=(), **query_params):
    """The tab of a school run once, with these similar schools left out."""
    at = AppTest.from_file(str(PAGE), default_timeout=60)
    at.query_params["view"] = "Similar schools"
    for name, value in query_params.items():
        at.query_params[name] = value
    at.session_state["school"] = school
    at.session_state["period"] = "Year to date"
    if kept_out:
        at.session_state["left_out"] = list(kept_out)
    at.run()
    assert not at.exception
    return at


def findings(at):
    """The lines of the tab, how it compares and why each school is alike."""
    return "\n".join(block.value for block in at.markdown)


def titles(at):
    return [
        html.unescape(title)
        for title in re.findall(r'class="chart-title">(.*?)</p>', small_print(at))
    ]


def table(at):
    at.session_state["table-school/similar_schools"] = True
    return at.run().dataframe[0].value


def test_the_school_is_set_beside_the_similar_ones_with_a_range():
    at = open_tab("Pebblethorpe High School")
    said = findings(at)
    assert (
        "Attendance so far: 91.7%, the 5 similar schools together 91.3% (from 89.8% to 92.7%); "
        "0.3 points above, range −1.6 to +2.2 (could be chance)."
    ) in said
    assert "126 of 505 pupils (25.0%), the 5 similar schools together 23.5%" in said
    assert titles(at)[0] == "No clear difference from similar schools in attendance"


def test_each_similar_school_says_in_what_it_is_alike_and_differs():
    said = findings(open_tab("Pebblethorpe High School"))
    assert (
        "Rumblecombe Academy (Castle Point): alike in admissions (not selective), size (520, "
        "here 500), place (urban) and oldest age (16); differs in FSM (20%, here 27%) and "
        "youngest age (4, here 11)."
    ) in said
    places = [said.index(name) for name in ("Nettlequay", "Saffronholme", "Juniperreach")]
    assert places == sorted(places)


def test_weights_are_on_screen():
    at = open_tab("Pebblethorpe High School")
    assert titles(at)[1] == "What weighs most: Selective or not"
    table = next(each.value for each in at.html if "Table: What weighs most" in each.value)
    told = [re.findall(r"<td.*?>(.*?)</td>", row) for row in table.split("<tr>")[1:]]
    assert sum(int(row[1]) for row in told) == 22
    assert told[1] == [
        "Free school meals",
        "4",
        "18.2%",
        "share of pupils at the last census",
        "0.03",
    ]


def test_few_other_schools_of_the_phase_are_said():
    said = findings(open_tab("Velvetfold School"))
    assert "Only 2 other schools of this phase can be compared" in said
    assert "Tinderwick School (Braintree): alike in oldest age (16)" in said


def test_a_school_that_stopped_sending_is_not_counted_and_cannot_be_judged():
    said = findings(open_tab("Wanderness Primary School"))
    assert "Not counted, with fewer than 90% of weeks sent: Gingermarsh Primary School." in said
    said = findings(open_tab("Gingermarsh Primary School"))
    assert "Marks of 48% of the weeks due are here: too few to set Gingermarsh" in said


def test_a_school_left_out_changes_the_comparison():
    at = open_tab("Wanderness Primary School", kept_out=OTHERS[:1])
    assert "the 12 similar schools together 94.8%" in findings(at)
    assert "Left out: Thimblebarrow Primary School. The next nearest do not step in." in findings(
        at
    )
    assert len(table(at)) == 15
    assert table(at).set_index("school_name")["is_left_out"].sum() == 1


def test_what_is_left_out_comes_from_the_address():
    at = AppTest.from_file(str(PAGE), default_timeout=60)
    at.query_params["view"] = "Similar schools"
    at.query_params["left_out"] = list(OTHERS)
    at.session_state["school"] = "Wanderness Primary School"
    at.session_state["period"] = "Year to date"
    at.run()
    assert not at.exception
    assert at.multiselect[0].value == list(OTHERS)
    assert "the 11 similar schools together" in findings(at)


def test_a_school_left_out_that_is_not_similar_is_let_go():
    at = open_tab("Wanderness Primary School", kept_out=["Pebblethorpe High School", "Nobody"])
    assert at.multiselect[0].value == []
    assert "the 13 similar schools together" in findings(at)


def test_the_chart_has_a_dot_for_each_school_and_their_sum():
    (figure,) = charts(open_tab("Wanderness Primary School"))
    names = figure["layout"]["yaxis"]["categoryarray"]
    drawn = {name for trace in figure["data"] for name in trace["y"]}
    assert len(names) == len(set(names)) == 16
    assert drawn == set(names)
    assert names[-1] == "Similar schools together"


@pytest.fixture
def as_champion(monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900007")


def test_a_champion_sees_facts_of_the_others_and_their_marks_only_together(as_champion, behind):
    at = open_tab("Wanderness Primary School")
    said = findings(at)
    assert "the 13 similar schools together 94.7% (from 93.2% to 96.7%)" in said
    assert "Marks of schools other than your own are told only together." in said
    assert "Peppergarth Primary School (Chelmsford): alike in SEN (19%)" in said
    table(at)
    others = behind[0][behind[0]["similar_rank"] > 0]
    assert len(others) == 14 and others["pupils"].notna().all()
    for column in ("attendance_rate", "persistently_absent", "enrolments", "weeks_sent_share"):
        assert others[column].isna().all()
    (figure,) = charts(at)
    assert len(figure["layout"]["yaxis"]["categoryarray"]) == 2


@pytest.mark.parametrize("left_out", [OTHERS[:1], OTHERS, ("Wanderness Primary School",)])
def test_a_champion_can_leave_no_other_school_out_by_any_address(left_out, as_champion):
    kept = findings(open_tab("Wanderness Primary School"))
    at = open_tab("Wanderness Primary School", kept_out=left_out, left_out=list(left_out))
    assert not at.multiselect
    assert findings(at) == kept


def test_a_champion_of_a_phase_of_few_schools_is_not_told_of_them_together(monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900023")
    said = findings(open_tab("Velvetfold School"))
    assert "Fewer than 5 similar schools have enough marks" in said
    assert "similar schools together" not in said


@pytest.mark.parametrize(
    "left_out", [None, [], [900001], [900001, 900008], list(range(900001, 900016))]
)
def test_what_a_champion_gets_is_the_same_whatever_is_left_out(left_out, sample_version):
    asked = {"school_id": 900007, "chosen_schools": None, "last_week": WEEK}
    name = "school/similar_schools"
    kept = access.rows(CHAMPION, sample_version, name, left_out=None, **asked)
    found = access.rows(CHAMPION, sample_version, name, left_out=left_out, **asked)
    assert found.equals(kept)
    lead = access.rows(LEAD, sample_version, name, left_out=[900001], **asked)
    assert lead["pooled_schools"].iloc[0] == kept["pooled_schools"].iloc[0] - 1


@pytest.mark.parametrize("given", ["most_similar", "smallest_pool", "smallest_share_pooled"])
def test_a_champion_cannot_tell_a_school_by_moving_a_threshold(given, sample_version):
    asked = {"school_id": 900007, "chosen_schools": None, "last_week": WEEK, "left_out": None}
    with pytest.raises(AccessError):
        access.rows(CHAMPION, sample_version, "school/similar_schools", **asked, **{given: 1})
