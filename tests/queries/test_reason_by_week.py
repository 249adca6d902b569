"""One reason's share of possible sessions week by week."""

from datetime import date

from tests.queries import registers

QUERY = "essex_and_england/reason_by_week"
CHOICE = {
    "home_authority": "881",
    "academic_year": "2024/25",
    "published": "2024-10-10",
    "education_phase": "Primary",
    "code": "O",
    "compared_year": None,
}
TABLE = """
    published  | period     | area    | phase   | possible | attended | codes
    2023-10-12 | year       | England | Primary | 1000     | 950      |
    2023-10-12 | 2023-09-11 | Essex   | Primary | 1000     | 950      | I=30 O=20
    2023-10-12 | 2023-09-11 | England | Primary | 1000     | 950      | I=40 O=10
    2024-10-10 | year       | England | Primary | 1000     | 950      |
    2024-10-10 | 2024-09-09 | Essex   | Primary | 1000     | 950      | I=38 O=12
    2024-10-10 | 2024-09-09 | England | Primary | 4000     | 3800     | I=168 O=32
    2024-10-10 | 2024-09-16 | Essex   | Primary | 1000     | 950      | I=50
    2024-10-10 | 2024-09-16 | England | Primary | 1000     | 950      | I=40 O=10
    2024-10-10 | 2024-09-23 | Essex   | Primary | 500      | 450      | I=40 O=10
    2024-10-10 | 2024-09-23 | England | Primary | z        |          |
    2024-10-10 | 2024-09-30 | Essex   | Primary | c        |          |
    2024-10-10 | 2024-09-30 | England | Primary | 1000     | 950      | I=40 O=10
"""


def weeks(**choice):
    return registers.answer(registers.warehouse(TABLE), QUERY, **CHOICE | choice)


def test_each_week_has_the_share_beside_englands_and_its_counts():
    [week, *_] = weeks()
    assert week["week_commencing"] == date(2024, 9, 9)
    assert (week["home_sessions"], week["home_possible_sessions"]) == (12, 1000)
    assert (week["home_share"], week["england_share"]) == (0.012, 0.008)


def test_another_code_has_shares_of_its_own():
    assert weeks(code="I")[0]["home_share"] == 0.038


def test_a_week_for_which_dfe_gives_no_number_is_left_out():
    assert date(2024, 9, 16) not in [week["week_commencing"] for week in weeks()]


def test_a_week_without_england_has_no_share_of_england():
    connection = registers.warehouse(TABLE, data_to={"2024-10-10": "2024-10-04"})
    holiday = registers.answer(connection, QUERY, **CHOICE)[-1]
    assert holiday["week_commencing"] == date(2024, 9, 23)
    assert (holiday["home_share"], holiday["england_share"]) == (0.02, None)


def test_a_code_that_dfe_does_not_publish_has_no_weeks():
    assert weeks(code="X") == []


def test_another_year_is_shown_on_the_weekdays_of_the_chosen_one():
    [earlier, *chosen] = weeks(compared_year="2023/24")
    assert (earlier["academic_year"], earlier["home_share"]) == ("2023/24", 0.02)
    assert earlier["shown_week"] == date(2024, 9, 9)
    assert chosen == weeks()


def test_the_year_itself_beside_it_is_not_listed_twice():
    assert weeks(compared_year="2024/25") == weeks()
