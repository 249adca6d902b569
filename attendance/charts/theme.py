"""What every chart shares: colours, fonts, axes.

The colours are the placeholders that Streamlit replaces in the browser with the palette of
.streamlit/config.toml, light or dark as the reader's browser is at that moment; the server
learns of a change of theme too late. A test holds that they are still Streamlit's.
"""

import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

HOME = "#000001"
ENGLAND = "#000002"
SECOND = "#000003"
THIRD = "#000004"
CONCERN = "#000005"
PALE = "#000009"
SHADE = "rgba(128, 128, 128, 0.10)"
DENSITY = [[0, "rgba(32, 115, 188, 0.06)"], [1, "rgba(32, 115, 188, 0.6)"]]
"""A blue that grows stronger, over a light or a dark ground; text stays readable on it."""

LITTLE_TO_MUCH = [[0, "#E3EEF7"], [0.35, "#9CC3E4"], [0.7, "#3F7FB5"], [1, "#12436D"]]
"""Sequential blues for density, on a light or dark ground."""
PALE_TO_BLUE = [[0, "#E3EEF7"], [1, "#7FB2DC"]]
LESS_TO_MORE = [[0, "#8FB4DE"], [0.5, "#F2F2F2"], [1, "#F9AE7E"]]
"""Grounds on which numbers are read in ON_CELL: density; differences, less blue and more orange."""
ON_CELL = "#1A1A1A"

HEIGHT = 360

FROM = " (axis not from 0%)"
"""Said on an axis that starts where its figures do."""


def new_figure(
    height: int = HEIGHT,
    traces: Sequence[go.Scatter] = (),
    right: int = 8,
    xaxis: dict[str, Any] | None = None,
    yaxis: dict[str, Any] | None = None,
    **layout: Any,
) -> go.Figure:
    """A figure in the house style: thin gridlines on one axis, no legend, and at the right so
    many pixels for names. What is known of it is given at once, because each update of a figure
    and its axes takes plotly over a millisecond."""
    still = {"zeroline": False, "fixedrange": True, "automargin": True}
    return go.Figure(
        data=traces,
        layout={
            "height": height,
            "margin": {"l": 8, "r": right, "t": 12, "b": 8},
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": False,
            "separators": ".,",
            "xaxis": still | {"showgrid": False} | (xaxis or {}),
            "yaxis": still | {"showgrid": True, "gridwidth": 1} | (yaxis or {}),
        }
        | layout,
    )


def label(figure: go.Figure, x, y, text: str, colour: str, **more) -> None:
    """Write a name at the end of its line."""
    figure.add_annotation(**label_of(x, y, text, colour, **more))


def labels(figure: go.Figure, written: list[dict]) -> None:
    """Write many of `label_of` together: with each that is added, plotly checks all before it."""
    before = figure["layout"]["annotations"]
    figure.update_layout(annotations=[*before, *written], overwrite=True)


def label_of(x, y, text: str, colour: str, **more) -> dict:
    """A name at the end of its line, to be written."""
    return (
        {"x": x, "y": y, "text": text, "showarrow": False, "xanchor": "left", "xshift": 6}
        | {"font": {"color": colour, "size": 13}, "align": "left"}
        | more
    )


def chosen_by_click(x, y, places, hover: list[str]) -> go.Scatter:
    """What can be clicked on cells, which by themselves cannot: a mark on each, not to be seen,
    that knows the place of its row."""
    unseen = {"marker": {"opacity": 0}}
    return go.Scatter(
        x=x,
        y=y,
        mode="markers",
        marker={"symbol": "square", "size": 44, "opacity": 0},
        selected=unseen,
        unselected=unseen,
        customdata=[int(place) for place in places],
        hovertext=hover,
        hoverinfo="text",
        showlegend=False,
    )


def wrapped(name: str, width: int = 14) -> str:
    """A long name on several lines, so that it takes little of a narrow screen's width."""
    return "<br>".join(textwrap.wrap(name, width))


def spread(values: list[float], least: float) -> list[float]:
    """The values moved apart so that labels at them keep a distance, in their given order."""
    order = sorted(range(len(values)), key=lambda place: values[place])
    moved = list(values)
    for _ in range(20):
        for lower, upper in pairwise(order):
            short = least - (moved[upper] - moved[lower])
            if short > 0:
                moved[lower] -= short / 2
                moved[upper] += short / 2
    return moved
