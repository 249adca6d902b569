"""A scope for sentences and charts that read little of it."""

from datetime import date

from attendance.scope import Scope

SCOPE = Scope(
    home_authority="881",
    home="Essex",
    academic_year="2024/25",
    published=date(2024, 12, 19),
    data_to=date(2024, 12, 6),
    data_to_source="the weekly file of the release",
    education_phase="Primary",
)
