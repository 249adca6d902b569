"""The authority among all others: places are shared where printed figures agree."""

import pytest

from tests.queries import registers

QUERY = "essex_and_england/among_authorities"
CHOICE = {
    "home_authority": "881",
    "academic_year": "2024/25",
    "published": "2025-01-23",
    "education_phase": "Primary",
}
HEADING = "published | period | area | phase | possible | attended | pa\n"
AREAS = """
    2025-01-23 | year | England         | Primary | 100000 | 95000 | 15.0
    2025-01-23 | year | East of England | Primary | 100000 | 95100 | 14.0
    2025-01-23 | year | Essex           | Primary | 100000 | 94960 | 13.21
    2025-01-23 | year | Suffolk         | Primary | 100000 | 95040 | 13.19
    2025-01-23 | year | Milton Marsh    | Primary | 100000 | 95051 | 13.3
    2025-01-23 | year | Kent            | Primary | 100000 | 94949 |
    2025-01-23 | year | Surrey          | Primary | c      |       |
"""


def areas(lines=AREAS, **choice):
    rows = registers.answer(registers.warehouse(HEADING + lines), QUERY, **CHOICE | choice)
    return {row["area_name"]: row for row in rows}


def places(found, measure="attendance"):
    return {
        name: (row[f"{measure}_rank_from"], row[f"{measure}_rank_to"])
        for name, row in found.items()
        if row[f"{measure}_rank_from"] is not None
    }


def test_authorities_that_print_the_same_share_their_places():
    """94.96 and 95.04 both print 95.0, 95.051 prints 95.1 and 94.949 prints 94.9."""
    assert places(areas()) == {
        "Milton Marsh": (1, 1),
        "Essex": (2, 3),
        "Suffolk": (2, 3),
        "Kent": (4, 4),
    }


def test_the_lowest_persistent_absence_has_the_first_place():
    assert places(areas(), "pa") == {
        "Essex": (1, 2),
        "Suffolk": (1, 2),
        "Milton Marsh": (3, 3),
    }


def test_a_half_rounds_up_before_places_are_given():
    lines = """
        2025-01-23 | year | England | Primary | 100000 | 95000 |
        2025-01-23 | year | Essex   | Primary | 100000 | 95050 |
        2025-01-23 | year | Kent    | Primary | 100000 | 95149 |
        2025-01-23 | year | Surrey  | Primary | 100000 | 95049 |
    """
    assert places(areas(lines)) == {"Essex": (1, 2), "Kent": (1, 2), "Surrey": (3, 3)}


def test_one_without_a_figure_has_dfes_symbol_and_no_place():
    surrey = areas()["Surrey"]
    assert (surrey["attendance_rate"], surrey["symbol"]) == (None, "c")
    assert (surrey["attendance_rank_from"], surrey["attendance_rank_to"]) == (None, None)


def test_only_authorities_with_a_figure_are_counted():
    assert areas()["Essex"]["authorities_compared"] == 4


def test_england_and_regions_are_listed_without_a_place():
    found = areas()
    assert found["England"]["attendance_rank_from"] is None
    assert found["East of England"]["attendance_rank_from"] is None
    assert found["East of England"]["attendance_rate"] == 0.951


def test_everyone_stands_in_their_relation_to_the_home_authority():
    assert {name: row["standing"] for name, row in areas().items()} == {
        "Essex": "home",
        "Suffolk": "comparator",
        "Milton Marsh": "same region",
        "England": "England",
        "East of England": "region",
        "Kent": "other",
        "Surrey": "other",
    }


def test_the_home_authority_is_the_one_chosen():
    standing = {name: row["standing"] for name, row in areas(home_authority="886").items()}
    assert (standing["Kent"], standing["Surrey"]) == ("home", "same region")
    assert (standing["Essex"], standing["Suffolk"]) == ("other", "other")


def test_gaps_are_exact():
    essex = areas()["Essex"]
    assert essex["gap_points"] == pytest.approx(-0.04)
    assert essex["pa_gap_points"] == pytest.approx(-1.79)


def test_home_comes_first_then_comparators_region_england_and_the_rest():
    assert list(areas()) == [
        "Essex",
        "Suffolk",
        "Milton Marsh",
        "England",
        "East of England",
        "Kent",
        "Surrey",
    ]


def test_before_2025_26_all_schools_have_regions_and_england_only():
    lines = """
        2025-01-23 | year | England         | Total | 1000 | 931 | 18.7
        2025-01-23 | year | East of England | Total | 1000 | 932 | 18.0
        2025-01-23 | year | Essex           | Primary | 1000 | 950 |
    """
    found = areas(lines, education_phase="Total")
    assert list(found) == ["England", "East of England"]
    assert places(found) == {}
