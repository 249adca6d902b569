"""The page on one school tells what is planted in the sample's schools."""

import html
import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from attendance import access, config, sentences
from attendance.access import Viewer
from attendance.queries import load
from tests.pages.opened import MAIN, answer, charts, small_print

pytestmark = pytest.mark.usefixtures("on_sample")

PAGE = config.ROOT / "pages" / "school.py"


def open_page(school=None, period="Year to date", **query_params):
    """The page run once, with these choices of the menu's filters."""
    at = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in query_params.items():
        at.query_params[name] = value
    at.session_state["period"] = period
    if school:
        at.session_state["school"] = school
    at.run()
    assert not at.exception
    return at


def text(at):
    """All words of the page."""
    blocks = [block.value for block in at.markdown] + [answer(at), small_print(at)]
    return html.unescape(re.sub("<[^>]+>", " ", " ".join(blocks)))


def titles(at):
    return [
        html.unescape(title)
        for title in re.findall(r'class="chart-title">(.*?)</p>', small_print(at))
    ]


def figures(at):
    return {metric.label: metric.value for metric in at.metric}


def test_the_answer_sets_the_school_beside_its_phase_and_last_year():
    at = open_page("Saffronholme High School")
    assert answer(at).count("Saffronholme High School: attendance is 89.9%") == 1
    assert "1.5 points below Essex secondary schools (could be chance)" in answer(at)
    assert "3.2 points above the same point last year (unlikely to be chance)" in answer(at)
    assert figures(at)["Persistent absence (PA)"] == "29.5%"
    assert len(at.metric) == 4
    assert "England (DfE), secondary schools: 92.1% to the week of 3 February" in text(at)


def test_a_small_school_is_within_noise():
    assert "could be chance" in text(open_page("Wanderness Primary School"))


def test_a_school_that_stopped_reporting_is_said():
    assert "No marks since the week of 11 November" in answer(
        open_page("Gingermarsh Primary School")
    )


def test_weeks_without_marks_of_the_school_are_said():
    at = open_page("Gingermarsh Primary School", period="Latest week")
    assert "No marks of Gingermarsh Primary School are loaded of these weeks" in at.info[-1].value


def test_an_improving_school_is_told_as_better_since():
    at = open_page("Saffronholme High School")
    assert titles(at)[0].startswith("Better since the week of 16 December")
    (control,) = charts(at)
    assert control["layout"]["yaxis"]["title"]["text"] == "Gap to Essex, points"
    (trend,) = charts(open_page("Saffronholme High School", view="Trend"))
    assert [trace["name"] for trace in trend["data"]] == ["2023/24", "England", "Essex", "School"]


@pytest.mark.parametrize(
    ("school", "said"),
    [
        ("Pebblethorpe High School", "Fridays: 6.3 points more absence than other days"),
        ("Nettlequay High School", "C2 on 3.0% of marks"),
        ("Otterhythe Primary School", "week of 9 December 23.1% (mostly I)"),
        ("Mumblehaven High School", "Spells of over 10 days"),
        ("Saffronholme High School", "Better since the week of 16 December"),
    ],
)
def test_what_stands_out_is_said_first(school, said):
    assert said in text(open_page(school))


def test_what_does_not_stand_out_is_not_said():
    assert "stands out" not in text(open_page("Juniperreach High School"))


def test_who_is_absent_is_told_in_bands_and_moves():
    at = open_page("Mumblehaven High School", view="Who")
    said = text(at)
    assert "Persistently absent (PA): 127 now, 111 at the end of the half term before" in said
    assert "25 entered, 9 left, 102 stayed" in said
    [pupils] = (frame.value for frame in at.dataframe)
    assert len(pupils) == 136 and "surname" not in pupils
    [bands] = charts(at)
    assert [trace["name"] for trace in bands["data"]] == ["Last year", "Now"]


def test_groups_of_pupils_are_told_by_cohort_and_class():
    at = open_page("Mumblehaven High School", view="Groups")
    assert titles(at)[0] == "Year 9: 2.4 points more absence than in Essex"
    [classes] = (frame.value for frame in at.dataframe)
    assert set(classes["class"]) >= {"7A", "9D"}
    [cohorts] = charts(at)
    assert len(cohorts["data"][0]["y"]) > 10


def test_more_pupils_of_the_improving_school_miss_little():
    at = open_page("Saffronholme High School", view="Who")
    assert re.match(r"\d+ (more|fewer) pupils miss .* than last year", titles(at)[0])


def test_in_the_first_half_term_nobody_entered_since_the_last():
    at = open_page("Saffronholme High School", period="Half term 1", view="Who")
    assert "There is no half term before" in text(at)


@pytest.mark.parametrize(
    ("school", "view", "said"),
    [
        ("Nettlequay High School", "Why", "“Part-time timetable” lowers attendance most"),
        ("Nettlequay High School", "Why", "Far more than others: C2 on 3.0% of marks, others 0.2%"),
        ("Juniperreach High School", "Why", "Far more than others: B on 1.5% of marks"),
        ("Pebblethorpe High School", "When", "Fridays: 6.3 points more absence than other days"),
        ("Featherdown Primary School", "When", "week of 21 October 20.2% (mostly G)"),
        ("Featherdown Primary School", "When", "48 more pupil-days were missed"),
        ("Otterhythe Primary School", "When", "week of 9 December 23.1% (mostly I)"),
        ("Mumblehaven High School", "Spells", "over 10 days: 26.7% of absence, Essex 20.0%"),
        (
            "Mumblehaven High School",
            "Crossed cohorts",
            "Education health and care plan, 21.0% absence, 16 pupils",
        ),
    ],
)
def test_what_is_planted_is_said(school, view, said):
    assert said in " ".join(text(open_page(school, view=view)).split())


