"""Is the gap to England steady? Control limits and the four signals."""

from datetime import date, timedelta

import pytest

from tests.queries import registers

QUERY = "essex_and_england/gap_control"
CHOICE = {
    "home_authority": "881",
    "academic_year": "2024/25",
    "published": "2025-03-06",
    "education_phase": "Primary",
    **registers.THRESHOLDS,
}
FIRST = date(2024, 9, 9)


def monday(week):
    return FIRST + timedelta(days=7 * (week - 1))


def control(*gaps, **choice):
    """The weeks of a year with these gaps in points; None is a week without England."""
    lines = ["published | period | area | phase | possible | attended"]
    lines += ["2025-03-06 | year | England | Primary | 1000 | 950"]
    for week, gap in enumerate(gaps, start=1):
        start = f"2025-03-06 | {monday(week)}"
        england = "z |" if gap is None else "100000 | 90000"
        home = 90000 + round(1000 * (gap or 0))
        lines += [f"{start} | England | Primary | {england}"]
        lines += [f"{start} | Essex | Primary | 100000 | {home}"]
    connection = registers.warehouse("\n".join(lines))
    return registers.answer(connection, QUERY, **CHOICE | choice)


def signals(*gaps, **choice):
    """By number of the week, its signal and side."""
    return {
        week: (row["signal"], row["signal_side"])
        for week, row in enumerate(control(*gaps, **choice), start=1)
        if row["signal"]
    }


STEADY = (-0.1, 0.1, -0.1, 0.1, -0.1, 0.1)


def test_limits_lie_2_66_mean_moving_ranges_from_the_mean():
    week = control(0.2, 0.5, 0.1, 0.4)[0]
    moving = (0.3 + 0.4 + 0.3) / 3
    assert week["centre_points"] == pytest.approx(0.3)
    assert week["lower_points"] == pytest.approx(0.3 - 2.66 * moving)
    assert week["upper_points"] == pytest.approx(0.3 + 2.66 * moving)
    assert week["weeks_compared"] == 4


def test_a_moving_range_beyond_3_267_means_is_left_out_of_the_limits():
    gaps = (0, 0.1, 0, 0.1, 0, 0.1, 0, 5, 5.1)
    mean = (7 * 0.1 + 4.9 + 0.1 - 0.1) / 8
    assert 3.267 * mean < 5
    week = control(*gaps)[0]
    reach = (week["upper_points"] - week["lower_points"]) / 2
    assert reach == pytest.approx(2.66 * 0.1)


def test_one_at_the_cut_is_kept():
    """Moving ranges of 1, 1 and 4 mean 2: a cut at twice the mean keeps the 4."""
    week = control(0, 1, 0, 4, moving_range_cut=2.0)[0]
    assert week["upper_points"] - week["centre_points"] == pytest.approx(2.66 * 2)


def test_a_steady_gap_gives_no_signal():
    assert signals(*STEADY, *STEADY) == {}


def test_a_week_beyond_a_limit_signals_by_itself():
    assert signals(*STEADY, 2, *STEADY)[7] == ("outside limits", "better")
    assert signals(*STEADY, -2, *STEADY)[7] == ("outside limits", "worse")
    assert control(*STEADY, 2, *STEADY)[6]["signal_since"] == monday(7)


def test_exactly_at_a_limit_is_not_outside():
    """Mean 0.5 and moving range 1 all along: limits half a range away are at 0 and 1."""
    found = signals(0, 1, 0, 1, limit_factor=0.5, run_length=99)
    assert "outside limits" not in {signal for signal, _ in found.values()}
    found = signals(0, 1, 0, 1, limit_factor=0.49, run_length=99)
    assert set(found.values()) == {("outside limits", "worse"), ("outside limits", "better")}


ZIGZAG_BELOW = (-0.2, -0.4, -0.2, -0.4, -0.2, -0.4)
ZIGZAG_ABOVE = (0.2, 0.4, 0.2, 0.4, 0.2, 0.4, 0.2)


def test_seven_weeks_on_one_side_of_the_mean_are_a_signal():
    found = control(*ZIGZAG_BELOW, *ZIGZAG_ABOVE, limit_factor=9.0)
    assert [row["signal"] for row in found] == [None] * 6 + ["one side"] * 7
    assert {row["signal_side"] for row in found[6:]} == {"better"}
    assert {row["signal_since"] for row in found[6:]} == {monday(7)}


def test_six_weeks_on_one_side_are_none():
    assert signals(*ZIGZAG_BELOW, *ZIGZAG_ABOVE[:6], limit_factor=9.0) == {}


def test_a_week_exactly_at_the_mean_breaks_the_run():
    gaps = (*ZIGZAG_ABOVE[:4], 0, *ZIGZAG_ABOVE[:3], -0.6, -0.6, -0.8)
    assert sum(gaps) == pytest.approx(0)
    assert signals(*gaps, limit_factor=9.0) == {}


