"""Rows in, Plotly figures out; one function for each query that is drawn, of the same name."""

from attendance.charts.county import (
    by_place,
    cohorts,
    district_tiles,
    gap_by_group,
    gap_by_school,
    quadrants_by_week,
)
from attendance.charts.gaps import gap_by_reason, gap_control
from attendance.charts.places import among_authorities
from attendance.charts.pupil import pupil_reasons, pupil_trend
from attendance.charts.pupil_views import pivot_totals
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
from attendance.charts.school_target import target_outlook
from attendance.charts.schools import every_school, pa_expected
from attendance.charts.similar import similar_schools
from attendance.charts.trends import attendance_by_release, attendance_by_week, reason_by_week
