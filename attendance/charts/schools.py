"""Schools beside each other: which differ by more than chance, which do better than expected."""

import textwrap

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from attendance import rules, statistics, words
from attendance.charts import theme
from attendance.scope import CountyScope

NAMED = 8
WIDTH_OF_NAME, HEIGHT_OF_NAME = 0.26, 0.08
"""Parts of a chart that a name takes. A name that would lie over another one is left out: it
shows when pointed at, and in the table."""

UNLIKELY = "unlikely to be chance"
NOT_JUDGED = "Not compared: too few weeks sent"
LOOKS = {
    "Could be chance": (theme.HOME, "circle", 7),
    "More absence, unlikely to be chance": (theme.CONCERN, "triangle-up", 11),
    "Less absence, unlikely to be chance": (theme.SECOND, "triangle-down", 11),
    NOT_JUDGED: (theme.PALE, "circle-open", 8),
}
EXPECTATIONS = {
    "as expected": (theme.HOME, "circle", 7),
    "more than expected": (theme.CONCERN, "triangle-up", 11),
    "fewer than expected": (theme.SECOND, "triangle-down", 11),
}
LINES = (("99.8%", rules.SURE_LIMIT, "solid"), ("95%", rules.CHANCE_LIMIT, "dot"))


def every_school(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """Each school's absence against its pupils, with the limits of what chance makes of it."""
    figure = theme.new_figure(height=420)
    known = rows.dropna(subset=["absence_rate", "comparable_pupils"])
    if known.empty:
        return figure
    most = float(known["comparable_pupils"].max()) * 1.04
    first = known.iloc[0]
    usual = first.phase_absence_rate
    highest = [float(known["absence_rate"].max()), usual * 1.2]
    if not pd.isna(first.pupil_spread):
        least = _least(known)
        _limits(figure, usual, first.pupil_spread, least, most)
        upper = statistics.limits(usual, first.pupil_spread, least, rules.SURE_LIMIT)[1]
        highest.append(float(upper))
    _line(figure, [0, most], [usual, usual], theme.ENGLAND, "dash")
    theme.label(figure, most, usual, f"phase {words.percent(usual)}", theme.ENGLAND)
    standings = zip(known["standing"], known["direction"], strict=True)
    groups = pd.Series([_group(*each) for each in standings], index=known.index)
    for name, (colour, symbol, size) in LOOKS.items():
        schools = known[groups == name]
        hover = (
            "%{customdata[0]}<br>%{y:.1%} absent, %{customdata[1]:,} pupils<br>"
            f"{name}<extra></extra>"
        )
        columns = ["school_name", "enrolments"]
        _points(figure, schools, "comparable_pupils", "absence_rate", columns, hover, name=name)
        figure.data[-1].update(marker={"color": colour, "symbol": symbol, "size": size})
    outside = known[known["standing"] == UNLIKELY]
    outside = outside.reindex(outside["standard_errors"].abs().sort_values(ascending=False).index)
    _names(
        figure,
        outside,
        "comparable_pupils",
        "absence_rate",
        "standard_errors",
        (0.0, most),
    )
    figure.update_layout(margin={"r": 84})
    figure.update_xaxes(
        title={"text": "Pupils, by their possible sessions"}, range=[0, most], tickformat=","
    )
    figure.update_yaxes(
        tickformat=".0%", title={"text": "Absence", "standoff": 4}, range=[0, max(highest) * 1.08]
    )
    return figure


def pa_expected(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """Each school's persistent absence against its attendance, and the line of the phase."""
    figure = theme.new_figure(height=420)
    known = rows.dropna(subset=["persistent_absence_rate", "attendance_rate"])
    if known.empty:
        return figure
    line = known.iloc[0]
    span = float(known["attendance_rate"].min()), float(known["attendance_rate"].max())
    if not pd.isna(line.line_slope):
        expected = [
            line.line_absence_rate + line.line_slope * (end - line.line_attendance_rate)
            for end in span
        ]
        _line(figure, list(span), expected, theme.ENGLAND, "dash")
        below = {"yshift": -14, "xshift": 0, "xanchor": "right"}
        theme.label(figure, span[1], expected[1], "as expected", theme.ENGLAND, **below)
    for name, (colour, symbol, size) in EXPECTATIONS.items():
        schools = known[known["expectation"] == name]
        hover = (
            "%{customdata[0]}<br>%{customdata[1]:,} of %{customdata[2]:,} pupils persistently "
            "absent (%{y:.1%})<br>%{x:.1%} attendance, expected %{customdata[3]:.1%}"
            "<extra></extra>"
        )
        columns = ["school_name", "persistently_absent", "enrolments", "expected_rate"]
        _points(figure, schools, "attendance_rate", "persistent_absence_rate", columns, hover, name)
        figure.data[-1].update(marker={"color": colour, "symbol": symbol, "size": size})
    apart = known[known["expectation"] != "as expected"]
    apart = apart.reindex(apart["off_line_points"].abs().sort_values(ascending=False).index)
    _names(
        figure,
        apart,
        "attendance_rate",
        "persistent_absence_rate",
        "off_line_points",
        span,
    )
    margin = max(span[1] - span[0], 0.01) * 0.05
    figure.update_xaxes(
        tickformat=".0%",
        title={"text": f"Attendance, year so far{theme.FROM}"},
        range=[span[0] - margin, span[1] + margin],
        nticks=6,
    )
    figure.update_yaxes(
        tickformat=".0%", title={"text": "Persistent absence", "standoff": 4}, rangemode="tozero"
    )
    return figure


def _limits(figure: go.Figure, rate: float, spread: float, least: float, most: float) -> None:
    """Both pairs of limits over the sizes that there are, named at their right ends."""
    sizes = np.geomspace(least, most, 80)
    ends = [float(statistics.limits(rate, spread, most, z)[1]) for _, z, _ in LINES]
    places = theme.spread([rate, *ends], least=ends[0] * 0.07)[1:]
    for (name, z, dash), place in zip(LINES, places, strict=True):
        lower, upper = statistics.limits(rate, spread, sizes, z)
        _line(figure, sizes, upper, theme.PALE, dash)
        _line(figure, sizes, np.maximum(lower, 0), theme.PALE, dash)
        theme.label(figure, most, place, name, theme.PALE)


def _least(known: pd.DataFrame) -> float:
    smallest = float(known["comparable_pupils"][known["comparable_pupils"] > 0].min())
    return max(smallest * 0.8, 1.0)


def _group(standing: str, direction: str) -> str:
    if standing == UNLIKELY:
        return f"{direction.capitalize()}, {UNLIKELY}"
    if standing == "not judged":
        return NOT_JUDGED
    return "Could be chance"


def _line(figure: go.Figure, x, y, colour: str, dash: str) -> None:
    figure.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="lines",
            line={"color": colour, "width": 1.5, "dash": dash},
            hoverinfo="skip",
        )
    )


