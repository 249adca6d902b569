"""What the page says in words."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from attendance import sentences

POSITION = {
    "education_phase": "Primary",
    "data_to": date(2024, 12, 6),
    "home_attendance_rate": 0.951,
    "gap_points": -0.073,
    "printed_difference": -0.1,
    "pupils_away": 85.4,
    "home_schools": 428.2,
    "home_schools_expected": 450.0,
    "home_pa_rate": None,
    "pa_gap_points": None,
    "pa_printed_difference": None,
    "previous_data_to": date(2024, 11, 22),
    "previous_gap_points": -0.071,
    "previous_printed_difference": -0.1,
    "gap_change_points": -0.002,
    "rate_change_points": -0.2,
    "last_year_data_to": date(2023, 12, 8),
    "last_year_source": "release",
    "last_year_attendance_rate": 0.945,
    "last_year_gap_points": 0.05,
    "last_year_rate_change_points": -0.4,
}


def told(source="the weekly file of the release", **changes) -> str:
    """All findings on a position like the one above but for these changes."""
    return " ".join(sentences.findings(SimpleNamespace(**POSITION | changes), source))


def positions(*changes) -> pd.DataFrame:
    return pd.DataFrame([POSITION | change for change in changes])


def test_the_headline_says_on_par_below_and_above_as_the_bulletin_prints_it():
    rows = positions(
        {"printed_difference": 0.0},
        {"education_phase": "Secondary", "printed_difference": -0.3, "home_attendance_rate": 0.921},
        {"education_phase": "Special", "printed_difference": 1.5, "home_attendance_rate": 0.892},
    )
    assert sentences.headline(rows, "Essex") == (
        "Attendance in Essex to 6 December 2024, compared with England: on par in primary schools "
        "(95.1%), 0.3 points below in secondary schools (92.1%) and 1.5 points above in special "
        "schools (89.2%)."
    )


def test_each_gap_is_told_in_points_and_in_children_a_day():
    special = {"gap_points": 1.46, "printed_difference": 1.4, "pupils_away": -44.6}
    rows = positions({}, {"education_phase": "Special", **special})
    assert sentences.gaps(rows) == (
        "The exact gaps to England: −0.07 points in primary schools (about 85 more children away "
        "each day) and +1.46 points in special schools (+1.4 when rounded figures are subtracted; "
        "about 45 fewer children away each day)."
    )


@pytest.mark.parametrize(
    ("pupils", "said"),
    [
        (1.2, "(about 1 more child away each day)"),
        (1.5, "(about 2 more children away each day)"),
        (-0.4, "(less than one child a day)"),
        (None, "primary schools."),
        (float("nan"), "primary schools."),
    ],
)
def test_children_are_counted_in_the_singular_too_and_left_out_where_unknown(pupils, said):
    assert said in sentences.gaps(positions({"pupils_away": pupils}))


def test_a_gap_that_rounds_to_nought_is_still_a_number():
    assert "0.00 points in primary" in sentences.gaps(positions({"gap_points": -0.004}))


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (-0.10, -0.30, "further below England. The exact gap went from −0.10 to −0.30 points"),
        (-0.30, -0.10, "closer to England. The exact gap went from −0.30 to −0.10 points"),
        (-0.10, 0.20, "now above England. The exact gap went from −0.10 to +0.20 points"),
        (-0.10, -0.14, "no clear change. The exact gap went from −0.100 to −0.140 points"),
    ],
)
def test_a_change_since_the_release_before_is_judged_on_exact_gaps(was, now, said):
    found = told(previous_gap_points=was, gap_points=now, gap_change_points=now - was)
    assert f"Since 22 November 2024, primary schools: {said}." in found


def test_a_printed_change_without_a_real_one_is_explained():
    found = told(previous_printed_difference=0.0)
    assert "primary schools: no clear change" in found
    assert (
        "The bulletin's difference went from = to −0.1, but the exact gap hardly moved: from "
        "−0.071 to −0.073."
    ) in found


def test_a_printed_change_with_a_real_one_needs_no_explanation():
    found = told(previous_printed_difference=0.0, previous_gap_points=0, gap_change_points=-0.073)
    assert "bulletin" not in found


def test_a_printed_difference_that_is_not_the_rounded_gap_is_explained():
    found = told(printed_difference=1.5, gap_points=1.57)
    assert (
        "The bulletin prints +1.5 because it subtracts rounded figures; the exact gap is +1.57."
    ) in found


def test_a_printed_difference_that_agrees_is_not_mentioned():
    assert "bulletin" not in told()


def test_the_first_release_of_a_year_is_not_compared_with_one_before():
    found = told(
        previous_gap_points=None, gap_change_points=None, rate_change_points=None,
        previous_data_to=None, previous_printed_difference=None,
    )  # fmt: skip
    assert "Since" not in found
    assert "year so far" not in found


def test_a_fall_is_set_beside_last_years_over_the_same_weeks():
    assert (
        "Attendance of the year so far fell by 0.2 points since 22 November 2024; over the same "
        "weeks last year it fell by 0.4 points."
    ) in told()
    assert "last year it stayed level" in told(last_year_rate_change_points=0.04)
    assert "year so far rose by 0.2 points" in told(rate_change_points=0.2)


def test_without_last_years_weeks_the_fall_stands_alone():
    found = told(last_year_rate_change_points=None)
    assert "fell by 0.2 points since 22 November 2024." in found
    assert "over the same weeks" not in found


def test_the_same_point_last_year_is_named_with_its_gap():
    assert (
        "At the same point last year, 8 December 2023, attendance was 94.5% (+0.6 points since) "
        "and the gap +0.05: now below England."
    ) in told()
    assert "(0.0 points since)" in told(last_year_attendance_rate=0.951)


def test_a_point_summed_from_weeks_is_said_to_be():
    assert "8 December 2023 (summed from a later weekly file), att" in told(
        last_year_source="weeks"
    )


def test_a_missing_last_year_is_said():
    assert "The same point last year is not among the releases loaded" in told(
        last_year_gap_points=None
    )


def test_an_estimated_last_day_is_said():
    assert "is estimated: 13 days before" in told("estimated: 13 days before publication")
    assert "estimated" not in told()


def test_persistent_absence_is_a_figure_or_said_to_come():
    shown = sentences.figures(positions({}), "Primary")
    assert shown[-1] == ("Primary persistent absence", "n/a", "published from late January")
    shown = sentences.figures(
        positions({"home_pa_rate": 0.1331, "pa_printed_difference": -0.2}), "Primary"
    )
    assert shown[-1] == ("Primary persistent absence", "13.3%", "0.2 points below England")
    assert shown[0] == ("Primary attendance", "95.1%", "0.1 points below England")


def test_coverage_counts_schools_where_dfe_says_how_many_there_are():
    assert sentences.coverage(SimpleNamespace(**POSITION)) == (
        "428 of 450 schools reporting on an average day"
    )
    unknown = SimpleNamespace(**POSITION | {"home_schools_expected": float("nan")})
    assert sentences.coverage(unknown) == "428 schools reporting on an average day"


def test_schools_that_sent_nothing_of_late_are_named_and_the_rest_counted():
    last = pd.Timestamp("2024-11-15")
    lines = [("A", last, 11), ("B", pd.NaT, 3), ("C", last, 1), ("D", last, 1), ("E", last, 0)]
    rows = pd.DataFrame(lines, columns=["school_name", "last_day", "weeks_not_sent"])
    assert sentences.late_schools(rows) == (
        "No marks have come from A since 15 November 2024 (11 open weeks), B this year (3 open "
        "weeks), C since 15 November 2024 (1 open week) and 1 more: what their pupils did later "
        "is not known."
    )
    assert sentences.late_schools(rows.tail(1)) == ""
