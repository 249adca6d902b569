"""A few drawn schools to find the similar ones of, with weights that are easy to work with."""

from datetime import date

from attendance import queries, rules
from tests.queries.county import TERMS, County

WEEK = date(2024, 9, 9)
WEIGHTS = """education_phase,factor,factor_name,weight,smallest_step,how_measured
Primary,pupils,Size,3,,pupils
Primary,fsm,Free school meals,1,,share
Primary,urban_rural,Urban or rural,2,,the same or not
"""
ALPHA, BETA, GAMMA, DELTA = 115001, 115002, 115003, 115004
USUAL = rules.PARAMETERS | {
    "school_id": ALPHA,
    "chosen_schools": None,
    "last_week": WEEK,
    "left_out": None,
    "most_similar": 20,
    "smallest_pool": 5,
    "smallest_known_share": 0.5,
    "smallest_share_pooled": 0.9,
    "smallest_group": 1,
    "visible_schools": [ALPHA, BETA, GAMMA, DELTA],
}
SCHOOLS = """
    urn    | establishment_number | school_name | pupils | fsm_share | urban_rural
    115001 | 2001                 | Alpha       | 100    | 0.2       | Urban city and town
    115002 | 2002                 | Beta        | 200    | 0.2       | Urban city and town
    115003 | 2003                 | Gamma       | 300    | 0.4       | Rural village
    115004 | 2004                 | Delta       |        | 0.2       | Urban city and town
    """
PUPILS = """
    school | pupil | year_group | sen | eal
    115001 | ann   | 3          | K   | No
    115001 | bob   | 3          | N   | No
    115001 | cat   | 3          | N   | No
    115002 | dan   | 3          | N   | No
    115002 | eve   | 3          | N   | Yes
    115003 | fay   | 3          |     | Yes
    115003 | gus   | 3          |     | No
    115004 | hal   | 3          | E   | Yes
    """
MARKS = r"""
    school | pupil | date       | AM | PM
    115001 | ann   | 2024-09-09 | I  | I
    115001 | bob   | 2024-09-09 | /  | \
    115001 | cat   | 2024-09-09 | /  | \
    115001 | cat   | 2024-09-10 | /  | \
    115002 | dan   | 2024-09-09 | /  | \
    115002 | eve   | 2024-09-09 | /  | O
    115003 | fay   | 2024-09-09 | /  | \
    115003 | gus   | 2024-09-09 | I  | \
    115004 | hal   | 2024-09-09 | /  | \
    """
"""Alpha misses 2 of 8, Beta 1 of 4, Gamma 1 of 4, Delta none of 2."""


def small_county(folder, schools, weights=WEIGHTS):
    """These schools with the pupils and marks above, compared by these weights."""
    (folder / "reference").mkdir()
    (folder / "reference" / "similar_school_weights.csv").write_text(weights, encoding="utf-8")
    county = County(folder)
    county.add_schools(schools)
    county.add_term_dates(TERMS)
    county.add_pupils(PUPILS)
    county.add_marks(MARKS)
    return county


def similar(county, **params):
    """The rows by school, in their order."""
    query = queries.load("school/similar_schools")
    given = USUAL | params
    given |= {"schools_beside": given["visible_schools"]}
    given = {key: given[key] for key in query.params}
    with county.published() as warehouse:
        rows = warehouse.execute(query.statement, given)
        columns = [column[0] for column in rows.description]
        found = [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]
    return {row["school_id"]: row for row in found}


def parts(row):
    """The parts of a distance that are known."""
    return {
        name.removesuffix("_part"): value
        for name, value in row.items()
        if name.endswith("_part") and value is not None
    }
