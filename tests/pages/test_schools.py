"""The page on schools says which differ by more than chance, and opens what is picked."""

import html

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from attendance import access, config, rules, statistics
from attendance.access import Viewer
from attendance.statistics import PupilSums
from attendance.ui import county_filters
from attendance.warehouse import reader
from tests.pages.opened import answer, charts, open_script, plotted, small_print

pytestmark = pytest.mark.usefixtures("on_sample")

PAGE = config.ROOT / "pages" / "schools.py"
YEAR_SO_FAR = {
    "first_week": "2024-09-02",
    "last_week": "2025-02-10",
    "last_year_first_week": "2023-09-04",
    "last_year_last_week": "2024-02-05",
    "is_named_span": True,
    "education_phase": None,
    "quadrant": None,
    "district": None,
    "trust": None,
}
SINCE_JANUARY = YEAR_SO_FAR | {"first_week": "2025-01-06"}
WANDERNESS, GINGERMARSH, SAFFRONHOLME = 900007, 900014, 900021
AWAY_FROM_CHANCE = "St Œdwyn’s Primary School, Kettlecroft"


def open_page(**query_params):
    return open_script(PAGE, **query_params)


def open_chosen(view, **chosen):
    """The page with these filters chosen, which main draws."""
    at = AppTest.from_file(str(PAGE), default_timeout=60)
    at.query_params["view"] = view
    for key, value in chosen.items():
        at.session_state[key] = value
    return at.run()


def told(at):
    return html.unescape(answer(at)), html.unescape(small_print(at))


@pytest.fixture
def schools(sample_rows):
    """Every school of the sample, the year so far."""
    return sample_rows("schools/every_school", **YEAR_SO_FAR).set_index("school_id")


def test_a_small_school_far_from_the_rest_could_be_chance(schools):
    wanderness = schools.loc[WANDERNESS]
    assert wanderness["enrolments"] == 45
    assert wanderness["absence_rate"] == schools["absence_rate"].min()
    assert (wanderness["standing"], wanderness["direction"]) == ("could be chance", "less absence")


def test_the_improving_school_has_improved_most(schools):
    assert schools["change_points"].idxmax() == SAFFRONHOLME
    assert schools.loc[SAFFRONHOLME, "change_points"] > 3


def test_the_school_that_stopped_reporting_is_not_judged(schools):
    assert schools.loc[GINGERMARSH, "standing"] == "not judged"
    assert schools.loc[GINGERMARSH, "weeks_sent_share"] < 0.5
    assert (schools["standing"] == "not judged").sum() == 1


def test_schools_of_a_phase_sum_to_the_rate_they_are_compared_with(schools):
    for _, rows in schools.groupby("education_phase"):
        missed = rows["authorised_sessions"] + rows["unauthorised_sessions"]
        rate = missed.sum() / rows["possible_sessions"].sum()
        assert rows["phase_absence_rate"].tolist() == pytest.approx([rate] * len(rows))


@pytest.mark.parametrize("choice", [YEAR_SO_FAR, SINCE_JANUARY], ids=["year", "since January"])
def test_the_spread_between_pupils_is_that_of_the_reference(choice, sample_rows, sample_version):
    rows = sample_rows("schools/every_school", **choice)
    for phase, schools in rows.groupby("education_phase"):
        sums = pupil_sums(sample_version, choice["first_week"], phase)
        spread = statistics.pupil_spread(sums)
        assert schools["pupil_spread"].tolist() == pytest.approx([spread] * len(schools))


def pupil_sums(version, first_week, phase) -> PupilSums:
    """Sums over the pupils' own weeks, each by itself, rather than the year so far."""
    with reader.connection(version).cursor() as cursor:
        pupils = cursor.execute(
            """
            select school_id, pupil_id, sum(possible_sessions) as p,
                sum(authorised_sessions + unauthorised_sessions) as a
            from pupil_weeks
            inner join schools using (school_id)
            where is_current and education_phase = $phase
                and week_commencing between cast($first as date) and date '2025-02-10'
            group by all
            having p > 0
            """,
            {"phase": phase, "first": first_week},
        ).df()
    pupils = pupils.assign(pp=pupils.p**2, ap=pupils.a * pupils.p, aa=pupils.a**2, n=1)
    summed = pupils.groupby("school_id")[["n", "p", "a", "pp", "ap", "aa"]].sum()
    return PupilSums(*(summed[column].to_numpy(dtype=float) for column in summed))


def test_a_school_is_unlikely_to_be_chance_where_it_lies_outside_the_lines_drawn(schools):
    for row in schools.itertuples():
        lower, upper = statistics.limits(
            row.phase_absence_rate, row.pupil_spread, row.comparable_pupils, rules.SURE_LIMIT
        )
        if row.standing != "not judged":
            outside = not lower <= row.absence_rate <= upper
            assert outside == (row.standing == "unlikely to be chance"), row.school_name


def test_the_limits_of_the_weekly_gap_are_those_of_the_reference(sample_rows):
    rows = sample_rows(
        "essex_and_england/gap_control",
        home_authority="881",
        academic_year="2024/25",
        published="2025-02-20",
        education_phase="Secondary",
    ).dropna(subset=["gap_points"])
    assert len(rows) > rules.WEEKS_FOR_LIMITS
    gaps = rows["gap_points"].tolist()
    found = rows[["centre_points", "lower_points", "upper_points"]].iloc[0].tolist()
    wanted = statistics.xmr_limits(gaps, rules.LIMIT_FACTOR, rules.MOVING_RANGE_CUT)
    assert found == pytest.approx(list(wanted))


