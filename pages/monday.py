"""Monday morning: what changed for pupils since last week, and who still needs someone?"""

from attendance import sentences
from attendance.ui import data, layout, monday, monday_sheets, shown

layout.page("Monday morning", rows="pupil")

scope = monday.scope()
rows = data.in_scope("monday/changes", scope)
standing_open, put_away = monday.split(rows)
layout.answer(sentences.monday_answer(rows, scope))
if not_sent := monday.not_sent(scope):
    layout.quiet(not_sent)

tab, inside = layout.open_tab("What changed", "Who needs someone", "Dealt with", "Sheets")
with inside:
    if tab == "What changed":
        if standing_open.empty:
            layout.quiet(sentences.nothing_open(rows))
        else:
            chosen = monday.counted(standing_open)
            monday.listed(chosen, standing_open, scope)
        shown.about("monday/changes")
    elif tab == "Who needs someone":
        shown.table("monday/needs", scope, sentences.COLUMNS_OF_NEEDS, monday.open_needs)
    elif tab == "Dealt with":
        monday.put_away(put_away, scope)
    else:
        monday_sheets.draw(standing_open, scope)
layout.quiet(f"{scope.school_name}. {sentences.monday_rules(scope)}")
