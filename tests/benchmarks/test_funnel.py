"""The made-up counties of the benchmark are what it says, and its page is what it wrote."""

import numpy as np
import pytest

from attendance import config, queries, statistics
from benchmarks import funnel
from benchmarks.funnel_words import MEANING, METHODS

RNG_SEED = 7


@pytest.fixture(scope="module")
def primary():
    """Possible and missed sessions of the pupils of primary schools."""
    return funnel.population(funnel.PHASES[0], np.random.default_rng(RNG_SEED))


def test_nobody_misses_more_than_is_possible(primary):
    possible, missed = primary
    assert missed.min() == 0
    assert (missed <= possible).all()
    assert possible.max() == funnel.POSSIBLE


def test_absence_is_heavy_tailed_and_near_that_of_primary_schools(primary):
    possible, missed = primary
    assert 0.045 < missed.sum() / possible.sum() < 0.06
    shares = np.sort(missed / possible)
    assert shares[-len(shares) // 10 :].sum() > 0.3 * shares.sum()


def test_sums_of_schools_are_those_of_their_pupils():
    sums = funnel.school_sums(np.array([10, 10, 20]), np.array([1, 3, 5]), np.array([2, 1]))
    assert sums.possible.tolist() == [20, 20]
    assert sums.absent.tolist() == [4, 5]
    assert sums.absent_squared.tolist() == [10, 25]
    assert sums.absent_by_possible.tolist() == [40, 100]
    assert sums.possible_squared.tolist() == [200, 400]


def test_few_of_many_alike_schools_lie_outside(primary):
    possible, missed = primary
    sizes = np.full(1000, 150)
    pupils = np.random.default_rng(RNG_SEED).integers(0, len(possible), sizes.sum())
    sums = funnel.school_sums(possible[pupils], missed[pupils], sizes)
    rate = np.sum(sums.absent) / np.sum(sums.possible)
    lower, upper = statistics.limits(rate, statistics.pupil_spread(sums), sizes, z=1.96)
    outside = np.mean((sums.rate < lower) | (sums.rate > upper))
    assert 0.03 < outside < 0.07


def test_the_page_holds_the_methods_as_the_benchmark_writes_them():
    page = (config.ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
    assert page.startswith(METHODS)
    assert page.endswith(MEANING + "\n")
    assert f"{funnel.COUNTIES:,} made-up counties" in page
    assert "**no**" not in page


def test_the_page_names_queries_that_exist():
    for name in ("schools/every_school", "schools/trusts", "schools/pa_expected"):
        assert f"{name.partition('/')[2]}.sql" in METHODS
        assert name in queries.names()
