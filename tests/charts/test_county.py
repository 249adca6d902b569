"""Charts of the county: what is drawn of which rows, and what stands in each cell."""

from datetime import date

import pandas as pd

from attendance import charts
from attendance.charts import county, theme
from attendance.scope import CountyScope

SCOPE = CountyScope(
    home="Essex",
    academic_year="2024/25",
    period="Year to date",
    first_week=date(2024, 9, 2),
    last_week=date(2025, 2, 10),
    education_phase="Secondary",
)
PLACES = pd.DataFrame(
    {
        "education_phase": ["Primary", "Secondary"],
        "place": ["West", "West"],
        "attendance_rate": [0.95, 0.9],
        "gap_points": [0.04, -1.26],
        "persistent_absence_rate": [0.1, None],
        "severe_absence_rate": [0.0, 0.02],
    }
)


def test_a_cell_holds_attendance_and_the_gap_and_is_bluer_the_further_below():
    cells, clicks = charts.by_place(PLACES, SCOPE).data
    assert list(clicks.customdata) == list(range(len(PLACES)))
    assert list(cells.text) == ["95.0%<br>=", "90.0%<br>−1.3"]
    assert cells.z[1] > cells.z[0]
    assert "PA n/a" in cells.hovertext[1]


def test_without_england_a_cell_holds_attendance_alone():
    cells, _ = charts.by_place(PLACES.assign(gap_points=float("nan")), SCOPE).data
    assert list(cells.text) == ["95.0%", "90.0%"]
    assert cells.z[1] > cells.z[0]


def test_a_week_with_too_few_marks_is_hollow():
    rows = pd.DataFrame(
        {
            "quadrant": "West",
            "week_commencing": pd.to_datetime(["2024-09-09", "2024-09-16"]),
            "attendance_rate": [0.9, 0.8],
            "england_attendance_rate": [0.91, None],
            "gap_points": [-1.0, None],
            "recorded_share": [1.0, 0.5],
            "is_covered": [True, False],
        }
    )
    england, west = charts.quadrants_by_week(rows, SCOPE).data
    assert list(west.marker.symbol) == ["circle", "circle-open"]
    assert len(england.x) == 1
    assert (england.line.color, west.line.color) == (theme.ENGLAND, theme.HOME)


def test_of_many_schools_those_that_lower_attendance_most_are_drawn():
    rows = pd.DataFrame(
        {
            "school_name": [f"School {n}" for n in range(30)],
            "part_points": [-1 + n / 20 for n in range(30)],
            "pupils_away": [20.0 - n for n in range(30)],
            "attendance_rate": 0.9,
            "england_attendance_rate": 0.91,
        }
    )
    [bars] = charts.gap_by_school(rows, SCOPE).data
    assert list(bars.y) == [f"School {n}" for n in range(county.MOST_SCHOOLS)]
    assert bars.text[0] == "−1.00 (+20)"
    [all_bars] = charts.gap_by_group(rows.rename(columns={"school_name": "group_name"}), SCOPE).data
    assert all_bars.marker.color[0] == theme.CONCERN
    assert all_bars.marker.color[-1] == theme.HOME
