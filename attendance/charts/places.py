"""Authorities beside each other."""

import pandas as pd
import plotly.graph_objects as go

from attendance import words
from attendance.charts import theme
from attendance.scope import Scope

LOOKS = {
    "other": ("Other authorities", theme.PALE, "circle", 6),
    "same region": ("Same region", theme.SECOND, "circle", 8),
    "comparator": ("Compared with", theme.SECOND, "circle", 9),
    "home": ("", theme.HOME, "diamond", 14),
}


def among_authorities(rows: pd.DataFrame, scope: Scope) -> go.Figure:
    """Every authority's rate in the order of the places, the home authority and its
    comparators marked, England as a line."""
    home, measure = scope.home, scope.measure
    figure = theme.new_figure(height=320)
    lowest_first = measure == "persistent_absence_rate"
    known = rows.dropna(subset=[measure]).sort_values(measure, ascending=lowest_first)
    places = known[~known["standing"].isin(["England", "region"])].reset_index(drop=True)
    for standing, (name, colour, symbol, size) in LOOKS.items():
        group = places[places["standing"] == standing]
        figure.add_trace(
            go.Scatter(
                x=group.index + 1,
                y=group[measure],
                name=name or home,
                mode="markers",
                marker={"color": colour, "symbol": symbol, "size": size},
                customdata=group["area_name"],
                hovertemplate="%{customdata}<br>%{y:.1%}<extra></extra>",
            )
        )
    england = known[known["standing"] == "England"]
    for row in england.itertuples():
        rate = getattr(row, measure)
        figure.add_hline(y=rate, line={"color": theme.ENGLAND, "width": 1.5})
        figure.add_annotation(
            x=1,
            xref="paper",
            y=rate,
            text="England",
            showarrow=False,
            yshift=10,
            xanchor="right",
            font={"color": theme.ENGLAND, "size": 13},
        )
    ours = places[places["standing"] == "home"]
    for place, rate in zip(ours.index + 1, ours[measure], strict=True):
        above = england.empty or rate >= england[measure].iloc[0]
        away = {"yshift": 18 if above else -18, "xshift": 0, "xanchor": "center"}
        theme.label(figure, place, rate, home, theme.HOME, **away)
    figure.update_xaxes(
        title={"text": f"Authorities, {'lowest' if lowest_first else 'highest'} first"},
        tickformat="d",
        rangemode="nonnegative",
    )
    title = words.MEASURES[measure] + theme.FROM
    figure.update_yaxes(tickformat=".1~%", title={"text": title, "standoff": 4})
    return figure
