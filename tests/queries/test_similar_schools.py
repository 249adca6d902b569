"""The schools most like one, on small registers whose distances are worked by hand."""

import math
from datetime import date

import numpy as np
import pytest

from attendance import queries, rules, statistics
from attendance.statistics import PupilSums
from tests.queries.county import TERMS, County

WEEK = date(2024, 9, 9)
WEIGHTS = """education_phase,factor,factor_name,weight,smallest_step,how_measured
Primary,pupils,Size,3,,pupils
Primary,fsm,Free school meals,1,,share
Primary,urban_rural,Urban or rural,2,,the same or not
"""
ALPHA, BETA, GAMMA, DELTA = 115001, 115002, 115003, 115004
USUAL = rules.PARAMETERS | {
    "school_id": ALPHA,
    "last_week": WEEK,
    "left_out": None,
    "most_similar": 20,
    "smallest_pool": 5,
    "smallest_known_share": 0.5,
    "smallest_share_pooled": 0.9,
    "smallest_group": 1,
    "visible_schools": [ALPHA, BETA, GAMMA, DELTA],
}
SCHOOLS = """
    urn    | establishment_number | school_name | pupils | fsm_share | urban_rural
    115001 | 2001                 | Alpha       | 100    | 0.2       | Urban city and town
    115002 | 2002                 | Beta        | 200    | 0.2       | Urban city and town
    115003 | 2003                 | Gamma       | 300    | 0.4       | Rural village
    115004 | 2004                 | Delta       |        | 0.2       | Urban city and town
    """
PUPILS = """
    school | pupil | year_group | sen | eal
    115001 | ann   | 3          | K   | No
    115001 | bob   | 3          | N   | No
    115001 | cat   | 3          | N   | No
    115002 | dan   | 3          | N   | No
    115002 | eve   | 3          | N   | Yes
    115003 | fay   | 3          |     | Yes
    115003 | gus   | 3          |     | No
    115004 | hal   | 3          | E   | Yes
    """
MARKS = r"""
    school | pupil | date       | AM | PM
    115001 | ann   | 2024-09-09 | I  | I
    115001 | bob   | 2024-09-09 | /  | \
    115001 | cat   | 2024-09-09 | /  | \
    115001 | cat   | 2024-09-10 | /  | \
    115002 | dan   | 2024-09-09 | /  | \
    115002 | eve   | 2024-09-09 | /  | O
    115003 | fay   | 2024-09-09 | /  | \
    115003 | gus   | 2024-09-09 | I  | \
    115004 | hal   | 2024-09-09 | /  | \
    """
"""Alpha misses 2 of 8, Beta 1 of 4, Gamma 1 of 4, Delta none of 2."""


@pytest.fixture
def drawn(tmp_path):
    return small_county(tmp_path, SCHOOLS)


def small_county(folder, schools, weights=WEIGHTS):
    """These schools with the pupils and marks above, compared by these weights."""
    (folder / "reference").mkdir()
    (folder / "reference" / "similar_school_weights.csv").write_text(weights, encoding="utf-8")
    county = County(folder)
    county.add_schools(schools)
    county.add_term_dates(TERMS)
    county.add_pupils(PUPILS)
    county.add_marks(MARKS)
    return county


def similar(county, **params):
    """The rows by school, in their order."""
    query = queries.load("school/similar_schools")
    given = {key: value for key, value in (USUAL | params).items() if key in query.params}
    with county.built() as shop:
        rows = shop.execute(query.statement, given)
        columns = [column[0] for column in rows.description]
        found = [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]
    return {row["school_id"]: row for row in found}


def parts(row):
    """The parts of a distance that are known."""
    return {
        name.removesuffix("_part"): value
        for name, value in row.items()
        if name.endswith("_part") and value is not None
    }


PUPILS_STEP = math.sqrt(20000 / 3)
"""100, 200, 300: the standard deviation is 81.6."""
FSM_STEP = math.sqrt(0.0075)
"""0.2, 0.2, 0.4, 0.2: it is 0.087."""


def test_the_distance_is_the_weighted_mean_of_steps_and_its_parts_sum_to_it(drawn):
    rows = similar(drawn)
    assert parts(rows[BETA]) == pytest.approx(
        {"pupils": 3 * 100 / PUPILS_STEP / 6, "fsm": 0, "urban_rural": 0}
    )
    assert parts(rows[GAMMA]) == pytest.approx(
        {"pupils": 3 * 200 / PUPILS_STEP / 6, "fsm": 0.2 / FSM_STEP / 6, "urban_rural": 2 / 6}
    )
    for row in rows.values():
        assert sum(parts(row).values()) == pytest.approx(row["distance"])
        assert row["known_share"] == (0.5 if row["school_id"] == DELTA else 1)


