"""What the page on quadrants and phases says, and what it does not claim."""

from datetime import date

import pandas as pd
import pytest

from attendance import sentences
from attendance.scope import CountyScope

SCOPE = CountyScope(
    home="Essex",
    academic_year="2024/25",
    period="Year to date",
    first_week=date(2024, 9, 2),
    last_week=date(2025, 2, 10),
    last_year_last_week=date(2024, 2, 12),
    previous_week=date(2024, 12, 16),
    education_phase="Secondary",
)
PLACE = {
    "education_phase": "Secondary",
    "place": "West",
    "place_kind": "quadrant",
    "attendance_rate": 0.9,
    "gap_points": -1.0,
    "pupils_away": 100.4,
    "england_to": pd.Timestamp("2025-02-03"),
    "year_change_points": 0.2,
    "recorded_share": 0.99,
    "enrolments": 40_000,
    "persistently_absent": 9_600,
    "persistent_absence_rate": 0.24,
    "severely_absent": 30,
    "schools_reported": 9,
    "schools_due": 10,
}


def rows(*changes) -> pd.DataFrame:
    return pd.DataFrame([PLACE | change for change in changes])


def test_most_pupils_away_come_first_not_most_points():
    special = {"education_phase": "Special", "gap_points": -3.0, "pupils_away": 9}
    south = {"place": "South", "gap_points": -0.4, "pupils_away": 60}
    assert sentences.attention(rows(special, {}, south), SCOPE) == (
        "Attention is needed first in West secondary schools: attendance 90.0%, 1.0 points below "
        "England, about 100 more pupils away each day; then in South secondary schools, 0.4 points "
        "below England."
    )


@pytest.mark.parametrize(
    "change",
    [{"gap_points": -0.049}, {"gap_points": 0.3}, {"recorded_share": 0.899}],
    ids=["within rounding", "above", "too few marks"],
)
def test_no_attention_is_asked_for_what_is_not_clearly_below(change):
    said = sentences.attention(rows(change), SCOPE)
    assert said == "In no phase is a quadrant clearly below England."
    assert "clearly below" in sentences.by_place(rows(change), SCOPE).title or (
        "recorded_share" in change
    )


def test_one_place_below_stands_alone_in_the_answer():
    said = sentences.attention(rows({"pupils_away": 0.4}), SCOPE)
    assert said.endswith("1.0 points below England.")


def test_without_england_the_lowest_of_the_phase_is_named():
    none = {"gap_points": None, "pupils_away": None, "england_to": None}
    said = sentences.attention(rows(none, none | {"place": "Mid", "attendance_rate": 0.8}), SCOPE)
    assert "lowest in Mid, 80.0%" in said and "not loaded" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "1.0 points below England; up 0.2 on last year"),
        ({"year_change_points": -0.26}, "1.0 points below England; down 0.3 on last year"),
        ({"year_change_points": 0.04}, "1.0 points below England; no clear change on last year"),
        (
            {"year_change_points": 0.6, "enrolments": 2000},
            "1.0 points below England; no clear change on last year",
        ),
        (
            {"year_change_points": 0.6, "enrolments": 2500},
            "1.0 points below England; up 0.6 on last year",
        ),
        ({"year_change_points": None}, "1.0 points below England"),
        ({"recorded_share": 0.8}, "1.0 points below England; too few marks to tell a change"),
        ({"gap_points": None, "year_change_points": None}, "nothing to compare with"),
    ],
)
def test_a_figure_is_compared_with_england_and_last_year(change, said):
    county = {"place": "Essex", "place_kind": "county"}
    assert sentences.county_figures(rows(county | change), SCOPE)[0][2] == said


def test_the_figure_of_pa_has_its_count():
    county = rows({"place": "Essex", "place_kind": "county"})
    assert sentences.county_figures(county, SCOPE)[1] == (
        "Secondary persistent absence",
        "24.0%",
        "9,600 of 40,000 pupils, 30 severely absent",
    )


def test_places_with_too_few_marks_are_named_and_not_called_the_furthest():
    message = sentences.by_place(
        rows({}, {"place": "Mid", "gap_points": -5.0} | {"recorded_share": 0.5}), SCOPE
    )
    assert message.title == "West secondary: 1.0 points below England"
    assert "None for Mid secondary: under 90%" in message.subtitle


def test_the_largest_part_of_the_gap_is_named_with_the_whole():
    parts = pd.DataFrame(
        {
            "group_name": ["Year 11", "Year 7"],
            "part_points": [-0.5, 0.1],
            "gap_points": [-0.4, -0.4],
            "england_to": [pd.Timestamp("2025-02-03")] * 2,
        }
    )
    message = sentences.gap_by_group(parts, SCOPE.but(split="year group"))
    assert message.title == "Year 11: −0.50 of the gap of −0.40 points"
    assert "The part of each year group is" in message.subtitle
    above = parts.assign(part_points=[0.1, 0.2])
    title = sentences.gap_by_group(above, SCOPE.but(split="year group")).title
    assert title == "No year group lies below England"
    level = parts.assign(gap_points=0.02)
    title = sentences.gap_by_group(level, SCOPE.but(split="year group")).title
    assert title == "Year 11 lowers attendance most: −0.50 points"
    assert "no weeks" in sentences.gap_by_group(parts.head(0), SCOPE).title


def test_a_small_group_is_not_named_as_the_lowest():
    groups = pd.DataFrame(
        {
            "group_name": ["Looked after", "Free school meals"],
            "place_kind": "county",
            "attendance_rate": [0.5, 0.8],
            "enrolments": [29, 30],
        }
    )
    title = sentences.cohorts(groups, SCOPE).title
    assert title == "Lowest of groups of 30 or more: free school meals, 80.0% (30 pupils)"


@pytest.mark.parametrize(
    ("points", "title"),
    [
        (-0.48, "Own marks 0.5 points below DfE's figure"),
        (0.26, "Own marks 0.3 points above DfE's figure"),
        (0.04, "Own marks and DfE's figure agree"),
    ],
)
def test_the_own_marks_lie_above_or_below_dfes_figure(points, title):
    steps = pd.DataFrame(
        {
            "step": [1, 2, 3],
            "weeks": [19, 19, 20],
            "possible_sessions": [1000, 970, 1100],
            "change_points": [None, points, 0.1],
        }
    )
    message = sentences.published_and_own(steps, SCOPE)
    assert message.title == title
    assert "hold 97.0% of the sessions that DfE counted" in message.subtitle
    assert "1 week that DfE has not published move" in message.subtitle
    assert "not loaded" in sentences.published_and_own(steps.tail(2), SCOPE).title
