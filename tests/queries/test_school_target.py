"""Where a school's year is heading, on small registers with term dates of a few weeks."""

from datetime import date

import pytest

from attendance import rules
from attendance.statistics import PupilSums, rate_interval
from tests.queries.county import County
from tests.queries.school_county import asked, on_roll
from tests.queries.target_county import (
    CHOSEN,
    NO_TARGET,
    WEEKS,
    add,
    outlook,
    recovery,
    target_county,
    three_weeks,
)


@pytest.fixture
def county(tmp_path):
    return target_county(tmp_path)


def test_what_is_to_come_follows_from_term_dates(county):
    """120 possible and 83 attended so far; two weeks of 10 sessions for four pupils to come."""
    row = outlook(three_weeks(county), target_attendance=0.75)["half term"]
    assert (row["year_possible_sessions"], row["year_attended_sessions"]) == (120, 83)
    assert (row["weeks_left"], row["sessions_to_come"]) == (2, 80)
    assert row["year_end"] == date(2024, 10, 11)
    assert row["needed_rate"] == pytest.approx((0.75 * 200 - 83) / 80)


def test_the_year_ends_as_the_latest_half_term_goes(county):
    """In half term 2 so far 25 of 40 were attended: 83 and 50 of 200."""
    row = outlook(three_weeks(county), **NO_TARGET)["half term"]
    assert row["pace_half_term"] == 2
    assert (row["pace_attended_sessions"], row["pace_possible_sessions"]) == (25, 40)
    assert row["end_rate"] == pytest.approx(133 / 200)
    assert row["needed_rate"] is None


def test_a_half_term_of_few_weeks_is_no_pace(county):
    """In half term 1, of two weeks, 58 of 80 were attended."""
    row = outlook(three_weeks(county), **NO_TARGET, fewest_pace_weeks=2)["half term"]
    assert row["pace_half_term"] == 1
    assert row["end_rate"] == pytest.approx((83 + 58) / 200)


def test_the_range_is_that_of_pupils_taken_whole(county):
    row = outlook(three_weeks(county), **NO_TARGET)["half term"]
    missed = [1, 0, 4, 10]
    sums = PupilSums(
        pupils=4,
        possible=40,
        absent=15,
        possible_squared=400,
        absent_by_possible=sum(10 * absent for absent in missed),
        absent_squared=sum(absent * absent for absent in missed),
    )
    lower, upper = rate_interval(sums, rules.CHANCE_LIMIT)
    ends = [(83 + (1 - rate) * 80) / 200 for rate in (upper, max(lower, 0))]
    assert [row["end_lower_rate"], row["end_upper_rate"]] == pytest.approx(ends)


def test_a_single_pupil_has_no_range(county):
    on_roll(county, "ann")
    add(county, WEEKS[:1], ann=[1])
    row = outlook(county, **NO_TARGET, last_week=WEEKS[0])["half term"]
    assert row["end_rate"] == pytest.approx(0.9)
    assert row["end_lower_rate"] is None and row["end_upper_rate"] is None


def test_nothing_is_to_come_after_the_last_week(county):
    three_weeks(county)
    add(county, [WEEKS[3], date(2024, 10, 7)], ann=[0, 0])
    row = outlook(county, target_attendance=0.75, last_week=date(2024, 10, 7))["half term"]
    assert (row["weeks_left"], row["sessions_to_come"]) == (0, 0)
    assert row["needed_rate"] is None
    assert row["end_rate"] == row["year_rate"] == pytest.approx(103 / 140)
    found = recovery(county, **NO_TARGET, last_week=date(2024, 10, 7))
    assert (found["weeks_left"], found["persistently_absent"], found["can_recover"]) == (0, 2, 0)


def test_in_the_week_before_the_last_one_week_is_left(county):
    three_weeks(county)
    add(county, [WEEKS[3]], ann=[0])
    assert outlook(county, **NO_TARGET, last_week=WEEKS[3])["half term"]["weeks_left"] == 1


def test_what_a_school_did_not_send_counts_as_to_come(county):
    on_roll(county, "ann")
    add(county, WEEKS[:1], ann=[0])
    row = outlook(county, **NO_TARGET)
    assert row == {}, "a week that nobody sent is no week of the year so far"
    on_roll(county, "zoe", school=115002)
    county.add_marks("school | pupil | date | AM | PM\n115002 | zoe | 2024-09-23 | / | /")
    row = outlook(county, **NO_TARGET)["half term"]
    assert row["last_marked_week"] == WEEKS[0]
    assert (row["weeks_left"], row["sessions_to_come"]) == (4, 40)


def test_a_pupil_who_leaves_or_turns_fifteen_has_less_to_come(county):
    """ann leaves in the week of 30 September; cat, in Year 11, counts to the late May half term,
    which term dates put at the end of half term 5: here there is none, so to 31 May."""
    county.add_pupils(
        """
        pupil | year_group | leaving_date
        ann   | 3          | 2024-10-02
        bob   | 3          |
        cat   | 11         |
        """
    )
    add(county, WEEKS[:3], ann=[0, 0, 0], bob=[0, 0, 0], cat=[0, 0, 0])
    assert outlook(county, **NO_TARGET)["half term"]["sessions_to_come"] == 10 + 20 + 20


def test_age_fifteen_counts_to_the_half_term_in_may(tmp_path):
    county = County(tmp_path)
    county.forget_shipped_terms()
    county.add_schools("urn | establishment_number | school_name\n115001 | 2001 | Alpha")
    county.add_term_dates(
        """
        half_term | first_day  | last_day
        1         | 2024-09-02 | 2024-09-13
        5         | 2025-05-12 | 2025-05-23
        6         | 2025-06-02 | 2025-06-13
        """
    )
    county.add_pupils("pupil | year_group\nann | 11\nbob | 10")
    add(county, WEEKS[:2], ann=[0, 0], bob=[0, 0])
    row = outlook(county, **NO_TARGET, last_week=WEEKS[1])["half term"]
    assert (row["weeks_left"], row["sessions_to_come"]) == (4, 20 + 40)


def test_sessions_that_are_not_possible_are_not_expected(county):
    """ann is dual registered every other week: half of her sessions were possible."""
    on_roll(county, "ann", "bob")
    add(county, WEEKS[:2], ann=[0, "D"], bob=[0, 0])
    row = outlook(county, **NO_TARGET, last_week=WEEKS[1])["half term"]
    assert (row["weeks_left"], row["sessions_to_come"]) == (3, 15 + 30)


def test_who_joined_in_the_half_term_is_expected_in_full(county):
    on_roll(county, "ann", "bob")
    add(county, WEEKS[:2], ann=[0, 0])
    county.add_marks("pupil | date | AM | PM\nbob | 2024-09-27 | / | /")
    add(county, WEEKS[2:3], ann=[0])
    assert outlook(county, **NO_TARGET)["half term"]["sessions_to_come"] == 40


def test_the_rest_goes_like_that_of_last_year(county):
    """After the same point ann missed 5 of 10 last year; without that week there is no pace."""
    three_weeks(county)
    county.add_term_dates(
        "half_term | first_day | last_day\n1 | 2023-09-04 | 2023-09-15", academic_year="2023/24"
    )
    on_roll(county, "ann", academic_year="2023/24")
    add(county, [date(2023, 9, 4)], ann=[0])
    chosen = NO_TARGET | {"last_year_last_week": date(2023, 9, 4)}
    assert set(outlook(county, **chosen)) == {"half term"}
    add(county, [date(2023, 9, 11)], ann=[5])
    row = outlook(county, **chosen)["last year"]
    assert (row["pace_attended_sessions"], row["pace_possible_sessions"]) == (5, 10)
    assert row["end_rate"] == pytest.approx((83 + 40) / 200)


def test_last_years_rest_is_no_pace_if_too_little_was_sent(county):
    three_weeks(county)
    county.add_term_dates(
        "half_term | first_day | last_day\n1 | 2023-09-04 | 2023-09-22", academic_year="2023/24"
    )
    on_roll(county, "ann", academic_year="2023/24")
    add(county, [date(2023, 9, 4), date(2023, 9, 11)], ann=[0, 5])
    chosen = NO_TARGET | {"last_year_last_week": date(2023, 9, 4)}
    assert set(outlook(county, **chosen)) == {"half term"}
    assert set(outlook(county, **chosen, smallest_share_sent=0.5)) == {"half term", "last year"}


def test_without_term_dates_nothing_is_known_of_the_rest(county, tmp_path):
    bare = County(tmp_path / "bare")
    bare.add_schools("urn | school_name\n115001 | Alpha")
    on_roll(bare, "ann", academic_year="2031/32")
    bare.add_marks("pupil | date | AM | PM\nann | 2031-09-15 | / | I")
    chosen = NO_TARGET | {"academic_year": "2031/32", "last_week": date(2031, 9, 15)}
    assert outlook(bare, **chosen)["half term"]["year_end"] is None
    assert recovery(bare, **chosen)["year_end"] is None


def test_few_enrolments_are_not_told_of(county):
    three_weeks(county)
    assert outlook(county, **NO_TARGET, smallest_group=4)
    assert outlook(county, **NO_TARGET, smallest_group=5) == {}
    assert asked(county, "target_recovery", **CHOSEN, **NO_TARGET, smallest_group=5) == []


def test_the_year_so_far_is_told_week_by_week(county):
    rows = asked(three_weeks(county), "year_so_far", **CHOSEN)
    told = [(row["week_commencing"], row["year_attended_sessions"]) for row in rows]
    assert told == [(WEEKS[0], 29), (WEEKS[1], 58), (WEEKS[2], 83)]
    assert rows[-1]["year_rate"] == pytest.approx(83 / 120)
    assert len(asked(county, "year_so_far", **CHOSEN | {"last_week": WEEKS[1]})) == 2
    assert asked(county, "year_so_far", **CHOSEN, smallest_group=5) == []
