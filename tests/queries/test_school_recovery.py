"""Who can still leave persistent absence, on small registers with term dates of a few weeks."""

import pytest

from tests.queries.school_county import on_roll
from tests.queries.target_county import NO_TARGET, WEEKS, add, recovery, target_county, three_weeks


@pytest.fixture
def county(tmp_path):
    return target_county(tmp_path)


def test_exactly_a_tenth_at_the_end_is_still_persistent(county):
    """Of 50 sessions, five missed are a tenth. ann, with 3 of 30, may miss one more; cat, with 4
    of 30, none; dan, with 30, is beyond. eve missed 5 of 30, a tenth of the whole year."""
    on_roll(county, "eve")
    add(county, WEEKS[:3], eve=[5, 0, 0])
    found = recovery(three_weeks(county), **NO_TARGET)
    assert (found["enrolments"], found["persistently_absent"]) == (5, 4)
    assert found["can_recover"] == 2
    assert found["can_miss_days"] == 0
    assert found["lowest_rate"] == pytest.approx(2 / 5)


def test_a_tenth_is_exact_where_fractions_are_not(county):
    """7 of 70 sessions at the end: a tenth in the whole numbers, though 0.1 * 70 > 7 in floats."""
    county.add_term_dates("half_term | first_day | last_day\n1 | 2024-09-02 | 2024-10-18")
    on_roll(county, "ann", "bob")
    add(county, WEEKS[:1], ann=[7], bob=[6])
    found = recovery(county, **NO_TARGET, last_week=WEEKS[0])
    assert (found["persistently_absent"], found["weeks_left"]) == (2, 6)
    assert found["can_recover"] == 1


@pytest.mark.parametrize(
    ("target", "allowed", "must"),
    [(0.75, 3, 0), (0.7499, 2, 1), (0.5, 2, 1), (0.29, 1, 2), (0.25, 1, 2), (0.0, 0, 3)],
)
def test_so_many_must_recover_for_the_target(target, allowed, must, county):
    """Three of four are persistently absent."""
    found = recovery(three_weeks(county), target_attendance=None, target_persistently_absent=target)
    assert found["persistently_absent"] == 3
    assert (found["most_allowed"], found["must_recover"]) == (allowed, must)


def test_a_share_that_floats_miss_is_met(county):
    """29% of 100 pupils are 29, though 0.29 * 100 < 29 in floats."""
    pupils = [f"p{number}" for number in range(100)]
    on_roll(county, *pupils)
    add(county, WEEKS[:1], **{pupil: [0] for pupil in pupils})
    found = recovery(
        county,
        target_attendance=None,
        target_persistently_absent=0.29,
        last_week=WEEKS[0],
    )
    assert found["most_allowed"] == 29


def test_five_more_days_are_told_of_those_who_can_miss_them(county):
    """Of the year's 400 sessions 39 may be missed: ann missed 10, cat 29, bob 30."""
    county.add_term_dates("half_term | first_day | last_day\n1 | 2024-09-02 | 2025-06-13")
    on_roll(county, "ann", "bob", "cat")
    add(county, WEEKS[:4], ann=[10, 0, 0, 0], bob=[10, 10, 10, 0], cat=[10, 10, 9, 0])
    found = recovery(county, **NO_TARGET, last_week=WEEKS[3])
    assert found["weeks_left"] == 36
    assert found["can_recover"] == 3
    assert found["can_miss_days"] == 2


def test_small_counts_are_hidden(county):
    found = recovery(
        three_weeks(county),
        target_attendance=None,
        target_persistently_absent=0.5,
        smallest_group=4,
    )
    hidden = ["persistently_absent", "persistent_absence_rate", "must_recover", "can_recover"]
    assert {found[name] for name in [*hidden, "lowest_rate"]} == {None}
    assert found["enrolments"] == 4
