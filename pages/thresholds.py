"""Thresholds: who reached one that the law or the school sets, who comes close, and since when?"""

from attendance import sentences
from attendance.ui import data, layout, pupil_filters, thresholds

layout.page("Thresholds", rows="pupil")

scope = thresholds.scope()
on_roll = data.in_scope("thresholds/on_roll", scope)
if on_roll.empty:
    layout.empty("No pupil is on roll in these schools. Choose others.")
notices = data.in_scope("thresholds/penalty_notice", scope)
runs = data.in_scope("thresholds/continuous_unauthorised", scope)
illness = data.in_scope("thresholds/illness_days", scope)
told = data.in_scope("thresholds/social_worker", scope)
layout.answer(sentences.thresholds_answer(on_roll, notices, runs, scope))
layout.figures(sentences.thresholds_figures(on_roll, notices, runs, illness, told))
layout.quiet(pupil_filters.in_words(scope))

tab, inside = layout.open_tab(
    "Penalty notice",
    "10 days",
    "15 days ill",
    "20 days",
    "Part-time",
    "No reason (N)",
    "Joined and left",
    "Letters",
    "Social worker",
)
with inside:
    if tab == "Penalty notice":
        thresholds.table("thresholds/penalty_notice", scope, on_roll)
    elif tab == "10 days":
        thresholds.table("thresholds/continuous_unauthorised", scope, on_roll)
    elif tab == "15 days ill":
        thresholds.table("thresholds/illness_days", scope, on_roll)
    elif tab == "20 days":
        thresholds.table("thresholds/twenty_days", scope, on_roll)
    elif tab == "Part-time":
        thresholds.table("thresholds/part_time", thresholds.part_time(scope), on_roll)
    elif tab == "No reason (N)":
        thresholds.table("thresholds/unexplained", scope, on_roll)
    elif tab == "Joined and left":
        thresholds.table("thresholds/entries_and_leavers", thresholds.weeks_back(scope), on_roll)
    elif tab == "Letters":
        thresholds.table("thresholds/letter_level", thresholds.letter_level(scope), on_roll)
    else:
        thresholds.table("thresholds/social_worker", thresholds.since(scope), on_roll)
