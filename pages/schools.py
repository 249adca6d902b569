"""Schools: which schools differ by more than chance, and which can others learn from?"""

from attendance.ui import county_filters, layout

layout.page("Schools", rows="class")

scope = county_filters.scope()
layout.quiet(scope.in_words())
