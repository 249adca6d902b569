"""Who misses school early, and whom to praise, on small registers."""

from datetime import date

import pytest

from tests.queries.county import County
from tests.queries.pupil_lists import by_pupil, listed
from tests.queries.school_county import on_roll
from tests.queries.target_county import WEEKS, add, target_county

CHOSEN = {"first_week": WEEKS[2], "last_week": WEEKS[3], "previous_week": WEEKS[1]}


@pytest.fixture
def county(tmp_path) -> County:
    """Half terms of two and of three weeks."""
    return target_county(tmp_path)


def test_a_session_of_the_first_week_is_enough(county):
    """ann missed one of the first week, bob one of the second, cat none."""
    on_roll(county, "ann", "bob", "cat")
    add(county, WEEKS[:2], ann=[1, 0], bob=[0, 2], cat=[0, 0])
    (row,) = listed(county, "early_absence", last_week=WEEKS[1])
    assert (row["pupil"], row["listed_because"]) == ("ann", "first week")
    assert (row["first_week"], row["first_missed"]) == (WEEKS[0], WEEKS[0])
    assert (row["first_week_absent_sessions"], row["first_week_possible_sessions"]) == (1, 10)
    assert (row["listed"], row["listed_first_week"], row["enrolments"]) == (1, 1, 3)


def test_last_years_tenth_counts_once_a_session_is_missed_again(county):
    """ann, bob and dan missed 1 of 10 last year, cat none; ann misses again, in the second week,
    and dan does not."""
    on_roll(county, "ann", "bob", "cat", "dan")
    on_roll(county, "ann", "bob", "cat", "dan", academic_year="2023/24")
    add(county, [date(2023, 9, 4)], ann=[1], bob=[1], cat=[0], dan=[1])
    add(county, WEEKS[:2], ann=[0, 1], bob=[2, 0], cat=[0, 3], dan=[0, 0])
    found = by_pupil(county, "early_absence", last_week=WEEKS[1])
    assert {name: row["listed_because"] for name, row in found.items()} == {
        "ann": "PA last year",
        "bob": "both",
    }
    assert found["ann"]["last_year_absence_rate"] == pytest.approx(1 / 10)
    assert found["ann"]["first_week_possible_sessions"] is None
    assert list(found) == ["bob", "ann"], "most sessions missed first"


def test_under_a_tenth_of_last_year_is_not_listed(county):
    on_roll(county, "ann")
    on_roll(county, "ann", academic_year="2023/24")
    add(county, [date(2023, 9, 4), date(2023, 9, 11)], ann=[1, 0])
    add(county, WEEKS[:2], ann=[0, 1])
    assert listed(county, "early_absence", last_week=WEEKS[1]) == []


def test_without_leave_is_told_apart(county):
    on_roll(county, "ann")
    county.add_marks(
        """
        pupil | date       | AM | PM
        ann   | 2024-09-02 | /  | /
        ann   | 2024-09-03 | I  | O
        """
    )
    (row,) = listed(county, "early_absence", last_week=WEEKS[0])
    assert row["first_missed"] == date(2024, 9, 3)
    assert (row["first_week_absent_sessions"], row["first_week_unauthorised_sessions"]) == (2, 1)


def praised(county, **params):
    rows = listed(county, "celebrate_pupils", **CHOSEN | params)
    return {row["pupil"]: row["celebrated_for"] for row in rows}


def test_full_and_high_attendance(county):
    """Of 20 sessions: none, one and two missed, which are 100%, 95% and 90%."""
    on_roll(county, "ann", "bob", "cat")
    add(county, WEEKS[:4], ann=[0, 0, 0, 0], bob=[1, 0, 0, 1], cat=[1, 1, 1, 1])
    assert praised(county, celebrated_rate=0.95) == {
        "ann": "full attendance",
        "bob": "high attendance",
    }
    assert praised(county, celebrated_rate=0.9501) == {"ann": "full attendance"}
    assert set(praised(county, celebrated_rate=0.9)) == {"ann", "bob", "cat"}
    assert praised(county, fewest_change_sessions=21) == {}


def test_who_lacks_a_mark_has_high_attendance_at_most(county):
    """Of 20 sessions bob has a mark of 18, ann and cat of all; nobody missed one."""
    on_roll(county, "ann", "bob", "cat")
    add(county, WEEKS[:3], ann=[0] * 3, bob=[0] * 3, cat=[0] * 3)
    add(county, WEEKS[3:], ann=[0], cat=[0])
    county.add_marks(f"pupil | date | AM | PM\nbob | {WEEKS[3]} | / |")
    found = praised(county)
    assert found == {
        "ann": "full attendance",
        "bob": "high attendance",
        "cat": "full attendance",
    }


def test_improvement_at_its_boundary(county):
    """From 3 of 20 missed to 2 of 20: five points, exactly."""
    on_roll(county, "ann")
    add(county, WEEKS[:4], ann=[3, 0, 2, 0])
    assert praised(county) == {"ann": "much improved"}
    assert praised(county, improved_points=5.01) == {}
    assert praised(county, improved_to_rate=0.9) == {"ann": "much improved"}
    assert praised(county, improved_to_rate=0.9001) == {}
    assert praised(county, previous_week=None) == {}
    (row,) = listed(county, "celebrate_pupils", **CHOSEN)
    assert row["better_points"] == pytest.approx(5)
    assert (row["half_term_before_rate"], row["half_term_rate"]) == pytest.approx((0.85, 0.9))


