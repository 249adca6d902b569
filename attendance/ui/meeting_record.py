"""The record of a meeting as a Word document to send home: made, and logged, when asked for."""

from collections.abc import Callable

from attendance import access, sentences, words
from attendance.casework import actions, attendees, discussed, meetings
from attendance.casework.meetings import Meeting
from attendance.documents import meeting_record, word
from attendance.scope import PupilScope
from attendance.ui import downloads, layout, saving
from attendance.ui.meetings import today


def download(scope: PupilScope, meeting: Meeting) -> None:
    """A button for the record of the meeting as it stands when the button is pressed."""
    if not scope.show_names:
        layout.quiet(sentences.TEXTS_HIDDEN)
        return
    downloads.download(
        "Record of the meeting (Word)",
        f"meeting-{meeting.held_on.isoformat()}.docx",
        word.MIME,
        _making(scope, meeting),
        subject=f"meeting record: {meeting.meeting_key}",
        rows=1,
    )


def _making(scope: PupilScope, meeting: Meeting) -> Callable[[], bytes]:
    """What makes the record when it is called, outside a run too."""
    where = saving.where()
    _, viewer, warehouse = where
    day, school = today(), meeting.school_id

    def make() -> bytes:
        found = meetings.of_school(*where, school)
        now = next(each for each in found if each.meeting_key == meeting.meeting_key)
        agreed = actions.of_school(*where, school)
        marks = discussed.of_school(*where, school, meeting.meeting_key)
        people = sorted({each.person_key for each in [*agreed, *marks] if each.person_key})
        rows = access.rows(
            viewer, warehouse, "data/people_names", person_keys=people, show_names=True
        )
        names = dict(zip(rows["person_key"], rows["pupil"], strict=True))
        coming = attendees.of_meeting(*where, meeting.meeting_key)
        return meeting_record.as_docx(
            title=f"Targeting Support Meeting, {scope.school_name}",
            head=sentences.meeting_head(now),
            coming=sentences.attendee_rows(coming, attendees.PARTS),
            discussed=sentences.discussed_rows(marks, names),
            agreed=sentences.action_rows(
                [each for each in agreed if each.meeting_key == now.meeting_key], names, day
            ),
            still_open=sentences.action_rows(
                [
                    each
                    for each in agreed
                    if each.meeting_key != now.meeting_key and each.status == "open"
                ],
                names,
                day,
            ),
            note=now.note,
            made_by=f"{viewer.name} ({viewer.role_name})",
            made_at=words.moment(words.now()),
            is_sample=warehouse.is_sample,
        )

    return make
