"""One school among the schools most like it."""

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
    own = rows[rows["similar_rank"] == 0].iloc[0]
    drawn = rows.dropna(subset=["attendance_rate"]).sort_values(
        ["attendance_rate", "similar_rank"], ascending=[False, True]
    )
    others = drawn[drawn["similar_rank"] > 0]
    figure = theme.new_figure(height=100 + HEIGHT_OF_ROW * (len(drawn) + 1))
    names = [_name(name) for name in drawn["school_name"]]
    ends = drawn["attendance_rate"].tolist()
    if not words.is_missing(own.pooled_attendance_rate):
        names = [_name(TOGETHER), *names]
        ends += _together(figure, own)
    margin = 0.08 * (max(ends) - min(ends)) if len(names) > 1 else 0.01
    counted = others["is_pooled"] == True  # noqa: E712
    _dots(figure, others[counted], theme.SECOND, "circle")
    _dots(figure, others[~counted], theme.PALE, "circle-open")
    _dots(figure, drawn[drawn["similar_rank"] == 0], theme.HOME, "square", size=13)
    figure.update_layout(margin={"r": 56})
    figure.update_xaxes(
        tickformat=".0%",
        nticks=6,
        title={"text": f"Attendance, year so far{theme.FROM}"},
        range=[min(ends) - margin, min(max(ends) + margin, 1)],
    )
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=names[::-1],
        range=[-0.6, len(names) - 0.4],
    )
    return figure


def _together(figure: go.Figure, own: words.Cell) -> list[float]:
    """The similar schools together, the range they span, and the band of chance around; the ends
    of both."""
    name = _name(TOGETHER)
    ends = [own.pooled_lowest_rate, own.pooled_highest_rate]
    if not words.is_missing(own.attendance_reach_points):
        reach = own.attendance_reach_points / 100
        band = [own.pooled_attendance_rate - reach, min(own.pooled_attendance_rate + reach, 1)]
        figure.add_vrect(x0=band[0], x1=band[1], fillcolor=theme.SHADE, line_width=0)
        ends += band
    figure.add_trace(
        go.Scatter(
            x=[own.pooled_lowest_rate, own.pooled_highest_rate],
            y=[name, name],
            mode="lines",
            line={"color": theme.SECOND, "width": 2},
            hoverinfo="skip",
        )
    )
    figure.add_trace(
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
        )
    )
    return ends


def _dots(
    figure: go.Figure, schools: pd.DataFrame, colour: str, symbol: str, size: int = 9
) -> None:
    figure.add_trace(
        go.Scatter(
            x=schools["attendance_rate"],
            y=[_name(name) for name in schools["school_name"]],
            mode="markers+text",
            marker={"symbol": symbol, "size": size, "color": colour},
            text=[words.percent(rate) for rate in schools["attendance_rate"]],
            textposition="middle right",
            cliponaxis=False,
            customdata=schools[["similar_rank", "enrolments"]],
            hovertemplate="%{y}<br>%{x:.1%} attendance, %{customdata[1]:,} pupils<extra></extra>",
        )
    )


def _name(name: str) -> str:
    return theme.wrapped(name, WIDTH_OF_NAMES)
