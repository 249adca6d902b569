"""Lists of pupils: what they say, who is in them, and that nobody sees another school's."""

import html
import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from attendance import access, config, sentences
from attendance.access import Viewer
from attendance.casework.audit import entries
from attendance.casework.store import open_store
from attendance.errors import AccessError
from attendance.queries import load
from attendance.warehouse import reader
from tests.pages.opened import MAIN, answer, open_main, small_print

pytestmark = pytest.mark.usefixtures("on_sample")

PAGE = config.ROOT / "pages" / "pupils.py"
KEYS = ("person_key", "school_id")
VIEWS = ("Severely absent", "Persistently absent", "At risk", "Improving", "Worsening")
SEVERE_OF_MUMBLEHAVEN = {
    "A999150569601",
    "H999476807524",
    "Y999129283370",
    "F999455521293",
    "Q999803045447",
    "P999399793205",
}


def open_page(view="Severely absent", state=None, **query_params):
    """The page run once, with these choices of its own and of the menu's filters."""
    at = AppTest.from_file(str(PAGE), default_timeout=60)
    at.query_params["view"] = view
    for name, value in query_params.items():
        at.query_params[name] = value
    for name, value in (state or {}).items():
        at.session_state[name] = value
    at.run()
    assert not at.exception and not at.error
    return at


def title(at):
    return html.unescape(re.search(r'class="chart-title">(.*?)</p>', small_print(at))[1])


def rows(at):
    (frame,) = (frame.value for frame in at.dataframe)
    return frame


@pytest.fixture
def upns(sample_version):
    """By key of a person the UPN."""
    with reader.connection(sample_version).cursor() as cursor:
        return dict(cursor.execute("select person_key, upn from people").fetchall())


def test_the_answer_says_how_many_and_what_is_to_be_done():
    at = open_page()
    assert re.search(r"1,067 of 5,554 pupils \(19\.2%\) miss 10% or more", answer(at))
    assert "none of the 1,044 on roll has support recorded" in answer(at)
    assert "so far" not in answer(at)
    assert [metric.label for metric in at.metric] == [
        "Severely absent (SA)",
        "Persistently absent (PA)",
        "At risk",
    ]


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("Severely absent", "80 of 5,554 pupils (1.4%) are severely absent"),
        ("Persistently absent", "1,067 of 5,554 pupils (19.2%) are persistently absent"),
        ("At risk", "1,188 of 5,554 pupils (21.4%) are at risk of persistent absence"),
        ("Improving", "pupils miss clearly less than last half term"),
        ("Worsening", "pupils miss clearly more than last half term"),
    ],
)
def test_each_list_says_its_count_and_that_of_the_whole(view, said):
    assert said in title(open_page(view))


def test_the_list_of_persistent_absence_says_that_severe_is_included_and_adds_up():
    said = html.unescape(small_print(open_page("Persistently absent")))
    assert "the severely absent (SA, 50% or more) included and marked" in said
    found = re.search(r"1,067 in the rate = ([\d,]+) on roll \+ (\d+) who left; plus (\d+)", said)
    assert int(found[1].replace(",", "")) + int(found[2]) == 1067


def test_planted_severe_absence_is_in_its_lists_and_no_other(upns, behind):
    listed = {}
    for view in VIEWS:
        open_page(view, {"school": "Mumblehaven High School"})
        listed[view] = {upns[key] for key in behind[-1]["person_key"]}
    assert listed["Severely absent"] >= SEVERE_OF_MUMBLEHAVEN
    assert listed["Persistently absent"] >= SEVERE_OF_MUMBLEHAVEN
    assert not listed["At risk"] & SEVERE_OF_MUMBLEHAVEN
    assert not listed["Improving"] & SEVERE_OF_MUMBLEHAVEN


def test_in_the_first_weeks_the_answer_says_so_far():
    at = open_page(state={"period": "From week to week", "to": "Week of 2 September"})
    assert "persistently absent (PA) so far, " in answer(at)
    assert [metric.label[-6:] for metric in at.metric][:2] == ["so far"] * 2


def test_who_is_at_risk_is_adjustable_in_the_address():
    at = AppTest.from_file(str(MAIN), default_timeout=120)
    at.query_params["at_risk_from"] = "8% missed"
    at.run().switch_page("../../pages/pupils.py").run()
    at.query_params["at_risk_from"] = "8% missed"
    at.run()
    (risk,) = (metric for metric in at.metric if metric.label.startswith("At risk"))
    narrow = int(risk.value.split()[0].replace(",", ""))
    (risk,) = (metric for metric in open_page().metric if metric.label.startswith("At risk"))
    assert 0 < narrow < int(risk.value.split()[0].replace(",", ""))


