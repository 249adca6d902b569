"""The bulletin table: rounded half up, the difference of the rounded figures."""

from datetime import date

import pytest

from tests.queries import registers

QUERY = "essex_and_england/bulletin"


def bulletin(table, year="2024/25", home="881", **given):
    connection = registers.warehouse(table, **given)
    return registers.answer(connection, QUERY, home_authority=home, academic_year=year)


def one_row(home, england):
    """The row of two areas whose attendance is drawn as attended of possible sessions."""
    [row] = bulletin(f"""
        published  | period | area    | phase   | possible  | attended
        2024-09-26 | year   | Essex   | Primary | {home[1]} | {home[0]}
        2024-09-26 | year   | England | Primary | {england[1]} | {england[0]}
    """)
    return row


@pytest.mark.parametrize(
    ("attended", "possible", "printed"),
    [
        (9525, 10000, 95.3),
        (9495, 10000, 95.0),
        (9505, 10000, 95.1),
        (9535, 10000, 95.4),
        (381, 400, 95.3),
        (952499, 1000000, 95.2),
        (1, 3, 33.3),
        (19999, 20000, 100.0),
        (10000, 10000, 100.0),
        (1, 2000, 0.1),
        (0, 10000, 0.0),
    ],
)
def test_attendance_is_rounded_half_up_to_one_decimal(attended, possible, printed):
    row = one_row((attended, possible), (attended, possible))
    assert (row["home_attendance"], row["england_attendance"]) == (printed, printed)
    assert row["attendance_difference"] == 0


def test_the_difference_is_that_of_the_printed_figures_not_of_the_exact_ones():
    row = one_row((89500, 100000), (87949, 100000))
    assert (row["home_attendance"], row["england_attendance"]) == (89.5, 87.9)
    assert row["attendance_difference"] == 1.6  # exactly it is 1.551, printed 1.6 either way
    row = one_row((89450, 100000), (87949, 100000))
    assert row["attendance_difference"] == 1.6  # exactly it is 1.501, which would print 1.5


def test_figures_that_print_the_same_differ_by_nought():
    row = one_row((95050, 100000), (95149, 100000))
    assert (row["home_attendance"], row["england_attendance"]) == (95.1, 95.1)
    assert row["attendance_difference"] == 0


def test_persistent_absence_is_rounded_and_compared_alike():
    [row] = bulletin("""
        published  | period | area    | phase   | possible | attended | pa
        2025-01-23 | year   | Essex   | Primary | 1000     | 950      | 13.25
        2025-01-23 | year   | England | Primary | 1000     | 950      | 13.3499999
    """)
    assert (row["home_pa"], row["england_pa"], row["pa_difference"]) == (13.3, 13.3, 0)


def test_in_autumn_there_is_no_persistent_absence():
    row = one_row((950, 1000), (950, 1000))
    assert (row["home_pa"], row["england_pa"], row["pa_difference"]) == (None, None, None)


def test_two_publications_of_one_data_date_are_two_rows():
    rows = bulletin(
        """
        published  | period | area    | phase   | possible | attended
        2024-12-05 | year   | Essex   | Primary | 1000     | 953
        2024-12-05 | year   | England | Primary | 1000     | 953
        2024-12-12 | year   | Essex   | Primary | 1000     | 955
        2024-12-12 | year   | England | Primary | 1000     | 954
        """,
        data_to={"2024-12-12": "2024-11-22"},
    )
    assert [str(row["published"]) for row in rows] == ["2024-12-05", "2024-12-12"]
    assert {row["data_to"] for row in rows} == {date(2024, 11, 22)}
    assert [row["home_attendance"] for row in rows] == [95.3, 95.5]


def test_rows_are_in_order_of_publication_and_phase():
    rows = bulletin("""
        published  | period | area    | phase     | possible | attended
        2024-10-10 | year   | Essex   | Special   | 1000     | 900
        2024-10-10 | year   | England | Special   | 1000     | 880
        2024-10-10 | year   | Essex   | Primary   | 1000     | 955
        2024-10-10 | year   | England | Primary   | 1000     | 954
        2024-09-26 | year   | Essex   | Secondary | 1000     | 930
        2024-09-26 | year   | England | Secondary | 1000     | 931
    """)
    found = [(str(row["published"]), row["education_phase"]) for row in rows]
    assert found == [
        ("2024-09-26", "Secondary"),
        ("2024-10-10", "Primary"),
        ("2024-10-10", "Special"),
    ]


def test_where_dfe_prints_a_symbol_there_is_a_row_without_figures():
    [row] = bulletin("""
        published  | period | area    | phase   | possible | attended | pa
        2025-01-23 | year   | Essex   | Special | c        |          |
        2025-01-23 | year   | England | Special | 1000     | 870      | 35.8
    """)
    assert (row["home_attendance"], row["attendance_difference"], row["home_pa"]) == (None,) * 3
    assert (row["england_attendance"], row["england_pa"]) == (87.0, 35.8)


def test_until_2024_25_there_is_no_total_of_an_authority():
    rows = bulletin("""
        published  | period | area    | phase   | possible | attended | printed
        2024-09-26 | year   | Essex   | Primary | 1000     | 953      |
        2024-09-26 | year   | England | Primary | 1000     | 953      |
        2024-09-26 | year   | England | Total   | 2000     | 1876     | 93.129
    """)
    assert [row["education_phase"] for row in rows] == ["Primary"]


def test_from_2025_26_the_total_is_a_row_as_dfe_prints_it():
    table = """
        published  | period | area    | phase | possible | attended | printed
        2025-09-25 | year   | Essex   | Total | 2000     | 1859     |
        2025-09-25 | year   | England | Total | 2000     | 1863     | 93.1168
    """
    [row] = bulletin(table, "2025/26")
    assert (row["home_attendance"], row["england_attendance"]) == (93.0, 93.1)


@pytest.mark.parametrize(
    ("published", "given", "weeks", "data_to", "source"),
    [
        ("2024-09-26", {"2024-09-26": "2024-09-12"}, True, date(2024, 9, 12), "given at import"),
        ("2024-09-26", {}, True, date(2024, 9, 20), "the weekly file of the release"),
        ("2024-09-26", {}, False, date(2024, 9, 13), "DfE's publication dates"),
        ("2023-09-28", {}, False, date(2023, 9, 15), "estimated: 13 days before publication"),
    ],
)
def test_the_last_day_of_the_data_is_taken_from_the_best_source(
    published, given, weeks, data_to, source
):
    weekly = "2024-09-26 | 2024-09-16 | England | Primary | 1000 | 953" if weeks else ""
    [row] = bulletin(
        f"""
        published   | period | area    | phase   | possible | attended
        {published} | year   | Essex   | Primary | 1000     | 953
        {published} | year   | England | Primary | 1000     | 953
        {weekly}
        """,
        year=f"{published[:4]}/{int(published[2:4]) + 1}",
        data_to=given,
    )
    assert (row["data_to"], row["data_to_source"]) == (data_to, source)


def test_another_authority_is_compared_in_place_of_essex():
    table = """
        published  | period | area    | phase   | possible | attended
        2024-09-26 | year   | Essex   | Primary | 1000     | 953
        2024-09-26 | year   | Kent    | Primary | 1000     | 940
        2024-09-26 | year   | England | Primary | 1000     | 950
    """
    [row] = bulletin(table, home="886")
    assert (row["home_attendance"], row["attendance_difference"]) == (94.0, -1.0)
