"""Colours: Streamlit's placeholders, and enough contrast in both palettes."""

import tomllib

import plotly.graph_objects as go
import pytest
from streamlit.elements.lib import streamlit_plotly_theme as streamlit_theme

from attendance import config
from attendance.charts import theme

PLACEHOLDERS = {
    "HOME": streamlit_theme.CATEGORY_0,
    "ENGLAND": streamlit_theme.CATEGORY_1,
    "SECOND": streamlit_theme.CATEGORY_2,
    "THIRD": streamlit_theme.CATEGORY_3,
    "CONCERN": streamlit_theme.CATEGORY_4,
    "PALE": streamlit_theme.CATEGORY_8,
}
"""By colour of ours, what Streamlit replaces by the palette's colour of the same place."""

WHITE, DARK = "#FFFFFF", "#171614"


def palette(dark: bool) -> list[str]:
    settings = tomllib.loads((config.ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    return (settings["dark"] if dark else settings)["chartCategoricalColors"]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour: str, ground: str) -> float:
    darker, lighter = sorted([luminance(colour), luminance(ground)])
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#767676", WHITE) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_colours_are_the_placeholders_that_streamlit_replaces(name):
    assert getattr(theme, name) == PLACEHOLDERS[name]


def test_every_colour_of_the_theme_is_checked_here():
    colours = {name for name, value in vars(theme).items() if str(value).startswith("#0")}
    assert colours == set(PLACEHOLDERS)


@pytest.mark.parametrize("name", PLACEHOLDERS)
@pytest.mark.parametrize(("dark", "ground"), [(False, WHITE), (True, DARK)], ids=["light", "dark"])
def test_a_colour_stands_out_from_the_ground(name, dark, ground):
    place = int(getattr(theme, name).removeprefix("#")) - 1
    assert contrast(palette(dark)[place], ground) >= 3


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_palette_has_ten_colours_all_different(dark):
    assert len(set(palette(dark))) == 10


def test_labels_at_the_ends_of_lines_keep_their_distance_and_order():
    moved = theme.spread([0.951, 0.95, 0.90], least=0.02)
    assert moved[0] - moved[1] >= 0.0199
    assert moved[1] - moved[2] >= 0.0199
    assert theme.spread([0.9, 0.95], least=0.02) == [0.9, 0.95]


def test_long_names_are_broken_into_lines():
    assert theme.wrapped("Bournemouth, Christchurch and Poole").count("<br>") == 2
    assert theme.wrapped("Essex") == "Essex"


def test_no_chart_relies_on_a_legend_or_lets_the_reader_lose_the_view():
    layout = theme.new_figure().to_dict()["layout"]
    assert layout["showlegend"] is False
    assert layout["xaxis"]["fixedrange"]
    assert layout["yaxis"]["fixedrange"]


def test_labels_written_together_are_those_written_one_by_one():
    written = [(1, 0.5, "Colne", theme.HOME), (2, 0.25, "Stour", theme.PALE)]
    one_by_one, together = go.Figure(), go.Figure()
    for figure in (one_by_one, together):
        theme.label(figure, 0, 0.75, "Blackwater", theme.ENGLAND, xanchor="right")
    for each in written:
        theme.label(one_by_one, *each, yshift=-4)
    theme.labels(together, [theme.label_of(*each, yshift=-4) for each in written])
    assert len(together.to_dict()["layout"]["annotations"]) == 3
    assert together == one_by_one
