"""Where the authority stands: exact gaps, the release before, the same point last year."""

from datetime import date

import pytest

from tests.queries import registers

QUERY = "essex_and_england/latest_position"
HEADING = "published | period | area | phase | possible | attended | pa | pupils\n"


def positions(lines, published="2024-10-10", year="2024/25", **given):
    connection = registers.warehouse(HEADING + lines, **given)
    return registers.answer(
        connection, QUERY, home_authority="881", academic_year=year, published=published
    )


def pair(published, period, home, england, phase="Primary", pupils=""):
    """Essex and England in one release, attended of 100,000 possible sessions."""
    return (
        f"{published} | {period} | Essex | {phase} | 100000 | {home} | | {pupils}\n"
        f"{published} | {period} | England | {phase} | 100000 | {england} | |\n"
    )


def test_the_gap_is_exact_and_the_printed_difference_is_of_rounded_figures():
    [row] = positions(pair("2024-10-10", "year", 89450, 87949))
    assert row["gap_points"] == pytest.approx(1.501)
    assert row["printed_difference"] == 1.6
    assert (row["home_attended_sessions"], row["home_possible_sessions"]) == (89450, 100000)


@pytest.mark.parametrize(("home", "away"), [(95000, 5), (96000, -5), (95500, 0)])
def test_the_gap_is_told_as_pupils_away_each_day(home, away):
    [row] = positions(pair("2024-10-10", "year", home, 95500, pupils="1000"))
    assert row["pupils_away"] == pytest.approx(away)
    assert (row["home_enrolments"], row["home_schools"], row["home_schools_expected"]) == (
        1000,
        9,
        10,
    )


def test_persistent_absence_is_compared_where_it_is_published():
    [primary, secondary] = positions(
        """
        2025-01-23 | year | Essex   | Primary   | 1000 | 950 | 13.21 |
        2025-01-23 | year | England | Primary   | 1000 | 950 | 13.50 |
        2025-01-23 | year | Essex   | Secondary | 1000 | 910 |       |
        2025-01-23 | year | England | Secondary | 1000 | 910 | 24.32 |
        """,
        published="2025-01-23",
    )
    assert primary["pa_gap_points"] == pytest.approx(-0.29)
    assert (secondary["home_pa_rate"], secondary["pa_gap_points"]) == (None, None)


def test_the_change_is_since_the_release_before_and_not_since_any_other():
    [row] = positions(
        pair("2024-09-26", "year", 96500, 96200)
        + pair("2024-10-10", "year", 95800, 95900)
        + pair("2024-10-24", "year", 95700, 95850)
        + pair("2024-11-07", "year", 90000, 99000),
        published="2024-10-24",
    )
    assert row["previous_data_to"] == date(2024, 9, 27)
    assert row["previous_gap_points"] == pytest.approx(-0.1)
    assert row["previous_printed_difference"] == -0.1
    assert row["gap_change_points"] == pytest.approx(-0.05)
    assert row["rate_change_points"] == pytest.approx(-0.1)


def test_a_second_publication_of_the_same_data_is_no_release_before():
    lines = (
        pair("2024-11-21", "year", 95000, 95000)
        + pair("2024-12-05", "year", 94000, 95000)
        + pair("2024-12-12", "year", 93000, 95000)
    )
    [row] = positions(lines, "2024-12-12", data_to={"2024-12-12": "2024-11-22"})
    assert row["previous_data_to"] == date(2024, 11, 8)
    assert row["gap_change_points"] == pytest.approx(-2)


def test_the_first_release_of_a_year_has_none_before_it():
    [row] = positions(
        pair("2024-08-08", "year", 94500, 94400) + pair("2024-09-26", "year", 96500, 96200),
        published="2024-09-26",
    )
    assert (row["previous_data_to"], row["gap_change_points"]) == (None, None)
    assert row["rate_change_points"] is None


def test_without_an_earlier_year_there_is_no_comparison_with_it():
    [row] = positions(pair("2024-10-10", "year", 95800, 95900))
    assert (row["last_year_data_to"], row["last_year_source"]) == (None, None)
    assert (row["last_year_gap_points"], row["last_year_rate_change_points"]) == (None, None)


WEEKS_OF_2023 = ["2023-09-11", "2023-09-18", "2023-09-25"]
WEEKS_OF_2024 = ["2024-09-09", "2024-09-16"]


