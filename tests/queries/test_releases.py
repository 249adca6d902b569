"""The releases that can be chosen."""

from datetime import date

from tests.queries import registers

QUERY = "essex_and_england/releases"
TABLE = """
    published  | period     | area    | phase   | possible | attended | pa
    2024-08-08 | year       | England | Primary | 1000     | 945      | 15.2
    2024-09-26 | year       | England | Primary | 1000     | 962      |
    2024-10-10 | year       | England | Primary | 1000     | 958      |
    2024-10-10 | 2024-09-23 | England | Primary | 1000     | 958      |
"""


def test_the_newest_release_comes_first():
    rows = registers.answer(registers.warehouse(TABLE), QUERY)
    assert [(str(row["published"]), row["academic_year"]) for row in rows] == [
        ("2024-10-10", "2024/25"),
        ("2024-09-26", "2024/25"),
        ("2024-08-08", "2023/24"),
    ]


def test_each_names_its_year_and_the_year_before():
    rows = registers.answer(registers.warehouse(TABLE), QUERY)
    years = {row["academic_year"]: row["previous_academic_year"] for row in rows}
    assert years == {"2024/25": "2023/24", "2023/24": "2022/23"}


def test_the_year_before_the_turn_of_a_decade():
    table = """
        published  | period | area    | phase   | possible | attended
        2030-09-26 | year   | England | Primary | 1000     | 945
    """
    [row] = registers.answer(registers.warehouse(table), QUERY)
    assert (row["academic_year"], row["previous_academic_year"]) == ("2030/31", "2029/30")


def test_each_says_whether_persistent_absence_and_weeks_are_in_it():
    rows = registers.answer(registers.warehouse(TABLE), QUERY)
    assert [row["has_persistent_absence"] for row in rows] == [False, False, True]
    assert [row["has_weeks"] for row in rows] == [True, True, False]


def test_the_last_day_is_the_friday_of_the_last_week_with_a_figure_for_england():
    table = """
        published  | period     | area    | phase   | possible | attended
        2023-11-09 | year       | England | Primary | 1000     | 945
        2023-11-09 | 2023-10-16 | England | Primary | 1000     | 945
        2023-11-09 | 2023-10-23 | Kent    | Primary | 1000     | 945
        2023-11-09 | 2023-10-23 | England | Primary | z        |
    """
    [row] = registers.answer(registers.warehouse(table), QUERY)
    assert row["data_to"] == date(2023, 10, 20)
    assert row["data_to_source"] == "the weekly file of the release"


def test_a_weekly_file_alone_is_no_release():
    table = """
        published  | period     | area    | phase   | possible | attended
        2023-11-09 | 2023-10-16 | England | Primary | 1000     | 945
    """
    assert registers.answer(registers.warehouse(table), QUERY) == []
