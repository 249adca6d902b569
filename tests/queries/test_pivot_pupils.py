"""What pupils can still miss and when they come back, on small registers; and played forward."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.queries.pupil_lists import by_pupil, listed
from tests.queries.school_county import on_roll
from tests.queries.target_county import WEEKS, add, target_county, three_weeks

END = date(2024, 10, 7)
"""The last of five weeks of term; 50 sessions in all."""


@pytest.fixture
def county(tmp_path):
    return target_county(tmp_path)


def test_the_last_session_that_can_be_missed(county):
    """Of 50 sessions four may be missed: a fifth is 10.0%, which is persistent."""
    found = by_pupil(three_weeks(county), "pivot_pupils")
    assert {name: row["can_miss_sessions"] for name, row in found.items()} == {
        "ann": 1,
        "bob": 4,
        "cat": 0,
        "dan": None,
    }
    assert {row["sessions_to_come"] for row in found.values()} == {20}
    assert found["ann"]["can_miss_severe_sessions"] == 21
    assert found["dan"]["can_miss_severe_sessions"] is None


def test_sessions_in_a_row_and_the_day_they_are_done(county):
    """ann missed 3 of 30: one more session makes 3 of 31. cat missed 4: 11 more, which is the
    first of Monday 7 October, the week after next."""
    found = by_pupil(three_weeks(county), "pivot_pupils")
    assert (found["ann"]["attend_sessions"], found["cat"]["attend_sessions"]) == (1, 11)
    assert found["ann"]["under_from"] == date(2024, 9, 30)
    assert found["cat"]["under_from"] == date(2024, 10, 7)
    assert found["bob"]["attend_sessions"] is None
    assert found["dan"]["attend_sessions"] == 271
    assert found["dan"]["under_from"] is None


def test_where_full_attendance_ends_the_year(county):
    found = by_pupil(three_weeks(county), "pivot_pupils")
    assert found["dan"]["end_attendance_rate"] == pytest.approx(20 / 50)
    assert found["cat"]["end_attendance_rate"] == pytest.approx(46 / 50)
    assert {name: row["outlook"] for name, row in found.items()} == {
        "ann": "back under 10%",
        "bob": "stays under 10%",
        "cat": "back under 10%",
        "dan": "ends at 50% or more",
    }


def test_the_nearest_to_the_line_come_first_and_new_pupils_last(county):
    on_roll(county, "eve")
    three_weeks(county)
    add(county, WEEKS[2:3], eve=[5])
    rows = listed(county, "pivot_pupils", settled_sessions=20)
    assert [row["pupil"] for row in rows] == ["ann", "cat", "dan", "bob", "eve"]
    assert rows[-1]["standing"] == "SA so far"
    assert {row["listed"] for row in rows} == {5}
    assert {(row["listed_persistent"], row["listed_back"]) for row in rows} == {(4, 2)}


def test_the_list_comes_in_pages(county):
    three_weeks(county)
    names = [row["pupil"] for row in listed(county, "pivot_pupils")]
    for school_id in (115001, None):
        page = listed(county, "pivot_pupils", school_id=school_id, listed_from=1, listed_at_once=2)
        assert [row["pupil"] for row in page] == names[1:3]
        assert {row["listed"] for row in page} == {4}


def test_without_term_dates_of_its_weeks_nobody_knows_what_is_to_come(tmp_path):
    """Marks go on to the week of 23 September."""
    terms = "half_term | first_day | last_day\n1 | 2024-09-02 | 2024-09-13"
    rows = listed(three_weeks(target_county(tmp_path, terms)), "pivot_pupils")
    unknown = ("can_miss_sessions", "can_miss_severe_sessions", "under_from", "sessions_to_come")
    assert {row["pupil"]: (row["outlook"], row["attend_sessions"]) for row in rows} == {
        "ann": ("not known", 1),
        "bob": ("not known", None),
        "cat": ("not known", 11),
        "dan": ("not known", 271),
    }
    assert {row[name] for row in rows for name in (*unknown, "end_attendance_rate")} == {None}
    assert {(row["listed_persistent"], row["listed_back"]) for row in rows} == {(3, None)}


def test_a_mark_that_is_missing_takes_nothing_from_what_is_to_come(county):
    """In the one week of this half term ann has all marks, bob one; cat's were not possible."""
    on_roll(county, "ann", "bob", "cat")
    add(county, WEEKS[:2], ann=[3, 0], bob=[3, 0], cat=[3, 0])
    add(county, WEEKS[2:3], ann=[0], cat=["Y1"])
    county.add_marks(f"pupil | date | AM | PM\nbob | {WEEKS[2]} | / |")
    found = by_pupil(county, "pivot_pupils")
    to_come = {name: row["sessions_to_come"] for name, row in found.items()}
    assert to_come == {"ann": 20, "bob": 20, "cat": 0}


