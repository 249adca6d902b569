"""Why and when pupils of one school are absent, on small registers."""

from datetime import date

import pytest

from tests.queries.school_county import asked, on_roll, small_county


@pytest.fixture
def drawn(tmp_path):
    """Alpha: ann and bob in two weeks; Beta: kim; Gamma, of another phase: zoe."""
    county = small_county(tmp_path)
    on_roll(county, "ann", "bob")
    on_roll(county, "kim", school=115002)
    on_roll(county, "zoe", school=115003, year_group=8)
    county.add_marks(
        r"""
        school | pupil | date       | AM | PM
        115001 | ann   | 2024-09-02 | G  | G
        115001 | ann   | 2024-09-09 | /  | I
        115001 | bob   | 2024-09-09 | L  | \
        115001 | ann   | 2024-09-13 | U  | I
        115001 | bob   | 2024-09-13 | B  | D
        115001 | bob   | 2024-09-16 | C2 | \
        115002 | kim   | 2024-09-09 | L  | \
        115002 | kim   | 2024-09-13 | I  | \
        115002 | kim   | 2024-09-16 | O  | O
        115002 | kim   | 2024-09-23 | O  | O
        115003 | zoe   | 2024-09-09 | I  | I
        """
    )
    return county


def test_parts_of_the_gap_sum_to_it_exactly(drawn):
    """Alpha misses 4 of 9: U, I, I, C2; with Beta 7 of 15."""
    rows = asked(drawn, "code_gap")
    parts = {row["code"]: (row["school_sessions"], row["county_sessions"]) for row in rows}
    assert parts == {"I": (2, 3), "U": (1, 1), "C2": (1, 1), "O": (0, 2)}
    assert {(row["school_possible_sessions"], row["county_possible_sessions"]) for row in rows} == {
        (9, 15)
    }
    assert rows[-1]["code"] == "O" and rows[-1]["gap_points"] == pytest.approx(100 * 2 / 15)
    assert sum(row["gap_points"] for row in rows) == pytest.approx(100 * (7 / 15 - 4 / 9))


def test_the_phase_is_counted_only_in_weeks_of_the_school(drawn):
    rows = asked(drawn, "code_gap", last_week=date(2024, 9, 23))
    assert {row["county_possible_sessions"] for row in rows} == {15}


@pytest.mark.parametrize(
    ("factor", "points", "unusual"), [(3.0, 0.5, True), (3.0, 11.0, False), (3.0, 10.0, True)]
)
def test_a_code_is_unusual_far_above_the_others(drawn, factor, points, unusual):
    """B on 1 of 10 marks of Alpha, on none of the others' six."""
    rows = asked(drawn, "code_use", unusual_factor=factor, unusual_points=points)
    assert [row["code"] for row in rows] == ["B", "C2", "K"]
    assert (rows[0]["marks"], rows[0]["all_marks"], rows[0]["others_share"]) == (1, 10, 0)
    assert rows[0]["is_unusual"] == unusual
    assert not rows[2]["is_unusual"] or rows[2]["marks"] == 0


def test_lateness_is_told_by_code_and_weekday(drawn):
    rows = {(row["code"], row["day_of_week"]): row for row in asked(drawn, "lateness")}
    monday, friday = rows["L", 1], rows["U", 5]
    assert (monday["school_sessions"], monday["school_possible_sessions"]) == (1, 6)
    assert monday["county_share"] == pytest.approx(2 / 10)
    assert (friday["school_sessions"], friday["school_possible_sessions"]) == (1, 3)
    assert friday["points"] == pytest.approx(100 * (1 / 3 - 1 / 5))
    assert rows["L", 5]["school_sessions"] == 0


def test_weekdays_differ_from_the_own_mean_and_the_phase(drawn):
    """Alpha misses 1 of 3 on Monday afternoons, 2 of 3 on Fridays, 4 of 9 in all; Beta none of
    2, 1 of 2, 3 of 6."""
    rows = {(row["day_of_week"], row["session"]): row for row in asked(drawn, "weekdays")}
    friday = rows[5, "AM"]
    assert (friday["absent_sessions"], friday["possible_sessions"]) == (1, 2)
    assert friday["mean_points"] == pytest.approx(100 * (1 / 2 - 4 / 9))
    assert friday["absence_points"] == pytest.approx(100 * (1 / 2 - 2 / 3))
    assert friday["day_others_points"] == pytest.approx(100 * (2 / 3 - 2 / 6))
    assert friday["county_day_others_points"] == pytest.approx(100 * (3 / 5 - 4 / 10))
    assert rows[5, "PM"]["county_mean_points"] == pytest.approx(100 * (1 / 2 - 7 / 15))


def test_first_and_last_days_cost_pupil_days_beyond_other_days(drawn):
    """The first day, 2 September, all of 2 missed; on other days 4 of 9."""
    rows = asked(drawn, "calendar", first_week=date(2024, 9, 2))
    assert [row["session_date"].day for row in rows] == [2, 9, 13, 16]
    first = rows[0]
    assert first["edge"] == "first day of a half term"
    assert first["extra_pupil_days"] == pytest.approx((2 - 2 * 4 / 9) / 2)
    assert first["edge_extra_pupil_days"] == first["extra_pupil_days"]
    assert first["week_others_points"] == pytest.approx(100 * (1 - 4 / 9))
    assert (first["week_code"], first["week_description"]) == ("G", "Unauthorised holiday")
    assert [row["edge"] for row in rows[1:]] == [None] * 3


