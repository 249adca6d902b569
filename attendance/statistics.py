"""Formulas over sums, written once: what chance does to a rate of absence.

Absence comes in spells and stays with few pupils, so the pupil, not the session, is what chance
draws. With sums over pupils, a rate is a ratio estimator, and its variance that of the residuals
a_i - r p_i (sessions missed less what the rate gives of the pupil's possible ones).

What is where: `limits` draws the lines of the funnel chart. The spread between pupils and the
judgement of each school and trust are SQL alone (queries/schools/every_school.sql, trusts.sql),
as are the limits of the weekly gap (queries/essex_and_england/gap_control.sql). `pupil_spread`
and `xmr_limits` say the same of sums at hand: tests hold the SQL against them, and
benchmarks/funnel.py measures with them how often chance alone is called a difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

import numpy as np

Numbers = float | np.ndarray
"""One number, or one for each of several schools or counties."""


@dataclass(frozen=True)
class PupilSums:
    """Sums over pupils: how many, and of their possible and missed sessions, the squares and
    products. Numbers for one school, or arrays whose last axis is schools."""

    pupils: Numbers
    possible: Numbers
    absent: Numbers
    possible_squared: Numbers
    absent_by_possible: Numbers
    absent_squared: Numbers

    @property
    def rate(self) -> Numbers:
        """Missed of possible sessions, 0 to 1."""
        return self.absent / self.possible

    @property
    def residuals_squared(self) -> Numbers:
        """The sum of (a_i - r p_i) squared, with the rate of these very pupils."""
        return (
            self.absent_squared
            - 2 * self.rate * self.absent_by_possible
            + self.rate * self.rate * self.possible_squared
        )


def rate_variance(sums: PupilSums) -> Numbers:
    """The variance of a rate whose pupils are the clusters of its sessions.

    W. G. Cochran, Sampling Techniques (1977), section 3.12: proportions in cluster sampling,
    without the correction for a finite population, because a school's year is one of many that
    could have been.
    """
    per_pupil = sums.residuals_squared / (sums.pupils - 1)
    return sums.pupils * per_pupil / (sums.possible * sums.possible)


def rate_interval(sums: PupilSums, z: float) -> tuple[Numbers, Numbers]:
    """The rate less and plus z standard errors, clustered by pupil."""
    reach = z * np.sqrt(rate_variance(sums))
    return sums.rate - reach, sums.rate + reach


def pupil_spread(schools: PupilSums) -> Numbers:
    """The standard deviation of one pupil's rate of absence, pooled within schools.

    The residuals are about each own school's rate, so that real differences between schools do
    not widen the limits that are to find them; each rate costs a degree of freedom.
    """
    pupils = np.sum(schools.pupils, axis=-1)
    free = pupils - np.shape(schools.pupils)[-1]
    mean_possible = np.sum(schools.possible, axis=-1) / pupils
    return np.sqrt(np.sum(schools.residuals_squared, axis=-1) / free) / mean_possible


def limits(rate: Numbers, spread: Numbers, pupils: Numbers, z: float) -> tuple[Numbers, Numbers]:
    """Where a school of so many pupils lies by chance: the funnel's lower and upper limit.

    D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in
    Medicine 24 (2005): target, give or take z standard errors of an institution of that size,
    here widened for over-dispersion by the spread between pupils in place of the binomial one.
    """
    reach = z * spread / np.sqrt(pupils)
    return rate - reach, rate + reach


def xmr_limits(
    values: Sequence[float], factor: float, range_cut: float
) -> tuple[float, float, float]:
    """Centre, lower and upper limit of a chart of single values and their moving ranges.

    NHS England, Making Data Count: the mean, give or take `factor` mean moving ranges; moving
    ranges above `range_cut` times their mean are left out of it.
    """
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    cut = range_cut * fmean(ranges)
    reach = factor * fmean(moved for moved in ranges if moved <= cut)
    centre = fmean(values)
    return centre, centre - reach, centre + reach
