"""Spells of days and sprinkled sessions, drawn for all pupils of a school at once."""

import numpy as np

Rng = np.random.Generator
Lengths = tuple[tuple[int, float], ...]
"""Days and their share of all spells."""


def mean_length(lengths: Lengths) -> float:
    """Days of the average spell."""
    return sum(days * share for days, share in lengths) / sum(share for _, share in lengths)


def starts_for(share: np.ndarray, length: float) -> np.ndarray:
    """Chance a day that a spell starts, so that spells cover that share of the days.

    Spells may overlap, hence -log(1 - share) / length; the logarithm is approximated by sums and
    products because its last digit differs between machines.
    """
    return share * (6 - share) / (6 - 4 * share) / length


def drawn_lengths(count: int, lengths: Lengths, rng: Rng) -> np.ndarray:
    """That many lengths by their shares."""
    edges = np.cumsum([share for _, share in lengths])
    places = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    return np.array([days for days, _ in lengths])[np.minimum(places, len(lengths) - 1)]


def spells(
    chance: np.ndarray, lengths: Lengths, rng: Rng
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Spells drawn from a chance for each pupil and day: pupil, day, and number of the spell."""
    days = chance.shape[1]
    starts = np.flatnonzero(rng.random(chance.shape, dtype=np.float32) < chance)
    length = drawn_lengths(len(starts), lengths, rng)
    return spread(starts // days, starts % days, length, days)


def spread(
    pupil: np.ndarray, first: np.ndarray, length: np.ndarray, days: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every day of spells that start there, as far as the year goes."""
    spell = np.repeat(np.arange(len(pupil)), length)
    offset = np.arange(len(spell)) - np.repeat(np.cumsum(length) - length, length)
    day = first[spell] + offset
    within = day < days
    return pupil[spell][within], day[within], spell[within]


def picked(count: int, shares: dict[str, float], numbers: dict[str, int], rng: Rng) -> np.ndarray:
    """That many code numbers by the shares of their codes."""
    edges = np.cumsum(list(shares.values()))
    places = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    found = np.array([numbers[code] for code in shares], dtype=np.uint8)
    return found[np.minimum(places, len(found) - 1)]