def test_the_nearest_comes_first_after_the_school_itself(drawn):
    rows = similar(drawn)
    assert [(row["school_name"], row["similar_rank"]) for row in rows.values()] == [
        ("Alpha", 0),
        ("Delta", 1),
        ("Beta", 2),
        ("Gamma", 3),
    ]
    assert rows[ALPHA]["distance"] == 0
    assert rows[BETA]["urban_rural"] == "urban" and rows[GAMMA]["urban_rural"] == "rural"


def test_a_factor_that_is_not_known_is_left_out_of_the_pair(drawn):
    """Delta has no count of pupils: of the weights, 3 of 6 are known."""
    rows = similar(drawn)
    assert rows[DELTA]["pupils"] is None
    assert parts(rows[DELTA]) == {"fsm": 0, "urban_rural": 0}
    assert DELTA not in similar(drawn, smallest_known_share=0.51)


def test_without_its_own_value_a_factor_is_left_out_of_every_pair(drawn):
    rows = similar(drawn, school_id=DELTA)
    assert rows[DELTA]["similar_rank"] == 0
    assert {tuple(parts(row)) for row in rows.values()} == {("fsm", "urban_rural")}


def test_schools_equally_far_stand_by_urn(tmp_path):
    rows = similar(
        small_county(
            tmp_path,
            """
            urn    | establishment_number | school_name | pupils
            115003 | 2003                 | Zeta        | 300
            115001 | 2001                 | Alpha       | 200
            115002 | 2002                 | Yota        | 100
            115004 | 2004                 | Beta        | 300
            """,
        )
    )
    assert list(rows) == [ALPHA, BETA, GAMMA, DELTA]
    assert len({round(rows[school]["distance"], 9) for school in (BETA, GAMMA, DELTA)}) == 1


def test_a_step_is_never_smaller_than_the_file_says(tmp_path):
    weights = WEIGHTS.replace("Size,3,,", "Size,3,400,")
    rows = similar(small_county(tmp_path, SCHOOLS, weights))
    assert parts(rows[BETA])["pupils"] == pytest.approx(3 * 100 / 400 / 6)


def test_where_all_are_alike_nobody_is_apart(tmp_path):
    schools = SCHOOLS.replace("0.4", "0.2")
    assert parts(similar(small_county(tmp_path, schools))[GAMMA])["fsm"] == 0


def test_only_the_nearest_are_told(drawn):
    assert list(similar(drawn, most_similar=2)) == [ALPHA, DELTA, BETA]


def test_schools_of_another_phase_or_without_marks_are_not_similar(tmp_path):
    more = """115005 | 2005 | Epsilon | 100 | 0.2 | Urban city and town
    115006 | 4006 | Zeta | 100 | 0.2 | Urban city and town | Secondary
    """
    schools = SCHOOLS.replace("urban_rural\n", "urban_rural | phase_label\n", 1)
    schools = schools.replace("town\n", "town | Primary\n").replace(
        "village\n", "village | Primary\n"
    )
    county = small_county(tmp_path, schools + more.replace("town\n", "town | Primary\n", 1))
    county.add_pupils("school | pupil | year_group\n115005 | ivy | 3\n115006 | jim | 8")
    county.add_marks("school | pupil | date | AM | PM\n115006 | jim | 2024-09-09 | / | I")
    assert set(similar(county)) == {ALPHA, BETA, GAMMA, DELTA}


def test_shares_of_sen_and_eal_are_those_of_the_years_pupils_in_whole_per_cent(drawn):
    rows = similar(drawn)
    assert [rows[school]["sen_share"] for school in (ALPHA, BETA, GAMMA, DELTA)] == [
        0.33,
        0,
        None,
        1,
    ]
    assert [rows[school]["eal_share"] for school in (ALPHA, BETA, GAMMA, DELTA)] == [0, 0.5, 0.5, 1]


def test_shares_of_few_pupils_are_not_told_to_a_viewer_of_no_small_groups(drawn):
    rows = similar(drawn, smallest_group=2)
    assert rows[ALPHA]["sen_share"] is None and rows[BETA]["sen_share"] == 0


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


def test_weights_are_those_of_the_phase_and_sum_to_all(drawn):
    query = queries.load("data/similar_school_weights")
    with drawn.built() as shop:
        rows = shop.execute(query.statement, {"education_phase": "Primary"}).fetchall()
        assert shop.execute(query.statement, {"education_phase": "Special"}).fetchall() == []
    assert [(row[0], row[2]) for row in rows] == [("pupils", 3), ("urban_rural", 2), ("fsm", 1)]
    assert sum(row[3] for row in rows) == pytest.approx(1)
