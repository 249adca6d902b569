"""Invented data in the formats users have: DfE's releases, and a county's own files."""

from attendance.sample.county.full import LIMITS, write_county
from attendance.sample.county.small import write_sample
from attendance.sample.releases import write
