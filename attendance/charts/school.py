"""One school beside its phase: trend and weekly gap."""

import pandas as pd
import plotly.graph_objects as go

from attendance.charts import gaps, theme, trends
from attendance.scope import CountyScope


def weekly_trend(rows: pd.DataFrame, scope: CountyScope, half_terms: pd.DataFrame) -> go.Figure:
    """Weekly attendance of the school, its phase and England; last year's dotted."""
    year = scope.academic_year
    years = [other for other in rows["academic_year"].unique() if other != year]
    school, county, england = (
        f"{whose}_attendance_rate" for whose in ("school", "county", "england")
    )
    lines = [trends.Line(f"{other}", school, other, theme.HOME, "dot", 1.5) for other in years]
    lines += [
        trends.Line("England", england, year, theme.ENGLAND, "solid", 2),
        trends.Line(scope.home, county, year, theme.SECOND, "solid", 2),
        trends.Line("School", school, year, theme.HOME, "solid", 3),
    ]
    axis = f"Attendance{theme.FROM}"
    return trends.trend(rows, half_terms, lines, "shown_week", "Week of %-d %b", axis)


def weekly_gap(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """The school's weekly gap to its phase, with its mean and limits."""
    return gaps.control_chart(rows, scope.home)
