"""Numbers as readers see them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance import words
from attendance.words import MINUS


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (95.25, "95.3"),
        (94.95, "95.0"),
        (0.05, "0.1"),
        (0.15, "0.2"),
        (2.45, "2.5"),
        (95.2499, "95.2"),
        (-0.05, "-0.1"),
        (-0.25, "-0.3"),
        (-0.04, "0.0"),
        (-1e-12, "0.0"),
        (100.0, "100.0"),
        (100 * 0.9525, "95.3"),
        (100 * 0.0705, "7.1"),
    ],
)
def test_halves_round_away_from_nought(value, shown):
    assert str(words.rounded(value)) == shown


@given(st.integers(-100000, 100000))
def test_every_half_of_a_tenth_rounds_away_from_nought(tenths):
    half = (abs(tenths) + 0.5) / 10
    assert words.rounded(half) == Decimal(abs(tenths) + 1) / 10
    assert words.rounded(-half) == -Decimal(abs(tenths) + 1) / 10


@pytest.mark.parametrize(
    ("rate", "shown"),
    [(0.9525, "95.3%"), (1, "100.0%"), (0, "0.0%"), (None, "n/a"), (float("nan"), "n/a")],
)
def test_rates_are_percentages_with_one_decimal(rate, shown):
    assert words.percent(rate) == shown


@pytest.mark.parametrize(("value", "shown"), [(92.1, "92.1"), (90.0, "90.0"), (None, "n/a")])
def test_figures_that_are_rounded_keep_their_decimal(value, shown):
    assert words.figure(value) == shown


@pytest.mark.parametrize(
    ("points", "shown"),
    [
        (0.3, "+0.3"),
        (-0.1, f"{MINUS}0.1"),
        (0, "="),
        (0.04, "="),
        (-0.04, "="),
        (0.05, "+0.1"),
        (-0.05, f"{MINUS}0.1"),
        (None, "n/a"),
        (float("nan"), "n/a"),
    ],
)
def test_differences_are_signed_with_a_true_minus(points, shown):
    assert words.signed(points) == shown


def test_for_files_the_minus_is_that_of_ascii():
    assert words.signed(-0.1, minus="-") == "-0.1"
    assert MINUS == "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("points", "places", "shown"),
    [(0.004, 2, "0.00"), (0, 3, "0.000"), (-0.073, 3, f"{MINUS}0.073"), (0.3, 2, "+0.30")],
)
def test_an_exact_difference_is_a_number_also_at_nought(points, places, shown):
    assert words.exact(points, places) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [(1234.5, "1,235"), (0.4, "0"), (219600, "219,600"), (None, "n/a")]
)
def test_counts_have_thousands_separators(number, shown):
    assert words.count(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(30, "30"), (0.03, "0.03"), (1234.5, "1,234.5"), (-0.001, "0"), (None, "n/a")],
)
def test_numbers_have_the_decimals_that_say_something(number, shown):
    assert words.number(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0 weeks"), (1, "1 week"), (1.4, "1 week"), (2, "2 weeks")]
)
def test_what_is_counted_is_singular_for_one(number, shown):
    assert words.counted(number, "week", "weeks") == shown


@pytest.mark.parametrize(
    ("value", "missing"),
    [
        (None, True),
        (pd.NA, True),
        (pd.NaT, True),
        (float("nan"), True),
        (np.float64("nan"), True),
        (0, False),
        (0.0, False),
        ("", False),
        (False, False),
        (pd.Timestamp("2026-01-05"), False),
    ],
)
def test_missing_is_what_is_null_in_a_query(value, missing):
    assert words.is_missing(value) is missing


def test_rows_one_by_one_are_those_that_pandas_gives():
    rows = pd.DataFrame(
        {
            "name": ["Ash", None],
            "sessions": pd.array([1, None], dtype="Int64"),
            "day": pd.to_datetime(["2026-01-05", None]),
            "rate": [0.5, None],
        }
    )
    for ours, theirs in zip(words.each(rows), rows.itertuples(index=False), strict=True):
        for column in rows:
            own, other = getattr(ours, column), getattr(theirs, column)
            assert words.is_missing(own) == pd.isna(other)
            assert words.is_missing(own) or own == other


def test_days_and_weeks_are_written_out_without_leading_noughts():
    assert words.day(date(2024, 12, 6)) == "6 December 2024"
    assert words.week(date(2024, 12, 2)) == "week of 2 December"


def test_a_phase_inside_a_sentence():
    assert words.phase("Secondary") == "secondary schools"
    assert words.phase("Total") == "all schools"


@pytest.mark.parametrize(
    ("points", "shown"),
    [
        (0.3, "0.3 points above England"),
        (-0.25, "0.3 points below England"),
        (-0.04, "on a par with England"),
    ],
)
def test_a_difference_in_words(points, shown):
    assert words.against_england(points) == shown


@pytest.mark.parametrize(
    ("parts", "shown"),
    [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_end_with_and(parts, shown):
    assert words.listed(parts) == shown


@pytest.mark.parametrize(
    ("points", "clear"),
    [(0.05, True), (-0.05, True), (0.049, False), (-0.002, False), (None, False)],
)
def test_a_change_is_clear_from_half_a_printed_digit_on(points, clear):
    assert words.is_clear(points) == clear


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (-0.071, -0.073, "no clear change"),
        (-0.1, -0.3, "further below England"),
        (-0.3, -0.1, "closer to England"),
        (1.4, 1.6, "further above England"),
        (1.6, 1.4, "closer to England"),
        (-0.1, 0.2, "now above England"),
        (0.2, -0.1, "now below England"),
        (-0.1, 0.0, "closer to England"),
        (0.0, -0.1, "further below England"),
        (0.0, 0.1, "further above England"),
    ],
)
def test_how_a_gap_moved(was, now, said):
    assert words.moved(now - was, was, now) == said


def test_a_moment_is_told_by_the_clock_of_readers():
    assert words.moment(datetime(2025, 6, 30, 23, 5, tzinfo=UTC)) == "1 July 2025, 00:05"
    assert words.moment(datetime(2024, 12, 6, 9, 5, tzinfo=UTC)) == "6 December 2024, 09:05"
    assert words.moment(datetime(2024, 6, 6, 9, 5)) == "6 June 2024, 09:05"
    assert words.now().utcoffset() in (timedelta(0), timedelta(hours=1))
