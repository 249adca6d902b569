"""What queries are told of meetings, as parallel lists: when each school was last met, how many
actions are overdue, and who was discussed in a school's last meeting."""

from collections import Counter
from datetime import date

from sqlalchemy import Engine

from attendance.access import Viewer
from attendance.casework import actions, discussed, meetings
from attendance.warehouse.versions import Version


def known(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    school_id: int | None,
    as_of: date,
    held_by: date | None = None,
) -> dict[str, object]:
    """The fields of a scope that say what was written down of meetings up to that day, of one
    school or of all that the viewer sees; meetings that took place count up to `held_by`, where
    that is a later day. AccessError if the viewer reads no meetings."""
    chosen = None if school_id is None else [school_id]
    every = meetings.of_schools(engine, viewer, warehouse, chosen)
    last_day = max(as_of, held_by or as_of)
    took_place = [each for each in every if each.took_place and each.held_on <= last_day]
    met: dict[int, date] = {}
    for meeting in took_place:
        met.setdefault(meeting.school_id, meeting.held_on)
    agreed = actions.of_schools(engine, viewer, warehouse, chosen)
    overdue = Counter(action.school_id for action in actions.overdue(agreed, as_of))
    found: dict[str, object] = {
        "met_schools": tuple(met),
        "met_dates": tuple(met.values()),
        "overdue_schools": tuple(overdue),
        "overdue_counts": tuple(overdue.values()),
    }
    # A meeting that is still open today is not yet the last one.
    over = [each for each in took_place if each.status == "closed" or each.held_on < as_of]
    if school_id is not None and over:
        last = over[0]
        marks = discussed.of_school(engine, viewer, warehouse, school_id, last.meeting_key)
        found["discussed_people"] = tuple(mark.person_key for mark in marks)
        found["discussed_on"] = last.held_on
    return found
