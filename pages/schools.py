"""Schools: which schools differ by more than chance, and which can others learn from?"""

from attendance import sentences
from attendance.ui import county_filters, data, layout, shown

layout.page("Schools", rows="class")

scope = county_filters.scope()
schools = data.in_scope("schools/every_school", scope)
if schools.empty:
    layout.empty("No school in scope has marks in these weeks. Choose other weeks or schools.")
layout.answer(sentences.schools_answer(schools, scope))
layout.figures(sentences.schools_figures(schools, scope))
layout.quiet(f"{scope.in_words()}.")

tab, inside = layout.open_tab("All schools", "Size and chance", "PA and attendance", "Trusts")
with inside:
    if tab == "All schools":
        columns, open_school = sentences.COLUMNS_OF_SCHOOLS, county_filters.open_school
        shown.table("schools/every_school", scope, columns, on_choice=open_school)
        layout.hint(sentences.OPEN_SCHOOL)
    elif tab == "Size and chance":
        scope = county_filters.one_phase(scope)
        drawn = county_filters.of_phase(schools, scope.education_phase)
        shown.chart("schools/every_school", scope, found=drawn)
        layout.quiet(sentences.KEY_OF_FUNNEL)
    elif tab == "PA and attendance":
        scope = county_filters.one_phase(scope)
        shown.chart("schools/pa_expected", scope, sentences.COLUMNS_OF_EXPECTED)
        layout.quiet(sentences.KEY_OF_EXPECTED)
    else:
        columns, open_trust = sentences.COLUMNS_OF_TRUSTS, county_filters.open_trust
        shown.table("schools/trusts", scope, columns, on_choice=open_trust)
        layout.hint(sentences.OPEN_TRUST)