def test_filters_leave_out_the_others_and_the_title_says_so():
    whole = rows(open_page("Persistently absent", {"school": "Pebblethorpe High School"}))
    state = {"school": "Pebblethorpe High School", "main_reason": "O"}
    at = open_page("Persistently absent", state)
    left = rows(at)
    assert 0 < len(left) < len(whole)
    assert set(left["main_reason"]) == {"Other unauthorised absence (O)"}
    assert title(at) == f"{len(left)} of {len(whole)} pupils listed fit these choices"


@pytest.mark.parametrize(
    ("view", "at_risk_from", "offered"),
    [
        ("Severely absent", "5% missed", ["50% and over"]),
        (
            "Persistently absent",
            "5% missed",
            ["10 to under 20%", "20 to under 50%", "50% and over"],
        ),
        ("At risk", "5% missed", ["5 to under 10%"]),
        ("At risk", "9% missed", []),
    ],
)
def test_a_list_is_narrowed_by_bands_inside_its_own_alone(view, at_risk_from, offered):
    state = {"school": "Mumblehaven High School", "at_risk_from": at_risk_from}
    whole = open_page(view, state)
    assert whole.selectbox(key="missed").options == ["all", *offered]
    for missed in {"5 to under 10%", "10 to under 20%", "50% and over"} - set(offered):
        at = open_page(view, state | {"missed": missed})
        assert at.selectbox(key="missed").value == "all"
        assert title(at) == title(whole) and len(rows(at)) == len(rows(whole))
        assert "Chosen:" not in small_print(at)


def test_a_band_of_one_view_is_dropped_on_the_way_to_another_that_lies_below():
    at = open_page("Persistently absent", {"missed": "50% and over", "trend": "worse"})
    assert "Chosen: Missed: 50% and over; Trend: worse." in small_print(at)
    at.query_params["view"] = "At risk"
    at.run()
    assert "Chosen: Trend: worse." in small_print(at)
    assert set(rows(at)["standing"].dropna()) <= {"neither"}


def test_another_list_begins_with_its_first_page():
    at = open_page("Persistently absent", {"page": 3})
    assert "401 to 600 of" in small_print(at)
    at.query_params["view"] = "At risk"
    at.run()
    assert not at.exception and "1 to 200 of" in small_print(at)


def test_the_county_is_listed_in_pages(behind):
    open_page("Persistently absent")
    assert "201 to 400 of" in small_print(open_page("Persistently absent", {"page": 2}))
    open_page("Persistently absent", {"page": 99})
    first, second, past = behind
    assert len(first) == len(second) == 200
    enrolments = [set(zip(*(found[name] for name in KEYS), strict=True)) for found in behind[:2]]
    assert not set.intersection(*enrolments)
    assert list(past["person_key"]) == list(first["person_key"])


def test_names_can_be_switched_to_pseudonyms(behind):
    at = open_page("Severely absent", {"shown_by": "Pseudonyms"})
    keys = behind[-1]["person_key"]
    assert list(rows(at)["pupil"]) == [f"Pupil {key[:6].upper()}" for key in keys]
    assert behind[-1]["upn"].isna().all()


@pytest.mark.parametrize("view", VIEWS)
def test_files_have_the_upn_by_which_a_register_knows_the_pupil(view, upns, behind):
    open_page(view, {"school": "Pebblethorpe High School"})
    assert list(behind[-1]["upn"]) == [upns[key] for key in behind[-1]["person_key"]]


@pytest.mark.parametrize("view", VIEWS)
def test_keys_and_columns_that_are_not_chosen_are_not_sent(view, behind):
    at = open_page(view, {"school": "Pebblethorpe High School"})
    sent, known = set(rows(at).columns), set(behind[-1].columns)
    assert {"person_key", "school_id", "listed"} <= known
    assert not sent & {"person_key", "school_id", "school_name", "listed"}
    columns = sentences.COLUMNS_OF_CHANGED_PUPILS
    if view in sentences.BANDS_OF_VIEWS:
        columns = sentences.COLUMNS_OF_ABSENT_PUPILS
    assert sent == set(columns) - {"school_name"}


