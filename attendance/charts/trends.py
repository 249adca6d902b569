"""Lines over a school year: the authority beside England, this year beside another."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from attendance.charts import theme
from attendance.scope import Scope


@dataclass(frozen=True)
class Line:
    """One line of a trend: which column of which year, and how it looks."""

    name: str
    column: str
    academic_year: str
    colour: str
    dash: str
    width: float


def attendance_by_week(rows: pd.DataFrame, scope: Scope, half_terms: pd.DataFrame) -> go.Figure:
    """Weekly attendance rate of the year, and of the other year in the rows, dashed."""
    lines = _lines(rows, scope, "home_attendance_rate", "england_attendance_rate")
    return trend(rows, half_terms, lines, "shown_week", "Week of %-d %b", f"Attendance{theme.FROM}")


def attendance_by_release(rows: pd.DataFrame, scope: Scope, half_terms: pd.DataFrame) -> go.Figure:
    """Attendance rate of the year so far, and of the other year in the rows, dashed."""
    lines = _lines(rows, scope, "home_attendance_rate", "england_attendance_rate")
    axis = f"Attendance, year so far{theme.FROM}"
    return trend(rows, half_terms, lines, "shown_date", "To %-d %b", axis)


def reason_by_week(rows: pd.DataFrame, scope: Scope, half_terms: pd.DataFrame) -> go.Figure:
    """One reason's share of possible sessions by week."""
    lines = _lines(rows, scope, "home_share", "england_share")
    axis = "Share of possible sessions"
    figure = trend(rows, half_terms, lines, "shown_week", "Week of %-d %b", axis)
    figure.update_yaxes(rangemode="tozero")
    return figure


def _lines(rows: pd.DataFrame, scope: Scope, ours: str, theirs: str) -> list[Line]:
    home, year = scope.home, scope.academic_year
    others = [other for other in rows["academic_year"].unique() if other != year]
    lines = [Line(f"England {other}", theirs, other, theme.ENGLAND, "dot", 1.5) for other in others]
    lines += [Line(f"{home} {other}", ours, other, theme.HOME, "dot", 1.5) for other in others]
    lines += [Line("England", theirs, year, theme.ENGLAND, "solid", 2)]
    return [*lines, Line(home, ours, year, theme.HOME, "solid", 3)]


def trend(
    rows: pd.DataFrame, half_terms: pd.DataFrame, lines: list[Line], x: str, when: str, axis: str
) -> go.Figure:
    """These lines over the weeks or dates of column x, half terms shaded in turn."""
    figure = theme.new_figure()
    shade(figure, half_terms)
    ends = []
    for line in lines:
        points = rows[rows["academic_year"] == line.academic_year].dropna(subset=[line.column])
        if len(points) < (2 if line.dash == "dot" else 1):
            continue
        figure.add_trace(
            go.Scatter(
                x=points[x],
                y=points[line.column],
                name=line.name,
                mode="lines+markers",
                line={"color": line.colour, "dash": line.dash, "width": line.width},
                marker={"size": 5 if line.dash == "solid" else 3},
                connectgaps=False,
                cliponaxis=False,
                hovertemplate=f"{line.name}<br>%{{x|{when}}}: %{{y:.1%}}<extra></extra>",
            )
        )
        ends.append((line, points[x].iloc[-1], points[line.column].iloc[-1]))
    _name_ends(figure, rows, lines, ends)
    first, last = rows[x].min(), rows[x].max()
    figure.update_xaxes(tickformat="%-d %b", nticks=8, range=[first - pd.Timedelta(days=4), last])
    figure.update_yaxes(tickformat=".1~%", title={"text": axis, "standoff": 4})
    return figure


def shade(figure: go.Figure, half_terms: pd.DataFrame) -> None:
    """Every second half term on a grey ground."""
    odd = half_terms[half_terms["half_term"] % 2 == 1]
    for term in odd.itertuples():
        figure.add_vrect(
            x0=term.first_day,
            x1=term.last_day,
            fillcolor=theme.SHADE,
            line_width=0,
            layer="below",
        )


def _name_ends(figure: go.Figure, rows: pd.DataFrame, lines: list[Line], ends: list) -> None:
    """Write each line's name at its end; a dotted line, told by its colour, has its year only."""
    if not ends:
        return
    columns = list({line.column for line in lines})
    height = rows[columns].max().max() - rows[columns].min().min()
    places = theme.spread([float(end[2]) for end in ends], least=(height or 0.01) * 0.09)
    latest = max(x for _, x, _ in ends)
    margin = 0
    for (line, x, _), y in zip(ends, places, strict=True):
        name = line.academic_year if line.dash == "dot" else theme.wrapped(line.name)
        theme.label(figure, x, y, name, line.colour)
        if x == latest:
            margin = max(margin, *(len(part) for part in name.split("<br>")))
    figure.update_layout(margin={"r": 12 + 8 * margin})
