"""Quadrants and phases: where in the county is attention needed?"""

from attendance import sentences
from attendance.ui import county_filters, data, layout, shown

layout.page("Quadrants and phases", rows="class")

scope = county_filters.phase_scope()
every_phase = scope.but(education_phase=None)
places = data.in_scope("county/by_place", every_phase)
layout.answer(sentences.attention(places, scope))
layout.figures(sentences.county_figures(places, scope))
layout.quiet(sentences.county_sources(places, scope))

tab, inside = layout.open_tab(
    "Quadrants", "Districts", "Trend", "Groups of pupils", "Where the gap sits"
)
with inside:
    if tab == "Quadrants":
        columns = sentences.COLUMNS_OF_QUADRANTS
        shown.chart("county/by_place", every_phase, columns, county_filters.open_schools)
    elif tab == "Districts":
        shown.chart("county/district_tiles", scope, on_choice=county_filters.open_district)
        districts = scope.but(place_kind="district")
        columns = sentences.COLUMNS_OF_DISTRICTS
        shown.table("county/by_place", districts, columns, county_filters.open_schools)
    elif tab == "Trend":
        shown.chart("county/quadrants_by_week", scope)
    elif tab == "Groups of pupils":
        shown.chart("county/cohorts", scope, sentences.COLUMNS_OF_COHORTS)
    else:
        scope = scope.but(split=county_filters.split())
        if scope.split == "school":
            columns = sentences.COLUMNS_OF_GAP_BY_SCHOOL
            shown.chart("county/gap_by_school", scope, columns, county_filters.open_school)
        else:
            columns = sentences.COLUMNS_OF_GAP_BY_GROUP
            shown.chart("county/gap_by_group", scope, columns)
        columns = sentences.COLUMNS_OF_PUBLISHED_AND_OWN
        shown.table("county/published_and_own", scope, columns)