def weeks(published, mondays, home=95000, england=95000):
    return "".join(pair(published, monday, home, england) for monday in mondays)


def test_the_same_point_last_year_has_as_many_school_weeks():
    [row] = positions(
        pair("2023-09-28", "year", 96100, 96000)
        + weeks("2023-09-28", WEEKS_OF_2023[:1])
        + pair("2023-10-12", "year", 95300, 95600)
        + weeks("2023-10-12", WEEKS_OF_2023[:2])
        + pair("2024-10-10", "year", 95800, 95900)
        + weeks("2024-10-10", WEEKS_OF_2024),
    )
    assert row["school_week"] == 2
    assert (row["last_year_data_to"], row["last_year_source"]) == (date(2023, 9, 22), "release")
    assert row["last_year_attendance_rate"] == pytest.approx(0.953)
    assert row["last_year_gap_points"] == pytest.approx(-0.3)


def test_a_week_that_school_began_later_is_allowed_for():
    """School weeks count, not dates: week 2 of 2024/25 ends 10 days later in the year here."""
    [row] = positions(
        pair("2023-10-12", "year", 95300, 95600)
        + weeks("2023-10-12", WEEKS_OF_2023[:2])
        + pair("2024-10-17", "year", 95800, 95900)
        + weeks("2024-10-17", ["2024-09-23", "2024-09-30"]),
        published="2024-10-17",
    )
    assert row["last_year_data_to"] == date(2023, 9, 22)


@pytest.mark.parametrize(
    ("data_to", "is_the_same_point"),
    [
        ("2023-09-25", False),
        ("2023-09-26", True),
        ("2023-09-29", True),
        ("2023-10-02", True),
        ("2023-10-03", False),
    ],
)
def test_without_weekly_files_it_is_364_days_before_give_or_take_three(data_to, is_the_same_point):
    [row] = positions(
        pair("2023-10-12", "year", 95300, 95600) + pair("2024-10-10", "year", 95800, 95900),
        data_to={"2023-10-12": data_to, "2024-10-10": "2024-09-27"},
    )
    assert (row["last_year_data_to"] is not None) == is_the_same_point


def test_without_a_release_then_the_point_is_summed_from_a_later_weekly_file():
    [row] = positions(
        pair("2023-10-12", "year", 95300, 95600)
        + weeks("2023-10-12", WEEKS_OF_2023[:1], home=96000, england=95000)
        + weeks("2023-10-12", WEEKS_OF_2023[1:2], home=94000, england=95000)
        + weeks("2023-10-12", WEEKS_OF_2023[2:], home=90000, england=95000)
        + pair("2024-10-10", "year", 95800, 95900)
        + weeks("2024-10-10", WEEKS_OF_2024),
    )
    assert (row["last_year_data_to"], row["last_year_source"]) == (date(2023, 9, 22), "weeks")
    assert row["last_year_attendance_rate"] == pytest.approx(0.95)
    assert row["last_year_gap_points"] == pytest.approx(0)


def test_last_years_change_is_between_the_same_two_points():
    [row] = positions(
        pair("2023-09-28", "year", 96100, 96000)
        + weeks("2023-09-28", WEEKS_OF_2023[:1])
        + pair("2023-10-12", "year", 95300, 95600)
        + weeks("2023-10-12", WEEKS_OF_2023[:2])
        + pair("2024-09-26", "year", 96500, 96200)
        + weeks("2024-09-26", WEEKS_OF_2024[:1])
        + pair("2024-10-10", "year", 95800, 95900)
        + weeks("2024-10-10", WEEKS_OF_2024),
    )
    assert row["rate_change_points"] == pytest.approx(-0.7)
    assert row["last_year_rate_change_points"] == pytest.approx(-0.8)


def test_a_phase_without_a_figure_is_left_out_and_the_others_stay():
    rows = positions(
        pair("2024-10-10", "year", 95800, 95900)
        + """
        2024-10-10 | year | Essex   | Special | c    |     | |
        2024-10-10 | year | England | Special | 1000 | 870 | |
        """
    )
    assert [row["education_phase"] for row in rows] == ["Primary"]


def test_from_2025_26_all_schools_are_a_position_too():
    lines = pair("2025-10-09", "year", 92950, 93120, phase="Total")
    [row] = positions(lines, "2025-10-09", "2025/26")
    assert row["education_phase"] == "Total"
    assert row["gap_points"] == pytest.approx(-0.17)
    assert row["printed_difference"] == -0.1
