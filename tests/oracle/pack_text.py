"""Numbers and days as a pack has to write them, worked out from the numbers alone."""

import re
from fractions import Fraction
from math import floor


def plain(text):
    return re.sub(r"\s+", "", text)


def tenths(number):
    """A number in tenths, halves away from nought, whatever the last digits of a float are."""
    return floor(Fraction(round(10 * abs(number), 8)) + Fraction(1, 2))


def percent(share):
    """A share with one decimal."""
    found = tenths(100 * share)
    return f"{found // 10}.{found % 10}%"


def signed(points):
    """A difference with its sign, "=" for none."""
    found = tenths(points)
    sign = "+" if points > 0 else "−"
    return f"{sign}{found // 10}.{found % 10}" if found else "="


def apart(points, other):
    """A difference in a sentence."""
    found = tenths(points)
    side = "above" if points > 0 else "below"
    return f"{found // 10}.{found % 10} points {side} {other}" if found else f"level with {other}"


def exact(points):
    """A difference with its sign and one decimal."""
    found = tenths(points)
    sign = ("+" if points > 0 else "−") if found else ""
    return f"{sign}{found // 10}.{found % 10}"


def many(number, one, several):
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else several}"


def listed(parts):
    """Parts as a sentence lists them."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def printed(column, value):
    """A cell of a list."""
    if value is None:
        return "–"
    if column.endswith(("_rate", "_share")):
        return percent(value)
    if isinstance(value, int):
        return f"{value:,}"
    return value if isinstance(value, str) else f"{value.day} {value:%B %Y}"
