"""One school's year to its end: the year so far, where it leads, and the target."""

import pandas as pd
import plotly.graph_objects as go

from attendance import words
from attendance.charts import theme, trends
from attendance.scope import CountyScope

PACES = {"half term": (theme.HOME, "dash"), "last year": (theme.SECOND, "dot")}


def target_outlook(
    rows: pd.DataFrame, scope: CountyScope, weeks: pd.DataFrame, half_terms: pd.DataFrame
) -> go.Figure:
    """The year so far, a line to its end at each pace with its range, and the target."""
    figure = theme.new_figure()
    trends.shade(figure, half_terms)
    figure.add_trace(
        go.Scatter(
            x=weeks["week_commencing"],
            y=weeks["year_rate"],
            name="Year so far",
            mode="lines+markers",
            line={"color": theme.HOME, "width": 3},
            marker={"size": 5},
            cliponaxis=False,
            hovertemplate="Year so far<br>Week of %{x|%-d %b}: %{y:.1%}<extra></extra>",
        )
    )
    is_open = not rows["year_end"].isna().any() and rows["weeks_left"].iloc[0] > 0
    values = [float(rate) for rate in weeks["year_rate"]]
    ends = [float(rate) for rate in rows["end_rate"]] if is_open else []
    if is_open:
        values += _reaches(rows)
        for place in range(len(rows)):
            _pace(figure, rows.iloc[place], place)
    target = scope.target_attendance
    if target is not None:
        values.append(target)
        ends.append(target)
        line = {"color": theme.CONCERN, "dash": "longdash", "width": 2}
        figure.add_hline(y=target, line=line)
    height = max(max(values) - min(values), 0.01)
    _name_ends(figure, rows, is_open, target, theme.spread(ends, least=height * 0.2))
    figure.update_yaxes(
        range=[min(values) - 0.08 * height, min(max(values) + 0.08 * height, 1.005)],
        tickformat=".1~%",
        title={"text": f"Attendance, year so far{theme.FROM}", "standoff": 4},
    )
    figure.update_xaxes(tickformat="%-d %b", nticks=8, range=_span(weeks, rows))
    figure.update_layout(margin={"r": 128})
    return figure


def _span(weeks: pd.DataFrame, rows: pd.DataFrame) -> list[pd.Timestamp]:
    """From the first week to the year's end, with room for the marks at it."""
    last = weeks["week_commencing"].max()
    if not rows["year_end"].isna().any():
        last = max(last, rows["year_end"].iloc[0])
    week = pd.Timedelta(days=7)
    return [weeks["week_commencing"].min() - week, last + week]


def _name_ends(
    figure: go.Figure, rows: pd.DataFrame, is_open: bool, target: float | None, places: list[float]
) -> None:
    """Write at the right what each broken line is."""
    named = []
    if is_open:
        named += [
            (f"{theme.wrapped(_name(row))}<br>{words.percent(row.end_rate)}", PACES[row.pace][0])
            for row in (rows.iloc[place] for place in range(len(rows)))
        ]
    if target is not None:
        named.append((f"Target<br>{words.percent(target)}", theme.CONCERN))
    for (name, colour), y in zip(named, places, strict=True):
        theme.label(figure, 1, y, name, colour, xref="paper")


def _pace(figure: go.Figure, row: words.Cell, place: int) -> None:
    """A line to the year's end; one beside another ends a little earlier, so that both show."""
    colour, dash = PACES[row.pace]
    end = row.year_end - pd.Timedelta(days=9 * place)
    lower, upper = row.end_lower_rate, row.end_upper_rate
    name = _name(row)
    figure.add_trace(
        go.Scatter(
            x=[row.last_marked_week, end],
            y=[row.year_rate, row.end_rate],
            name=name,
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2},
            marker={"size": [0, 9], "symbol": "diamond"},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [0, 0 if words.is_missing(upper) else upper - row.end_rate],
                "arrayminus": [0, 0 if words.is_missing(lower) else row.end_rate - lower],
                "color": colour,
                "thickness": 1.5,
                "width": 5,
            },
            cliponaxis=False,
            hovertemplate=f"{name}<br>%{{x|%-d %b}}: %{{y:.1%}}<extra></extra>",
        )
    )


def _name(row: words.Cell) -> str:
    if row.pace == "last year":
        return "Like last year"
    if words.is_missing(row.pace_half_term) or row.pace_half_term == 0:
        return "Like the year so far"
    return f"Like half term\u00a0{int(row.pace_half_term)}"


def _reaches(rows: pd.DataFrame) -> list[float]:
    """Every rate at the year's end that is drawn, with the ends of its range."""
    columns = ["end_rate", "end_lower_rate", "end_upper_rate"]
    return [float(value) for column in columns for value in rows[column].dropna()]
