"""The need for a meeting on small registers whose answers are worked by hand, and the places that
people give schools."""

from datetime import date

import pytest

from attendance import queries
from tests.queries.county import County

WEEK = date(2024, 9, 9)
CHOICE = {
    "academic_year": "2024/25",
    "year_first_day": date(2024, 8, 1),
    "first_week": WEEK,
    "last_week": WEEK,
    "last_year_first_week": None,
    "last_year_last_week": None,
    "as_of": date(2024, 9, 13),
    "education_phase": None,
    "quadrant": None,
    "chance_limit": 1.96,
    "sure_limit": 3.09,
    "smallest_share_sent": 0.9,
    "fewest_for_intake": 10,
    "penalty_sessions": 10,
    "illness_days": 15,
    "weighted_parts": [],
    "part_weights": [],
    "met_schools": [],
    "met_dates": [],
    "overdue_schools": [],
    "overdue_counts": [],
    "override_schools": [],
    "override_ranks": [],
    "visible_schools": [115001, 115002, 115003, 115004],
}
ALPHA, BETA, GAMMA, DELTA = 115001, 115002, 115003, 115004
DAYS = [date(2024, 9, day) for day in range(9, 14)]


def marks_of(school, pupil, code, first="/"):
    """A whole week of one code; its first session may be another."""
    lines = [f"{school} | {pupil} | {day} | {code} | {code}" for day in DAYS]
    return [f"{school} | {pupil} | {DAYS[0]} | {first} | {code}", *lines[1:]]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    """Four primary schools. Alpha: one pupil ill all week. Beta: one missed a session of ten.
    Gamma: one away without leave all week. Delta has sent nothing."""
    county = County(tmp_path_factory.mktemp("need"))
    county.add_schools(
        """
        urn    | establishment_number | school_name | phase_label | district
        115001 | 2001                 | Alpha       | Primary     | Colchester
        115002 | 2002                 | Beta        | Primary     | Harlow
        115003 | 2003                 | Gamma       | Primary     | Harlow
        115004 | 2004                 | Delta       | Primary     | Harlow
        """
    )
    county.add_pupils(
        """
        school | pupil | year_group
        115001 | ann   | 3
        115001 | bob   | 3
        115002 | cat   | 3
        115002 | dan   | 3
        115003 | eve   | 3
        115003 | fay   | 3
        115004 | gus   | 3
        """
    )
    lines = ["school | pupil | date | AM | PM"]
    lines += marks_of(ALPHA, "ann", "/") + marks_of(ALPHA, "bob", "I", "I")
    lines += marks_of(BETA, "cat", "/", "I") + marks_of(BETA, "dan", "/")
    lines += marks_of(GAMMA, "eve", "O", "O") + marks_of(GAMMA, "fay", "/")
    county.add_marks("\n".join(lines))
    county.add_term_dates("half_term | first_day | last_day\n1 | 2024-09-09 | 2024-10-25")
    with county.published() as warehouse:
        yield warehouse


@pytest.fixture
def asked(warehouse):
    def ask(**choice):
        rows = warehouse.sql(queries.load("tsm/need").sql, params=CHOICE | choice).df()
        return {row["school_id"]: row for row in rows.to_dict("records")}

    return ask


def test_the_need_is_what_its_parts_come_to(asked):
    rows = asked()
    # Severely absent: 1 of at least 5, of 25 points. Over a threshold: 1 of at least 10, of 10
    # points. No meeting on record: 10 points. Not sent: 1 of 6 weeks, of 5 points.
    told = {
        school: (row["severe_score"], row["thresholds_score"], row["reporting_score"], row["need"])
        for school, row in rows.items()
    }
    assert told == {
        GAMMA: (5.0, 1.0, 0.0, 16.0),
        ALPHA: (5.0, 0.0, 0.0, 15.0),
        DELTA: (0.0, 0.0, 0.8, 10.8),
        BETA: (0.0, 0.0, 0.0, 10.0),
    }
    assert [row["place"] for row in rows.values()] == [1, 2, 3, 4]


def test_what_was_never_sent_is_no_good_attendance_and_no_bad_one(asked):
    delta = asked()[DELTA]
    assert delta["enrolments"] == 0 and delta["weeks_not_sent"] == delta["weeks_due"] == 1
    standings = [delta[f"{part}_standing"] for part in ("persistent", "worsening", "unauthorised")]
    assert standings == ["not judged"] * 3


