"""The gap to England: its parts and its control chart."""

import pandas as pd
import pytest

from attendance import charts
from attendance.charts import theme
from tests.scopes import SCOPE

PARTS = pd.DataFrame(
    {
        "code": ["O", "not published", "I"],
        "description": ["Other unauthorised absence", "Reason not published", "Illness"],
        "home_share": [0.03, 0.002, 0.025],
        "england_share": [0.015, 0.002, 0.03],
        "gap_points": [-1.5, 0.0, 0.5],
    }
)


def test_bars_are_the_parts_of_the_gap():
    [bars] = charts.gap_by_reason(PARTS, SCOPE).data
    assert list(bars.x) == [-1.5, 0.0, 0.5]
    assert list(bars.y) == [
        "Other unauthorised absence (O)",
        "Reason not published",
        "Illness (I)",
    ]
    assert list(bars.text) == ["−1.50", "0.00", "+0.50"]


def test_bars_that_lower_attendance_differ_in_colour_too():
    [bars] = charts.gap_by_reason(PARTS, SCOPE).data
    assert list(bars.marker.color) == [theme.CONCERN, theme.HOME, theme.HOME]


def test_what_lowers_attendance_most_is_on_top_and_nought_in_the_middle():
    figure = charts.gap_by_reason(PARTS, SCOPE)
    low, high = figure.layout.xaxis.range
    assert figure.layout.yaxis.autorange == "reversed"
    assert low == -high
    assert high > 1.5
    assert not figure.layout.showlegend


def test_parts_that_are_all_nought_still_have_an_axis():
    low, high = charts.gap_by_reason(PARTS.assign(gap_points=0.0), SCOPE).layout.xaxis.range
    assert low < high


def control(**columns) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "week_commencing": pd.date_range("2024-09-09", periods=4, freq="7D"),
            "gap_points": [0.1, -0.2, None, 0.9],
            "centre_points": 0.2,
            "lower_points": -0.5,
            "upper_points": 0.8,
            "signal": [None, None, None, "outside limits"],
            "signal_side": [None, None, None, "better"],
        }
    )
    return rows.assign(**columns)


def test_weeks_without_england_are_not_drawn():
    [line] = charts.gap_control(control(), SCOPE).data
    assert list(line.y) == [0.1, -0.2, 0.9]
    assert line.mode == "lines+markers"


def test_the_usual_range_is_a_band_with_its_mean():
    band, mean = charts.gap_control(control(), SCOPE).layout.shapes
    assert (band.type, band.y0, band.y1, band.layer) == ("rect", -0.5, 0.8, "below")
    assert (mean.type, mean.y0, mean.y1) == ("line", 0.2, 0.2)


def test_the_mean_is_named_where_it_ends():
    [note] = charts.gap_control(control(), SCOPE).layout.annotations
    assert (note.text, note.y) == ("usual gap", 0.2)


@pytest.mark.parametrize(
    ("side", "symbol", "colour"),
    [("better", "triangle-up", theme.SECOND), ("worse", "triangle-down", theme.CONCERN)],
)
def test_a_signal_has_a_shape_a_size_and_a_colour_of_its_own(side, symbol, colour):
    rows = control(signal_side=[None, None, None, side])
    [line] = charts.gap_control(rows, SCOPE).data
    assert list(line.marker.symbol) == ["circle", "circle", symbol]
    assert list(line.marker.color) == [theme.HOME, theme.HOME, colour]
    assert line.marker.size[2] > line.marker.size[0]
    assert line.customdata[2] == "outside the usual range"
    assert line.customdata[0] == "within the usual range"


@pytest.mark.parametrize(
    "signal", ["outside limits", "one side", "rising", "falling", "near a limit"]
)
def test_every_signal_has_words(signal):
    [line] = charts.gap_control(control(signal=signal, signal_side="worse"), SCOPE).data
    assert line.customdata[0] != "within the usual range"


def test_one_week_has_no_band():
    rows = control(lower_points=None, upper_points=None)[:1]
    [mean] = charts.gap_control(rows, SCOPE).layout.shapes
    assert mean.type == "line"


def test_without_a_week_compared_nothing_is_drawn():
    assert not charts.gap_control(control(gap_points=None), SCOPE).data
