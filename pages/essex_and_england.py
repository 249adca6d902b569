"""Essex and England: where does the county stand, is it real, and what makes the gap?"""

from attendance import sentences, words
from attendance.documents import bulletin
from attendance.ui import data, filters, layout, shown

scope = filters.scope()
layout.page(f"{scope.home} and England", rows="published")

position = data.in_scope("essex_and_england/latest_position", scope)
chosen = position[position["education_phase"] == scope.education_phase]
if not position.empty:
    layout.answer(sentences.headline(position, scope.home))
    layout.figures(sentences.figures(position, scope.education_phase))
    layout.quiet(sentences.gaps(position))
if chosen.empty:
    layout.empty(
        f"DfE gives no figure for {words.phase(scope.education_phase)} in {scope.home} in this "
        "release. Choose another phase or release."
    )
layout.points(sentences.findings(chosen.iloc[0], scope.data_to_source))
layout.quiet(f"{scope.in_words()}. {sentences.coverage(chosen.iloc[0])}.")
shown.about("essex_and_england/latest_position")

tab, inside = layout.open_tab("Bulletin", "Trend", "Why", "Is it real?", "Others", "Revisions")
with inside:
    if tab == "Bulletin":
        rows = data.in_scope("essex_and_england/bulletin", scope)
        rows = bulletin.up_to(rows, scope.published)
        shown.printed_table(
            bulletin.for_reading(rows, scope.home),
            alt=f"Bulletin table, {scope.home} beside England, {scope.academic_year}",
        )
        layout.quiet(bulletin.NOTE)
        shown.bulletin_downloads(rows, scope)
    elif tab == "Trend":
        scope = scope.but(compared_year=filters.compared_year(scope))
        half_terms = data.in_scope("essex_and_england/half_terms", scope)
        shown.chart("essex_and_england/attendance_by_week", scope, half_terms=half_terms)
        shown.chart("essex_and_england/attendance_by_release", scope, half_terms=half_terms)
    elif tab == "Why":
        reasons = shown.chart("essex_and_england/gap_by_reason", scope)
        code, reason = filters.reason(reasons)
        scope = scope.but(code=code, reason=reason, compared_year=filters.compared_year(scope))
        half_terms = data.in_scope("essex_and_england/half_terms", scope)
        shown.chart("essex_and_england/reason_by_week", scope, half_terms=half_terms)
    elif tab == "Is it real?":
        shown.chart("essex_and_england/gap_control", scope)
    elif tab == "Others":
        scope = scope.but(measure=filters.measure())
        columns = sentences.COLUMNS_OF_AUTHORITIES[scope.measure]
        shown.chart("essex_and_england/among_authorities", scope, columns)
        layout.quiet(sentences.COMPARATORS_KEPT)
    else:
        columns = sentences.COLUMNS_OF_REVISIONS
        shown.table("essex_and_england/revisions_by_week", scope, columns)
