"""How later releases changed the weeks."""

from datetime import date

import pytest

from tests.queries import registers

QUERY = "essex_and_england/revisions_by_week"
TABLE = """
    published  | period     | area    | phase   | possible | attended
    2024-09-26 | 2024-09-09 | Essex   | Primary | 1000     | 950
    2024-09-26 | 2024-09-09 | England | Primary | 1000     | 955
    2024-10-10 | 2024-09-09 | Essex   | Primary | 1000     | 954
    2024-10-10 | 2024-09-09 | England | Primary | 1000     | 957
    2024-10-24 | 2024-09-09 | Essex   | Primary | 2000     | 1914
    2024-10-24 | 2024-09-09 | England | Primary | 1000     | 958
    2024-10-24 | 2024-10-07 | Essex   | Primary | 1000     | 940
    2024-10-24 | 2024-10-07 | England | Primary | z        |
    2024-10-24 | 2024-10-14 | Essex   | Primary | c        |
    2024-10-24 | 2024-10-14 | England | Primary | 1000     | 958
"""


def weeks():
    return registers.answer(
        registers.warehouse(TABLE),
        QUERY,
        home_authority="881",
        academic_year="2024/25",
        education_phase="Primary",
    )


def test_the_first_figure_is_set_beside_the_newest():
    week = weeks()[0]
    assert (week["first_published"], week["first_attendance_rate"]) == (date(2024, 9, 26), 0.95)
    assert (week["latest_published"], week["latest_attendance_rate"]) == (
        date(2024, 10, 24),
        0.957,
    )
    assert week["revision_points"] == pytest.approx(0.7)
    assert week["releases"] == 3


def test_the_newest_counts_come_with_it():
    week = weeks()[0]
    assert (week["latest_attended_sessions"], week["latest_possible_sessions"]) == (1914, 2000)


def test_each_gap_is_to_england_in_the_same_release():
    week = weeks()[0]
    assert week["first_gap_points"] == pytest.approx(-0.5)
    assert week["latest_gap_points"] == pytest.approx(-0.1)


def test_a_week_in_one_release_is_not_revised():
    week = weeks()[1]
    assert (week["revision_points"], week["releases"]) == (0, 1)


def test_a_week_without_england_is_listed_without_gaps():
    week = weeks()[1]
    assert week["week_commencing"] == date(2024, 10, 7)
    assert (week["first_gap_points"], week["latest_gap_points"]) == (None, None)


def test_a_week_without_a_figure_of_the_authority_is_left_out():
    assert len(weeks()) == 2
