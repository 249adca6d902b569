"""How often the funnel calls chance a difference, and how often it finds a real one.

    python -m benchmarks.funnel

Makes up 1,000 counties in which all schools of a phase are alike: every pupil's absence comes
from one and the same population, in spells, most of it with few pupils. Whatever lies outside
the limits of attendance/statistics.py does so by chance. Then schools of 200 pupils are planted
with two points more, or less. Writes docs/statistics.md.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from attendance import config, rules, statistics
from attendance.statistics import PupilSums
from benchmarks.funnel_words import MEANING, METHODS

COUNTIES = 1000
SEED = 20250214
POPULATION = 400_000
POSSIBLE = 210
"""Sessions from September to mid-February."""

PLANTED_PUPILS = 200
PLANTED_POINTS = 2.0
PLANTED = 10
"""Schools planted in each county, phase and direction."""

BANDS = (30, 60, 100, 200, 400, 800, 2000)
LIMITS = {"95%": rules.CHANCE_LIMIT, "99.8%": rules.SURE_LIMIT}
TARGETS = {"95%": 0.07, "99.8%": 0.01}


@dataclass(frozen=True)
class Phase:
    """Schools of a phase: how many, quantiles of their pupils at even steps, and absence: how
    many spells a pupil has, how unequally, and which share of pupils is away most of the year."""

    name: str
    schools: int
    quantiles: tuple[int, ...]
    spells: float
    inequality: float
    mostly_away: float


PHASES = (
    Phase("Primary", 444, (30, 110, 150, 175, 205, 238, 265, 292, 318, 346, 420), 3.2, 0.75, 0.002),
    Phase(
        "Secondary",
        82,
        (400, 730, 800, 870, 940, 1023, 1120, 1230, 1340, 1450, 1765),
        5.0,
        1.0,
        0.013,
    ),
    Phase("Special", 24, (60, 100, 130, 138, 146, 158, 170, 190, 215, 234, 260), 6.5, 1.0, 0.013),
)
SHORT_SPELL, LONG_SPELL, LONG_SHARE = 3.0, 30.0, 0.015
"""Mean sessions of a short spell and of a long one, and how many are long."""
PART_OF_THE_YEAR = 0.06
"""Pupils who came or left in the year, and so have fewer possible sessions."""


@dataclass(frozen=True)
class Measured:
    """Shares of schools of a phase outside each limit, by band of size, and what was found."""

    phase: Phase
    rate: float
    spread: float
    binomial: float
    outside: dict[str, list[tuple[int, int]]]
    found: dict[tuple[str, str], float]


def main() -> None:
    """Measure every phase and write the page."""
    started = time.perf_counter()
    rng = np.random.default_rng(SEED)
    measured = [measure(phase, rng) for phase in PHASES]
    text = page(measured)
    (config.ROOT / "docs" / "statistics.md").write_text(text, encoding="utf-8")
    print(text)
    print(f"{time.perf_counter() - started:.0f} s")


def population(phase: Phase, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Possible and missed sessions of many pupils of one and the same kind."""
    possible = np.full(POPULATION, POSSIBLE)
    in_part = rng.random(POPULATION) < PART_OF_THE_YEAR
    possible[in_part] = rng.integers(10, POSSIBLE, in_part.sum())
    lasting = rng.lognormal(-(phase.inequality**2) / 2, phase.inequality, POPULATION)
    spells = rng.poisson(phase.spells * lasting * possible / POSSIBLE)
    long = rng.binomial(spells, LONG_SHARE)
    missed = _sessions(spells - long, SHORT_SPELL, rng) + _sessions(long, LONG_SPELL, rng)
    away = rng.random(POPULATION) < phase.mostly_away
    missed[away] = (possible[away] * rng.uniform(0.5, 1, away.sum())).astype(int)
    return possible, np.minimum(missed, possible)


