"""Quadrants and phases: where in the county is attention needed?"""

from attendance.ui import county_filters, layout

layout.page("Quadrants and phases", rows="class")

scope = county_filters.scope()
layout.quiet(scope.in_words())
