"""Pupils: who is absent, who is on the way to it or back, and what was done about it?"""

from attendance import sentences
from attendance.ui import data, layout, pupil_filters, pupil_list, shown, support, triage_choice

layout.page("Pupils", rows="pupil")

scope = support.known(pupil_filters.scope())
totals = data.in_scope("pupils/totals", scope)
if totals.empty:
    layout.empty("No pupil has possible sessions in these weeks. Choose others.")
layout.answer(sentences.pupils_answer(totals, scope))
layout.figures(sentences.pupils_figures(totals, scope))
layout.quiet(pupil_filters.in_words(scope))

columns, changed = sentences.COLUMNS_OF_ABSENT_PUPILS, sentences.COLUMNS_OF_CHANGED_PUPILS
tab, inside = layout.open_tab(*sentences.VIEWS_OF_PUPILS)
with inside:
    if tab in sentences.BANDS_OF_VIEWS:
        scope = pupil_filters.of_band(scope, totals, sentences.BANDS_OF_VIEWS[tab])
        by = ("missed", "main_reason", "trend", "support")
        pupil_list.table("pupils/absent_pupils", scope, columns, totals, by=by)
    elif tab in sentences.TRENDS_OF_VIEWS:
        scope = scope.but(trend=sentences.TRENDS_OF_VIEWS[tab])
        pupil_list.table("pupils/changed_pupils", scope, changed, by=("support",))
    elif tab == "Pivot":
        pupil_list.table("pupils/pivot_pupils", scope, sentences.COLUMNS_OF_PIVOT)
        if scope.school_id is None:
            layout.empty(sentences.ONE_SCHOOL)
        weeks = data.in_scope("pupils/pivot_totals", scope)
        layout.points(sentences.pivot_findings(weeks, scope))
        shown.chart("pupils/pivot_totals", scope)
    elif tab == "Spells and triage":
        rows = pupil_list.table("pupils/triage", scope, sentences.COLUMNS_OF_TRIAGE)
        triage_choice.draw(rows)
        shown.table("data/triage_rules", scope, sentences.COLUMNS_OF_TRIAGE_RULES)
    elif tab == "Early in the year":
        pupil_list.table("pupils/early_absence", scope, sentences.COLUMNS_OF_EARLY_ABSENCE)
        layout.quiet(sentences.EARLY_CAVEAT)
    else:
        layout.quiet(sentences.KIND_WORDS)
        if scope.school_id is None:
            layout.empty(sentences.PRAISE_OF_ONE_SCHOOL)
        columns = sentences.COLUMNS_OF_PRAISED_CLASSES
        shown.table("pupils/celebrate_classes", scope, columns, in_words=True)
        columns, whole = sentences.COLUMNS_OF_PRAISED_PUPILS, scope.whole_list
        shown.table("pupils/celebrate_pupils", whole, columns, in_words=True)
