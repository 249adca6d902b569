"""Half terms are runs of weeks without a gap."""

from datetime import date

from tests.queries import registers

QUERY = "essex_and_england/half_terms"
TABLE = """
    published  | period     | area    | phase   | possible | attended
    2024-11-07 | year       | England | Primary | 1000     | 950
    2024-11-07 | 2024-09-09 | England | Primary | 1000     | 950
    2024-11-07 | 2024-09-16 | England | Primary | 1000     | 950
    2024-11-07 | 2024-10-21 | Essex   | Primary | 1000     | 950
    2024-11-07 | 2024-10-21 | England | Primary | 1000     | 950
    2024-11-21 | year       | England | Primary | 1000     | 950
    2024-11-21 | 2024-10-28 | Essex   | Primary | 1000     | 950
    2024-11-21 | 2024-11-04 | England | Primary | 1000     | 950
"""


def half_terms(published):
    rows = registers.answer(
        registers.warehouse(TABLE), QUERY, academic_year="2024/25", published=published
    )
    return [(row["half_term"], str(row["first_day"]), str(row["last_day"])) for row in rows]


def test_a_gap_between_weeks_begins_a_half_term():
    assert half_terms("2024-11-21") == [
        (1, "2024-09-09", "2024-09-20"),
        (2, "2024-10-21", "2024-10-25"),
        (3, "2024-11-04", "2024-11-08"),
    ]


def test_weeks_after_the_data_of_the_release_are_not_shown():
    assert [row[0] for row in half_terms("2024-11-07")] == [1, 2]


def test_a_week_that_only_authorities_have_is_in_no_half_term():
    ends = [date.fromisoformat(last) for _, _, last in half_terms("2024-11-21")]
    assert date(2024, 11, 1) not in ends


def test_a_release_that_is_not_there_has_none():
    assert half_terms("2024-12-05") == []
