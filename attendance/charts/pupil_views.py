"""What a school's persistent absence would be if its pupils came back."""

import pandas as pd
import plotly.graph_objects as go

from attendance import words
from attendance.charts import theme
from attendance.scope import PupilScope


def pivot_totals(rows: pd.DataFrame, scope: PupilScope) -> go.Figure:
    """PA after so many weeks of full attendance, a bar for each, and PA now as a line."""
    figure = theme.new_figure(300)
    told = rows.dropna(subset=["still_persistent_rate"])
    figure.add_trace(
        go.Bar(
            x=told["weeks_attended"],
            y=told["still_persistent_rate"],
            marker={"color": theme.HOME},
            text=[words.percent(rate) for rate in told["still_persistent_rate"]],
            textposition="inside",
            insidetextanchor="end",
            textangle=0,
            customdata=list(zip(told["come_back"], told["still_persistent"], strict=True)),
            hovertemplate=(
                "%{x} school weeks: %{y:.1%}<br>%{customdata[0]} back under 10%, "
                "%{customdata[1]} still PA<extra></extra>"
            ),
        )
    )
    if not told.empty:
        now = float(told["persistent_absence_rate"].iloc[0])
        figure.add_hline(y=now, line={"color": theme.CONCERN, "dash": "dash", "width": 2})
        theme.label(
            figure,
            1,
            now,
            f"PA now {words.percent(now)}",
            theme.CONCERN,
            xref="paper",
            xanchor="right",
            yshift=12,
        )
    figure.update_xaxes(title={"text": "School weeks of full attendance from now"}, dtick=1)
    figure.update_yaxes(tickformat=".0%", rangemode="tozero", title={"text": "PA"})
    return figure
