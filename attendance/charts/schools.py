"""Schools beside each other: which differ by more than chance, which do better than expected."""

import textwrap

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from attendance import rules, statistics, words
from attendance.charts import theme
from attendance.scope import CountyScope

HEIGHT = 420
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
    known = rows.dropna(subset=["absence_rate", "comparable_pupils"])
    if known.empty:
        return theme.new_figure(HEIGHT)
    most = float(known["comparable_pupils"].max()) * 1.04
    first = known.iloc[0]
    usual = first.phase_absence_rate
    highest = [float(known["absence_rate"].max()), usual * 1.2]
    lines = [_line([0, most], [usual, usual], theme.ENGLAND, "dash")]
    phase = f"phase {words.percent(usual)}"
    written = [theme.label_of(most, usual, phase, theme.ENGLAND)]
    if not pd.isna(first.pupil_spread):
        least = _least(known)
        limits, named = _limits(usual, first.pupil_spread, least, most)
        lines, written = [*limits, *lines], [*named, *written]
        upper = statistics.limits(usual, first.pupil_spread, least, rules.SURE_LIMIT)[1]
        highest.append(float(upper))
    standings = zip(known["standing"], known["direction"], strict=True)
    groups = pd.Series([_group(*each) for each in standings], index=known.index)
    x, y, told = "comparable_pupils", "absence_rate", ["school_name", "enrolments"]
    hover = "%{customdata[0]}<br>%{y:.1%} absent, %{customdata[1]:,} pupils<br>"
    points = [
        _points(known[groups == name], x, y, told, f"{hover}{name}<extra></extra>", name, look)
        for name, look in LOOKS.items()
    ]
    outside = known[known["standing"] == UNLIKELY]
    outside = outside.reindex(outside["standard_errors"].abs().sort_values(ascending=False).index)
    names = _names(outside, x, y, "standard_errors", (0.0, most))
    return theme.new_figure(
        HEIGHT,
        traces=[*lines, *points],
        right=84,
        xaxis={
            "title": {"text": "Pupils, by their possible sessions"},
            "range": [0, most],
            "tickformat": ",",
        },
        yaxis={
            "title": {"text": "Absence", "standoff": 4},
            "range": [0, max(highest) * 1.08],
            "tickformat": ".0%",
        },
        annotations=[*written, *names],
    )


def pa_expected(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """Each school's persistent absence against its attendance, and the line of the phase."""
    known = rows.dropna(subset=["persistent_absence_rate", "attendance_rate"])
    if known.empty:
        return theme.new_figure(HEIGHT)
    line = known.iloc[0]
    span = float(known["attendance_rate"].min()), float(known["attendance_rate"].max())
    traces, written = [], []
    if not pd.isna(line.line_slope):
        expected = [
            line.line_absence_rate + line.line_slope * (end - line.line_attendance_rate)
            for end in span
        ]
        traces = [_line(list(span), expected, theme.ENGLAND, "dash")]
        below = {"yshift": -14, "xshift": 0, "xanchor": "right"}
        written = [theme.label_of(span[1], expected[1], "as expected", theme.ENGLAND, **below)]
    hover = (
        "%{customdata[0]}<br>%{customdata[1]:,} of %{customdata[2]:,} pupils persistently "
        "absent (%{y:.1%})<br>%{x:.1%} attendance, expected %{customdata[3]:.1%}"
        "<extra></extra>"
    )
    x, y = "attendance_rate", "persistent_absence_rate"
    told = ["school_name", "persistently_absent", "enrolments", "expected_rate"]
    for name, look in EXPECTATIONS.items():
        schools = known[known["expectation"] == name]
        traces.append(_points(schools, x, y, told, hover, name, look))
    apart = known[known["expectation"] != "as expected"]
    apart = apart.reindex(apart["off_line_points"].abs().sort_values(ascending=False).index)
    margin = max(span[1] - span[0], 0.01) * 0.05
    return theme.new_figure(
        HEIGHT,
        traces=traces,
        xaxis={
            "tickformat": ".0%",
            "title": {"text": f"Attendance, year so far{theme.FROM}"},
            "range": [span[0] - margin, span[1] + margin],
            "nticks": 6,
        },
        yaxis={
            "tickformat": ".0%",
            "title": {"text": "Persistent absence", "standoff": 4},
            "rangemode": "tozero",
        },
        annotations=[*written, *_names(apart, x, y, "off_line_points", span)],
    )


def _limits(
    rate: float, spread: float, least: float, most: float
) -> tuple[list[go.Scatter], list[dict]]:
    """Both pairs of limits over the sizes that there are, and their names at their right ends."""
    sizes = np.geomspace(least, most, 80)
    ends = [float(statistics.limits(rate, spread, most, z)[1]) for _, z, _ in LINES]
    places = theme.spread([rate, *ends], least=ends[0] * 0.07)[1:]
    lines, written = [], []
    for (name, z, dash), place in zip(LINES, places, strict=True):
        lower, upper = statistics.limits(rate, spread, sizes, z)
        lines += [
            _line(sizes, upper, theme.PALE, dash),
            _line(sizes, np.maximum(lower, 0), theme.PALE, dash),
        ]
        written.append(theme.label_of(most, place, name, theme.PALE))
    return lines, written


def _least(known: pd.DataFrame) -> float:
    smallest = float(known["comparable_pupils"][known["comparable_pupils"] > 0].min())
    return max(smallest * 0.8, 1.0)


def _group(standing: str, direction: str) -> str:
    if standing == UNLIKELY:
        return f"{direction.capitalize()}, {UNLIKELY}"
    if standing == "not judged":
        return NOT_JUDGED
    return "Could be chance"


def _line(x, y, colour: str, dash: str) -> go.Scatter:
    line = {"color": colour, "width": 1.5, "dash": dash}
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip")


def _points(
    schools: pd.DataFrame,
    x: str,
    y: str,
    columns: list[str],
    hover: str,
    name: str,
    look: tuple[str, str, int],
) -> go.Scatter:
    colour, symbol, size = look
    return go.Scatter(
        x=schools[x],
        y=schools[y],
        name=name,
        mode="markers",
        marker={"color": colour, "symbol": symbol, "size": size},
        cliponaxis=False,
        customdata=schools[columns],
        hovertemplate=hover,
    )


def _names(
    schools: pd.DataFrame, x: str, y: str, above: str, span: tuple[float, float]
) -> list[dict]:
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
    return written


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
