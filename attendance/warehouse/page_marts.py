"""The small marts that pages read, made of the others at the end of a build or a refresh."""

from attendance.warehouse import parts

TABLES = (
    "county_weeks",
    "schools_by_week",
    "phase_weeks",
    "place_cohort_weeks",
    "phase_session_codes",
    "phase_spells",
    "phase_unauthorised",
    "person_schools",
    "named_spans",
    "span_products",
    "phase_spreads",
    "school_facts",
    "school_offers",
)
"""In the order they are built."""

PARTINGS = {"span_products": parts.WEEKS_OF_YEARS}
"""By which parts a large one is made."""

VIEWS: dict[str, dict[str, str]] = {
    "county_weeks": {},
    "schools_by_week": {"pupil_weeks": "pupil_weeks"},
    "phase_weeks": {},
    "place_cohort_weeks": {"cohort_weeks": "cohort_weeks_since"},
    "phase_session_codes": {"school_session_codes": "session_codes_since"},
    "phase_spells": {},
    "phase_unauthorised": {},
    "person_schools": {},
    "named_spans": {},
    "span_products": {"pupil_weeks": "pupil_weeks_of_spans", "named_spans": "named_spans"},
    "phase_spreads": {"named_spans": ""},
    "school_facts": {},
    "school_offers": {},
}
"""What a refresh redoes and the views for it, as in refresh.VIEWS. Those of whole phases are
redone for all their schools, from the touched week on or, being quick, altogether."""

OF_ENROLMENTS = {"person_schools"}
"""Made of persons and enrolments alone: as they are, unless marks name new ones."""

EVERYTHING = "true"
IN_SCOPE = """
    school_id in (select school_id from steps.scope_schools)
    and week_commencing >= (select from_week from steps.scope_start)
"""

REPLACED: dict[str, tuple[str, str]] = {
    "county_weeks": ("delete from warehouse.county_weeks", EVERYTHING),
    "schools_by_week": ("delete from warehouse.schools_by_week where " + IN_SCOPE, IN_SCOPE),
    "phase_weeks": ("delete from warehouse.phase_weeks", EVERYTHING),
    "place_cohort_weeks": (
        """
        delete from warehouse.place_cohort_weeks
        where week_commencing >= (select from_week from steps.scope_start)
        """,
        EVERYTHING,
    ),
    "phase_session_codes": (
        """
        delete from warehouse.phase_session_codes
        where session_date >= (select from_week from steps.scope_start)
        """,
        EVERYTHING,
    ),
    "phase_spells": ("delete from warehouse.phase_spells", EVERYTHING),
    "phase_unauthorised": ("delete from warehouse.phase_unauthorised", EVERYTHING),
    "person_schools": ("delete from warehouse.person_schools", EVERYTHING),
    "named_spans": ("delete from warehouse.named_spans", EVERYTHING),
    "span_products": (
        """
        delete from warehouse.span_products
        where
            school_id in (select school_id from steps.scope_schools)
            and last_week >= (select from_week from steps.scope_start)
        """,
        EVERYTHING,
    ),
    "phase_spreads": ("delete from warehouse.phase_spreads", EVERYTHING),
    "school_facts": ("delete from warehouse.school_facts", EVERYTHING),
    "school_offers": ("delete from warehouse.school_offers", EVERYTHING),
}
"""How a part is taken out, and which rows of the select are put in."""
