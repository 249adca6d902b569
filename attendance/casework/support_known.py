"""What was written down of pupils, as the fields of a scope that queries are given."""

from sqlalchemy import Engine

from attendance import access
from attendance.access import Viewer
from attendance.casework import dealt_with, support_lists, triage_choices
from attendance.casework.support_lists import Current
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
    part-time plans those of the academic year. A year ends with the next August, but the newest
    that has marks with today. What was dealt with is that of one school, or of a viewer's own.
    AccessError if the viewer reads no pupils.
    """
    steps = support_lists.current(engine, viewer, warehouse, school_id)
    since = f"{academic_year[:4]}-08-01"
    of_year = _to_its_end(steps, academic_year, viewer, warehouse)
    found: dict[str, tuple] = {
        **support_lists.latest(of_year, since),
        **support_lists.notices(steps),
        **support_lists.letters(of_year, since),
        **support_lists.plans(of_year, since),
    }
    groups = triage_choices.current(engine, viewer, warehouse, school_id)
    found |= {"triage_people": tuple(groups), "triage_groups": tuple(groups.values())}
    if school_id is not None or viewer.schools:
        marks = dealt_with.marks(engine, viewer, warehouse, school_id)
        found["dealt_with"] = tuple(dict.fromkeys(mark.text for mark in marks))
    return found


def _to_its_end(
    steps: list[Current], academic_year: str, viewer: Viewer, warehouse: Version
) -> list[Current]:
    """The steps up to the end of the year: of the newest that has marks, all of them."""
    following = f"{int(academic_year[:4]) + 1}-08-01"
    within = [step for step in steps if step.happened_on < following]
    if len(within) == len(steps):
        return steps
    newest = access.rows(viewer, warehouse, "data/marks_freshness")["academic_year"]
    return within if (newest > academic_year).any() else steps
