"""Pupils: who is absent, who is on the way to it or back, and what was done about it?"""

from attendance import sentences
from attendance.ui import data, layout, pupil_filters, pupil_list

layout.page("Pupils", rows="pupil")

scope = pupil_filters.scope()
totals = data.in_scope("pupils/totals", scope)
if totals.empty:
    layout.empty("No pupil has possible sessions in these weeks. Choose others.")
layout.answer(sentences.pupils_answer(totals, scope))
layout.figures(sentences.pupils_figures(totals, scope))
layout.quiet(f"{scope.in_words()}.")

columns = sentences.COLUMNS_OF_ABSENT_PUPILS
tab, inside = layout.open_tab("Severely absent", "Persistently absent")
with inside:
    if tab == "Severely absent":
        scope = pupil_filters.of_band(scope, totals, "severe")
        pupil_list.table("pupils/absent_pupils", scope, columns, totals)
    else:
        scope = pupil_filters.of_band(scope, totals, "persistent")
        pupil_list.table("pupils/absent_pupils", scope, columns, totals)