def crossed(**query_params):
    """The tab of crossed cohorts at an address that chooses the two."""
    at = open_page("Mumblehaven High School", view="Crossed cohorts", **query_params)
    first, second = (box for box in at.selectbox if box.key in ("cohort", "with"))
    return at, first, second


def test_two_cohorts_are_chosen_in_the_address():
    at, first, second = crossed(cohort="Sex", **{"with": "Year group"})
    assert (first.value, second.value) == ("sex", "year group")
    assert "by sex and year group" in text(at)
    assert titles(at)[0].startswith("Highest: ")
    (chart,) = charts(at)
    assert chart["layout"]["yaxis"]["categoryarray"][:2] == ["Year 7", "Year 8"]
    assert chart["layout"]["xaxis"]["categoryarray"] == ["Girls", "Boys"]


def test_one_large_cell_alone_is_not_the_highest():
    choices = {"view": "Crossed cohorts", "cohort": "Looked after", "with": "Young carer"}
    at = open_page("Wanderness Primary School", **choices)
    assert titles(at) == ["Too few pupils in each cell to compare"]


def test_a_cohort_is_never_crossed_with_itself():
    at, first, second = crossed()
    assert (first.value, second.value) == ("fsm", "sen")
    first.select("sen").run()
    first, second = (box for box in at.selectbox if box.key in ("cohort", "with"))
    assert (first.value, second.value) == ("sen", "fsm")
    assert "Special educational needs (SEN)" not in second.options
    assert len(second.options) == len(first.options) - 1
    at, first, second = crossed(cohort="Year group", **{"with": "Year group"})
    assert first.value == "year group" and second.value != "year group"
    assert not at.exception and len(charts(at)) == 1


def test_persistent_absence_stands_beside_englands_with_its_date():
    at = open_page("Saffronholme High School")
    (pa,) = (metric for metric in at.metric if metric.label == "Persistent absence (PA)")
    assert "England (DfE) 23.2% to 7 February" in pa.delta
    assert (
        "23.2% to 7 February 2025; the school 29.8% (91 of 305) by then, 6.6 points above England "
        "(could be chance). DfE counts from the second week of September"
    ) in text(at)


def test_in_autumn_it_is_said_that_dfe_publishes_no_persistent_absence():
    at = open_page("Saffronholme High School", period="Half term 1")
    (pa,) = (metric for metric in at.metric if metric.label == "Persistent absence (PA)")
    assert "England not published" in pa.delta
    assert "none published for these weeks; DfE gives it from late January on" in text(at)


@pytest.mark.parametrize(
    ("school", "view"),
    [("Saffronholme High School", "Why"), ("Velvetfold School", "When")],
)
def test_schools_without_a_pattern_are_not_given_one(school, view):
    said = text(open_page(school, view=view))
    assert "Far more than others" not in said and "days: " not in said


NAMES_OTHERS = "Similar schools"
VIEWS = [view for view in sentences.VIEWS_OF_SCHOOL if view != NAMES_OTHERS]


@pytest.mark.parametrize("view", VIEWS)
def test_a_champion_sees_the_own_school_whatever_the_address_says(view, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900019")
    at = open_page("Saffronholme High School", view=view)
    assert answer(at).count("Pebblethorpe High School: attendance is") == 1
    assert "Saffronholme" not in text(at)
    assert len(at.get("plotly_chart")) >= 1


QUERIES = sorted(path.stem for path in (config.ROOT / "queries" / "school").glob("*.sql"))


@pytest.mark.parametrize("name", QUERIES)
def test_a_champion_gets_no_rows_of_another_school(name, sample_version):
    params = {
        "academic_year": "2024/25",
        "year_first_day": date(2024, 8, 1),
        "education_phase": "Secondary",
        "first_week": date(2024, 9, 2),
        "last_week": date(2025, 2, 10),
        "last_year_first_week": date(2023, 9, 4),
        "last_year_last_week": date(2024, 2, 5),
        "previous_week": date(2024, 12, 16),
        "target_attendance": 0.94,
        "target_persistently_absent": 0.2,
        "first_cohort": "fsm",
        "second_cohort": "sen",
        "left_out": [900021],
        "chosen_schools": None,
    }
    asked = {key: value for key, value in params.items() if key in load(f"school/{name}").params}
    champion = Viewer("local", "champion", (900019,))
    own, other = (
        access.rows(champion, sample_version, f"school/{name}", school_id=school, **asked)
        for school in (900019, 900021)
    )
    assert len(own) and other.empty


@pytest.mark.parametrize("other", ["Saffronholme High School", "900021", "Nobody's School"])
def test_an_address_opens_no_school_but_the_champions_own(other, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900019")
    at = AppTest.from_file(str(MAIN), default_timeout=120).run()
    at.query_params["school"] = other
    at.switch_page("../../pages/school.py").run()
    assert not at.exception and not at.error
    assert answer(at).count("Pebblethorpe High School") == 1
    assert other not in text(at)


def test_an_address_opens_the_school_it_names_for_those_who_see_it():
    at = AppTest.from_file(str(MAIN), default_timeout=120).run()
    at.query_params["school"] = "Saffronholme High School"
    at.switch_page("../../pages/school.py").run()
    assert answer(at).startswith('<p class="answer">Saffronholme High School')