RISING = (-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3)


def test_seven_weeks_each_above_the_one_before_are_a_signal():
    found = control(0.25, *RISING, -0.25, limit_factor=9.0)
    assert [row["signal"] for row in found[2:8]] == ["rising"] * 6
    assert {row["signal_side"] for row in found[2:8]} == {"better"}
    assert {row["signal_since"] for row in found[2:8]} == {monday(2)}


def test_seven_weeks_falling_are_a_signal_for_the_worse():
    found = control(-0.25, *RISING[::-1], 0.25, limit_factor=9.0)
    assert [row["signal"] for row in found[2:8]] == ["falling"] * 6
    assert {row["signal_side"] for row in found[2:8]} == {"worse"}
    assert {row["signal_since"] for row in found[2:8]} == {monday(2)}


def test_six_weeks_rising_are_none():
    assert signals(0.25, *RISING[1:], -0.25, limit_factor=9.0) == {}


def test_two_equal_weeks_break_a_rise():
    gaps = (-0.3, -0.2, -0.1, 0, 0, 0.1, 0.2, 0.3)
    assert signals(*gaps, limit_factor=9.0) == {}


NEAR = {"limit_factor": 3.0, "moving_range_cut": 99.0, "run_length": 99}


def test_two_of_three_weeks_near_one_limit_are_a_signal():
    gaps = (0, 0.1, 0, 0.1, 0, 0.1, 0, 0.1, 0.6, 0.1, 0.6, 0.1, 0, 0.1, 0, 0.1, 0)
    found = signals(*gaps, **NEAR)
    assert found == {9: ("near a limit", "better"), 11: ("near a limit", "better")}
    worse = signals(*[-gap for gap in gaps], **NEAR)
    assert worse == {9: ("near a limit", "worse"), 11: ("near a limit", "worse")}


@pytest.mark.parametrize(("factor", "is_near"), [(0.75, False), (0.74, True)])
def test_near_is_more_than_two_thirds_of_the_way_to_a_limit(factor, is_near):
    """Every week is 0.5 from the mean, and every move is 1."""
    found = signals(0, 1, 0, 1, limit_factor=factor, run_length=99)
    assert {signal for signal, _ in found.values()} == ({"near a limit"} if is_near else set())


def test_two_of_four_weeks_near_a_limit_are_none():
    gaps = (0, 0.1, 0, 0.1, 0, 0.1, 0, 0.1, 0.6, 0.1, 0, 0.6, 0.1, 0, 0.1, 0, 0.1, 0)
    assert signals(*gaps, **NEAR) == {}


def test_two_weeks_near_opposite_limits_are_none():
    gaps = (0, 0.1, 0, 0.1, 0, 0.1, 0, 0.1, 0.7, 0, -0.7, 0.1, 0, 0.1, 0, 0.1, 0, -0.6)
    found = control(*gaps, **NEAR)
    near = (found[0]["upper_points"] - found[0]["centre_points"]) * 2 / 3
    assert sum(abs(row["gap_points"] - row["centre_points"]) > near for row in found) >= 2
    assert signals(*gaps, **NEAR) == {}


def test_one_week_has_a_mean_but_no_limits_and_no_signal():
    [week] = control(-0.3)
    assert week["centre_points"] == pytest.approx(-0.3)
    assert (week["lower_points"], week["upper_points"], week["signal"]) == (None, None, None)
    assert week["weeks_compared"] == 1


@pytest.mark.parametrize("gap", [-0.1, 0.0, 0.3, -1.1, 2.7])
@pytest.mark.parametrize("weeks", [2, 7, 12])
def test_a_constant_gap_is_steady(gap, weeks):
    found = control(*[gap] * weeks)
    assert {row["signal"] for row in found} == {None}
    assert found[0]["upper_points"] == pytest.approx(gap)


def test_a_week_without_england_is_listed_but_counts_for_nothing():
    with_holiday = control(0.2, 0.5, None, 0.1, 0.4)
    holiday = with_holiday.pop(2)
    assert (holiday["gap_points"], holiday["signal"]) == (None, None)
    assert holiday["weeks_compared"] == 4
    limits = [(row["lower_points"], row["upper_points"]) for row in with_holiday]
    assert set(limits) == {
        (row["lower_points"], row["upper_points"]) for row in control(0.2, 0.5, 0.1, 0.4)
    }


def test_a_run_goes_on_over_a_week_without_england():
    found = control(*ZIGZAG_BELOW, *ZIGZAG_ABOVE[:3], None, *ZIGZAG_ABOVE[3:], limit_factor=9.0)
    signalled = [row["signal"] for row in found]
    assert signalled == [None] * 6 + ["one side"] * 3 + [None] + ["one side"] * 4


def test_a_file_without_any_week_of_england_is_no_weekly_file():
    assert control(None) == []