def _points(
    figure: go.Figure, schools: pd.DataFrame, x: str, y: str, columns: list[str], hover: str, name
) -> None:
    figure.add_trace(
        go.Scatter(
            x=schools[x],
            y=schools[y],
            name=name,
            mode="markers",
            cliponaxis=False,
            customdata=schools[columns],
            hovertemplate=hover,
        )
    )


def _names(
    figure: go.Figure, schools: pd.DataFrame, x: str, y: str, above: str, span: tuple[float, float]
) -> None:
    """Names beside their points, on the side where there is room, and away from the line."""
    middle, written = sum(span) / 2, []
    for row in _clear(schools, x, y, span).itertuples():
        left = getattr(row, x) > middle
        over = getattr(row, above) > 0
        side = {
            "xanchor": "right" if left else "left",
            "xshift": -9 if left else 9,
            "align": "right" if left else "left",
            "yanchor": "bottom" if over else "top",
            "yshift": -4 if over else 4,
        }
        text = "<br>".join(textwrap.wrap(str(row.school_name), width=24))
        written.append(theme.label_of(getattr(row, x), getattr(row, y), text, theme.HOME, **side))
    theme.labels(figure, written)


def _clear(schools: pd.DataFrame, x: str, y: str, span: tuple[float, float]) -> pd.DataFrame:
    """The first schools whose names do not lie over one another."""
    width = (span[1] - span[0]) * WIDTH_OF_NAME
    height = float(schools[y].max()) * HEIGHT_OF_NAME if len(schools) else 0.0
    kept: list[tuple[float, float]] = []
    places = []
    for place, (at, level) in enumerate(zip(schools[x], schools[y], strict=True)):
        start = at - width if at > sum(span) / 2 else at
        if all(abs(start - one) > width or abs(level - two) > height for one, two in kept):
            kept.append((start, level))
            places.append(place)
    return schools.iloc[places[:NAMED]]
