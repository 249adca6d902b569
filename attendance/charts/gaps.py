"""The gap to England: what it is made of, and whether it is steady."""

import pandas as pd
import plotly.graph_objects as go

from attendance import words
from attendance.charts import theme
from attendance.scope import Scope

SIGNALS = {
    "outside limits": "outside the usual range",
    "one side": "in a run on one side of the usual gap",
    "rising": "in a run of rises",
    "falling": "in a run of falls",
    "near a limit": "close to the edge of the usual range, twice in three weeks",
}


def gap_by_reason(rows: pd.DataFrame, scope: Scope) -> go.Figure:
    """Bars of each code's part of the gap to England."""
    return gap_bars(rows, "home_share", "england_share", "England")


def gap_bars(rows: pd.DataFrame, ours: str, theirs: str, other: str) -> go.Figure:
    """Bars of each code's part of the gap, in points; left lowers attendance, right raises it."""
    figure = theme.new_figure(height=80 + 26 * len(rows))
    names = [_reason(row) for row in rows.itertuples()]
    lowers = rows["gap_points"] < 0
    figure.add_trace(
        go.Bar(
            x=rows["gap_points"],
            y=names,
            orientation="h",
            marker={"color": [theme.CONCERN if low else theme.HOME for low in lowers]},
            text=[words.exact(points) for points in rows["gap_points"]],
            textposition="outside",
            cliponaxis=False,
            customdata=rows[[ours, theirs]],
            hovertemplate="%{y}<br>%{text} points<br>%{customdata[0]:.2%} of possible sessions, "
            f"{other} %{{customdata[1]:.2%}}<extra></extra>",
        )
    )
    reach = max(rows["gap_points"].abs().max(), 0.01) * 1.5
    figure.update_xaxes(
        range=[-reach, reach],
        zeroline=True,
        zerolinewidth=1,
        zerolinecolor=theme.PALE,
        title={"text": "points of attendance"},
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def gap_control(rows: pd.DataFrame, scope: Scope) -> go.Figure:
    """The weekly gap to England with its mean and limits."""
    return control_chart(rows, "England")


def control_chart(rows: pd.DataFrame, other: str) -> go.Figure:
    """Weekly gap to another with its mean and limits; weeks that signal a change are marked."""
    figure = theme.new_figure()
    compared = rows.dropna(subset=["gap_points"])
    if compared.empty:
        return figure
    first, last = compared["week_commencing"].iloc[0], compared["week_commencing"].iloc[-1]
    limits = compared.iloc[0]
    if not pd.isna(limits.lower_points):
        figure.add_shape(
            type="rect",
            x0=first,
            x1=last,
            y0=limits.lower_points,
            y1=limits.upper_points,
            fillcolor=theme.SHADE,
            line={"width": 0},
            layer="below",
        )
    figure.add_shape(
        type="line",
        x0=first,
        x1=last,
        y0=limits.centre_points,
        y1=limits.centre_points,
        line={"color": theme.PALE, "width": 1.5, "dash": "dash"},
    )
    theme.label(figure, last, limits.centre_points, "usual gap", theme.PALE)
    figure.update_layout(margin={"r": 76})
    signals = compared["signal"].notna()
    figure.add_trace(
        go.Scatter(
            x=compared["week_commencing"],
            y=compared["gap_points"],
            mode="lines+markers",
            cliponaxis=False,
            line={"color": theme.HOME, "width": 2},
            marker={
                "size": [11 if signal else 7 for signal in signals],
                "symbol": [_symbol(row) for row in compared.itertuples()],
                "color": [_colour(row) for row in compared.itertuples()],
            },
            customdata=[
                SIGNALS.get(signal, "within the usual range") for signal in compared["signal"]
            ],
            hovertemplate="Week of %{x|%-d %B}<br>%{y:+.2f} points to "
            f"{other}<br>%{{customdata}}<extra></extra>",
        )
    )
    margin = pd.Timedelta(days=4)
    figure.update_xaxes(tickformat="%-d %b", nticks=5, tickangle=0, range=[first - margin, last])
    figure.update_yaxes(title={"text": f"Gap to {other}, points"}, tickformat="+.1f")
    return figure


def _reason(row) -> str:
    return row.description if row.code == "not published" else f"{row.description} ({row.code})"


def _symbol(row) -> str:
    if pd.isna(row.signal):
        return "circle"
    return "triangle-up" if row.signal_side == "better" else "triangle-down"


def _colour(row) -> str:
    if pd.isna(row.signal):
        return theme.HOME
    return theme.SECOND if row.signal_side == "better" else theme.CONCERN
