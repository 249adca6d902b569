"""Authorities beside each other."""

import pandas as pd

from attendance import charts
from attendance.charts import theme
from tests.scopes import SCOPE

ROWS = pd.DataFrame(
    [
        ("Essex", "home", 0.951, 0.13),
        ("Suffolk", "comparator", 0.949, 0.15),
        ("Milton Marsh", "same region", 0.956, 0.12),
        ("England", "England", 0.95, 0.14),
        ("East of England", "region", 0.952, 0.14),
        ("Kent", "other", 0.955, None),
        ("Surrey", "other", None, None),
    ],
    columns=["area_name", "standing", "attendance_rate", "persistent_absence_rate"],
)


def dots(figure) -> dict[str, tuple[int, float]]:
    return {
        name: (place, rate)
        for trace in figure.data
        for name, place, rate in zip(trace.customdata, trace.x, trace.y, strict=True)
    }


def test_authorities_with_a_figure_stand_from_highest_to_lowest():
    assert dots(charts.among_authorities(ROWS, SCOPE)) == {
        "Milton Marsh": (1, 0.956),
        "Kent": (2, 0.955),
        "Essex": (3, 0.951),
        "Suffolk": (4, 0.949),
    }


def test_the_home_authority_has_a_shape_and_a_label_of_its_own():
    figure = charts.among_authorities(ROWS, SCOPE)
    [home] = [trace for trace in figure.data if trace.name == "Essex"]
    assert (home.marker.symbol, home.marker.color) == ("diamond", theme.HOME)
    assert {trace.marker.symbol for trace in figure.data if trace.name != "Essex"} == {"circle"}
    [label] = [note for note in figure.layout.annotations if note.text == "Essex"]
    assert (label.x, label.y) == (3, 0.951)
    assert not figure.layout.showlegend


def test_england_is_a_line_with_its_name():
    figure = charts.among_authorities(ROWS, SCOPE)
    [line] = figure.layout.shapes
    assert (line.y0, line.y1) == (0.95, 0.95)
    assert [note.y for note in figure.layout.annotations if note.text == "England"] == [0.95]


def test_the_chosen_measure_is_drawn_as_a_percentage():
    scope = SCOPE.but(measure="persistent_absence_rate")
    figure = charts.among_authorities(ROWS, scope)
    assert dots(figure)["Suffolk"] == (3, 0.15)
    assert "Kent" not in dots(figure)
    assert figure.layout.yaxis.tickformat.endswith("%")


def test_persistent_absence_stands_from_lowest_to_highest_as_its_places_do():
    figure = charts.among_authorities(ROWS, SCOPE.but(measure="persistent_absence_rate"))
    places = sorted(dots(figure).values())
    assert [rate for _, rate in places] == sorted(rate for _, rate in places)
    assert figure.layout.xaxis.title.text == "Authorities, lowest first"


def test_without_a_home_figure_the_others_are_still_drawn():
    rows = ROWS.assign(attendance_rate=ROWS["attendance_rate"].where(ROWS["standing"] != "home"))
    figure = charts.among_authorities(rows, SCOPE)
    assert set(dots(figure)) == {"Milton Marsh", "Kent", "Suffolk"}
    assert [note.text for note in figure.layout.annotations] == ["England"]