@pytest.mark.parametrize(
    ("limit", "standing", "score"),
    [(1.15, "unlikely to be chance", 15.0), (1.16, "could be chance", 0.0)],
)
def test_unauthorised_absence_counts_beyond_what_pupils_differ_by(limit, standing, score, asked):
    # Gamma: 10 of 20, the phase 10 of 60: a third more. Squares about schools' means are 50 over
    # 6 pupils less 3 schools: a spread of 4.08 of 10 sessions; of two pupils 0.289. That is
    # 1.1547 of these.
    gamma = asked(sure_limit=limit)[GAMMA]
    assert (gamma["unauthorised_standing"], gamma["unauthorised_score"]) == (standing, score)


def test_a_pupil_on_the_threshold_counts_and_one_below_does_not(asked):
    assert asked(penalty_sessions=10)[GAMMA]["pupils_over_sessions"] == 1
    assert asked(penalty_sessions=11)[GAMMA]["pupils_over"] == 0
    assert asked(illness_days=5)[ALPHA]["pupils_over_illness"] == 1
    assert asked(illness_days=6)[ALPHA]["pupils_over"] == 0
    both = asked(illness_days=5)
    assert both[GAMMA]["pupils_over"] == both[ALPHA]["pupils_over"] == 1


@pytest.mark.parametrize(
    ("met", "days", "score"),
    [
        (date(2024, 9, 13), 0, 0.0),
        (date(2024, 9, 20), 0, 0.0),
        (date(2024, 3, 15), 182, 5.0),
        (date(2023, 9, 14), 365, 10.0),
        (date(2022, 9, 14), 730, 10.0),
    ],
)
def test_the_time_since_a_meeting_counts_up_to_a_year(met, days, score, asked):
    beta = asked(met_schools=[BETA], met_dates=[met])[BETA]
    assert (beta["days_since_meeting"], beta["meeting_score"]) == (days, score)
    assert beta["need"] == score


@pytest.mark.parametrize(("actions", "score"), [(1, 1.0), (5, 5.0), (6, 5.0)])
def test_actions_overdue_count_up_to_five(actions, score, asked):
    beta = asked(overdue_schools=[BETA], overdue_counts=[actions])[BETA]
    assert (beta["actions_overdue"], beta["overdue_score"]) == (actions, score)


@pytest.mark.parametrize(
    ("given", "order"),
    [
        ({}, [GAMMA, ALPHA, DELTA, BETA]),
        ({BETA: 1}, [BETA, GAMMA, ALPHA, DELTA]),
        ({GAMMA: 4}, [ALPHA, DELTA, BETA, GAMMA]),
        ({GAMMA: 2}, [ALPHA, GAMMA, DELTA, BETA]),
        ({ALPHA: 2}, [GAMMA, ALPHA, DELTA, BETA]),
        ({BETA: 1, DELTA: 1}, [DELTA, BETA, GAMMA, ALPHA]),
        ({BETA: 2, DELTA: 2}, [GAMMA, DELTA, BETA, ALPHA]),
        ({BETA: 2, GAMMA: 1}, [GAMMA, BETA, ALPHA, DELTA]),
        ({GAMMA: 9}, [ALPHA, DELTA, BETA, GAMMA]),
        ({GAMMA: 9, ALPHA: 9}, [DELTA, BETA, GAMMA, ALPHA]),
        ({GAMMA: 4, ALPHA: 3, DELTA: 2, BETA: 1}, [BETA, DELTA, ALPHA, GAMMA]),
    ],
)
def test_a_school_stands_where_it_is_put_and_the_others_keep_their_order(given, order, asked):
    rows = asked(override_schools=list(given), override_ranks=list(given.values()))
    assert list(rows) == order
    assert [row["place"] for row in rows.values()] == [1, 2, 3, 4]
    assert {school for school, row in rows.items() if row["is_moved"]} == set(given)
    by_need = {school: row["place_by_need"] for school, row in rows.items()}
    assert by_need == {GAMMA: 1, ALPHA: 2, DELTA: 3, BETA: 4}


def test_a_filter_takes_schools_away_and_no_places(asked):
    rows = asked(quadrant="West")
    assert {school: row["place"] for school, row in rows.items()} == {GAMMA: 1, DELTA: 3, BETA: 4}
    assert asked(visible_schools=[]) == {}
