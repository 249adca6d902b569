"""The figures once more in plain Python, with fractions: slow, exact, and nothing like the SQL."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

LIMIT_FACTOR = Fraction("2.66")
MOVING_RANGE_CUT = Fraction("3.267")
RUN = 7


def printed(rate: Fraction) -> Decimal:
    """A rate in per cent to one decimal, halves up."""
    tenths = rate * 1000
    whole = tenths.numerator // tenths.denominator
    if tenths - whole >= Fraction(1, 2):
        whole += 1
    return (Decimal(whole) / 10).quantize(Decimal("0.1"), ROUND_HALF_UP)


def gap(home: tuple[int, int], england: tuple[int, int]) -> Fraction:
    """Points between two areas, each as attended and possible sessions."""
    return 100 * (Fraction(*home) - Fraction(*england))


def parts(
    home: dict[str, int], home_possible: int, england: dict[str, int], england_possible: int
) -> dict[str, Fraction]:
    """By code, minus the difference of its shares, in points."""
    return {
        code: 100
        * (
            Fraction(england.get(code, 0), england_possible)
            - Fraction(home.get(code, 0), home_possible)
        )
        for code in home.keys() | england.keys()
    }


def places(figures: dict[str, Decimal], highest_first: bool) -> dict[str, tuple[int, int]]:
    """By name, the best and the worst place among figures that may be equal."""
    found = {}
    for name, figure in figures.items():
        others = [other for key, other in figures.items() if key != name]
        if highest_first:
            better = sum(other > figure for other in others)
        else:
            better = sum(other < figure for other in others)
        equal = sum(other == figure for other in others)
        found[name] = (better + 1, better + equal + 1)
    return found


def limits(gaps: list[Fraction]) -> tuple[Fraction, Fraction | None]:
    """The mean, and how far the control limits are from it; None with fewer than two weeks."""
    centre = sum(gaps) / Fraction(len(gaps))
    moves = [abs(later - earlier) for earlier, later in pairwise(gaps)]
    if not moves:
        return centre, None
    mean = sum(moves) / Fraction(len(moves))
    kept = [move for move in moves if move <= MOVING_RANGE_CUT * mean]
    return centre, LIMIT_FACTOR * sum(kept) / len(kept)


def signal(gaps: list[Fraction], week: int) -> tuple[str, str, int] | None:
    """The signal of a week: which, the side, and the first week of its run."""
    centre, reach = limits(gaps)
    if reach is None:
        return None
    distances = [each - centre for each in gaps]
    side = "better" if distances[week] > 0 else "worse"
    if abs(distances[week]) > reach:
        return "outside limits", side, week
    for sign in (1, -1):
        on_side = [sign * distance > 0 for distance in distances]
        if _in_a_run(on_side, week, RUN):
            return "one side", side, _start(on_side, week)
    for sign, name, course in ((1, "rising", "better"), (-1, "falling", "worse")):
        moved = [False] + [sign * (later - earlier) > 0 for earlier, later in pairwise(gaps)]
        if _in_a_run(moved, week, RUN - 1):
            return name, course, _start(moved, week) - 1
    for sign in (1, -1):
        near = [sign * distance > reach * 2 / 3 for distance in distances]
        if near[week] and sum(near[max(week - 2, 0) : week + 3]) > 1:
            return "near a limit", side, week
    return None


def _in_a_run(holds: list[bool], week: int, length: int) -> bool:
    """Whether so many weeks in a row, this one among them, all hold."""
    starts = range(max(week - length + 1, 0), min(week, len(holds) - length) + 1)
    return any(all(holds[start : start + length]) for start in starts)


def _start(holds: list[bool], week: int) -> int:
    while week > 0 and holds[week - 1]:
        week -= 1
    return week