def test_praise_and_letters_count_after_may_at_15(county):
    """DfE leaves out what ann, 15 in August, missed in June; the school does not."""
    county.add_pupils(
        "pupil | year_group | class | date_of_birth\n"
        "ann | 10 | 10A | 2009-03-01\nbob | 10 | 10A | 2009-10-01"
    )
    june = [date(2025, 6, 9), date(2025, 6, 16)]
    add(county, [date(2025, 5, 12), date(2025, 5, 19), *june], ann=[0, 0, 10, 9], bob=[0] * 4)
    weeks = {"first_week": date(2025, 5, 12), "last_week": june[1], "previous_week": None}
    assert praised(county, **weeks) == {"bob": "full attendance"}
    for level, classes in ((0.76, ["10A"]), (0.77, [])):
        rows = listed(county, "celebrate_classes", **weeks, celebrated_class_rate=level)
        assert [row["class"] for row in rows] == classes
    (row,) = listed(
        county,
        "thresholds/letter_level",
        **weeks,
        as_of=date(2025, 6, 20),
        letter_level=0.95,
        letter_people=[],
    )
    assert (row["pupil"], row["absent_sessions"], row["possible_sessions"]) == ("ann", 19, 40)


def test_nobody_is_ranked(county):
    county.add_pupils(
        "pupil | year_group | class\nzoe | 3 | 3A\nann | 3 | 3B\nbob | 2 | 2A\ncat | 3 | 3A"
    )
    add(county, WEEKS[:4], **{name: [0] * 4 for name in ("zoe", "ann", "bob", "cat")})
    rows = listed(county, "celebrate_pupils", **CHOSEN)
    assert [row["pupil"] for row in rows] == ["bob", "cat", "zoe", "ann"]
    assert {row["listed_full"] for row in rows} == {4}


def test_classes_count_sessions_of_all_their_pupils(county):
    """3A missed 3 of 40, then 1 of 40: 97.5%, five points better. 3B missed 1, then 2 of 40."""
    county.add_pupils(
        "pupil | year_group | class\nann | 3 | 3A\nbob | 3 | 3A\ncat | 3 | 3B\ndan | 3 | 3B"
    )
    add(county, WEEKS[:4], ann=[3, 0, 1, 0], bob=[0] * 4, cat=[1, 0, 1, 1], dan=[0] * 4)
    (row,) = listed(county, "celebrate_classes", **CHOSEN)
    assert (row["class"], row["celebrated_for"]) == ("3A", "high attendance; much improved")
    assert (row["pupils"], row["attended_sessions"], row["possible_sessions"]) == (2, 39, 40)
    assert row["better_points"] == pytest.approx(5)
    assert row["classes"] == 2
    (row,) = listed(county, "celebrate_classes", **CHOSEN, celebrated_class_rate=0.9751)
    assert row["celebrated_for"] == "much improved"
    assert listed(county, "celebrate_classes", **CHOSEN, smallest_group=3) == []
    assert listed(county, "celebrate_classes", **CHOSEN, class_name="3B") == []


@pytest.mark.parametrize(
    ("as_of", "there"),
    [
        (date(2024, 9, 10), {"ann", "fri", "thu", "tue"}),
        (date(2024, 9, 12), {"ann", "fri", "thu"}),
        (date(2024, 9, 13), {"ann", "fri"}),
    ],
)
def test_every_list_has_those_whose_last_day_on_roll_is_not_over(county, as_of, there):
    """Each misses 2 of 20 sessions, and leaves on a day of the second week; ann stays."""
    county.add_pupils(
        """
        pupil | year_group | class | leaving_date
        ann   | 3          | 3A    |
        fri   | 3          | 3A    | 2024-09-13
        thu   | 3          | 3A    | 2024-09-12
        tue   | 3          | 3A    | 2024-09-10
        """
    )
    add(county, WEEKS[:2], **{name: [1, 1] for name in ("ann", "fri", "thu", "tue")})
    weeks = {"first_week": WEEKS[0], "last_week": WEEKS[1], "as_of": as_of, "celebrated_rate": 0.9}
    for name in ("triage", "pivot_pupils", "early_absence", "celebrate_pupils"):
        assert set(by_pupil(county, name, **weeks)) == there, name
    (row,) = listed(county, "celebrate_classes", **weeks, celebrated_class_rate=0.9)
    assert row["pupils"] == len(there)
    bands = {row["band"]: row for row in listed(county, "totals", **weeks)}
    assert bands["persistent"]["on_roll"] == len(there)


def test_of_other_schools_nothing_is_told(county):
    on_roll(county, "ann")
    add(county, WEEKS[:4], ann=[0, 0, 0, 0])
    for name in ("celebrate_pupils", "celebrate_classes", "early_absence", "triage"):
        assert listed(county, name, **CHOSEN, visible_schools=[115002]) == []
