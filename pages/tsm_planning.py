"""Whom to meet: which schools need a Targeting Support Meeting first, and why?"""

from attendance import sentences
from attendance.ui import data, layout, planning

layout.page("Whom to meet", rows="planning")

scope = planning.scope()
rows = data.in_scope("tsm/need", scope)
if rows.empty:
    layout.empty("No school in scope has marks this year. Choose others.")
layout.answer(sentences.need_answer(rows, scope))
layout.figures(sentences.need_figures(rows, scope))
layout.quiet(f"{scope.in_words()}.")

tab, inside = layout.open_tab("All schools", "Why this place", "How this is worked out")
with inside:
    if tab == "All schools":
        planning.ranking("tsm/need", scope)
    elif tab == "Why this place":
        planning.one_school(scope)
    else:
        planning.workings(scope)