def test_at_the_end_of_term_nothing_is_to_come(tmp_path):
    terms = "half_term | first_day | last_day\n1 | 2024-09-02 | 2024-09-27"
    found = by_pupil(three_weeks(target_county(tmp_path, terms)), "pivot_pupils")
    assert {name: (row["outlook"], row["sessions_to_come"]) for name, row in found.items()} == {
        "ann": ("ends at 10% or more", 0),
        "bob": ("stays under 10%", 0),
        "cat": ("ends at 10% or more", 0),
        "dan": ("ends at 50% or more", 0),
    }


def test_who_left_is_not_listed_and_who_leaves_has_less_to_come(county):
    county.add_pupils(
        """
        school | pupil | year_group | leaving_date
        115001 | eve   | 3          | 2024-09-26
        115001 | fay   | 3          | 2024-10-04
        115001 | gus   | 3          | 2024-09-27
        """
    )
    add(county, WEEKS[:3], eve=[3, 0, 0], fay=[3, 0, 0], gus=[3, 0, 0])
    found = by_pupil(county, "pivot_pupils")
    assert {name: row["sessions_to_come"] for name, row in found.items()} == {"fay": 10, "gus": 0}
    assert found["fay"]["can_miss_sessions"] == 0
    assert found["gus"]["outlook"] == "ends at 10% or more"


def test_a_pupil_of_mornings_has_half_as_much_to_come(county):
    """cat is at another school in the afternoon: five sessions a week, so three sessions in a
    row are done on the third day."""
    on_roll(county, "cat", "dan")
    lines = ["pupil | date | AM | PM"]
    for day in [monday + timedelta(days=day) for monday in WEEKS[:2] for day in range(5)]:
        lines.append(f"cat | {day} | {'I' if day == WEEKS[0] else '/'} | D")
    county.add_marks("\n".join(lines))
    add(county, WEEKS[:2], dan=[0, 0])
    found = by_pupil(county, "pivot_pupils", last_week=WEEKS[1])
    assert found["cat"]["possible_sessions"] == 10
    assert found["cat"]["sessions_to_come"] == 15
    assert found["cat"]["attend_sessions"] == 1
    assert found["cat"]["under_from"] == date(2024, 9, 23)


def test_who_comes_or_comes_back_during_the_half_term_has_as_much_to_come(county):
    """Both are new in the second of two weeks; eve was there on the first Monday, too."""
    county.add_pupils(
        """
        school | pupil | year_group | entry_date
        115001 | dan   | 3          | 2024-09-02
        115001 | eve   | 3          | 2024-09-09
        115001 | fay   | 3          | 2024-09-09
        """
    )
    add(county, WEEKS[:2], dan=[1, 0])
    add(county, WEEKS[1:2], eve=[1], fay=[1])
    county.add_marks("pupil | date | AM | PM\neve | 2024-09-02 | / | /")
    found = by_pupil(county, "pivot_pupils", last_week=WEEKS[1])
    assert {name: row["sessions_to_come"] for name, row in found.items()} == {
        "dan": 30,
        "eve": 30,
        "fay": 30,
    }


