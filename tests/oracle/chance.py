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


class Chance:
    """What one pupil's absence differs by from what its own school's rate would give: the spread
    over the pupils, of all ages, of some schools, and the mean of their sessions."""

    def __init__(self, registers, school_ids, year, first, last):
        squares, possible, pupils, schools = 0.0, 0, 0, 0
        for school_id in school_ids:
            numbers = registers.all_enrolled(year, school_id=school_id)
            missed, expected = registers.each(numbers, first, last, whole=True)
            missed, expected = missed[expected > 0], expected[expected > 0]
            if len(expected):
                squares += ((missed - missed.sum() / expected.sum() * expected) ** 2).sum()
                possible += int(expected.sum())
                pupils += len(expected)
                schools += 1
        self.mean_possible = possible / pupils
        self.spread = sqrt(squares / (pupils - schools)) / self.mean_possible
