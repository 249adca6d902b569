"""The Essex bulletin's year-to-date figures, and weekly curves that add up to them."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import copysign, fsum
from operator import mul

# Source: Essex attendance bulletin, January 2025. Attendance of the year to each of these dates.
DATES = (
    date(2024, 9, 13),
    date(2024, 9, 27),
    date(2024, 10, 11),
    date(2024, 10, 25),
    date(2024, 11, 8),
    date(2024, 11, 22),
    date(2024, 12, 6),
)
ESSEX = {
    "Primary": (96.5, 95.8, 95.7, 95.4, 95.3, 95.3, 95.1),
    "Secondary": (94.3, 93.1, 92.7, 92.4, 92.4, 92.3, 92.1),
    "Special": (91.4, 90.1, 89.7, 89.6, 89.6, 89.5, 89.2),
}
ENGLAND = {
    "Primary": (96.2, 95.8, 95.7, 95.4, 95.4, 95.3, 95.1),
    "Secondary": (94.3, 93.2, 93.0, 92.7, 92.7, 92.6, 92.4),
    "Special": (89.9, 88.6, 88.3, 88.1, 88.1, 87.9, 87.7),
}
# A printed figure stands for anything within 0.05; the rest is left for rounding to sessions.
BAND = 0.045
ROUNDS = 1000


def settle(
    curve: Sequence[float], weights: Sequence[int], targets: Mapping[int, float]
) -> list[float]:
    """Move the curve until its running weighted mean is within BAND of every target.

    `targets` maps the number of weeks so far to the mean wanted. A miss shifts all its weeks alike,
    so the curve keeps its shape; weeks after the last target move as the one before them did.
    """
    settled = list(curve)
    for _ in range(ROUNDS):
        for weeks, target in targets.items():
            miss = target - _mean(settled[:weeks], weights[:weeks])
            shift = copysign(max(abs(miss) - BAND, 0), miss)
            settled[:weeks] = [rate + shift for rate in settled[:weeks]]
    last = max(targets)
    tail_shift = settled[last - 1] - curve[last - 1]
    settled[last:] = [rate + tail_shift for rate in curve[last:]]
    return settled


def _mean(rates: Sequence[float], weights: Sequence[int]) -> float:
    # fsum, because from Python 3.12 on sum rounds floats another way.
    return fsum(map(mul, rates, weights)) / sum(weights)
