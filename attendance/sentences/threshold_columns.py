"""What lists of thresholds show, and what their files, the returns to the authority, hold."""

WHO = ["pupil", "school_name", "year_group", "class"]

SHOWN_OF_THRESHOLD: dict[str, list[str]] = {
    "penalty_notice": [
        "state",
        "penalty_sessions",
        "unexplained_sessions",
        "other_school_sessions",
        "first_crossed",
        "sessions_missed",
        "gaps",
        "covered_sessions",
        "notices",
        "window_first_week",
        "window_last_week",
        "in_dfe_figure",
    ],
    "continuous_unauthorised": [
        "state",
        "going_on",
        "days",
        "days_now",
        "first_date",
        "last_date",
        "sessions",
        "codes",
        "is_confirmed",
        "in_dfe_figure",
    ],
    "twenty_days": [
        "state",
        "going_on",
        "days",
        "days_now",
        "first_date",
        "last_date",
        "sessions",
        "codes",
        "is_confirmed",
        "in_dfe_figure",
    ],
    "illness_days": [
        "state",
        "days",
        "other_school_days",
        "reached_in",
        "days_by_pace",
        "run_days",
        "weeks_ill",
        "in_dfe_figure",
    ],
    "part_time": [
        "state",
        "weeks",
        "sessions",
        "first_date",
        "last_date",
        "has_plan",
        "review_on",
        "is_overdue",
        "ends_on",
        "left_on",
        "in_dfe_figure",
    ],
    "unexplained": [
        "sessions",
        "days_open",
        "first_date",
        "last_date",
        "sessions_missed",
        "left_on",
        "in_dfe_figure",
    ],
    "entries_and_leavers": [
        "change",
        "changed_on",
        "other_school",
        "possible_sessions",
        "absent_sessions",
        "in_dfe_figure",
    ],
    "letter_level": [
        "attendance_rate",
        "absent_sessions",
        "possible_sessions",
        "unauthorised_sessions",
        "is_settled",
        "in_dfe_figure",
    ],
    "social_worker": [
        "why",
        "sessions",
        "unexplained_sessions",
        "last_date",
        "sessions_missed",
        "year_sessions",
        "left_on",
        "in_dfe_figure",
    ],
}
"""By list, the columns behind name, school, year and class."""

ONLY_RETURNED = {
    "penalty_notice": ["covered_list", "most_notices"],
    "continuous_unauthorised": ["unexplained_sessions"],
    "twenty_days": ["unexplained_sessions"],
}

TO_FILL = {
    "address": "Address (to be filled in by the school)",
    "parents": "Parents or carers (to be filled in by the school)",
    "what_was_done": "What the school has done (to be filled in by the school)",
}
"""What authorities ask for and the warehouse does not hold."""


def shown_columns(name: str, one_school: bool) -> list[str]:
    """The columns of a list on the page, in order."""
    who = [column for column in WHO if not (one_school and column == "school_name")]
    return [*who, *SHOWN_OF_THRESHOLD[name]]


def returned_columns(name: str) -> list[str]:
    """Those of its file."""
    own = [*SHOWN_OF_THRESHOLD[name], *ONLY_RETURNED.get(name, [])]
    return [
        *("pupil", "upn", "date_of_birth", "address", "parents"),
        *("school_name", "urn", "year_group", "class"),
        *own,
        *("age_known_by", "what_was_done"),
    ]
