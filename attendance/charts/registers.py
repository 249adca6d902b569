"""Which registers have come."""

import pandas as pd
import plotly.graph_objects as go

from attendance import words
from attendance.charts import theme
from attendance.scope import MarksScope

LOOKS = {
    "sent": ("Sent", theme.PALE, "square", 8),
    "in part": ("In part", theme.HOME, "square", 5),
    "nothing": ("Nothing sent", theme.CONCERN, "x", 8),
}


def reporting(rows: pd.DataFrame, scope: MarksScope) -> go.Figure:
    """A mark for each open week of each school: sent, sent in part, or nothing."""
    schools = rows.drop_duplicates("school_id").head(words.MOST_DRAWN)
    drawn = rows[rows["school_id"].isin(schools["school_id"])]
    figure = theme.new_figure(height=80 + 22 * len(schools))
    for standing, (name, colour, symbol, size) in LOOKS.items():
        weeks = drawn[drawn["standing"] == standing]
        figure.add_trace(
            go.Scatter(
                x=weeks["week_commencing"],
                y=weeks["school_name"],
                name=name,
                mode="markers",
                marker={"color": colour, "symbol": symbol, "size": size},
                customdata=weeks[["pupils_recorded", "pupils_expected", "marks_missing"]],
                hovertemplate=(
                    "%{y}<br>week of %{x|%-d %B %Y}<br>%{customdata[0]:,} of %{customdata[1]:,} "
                    "pupils on roll have marks; %{customdata[2]:,} marks missing<extra></extra>"
                ),
            )
        )
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=schools["school_name"].tolist(),
        range=[len(schools) - 0.5, -0.5],
        showgrid=False,
    )
    figure.update_xaxes(tickformat="%-d %b", side="top")
    return figure
