"""One school: how is one school doing, who is absent, when and why?"""

from attendance.ui import county_filters, layout

layout.page("One school", rows="class")

scope = county_filters.school_scope()
layout.quiet(scope.in_words())
