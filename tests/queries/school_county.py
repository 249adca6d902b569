"""A small drawn county for the questions of the page on one school, and a way to ask them."""

from datetime import date

from attendance import queries, rules
from tests.queries.county import TERMS, County

LAST_YEAR_TERMS = """
    half_term | first_day  | last_day
    1         | 2023-09-04 | 2023-10-20
"""
USUAL = rules.PARAMETERS | {
    "academic_year": "2024/25",
    "year_first_day": date(2024, 8, 1),
    "school_id": 115001,
    "chosen_schools": None,
    "education_phase": "Primary",
    "first_week": date(2024, 9, 9),
    "last_week": date(2024, 9, 16),
    "last_year_first_week": None,
    "last_year_last_week": None,
    "previous_week": None,
    "smallest_group": 1,
    "visible_schools": [115001, 115002],
}


def small_county(folder) -> County:
    """Two primary schools and a secondary school with term dates, to which marks are added."""
    county = County(folder)
    county.add_schools(
        """
        urn    | establishment_number | school_name | phase_label
        115001 | 2001                 | Alpha       | Primary
        115002 | 2002                 | Beta        | Primary
        115003 | 4003                 | Gamma       | Secondary
        """
    )
    county.add_term_dates(TERMS)
    county.add_term_dates(LAST_YEAR_TERMS, academic_year="2023/24")
    return county


def asked(county, name, **params):
    """The rows of a query on that county, as dictionaries."""
    query = queries.load(f"school/{name}")
    given = {key: value for key, value in (USUAL | params).items() if key in query.params}
    with county.published() as warehouse:
        rows = warehouse.execute(query.statement, given or None)
        columns = [column[0] for column in rows.description]
        return [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]


def on_roll(county, *pupils, school=115001, year_group=3, **more):
    """Put pupils on roll of a school, alike but for their names."""
    lines = "\n".join(f"{school} | {pupil} | {year_group}" for pupil in pupils)
    county.add_pupils(f"school | pupil | year_group\n{lines}", **more)
