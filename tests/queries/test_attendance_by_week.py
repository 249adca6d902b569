"""Attendance week by week, the authority beside England."""

from datetime import date

import pytest

from tests.queries import registers

QUERY = "essex_and_england/attendance_by_week"
CHOICE = {
    "home_authority": "881",
    "academic_year": "2024/25",
    "published": "2024-11-07",
    "education_phase": "Primary",
    "compared_year": None,
}
TABLE = """
    published  | period     | area    | phase   | possible | attended
    2023-11-09 | year       | England | Primary | 1000     | 950
    2023-11-09 | 2023-09-11 | Essex   | Primary | 1000     | 940
    2023-11-09 | 2023-09-11 | England | Primary | 1000     | 950
    2023-11-09 | 2023-10-16 | England | Primary | 1000     | 950
    2024-11-07 | year       | England | Primary | 1000     | 950
    2024-11-07 | 2024-09-09 | Essex   | Primary | 1000     | 955
    2024-11-07 | 2024-09-09 | England | Primary | 2000     | 1900
    2024-11-07 | 2024-10-21 | Essex   | Primary | 1000     | 945
    2024-11-07 | 2024-10-21 | England | Primary | 1000     | 950
    2024-11-21 | year       | England | Primary | 1000     | 950
    2024-11-21 | 2024-09-09 | Essex   | Primary | 1000     | 956
    2024-11-21 | 2024-09-09 | England | Primary | 2000     | 1902
    2024-11-21 | 2024-10-28 | Essex   | Primary | 10       | 9
    2024-11-21 | 2024-10-28 | England | Primary | z        |
    2024-11-21 | 2024-11-04 | Essex   | Primary | c        |
    2024-11-21 | 2024-11-04 | England | Primary | 1000     | 950
"""


def weeks(**choice):
    return registers.answer(registers.warehouse(TABLE), QUERY, **CHOICE | choice)


def test_each_week_has_both_rates_their_counts_and_the_gap():
    first, last = weeks()
    assert first["week_commencing"] == date(2024, 9, 9)
    assert (first["home_attended_sessions"], first["home_possible_sessions"]) == (955, 1000)
    assert (first["home_attendance_rate"], first["england_attendance_rate"]) == (0.955, 0.95)
    assert first["gap_points"] == pytest.approx(0.5)
    assert last["gap_points"] == pytest.approx(-0.5)


def test_the_weekly_file_is_that_of_the_release_with_its_figures_of_then():
    assert weeks()[0]["home_attendance_rate"] == 0.955
    assert weeks(published="2024-11-21")[0]["home_attendance_rate"] == 0.956


def test_a_week_without_england_is_listed_without_a_comparison():
    holiday = weeks(published="2024-11-21")[1]
    assert holiday["week_commencing"] == date(2024, 10, 28)
    assert holiday["home_attendance_rate"] == 0.9
    assert (holiday["england_attendance_rate"], holiday["gap_points"]) == (None, None)
    assert holiday["half_term"] is None


def test_a_week_without_a_figure_of_the_authority_is_left_out():
    assert date(2024, 11, 4) not in [row["week_commencing"] for row in weeks()]


def test_weeks_know_their_half_term():
    assert [row["half_term"] for row in weeks()] == [1, 2]


def test_a_year_beside_it_is_shown_on_the_same_weekday_of_the_chosen_year():
    earlier, *_ = weeks(compared_year="2023/24")
    assert earlier["academic_year"] == "2023/24"
    assert (earlier["week_commencing"], earlier["shown_week"]) == (
        date(2023, 9, 11),
        date(2024, 9, 9),
    )
    chosen = weeks()
    assert [row["shown_week"] for row in chosen] == [row["week_commencing"] for row in chosen]


def test_the_year_itself_beside_it_is_not_listed_twice():
    assert weeks(compared_year="2024/25") == weeks()


def test_a_release_without_a_weekly_file_takes_the_newest_one_before_it():
    table = TABLE + "2024-11-14 | year | England | Primary | 1000 | 950\n"
    rows = registers.answer(
        registers.warehouse(table, data_to={"2024-11-14": "2024-11-01"}),
        QUERY,
        **CHOICE | {"published": "2024-11-14"},
    )
    assert [row["home_attendance_rate"] for row in rows] == [0.955, 0.945]


def test_without_one_before_it_takes_the_next_cut_at_its_own_last_day():
    table = TABLE + "2024-09-26 | year | England | Primary | 1000 | 950\n"
    rows = registers.answer(
        registers.warehouse(table), QUERY, **CHOICE | {"published": "2024-09-26"}
    )
    assert [row["home_attendance_rate"] for row in rows] == [0.955]
