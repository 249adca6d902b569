"""What the page shows is what the queries give, for each phase and more than one authority."""

import json
from datetime import date

import pytest

from attendance import words
from tests.pages.opened import (
    TABS,
    answer,
    charts,
    open_main,
    plotted,
    printed_table,
    small_print,
)

pytestmark = pytest.mark.usefixtures("on_sample")

LATEST = {"academic_year": "2024/25", "published": date(2025, 2, 20)}
ESSEX, HERTFORDSHIRE = ("881", "Essex"), ("919", "Hertfordshire")
PHASES = ("Primary", "Secondary", "Special")
CHARTS = {"Bulletin": 0, "Trend": 2, "Why": 2, "Is it real?": 1, "Others": 1, "Revisions": 0}

authorities = pytest.mark.parametrize(("code", "name"), [ESSEX, HERTFORDSHIRE])
phases = pytest.mark.parametrize("phase", PHASES)


@pytest.fixture
def position(sample_rows):
    """The rows of latest_position by phase."""

    def by_phase(code, **release):
        rows = sample_rows(
            "essex_and_england/latest_position", home_authority=code, **(LATEST | release)
        )
        return {row.education_phase: row for row in rows.itertuples()}

    return by_phase


@authorities
@phases
def test_the_figures_are_those_of_the_query(code, name, phase, position):
    at = open_main(authority=name, phase=phase)
    by_phase = position(code)
    wanted = [words.percent(by_phase[each].home_attendance_rate) for each in PHASES]
    assert [metric.value for metric in at.metric[:3]] == wanted
    assert at.metric[3].label == f"{phase} persistent absence"
    assert at.metric[3].value == words.percent(by_phase[phase].home_pa_rate)
    wanted = words.against_england(by_phase[phase].pa_gap_points)
    assert at.metric[3].delta == wanted


@authorities
def test_the_answer_tells_every_phase(code, name, position):
    sentence = answer(open_main(authority=name))
    assert name in sentence and "7 February 2025" in sentence
    for phase, row in position(code).items():
        rate = words.percent(row.home_attendance_rate)
        assert f"in {phase.lower()} schools ({rate})" in sentence


def test_the_figures_of_a_release_are_those_of_that_release(position):
    at = open_main(data_to="6 December 2024", phase="Secondary")
    row = position("881", published=date(2024, 12, 19))["Secondary"]
    assert at.metric[1].value == words.percent(row.home_attendance_rate)
    assert at.metric[1].delta == words.against_england(row.printed_difference)
    assert at.metric[3].value == "n/a"
    assert "6 December 2024" in answer(at)


@authorities
def test_every_cell_of_the_bulletin_is_the_querys(code, name, sample_rows):
    shown = printed_table(open_main(authority=name))
    rows = sample_rows("essex_and_england/bulletin", home_authority=code, academic_year="2024/25")
    wanted = {
        (
            words.day(row.data_to),
            row.education_phase,
            words.figure(row.home_attendance),
            words.figure(row.england_attendance),
            words.signed(row.attendance_difference),
            words.figure(row.home_pa),
            words.figure(row.england_pa),
            words.signed(row.pa_difference),
        )
        for row in rows.itertuples()
    }
    assert len(shown) == len(rows) == 33
    assert set(shown.itertuples(index=False, name=None)) == wanted
    assert shown.columns[2] == f"{name} attendance (%)"


def test_the_bulletin_shows_the_newest_release_first():
    shown = printed_table(open_main())
    assert shown["Data to"].iloc[0] == "7 February 2025"
    assert shown["Data to"].iloc[-1] == "13 September 2024"


@authorities
@phases
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_is_drawn(code, name, phase, tab):
    at = open_main(authority=name, phase=phase, view=tab)
    assert not at.exception and not at.error
    assert at.metric[3].label == f"{phase} persistent absence"
    drawn = {panel.label: len(panel.children) > 0 for panel in at.tabs}
    assert drawn == {each: each == tab for each in TABS}
    assert len(charts(at)) == CHARTS[tab]


@phases
def test_the_trend_plots_the_querys_rates(phase, sample_rows):
    at = open_main(view="Trend", phase=phase)
    rows = sample_rows(
        "essex_and_england/attendance_by_week",
        home_authority="881",
        education_phase=phase,
        compared_year=None,
        **LATEST,
    )
    by_name = {trace["name"]: trace for trace in charts(at)[0]["data"]}
    wanted = rows["home_attendance_rate"].dropna().tolist()
    assert plotted(by_name["Essex"], "y").tolist() == pytest.approx(wanted)
    wanted = rows["england_attendance_rate"].dropna().tolist()
    assert plotted(by_name["England"], "y").tolist() == pytest.approx(wanted)


def test_the_trend_sets_the_chosen_year_beside(sample_rows):
    at = open_main(view="Trend")
    assert at.selectbox(key="beside").value == "2023/24"
    names = [trace["name"] for trace in charts(at)[0]["data"]]
    assert names == ["England 2023/24", "Essex 2023/24", "England", "Essex"]


def test_the_reason_chosen_is_the_reason_drawn(sample_rows):
    at = open_main(view="Why").selectbox(key="reason").select("I").run()
    rows = sample_rows(
        "essex_and_england/reason_by_week",
        home_authority="881",
        education_phase="Secondary",
        code="I",
        compared_year=None,
        **LATEST,
    )
    by_name = {trace["name"]: trace for trace in charts(at)[1]["data"]}
    assert plotted(by_name["Essex"], "y").tolist() == pytest.approx(rows["home_share"].tolist())
    latest = words.percent(rows["home_share"].iloc[-1])
    assert f"Illness: {latest} in the week of " in small_print(at)


def test_the_measure_chosen_is_the_measure_told():
    at = open_main(view="Others", measure="Persistent absence")
    assert "Persistent absence, year so far, secondary schools" in small_print(at)


def test_the_table_of_authorities_is_the_querys(sample_rows):
    at = open_main(view="Others")
    rows = sample_rows(
        "essex_and_england/among_authorities",
        home_authority="881",
        education_phase="Secondary",
        **LATEST,
    )
    shown = at.dataframe[0].value
    assert shown["area_name"].tolist() == rows["area_name"].tolist()
    in_percent = (100 * rows["attendance_rate"]).tolist()
    assert shown["attendance_rate"].tolist() == pytest.approx(in_percent, nan_ok=True)
    printed = rows["gap_points"].round(2).tolist()
    assert shown["gap_points"].tolist() == pytest.approx(printed, nan_ok=True)


@pytest.mark.parametrize(
    ("measure", "shown"),
    [("Attendance", "attendance_rate"), ("Persistent absence", "persistent_absence_rate")],
)
def test_the_table_of_authorities_shows_the_measure_chosen(measure, shown):
    at = open_main(view="Others", measure=measure)
    columns = json.loads(at.dataframe[0].proto.columns)
    assert columns["area_name"]["label"] == "Area"
    assert list(at.dataframe[0].value.columns)[:2] == ["area_name", shown]
    regions = at.dataframe[0].value.set_index("area_name")["region_name"]
    assert regions["England"] == ""


def test_the_table_of_revisions_is_the_querys(sample_rows):
    at = open_main(view="Revisions")
    rows = sample_rows(
        "essex_and_england/revisions_by_week",
        home_authority="881",
        education_phase="Secondary",
        academic_year="2024/25",
    )
    assert at.dataframe[0].value["week_commencing"].tolist() == rows["week_commencing"].tolist()
    assert at.dataframe[0].value["releases"].tolist() == rows["releases"].tolist()
