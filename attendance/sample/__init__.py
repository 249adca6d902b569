"""Invented releases of "Pupil attendance in schools", in DfE's own formats."""

from attendance.sample.releases import write

__all__ = ["write"]
