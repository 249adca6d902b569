"""Attendance of the year so far, release by release and between them."""

from datetime import date

import pytest

from tests.queries import registers

QUERY = "essex_and_england/attendance_by_release"
CHOICE = {
    "home_authority": "881",
    "academic_year": "2024/25",
    "published": "2024-10-10",
    "education_phase": "Primary",
    "compared_year": None,
}
HEADING = "published | period | area | phase | possible | attended | printed\n"
TWO_RELEASES = """
    2024-09-26 | year | Essex   | Primary | 1000 | 965 |
    2024-09-26 | year | England | Primary | 1000 | 962 |
    2024-10-10 | year | Essex   | Primary | 3000 | 2874 |
    2024-10-10 | year | England | Primary | 3000 | 2877 |
"""


def points(lines=TWO_RELEASES, given=None, **choice):
    return registers.answer(registers.warehouse(HEADING + lines, given), QUERY, **CHOICE | choice)


def test_each_release_is_a_point_with_both_rates_and_the_gap():
    first, second = points()
    assert (first["data_to"], second["data_to"]) == (date(2024, 9, 13), date(2024, 9, 27))
    assert (second["home_attended_sessions"], second["home_possible_sessions"]) == (2874, 3000)
    assert second["england_attendance_rate"] == 0.959
    assert second["gap_points"] == pytest.approx(-0.1)


def test_nothing_after_the_data_of_the_release_is_shown():
    assert [row["data_to"] for row in points(published="2024-09-26")] == [date(2024, 9, 13)]


def test_between_releases_points_are_summed_from_the_newest_weekly_file():
    weekly = "".join(
        f"2024-10-10 | {monday} | {area} | Primary | 1000 | {attended} |\n"
        for monday, essex in (("2024-09-09", 965), ("2024-09-16", 955), ("2024-09-23", 954))
        for area, attended in (("Essex", essex), ("England", 960))
    )
    rows = points(TWO_RELEASES + weekly)
    assert [row["point_source"] for row in rows] == ["release", "weeks", "release"]
    between = rows[1]
    assert between["data_to"] == date(2024, 9, 20)
    assert (between["home_attended_sessions"], between["home_possible_sessions"]) == (1920, 2000)
    assert between["gap_points"] == pytest.approx(0)


def test_an_earlier_year_is_shown_whole_on_the_weekdays_of_the_chosen_one():
    earlier = """
        2023-10-12 | year | Essex   | Primary | 1000 | 955 |
        2023-10-12 | year | England | Primary | 1000 | 956 |
        2024-08-08 | year | Essex   | Primary | 1000 | 945 |
        2024-08-08 | year | England | Primary | 1000 | 944 |
    """
    rows = points(TWO_RELEASES + earlier, compared_year="2023/24")
    assert [row["academic_year"] for row in rows] == ["2023/24"] * 2 + ["2024/25"] * 2
    assert (rows[0]["data_to"], rows[0]["shown_date"]) == (date(2023, 9, 29), date(2024, 9, 27))
    assert rows[2]["shown_date"] == rows[2]["data_to"]
    assert points(TWO_RELEASES + earlier) == rows[2:]


def test_a_release_without_a_figure_of_the_authority_is_no_point():
    lines = TWO_RELEASES.replace("| 3000 | 2874 |", "| c | |")
    assert [str(row["published"]) for row in points(lines)] == ["2024-09-26"]


def test_two_publications_of_one_data_date_are_two_points():
    lines = (
        TWO_RELEASES
        + """
        2024-10-14 | year | Essex   | Primary | 3000 | 2880 |
        2024-10-14 | year | England | Primary | 3000 | 2877 |
    """
    )
    rows = points(lines, {"2024-10-14": "2024-09-27"}, published="2024-10-14")
    assert [row["home_attended_sessions"] for row in rows] == [965, 2874, 2880]


def test_the_rate_of_all_schools_is_that_which_dfe_prints():
    lines = """
        2025-09-25 | year | Essex   | Total | 1000 | 929 | 92.96889
        2025-09-25 | year | England | Total | 1000 | 931 | 93.11675
    """
    [row] = points(lines, academic_year="2025/26", published="2025-09-25", education_phase="Total")
    assert row["home_attendance_rate"] == pytest.approx(0.9296889)
    assert row["gap_points"] == pytest.approx(-0.14786)
