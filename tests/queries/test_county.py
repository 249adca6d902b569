"""What the page on quadrants and phases asks, on small registers worked out by hand."""

from contextlib import contextmanager
from datetime import date

import pytest

from attendance import access, queries
from attendance.sentences import SPLITS
from tests.queries import registers
from tests.queries.county import TERMS, County

RELEASED = """
    published  | period     | area    | phase   | possible | attended
    2024-10-10 | year       | England | Primary | 2000     | 1880
    2024-10-10 | 2024-09-09 | England | Primary | 1000     | 900
    2024-10-10 | 2024-09-16 | England | Primary | 1000     | 980
    2024-10-10 | 2024-09-09 | Essex   | Primary | 1000     | 930
    2024-10-10 | 2024-09-16 | Essex   | Primary | 1000     | 950
"""
"""England is at 94%; the week of 23 September is not published."""
CHOSEN = {
    "home": "Essex",
    "academic_year": "2024/25",
    "first_week": date(2024, 9, 9),
    "last_week": date(2024, 9, 23),
    "last_year_first_week": date(2023, 9, 11),
    "last_year_last_week": date(2023, 9, 11),
    "previous_week": date(2024, 9, 9),
    "education_phase": "Primary",
    "place_kind": "quadrant",
    "split": "quadrant",
    "smallest_coverage": 0.5,
    "smallest_group": 1,
    "visible_schools": [115001, 115002, 115003],
}


