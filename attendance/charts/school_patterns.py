"""Why and when pupils of one school are absent: codes, lateness, days, weeks, spells."""

import pandas as pd
import plotly.graph_objects as go

from attendance import words
from attendance.charts import gaps, theme
from attendance.scope import CountyScope

SERIES = {"L": theme.HOME, "U": theme.CONCERN}


def code_gap(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """Bars of each code's part of the gap to the phase, in points."""
    return gaps.gap_bars(rows, "school_share", "county_share", scope.home)


def lateness(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """L and U by weekday: lines of the school, hollow marks of its phase."""
    figure = theme.new_figure(height=300)
    for code, colour in SERIES.items():
        of_code = rows[rows["code"] == code]
        days = [words.WEEKDAYS[day] for day in of_code["day_of_week"]]
        for whose, column, mode, symbol in (
            (scope.home, "county_share", "markers", "diamond-open"),
            ("School", "school_share", "lines+markers", "circle"),
        ):
            figure.add_trace(
                go.Scatter(
                    x=days,
                    y=of_code[column],
                    name=f"{code}, {whose}",
                    mode=mode,
                    cliponaxis=False,
                    line={"color": colour, "width": 2},
                    marker={"symbol": symbol, "size": 10, "color": colour},
                    hovertemplate=f"{whose}, {code}<br>%{{x}}: %{{y:.2%}} of sessions"
                    "<extra></extra>",
                )
            )
        if len(of_code):
            theme.label(figure, days[-1], of_code["school_share"].iloc[-1], code, colour, xshift=12)
    figure.update_layout(margin={"r": 32})
    figure.update_yaxes(tickformat=".1~%", rangemode="tozero", title={"text": "of sessions"})
    return figure


def weekdays(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """A grid of weekdays and sessions against the school's own mean and against the phase."""
    figure = theme.new_figure(height=90 + 44 * rows["day_of_week"].nunique())
    compared = (("own mean", "mean_points"), (scope.home, "absence_points"))
    reach = max(rows[[column for _, column in compared]].abs().max().max(), 0.5)
    points = [value for _, column in compared for value in rows[column]]
    figure.add_trace(
        go.Heatmap(
            x=[
                theme.wrapped(f"{half} to {other}", 8)
                for other, _ in compared
                for half in rows["session"]
            ],
            y=[words.WEEKDAYS[day] for _ in compared for day in rows["day_of_week"]],
            z=points,
            zmin=-reach,
            zmax=reach,
            colorscale=theme.LESS_TO_MORE,
            text=[words.signed(value) for value in points],
            texttemplate="%{text}",
            textfont={"color": theme.ON_CELL},
            showscale=False,
            xgap=3,
            ygap=3,
            hovertemplate="%{y} %{x}<br>%{text} points of absence<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(side="top", tickangle=0)
    return figure


def calendar(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """A cell for each school day, a column for each week; first and last days outlined."""
    figure = theme.new_figure(height=260)
    figure.add_trace(
        go.Heatmap(
            x=_weeks(rows),
            y=[words.WEEKDAYS[day][:3] for day in rows["day_of_week"]],
            z=rows["absence_rate"],
            zmin=0,
            colorscale=theme.LITTLE_TO_MUCH,
            showscale=False,
            xgap=2,
            ygap=2,
            customdata=[words.day(day) for day in rows["session_date"]],
            hovertemplate="%{customdata}: %{z:.1%} absent<extra></extra>",
        )
    )
    edges = rows.dropna(subset=["edge"])
    figure.add_trace(
        go.Scatter(
            x=_weeks(edges),
            y=[words.WEEKDAYS[day][:3] for day in edges["day_of_week"]],
            mode="markers",
            marker={
                "symbol": "square-open",
                "size": 16,
                "color": theme.CONCERN,
                "line": {"width": 3},
            },
            customdata=edges[["edge", "absence_rate", "extra_pupil_days"]],
            hovertemplate="%{customdata[0]}<br>%{customdata[1]:.1%} absent, "
            "%{customdata[2]:+.0f} pupil-days<extra></extra>",
        )
    )
    days = [words.WEEKDAYS[day][:3] for day in sorted(rows["day_of_week"].unique(), reverse=True)]
    figure.update_yaxes(categoryorder="array", categoryarray=days, showgrid=False)
    weeks = list(dict.fromkeys(_weeks(rows)))
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=weeks,
        tickvals=weeks[:: max(1, len(weeks) // 6)],
        tickangle=0,
    )
    return figure


def spell_lengths(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """Bars of the share of absence by length of spell, the school over its phase."""
    figure = theme.new_figure(height=80 + 54 * len(rows))
    names = [
        words.spell(first, last)
        for first, last in zip(rows["sessions_from"], rows["sessions_to"], strict=True)
    ]
    for whose, column, colour in (
        (scope.home, "county_share", theme.PALE),
        ("School", "absent_share", theme.HOME),
    ):
        figure.add_trace(
            go.Bar(
                x=rows[column],
                y=names,
                name=whose,
                orientation="h",
                marker={"color": colour},
                text=[f"{whose} {words.percent(share)}" for share in rows[column]],
                textposition="outside",
                cliponaxis=False,
                hovertemplate="%{y}: %{text} of absence<extra></extra>",
            )
        )
    reach = max(rows[["absent_share", "county_share"]].max().max(), 0.01)
    figure.update_xaxes(range=[0, reach * 1.35], tickformat=".0%", title={"text": "of absence"})
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_layout(bargap=0.25)
    return figure


def crossed_cohorts(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """A cell for each pair of values: absence and pupils; down the side the cohort of more."""
    side, top = "first", "second"
    if rows["second_value"].nunique() > rows["first_value"].nunique():
        side, top = top, side
    columns = [theme.wrapped(name) for name in rows[f"{top}_name"]]
    lines = [theme.wrapped(name) for name in rows[f"{side}_name"]]
    figure = theme.new_figure(height=110 + 52 * len(set(lines)))
    figure.add_trace(
        go.Heatmap(
            x=columns,
            y=lines,
            z=rows["absence_rate"],
            zmin=0,
            colorscale=theme.PALE_TO_BLUE,
            textfont={"color": theme.ON_CELL},
            text=[
                f"{words.percent(row.absence_rate)}<br>of {words.count(row.enrolments)}"
                for row in rows.itertuples()
            ],
            texttemplate="%{text}",
            showscale=False,
            xgap=3,
            ygap=3,
            hovertemplate="%{y}, %{x}<br>%{text} pupils<extra></extra>",
        )
    )
    figure.update_yaxes(
        autorange="reversed",
        showgrid=False,
        categoryorder="array",
        categoryarray=_in_order(rows, side, lines),
    )
    figure.update_xaxes(
        side="top",
        tickangle=0,
        categoryorder="array",
        categoryarray=_in_order(rows, top, columns),
    )
    return figure


def _in_order(rows: pd.DataFrame, which: str, names: list[str]) -> list[str]:
    """Each value's name once: year groups as they follow, what is not known last."""
    placed = {
        name: (value == "unknown", value == "no", value != "Reception", len(value), value)
        for name, value in zip(names, rows[f"{which}_value"], strict=True)
    }
    return sorted(placed, key=lambda name: placed[name])


def _weeks(rows: pd.DataFrame) -> list[str]:
    """Weeks by their Mondays, as names of columns side by side."""
    return [f"{monday.day} {monday:%b}" for monday in rows["week_commencing"]]
