"""One pupil: absence by week and what it was for."""

import pandas as pd
import plotly.graph_objects as go

from attendance import words
from attendance.charts import theme
from attendance.scope import PupilScope

LINE = 0.1
FEWEST_WEEKS = 4
"""With fewer weeks an axis would be told in days and hours."""
WEEKS = "rgba(32, 115, 188, 0.35)"
"""A blue over which the line of the year can be seen, on a light or dark ground."""


def pupil_trend(rows: pd.DataFrame, scope: PupilScope) -> go.Figure:
    """Bars of each week, a line of the year so far in each school, and the line of 10%."""
    figure = theme.new_figure(height=320)
    figure.add_trace(
        go.Bar(
            x=rows["week_commencing"],
            y=rows["absence_rate"],
            name="Each week",
            width=5 * 24 * 3600 * 1000,
            marker={"color": WEEKS},
            customdata=[
                f"{words.sentence(words.week(row.week_commencing))}: {row.absent_sessions} of "
                f"{words.counted(row.possible_sessions, 'session', 'sessions')}"
                for row in rows.itertuples()
            ],
            hovertemplate="%{customdata} missed<extra></extra>",
        )
    )
    schools = rows["school_id"].unique()
    for school_id in schools:
        own = rows[rows["school_id"] == school_id]
        figure.add_trace(
            go.Scatter(
                x=own["week_commencing"],
                y=own["year_absence_rate"],
                name=f"Year so far, {own['school_name'].iloc[0]}",
                mode="lines+markers" if len(own) == 1 else "lines",
                line={"color": theme.HOME, "width": 2.5},
                hovertemplate="Year so far: %{y:.1%} missed<extra></extra>",
            )
        )
        latest = own.iloc[-1]
        which = "year so far" if len(schools) == 1 else theme.wrapped(latest.school_name)
        place = {"yshift": 18 if latest.year_absence_rate >= LINE else -18}
        if school_id != schools[-1]:  # beside the end of its line the next one begins
            place = {"yshift": 30, "xanchor": "right", "align": "right", "xshift": -6}
        theme.label(
            figure,
            latest.week_commencing,
            latest.year_absence_rate,
            f"{which}<br>{words.percent(latest.year_absence_rate)}",
            theme.HOME,
            **place,
        )
    figure.add_hline(y=LINE, line={"color": theme.CONCERN, "width": 1.5, "dash": "dash"})
    figure.add_annotation(
        x=0,
        xref="paper",
        y=LINE,
        text="10%: persistent absence",
        showarrow=False,
        xanchor="left",
        yanchor="bottom",
        font={"color": theme.CONCERN, "size": 12},
    )
    most = max(rows["absence_rate"].max(), rows["year_absence_rate"].max(), 0.2)
    figure.update_yaxes(range=[0, min(1.04, most * 1.1)], tickformat=".0%")
    weeks = rows["week_commencing"].drop_duplicates()
    if len(weeks) < FEWEST_WEEKS:
        around = pd.Timedelta(weeks=1)
        figure.update_xaxes(
            range=[weeks.min() - around, weeks.max() + around],
            tickvals=weeks.tolist(),
            tickformat="%-d %b",
        )
    # Who is at two schools has two bars in a week, which must not be added up.
    figure.update_layout(margin={"r": 90}, barmode="overlay")
    return figure


def pupil_reasons(rows: pd.DataFrame, scope: PupilScope) -> go.Figure:
    """Bars of sessions by code, white marks of last year, both numbers beyond them."""
    figure = theme.new_figure(height=70 + 34 * len(rows))
    names = [f"{theme.wrapped(str(row.description), 26)} ({row.code})" for row in rows.itertuples()]
    figure.add_trace(
        go.Bar(
            x=rows["sessions"],
            y=names,
            name="This year",
            orientation="h",
            marker={"color": theme.HOME},
            hovertemplate="%{y}: %{x} sessions this year<extra></extra>",
        )
    )
    told = rows["sessions"].astype(str)
    if rows["last_year_possible_sessions"].max() > 0:
        figure.add_trace(
            go.Scatter(
                x=rows["last_year_sessions"],
                y=names,
                name="Last year",
                mode="markers",
                marker={
                    "symbol": "diamond",
                    "size": 11,
                    "color": "white",
                    "line": {"color": theme.ENGLAND, "width": 2},
                },
                cliponaxis=False,
                hovertemplate="%{y}: %{x} at the same point last year<extra></extra>",
            )
        )
        told += " (" + rows["last_year_sessions"].astype(str) + ")"
    ends = rows[["sessions", "last_year_sessions"]].max(axis=1)
    at = zip(ends, names, told, strict=True)
    theme.labels(figure, [theme.label_of(x, y, text, theme.HOME, xshift=12) for x, y, text in at])
    most = max(ends.max(), 1)
    figure.update_xaxes(range=[0, most * 1.45], title={"text": "sessions"})
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure
