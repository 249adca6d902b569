"""The title of each chart states its finding."""

from datetime import date

import pandas as pd
import pytest

from attendance import sentences, words
from tests.scopes import SCOPE

MONDAYS = pd.date_range("2024-09-09", periods=14, freq="7D")


def weekly(*gaps) -> pd.DataFrame:
    weeks = MONDAYS[: len(gaps)]
    return pd.DataFrame({"academic_year": "2024/25", "week_commencing": weeks, "gap_points": gaps})


@pytest.mark.parametrize(
    ("gaps", "title"),
    [
        ((-0.1, 0.2, -0.3), "Below England in 2 of 3 weeks"),
        ((0.0, 0.2), "At or above England in each of 2 weeks"),
        ((-0.1,), "Below England in 1 of 1 week"),
        ((-0.1, None, 0.1), "Below England in 1 of 2 weeks"),
        ((), "There are no weeks to compare with England"),
    ],
)
def test_weeks_below_england_are_counted(gaps, title):
    assert sentences.attendance_by_week(weekly(*gaps), SCOPE).title == title


@pytest.mark.parametrize("weeks", [0, 1])
def test_a_year_that_cannot_stand_beside_is_said(weeks):
    scope = SCOPE.but(compared_year="2023/24")
    other = weekly(*[-0.1] * weeks).assign(academic_year="2023/24")
    rows = pd.concat([weekly(-0.1, 0.2), other])
    assert "2023/24 is not drawn" in sentences.attendance_by_week(rows, scope).subtitle
    drawn = pd.concat([rows, weekly(0.1, 0.1).assign(academic_year="2023/24")])
    assert "not drawn" not in sentences.attendance_by_week(drawn, scope).subtitle


def test_weeks_of_the_other_year_are_not_counted():
    rows = pd.concat([weekly(-0.1, 0.2), weekly(-1, -1).assign(academic_year="2023/24")])
    title = sentences.attendance_by_week(rows, SCOPE).title
    assert title == "Below England in 1 of 2 weeks"


def test_the_year_so_far_is_that_of_the_latest_point_of_the_year():
    rows = pd.DataFrame(
        {
            "academic_year": ["2023/24", "2024/25", "2024/25"],
            "home_attendance_rate": [0.9, 0.96, 0.9506],
            "england_attendance_rate": [0.91, 0.957, 0.9524],
            "gap_points": [-1, 0.3, -0.18],
        }
    )
    message = sentences.attendance_by_release(rows, SCOPE)
    assert message.title == "Year so far: 95.1%, 0.1 points below England"  # as printed
    assert message.subtitle == "Attendance since September, Essex and England, primary schools"
    none = sentences.attendance_by_release(rows[:1], SCOPE)
    assert none.title == "There is no year so far to compare with England"


def reasons(**points) -> pd.DataFrame:
    rows = [(code, part) for code, part in sorted(points.items(), key=lambda item: item[1])]
    return pd.DataFrame(rows, columns=["description", "gap_points"])


@pytest.mark.parametrize(
    ("rows", "title", "total"),
    [
        (reasons(Illness=0.3, Holiday=-0.5), "“Holiday” lowers attendance most", "−0.20"),
        (
            reasons(Illness=0.3, Holiday=-0.004),
            "Less “Illness” than England raises attendance most",
            "+0.30",
        ),
        (reasons(Illness=0.004, Holiday=-0.004), "No reason sets Essex apart", "0.00"),
    ],
)
def test_the_reason_that_matters_most_is_named_with_the_sum_of_all(rows, title, total):
    message = sentences.gap_by_reason(rows, SCOPE)
    assert message.title.startswith(title)
    assert f"The gap of {total} points" in message.subtitle


def test_without_reasons_that_is_said():
    assert sentences.gap_by_reason(reasons(), SCOPE).title.startswith("DfE gives no reasons")


def test_the_chosen_reason_is_told_for_the_latest_week_with_a_figure():
    rows = pd.DataFrame(
        {
            "academic_year": ["2024/25"] * 2,
            "week_commencing": pd.to_datetime(["2024-12-02", "2024-12-09"]),
            "home_share": [0.0412, 0.06],
            "england_share": [0.0385, None],
        }
    )
    scope = SCOPE.but(reason="Illness")
    title = sentences.reason_by_week(rows, scope).title
    assert title == "Illness: 4.1% in the week of 2 December, England 3.9%"
    assert sentences.reason_by_week(rows[1:], scope).title == "Illness by week"


def test_weeks_that_end_well_before_the_release_are_said():
    rows = weekly(-0.1, -0.2)
    later = SCOPE.but(data_to=date(2025, 2, 14))
    said = f"The weekly figures loaded end with the week of {words.day(MONDAYS[1])}"
    for message in (sentences.attendance_by_week, sentences.gap_control):
        rows[["signal", "signal_side", "signal_since"]] = None
        assert said in message(rows, later).subtitle
        assert said not in message(rows, SCOPE.but(data_to=MONDAYS[1].date())).subtitle


