"""What the page on one school asks of its position and trend, on small registers."""

import math
from datetime import date, timedelta

import pytest

from tests.queries.school_county import asked, on_roll, small_county


@pytest.fixture
def drawn(tmp_path):
    return small_county(tmp_path)


def position(county, **params):
    return {row["measure"]: row for row in asked(county, "position", **params)}


def two_weeks(county):
    """Alpha: ann misses 2 of 4 sessions, bob 1 of 6; Beta: kim 0 of 4; Gamma: all missed."""
    on_roll(county, "ann", "bob")
    on_roll(county, "kim", school=115002)
    on_roll(county, "zoe", school=115003, year_group=8)
    county.add_marks(
        r"""
        school | pupil | date       | AM | PM
        115001 | ann   | 2024-09-02 | I  | I
        115001 | bob   | 2024-09-02 | /  | \
        115001 | ann   | 2024-09-09 | I  | O
        115001 | bob   | 2024-09-09 | /  | \
        115001 | bob   | 2024-09-10 | /  | \
        115001 | ann   | 2024-09-16 | /  | \
        115001 | bob   | 2024-09-16 | /  | I
        115002 | kim   | 2024-09-09 | /  | \
        115002 | kim   | 2024-09-16 | /  | \
        115003 | zoe   | 2024-09-09 | O  | O
        """
    )
    return county


def test_attendance_is_of_the_weeks_and_beside_the_phase(drawn):
    row = position(two_weeks(drawn))["attendance"]
    assert (row["counted"], row["base"]) == (7, 10)
    assert (row["county_counted"], row["county_base"]) == (11, 14)
    assert row["county_points"] == pytest.approx(100 * (7 / 10 - 11 / 14))
    assert row["england_rate"] is None and row["last_year_rate"] is None


def test_the_error_is_that_of_pupils_taken_whole(drawn):
    """Absent 2 of 4 and 1 of 6: the rate 0.3 leaves residuals of 0.8 and -0.8."""
    row = position(two_weeks(drawn))["attendance"]
    assert row["error_points"] == pytest.approx(100 * math.sqrt(2 * (0.8**2 + 0.8**2)) / 10)


def test_of_all_weeks_of_the_year_the_error_counts_from_its_start(drawn):
    """Absent 4 of 6 and 1 of 8: the rate 5/14."""
    row = position(two_weeks(drawn), first_week=date(2024, 9, 2))["attendance"]
    rate = 5 / 14
    squares = (4 - 6 * rate) ** 2 + (1 - 8 * rate) ** 2
    assert row["base"] == 14
    assert row["error_points"] == pytest.approx(100 * math.sqrt(2 * squares) / 14)


def test_persistent_absence_is_of_the_year_so_far(drawn):
    """To 16 September ann missed 4 of 6, bob 1 of 8, kim none."""
    found = position(two_weeks(drawn))
    assert (found["persistent"]["counted"], found["persistent"]["base"]) == (2, 2)
    assert (found["severe"]["counted"], found["severe"]["base"]) == (1, 2)
    assert (found["severe"]["county_counted"], found["severe"]["county_base"]) == (1, 3)
    assert found["severe"]["error_points"] == pytest.approx(100 * math.sqrt(3 / 6 * 3 / 6 / 6))
    assert (found["unauthorised"]["counted"], found["unauthorised"]["base"]) == (1, 10)


def test_the_same_point_last_year_has_its_own_counts_and_error(drawn):
    two_weeks(drawn)
    on_roll(drawn, "ann", "bob", academic_year="2023/24")
    drawn.add_marks(
        r"""
        pupil | date       | AM | PM
        ann   | 2023-09-04 | I  | I
        ann   | 2023-09-11 | I  | \
        bob   | 2023-09-11 | /  | \
        """
    )
    chosen = {
        "last_year_first_week": date(2023, 9, 11),
        "last_year_last_week": date(2023, 9, 11),
    }
    row = position(drawn, **chosen)["attendance"]
    assert (row["last_year_counted"], row["last_year_base"]) == (3, 4)
    assert row["last_year_points"] == pytest.approx(100 * (0.7 - 0.75))
    now = 100 * math.sqrt(2 * (0.8**2 + 0.8**2)) / 10
    before = 100 * math.sqrt(2 * (0.5**2 + 0.5**2)) / 4
    assert row["last_year_error_points"] == pytest.approx(math.hypot(now, before))


def test_the_phase_is_counted_only_in_weeks_of_the_school(drawn):
    two_weeks(drawn)
    drawn.add_marks("school | pupil | date | AM | PM\n115002 | kim | 2024-09-23 | I | I")
    row = position(drawn, last_week=date(2024, 9, 23))["attendance"]
    assert (row["county_counted"], row["county_base"]) == (11, 14)
    assert row["last_marked_week"] == date(2024, 9, 16)


def test_small_groups_are_not_told_of(drawn):
    found = position(two_weeks(drawn), smallest_group=2)
    assert found["severe"]["counted"] is None and found["severe"]["school_rate"] is None
    assert found["persistent"]["counted"] == 2
    found = position(drawn, smallest_group=3)
    assert {row["counted"] for row in found.values()} == {None}
    assert {row["county_points"] for row in found.values()} == {None}


