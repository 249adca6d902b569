"""A school beside the similar ones taken together, on small registers, and who is told what."""

import math
from datetime import date

import numpy as np
import pytest

from attendance import statistics
from attendance.statistics import PupilSums
from tests.queries.similar_county import ALPHA, BETA, DELTA, GAMMA, SCHOOLS, similar, small_county


@pytest.fixture
def drawn(tmp_path):
    return small_county(tmp_path, SCHOOLS)


def test_the_schools_together_are_sums_not_means(drawn):
    """Beta 1 of 4, Gamma 1 of 4, Delta 0 of 2; eve and gus are persistently absent."""
    own = similar(drawn)[ALPHA]
    assert (own["pooled_schools"], own["pooled_enrolments"]) == (3, 5)
    assert own["pooled_attendance_rate"] == pytest.approx(8 / 10)
    assert (own["pooled_lowest_rate"], own["pooled_highest_rate"]) == (0.75, 1)
    assert own["pooled_persistent_rate"] == pytest.approx(2 / 5)
    assert own["attendance_points"] == pytest.approx(100 * (6 / 8 - 8 / 10))
    assert own["persistent_points"] == pytest.approx(100 * (1 / 3 - 2 / 5))


def test_only_the_schools_own_row_tells_of_them_together(drawn):
    rows = similar(drawn)
    assert {rows[school]["pooled_schools"] for school in (BETA, GAMMA, DELTA)} == {None}


def test_chance_reaches_as_far_as_pupils_differ_within_schools(drawn):
    """Possible and absent of Alpha's pupils 2 2, 2 0, 4 0; of the others' each 2 possible."""
    schools = [
        [(2, 2), (2, 0), (4, 0)],
        [(2, 0), (2, 1)],
        [(2, 0), (2, 1)],
        [(2, 0)],
    ]
    found = [np.array(pupils, dtype=float).T for pupils in schools]
    sums = PupilSums(
        *(
            np.array([of_school(possible, absent) for possible, absent in found])
            for of_school in (
                lambda p, a: len(p),
                lambda p, a: p.sum(),
                lambda p, a: a.sum(),
                lambda p, a: (p * p).sum(),
                lambda p, a: (a * p).sum(),
                lambda p, a: (a * a).sum(),
            )
        )
    )
    spread = statistics.pupil_spread(sums)
    mean = 18 / 8
    reach = 3.09 * 100 * spread * math.sqrt(mean / 8 + mean / 10)
    assert similar(drawn)[ALPHA]["attendance_reach_points"] == pytest.approx(reach)


def test_the_reach_of_persistent_absence_counts_two_more_and_two_not(drawn):
    """1 of 3, and 2 of 5: with two and two, 3 of 7 and 4 of 9."""
    variance = 3 * 4 / 7**3 + 4 * 5 / 9**3
    reach = similar(drawn)[ALPHA]["persistent_reach_points"]
    assert reach == pytest.approx(3.09 * 100 * math.sqrt(variance))


def test_a_school_left_out_is_not_counted_and_no_other_steps_in(drawn):
    rows = similar(drawn, most_similar=2, left_out=[BETA])
    assert list(rows) == [ALPHA, DELTA, BETA]
    assert (rows[BETA]["is_left_out"], rows[BETA]["is_pooled"]) == (True, False)
    assert rows[BETA]["attendance_rate"] == 0.75
    assert (rows[ALPHA]["pooled_schools"], rows[ALPHA]["pooled_attendance_rate"]) == (1, 1)


def test_the_school_itself_and_strangers_cannot_be_left_out(drawn):
    assert similar(drawn, left_out=[ALPHA, 999999]) == similar(drawn)


def test_with_all_left_out_there_is_nothing_to_compare_with(drawn):
    own = similar(drawn, left_out=[BETA, GAMMA, DELTA])[ALPHA]
    assert own["attendance_rate"] == 0.75
    assert own["pooled_schools"] is None and own["attendance_points"] is None


def test_schools_that_sent_few_weeks_are_listed_but_not_counted(drawn):
    """All but Delta send a second week; Delta has sent one of two."""
    drawn.add_marks(
        r"""
        school | pupil | date       | AM | PM
        115001 | ann   | 2024-09-16 | /  | \
        115002 | dan   | 2024-09-16 | /  | \
        115003 | fay   | 2024-09-16 | /  | \
        """
    )
    last_week = date(2024, 9, 16)
    rows = similar(drawn, last_week=last_week, smallest_share_pooled=0.6)
    assert rows[DELTA]["is_pooled"] is False
    assert rows[DELTA]["weeks_sent_share"] < 0.6 <= rows[BETA]["weeks_sent_share"]
    assert rows[ALPHA]["pooled_schools"] == 2
    own = similar(drawn, school_id=DELTA, last_week=last_week, smallest_share_pooled=0.6)[DELTA]
    assert own["attendance_rate"] == 1 and own["attendance_points"] is None


MARKS_OF_A_SCHOOL = (
    "is_pooled",
    "weeks_sent_share",
    "enrolments",
    "attendance_rate",
    "persistently_absent",
    "persistent_absence_rate",
)


def test_marks_of_schools_not_to_be_seen_are_told_together_only(drawn):
    rows = similar(drawn, visible_schools=[ALPHA], smallest_pool=3)
    for school in (BETA, GAMMA, DELTA):
        assert {rows[school][name] for name in MARKS_OF_A_SCHOOL} == {None}
    assert rows[BETA]["pupils"] == 200
    assert rows[ALPHA]["pooled_attendance_rate"] == pytest.approx(8 / 10)


def test_few_schools_not_to_be_seen_are_not_told_together(drawn):
    own = similar(drawn, visible_schools=[ALPHA], smallest_pool=4)[ALPHA]
    assert own["attendance_rate"] == 0.75
    assert {value for name, value in own.items() if name.startswith("pooled_")} == {None}
    assert {value for name, value in own.items() if name.endswith("_points")} == {None}


def test_an_own_school_among_them_does_not_make_them_enough(drawn):
    """Beta is the viewer's own too: what is left, Gamma and Delta, are two."""
    seen = {"visible_schools": [ALPHA, BETA]}
    assert similar(drawn, **seen, smallest_pool=2)[ALPHA]["pooled_schools"] == 3
    assert similar(drawn, **seen, smallest_pool=3)[ALPHA]["pooled_schools"] is None


def test_a_school_not_to_be_seen_cannot_be_left_out(drawn):
    """Sums with it and without it would tell its own."""
    seen = {"visible_schools": [ALPHA, BETA], "smallest_pool": 1}
    kept = similar(drawn, **seen)
    assert similar(drawn, **seen, left_out=[GAMMA, DELTA]) == kept
    assert similar(drawn, **seen, left_out=[BETA, GAMMA])[ALPHA]["pooled_schools"] == 2


def test_a_school_not_to_be_seen_has_no_similar_schools(drawn):
    assert similar(drawn, visible_schools=[BETA, GAMMA, DELTA]) == {}


def test_small_groups_are_not_told_of(drawn):
    rows = similar(drawn, smallest_group=2)
    assert rows[BETA]["enrolments"] == 2 and rows[BETA]["persistently_absent"] is None
    assert rows[DELTA]["enrolments"] is None and rows[DELTA]["attendance_rate"] is None
    assert rows[ALPHA]["persistent_points"] is None


def test_small_counts_together_are_not_told_of(drawn):
    own = similar(drawn, smallest_group=3)[ALPHA]
    assert own["pooled_attendance_rate"] == pytest.approx(8 / 10)
    assert own["pooled_persistent_rate"] is None
