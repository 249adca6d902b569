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
    _paces(figure, rows)
    values = [*(float(rate) for rate in weeks["year_rate"]), *_reaches(rows)]
    if scope.target_attendance is not None:
        _target(figure, scope.target_attendance)
        values.append(scope.target_attendance)
    margin = max(max(values) - min(values), 0.01) * 0.08
    figure.update_yaxes(
        range=[min(values) - margin, min(max(values) + margin, 1.005)],
        tickformat=".1~%",
        title={"text": f"Attendance, year so far{theme.FROM}", "standoff": 4},
    )
    figure.update_xaxes(tickformat="%-d %b", nticks=8)
    figure.update_layout(margin={"r": 128})
    return figure


def _paces(figure: go.Figure, rows: pd.DataFrame) -> None:
    if rows["year_end"].isna().any() or rows["weeks_left"].iloc[0] == 0:
        return
    places = theme.spread([float(rate) for rate in rows["end_rate"]], least=_height(rows) * 0.2)
    for place, (row, y) in enumerate(zip(rows.itertuples(), places, strict=True)):
        colour, dash = PACES[str(row.pace)]
        end = pd.Timestamp(str(row.year_end)) - pd.Timedelta(days=9 * place)
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
        label = f"{theme.wrapped(name)}<br>{words.percent(row.end_rate)}"
        theme.label(figure, pd.Timestamp(str(row.year_end)), y, label, colour, xshift=10)


def _name(row: words.Cell) -> str:
    if row.pace == "last year":
        return "Like last year"
    if words.is_missing(row.pace_half_term) or row.pace_half_term == 0:
        return "Like the year so far"
    return f"Like half term {int(row.pace_half_term)}"


def _target(figure: go.Figure, target: float) -> None:
    figure.add_hline(y=target, line={"color": theme.CONCERN, "dash": "longdash", "width": 2})
    theme.label(
        figure,
        0,
        target,
        f"Target {words.percent(target)}",
        theme.CONCERN,
        xref="paper",
        xshift=4,
        yanchor="bottom",
    )


def _reaches(rows: pd.DataFrame) -> list[float]:
    """Every rate at the year's end that is drawn, with the ends of its range."""
    columns = ["end_rate", "end_lower_rate", "end_upper_rate"]
    return [float(value) for column in columns for value in rows[column].dropna()]


def _height(rows: pd.DataFrame) -> float:
    values = [*_reaches(rows), *(float(rate) for rate in rows["year_rate"])]
    return max(max(values) - min(values), 0.01)
