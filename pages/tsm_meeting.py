"""The meeting: what is there to talk about with a school, what was agreed, and who does it?"""

from attendance import sentences
from attendance.ui import layout, meeting, meeting_actions, meeting_kept, meetings

layout.page("The meeting", rows="pupil")

scope = meeting_kept.scope()
kept = meeting_kept.kept(scope)
day = meetings.today()
layout.answer(
    sentences.meeting_answer(
        str(scope.school_name), kept.chosen, kept.actions, len(kept.talked_of), day
    )
)

tab, inside = layout.open_tab("Meeting", "Actions", "Overdue", "All meetings")
with inside:
    if tab == "Meeting":
        meeting.hold(scope, kept)
    elif tab == "Actions":
        layout.figures(sentences.meeting_figures(kept.actions, kept.marks, kept.held, day))
        meeting_actions.kept(scope, kept.actions)
    elif tab == "Overdue":
        meeting_actions.overdue(scope)
    else:
        meeting.past(scope, kept)
layout.quiet(f"{scope.in_words()}.")
