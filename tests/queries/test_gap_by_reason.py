"""The gap split by reason: the parts sum to it."""

import math

import pytest

from tests.queries import registers

QUERY = "essex_and_england/gap_by_reason"
CHOICE = {
    "home_authority": "881",
    "academic_year": "2024/25",
    "published": "2024-09-26",
    "education_phase": "Primary",
}


def parts(lines, **choice):
    connection = registers.warehouse(
        "published | period | area | phase | possible | attended | codes\n" + lines
    )
    rows = registers.answer(connection, QUERY, **CHOICE | choice)
    return {row["code"]: row for row in rows}


TWO_AREAS = """
    2024-09-26 | year | Essex   | Primary | 1000 | 940 | I=25 O=30 G=5
    2024-09-26 | year | England | Primary | 4000 | 3800 | I=120 O=60 C2=20
"""


def test_a_reason_that_is_more_common_than_in_england_lowers_attendance():
    part = parts(TWO_AREAS)["O"]
    assert (part["home_share"], part["england_share"]) == (0.03, 0.015)
    assert part["gap_points"] == pytest.approx(-1.5)


def test_one_that_is_rarer_raises_it():
    assert parts(TWO_AREAS)["I"]["gap_points"] == pytest.approx(0.5)


def test_a_code_of_one_area_only_counts_as_nought_in_the_other():
    found = parts(TWO_AREAS)
    assert (found["G"]["england_sessions"], found["G"]["gap_points"]) == (0, pytest.approx(-0.5))
    assert (found["C2"]["home_sessions"], found["C2"]["gap_points"]) == (0, pytest.approx(0.5))


def test_the_parts_sum_to_the_gap():
    total = math.fsum(part["gap_points"] for part in parts(TWO_AREAS).values())
    assert total == pytest.approx(94 - 95, abs=1e-9)


def test_absence_without_a_published_code_is_a_part_of_its_own():
    lines = """
        2024-09-26 | year | Essex   | Primary | 1000 | 940 | I=50 ?=10
        2024-09-26 | year | England | Primary | 1000 | 950 | I=50
    """
    part = parts(lines)["not published"]
    assert (part["description"], part["category"]) == (
        "Reason not published",
        "authorised absence",
    )
    assert part["gap_points"] == pytest.approx(-1)


def test_a_code_for_which_dfe_gives_no_number_is_no_part():
    lines = """
        2024-09-26 | year | Essex   | Primary | 1000 | 940 | I=60 M=c
        2024-09-26 | year | England | Primary | 1000 | 950 | I=50 M=c
    """
    assert set(parts(lines)) == {"I"}


def test_what_lowers_attendance_most_comes_first():
    assert list(parts(TWO_AREAS)) == ["O", "G", "I", "C2"]


def test_present_marks_are_no_reason():
    assert "/" not in parts(TWO_AREAS)


def test_codes_are_named():
    part = parts(TWO_AREAS)["O"]
    assert (part["description"], part["category"]) == (
        "Other unauthorised absence",
        "unauthorised absence",
    )


def test_counts_come_with_what_they_are_shares_of():
    part = parts(TWO_AREAS)["I"]
    assert (part["home_sessions"], part["home_possible_sessions"]) == (25, 1000)
    assert (part["england_sessions"], part["england_possible_sessions"]) == (120, 4000)


@pytest.mark.parametrize("area", ["Essex", "England"])
def test_without_a_figure_of_either_area_there_are_no_parts(area):
    lines = "\n".join(
        f"2024-09-26 | year | {area} | Primary | c | |" if area in line else line
        for line in TWO_AREAS.splitlines()
    )
    assert parts(lines) == {}


def test_other_releases_phases_and_weeks_do_not_count():
    others = """
        2024-10-10 | year       | Essex   | Primary   | 1000 | 900 | U=100
        2024-10-10 | year       | England | Primary   | 1000 | 900 | U=100
        2024-09-26 | year       | Essex   | Secondary | 1000 | 900 | U=100
        2024-09-26 | 2024-09-09 | Essex   | Primary   | 1000 | 900 | U=100
    """
    assert parts(TWO_AREAS + others) == parts(TWO_AREAS)
