"""Meetings that took place by quadrant, phase and term, on a small drawn county."""

import pytest

from attendance import queries
from tests.queries.school_county import on_roll, small_county

ALPHA, BETA, GAMMA = 115001, 115002, 115003


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """Each of three schools has a pupil."""
    drawn = small_county(tmp_path_factory.mktemp("counts"))
    for school in (ALPHA, BETA, GAMMA):
        on_roll(drawn, f"p{school}", school=school)
    return drawn


def counts(county, *held, visible=(ALPHA, BETA, GAMMA)):
    """By term, schools, met, not met, meetings and pupils over all quadrants and phases; `held`
    are (school, term, pupils)."""
    with county.published() as warehouse:
        found = queries.run(
            warehouse,
            "tsm/meeting_counts",
            held_schools=[school for school, _, _ in held],
            held_terms=[term for _, term, _ in held],
            held_pupils=[pupils for _, _, pupils in held],
            visible_schools=list(visible),
        )
    rows = found.to_dict("records")
    names = ("schools", "met", "not_met", "meetings", "discussed")
    return {
        term: tuple(sum(row[name] for row in rows if row["term"] == term) for name in names)
        for term in ("autumn", "spring", "summer")
    }


def test_without_a_meeting_every_school_is_not_met(county):
    assert counts(county) == dict.fromkeys(("autumn", "spring", "summer"), (3, 0, 3, 0, 0))


def test_a_school_met_twice_counts_once_and_its_pupils_each_time(county):
    found = counts(
        county,
        (ALPHA, "autumn", 4),
        (ALPHA, "autumn", 3),
        (BETA, "autumn", 0),
        (GAMMA, "spring", 9),
    )
    assert found["autumn"] == (3, 2, 1, 3, 7)
    assert found["spring"] == (3, 1, 2, 1, 9)
    assert found["summer"] == (3, 0, 3, 0, 0)


def test_schools_out_of_sight_and_unknown_ones_count_nowhere(county):
    found = counts(county, (ALPHA, "spring", 4), (999999, "spring", 5), visible=[BETA])
    assert found["spring"] == (1, 0, 1, 0, 0)