def test_in_a_single_week_no_code_rises(drawn):
    rows = asked(drawn, "calendar", first_week=date(2024, 9, 9), last_week=date(2024, 9, 9))
    assert {row["absence_rate"] > 0 for row in rows} == {True}
    assert {(row["week_code"], row["week_description"]) for row in rows} == {(None, None)}


def test_the_last_day_before_a_holiday_lies_in_the_last_week_of_the_half_term(drawn):
    drawn.add_marks("pupil | date | AM | PM\nann | 2024-10-24 | / | I")
    rows = asked(drawn, "calendar", last_week=date(2024, 10, 21))
    assert rows[-1]["edge"] == "last day before a holiday"


def test_a_school_that_begins_to_send_marks_late_has_no_first_day(drawn):
    drawn.add_marks("pupil | date | AM | PM\nann | 2024-11-11 | / | I\nann | 2025-01-07 | / | I")
    rows = asked(drawn, "calendar", last_week=date(2025, 1, 6))
    assert [(row["session_date"], row["edge"]) for row in rows[-2:]] == [
        (date(2024, 11, 11), None),
        (date(2025, 1, 7), "first day of a half term"),
    ]


def test_absence_is_shared_out_by_length_of_spell(drawn):
    """ann: G G (2), then I U I (3; a weekend between does not break it); bob: C2 (1)."""
    rows = asked(drawn, "spell_lengths", first_week=date(2024, 9, 2))
    told = [(row["sessions_from"], row["spells"], row["absent_sessions"]) for row in rows]
    assert told == [(1, 2, 3), (3, 1, 3), (7, 0, 0), (21, 0, 0)]
    assert rows[0]["absent_share"] == 0.5
    assert sum(row["county_share"] for row in rows) == pytest.approx(1)
    hidden = asked(drawn, "spell_lengths", first_week=date(2024, 9, 2), smallest_group=2)
    assert [row["spells"] for row in hidden] == [2, None, 0, 0]
    assert hidden[1]["absent_share"] is None and hidden[1]["points"] is None


def test_two_cohorts_are_crossed(tmp_path):
    county = small_county(tmp_path)
    county.add_pupils(
        """
        pupil | year_group | fsm | sen
        ann   | 3          | Yes | K
        bob   | 3          | Yes | K
        cat   | 3          | No  | N
        dan   | 3          |     |
        """
    )
    county.add_marks(
        r"""
        pupil | date       | AM | PM
        ann   | 2024-09-16 | I  | \
        bob   | 2024-09-16 | /  | \
        cat   | 2024-09-16 | /  | \
        dan   | 2024-09-16 | I  | I
        """
    )
    rows = [cell(row) for row in asked(county, "crossed_cohorts", **FSM_BY_SEN)]
    assert rows == [
        ("yes", "K", 2, 0.25, 1, 0.5),
        ("no", "N", 1, 0.0, 0, 0.0),
        ("unknown", "unknown", 1, 1.0, 1, 1.0),
    ]
    rows = [cell(row) for row in asked(county, "crossed_cohorts", **FSM_BY_SEN, smallest_group=2)]
    assert rows == [("yes", "K", 2, 0.25, None, None)]


FSM_BY_SEN = {"first_cohort": "fsm", "second_cohort": "sen"}


def cell(row):
    """A crossed pair of values with its figures, without what the values are called."""
    return tuple(value for name, value in row.items() if not name.endswith("_name"))


def test_any_two_cohorts_are_crossed_in_either_order(tmp_path):
    county = small_county(tmp_path)
    county.add_pupils(
        """
        pupil | year_group | sex | child_in_need | child_protection_plan
        ann   | 10         | F   | Yes           | No
        bob   | 9          | M   | No            | No
        cat   | 10         | F   | No            |
        """
    )
    county.add_marks(
        r"""
        pupil | date       | AM | PM
        ann   | 2024-09-16 | I  | I
        bob   | 2024-09-16 | /  | I
        cat   | 2024-09-16 | /  | \
        """
    )
    crossing = {"first_cohort": "social worker", "second_cohort": "year group"}
    rows = asked(county, "crossed_cohorts", **crossing)
    assert [(row["first_name"], row["second_name"], row["absence_rate"]) for row in rows] == [
        ("Social worker", "Year 10", 1.0),
        ("No social worker", "Year 9", 0.5),
        ("Social worker not known", "Year 10", 0.0),
    ]
    turned = {"first_cohort": "year group", "second_cohort": "sex"}
    rows = asked(county, "crossed_cohorts", **turned)
    assert [(row["first_value"], row["second_name"], row["enrolments"]) for row in rows] == [
        ("Year 9", "Boys", 1),
        ("Year 10", "Girls", 2),
    ]


def test_a_pupil_in_no_file_is_in_no_known_cohort(tmp_path):
    county = small_county(tmp_path)
    county.add_pupils("pupil | year_group | fsm\nann | 3 | Yes")
    county.add_marks("pupil | date | AM | PM\nann | 2024-09-16 | / | /\nzed | 2024-09-16 | I | I")
    rows = asked(county, "crossed_cohorts", **FSM_BY_SEN)
    assert [cell(row)[:3] for row in rows] == [("yes", "unknown", 1)]
