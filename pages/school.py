"""One school: how is one school doing, who is absent, when and why?"""

from attendance import sentences
from attendance.ui import county_filters, data, layout, pupil_filters, shown, targets

layout.page("One school", rows="class")

scope = county_filters.school_scope()
position = data.in_scope("school/position", scope)
if position.empty:
    layout.empty(f"No marks of {scope.school_name} are loaded of these weeks. Choose others.")
among = data.in_scope("schools/every_school", scope)
england = data.in_scope("school/pa_and_england", scope)
layout.answer(sentences.school_answer(position, among, scope))
layout.figures(sentences.school_figures(position, scope, england))
layout.points(sentences.school_findings(position, among, scope, england))
layout.quiet(f"{scope.in_words()}. {sentences.own_marks(scope)}")
shown.about("school/position")
pupil_filters.offer_lists(scope.school_name)

tab, inside = layout.open_tab(*sentences.VIEWS_OF_SCHOOL)
with inside:
    if tab == "What stands out":
        found = {name: data.in_scope(f"school/{name}", scope) for name in sentences.STANDING_OUT}
        layout.points(sentences.standing_out(found, scope))
        shown.chart("school/weekly_gap", scope)
    elif tab == "Trend":
        half_terms = data.in_scope("school/half_terms", scope)
        shown.chart("school/weekly_trend", scope, half_terms=half_terms)
    elif tab == "Who":
        shown.chart("school/absence_bands", scope)
        layout.points(sentences.band_flow(data.in_scope("school/band_flow", scope), scope))
        shown.table(
            "school/band_pupils",
            scope,
            sentences.COLUMNS_OF_BAND_PUPILS,
            pupil_filters.open_pupil,
        )
    elif tab == "Groups":
        shown.chart("school/cohort_gaps", scope)
        shown.table("school/classes", scope, sentences.COLUMNS_OF_CLASSES)
    elif tab == "Why":
        shown.chart("school/code_gap", scope)
        shown.table("school/code_use", scope, sentences.COLUMNS_OF_CODE_USE)
        shown.chart("school/lateness", scope)
    elif tab == "When":
        shown.chart("school/weekdays", scope)
        shown.chart("school/calendar", scope)
    elif tab == "Spells":
        shown.chart("school/spell_lengths", scope)
    elif tab == "Crossed cohorts":
        shown.chart("school/crossed_cohorts", county_filters.crossed(scope))
    elif tab == "Similar schools":
        similar = data.in_scope("school/similar_schools", scope)
        weights = data.in_scope("data/similar_school_weights", scope)
        scope = county_filters.leaving_out(similar, scope)
        compared = data.in_scope("school/similar_schools", scope)
        layout.points(sentences.similar_comparison(compared, scope))
        columns = sentences.columns_of_similar(compared)
        shown.chart("school/similar_schools", scope, columns, on_request=True)
        layout.points(sentences.why_similar(similar, weights, scope))
        columns = sentences.COLUMNS_OF_WEIGHTS
        shown.table("data/similar_school_weights", scope, columns, in_words=True)
    else:
        scope = targets.aimed_at(scope)
        outlook = data.in_scope("school/target_outlook", scope)
        recovery = data.in_scope("school/target_recovery", scope)
        layout.points(sentences.target_findings(outlook, recovery, scope))
        layout.figures(sentences.target_figures(outlook, recovery, scope))
        weeks = data.in_scope("school/year_so_far", scope)
        half_terms = data.in_scope("school/half_terms", scope.whole_year)
        shown.chart("school/target_outlook", scope, weeks=weeks, half_terms=half_terms)
        shown.table("school/target_recovery", scope, sentences.COLUMNS_OF_RECOVERY)
        targets.draw(scope)