def test_a_school_without_marks_of_these_weeks_has_no_rows(drawn):
    weeks = {"first_week": date(2024, 9, 23), "last_week": date(2024, 9, 23)}
    assert asked(two_weeks(drawn), "position", **weeks) == []


def test_the_trend_sets_last_year_at_the_same_school_week(drawn):
    two_weeks(drawn)
    on_roll(drawn, "ann", academic_year="2023/24")
    drawn.add_marks(
        r"""
        pupil | date       | AM | PM
        ann   | 2023-09-04 | I  | \
        ann   | 2023-09-11 | /  | \
        """
    )
    told = [
        (row["shown_week"].day, row["school_attendance_rate"], row["county_attendance_rate"])
        for row in asked(drawn, "weekly_trend")
    ]
    assert told == [
        (2, 0.5, 0.5),
        (9, 1.0, 1.0),
        (2, 0.5, 0.5),
        (9, pytest.approx(4 / 6), pytest.approx(6 / 8)),
        (16, 0.75, pytest.approx(5 / 6)),
    ]
    assert len(asked(drawn, "weekly_trend", last_week=date(2024, 9, 9))) == 4
    hidden = asked(drawn, "weekly_trend", smallest_group=3)
    assert {row["school_attendance_rate"] for row in hidden} == {None}


def test_weeks_are_numbered_from_the_years_start_where_marks_begin_later(drawn):
    """Last year's marks begin in its second school week, and the third one nobody sent."""
    two_weeks(drawn)
    on_roll(drawn, "ann", academic_year="2023/24")
    drawn.add_marks(
        r"""
        pupil | date       | AM | PM
        ann   | 2023-09-11 | /  | \
        ann   | 2023-09-25 | I  | \
        """
    )
    with drawn.published() as warehouse:
        weeks = warehouse.table("county_weeks").order("week_commencing")
        found = weeks.select("week_commencing", "school_week").fetchall()
    assert [(week.isoformat(), number) for week, number in found] == [
        ("2023-09-11", 2),
        ("2023-09-25", 4),
        ("2024-09-02", 1),
        ("2024-09-09", 2),
        ("2024-09-16", 3),
    ]
    trend = asked(drawn, "weekly_trend", last_week=date(2024, 9, 9))
    assert [(row["shown_week"].day, row["school_attendance_rate"]) for row in trend] == [
        (9, 1.0),
        (2, 0.5),
        (9, pytest.approx(4 / 6)),
    ]


def test_schools_that_are_no_more_do_not_make_a_week_a_holiday(drawn):
    """Three schools are open and five were closed long ago."""
    closed = "\n".join(f"11590{n} | 590{n} | Was {n} | 2017-08-31" for n in range(5))
    drawn.add_schools(f"urn | establishment_number | school_name | close_date\n{closed}")
    rows = asked(two_weeks(drawn), "weekly_trend")
    assert [row["week_commencing"].day for row in rows] == [2, 9, 16]


def test_the_weekly_gap_has_limits_of_its_own_moving_ranges(drawn):
    """Gaps of 0, -8.3 and -8.3 points move by 8.3 and 0."""
    rows = asked(two_weeks(drawn), "weekly_gap")
    gaps = [0, 100 * (4 / 6 - 6 / 8), 100 * (0.75 - 5 / 6)]
    assert [row["gap_points"] for row in rows] == pytest.approx(gaps)
    centre, move = sum(gaps) / 3, -gaps[1] / 2
    assert rows[0]["centre_points"] == pytest.approx(centre)
    assert rows[0]["upper_points"] == pytest.approx(centre + 2.66 * move)
    assert asked(drawn, "weekly_gap", smallest_group=3) == []


def test_seven_weeks_on_one_side_are_better_since_the_first_of_them(drawn):
    """Gaps of -50 and -75 points in turn, then of 0 and -25."""
    on_roll(drawn, "ann", "bob")
    on_roll(drawn, "kim", school=115002)
    lines = ["school | pupil | date | AM | PM"]
    mondays = [date(2024, 9, 2) + timedelta(days=7 * place) for place in range(14)]
    for place, monday in enumerate(mondays):
        ann, bob = "I" if place < 7 else "/", "I" if place % 2 else "/"
        lines += [
            f"115001 | ann | {monday} | {ann} | {ann}",
            f"115001 | bob | {monday} | / | {bob}",
        ]
        lines += [f"115002 | kim | {monday} | / | /"]
    drawn.add_marks("\n".join(lines))
    last = asked(drawn, "weekly_gap", last_week=mondays[-1])[-1]
    assert (last["signal"], last["signal_side"]) == ("one side", "better")
    assert last["signal_since"] == mondays[7]


def test_half_terms_end_with_the_weeks_chosen(drawn):
    rows = asked(two_weeks(drawn), "half_terms", last_week=date(2024, 11, 4))
    assert [(row["half_term"], row["last_day"]) for row in rows] == [
        (1, date(2024, 10, 25)),
        (2, date(2024, 11, 8)),
    ]
