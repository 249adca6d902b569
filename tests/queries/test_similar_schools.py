"""The schools most like one, on small registers whose distances are worked by hand."""

import math

import pytest

from attendance import queries
from tests.queries.similar_county import (
    ALPHA,
    BETA,
    DELTA,
    GAMMA,
    SCHOOLS,
    WEIGHTS,
    parts,
    similar,
    small_county,
)


@pytest.fixture
def drawn(tmp_path):
    return small_county(tmp_path, SCHOOLS)


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


def test_weights_are_those_of_the_phase_and_sum_to_all(drawn):
    query = queries.load("data/similar_school_weights")
    with drawn.published() as warehouse:
        rows = warehouse.execute(query.statement, {"education_phase": "Primary"}).fetchall()
        assert warehouse.execute(query.statement, {"education_phase": "Special"}).fetchall() == []
    assert [(row[0], row[2]) for row in rows] == [("pupils", 3), ("urban_rural", 2), ("fsm", 1)]
    assert sum(row[3] for row in rows) == pytest.approx(1)
