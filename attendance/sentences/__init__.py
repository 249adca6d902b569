"""Rows in, plain English out: what pages and documents say of their figures."""

from attendance.sentences.headings import heading
from attendance.sentences.messages import (
    COLUMNS_OF_AUTHORITIES,
    COLUMNS_OF_REVISIONS,
    COMPARATORS_KEPT,
    NOTHING_TO_SHOW,
    Message,
    among_authorities,
    attendance_by_release,
    attendance_by_week,
    gap_by_reason,
    gap_control,
    reason_by_week,
    revisions_by_week,
)
from attendance.sentences.position import coverage, figures, findings, gaps, headline

__all__ = [
    "COLUMNS_OF_AUTHORITIES",
    "COLUMNS_OF_REVISIONS",
    "COMPARATORS_KEPT",
    "NOTHING_TO_SHOW",
    "Message",
    "among_authorities",
    "attendance_by_release",
    "attendance_by_week",
    "coverage",
    "figures",
    "findings",
    "gap_by_reason",
    "gap_control",
    "gaps",
    "heading",
    "headline",
    "reason_by_week",
    "revisions_by_week",
]