def measure(phase: Phase, rng: np.random.Generator) -> Measured:
    """Draw the counties' schools and see which lie outside, with none and with planted ones."""
    possible, missed = population(phase, rng)
    outside = {name: np.zeros((len(BANDS) - 1, 2), dtype=int) for name in LIMITS}
    found = {(way, name): 0 for way in ("more", "less") for name in LIMITS}
    rate = missed.sum() / possible.sum()
    changed = {
        way: np.minimum(missed * (1 + sign * PLANTED_POINTS / 100 / rate), possible)
        for way, sign in (("more", 1), ("less", -1))
    }
    spreads = []
    for sizes in counties(phase, rng):
        pupils = rng.integers(0, POPULATION, sizes.sum())
        sums = school_sums(possible[pupils], missed[pupils], sizes)
        spread = statistics.pupil_spread(sums)
        spreads.append(spread)
        of_phase = np.sum(sums.absent) / np.sum(sums.possible)
        mean_possible = np.sum(sums.possible) / np.sum(sums.pupils)
        band = np.digitize(sizes, BANDS) - 1
        for name, z in LIMITS.items():
            out = _is_outside(sums, of_phase, spread, mean_possible, z)
            outside[name][:, 0] += np.bincount(band, out, len(BANDS) - 1).astype(int)
            outside[name][:, 1] += np.bincount(band, minlength=len(BANDS) - 1)
        planted = np.full(PLANTED, PLANTED_PUPILS)
        pupils = rng.integers(0, POPULATION, planted.sum())
        for way, sessions in changed.items():
            sums = school_sums(possible[pupils], sessions[pupils], planted)
            for name, z in LIMITS.items():
                out = _is_outside(sums, of_phase, spread, mean_possible, z)
                found[way, name] += int(np.sum(out & ((sums.rate > of_phase) == (way == "more"))))
    return Measured(
        phase=phase,
        rate=float(rate),
        spread=float(np.mean(spreads)),
        binomial=float(np.sqrt(rate * (1 - rate) / possible.mean())),
        outside={name: [(int(a), int(b)) for a, b in counts] for name, counts in outside.items()},
        found={key: count / COUNTIES / PLANTED for key, count in found.items()},
    )


def counties(phase: Phase, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """The pupils of each school, county by county."""
    steps = np.linspace(0, 1, len(phase.quantiles))
    for _ in range(COUNTIES):
        yield np.interp(rng.random(phase.schools), steps, phase.quantiles).astype(int)


def school_sums(possible: np.ndarray, missed: np.ndarray, sizes: np.ndarray) -> PupilSums:
    """Sums over the pupils of each school, who lie one after another."""
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    p, a = possible.astype(float), missed.astype(float)
    return PupilSums(
        sizes, *(np.add.reduceat(values, first) for values in (p, a, p * p, a * p, a * a))
    )


def page(measured: list[Measured]) -> str:
    """The document: methods in plain words, then what was measured."""
    return "\n\n".join([METHODS, _alike(measured), _real(measured), MEANING]) + "\n"


def _sessions(spells: np.ndarray, mean: float, rng: np.random.Generator) -> np.ndarray:
    """The sessions of so many spells, each of geometric length."""
    missed = spells.copy()
    some = spells > 0
    missed[some] += rng.negative_binomial(spells[some], 1 / mean)
    return missed


def _is_outside(
    sums: PupilSums, rate: float, spread: statistics.Numbers, mean_possible: float, z: float
) -> np.ndarray:
    lower, upper = statistics.limits(rate, spread, sums.possible / mean_possible, z)
    return (sums.rate < lower) | (sums.rate > upper)


def _alike(measured: list[Measured]) -> str:
    said = (
        f"{COUNTIES:,} made-up counties. Share of schools outside the limits, by pupils; the "
        f"targets are at most {TARGETS['95%']:.0%} outside 95% and {TARGETS['99.8%']:.0%} outside "
        "99.8%."
    )
    lines = [
        "## When all schools are alike",
        "",
        said,
        "",
        "| phase | pupils | schools drawn | outside 95% | outside 99.8% | holds |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for each in measured:
        for place, (least, most) in enumerate(pairwise(BANDS)):
            counts = {name: each.outside[name][place] for name in LIMITS}
            schools = counts["95%"][1]
            if schools:
                shares = {name: out / schools for name, (out, _) in counts.items()}
                holds = all(shares[name] <= TARGETS[name] for name in LIMITS)
                lines.append(
                    f"| {each.phase.name} | {least} to {most - 1} | {schools:,} | "
                    f"{shares['95%']:.1%} | {shares['99.8%']:.2%} | "
                    f"{'yes' if holds else '**no**'} |"
                )
    return "\n".join(lines)


def _real(measured: list[Measured]) -> str:
    said = (
        f"Schools of {PLANTED_PUPILS} pupils whose absence is really {PLANTED_POINTS:.0f} points "
        "more or less than that of the phase: share found outside the limits, on the right side. "
        "The spread is that of one pupil; were every session a throw of dice of its own, it would "
        "be the binomial one, and the limits that much too narrow."
    )
    columns = ["phase", "absence", "spread of a pupil", "binomial"]
    columns += [f"{way}: {name}" for way in ("more", "less") for name in LIMITS]
    lines = [
        "## When a school is different",
        "",
        said,
        "",
        f"| {' | '.join(columns)} |",
        f"|{' --- |' * len(columns)}",
    ]
    for each in measured:
        found = " | ".join(
            f"{each.found[way, name]:.0%}" for way in ("more", "less") for name in LIMITS
        )
        lines.append(
            f"| {each.phase.name} | {each.rate:.1%} | {100 * each.spread:.1f} points | "
            f"{100 * each.binomial:.1f} points | {found} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
