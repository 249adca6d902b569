"""Random figures through the SQL and through plain Python give the same answers."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import fsum

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.queries import reference, registers

RELEASES = ("2024-09-26", "2024-10-10", "2024-10-24", "2024-11-07")
PHASES = ("Primary", "Secondary", "Special")
AUTHORITIES = ("Essex", "Kent", "Medway", "Milton Marsh", "Suffolk", "Surrey")
ESSEX_2024 = {"home_authority": "881", "academic_year": "2024/25"}
CODES = ("I", "M", "C2", "E", "G", "O", "U", "N")

some = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@dataclass(frozen=True)
class Figure:
    """What DfE publishes of one area: sessions by code, and the pupils."""

    attended: int
    codes: dict[str, int]
    pupils: int = 100

    @property
    def possible(self) -> int:
        return self.attended + sum(self.codes.values())

    @property
    def counts(self) -> tuple[int, int]:
        return self.attended, self.possible

    @property
    def rate(self) -> Fraction:
        return Fraction(self.attended, self.possible)

    def cells(self) -> str:
        codes = " ".join(f"{code}={count}" for code, count in self.codes.items())
        return f"{self.possible} | {self.attended} | {codes} | {self.pupils}"


absences = st.dictionaries(st.sampled_from(CODES), st.integers(0, 400), min_size=1)
round_thousands = st.tuples(st.integers(900, 1000), st.sampled_from([1, 2, 10])).map(
    lambda drawn: Figure(drawn[0] * drawn[1], {"I": (1000 - drawn[0]) * drawn[1]})
)
"""Rates with halves of a tenth among them: 90.0% to 100.0%, and 2,000 sessions make 0.05%."""
halves = st.integers(1800, 1999).map(lambda attended: Figure(attended, {"O": 2000 - attended}))
figures = st.one_of(
    st.builds(Figure, st.integers(3000, 9999), absences, st.integers(1, 5000)),
    round_thousands,
    halves,
)
pairs = st.tuples(figures, figures)
years = st.fixed_dictionaries({(day, name): pairs for day in RELEASES for name in PHASES})


def drawn_year(year) -> str:
    lines = ["published | period | area | phase | possible | attended | codes | pupils"]
    for (published, phase), areas in year.items():
        for area, figure in zip(("Essex", "England"), areas, strict=True):
            lines.append(f"{published} | year | {area} | {phase} | {figure.cells()}")
    return "\n".join(lines)


def near(value: Fraction) -> float:
    return pytest.approx(float(value), abs=1e-9)


@some
@given(years)
def test_every_figure_of_the_year_so_far(year):
    connection = registers.warehouse(drawn_year(year))
    _bulletin_agrees(connection, year)
    for place, published in enumerate(RELEASES):
        _position_agrees(connection, year, place)
        for phase in PHASES:
            _parts_agree(connection, published, phase, *year[published, phase])


def _bulletin_agrees(connection, year):
    rows = registers.answer(connection, "essex_and_england/bulletin", **ESSEX_2024)
    assert len(rows) == len(year)
    for row in rows:
        home, england = year[str(row["published"]), row["education_phase"]]
        ours, theirs = reference.printed(home.rate), reference.printed(england.rate)
        assert Decimal(str(row["home_attendance"])) == ours
        assert Decimal(str(row["england_attendance"])) == theirs
        assert Decimal(str(row["attendance_difference"])) == ours - theirs


def _position_agrees(connection, year, place):
    rows = registers.answer(
        connection,
        "essex_and_england/latest_position",
        **ESSEX_2024,
        published=RELEASES[place],
    )
    for row in rows:
        home, england = year[RELEASES[place], row["education_phase"]]
        gap = reference.gap(home.counts, england.counts)
        assert row["gap_points"] == near(gap)
        assert row["pupils_away"] == near(-gap / 100 * home.pupils)
        if place:
            home_then, england_then = year[RELEASES[place - 1], row["education_phase"]]
            gap_then = reference.gap(home_then.counts, england_then.counts)
            assert row["gap_change_points"] == near(gap - gap_then)
            assert row["rate_change_points"] == near(100 * (home.rate - home_then.rate))


def _parts_agree(connection, published, phase, home, england):
    rows = registers.answer(
        connection,
        "essex_and_england/gap_by_reason",
        **ESSEX_2024,
        published=published,
        education_phase=phase,
    )
    expected = reference.parts(home.codes, home.possible, england.codes, england.possible)
    assert {row["code"]: row["gap_points"] for row in rows} == {
        code: near(part) for code, part in expected.items()
    }
    gap = reference.gap(home.counts, england.counts)
    assert fsum(row["gap_points"] for row in rows) == near(gap)


steps = st.sampled_from([0, 1, 2, 3, 5, 10, 40])
wandering = st.lists(st.integers(-500, 500), min_size=1, max_size=20)
climbing = st.tuples(st.integers(-300, 300), st.lists(steps, min_size=6, max_size=9)).map(
    lambda drawn: [drawn[0] + sum(drawn[1][:count]) for count in range(len(drawn[1]) + 1)]
)
coarse = st.lists(st.sampled_from([-200, -100, 0, 100, 200]), min_size=2, max_size=20)
courses = st.lists(
    st.one_of(wandering, climbing, climbing.map(lambda gaps: gaps[::-1]), coarse),
    min_size=1,
    max_size=3,
).map(lambda pieces: [gap for piece in pieces for gap in piece][:24])


HOMES = {"Essex": "881", "Kent": "886", "Suffolk": "935"}
series = st.fixed_dictionaries(dict.fromkeys(product(HOMES, PHASES), courses))


@settings(some, max_examples=10)
@given(series)
def test_control_limits_and_signals(courses_by_place):
    """Gaps in hundredths of a point, one series for each authority and phase."""
    connection = registers.warehouse(_drawn_weeks(courses_by_place))
    for (home, phase), course in courses_by_place.items():
        rows = registers.answer(
            connection,
            "essex_and_england/gap_control",
            **registers.THRESHOLDS,
            home_authority=HOMES[home],
            academic_year="2024/25",
            published="2025-04-03",
            education_phase=phase,
        )
        _control_agrees(rows, [Fraction(gap, 100) for gap in course])


def _control_agrees(rows, gaps):
    centre, reach = reference.limits(gaps)
    assert [row["gap_points"] for row in rows] == [near(gap) for gap in gaps]
    assert rows[0]["centre_points"] == near(centre)
    if reach is not None:
        assert rows[0]["lower_points"] == near(centre - reach)
        assert rows[0]["upper_points"] == near(centre + reach)
    for week, row in enumerate(rows):
        assert _told(row) == reference.signal(gaps, week)


FIRST = date(2024, 9, 9)


def _drawn_weeks(courses_by_place) -> str:
    lines = ["published | period | area | phase | possible | attended"]
    lines += ["2025-04-03 | year | England | Primary | 1000 | 950"]
    england = [8500 + 37 * (week % 5) for week in range(24)]
    starts = [f"2025-04-03 | {FIRST + timedelta(days=7 * week)}" for week in range(24)]
    for phase in PHASES:
        longest = max(len(course) for (_, of), course in courses_by_place.items() if of == phase)
        for start, attended in zip(starts[:longest], england, strict=False):
            lines += [f"{start} | England | {phase} | 10000 | {attended}"]
    for (home, phase), course in courses_by_place.items():
        for start, attended, gap in zip(starts, england, course, strict=False):
            lines += [f"{start} | {home} | {phase} | 20000 | {2 * (attended + gap)}"]
    return "\n".join(lines)


def _told(row):
    if row["signal"] is None:
        return None
    return row["signal"], row["signal_side"], (row["signal_since"] - FIRST).days // 7


crowded = st.fixed_dictionaries(
    {(area, phase): st.integers(9470, 9500) for area in AUTHORITIES for phase in PHASES}
)
crowded_pa = st.fixed_dictionaries(
    {
        (area, phase): st.one_of(st.none(), st.integers(1300, 1330))
        for area in AUTHORITIES
        for phase in PHASES
    }
)


@settings(some, max_examples=15)
@given(crowded, crowded_pa)
def test_places_among_authorities(attended, pa):
    lines = ["published | period | area | phase | possible | attended | pa"]
    for area, phase in attended:
        hundredths = pa[area, phase]
        percent = "" if hundredths is None else f"{hundredths / 100}"
        lines.append(
            f"2025-01-23 | year | {area} | {phase} | 10000 | {attended[area, phase]} | {percent}"
        )
    connection = registers.warehouse("\n".join(lines))
    for phase in PHASES:
        rows = registers.answer(
            connection,
            "essex_and_england/among_authorities",
            **ESSEX_2024,
            published="2025-01-23",
            education_phase=phase,
        )
        _places_agree(rows, phase, "attendance", attended)
        _places_agree(rows, phase, "pa", pa)


def _places_agree(rows, phase, measure, counts):
    shown = {
        area: reference.printed(Fraction(counts[area, phase], 10000))
        for area in AUTHORITIES
        if counts[area, phase] is not None
    }
    found = {
        row["area_name"]: (row[f"{measure}_rank_from"], row[f"{measure}_rank_to"])
        for row in rows
        if row[f"{measure}_rank_from"] is not None
    }
    assert found == reference.places(shown, highest_first=measure == "attendance")