@pytest.mark.parametrize("view", VIEWS)
def test_a_champion_sees_the_own_pupils_whatever_the_address_and_the_widgets_say(
    view, monkeypatch, behind
):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900019")
    state = {"school": "Saffronholme High School", "schools": "Primary", "page": 2}
    at = open_page(view, state, school="Saffronholme High School")
    assert "Pebblethorpe High School" in small_print(at)
    assert set(behind[-1]["school_name"]) == {"Pebblethorpe High School"}


NAMES = ("absent_pupils", "changed_pupils", "totals", "classes")
ASKED = {
    "academic_year": "2024/25",
    "year_first_day": date(2024, 8, 1),
    "last_week": date(2025, 2, 10),
    "previous_week": date(2024, 12, 16),
    "earlier_week": date(2024, 10, 21),
    "as_of": date(2025, 2, 14),
    "at_risk_share": 0.05,
    "least_share": 0.1,
    "show_names": True,
    "support_people": [],
    "support_steps": [],
    "support_dates": [],
    "support_reviews": [],
    "support_due": [],
    "listed_from": 0,
    "listed_at_once": 10_000,
}


def asked(viewer, version, name, **more):
    preset = {"visible_schools", "smallest_group", "settled_sessions"}
    preset |= {"clear_change_sessions", "fewest_change_sessions"}
    params = dict.fromkeys(load(f"pupils/{name}").params.keys() - preset)
    params |= {key: value for key, value in (ASKED | more).items() if key in params}
    return access.rows(viewer, version, f"pupils/{name}", **params)


@pytest.mark.parametrize("name", NAMES)
def test_a_champion_gets_no_rows_of_another_school(name, sample_version):
    champion = Viewer("local", "champion", (900019,))
    assert len(asked(champion, sample_version, name, school_id=900019))
    assert asked(champion, sample_version, name, school_id=900021).empty
    assert asked(champion, sample_version, name, chosen_schools=[900021]).empty or name == "classes"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", ["governor", "data_officer"])
def test_a_governor_and_a_data_officer_get_no_rows(role, name, sample_version):
    with pytest.raises(AccessError, match="does not see"):
        asked(Viewer("local", role, (900019,)), sample_version, name)


@pytest.mark.parametrize("viewer", ["governor:900019", "data_officer"])
def test_a_governor_and_a_data_officer_open_no_page_and_find_it_in_no_menu(viewer, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, viewer)
    at = AppTest.from_file(str(PAGE), default_timeout=60)
    at.session_state["school"] = "Pebblethorpe High School"
    at.run()
    assert "does not see this page" in at.error[0].value
    assert not at.dataframe and not at.metric and not at.get("download_button")
    with pytest.raises(ValueError, match="navigation page"):
        open_main().switch_page("../../pages/pupils.py")


def test_downloads_hold_the_whole_list_and_are_logged(downloads, shown_sample):
    open_page("Persistently absent")
    lines = downloads["absent_pupils-persistent-2025-02-14.csv"]().decode("utf-8-sig").splitlines()
    assert "person_key" not in lines[0] and lines[0].startswith("pupil,")
    sheet = load_workbook(
        io.BytesIO(downloads["absent_pupils-persistent-2025-02-14.xlsx"]())
    ).worksheets[0]
    listed = len(lines) - 1
    assert listed > 1067 and sheet.max_row >= listed
    logged = entries(open_store(shown_sample))[:2]
    assert [entry["subject"] for entry in logged] == ["pupils/absent_pupils"] * 2
    assert {entry["rows"] for entry in logged} == {listed}


def test_a_file_of_a_filtered_list_says_by_what(downloads):
    at = open_page("Severely absent", {"main_reason": "I", "trend": "worse", "support": "none"})
    chosen = "Main reason: Illness (I); Trend: worse; Support: no support recorded"
    assert f"Chosen: {chosen}." in html.unescape(small_print(at))
    name = "absent_pupils-severe-worse-illness-i-no-support-recorded-2025-02-14.xlsx"
    about = load_workbook(io.BytesIO(downloads[name]()))["About"]
    lines = [row[0].value for row in about.iter_rows()]
    assert chosen in lines[1] and chosen in lines[2]


def test_the_address_of_a_pupil_is_a_key_and_no_name(behind):
    open_page("Severely absent", {"school": "Mumblehaven High School"})
    assert re.fullmatch(r"[0-9a-f]{16}", behind[-1]["person_key"].iloc[0])
