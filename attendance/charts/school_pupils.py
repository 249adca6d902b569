"""Who is absent in one school: bands and cohorts."""

import pandas as pd
import plotly.graph_objects as go

from attendance import words
from attendance.charts import theme
from attendance.scope import CountyScope


def absence_bands(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """Bars of pupils by share missed, this year over last."""
    figure = theme.new_figure(height=80 + 54 * len(rows))
    names = [words.absence_band(row.band_from, row.band_to) for row in rows.itertuples()]
    for year, before, colour in (("Last year", "last_year_", theme.PALE), ("Now", "", theme.HOME)):
        pupils, shares = rows[f"{before}pupils"], rows[f"{before}band_share"]
        figure.add_trace(
            go.Bar(
                x=shares,
                y=names,
                name=year,
                orientation="h",
                marker={"color": colour},
                text=[
                    ""
                    if words.is_missing(share)
                    else f"{words.count(many)} ({words.percent(share)})"
                    for many, share in zip(pupils, shares, strict=True)
                ],
                textposition="outside",
                cliponaxis=False,
                hovertemplate=f"{year}: %{{y}} missed<br>%{{text}} of pupils<extra></extra>",
            )
        )
    reach = max(rows[["band_share", "last_year_band_share"]].max().max(), 0.01)
    figure.update_xaxes(range=[0, reach * 1.3], tickformat=".0%", title={"text": "of pupils"})
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_layout(bargap=0.25)
    return figure


def cohort_gaps(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """A dot for each cohort of the school and a diamond for the same one of its phase."""
    figure = theme.new_figure(height=80 + 26 * len(rows))
    names = [
        theme.wrapped(words.cohort(row.cohort, row.cohort_value), 22) for row in rows.itertuples()
    ]
    for whose, column, colour, symbol in (
        (scope.home, "county_absence_rate", theme.SECOND, "diamond-open"),
        (scope.school_name, "absence_rate", theme.HOME, "circle"),
    ):
        figure.add_trace(
            go.Scatter(
                x=rows[column],
                y=names,
                name=whose,
                mode="markers",
                marker={"color": colour, "symbol": symbol, "size": 11, "line": {"width": 2}},
                cliponaxis=False,
                hovertemplate=f"{whose}<br>%{{y}}: %{{x:.1%}} absence<extra></extra>",
            )
        )
    at_right = {"xref": "paper", "xanchor": "right", "xshift": 0}
    theme.labels(
        figure,
        [
            theme.label_of(1, name, words.count(pupils), theme.ENGLAND, **at_right)
            for name, pupils in zip(names, rows["enrolments"], strict=True)
        ],
    )
    reach = rows[["absence_rate", "county_absence_rate"]].max().max()
    figure.update_xaxes(
        range=[0, max(reach, 0.01) * 1.15], tickformat=".0%", title={"text": "Absence"}, side="top"
    )
    figure.update_yaxes(autorange="reversed", showgrid=True)
    return figure
