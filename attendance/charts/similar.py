"""One school among the schools most like it."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from attendance import words
from attendance.charts import theme
from attendance.scope import CountyScope

TOGETHER = "Similar schools together"
WIDTH_OF_NAMES = 24
HEIGHT_OF_ROW = 30


def similar_schools(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """A dot for each school's attendance, highest first; the similar schools together with the
    range they span, and a band of what chance may do."""
    own: words.Cell = next(rows.head(1).itertuples())
    drawn = rows.dropna(subset=["attendance_rate"]).sort_values(
        ["attendance_rate", "similar_rank"], ascending=[False, True]
    )
    others = drawn[drawn["similar_rank"] > 0]
    names = [_name(name) for name in drawn["school_name"]]
    ends = drawn["attendance_rate"].tolist()
    together, chance = [], None
    if not words.is_missing(own.pooled_attendance_rate):
        names = [_name(TOGETHER), *names]
        together = _together(own)
        ends += [own.pooled_lowest_rate, own.pooled_highest_rate]
        if not words.is_missing(own.attendance_reach_points):
            chance = _chance(own)
            ends += [chance["x0"], chance["x1"]]
    margin = 0.08 * (max(ends) - min(ends)) if len(names) > 1 else 0.01
    counted = others["is_pooled"] == True  # noqa: E712
    return theme.new_figure(
        height=100 + HEIGHT_OF_ROW * (len(drawn) + 1),
        traces=[
            *together,
            _dots(others[counted], theme.SECOND, "circle"),
            _dots(others[~counted], theme.PALE, "circle-open"),
            _dots(drawn[drawn["similar_rank"] == 0], theme.HOME, "square", size=13),
        ],
        right=56,
        xaxis={
            "tickformat": ".0%",
            "nticks": 6,
            "title": {"text": f"Attendance, year so far{theme.FROM}"},
            "range": [min(ends) - margin, min(max(ends) + margin, 1)],
        },
        yaxis={
            "categoryorder": "array",
            "categoryarray": names[::-1],
            "range": [-0.6, len(names) - 0.4],
        },
        shapes=[chance] if chance else [],
    )


def _chance(own: words.Cell) -> dict[str, Any]:
    """The band of what chance may do about the similar schools together, over the whole height."""
    reach = own.attendance_reach_points / 100
    ends = {
        "x0": own.pooled_attendance_rate - reach,
        "x1": min(own.pooled_attendance_rate + reach, 1),
    }
    height = {"yref": "y domain", "y0": 0, "y1": 1}
    look = {"type": "rect", "fillcolor": theme.SHADE, "line": {"width": 0}}
    return ends | height | look


def _together(own: words.Cell) -> list[go.Scatter]:
    """The similar schools together, and the range they span."""
    name = _name(TOGETHER)
    return [
        go.Scatter(
            x=[own.pooled_lowest_rate, own.pooled_highest_rate],
            y=[name, name],
            mode="lines",
            line={"color": theme.SECOND, "width": 2},
            hoverinfo="skip",
        ),
        go.Scatter(
            x=[own.pooled_attendance_rate],
            y=[name],
            mode="markers+text",
            marker={"symbol": "diamond", "size": 13, "color": theme.SECOND},
            text=[words.percent(own.pooled_attendance_rate)],
            textposition="top center",
            cliponaxis=False,
            hovertemplate=f"{TOGETHER}: %{{x:.1%}}<br>"
            f"{words.percent(own.pooled_lowest_rate)} to {words.percent(own.pooled_highest_rate)}"
            "<extra></extra>",
        ),
    ]


def _dots(schools: pd.DataFrame, colour: str, symbol: str, size: int = 9) -> go.Scatter:
    return go.Scatter(
        x=schools["attendance_rate"],
        y=[_name(name) for name in schools["school_name"]],
        mode="markers+text",
        marker={"symbol": symbol, "size": size, "color": colour},
        text=[words.percent(rate) for rate in schools["attendance_rate"]],
        textposition="middle right",
        cliponaxis=False,
        customdata=schools["enrolments"].tolist(),
        hovertemplate="%{y}<br>%{x:.1%} attendance, %{customdata:,} pupils<extra></extra>",
    )


def _name(name: str) -> str:
    return theme.wrapped(name, WIDTH_OF_NAMES)
