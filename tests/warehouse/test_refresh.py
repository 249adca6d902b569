"""A warehouse that marks were added to equals one that was built from all loads at once."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from attendance.warehouse import county, refresh
from attendance.warehouse.loads import MARKS
from tests.queries.county import TERMS, County
from tests.queries.drawn_counties import counties

some = settings(
    max_examples=14,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    database=None,
)

BEFORE = r"""
    school | pupil | date       | AM | PM
    115001 | ann   | 2024-09-09 | /  | I
    115001 | ann   | 2024-09-10 | I  | I
    115001 | bob   | 2024-09-09 | O  | O
    115002 | cat   | 2024-09-09 | /  | \
    115001 | ann   | 2024-09-16 | /  | \
    115001 | bob   | 2024-09-16 | O  | N
"""


@pytest.fixture(autouse=True)
def every_share(monkeypatch):
    """Refresh however much is touched: a small county is soon touched as a whole."""
    monkeypatch.setattr(refresh, "LARGEST_SHARE_REFRESHED", float("inf"))


def rows(shop):
    """The rows of every table that is kept."""
    return {
        name: Counter(
            tuple(tuple(sorted(cell)) if isinstance(cell, list) else cell for cell in row)
            for row in shop.table(f"warehouse.{name}").fetchall()
        )
        for name in county.TABLES
    }


def assert_refreshed_equals_built(drawn, arrived):
    with drawn.refreshed(arrived) as shop:
        refreshed = rows(shop)
    with drawn.built() as shop:
        built = rows(shop)
    for name in county.TABLES:
        assert refreshed[name] == built[name], (
            name,
            "refreshed only",
            list((refreshed[name] - built[name]).items())[:4],
            "built only",
            list((built[name] - refreshed[name]).items())[:4],
        )


@some
@given(drawn=counties())
def test_any_last_load_of_a_random_county(drawn, tmp_path_factory):
    made = drawn.county(tmp_path_factory.mktemp("county"))
    marks = [load for load in made.loads if load.kind == MARKS and load.rows]
    assume(len(marks) > 1)
    try:
        assert_refreshed_equals_built(made, marks[-1:])
    except refresh.RebuildNeededError:
        assume(False)


@pytest.mark.parametrize(
    "arriving",
    [
        pytest.param("115001 | ann | 2024-09-17 | I | I", id="a day of one school"),
        pytest.param("115001 | ann | 2024-09-09 | I | I", id="a correction further back"),
        pytest.param("115002 | cat | 2024-09-16 | O | O", id="a late school"),
        pytest.param("115001 | ann | 2024-09-23 | I | I", id="a week that nobody had"),
        pytest.param("115001 | dan | 2024-09-16 | / | L", id="a pupil that no file has"),
        pytest.param("115001 | bob | 2024-09-17 | O | O", id="a spell that goes on"),
        pytest.param("115001 | bob | 2024-09-23 | X | O", id="a spell that goes on past an X"),
        pytest.param("115001 | bob | 2024-09-23 | / | O", id="a spell that ends"),
        pytest.param("115002 | cat | 2024-09-23 | O | O", id="a spell of a school without news"),
        pytest.param("115001 | bob | 2024-09-09 | / | \\", id="a code that is no longer there"),
        pytest.param("115001 | ann | 2024-09-10 | / | I", id="a code that is there less often"),
        pytest.param("115001 | ann | 2025-09-08 | / | O", id="another academic year"),
        pytest.param("115001 | bob | 2024-10-30 | / | O", id="a week in the holidays"),
        pytest.param("115002 | cat | 2025-06-09 | O | O", id="after the late May half term"),
    ],
)
def test_what_may_arrive(arriving, tmp_path):
    drawn = County(tmp_path)
    drawn.add_schools(
        "urn | establishment_number | school_name\n115001 | 2001 | Alpha\n115002 | 4002 | Beta"
    )
    drawn.add_pupils(
        "school | pupil | year_group\n115001 | ann | 3\n115001 | bob | 4\n115002 | cat | 11"
    )
    drawn.add_marks(BEFORE)
    arrived = drawn.add_marks(f"school | pupil | date | AM | PM\n{arriving}")
    assert_refreshed_equals_built(drawn, [arrived])


@pytest.mark.parametrize(
    ("arriving", "shared"),
    [
        ("115001 | A123456789012 | 2024-09-10 | I | /", {9, 10}),
        ("115001 | A123456789012 | 2024-09-09 | C | /", set()),
        ("115002 | A123456789012 | 2024-09-09 | / | /", set()),
        ("115001 | bob           | 2024-09-09 | I | I", {9}),
    ],
)
def test_days_ill_at_two_schools_after_marks_arrive(arriving, shared, tmp_path):
    """Ann was ill on the 9th at both schools, on the 10th at the second."""
    drawn = County(tmp_path)
    drawn.add_schools(
        "urn | establishment_number | school_name\n115001 | 2001 | Alpha\n115002 | 4002 | Beta"
    )
    drawn.add_marks(
        r"""
        school | pupil         | date       | AM | PM
        115001 | A123456789012 | 2024-09-09 | I  | \
        115001 | bob           | 2024-09-09 | /  | \
        115002 | A123456789012 | 2024-09-09 | /  | I
        115002 | A123456789012 | 2024-09-10 | /  | I
        """
    )
    arrived = drawn.add_marks(f"school | pupil | date | AM | PM\n{arriving}")
    assert_refreshed_equals_built(drawn, [arrived])
    with drawn.refreshed([arrived]) as shop:
        days = shop.table("warehouse.shared_illness_days").fetchall()
    assert {(day.day, more) for day, _, more in days} == {(day, 1) for day in shared}


@pytest.mark.parametrize(
    ("arriving", "shared", "sessions"),
    [
        ("115001 | A123456789012 | 2024-09-12 | O | O", 6, 8),
        ("115001 | A123456789012 | 2024-09-09 | C | O", 5, 6),
        ("115002 | A123456789012 | 2024-09-09 | / | N", 5, 6),
        ("115002 | A123456789012 | 2024-09-16 | N | /", 6, 7),
        ("115001 | bob           | 2024-09-16 | O | O", 6, 6),
    ],
)
def test_sessions_missed_at_two_schools_after_marks_arrive(arriving, shared, sessions, tmp_path):
    """Ann missed three days at both schools."""
    drawn = County(tmp_path)
    drawn.add_schools(
        "urn | establishment_number | school_name\n115001 | 2001 | Alpha\n115002 | 4002 | Beta"
    )
    drawn.add_marks(
        r"""
        school | pupil         | date       | AM | PM
        115001 | A123456789012 | 2024-09-09 | O  | O
        115001 | A123456789012 | 2024-09-10 | N  | O
        115001 | A123456789012 | 2024-09-11 | N  | N
        115002 | A123456789012 | 2024-09-09 | O  | N
        115002 | A123456789012 | 2024-09-10 | N  | U
        115002 | A123456789012 | 2024-09-11 | G  | N
        115001 | bob           | 2024-09-09 | /  | \
        """
    )
    arrived = drawn.add_marks(f"school | pupil | date | AM | PM\n{arriving}")
    assert_refreshed_equals_built(drawn, [arrived])
    with drawn.refreshed([arrived]) as shop:
        assert len(shop.table("warehouse.shared_penalty_sessions")) == shared
        windows = shop.table("warehouse.penalty_windows").order("week_commencing desc").fetchall()
    assert windows[0][4] == sessions


def test_a_window_that_begins_after_a_week_closed_here_alone_is_counted_whole(tmp_path):
    """Ann missed six sessions at Alpha in a week in which Beta was closed; they count to Beta's
    week of 4 November, the first of ten that end with the week that arrives."""
    drawn = County(tmp_path)
    drawn.add_schools(
        "urn | establishment_number | school_name\n115001 | 2001 | Alpha\n115002 | 4002 | Beta"
    )
    closed = date(2024, 10, 21)
    for urn, last_day in ((115001, "2024-10-25"), (115002, "2024-10-18")):
        drawn.add_term_dates(TERMS.replace("2024-10-25", last_day), urn=urn)
    drawn.add_marks(
        "school | pupil | date | AM | PM\n"
        + "".join(
            f"115002 | A123456789012 | {day} | / | /\n" for day in ("2024-09-02", "2025-01-13")
        )
        + "\n".join(
            f"115001 | A123456789012 | {closed + timedelta(days=day)} | O | O" for day in range(3)
        )
    )
    arrived = drawn.add_marks(
        "school | pupil | date | AM | PM\n115002 | A123456789012 | 2025-01-20 | O | /"
    )
    assert_refreshed_equals_built(drawn, [arrived])
    with drawn.refreshed([arrived]) as shop:
        windows = shop.table("warehouse.penalty_windows").filter("school_id = 115002")
        newest = windows.order("week_commencing desc").fetchall()[0]
    assert (newest[0], newest[3], newest[4]) == (date(2025, 1, 20), date(2024, 11, 4), 7)


def test_what_came_after_the_late_may_half_term_is_carried_on(tmp_path):
    drawn = County(tmp_path)
    drawn.add_schools("urn | establishment_number | school_name\n115002 | 4002 | Beta")
    drawn.add_pupils("school | pupil | year_group\n115002 | cat | 11")
    drawn.add_marks("school | pupil | date | AM | PM\n115002 | cat | 2025-06-09 | / | I")
    arrived = drawn.add_marks("school | pupil | date | AM | PM\n115002 | cat | 2025-06-16 | / | O")
    assert_refreshed_equals_built(drawn, [arrived])


def test_the_week_that_the_calendar_year_turns_in_goes_on_with_the_academic_year(tmp_path):
    drawn = County(tmp_path)
    drawn.add_schools("urn | establishment_number | school_name\n115001 | 2001 | Alpha")
    heading = "school | pupil | date | AM | PM\n115001 | ann | "
    drawn.add_marks(heading + "2024-09-09 | / | I")
    drawn.add_marks(heading + "2025-01-07 | / | I")
    arrived = drawn.add_marks(heading + "2025-01-02 | O | I")
    assert_refreshed_equals_built(drawn, [arrived])


def test_a_school_that_is_not_known_needs_a_rebuild(tmp_path):
    drawn = County(tmp_path)
    drawn.add_marks(BEFORE)
    arrived = drawn.add_marks("school | pupil | date | AM | PM\n115009 | eve | 2024-09-17 | / | I")
    with pytest.raises(refresh.RebuildNeededError), drawn.refreshed([arrived]):
        pass


def test_more_marks_than_fit_into_memory_need_a_rebuild(tmp_path, monkeypatch):
    drawn = County(tmp_path)
    drawn.add_schools("urn | establishment_number | school_name\n115001 | 2001 | Alpha")
    drawn.add_marks("school | pupil | date | AM | PM\n115001 | ann | 2024-09-09 | / | I")
    arrived = drawn.add_marks("school | pupil | date | AM | PM\n115001 | ann | 2024-09-16 | / | O")
    monkeypatch.setattr(refresh, "MOST_MARKS_REFRESHED", 2)
    with drawn.refreshed([arrived]):
        pass
    monkeypatch.setattr(refresh, "MOST_MARKS_REFRESHED", 1)
    with pytest.raises(refresh.RebuildNeededError), drawn.refreshed([arrived]):
        pass


@pytest.mark.parametrize(
    "arriving",
    [
        pytest.param("eve | 2024-09-17 | O | O", id="a run goes on"),
        pytest.param("eve | 2024-09-17 | C | C", id="leave ends it"),
        pytest.param("eve | 2024-09-11 | C | O", id="leave is found to have parted it"),
        pytest.param("fay | 2024-09-18 | I | I", id="a spell goes on that a run ended in before"),
        pytest.param("fay | 2024-09-09 | O | O", id="a run gets longer at its start"),
        pytest.param("eve | 2024-09-09 | / | O", id="a run gets too short"),
        pytest.param("gus | 2024-09-17 | O | O", id="a run with a mark missing goes on"),
    ],
)
def test_runs_without_leave_after_marks_arrive(arriving, tmp_path):
    drawn = County(tmp_path)
    drawn.add_schools("urn | establishment_number | school_name\n115001 | 2001 | Alpha")
    pupils = ("eve", "fay", "gus")
    drawn.add_pupils(
        "\n".join(["school | pupil | year_group", *[f"115001 | {pupil} | 7" for pupil in pupils]])
    )
    days = [f"2024-09-{day:02}" for day in (10, 11, 12, 13, 16)]
    lines = [
        "pupil | date | AM | PM",
        *[f"{pupil} | {day} | O | O" for pupil in pupils for day in days],
    ]
    lines.remove("gus | 2024-09-12 | O | O")
    drawn.add_marks("\n".join([*lines, "fay | 2024-09-17 | I | I"]))
    arrived = drawn.add_marks(f"pupil | date | AM | PM\n{arriving}")
    assert_refreshed_equals_built(drawn, [arrived])
