"""Data quality: who has not sent registers, and what is to be put right in those that came?"""

from attendance import sentences
from attendance.ui import data, filters, layout, shown

layout.page("Data quality", rows="record")

scope = filters.marks_scope()
weeks = data.in_scope("data_quality/reporting", scope)
faults = data.in_scope("data_quality/faults", scope)
if weeks.empty:
    layout.empty_of_own("marks", f" of {scope.academic_year}")
layout.answer(sentences.reported(weeks, scope))
layout.figures(sentences.data_quality_figures(weeks, faults, scope))

tab, inside = layout.open_tab("Who has sent", "To put right", "Unusual codes")
with inside:
    if tab == "Who has sent":
        shown.chart("data_quality/reporting", scope)
    elif tab == "To put right":
        if faults.empty:
            layout.empty(f"Nothing is to be put right in {scope.academic_year}.")
        layout.points(sentences.to_put_right(faults))
        scope = filters.fault(faults, scope)
        if weeks["school_id"].nunique() > 1:
            columns = sentences.COLUMNS_OF_FAULTS
            shown.table("data_quality/faults", scope, columns, on_choice=filters.choose_school)
        columns = sentences.columns_of_fault_entries(scope.fault)
        shown.table("data_quality/fault_entries", scope, columns)
    else:
        columns = sentences.COLUMNS_OF_UNUSUAL_CODES
        shown.table("data_quality/unusual_codes", scope, columns)
