"""What a refresh takes out of each table, and which rows of the select it puts in."""

from attendance.warehouse import page_marts

SCHOOLS = "school_id in (select school_id from steps.scope_schools)"
FROM_WEEK = "week_commencing >= (select from_week from steps.scope_start)"
PEOPLE = "pupil_id in (select pupil_id from steps.scope_people)"
WEEKS = f"{SCHOOLS} and {FROM_WEEK}"
FROM_DAY = "session_date >= (select from_week from steps.scope_start)"
DAYS = f"{SCHOOLS} and {FROM_DAY}"
REACHING = """(
    last_date >= (select from_week from steps.scope_start)
    or ended_date is null
    or ended_date >= (select from_week from steps.scope_start)
)"""
EVERYTHING = "true"

REPLACED: dict[str, tuple[str, str]] = {
    "people": ("delete from warehouse.people", EVERYTHING),
    "mark_notes": (
        """
        delete from warehouse.mark_notes using steps.arriving_marks as part
        where
            mark_notes.school_id = part.school_id
            and mark_notes.pupil_id = part.pupil_id
            and mark_notes.session_date = part.session_date
            and mark_notes.session = part.session
        """,
        EVERYTHING,
    ),
    "school_session_codes": (
        "delete from warehouse.school_session_codes where " + DAYS,
        EVERYTHING,
    ),
    "watched_marks": ("delete from warehouse.watched_marks where " + DAYS, EVERYTHING),
    "school_calendar": ("delete from warehouse.school_calendar where " + WEEKS, WEEKS),
    "marked_weeks": ("delete from warehouse.marked_weeks", EVERYTHING),
    "school_sessions": ("delete from warehouse.school_sessions where " + DAYS, DAYS),
    "pupil_weeks": (
        "delete from warehouse.pupil_weeks where " + WEEKS,
        FROM_WEEK,
    ),
    "school_week_codes": (
        "delete from warehouse.school_week_codes where " + WEEKS,
        EVERYTHING,
    ),
    "cohort_weeks": (
        "delete from warehouse.cohort_weeks where " + WEEKS,
        EVERYTHING,
    ),
    "missing_marks": (
        "delete from warehouse.missing_marks where " + DAYS,
        EVERYTHING,
    ),
    "mark_problems": (
        """
        delete from warehouse.mark_problems
        where
            load_id is null
            and school_id in (select school_id from steps.scope_schools)
            and session_date >= (select from_week from steps.scope_start)
        """,
        EVERYTHING,
    ),
    "coverage": (
        "delete from warehouse.coverage where " + WEEKS,
        EVERYTHING,
    ),
    "absence_spells": (
        f"delete from warehouse.absence_spells where {SCHOOLS} and {REACHING}",
        EVERYTHING,
    ),
    "unauthorised_runs": (
        f"""
        delete from warehouse.unauthorised_runs
        where
            {SCHOOLS}
            and (
                {REACHING}
                or (school_id, pupil_id, first_date) in (
                    select (school_id, pupil_id, first_date) from steps.part_unauthorised_runs
                )
            )
        """,
        EVERYTHING,
    ),
    "shared_illness_days": (
        f"delete from warehouse.shared_illness_days where {PEOPLE} and {FROM_DAY}",
        EVERYTHING,
    ),
    "shared_penalty_sessions": (
        f"delete from warehouse.shared_penalty_sessions where {PEOPLE} and {FROM_DAY}",
        EVERYTHING,
    ),
    "penalty_windows": (
        f"delete from warehouse.penalty_windows where {PEOPLE} and {FROM_WEEK}",
        f"{PEOPLE} and {FROM_WEEK}",
    ),
    **page_marts.REPLACED,
}
"""How a part is taken out, and which rows of the select are put in."""
