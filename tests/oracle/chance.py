"""What chance alone does to figures of some pupils."""

from math import sqrt


def error(missed, expected):
    """The standard error of a ratio of sums over pupils (cluster sampling), in points."""
    missed, expected = missed[expected > 0], expected[expected > 0]
    number = len(expected)
    if number < 2:
        return None
    off = missed - missed.sum() / expected.sum() * expected
    return 100 * sqrt(number / (number - 1) * (off**2).sum()) / expected.sum()


def error_of_share(counted, base):
    """The standard error of a share with two more counted and two more not (Agresti and Coull),
    in points."""
    if not base:
        return None
    share = (counted + 2) / (base + 4)
    return 100 * sqrt(share * (1 - share) / (base + 4))