def test_the_answer_names_the_school_that_differs_and_by_how_much():
    sentence, shown = told(open_page())
    assert "Of 24 schools" in sentence and "unlikely to be chance" in sentence
    assert f"{AWAY_FROM_CHANCE} (6.8%, +1.6 points) has more absence" in sentence
    assert "Wanderness" not in sentence
    assert "Not compared: Gingermarsh Primary School, with fewer than 90% of weeks sent" in shown


def test_every_school_is_in_one_table():
    [table] = [frame.value for frame in open_page().dataframe]
    assert len(table) == 24
    wanted = {"school_name", "education_phase", "quadrant", "district", "trust", "enrolments"}
    assert wanted <= set(table.columns)
    assert set(table["standing"]) == {"could be chance", "unlikely to be chance", "not judged"}


def test_the_surest_differences_stand_first_and_what_is_not_judged_last(sample_rows):
    rows = sample_rows("schools/every_school", **YEAR_SO_FAR)
    judged = rows[rows["standing"] != "not judged"]
    assert 0 < len(judged) < len(rows)
    assert list(judged.index) == list(range(len(judged)))
    assert judged["standard_errors"].is_monotonic_decreasing
    assert not judged["absence_rate"].is_monotonic_decreasing


def test_the_funnel_is_of_one_phase_and_names_what_lies_outside():
    at = open_page(view="Size and chance")
    assert not at.exception
    [figure] = charts(at)
    by_name = {trace.get("name"): trace for trace in figure["data"]}
    outside = by_name["More absence, unlikely to be chance"]
    assert len(plotted(outside, "y")) == 1
    labels = [note["text"].replace("<br>", " ") for note in figure["layout"]["annotations"]]
    assert AWAY_FROM_CHANCE in labels
    assert {"99.8%", "95%"} <= set(labels)
    drawn = sum(len(plotted(trace, "x")) for name, trace in by_name.items() if name)
    assert drawn == 15


@pytest.mark.parametrize("phase", ["Primary", "Secondary", "Special"])
@pytest.mark.parametrize("first_week", ["2024-09-02", "2024-11-11"])
def test_rows_of_a_phase_are_the_same_among_those_of_all(phase, first_week, sample_rows):
    weeks = YEAR_SO_FAR | {"first_week": first_week, "is_named_span": first_week == "2024-09-02"}
    asked = sample_rows("schools/every_school", **weeks | {"education_phase": phase})
    among_all = county_filters.of_phase(sample_rows("schools/every_school", **weeks), phase)
    assert len(asked) > 0
    pd.testing.assert_frame_equal(among_all, asked, check_dtype=False, rtol=1e-12)


def test_another_phase_is_drawn_when_chosen_here_or_in_the_filters():
    at = open_page(view="Size and chance", drawn="Secondary")
    assert "Secondary schools; year to date" in small_print(at)
    at = open_chosen("PA and attendance", schools="Special")
    assert "Special schools, year so far" in small_print(at)


def test_the_scatter_has_the_line_that_goes_through_the_mean():
    [figure] = charts(open_page(view="PA and attendance"))
    line, *points = figure["data"]
    assert plotted(line, "y")[0] > plotted(line, "y")[1]
    assert sum(len(plotted(trace, "x")) for trace in points) == 14  # Gingermarsh sent too little


def test_trusts_are_listed_with_the_range_of_their_difference():
    at = open_page(view="Trusts")
    [table] = [frame.value for frame in at.dataframe]
    assert table["schools"].tolist() == [3, 3, 3]
    assert (table["lower_points"] < table["difference_points"]).all()
    assert "None of 2 groups judged differs by more than chance" in small_print(at)


def test_a_picked_row_opens_the_school_or_the_schools_of_the_trust(monkeypatch):
    opened = []
    monkeypatch.setattr(
        county_filters.session, "go_to", lambda page, **chosen: opened.append((page, chosen))
    )
    rows = pd.DataFrame({"school_name": ["A", "B"], "group_name": ["Elm", "Oak"]})
    county_filters.open_school(rows, 1)
    county_filters.open_trust(rows, 0)
    assert opened == [
        ("school", {"school": "B"}),
        ("schools", {"trust": "Elm", "view": "All schools"}),
    ]


def test_a_trust_chosen_narrows_the_table():
    [table] = [
        frame.value for frame in open_chosen("All schools", trust="Copper Kite Trust").dataframe
    ]
    assert set(table["trust"]) == {"Copper Kite Trust"}
    assert len(table) == 3


def test_a_champion_sees_the_own_school_against_all_of_its_phase(monkeypatch, sample_version):
    viewer = Viewer("local", "champion", (WANDERNESS,))
    [row] = access.rows(viewer, sample_version, "schools/every_school", **YEAR_SO_FAR).itertuples()
    assert (row.school_id, row.standing) == (WANDERNESS, "could be chance")
    assert row.phase_absence_rate > row.absence_rate
    monkeypatch.setenv(config.VIEWER_VARIABLE, f"champion:{WANDERNESS}")
    at = open_page(view="Size and chance")
    assert not at.exception
    shown = " ".join(told(at)) + str(charts(at))
    assert "Wanderness" in shown and "Œdwyn" not in shown
