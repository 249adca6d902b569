"""England's weeks as the county's own marks are set beside them."""

from datetime import date

from tests.queries import registers

TABLE = """
    published  | period     | area    | phase   | possible | attended
    2024-11-07 | year       | England | Primary | 1000     | 950
    2024-11-07 | 2024-09-09 | England | Primary | 1000     | 940
    2024-11-07 | 2024-09-16 | England | Primary | 1000     | 930
    2024-11-21 | year       | England | Primary | 1000     | 950
    2024-11-21 | 2024-09-09 | England | Primary | 1000     | 950
    2024-11-21 | 2024-09-09 | Essex   | Primary | 1000     | 900
    2024-11-21 | 2024-11-04 | England | Primary | 1000     | 960
    2024-11-21 | 2024-11-11 | England | Primary | 1000     | 970
"""


def weeks(data_to=None):
    with registers.warehouse(TABLE, data_to) as warehouse:
        rows = warehouse.execute(
            "select week_commencing, published, attended_sessions, is_newest, is_of_release "
            "from england_weeks"
        ).fetchall()
    return {(week, published): rest for week, published, *rest in rows}


NOVEMBER_7, NOVEMBER_21 = date(2024, 11, 7), date(2024, 11, 21)


def test_a_week_is_of_the_newest_file_that_has_it():
    found = weeks()
    assert found[date(2024, 9, 9), NOVEMBER_21] == [950, True, True]
    assert (date(2024, 9, 9), NOVEMBER_7) not in found


def test_a_week_that_the_newest_file_lacks_is_of_no_release():
    assert weeks()[date(2024, 9, 16), NOVEMBER_7] == [930, True, False]


def test_a_week_after_the_last_day_of_the_release_is_not_of_it():
    found = weeks({"2024-11-21": "2024-11-08"})
    assert found[date(2024, 11, 4), NOVEMBER_21] == [960, True, True]
    assert found[date(2024, 11, 11), NOVEMBER_21] == [970, True, False]


def test_authorities_are_left_out():
    assert len(weeks()) == 4
