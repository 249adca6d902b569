"""How fresh the figures are."""

from datetime import date

from tests.queries import registers

QUERY = "data/freshness"
TABLE = """
    published  | period     | area    | phase   | possible | attended
    2024-09-26 | year       | England | Primary | 1000     | 962
    2024-10-10 | year       | England | Primary | 1000     | 958
    2024-10-10 | 2024-09-16 | England | Primary | 1000     | 958
"""


def test_it_is_that_of_the_newest_release():
    [row] = registers.answer(registers.warehouse(TABLE), QUERY)
    assert (row["published"], row["data_to"]) == (date(2024, 10, 10), date(2024, 9, 20))
    assert row["data_to_source"] == "the weekly file of the release"


def test_releases_and_files_are_counted():
    [row] = registers.answer(registers.warehouse(TABLE), QUERY)
    assert (row["releases"], row["files"]) == (2, 3)


def test_without_a_release_there_is_no_row():
    table = """
        published  | period     | area    | phase   | possible | attended
        2024-10-10 | 2024-09-16 | England | Primary | 1000     | 958
    """
    assert registers.answer(registers.warehouse(table), QUERY) == []
