"""The page on quadrants and phases shows what is planted in the sample, and leads to schools."""

import html

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from attendance import config
from attendance.ui import county_filters, session
from tests.pages.opened import MAIN, answer, charts, open_script, plotted, small_print

pytestmark = pytest.mark.usefixtures("on_sample")

PAGE = config.ROOT / "pages" / "quadrants_and_phases.py"
TABS = ("Quadrants", "Districts", "Trend", "Groups of pupils", "Where the gap sits")


def open_page(**query_params):
    return open_script(PAGE, **query_params)


def open_in_main():
    at = AppTest.from_file(str(MAIN), default_timeout=60).run()
    return at.switch_page(f"../../pages/{PAGE.name}").run()


def said(at):
    return html.unescape(small_print(at))


def titles(at):
    return [line for line in said(at).split("\n") if "chart-title" in line]


def test_the_answer_names_the_quadrant_of_the_school_that_overuses_c2():
    sentence = answer(open_page())
    assert "Attention is needed first in West secondary schools: attendance 89.8%" in sentence
    assert "2.5 points below England, about 12 more pupils away each day" in sentence


def test_the_figures_are_the_three_phases_and_pa_with_its_count():
    at = open_page()
    assert [(box.label, box.value) for box in at.metric] == [
        ("Primary attendance", "94.8%"),
        ("Secondary attendance", "91.4%"),
        ("Special attendance", "89.2%"),
        ("Secondary persistent absence", "23.7%"),
    ]
    assert at.metric[3].delta == "673 of 2,834 pupils, 64 severely absent"


def test_it_is_said_whose_marks_and_to_when_england():
    shown = said(open_page())
    assert "Essex is the county's own marks (22 of 24 schools reporting in the last week)" in shown
    assert "England DfE's weekly file, over the weeks to 7 February 2025" in shown


def test_no_change_is_told_where_a_school_stopped_reporting():
    at = open_page()
    assert "None for South primary: under 90% of the pupils on roll have marks" in said(at)
    table = at.dataframe[0].value
    south = table[(table["place"] == "South") & (table["education_phase"] == "Primary")]
    assert south["year_change_points"].isna().all() and south["attendance_rate"].notna().all()
    others = table[(table["place"] != "South") & (table["education_phase"] == "Primary")]
    assert others["year_change_points"].notna().all()


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_draws_a_chart_with_its_message(tab):
    at = open_page(view=tab)
    assert not at.exception and not at.error
    assert len(charts(at)) == 1
    assert titles(at)


def test_the_map_has_a_tile_for_each_district():
    [figure] = charts(open_page(view="Districts"))
    tiles, _, without = figure["data"]
    named = [text.replace("<br>", " ") for text in [*tiles["text"], *without["text"]]]
    assert len(named) == 12
    assert "Harlow 89.8%" in named and "Castle Point 92.7%" in named and "Maldon n/a" in named


def test_panels_of_quadrants_share_one_scale_with_england_in_each():
    [figure] = charts(open_page(view="Trend"))
    names = [trace["name"] for trace in figure["data"]]
    assert names[::2] == ["England"] * 4
    assert names[1::2] == ["Mid", "North East", "South", "West"]
    axes = [figure["layout"][axis] for axis in ("yaxis", "yaxis2", "yaxis3", "yaxis4")]
    assert len([axis for axis in axes if "matches" in axis]) == 3
    assert len({axis["matches"] for axis in axes if "matches" in axis}) == 1


def test_groups_of_pupils_stand_beside_all_pupils_with_their_numbers():
    at = open_page(view="Groups of pupils")
    table = at.dataframe[0].value.set_index(["group_name", "place"])
    assert table.loc[("All pupils", "Essex"), "enrolments"] == 2834
    assert table.loc[("Free school meals", "Essex"), "attendance_rate"] == pytest.approx(
        85.93, 0.001
    )
    assert "Lowest of groups of 30 or more: social worker" in titles(at)[0]


@pytest.mark.parametrize("split", ["Quadrant", "School", "Year group", "SEN"])
def test_the_bars_of_a_split_sum_to_the_gap_in_the_subtitle(split):
    at = open_page(view="Where the gap sits", split=split)
    [figure] = charts(at)
    assert sum(plotted(figure["data"][0], "x")) == pytest.approx(-0.786643, abs=1e-6)
    assert "weeks to 7 February 2025: −0.79 points" in said(at)


def test_the_school_that_most_of_the_gap_sits_in_is_named():
    at = open_page(view="Where the gap sits", split="School")
    assert "Nettlequay High School: −0.44 of the gap of −0.79 points" in titles(at)[0]


def test_the_own_marks_are_set_beside_dfes_figure_and_the_difference_explained():
    at = open_page(view="Where the gap sits")
    assert "Own marks 0.5 points below DfE's figure" in titles(at)[1]
    assert "hold 3.3% of the sessions that DfE counted and differ by −0.48 points" in said(at)
    assert "2 weeks that DfE has not published move it by +0.11" in said(at)


def test_the_phase_is_chosen_in_the_menu_and_kept_for_the_page():
    at = open_in_main()
    assert [box.label for box in at.selectbox][:3] == ["Academic year", "Period", "Phase"]
    assert at.selectbox(key="schools").value == "Secondary"
    at.selectbox(key="schools").select("Special").run()
    assert at.metric[3].label == "Special persistent absence"
    assert not at.exception


def test_every_school_chosen_on_another_page_is_no_phase_here():
    at = AppTest.from_file(str(MAIN), default_timeout=60).run()
    at.switch_page("../../pages/schools.py").run()
    assert at.selectbox(key="schools").value == "All"
    at.switch_page(f"../../pages/{PAGE.name}").run()
    assert at.selectbox(key="schools").value == "Secondary"


def test_a_week_is_compared_with_that_week_of_england():
    at = open_in_main()
    at.selectbox(key="period").select("Latest week").run()
    assert not at.exception
    assert "England not loaded for these weeks" in said(at)
    assert "figures of England are not loaded for these weeks" in answer(at)


def test_the_first_year_has_no_year_before_it():
    at = open_in_main()
    at.selectbox(key="marks_year").select("2023/24").run()
    assert not at.exception
    assert at.dataframe[0].value["year_change_points"].isna().all()


@pytest.mark.parametrize(
    ("row", "chosen"),
    [
        (("Primary", "Mid", "quadrant"), {"schools": "Primary", "quadrant": "Mid"}),
        (("Special", "Essex", "county"), {"schools": "Special"}),
        (("Secondary", "Harlow", "district"), {"schools": "Secondary", "district": "Harlow"}),
    ],
)
def test_a_row_leads_to_the_schools_behind_it(row, chosen, monkeypatch):
    gone = {}
    monkeypatch.setattr(session, "go_to", lambda page, **keys: gone.update(keys, page=page))
    rows = pd.DataFrame([row], columns=["education_phase", "place", "place_kind"])
    county_filters.open_schools(rows, 0)
    every = {"schools": "All", "quadrant": "All", "district": "All", "trust": "All"}
    assert gone == every | chosen | {"page": "schools"}


def test_a_champion_sees_the_part_of_the_own_school_alone(monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900018")
    at = open_page(view="Where the gap sits", split="School")
    assert not at.exception
    assert set(at.dataframe[0].value["school_name"]) == {"Nettlequay High School"}
    assert "Saffronholme" not in said(at)
