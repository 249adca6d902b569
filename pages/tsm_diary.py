"""The diary: which meetings are booked, when is a time free, and which schools were met?"""

from attendance import sentences
from attendance.ui import data, diary, diary_meeting, diary_people, layout, meetings, shown

layout.page("Diary of meetings", rows="planning")

scope = diary.scope()
every = diary.found()
term = meetings.term_of(meetings.today())
counts = data.in_scope("tsm/meeting_counts", scope)
layout.answer(sentences.diary_answer(every, counts, term))

tab, inside = layout.open_tab("Diary", "Book", "Contacts", "Team", "Counts")
with inside:
    if tab == "Diary":
        diary_meeting.draw(scope, every)
    elif tab == "Book":
        diary.book()
    elif tab == "Contacts":
        diary_people.contacts_of_schools()
    elif tab == "Team":
        diary_people.members()
    else:
        layout.figures(sentences.diary_figures(counts))
        shown.table("tsm/meeting_counts", scope, sentences.COLUMNS_OF_MEETING_COUNTS)
        diary.counts(scope, every)
