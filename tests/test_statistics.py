"""The formulas give the answers of textbooks, and of sums worked by hand."""

import math

import numpy as np
import pytest

from attendance import rules
from attendance.statistics import (
    PupilSums,
    limits,
    pupil_spread,
    rate_interval,
    rate_variance,
    xmr_limits,
)


def sums(absent, possible) -> PupilSums:
    """The sums of pupils; rows of an array are pupils of a school each."""
    a, p = np.array(absent, dtype=float), np.array(possible, dtype=float)
    return PupilSums(
        pupils=np.full(a.shape[:-1], a.shape[-1]),
        possible=p.sum(axis=-1),
        absent=a.sum(axis=-1),
        possible_squared=(p * p).sum(axis=-1),
        absent_by_possible=(a * p).sum(axis=-1),
        absent_squared=(a * a).sum(axis=-1),
    )


COCHRAN = PupilSums(
    pupils=30,
    possible=104,
    absent=30,
    possible_squared=404,
    absent_by_possible=113,
    absent_squared=86,
)
"""Section 3.12: 30 households of 104 people, 30 of whom had seen a dentist in the year."""


def test_the_variance_of_a_proportion_in_clusters_is_that_of_cochran():
    assert COCHRAN.rate == pytest.approx(0.2885, abs=5e-5)
    assert rate_variance(COCHRAN) == pytest.approx(0.00520, abs=1e-5)
    binomial = COCHRAN.rate * (1 - COCHRAN.rate) / COCHRAN.possible
    assert binomial == pytest.approx(0.00197, abs=1e-5)


def test_an_interval_reaches_so_many_standard_errors():
    lower, upper = rate_interval(COCHRAN, z=1.96)
    assert upper - COCHRAN.rate == pytest.approx(1.96 * math.sqrt(0.00520), abs=2e-4)
    assert COCHRAN.rate - lower == pytest.approx(upper - COCHRAN.rate)


def test_pupils_of_one_session_give_the_binomial_funnel():
    """Spiegelhalter's limits of a proportion: the target give or take z sqrt(p (1 - p) / n)."""
    flat = sums([[1] * 20 + [0] * 80], [[1] * 100])
    spread = pupil_spread(flat)
    assert spread == pytest.approx(math.sqrt(0.2 * 0.8 * 100 / 99))
    lower, upper = limits(0.2, spread, 50, z=1.96)
    assert upper == pytest.approx(0.2 + 1.96 * math.sqrt(0.2 * 0.8 / 50 * 100 / 99))
    assert lower == pytest.approx(0.4 - upper)


def test_the_spread_is_pooled_about_each_schools_own_rate():
    """Two pupils of 10 sessions missing 0 and 2, two missing 4 and 8: squares 1, 1, 4, 4 over
    four pupils less two rates make 5, its root over 10 sessions."""
    assert pupil_spread(sums([[0, 2], [4, 8]], [[10, 10], [10, 10]])) == pytest.approx(
        math.sqrt(5) / 10
    )


def test_a_real_difference_between_schools_does_not_widen_the_spread():
    alike = sums([[0, 2], [0, 2]], [[10, 10], [10, 10]])
    apart = sums([[0, 2], [7, 9]], [[10, 10], [10, 10]])
    assert pupil_spread(apart) == pytest.approx(pupil_spread(alike))


def test_absence_in_whole_pupils_spreads_wider_than_the_same_in_sessions():
    whole = sums([[10, 0, 0, 0, 0]], [[10] * 5])
    evenly = sums([[2, 2, 2, 2, 2]], [[10] * 5])
    assert pupil_spread(whole) > 0.4
    assert pupil_spread(evenly) == pytest.approx(0, abs=1e-6)


def test_four_times_the_pupils_halve_the_limits():
    _, few = limits(0.05, 0.08, 50, z=rules.SURE_LIMIT)
    _, many = limits(0.05, 0.08, 200, z=rules.SURE_LIMIT)
    assert few - 0.05 == pytest.approx(2 * (many - 0.05))


NIST_FLOWRATE = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
"""NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2, with limits 3 / 1.128."""


def test_the_limits_of_single_values_are_those_of_the_handbook():
    centre, lower, upper = xmr_limits(
        NIST_FLOWRATE, factor=3 / 1.128, range_cut=rules.MOVING_RANGE_CUT
    )
    assert centre == pytest.approx(50.81, abs=0.005)
    assert (lower, upper) == (
        pytest.approx(45.8159, abs=0.001),
        pytest.approx(55.8041, abs=0.001),
    )


def test_a_very_large_moving_range_is_left_out():
    """Ranges 1 six times, one of 29: mean 5, cut at 16; the rest have a mean of 1."""
    values = [0, 1, 0, 1, 0, 1, 30, 29]
    centre, lower, upper = xmr_limits(values, factor=2.66, range_cut=3.267)
    assert centre == pytest.approx(7.75)
    assert upper - centre == pytest.approx(2.66)
    assert centre - lower == pytest.approx(2.66)
