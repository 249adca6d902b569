"""The sheets of a pack's workbook as its reader sees them, and what each column holds."""

PUPIL = {"Pupil": "pupil", "Class": "where"}
BEFORE_AND_SINCE = {
    "Missed before": "before_absence_rate",
    "Missed since": "after_absence_rate",
    "Change (points)": "change_points",
}
SESSIONS_OF_BOTH = {
    "Sessions missed before": "before_absent_sessions",
    "Of possible before": "before_possible_sessions",
    "Sessions missed since": "after_absent_sessions",
    "Of possible since": "after_possible_sessions",
}
REACHED = PUPIL | {"What was reached": "how"}
NEAR = PUPIL | {
    "PA or SA": "standing",
    "Absence": "absence_rate",
    "Can miss (10%)": "can_miss_sessions",
}
COLUMNS = {
    "To agree": PUPIL
    | {
        "Standing": "standing",
        "Missed": "absence_rate",
        "Main reason": "main_reason",
        "Cohorts": "cohorts",
        "Plan": "plan",
        "Lead practitioner": "lead",
    },
    "Beside": {
        "": "measure",
        "Counted": "counted",
        "Of": "base",
        "School": "school_rate",
        "Essex": "county_rate",
        "Difference (points)": "county_points",
        "School, same point last year": "last_year_rate",
        "Change (points)": "last_year_points",
    },
    "Severely absent": PUPIL
    | {
        "Absence": "absence_rate",
        "Sessions missed": "absent_sessions",
        "Possible sessions": "possible_sessions",
        "Spells": "spells",
        "Longest spell (sessions)": "longest_sessions",
        "Left": "left_on",
    },
    "Several agencies": PUPIL
    | {
        "Group": "triage_group",
        "Absence": "absence_rate",
        "Suggested because": "suggested_because",
        "Cohorts": "cohorts",
        "Support": "support_step",
    },
    "At risk": NEAR,
    "Can come back": NEAR
    | {"Attend in a row (10%)": "attend_sessions", "Under 10% on": "under_from"},
    "Worse than last half term": PUPIL
    | {
        "Sessions more or fewer": "change_sessions",
        "Absence this half term": "half_term_absence_rate",
        "Absence last half term": "before_absence_rate",
        "PA or SA": "standing",
        "Support": "support_step",
    },
    "Early": PUPIL
    | {
        "Listed because": "listed_because",
        "Sessions missed": "absent_sessions",
        "Possible sessions": "possible_sessions",
        "Missed in the first week": "first_week_absent_sessions",
        "Missed last year, if 10% or more": "last_year_absence_rate",
        "Support": "support_step",
    },
    "Cohorts": {
        "Pupils": "cohort_name",
        "How many": "enrolments",
        "Absence": "absence_rate",
        "In Essex": "county_absence_rate",
        "Difference (points)": "absence_points",
        "Persistently absent": "persistently_absent",
        "PA": "persistent_absence_rate",
    },
    "Codes": {
        "Register code": "code",
        "Reason": "description",
        "School sessions": "school_sessions",
        "School share": "school_share",
        "Essex phase share": "county_share",
        "Part of the gap (points)": "gap_points",
    },
    "Codes to ask about": {
        "Register code": "code",
        "Reason": "description",
        "Marks": "marks",
        "Share of marks": "code_share",
        "Other schools of the phase": "others_share",
        "Unlike the others": "is_unusual",
    },
    "Unexplained": PUPIL
    | {
        "Sessions": "sessions",
        "School days open": "days_open",
        "First": "first_date",
        "Last": "last_date",
    },
    "Overdue": {"What": "what", "For": "about", "Who": "who", "By": "by_when"},
    "Actions": {
        "About": "about",
        "What": "what",
        "Who": "who",
        "By when": "by_when",
        "State": "state",
        "Note": "note",
    },
    "Since last": {
        "Pupils": "who",
        "Compared": "compared",
        "Miss less": "miss_less",
        "No clear change": "no_clear_change",
        "Miss more": "miss_more",
    }
    | BEFORE_AND_SINCE
    | SESSIONS_OF_BOTH,
    "Discussed pupils": {
        "Pupil": "pupil",
        "Year group": "year_group",
        "Class": "class",
        "Misses": "change",
    }
    | BEFORE_AND_SINCE
    | SESSIONS_OF_BOTH
    | {
        "PA or SA then": "standing_then",
        "PA or SA now": "standing_now",
        "Left on": "left_on",
    },
    "10 sessions without leave": REACHED,
    "10 days in a row": REACHED,
    "15 days ill": REACHED,
    "Long part-time timetable": REACHED,
}
"""By sheet, its headings in order, and by these what its cells are called in the counts."""
