"""Margins: wide enough for labels before a browser measures them."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from attendance.charts import theme
from attendance.charts.room import make_room


def margins(*traces, **layout):
    figure = theme.new_figure(traces=traces, **layout)
    make_room(figure)
    return figure.to_dict()["layout"]["margin"]


def bars(*names):
    return go.Bar(x=[1.0] * len(names), y=list(names), orientation="h")


def test_the_longest_line_of_names_beside_a_chart_makes_the_room():
    short, long = margins(bars("SEN support")), margins(bars("Boys", "Eligible for free meals"))
    broken = margins(bars("Eligible<br>for free<br>meals", "SEN support"))
    assert short["l"] == broken["l"] < long["l"]


def test_lines_of_names_on_top_make_room_there_and_none_below():
    columns = go.Heatmap(x=["Mid<br>Essex", "South"], y=["Primary", "Special"], z=[[1, 2], [3, 4]])
    plain = go.Heatmap(x=["Mid", "South"], y=["Primary", "Special"], z=[[1, 2], [3, 4]])
    top = {"side": "top"}
    assert margins(columns, xaxis=top)["t"] == margins(plain, xaxis=top)["t"] + 16
    assert margins(columns, xaxis=top)["b"] == theme.new_figure().layout.margin.b


@pytest.mark.parametrize(("axis", "margin"), [("xaxis", "b"), ("yaxis", "l")])
def test_a_title_takes_room_beside_its_labels(axis, margin):
    line = go.Scatter(x=pd.to_datetime(["2025-09-01", "2025-09-08"]), y=[0.91, 0.93])
    titled = margins(line, **{axis: {"title": {"text": "Attendance"}}})
    assert titled[margin] == margins(line)[margin] + 30


def test_dates_and_numbers_are_no_names():
    dates = go.Scatter(x=pd.to_datetime(["2025-09-01", "2025-09-08"]), y=[0.91, 0.93])
    numbers = go.Scatter(x=[1.5, 100000.0], y=[0.91, 0.93])
    assert margins(dates) == margins(numbers)


def test_axes_that_are_not_drawn_take_no_room():
    tiles = go.Scatter(x=[1, 2], y=[1, 2])
    hidden = {"visible": False}
    kept = theme.new_figure().to_dict()["layout"]["margin"]
    assert margins(tiles, xaxis=hidden, yaxis=hidden) == kept


def test_room_given_before_stays():
    line = go.Scatter(x=[1, 2], y=[0.91, 0.93])
    assert margins(line, right=84)["r"] == 84
    assert margins(line, margin={"l": 8, "r": 8, "t": 32, "b": 8})["t"] == 32
