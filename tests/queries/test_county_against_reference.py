"""Random counties through the SQL and through plain Python give the same rows in every table."""

from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.queries import county_rows
from tests.queries.county import TERMS, County, table
from tests.queries.drawn_counties import counties

some = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    database=None,
)


@some
@given(drawn=counties())
def test_every_table_of_a_random_county(drawn, tmp_path_factory):
    county = drawn.county(tmp_path_factory.mktemp("county"))
    with county.built() as shop:
        county_rows.assert_equal_to_reference(shop, county)


@pytest.mark.parametrize(
    ("absent", "possible", "persistent", "severe"),
    [(1, 10, 1, 0), (1, 11, 0, 0), (5, 10, 1, 1), (4, 10, 1, 0), (3, 30, 1, 0), (7, 14, 1, 1)],
)
def test_rates_of_exactly_ten_and_fifty_per_cent_count(
    absent, possible, persistent, severe, tmp_path
):
    codes = ["I"] * absent + ["/"] * (possible - absent)
    county = County(tmp_path)
    county.add_pupils("pupil | year_group\nann | 7")
    county.add_mark_rows(
        [
            {
                "urn": 115001,
                "pupil": "ann",
                "session_date": county_rows.school_days(place // 2),
                "session": ("AM", "PM")[place % 2],
                "code": code,
            }
            for place, code in enumerate(codes)
        ]
    )
    columns = ("year_absent_sessions", "year_possible_sessions")
    columns += ("persistently_absent", "severely_absent")
    with county.built() as shop:
        county_rows.assert_equal_to_reference(shop, county)
        rows = table(shop, "cohort_weeks", "week_commencing", *columns)
    assert rows[-1][1:] == (absent, possible, persistent, severe)


def test_a_planned_closure_hides_no_missing_mark(tmp_path):
    """ann has marks of the closed Monday, of Tuesday and Thursday, and none of Wednesday."""
    county = County(tmp_path)
    county.add_pupils("pupil | year_group\nann | 7\nbob | 7")
    county.add_marks(
        r"""
        pupil | date       | AM | PM
        ann   | 2024-09-09 | #  | #
        bob   | 2024-09-09 | #  | #
        ann   | 2024-09-10 | I  | I
        bob   | 2024-09-10 | /  | \
        bob   | 2024-09-11 | /  | \
        ann   | 2024-09-12 | I  | I
        bob   | 2024-09-12 | /  | \
        """
    )
    with county.built() as shop:
        county_rows.assert_equal_to_reference(shop, county)
        spells = table(shop, "absence_spells", "first_date", "sessions", "is_confirmed")
        assert spells == [(date(2024, 9, 10), 4, False)]
        assert len(table(shop, "missing_marks", "session_date")) == 2


def test_schools_are_found_by_the_key_of_the_person(tmp_path):
    county = County(tmp_path)
    county.add_pupils(
        "school | pupil\n115001 | A123456789012\n115002 | A123456789012\n115001 | bob"
    )
    county.add_marks("pupil | date | AM\nbob | 2024-09-09 | /")
    with county.built() as shop:
        found = table(shop, "person_schools", "person_key", "pupil_id", "school_id", "key_start")
        people = table(shop, "people", "pupil_id", "person_key", "pseudonym")
    keys = {pupil: key for pupil, key, _ in people}
    assert sorted(school for _, _, school, _ in found) == [115001, 115001, 115002]
    assert all(keys[pupil] == key for key, pupil, _, _ in found) and len(set(keys.values())) == 2
    assert all(start == key[:3] for key, _, _, start in found)
    assert all(name == f"Pupil {key[:6].upper()}" for _, key, name in people)


CORRECTED = {
    "one half term": ("5 | 2025-04-28 | 2025-05-30", {5: ("2025-04-28", "2025-05-30")}),
    "into the half term before": (
        "5 | 2025-04-01 | 2025-05-23",
        {4: ("2025-02-24", "2025-03-31"), 5: ("2025-04-01", "2025-05-23")},
    ),
    "into the half term after": (
        "4 | 2025-02-24 | 2025-04-30",
        {4: ("2025-02-24", "2025-04-30"), 5: ("2025-05-01", "2025-05-23")},
    ),
    "over a whole half term": (
        "4 | 2025-02-24 | 2025-06-04",
        {4: ("2025-02-24", "2025-06-04"), 5: None, 6: ("2025-06-05", "2025-07-22")},
    ),
}


@pytest.mark.parametrize(("correction", "changed"), CORRECTED.values(), ids=CORRECTED)
@pytest.mark.parametrize("urn", [None, 115001])
@pytest.mark.parametrize("is_shipped", [True, False])
def test_a_corrected_half_term_leaves_the_others_of_the_year(
    tmp_path, correction, changed, urn, is_shipped
):
    """Whether the year was imported or is the shipped one of the authority, which TERMS are."""
    county = County(tmp_path)
    if urn or not is_shipped:
        county.add_term_dates(TERMS, urn=urn)
    county.add_pupils("pupil\nann")
    county.add_marks("pupil | date | AM\nann | 2024-09-09 | /")
    with county.built() as shop:
        before = {row[0]: row[1:] for row in of_year(shop)}
    county.add_term_dates(f"half_term | first_day | last_day\n{correction}", urn=urn)
    wanted = before | {
        half_term: days and tuple(map(date.fromisoformat, days))
        for half_term, days in changed.items()
    }
    with county.built() as shop:
        county_rows.assert_equal_to_reference(shop, county)
        assert of_year(shop) == [(key, *days) for key, days in wanted.items() if days]


def of_year(shop):
    """The half terms of 2024/25 as they count."""
    terms = shop.table("school_terms").filter("academic_year = '2024/25'").order("half_term")
    return terms.select("half_term", "first_day", "last_day").fetchall()


def test_what_was_filled_in_ahead_opens_no_holiday(tmp_path):
    """The half-term holiday begins on 26 October, and the first half term on 2 September."""
    county = County(tmp_path)
    county.add_term_dates(
        "half_term | first_day | last_day\n1 | 2024-09-02 | 2024-10-25\n2 | 2024-11-04 | 2024-12-20"
    )
    county.add_pupils("pupil | year_group\nann | 7\nbob | 7")
    county.add_marks(
        r"""
        pupil | date       | AM | PM
        bob   | 2024-08-30 | D  | D
        ann   | 2024-09-09 | /  | \
        bob   | 2024-09-09 | D  | D
        bob   | 2024-09-10 | D  | D
        bob   | 2024-10-29 | D  | X
        bob   | 2024-10-30 | D  | /
        bob   | 2024-12-23 | Z  | Z
        """
    )
    with county.built() as shop:
        county_rows.assert_equal_to_reference(shop, county)
        held = table(shop, "school_sessions", "session_date", "session")
    assert [(f"{day:%d %b}", session) for day, session in held] == [
        ("09 Sep", "AM"),
        ("09 Sep", "PM"),
        ("10 Sep", "AM"),
        ("10 Sep", "PM"),
        ("30 Oct", "PM"),
    ]


def test_one_who_is_elsewhere_opens_no_closed_school(tmp_path):
    """Systems put # over every mark but D. On the Tuesday one pupil was expected after all."""
    county = County(tmp_path)
    county.add_term_dates("half_term | first_day | last_day\n1 | 2024-09-02 | 2024-10-25")
    county.add_pupils("pupil | year_group\nann | 7\nbob | 7")
    county.add_marks(
        r"""
        pupil | date       | AM | PM
        ann   | 2024-09-09 | /  | \
        bob   | 2024-09-09 | D  | D
        ann   | 2024-09-16 | #  | #
        bob   | 2024-09-16 | D  | X
        ann   | 2024-09-24 | #  | #
        bob   | 2024-09-24 | D  | /
        """
    )
    with county.built() as shop:
        county_rows.assert_equal_to_reference(shop, county)
        held = table(shop, "school_sessions", "session_date", "session")
        assert held == [
            (date(2024, 9, 9), "AM"),
            (date(2024, 9, 9), "PM"),
            (date(2024, 9, 24), "PM"),
        ]
        weeks = table(shop, "school_calendar", "week_commencing", "is_open", "is_reported")
        assert (date(2024, 9, 16), False, True) in weeks
        assert (date(2024, 9, 23), True, True) in weeks