def test_pseudonyms_leave_no_name(county):
    county.add_pupils("pupil | year_group | surname | forename\nA123456789012 | 3 | Hill | Kim")
    add(county, WEEKS[:1], A123456789012=[2])
    (named,) = listed(county, "pivot_pupils", last_week=WEEKS[0])
    assert named["pupil"] == "Hill, Kim"
    (row,) = listed(county, "pivot_pupils", last_week=WEEKS[0], show_names=False)
    assert row["pupil"] == f"Pupil {row['person_key'][:6].upper()}"
    assert not {"Hill", "Kim", "A123456789012"} & {str(value) for value in row.values()}


def test_the_school_week_by_week(county):
    """Three of four are persistent; ann is back after the first week, cat after the second."""
    rows = listed(three_weeks(county), "pivot_totals")
    assert [row["weeks_attended"] for row in rows] == [1, 2]
    assert [row["week_commencing"] for row in rows] == [date(2024, 9, 30), END]
    assert [row["come_back"] for row in rows] == [1, 2]
    assert [row["still_persistent_rate"] for row in rows] == [2 / 4, 1 / 4]
    assert {row["persistent_absence_rate"] for row in rows} == {3 / 4}


def test_small_counts_of_the_school_are_hidden(county):
    rows = listed(three_weeks(county), "pivot_totals", smallest_group=2)
    assert [row["come_back"] for row in rows] == [None, None]
    assert {row["persistently_absent"] for row in rows} == {3}
    assert listed(county, "pivot_totals", smallest_group=5) == []


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    weeks=st.lists(st.lists(st.integers(0, 10), min_size=3, max_size=3), min_size=6, max_size=10)
)
def test_played_forward_the_line_is_where_it_was_said(weeks, tmp_path_factory):
    """Each pupil has a twin. To the year's end the one misses what can be missed, the other one
    session more: the one is under the line, the other not. So it is with 50%."""
    county = target_county(tmp_path_factory.mktemp("played"))
    pupils = {f"p{number}": missed for number, missed in enumerate(weeks)}
    for line in ("a", "b", "c", "d"):
        on_roll(county, *(pupil + line for pupil in pupils))
        add(county, WEEKS[:3], **{pupil + line: missed for pupil, missed in pupils.items()})
    found = by_pupil(county, "pivot_pupils")
    for row in found.values():
        missed, possible = row["absent_sessions"], row["possible_sessions"]
        for parts, name in ((10, "attend_sessions"), (2, "attend_severe_sessions")):
            attend = row[name]
            assert (attend is None) == (parts * missed < possible)
            if attend is not None:
                assert parts * missed < possible + attend
                assert parts * missed >= possible + attend - 1
    rest = {}
    for pupil in pupils:
        row = found[pupil + "a"]
        for lines, name in (("ab", "can_miss_sessions"), ("cd", "can_miss_severe_sessions")):
            spare = row[name]
            for more, line in enumerate(lines):
                away = min((-1 if spare is None else spare) + more, 20)
                rest[pupil + line] = [min(max(away, 0), 10), max(away - 10, 0)]
    add(county, [WEEKS[3], END], **rest)
    ended = by_pupil(county, "pivot_pupils", last_week=END)
    for pupil in pupils:
        row = found[pupil + "a"]
        for lines, name, sides in (
            ("ab", "can_miss_sessions", ("under 10%", "PA", "SA")),
            ("cd", "can_miss_severe_sessions", ("SA",)),
        ):
            is_in = [ended[pupil + line]["standing"] in sides[-2:] for line in lines]
            assert is_in == [row[name] is None, row[name] is None or row[name] < 20]
    assert {row["sessions_to_come"] for row in ended.values()} == {0}
