"""Compulsory school age: from a set day on or after the fifth birthday to the last Friday in June
of the school year in which the pupil turns 16."""

from datetime import date

import pytest

from tests.queries.county import County, table

SPANS = {
    # A fifth birthday on a set day counts that very day; 28 June 2024 and 27 June 2025 are Fridays.
    "2019-08-31": (date(2024, 8, 31), date(2035, 6, 29)),
    "2019-09-01": (date(2024, 12, 31), date(2036, 6, 27)),
    "2019-12-31": (date(2024, 12, 31), date(2036, 6, 27)),
    "2020-01-01": (date(2025, 3, 31), date(2036, 6, 27)),
    "2020-03-31": (date(2025, 3, 31), date(2036, 6, 27)),
    "2020-04-01": (date(2025, 8, 31), date(2036, 6, 27)),
    "2020-02-29": (date(2025, 3, 31), date(2036, 6, 27)),
    "2009-08-31": (date(2014, 8, 31), date(2025, 6, 27)),
    "2009-09-01": (date(2014, 12, 31), date(2026, 6, 26)),
    "2008-08-31": (date(2013, 8, 31), date(2024, 6, 28)),
}
BY_YEAR_GROUP = {
    -1: (date(2026, 8, 31), date(2037, 6, 26)),
    0: (date(2025, 8, 31), date(2036, 6, 27)),
    1: (date(2024, 8, 31), date(2035, 6, 29)),
    11: (date(2014, 8, 31), date(2025, 6, 27)),
    12: (date(2013, 8, 31), date(2024, 6, 28)),
}


@pytest.fixture(scope="module")
def spans(tmp_path_factory):
    """By birth date, year group or nothing known, the first and last day."""
    county = County(tmp_path_factory.mktemp("ages"))
    known = [f"{born} | {born} | " for born in SPANS]
    known += [f"year {year} | | {year}" for year in BY_YEAR_GROUP]
    county.add_pupils("\n".join(["pupil | date_of_birth | year_group", *known, "nobody | |"]))
    county.add_marks("pupil | date | AM\nnobody | 2024-09-09 | /")
    with county.built() as shop:
        found = table(shop, "enrolments", "local_id", "compulsory_from", "compulsory_to")
    return {name: (first, last) for name, first, last in found}


@pytest.mark.parametrize("born", SPANS)
def test_by_birth_date(spans, born):
    assert spans[born] == SPANS[born]


@pytest.mark.parametrize("year_group", BY_YEAR_GROUP)
def test_by_year_group_without_a_birth_date(spans, year_group):
    assert spans[f"year {year_group}"] == BY_YEAR_GROUP[year_group]


def test_nothing_known_is_not_known(spans):
    assert spans["nobody"] == (None, None)
