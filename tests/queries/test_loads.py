"""What the warehouse was built from."""

from datetime import date, datetime

from tests.queries import registers

QUERY = "data/loads"


def test_every_file_is_listed_newest_publication_first():
    table = """
        published  | period     | area    | phase   | possible | attended
        2024-08-08 | year       | England | Primary | 1000     | 945
        2024-10-10 | year       | England | Primary | 1000     | 958
        2024-10-10 | 2024-09-16 | England | Primary | 1000     | 958
    """
    connection = registers.warehouse(table, data_to={"2024-08-08": "2024-07-19"})
    rows = registers.answer(connection, QUERY)
    found = [(str(row["published"]), row["kind"], row["academic_year"]) for row in rows]
    assert found == [
        ("2024-10-10", "week", "2024/25"),
        ("2024-10-10", "year to date", "2024/25"),
        ("2024-08-08", "year to date", "2023/24"),
    ]
    assert [row["data_to"] for row in rows] == [None, None, date(2024, 7, 19)]
    assert rows[0]["file_name"] == "2024-10-10 week.csv"
    assert (rows[0]["rows"], rows[0]["loaded_at"]) == (3, datetime(2025, 1, 1))
