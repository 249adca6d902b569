"""Rows in, Plotly figures out; one function for each query that is drawn, of the same name."""

from attendance.charts.gaps import gap_by_reason, gap_control
from attendance.charts.places import among_authorities
from attendance.charts.registers import reporting
from attendance.charts.school import weekly_gap, weekly_trend
from attendance.charts.school_patterns import (
    calendar,
    code_gap,
    crossed_cohorts,
    lateness,
    spell_lengths,
    weekdays,
)
from attendance.charts.school_pupils import (
    absence_bands,
    cohort_gaps,
)
from attendance.charts.trends import attendance_by_release, attendance_by_week, reason_by_week

__all__ = [
    "absence_bands",
    "among_authorities",
    "attendance_by_release",
    "attendance_by_week",
    "calendar",
    "code_gap",
    "cohort_gaps",
    "crossed_cohorts",
    "gap_by_reason",
    "gap_control",
    "lateness",
    "reason_by_week",
    "reporting",
    "spell_lengths",
    "weekdays",
    "weekly_gap",
    "weekly_trend",
]
