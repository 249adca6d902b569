"""One pupil: what was missed, when and why, how near is each threshold, and what was done?"""

from attendance import sentences
from attendance.ui import (
    consultation,
    data,
    herringbone,
    layout,
    one_pupil,
    pupil_filters,
    shown,
    support,
    support_record,
)

layout.page("One pupil", rows="pupil")

scope = support.known(pupil_filters.of_person())
head = one_pupil.head(scope)
spells = data.in_scope("pupil/pupil_spells", scope)
counters = data.in_scope("pupil/counters", scope)
layout.answer(sentences.pupil_answer(head, counters, scope))
layout.figures(sentences.pupil_figures(head, spells, counters, scope))
layout.points(sentences.pupil_facts(head, scope) + sentences.reached(counters))
shown.about("pupil/pupil_head")

tab, inside = layout.open_tab(
    "Register",
    "Support",
    "Thresholds",
    "Trend",
    "Spells",
    "Reasons",
    "Years and schools",
    "Siblings",
)
with inside:
    if tab == "Register":
        herringbone.draw("pupil/pupil_register", scope)
    elif tab == "Support":
        support_record.draw(head["person_key"].iloc[0], head["pupil"].iloc[0])
    elif tab == "Thresholds":
        one_pupil.thresholds(counters)
        consultation.downloads(scope, counters)
    elif tab == "Trend":
        shown.chart("pupil/pupil_trend", scope)
    elif tab == "Spells":
        layout.points(sentences.pupil_weekdays(data.in_scope("pupil/pupil_weekdays", scope), scope))
        shown.table("pupil/pupil_spells", scope, sentences.COLUMNS_OF_SPELLS)
    elif tab == "Reasons":
        shown.chart("pupil/pupil_reasons", scope)
    elif tab == "Years and schools":
        shown.table("pupil/pupil_years", scope, sentences.COLUMNS_OF_YEARS)
    else:
        columns, open_pupil = sentences.COLUMNS_OF_SIBLINGS, pupil_filters.open_pupil
        shown.table("pupil/siblings", scope, columns, on_choice=open_pupil)