def control(signals=None, weeks=12, missing=()) -> pd.DataFrame:
    """Weeks of a control chart; `signals` by place: (signal, side, place since)."""
    rows = weekly(*[None if place in missing else -0.1 for place in range(weeks)])
    rows[["signal", "signal_side"]] = None
    rows["signal_since"] = pd.NaT
    for place, (signal, side, since) in (signals or {}).items():
        rows.loc[place, ["signal", "signal_side"]] = [signal, side]
        rows.loc[place, "signal_since"] = MONDAYS[since]
    return rows


@pytest.mark.parametrize(
    ("signal", "side", "since", "title"),
    [
        ("one side", "worse", 5, "Worse since the week of 14 October: on one side of"),
        ("rising", "better", 5, "Better since the week of 14 October: rising for at least"),
        ("falling", "worse", 5, "Worse since the week of 14 October: falling for at least"),
        ("outside limits", "worse", 11, "Worse in the week of 25 November: outside its usual"),
        ("near a limit", "better", 11, "Better in the week of 25 November: close to the edge"),
    ],
)
def test_a_signal_is_told_with_its_side_and_beginning(signal, side, since, title):
    message = sentences.gap_control(control({11: (signal, side, since)}), SCOPE)
    assert message.title.startswith(title)


def test_a_run_that_has_ended_is_told_with_its_end():
    message = sentences.gap_control(control({8: ("one side", "worse", 2)}), SCOPE)
    assert message.title.startswith(
        "Worse from the week of 23 September to the week of 4 November: on one side"
    )


def test_the_newest_signal_is_the_one_told():
    signals = {3: ("outside limits", "worse", 3), 9: ("outside limits", "better", 9)}
    assert sentences.gap_control(control(signals), SCOPE).title.startswith("Better")


def test_what_came_after_a_signal_is_said():
    past = control({3: ("outside limits", "worse", 3)})
    assert "Nothing unusual since." in sentences.gap_control(past, SCOPE).subtitle
    for now in (control({11: ("outside limits", "worse", 11)}), control()):
        assert "Nothing unusual since" not in sentences.gap_control(now, SCOPE).subtitle


def test_no_signal_is_steady_and_too_few_weeks_say_nothing():
    assert sentences.gap_control(control(), SCOPE).title.startswith("Steady: nothing unusual")
    assert sentences.gap_control(control(weeks=1), SCOPE).title.startswith("Too few weeks")


def test_limits_of_fewer_than_twelve_weeks_are_provisional():
    said = "With 11 weeks the range is provisional; it firms up at 12."
    assert said in sentences.gap_control(control(weeks=11), SCOPE).subtitle
    assert "provisional" not in sentences.gap_control(control(weeks=12), SCOPE).subtitle
    assert "With 1 week the" in sentences.gap_control(control(weeks=1), SCOPE).subtitle


def test_weeks_left_out_are_said_aloud_and_do_not_count():
    subtitle = sentences.gap_control(control(weeks=12, missing=(6, 7)), SCOPE).subtitle
    assert "Left out: the week of 21 October and week of 28 October, for which DfE" in subtitle
    assert "With 10 weeks" in subtitle
    assert "Left out" not in sentences.gap_control(control(), SCOPE).subtitle


def authorities(first, last, rate=0.951) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "standing": ["home", "other", "England"],
            "attendance_rate": [rate, 0.94, 0.95],
            "attendance_rank_from": [first, 3, None],
            "attendance_rank_to": [last, 3, None],
            "persistent_absence_rate": [None, 0.2, 0.19],
            "pa_rank_from": [None, 1, None],
            "pa_rank_to": [None, 1, None],
        }
    )


def test_places_among_authorities_are_an_interval_where_shared():
    title = sentences.among_authorities(authorities(1, 2), SCOPE).title
    assert title == "Essex, 95.1%: places 1 to 2 of 2"
    title = sentences.among_authorities(authorities(1, 1), SCOPE).title
    assert title == "Essex, 95.1%: place 1 of 2"


def test_a_measure_that_is_not_published_is_said():
    scope = SCOPE.but(measure="persistent_absence_rate")
    message = sentences.among_authorities(authorities(1, 1), scope)
    assert message.title == "DfE gives no persistent absence for Essex in this release"
    assert ": 1 authority, " in message.subtitle
    assert "lowest first" in message.subtitle


def test_revisions_name_the_largest_change():
    rows = pd.DataFrame({"releases": [3, 2, 1], "revision_points": [0.2, -0.71, 5.0]})
    title = sentences.revisions_by_week(rows, SCOPE).title
    assert title == "Later releases changed weeks by up to −0.71 points"
    title = sentences.revisions_by_week(rows[2:], SCOPE).title
    assert title == "No week stands in more than one release loaded"