@pytest.fixture
def drawn(tmp_path):
    """The county below, to which marks and pupils are added."""
    return draw(tmp_path)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A warehouse of that county beside the releases."""
    with built(draw(tmp_path_factory.mktemp("county"))) as shop:
        yield shop


@contextmanager
def built(county, released=RELEASED):
    """A warehouse of a county beside releases."""
    with county.shop() as shop:
        registers.fill(shop, released)
        county.fill(shop)
        yield shop


def draw(tmp_path):
    """Two primary schools, in two quadrants; Beta sends the first week alone, and Alpha has a
    child in Reception, whom DfE does not count."""
    county = County(tmp_path)
    county.add_schools(
        """
        urn    | establishment_number | school_name | phase_label | district
        115001 | 2001                 | Alpha       | Primary     | Colchester
        115002 | 2002                 | Beta        | Primary     | Basildon
        """
    )
    county.add_term_dates(TERMS)
    county.add_pupils(
        """
        school | pupil | year_group | fsm
        115001 | ann   | 3          | Yes
        115001 | bob   | 4          | No
        115001 | tim   | 0          | No
        115002 | kim   | 3          | No
        """
    )
    county.add_marks(
        r"""
        school | pupil | date       | AM | PM
        115001 | ann   | 2024-09-09 | I  | \
        115001 | ann   | 2024-09-10 | /  | \
        115001 | ann   | 2024-09-16 | I  | I
        115001 | ann   | 2024-09-23 | /  | \
        115001 | bob   | 2024-09-09 | /  | \
        115001 | bob   | 2024-09-10 | /  | \
        115001 | bob   | 2024-09-16 | /  | \
        115001 | bob   | 2024-09-23 | /  | \
        115001 | tim   | 2024-09-09 | /  | \
        115001 | tim   | 2024-09-10 | /  | \
        115001 | tim   | 2024-09-16 | /  | \
        115001 | tim   | 2024-09-23 | /  | \
        115002 | kim   | 2024-09-09 | O  | \
        115002 | kim   | 2024-09-10 | /  | O
        115001 | ann   | 2023-09-11 | I  | \
        """
    )
    return county


def asked(shop, name, **params):
    """The rows of a query on that warehouse, as dictionaries."""
    query = queries.load(name)
    given = {key: (CHOSEN | params)[key] for key in query.params}
    rows = shop.execute(query.sql, given).fetchall()
    return [dict(zip(query.columns, row, strict=True)) for row in rows]


def by_place(shop, **params):
    return {row["place"]: row for row in asked(shop, "county/by_place", **params)}


def parts(rows, name="group_name"):
    return {row[name]: pytest.approx(row["part_points"]) for row in rows}


def test_attendance_is_of_the_weeks_and_the_gap_of_those_that_england_has_too(shop):
    rows = by_place(shop)
    assert list(rows) == ["Essex", "North East", "South"]
    essex = rows["Essex"]
    assert (essex["attended_sessions"], essex["possible_sessions"]) == (15, 20)
    assert essex["attendance_rate"] == 0.75
    assert essex["england_attendance_rate"] == 0.94
    assert essex["gap_points"] == pytest.approx(100 * (11 / 16 - 0.94))
    assert rows["North East"]["gap_points"] == pytest.approx(100 * (9 / 12 - 0.94))
    assert rows["South"]["gap_points"] == pytest.approx(100 * (2 / 4 - 0.94))
    assert essex["england_to"] == date(2024, 9, 16)


def test_a_gap_is_the_pupils_away_beyond_englands_rate_in_each_session_held(shop):
    rows = by_place(shop)
    sessions = 4 + 2
    assert rows["Essex"]["pupils_away"] == pytest.approx((5 - 16 * 0.06) / sessions)
    assert rows["South"]["pupils_away"] == pytest.approx((2 - 4 * 0.06) / sessions)


def test_persistent_and_severe_absence_are_those_of_the_year_so_far(shop):
    rows = by_place(shop)
    of_essex = ("enrolments", "persistently_absent", "severely_absent")
    assert [rows["Essex"][column] for column in of_essex] == [3, 2, 1]  # kim missed half
    assert rows["South"]["severe_absence_rate"] == 1.0
    assert rows["North East"]["persistent_absence_rate"] == 0.5
    assert by_place(shop, last_week=date(2024, 9, 9))["Essex"]["persistently_absent"] == 2


def test_changes_since_last_year_are_of_schools_with_marks_of_both(shop):
    rows = by_place(shop)
    alpha = 100 * ((1 - 3 / 16) - 1 / 2)
    assert rows["North East"]["year_change_points"] == pytest.approx(alpha)
    assert rows["Essex"]["year_change_points"] == pytest.approx(alpha)
    assert rows["South"]["year_change_points"] is None
    assert rows["Essex"]["pa_year_change_points"] == pytest.approx(100 * (1 / 2 - 1))


def test_changes_since_the_half_term_before_compare_the_year_so_far(drawn):
    drawn.add_marks("school | pupil | date | AM | PM\n115001 | bob | 2024-09-24 | O | O")
    with built(drawn) as shop:
        row = by_place(shop)["Essex"]
        without = by_place(shop, previous_week=None)["Essex"]
    assert row["pa_change_points"] == pytest.approx(100 * (3 / 3 - 2 / 3))
    assert row["sa_change_points"] == pytest.approx(0)
    assert without["pa_change_points"] is None


@pytest.mark.parametrize(("smallest", "is_told"), [(10 / 12, True), (10 / 12 + 1e-9, False)])
def test_no_change_is_told_where_too_few_pupils_have_marks(shop, smallest, is_told):
    rows = by_place(shop, smallest_coverage=smallest)
    essex = rows["Essex"]
    assert essex["recorded_share"] == pytest.approx(10 / 12)
    changes = ("year_change_points", "pa_year_change_points", "pa_change_points")
    assert {essex[column] is not None for column in changes} == {is_told}
    assert essex["attendance_rate"] == 0.75
    assert (essex["schools_reported"], essex["schools_due"]) == (1, 2)


def test_districts_come_without_the_county_and_every_phase_if_none_is_chosen(shop):
    rows = asked(shop, "county/by_place", place_kind="district", education_phase=None)
    assert [(row["place"], row["place_kind"]) for row in rows] == [
        ("Basildon", "district"),
        ("Colchester", "district"),
    ]
    assert asked(shop, "county/by_place", education_phase="Secondary") == []


def test_small_groups_have_no_rate_and_small_counts_no_figure(shop):
    rows = by_place(shop, smallest_group=2)
    assert rows["South"]["attendance_rate"] is None and rows["South"]["gap_points"] is None
    alpha = rows["North East"]
    assert alpha["persistently_absent"] is None and alpha["persistent_absence_rate"] is None
    assert alpha["pa_change_points"] is None
    assert alpha["severely_absent"] == 0 and alpha["attendance_rate"] == 13 / 16


def test_without_releases_there_is_no_gap(drawn):
    other = RELEASED.replace("2024-", "2023-")
    with built(drawn, other) as shop:
        row = by_place(shop)["Essex"]
    assert row["attendance_rate"] == 0.75
    assert row["gap_points"] is None and row["england_to"] is None


def test_the_newest_weekly_file_of_the_year_is_the_one_compared_with(drawn):
    revised = RELEASED + "\n".join(
        f"    2024-10-24 | {period} | England | Primary | 1000 | 800"
        for period in ("year", "2024-09-09", "2024-09-16")
    )
    with built(drawn, revised) as shop:
        assert by_place(shop)["Essex"]["england_attendance_rate"] == 0.8


def test_each_week_of_a_quadrant_stands_beside_england(shop):
    rows = asked(shop, "county/quadrants_by_week")
    told = [(row["quadrant"], row["week_commencing"].day, row["attendance_rate"]) for row in rows]
    assert told == [
        ("North East", 9, 7 / 8),
        ("North East", 16, 2 / 4),
        ("North East", 23, 1.0),
        ("South", 9, 0.5),
    ]
    assert [row["england_attendance_rate"] for row in rows[:3]] == [0.9, 0.98, None]
    assert (rows[0]["weeks_below"], rows[0]["weeks_compared"]) == (2, 2)
    assert all(row["is_covered"] for row in rows)


def test_each_district_has_its_tile_and_those_without_marks_no_rate(shop):
    rows = {row["district"]: row for row in asked(shop, "county/district_tiles")}
    assert len(rows) == 12
    colchester = rows["Colchester"]
    assert (colchester["tile_row"], colchester["tile_column"]) == (1, 3)
    assert (colchester["attendance_rate"], colchester["enrolments"]) == (13 / 16, 2)
    assert rows["Basildon"]["attendance_rate"] == 0.5
    assert rows["Maldon"]["attendance_rate"] is None
    few = {row["district"]: row for row in asked(shop, "county/district_tiles", smallest_group=2)}
    assert few["Basildon"]["possible_sessions"] is None
    assert few["Colchester"]["possible_sessions"] == 16


def test_groups_of_pupils_are_listed_in_the_county_and_each_quadrant(shop):
    rows = asked(shop, "county/cohorts")
    told = [
        (row["group_name"], row["place"], row["attendance_rate"], row["persistently_absent"])
        for row in rows
        if row["group_name"] in ("All pupils", "Free school meals")
    ]
    assert told == [
        ("All pupils", "Essex", 0.75, 2),
        ("All pupils", "North East", 13 / 16, 1),
        ("All pupils", "South", 0.5, 1),
        ("Free school meals", "Essex", 5 / 8, 1),
        ("Free school meals", "North East", 5 / 8, 1),
    ]
    assert {row["place"] for row in asked(shop, "county/cohorts", smallest_group=2)} == {
        "Essex",
        "North East",
    }


def test_the_parts_of_quadrants_sum_to_the_gap(shop):
    rows = asked(shop, "county/gap_by_group")
    assert parts(rows) == {"North East": -14.25, "South": -11.0}
    assert rows[0]["gap_points"] == pytest.approx(-25.25)
    away = sum(row["pupils_away"] for row in rows)
    assert away == pytest.approx(by_place(shop)["Essex"]["pupils_away"])


def test_pupils_without_an_answer_are_a_part_of_their_own(drawn):
    drawn.add_pupils("school | pupil | date_of_birth | fsm\n115001 | lou | 2016-01-01 |")
    drawn.add_marks("school | pupil | date | AM | PM\n115001 | lou | 2024-09-09 | O | O")
    with built(drawn) as shop:
        of_fsm = parts(asked(shop, "county/gap_by_group", split="fsm"))
        of_years = asked(shop, "county/gap_by_group", split="year group")
    assert of_fsm == {
        "Free school meals": 100 * (3 - 6 * 0.94) / 18,
        "No free school meals": 100 * (8 - 10 * 0.94) / 18,
        "Free school meals not known": 100 * (0 - 2 * 0.94) / 18,
    }
    assert sum(row["part_points"] for row in of_years) == pytest.approx(of_years[0]["gap_points"])


def test_a_schools_part_counts_by_its_share_of_the_countys_sessions(shop):
    rows = asked(shop, "county/gap_by_school")
    assert parts(rows, "school_name") == {"Alpha": -14.25, "Beta": -11.0}
    [own] = asked(shop, "county/gap_by_school", visible_schools=[115002])
    assert (own["part_points"], own["gap_points"]) == (
        pytest.approx(-11.0),
        pytest.approx(-25.25),
    )


def test_from_dfes_figure_to_the_own_marks_a_step_at_a_time(shop):
    rows = asked(shop, "county/published_and_own")
    assert [(row["weeks"], row["attended_sessions"], row["possible_sessions"]) for row in rows] == [
        (2, 1880, 2000),
        (2, 11, 16),
        (3, 15, 20),
        (3, 23, 28),
    ]
    changes = [row["change_points"] for row in rows]
    assert changes[0] is None
    assert sum(changes[1:]) == pytest.approx(100 * (23 / 28 - 0.94))


@pytest.mark.parametrize("phase", ["Primary", "Secondary", "Special"])
@pytest.mark.parametrize("split", SPLITS)
def test_the_parts_of_every_split_sum_to_the_gap_of_every_phase(sample_version, phase, split):
    def rows(name, **params):
        return access.rows(access.local_viewer(), sample_version, name, **params)

    weeks = {
        "academic_year": "2024/25",
        "first_week": date(2024, 9, 2),
        "last_week": date(2025, 2, 10),
        "education_phase": phase,
    }
    if split == "school":
        found = rows("county/gap_by_school", **weeks)
    else:
        found = rows("county/gap_by_group", split=split, **weeks)
    nothing = {"last_year_first_week": None, "last_year_last_week": None, "previous_week": None}
    places = rows("county/by_place", home="Essex", place_kind="quadrant", **nothing, **weeks)
    county = places.iloc[0]
    assert len(found)
    assert found["part_points"].sum() == pytest.approx(county["gap_points"], abs=1e-9)
    assert found["pupils_away"].sum() == pytest.approx(county["pupils_away"], abs=1e-9)
    assert found["gap_points"].iloc[0] == pytest.approx(county["gap_points"], abs=1e-9)
