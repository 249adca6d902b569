"""Runs of absence without leave: what ends them, what they pass over, and what is never sure."""

from datetime import date

from tests.queries import county_rows
from tests.queries.county import County, table

TERMS = """
    half_term | first_day  | last_day
    1         | 2024-09-02 | 2024-09-27
    2         | 2024-10-07 | 2024-12-20
"""
RUN = ("run_kind", "first_date", "first_session", "last_date", "last_session")
RUN += ("sessions", "is_confirmed", "ended_date")
BOTH, CAME_LATE = ("not accounted for", "unauthorised"), ("unauthorised",)


def runs(tmp_path, *days: str, terms: str = ""):
    """The runs of ann, whose marks are drawn day by day; bob is there on each of these days."""
    county = County(tmp_path)
    county.add_pupils("pupil | year_group\nann | 7\nbob | 7")
    if terms:
        county.add_term_dates(terms, urn=115001)
    lines = ["pupil | date | AM | PM"]
    for day in days:
        lines += [f"ann | {day}", f"bob | {day.split('|')[0]} | / | \\"]
    county.add_marks("\n".join(lines))
    with county.built() as shop:
        county_rows.assert_equal_to_reference(shop, county)
        return table(shop, "unauthorised_runs", *RUN)


def week(first: int, codes: str, last: int | None = None) -> list[str]:
    """Days of September 2024 with these codes in both sessions."""
    days = range(first, (last or first + 4) + 1)
    return [f"2024-09-{day:02} | {codes} | {codes}" for day in days]


def expected(kinds, *rest):
    return [(kind, *rest) for kind in kinds]


def test_ten_sessions_are_kept_and_nine_are_not(tmp_path):
    nine = [*week(9, "O", 12), "2024-09-13 | O | I", "2024-09-16 | / | /"]
    (tmp_path / "nine").mkdir()
    (tmp_path / "ten").mkdir()
    assert runs(tmp_path / "nine", *nine) == []
    ten = [*week(9, "G", 12), "2024-09-13 | N | O", "2024-09-16 | / | /"]
    first, last, ended = date(2024, 9, 9), date(2024, 9, 13), date(2024, 9, 16)
    found = runs(tmp_path / "ten", *ten)
    assert found == expected(BOTH, first, "AM", last, "PM", 10, True, ended)


def test_leave_ends_a_run_inside_a_spell(tmp_path):
    days = [*week(2, "O"), *week(9, "O", 12), "2024-09-13 | C | O", *week(16, "O", 17)]
    last, ended = date(2024, 9, 12), date(2024, 9, 13)
    assert runs(tmp_path, *days) == expected(
        BOTH, date(2024, 9, 2), "AM", last, "PM", 18, True, ended
    )


def test_coming_late_counts_but_is_an_account_of_the_pupil(tmp_path):
    days = [*week(2, "O", 5), "2024-09-06 | O | U", *week(9, "O", 10)]
    assert runs(tmp_path, *days) == expected(
        CAME_LATE, date(2024, 9, 2), "AM", date(2024, 9, 10), "PM", 14, True, None
    )


def test_sessions_not_possible_neither_end_a_run_nor_add_to_it(tmp_path):
    days = [*week(2, "O", 5), "2024-09-06 | D | Y4", "2024-09-09 | X | #", "2024-09-10 | O | O"]
    assert runs(tmp_path, *days) == expected(
        BOTH, date(2024, 9, 2), "AM", date(2024, 9, 10), "PM", 10, True, None
    )


def test_a_mark_not_taken_leaves_a_run_unconfirmed_and_so_does_a_week_not_sent(tmp_path):
    (tmp_path / "mark").mkdir()
    (tmp_path / "week").mkdir()
    days = [*week(2, "O", 5), "2024-09-06 | O |", *week(9, "O", 9)]
    first = date(2024, 9, 2)
    assert runs(tmp_path / "mark", *days) == expected(
        BOTH, first, "AM", date(2024, 9, 9), "PM", 11, False, None
    )
    days = [*week(2, "O"), *week(16, "O", 17)]
    assert runs(tmp_path / "week", *days, terms=TERMS) == expected(
        BOTH, first, "AM", date(2024, 9, 17), "PM", 14, False, None
    )


def test_holidays_of_two_weeks_are_passed_over(tmp_path):
    days = [*week(26, "O", 27), *[f"2024-10-{day:02} | O | O" for day in (14, 15, 16)]]
    terms = TERMS.replace("2024-10-07", "2024-10-14")
    assert runs(tmp_path, *days, terms=terms) == expected(
        BOTH, date(2024, 9, 26), "AM", date(2024, 10, 16), "PM", 10, True, None
    )
