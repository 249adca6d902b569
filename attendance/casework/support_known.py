"""What was written down of pupils, as the fields of a scope that queries are given."""

from sqlalchemy import Engine

from attendance.access import Viewer
from attendance.casework import dealt_with, support_lists, triage_choices
from attendance.warehouse.versions import Version


def of_pupils(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    school_id: int | None,
    academic_year: str,
) -> dict[str, tuple]:
    """What was written down of pupils of a school, or of all that the viewer sees.

    Of each pupil the latest step of support since August of the academic year, or an earlier one
    whose review or end lies in it; beside it the next review or end that no later step was
    written after. Notices are all that were not withdrawn, in whatever year; letters and
    part-time plans those of the academic year. What was dealt with is that of one school, or of
    a viewer's own. AccessError if the viewer reads no pupils.
    """
    steps = support_lists.current(engine, viewer, warehouse, school_id)
    since = f"{academic_year[:4]}-08-01"
    found: dict[str, tuple] = {
        **support_lists.latest(steps, since),
        **support_lists.notices(steps),
        **support_lists.letters(steps, since),
        **support_lists.plans(steps, since),
    }
    groups = triage_choices.current(engine, viewer, warehouse, school_id)
    found |= {"triage_people": tuple(groups), "triage_groups": tuple(groups.values())}
    if school_id is not None or viewer.schools:
        marks = dealt_with.marks(engine, viewer, warehouse, school_id)
        found["dealt_with"] = tuple(dict.fromkeys(mark.text for mark in marks))
    return found
