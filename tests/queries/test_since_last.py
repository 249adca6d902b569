"""Pupils discussed at a meeting, then and now, beside similar ones, on drawn registers."""

from datetime import date

import pytest

from attendance import queries, rules
from tests.queries.school_county import small_county

BEFORE = (date(2024, 9, 9), date(2024, 9, 16))
MEETING = date(2024, 9, 25)
AFTER = (date(2024, 9, 30), date(2024, 10, 7))


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """Of 20 sessions in the two weeks before the week of the meeting and of 20 in the two after
    it, so many are missed by each; in the meeting's own week everybody misses everything."""
    drawn = small_county(tmp_path_factory.mktemp("since"))
    drawn.add_pupils(
        """
        school | pupil | year_group | class | leaving_date
        115001 | ann   | 3          | 3A    |
        115001 | bob   | 6          | 6A    |
        115001 | cat   | 4          | 4A    |
        115001 | dan   | 5          | 5A    | 2024-10-09
        115001 | eve   | 2          | 2A    |
        115001 | fay   | 3          | 3A    |
        115001 | new   | 3          | 3A    |
        115001 | sim   | 4          | 4A    |
        115001 | sam   | 6          | 6A    |
        115001 | sue   | 2          | 2A    |
        115001 | out   | 3          | 3A    |
        115002 | far   | 3          | 3A    |
        """
    )
    missed = {
        "ann": (4, 3),  # 20% to 15%
        "bob": (10, 10),  # 50%, no change
        "cat": (3, 5),  # 15% to 25%
        "dan": (5, 4),
        "eve": (4, 0),
        "fay": (2, 2),  # 10%
        "sim": (5, 0),  # as ann, and better
        "sam": (9, 9),  # as ann, no change
        "sue": (2, 0),  # 10%, key stage 1
        "out": (0, 0),  # under 5%: nobody discussed is there
    }
    rows = [row for name, counts in missed.items() for row in fortnights(name, *counts)]
    rows += weeks("new", AFTER, 0) + fortnights("far", 4, 0, school=115002)
    drawn.add_marks("\n".join(["school | pupil | date | AM | PM", *rows]))
    return drawn


def fortnights(pupil, before, after, school=115001):
    return (
        weeks(pupil, BEFORE, before, school)
        + weeks(pupil, (date(2024, 9, 23),), 10, school)
        + weeks(pupil, AFTER, after, school)
    )


def weeks(pupil, mondays, missed, school=115001):
    """Ten sessions in each of the weeks, the first so many of all missed."""
    places = [(monday, day) for monday in mondays for day in range(5)]
    rows = []
    for place, (monday, day) in enumerate(places):
        marks = ["I" if 2 * place + half < missed else "/" for half in (0, 1)]
        on = date.fromordinal(monday.toordinal() + day)
        rows.append(f"{school} | {pupil} | {on} | {marks[0]} | {marks[1]}")
    return rows


@pytest.fixture(scope="module")
def keys(county):
    with county.published() as warehouse:
        rows = warehouse.execute(
            "select enrolments.local_id, person_key from people join enrolments using (pupil_id)"
        ).fetchall()
    return dict(rows)


@pytest.fixture
def asked(county, keys):
    def ask(name, discussed, **params):
        query = queries.load(f"tsm/{name}")
        known = rules.PARAMETERS | {
            "academic_year": "2024/25",
            "school_id": 115001,
            "last_week": AFTER[-1],
            "discussed_on": MEETING,
            "discussed_people": [keys[pupil] for pupil in discussed.split()],
            "show_names": True,
            "visible_schools": [115001, 115002],
            **params,
        }
        with county.published() as warehouse:
            found = warehouse.execute(query.statement, {key: known[key] for key in query.params})
            columns = [column[0] for column in found.description]
            return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]

    return ask


def test_the_week_of_the_meeting_counts_on_neither_side(asked):
    [row] = asked("discussed_pupils", "ann")
    assert (row["before_absent_sessions"], row["before_possible_sessions"]) == (4, 20)
    assert (row["after_absent_sessions"], row["after_possible_sessions"]) == (3, 20)
    assert (row["before_first_week"], row["before_last_week"]) == BEFORE
    assert (row["after_first_week"], row["after_last_week"]) == AFTER
    assert row["school_weeks"] == 2
    assert row["change_points"] == pytest.approx(-5)


@pytest.mark.parametrize("day", [23, 25, 27])
def test_any_day_of_the_meetings_week_gives_the_same(asked, day):
    [row] = asked("discussed_pupils", "ann", discussed_on=date(2024, 9, day))
    assert (row["before_last_week"], row["after_first_week"]) == (BEFORE[-1], AFTER[0])


def test_as_many_weeks_before_as_there_are_after(asked):
    """One week after: the last before; a meeting before the second week: one on each side."""
    [row] = asked("discussed_pupils", "ann", last_week=AFTER[0], fewest_change_sessions=10)
    assert (row["before_first_week"], row["before_last_week"]) == (BEFORE[1], BEFORE[1])
    assert (row["before_absent_sessions"], row["after_absent_sessions"]) == (0, 3)
    [row] = asked(
        "discussed_pupils", "ann", discussed_on=date(2024, 9, 18), fewest_change_sessions=10
    )
    assert (row["school_weeks"], row["before_first_week"]) == (1, BEFORE[0])
    assert row["after_first_week"] == AFTER[-1]


def test_before_and_after_the_first_weeks_there_is_nothing(asked):
    [row] = asked("discussed_pupils", "ann", discussed_on=date(2024, 9, 10))
    assert row["change"] is None and row["school_weeks"] == 0
    assert asked("since_last", "ann", discussed_on=date(2024, 9, 10)) == []
    assert asked("since_last", "ann", discussed_on=AFTER[-1]) == []


def test_less_and_more_begin_at_the_margin_exactly(asked):
    """Five points of 20 sessions are one session."""
    names = "ann bob cat"
    found = {row["pupil"]: row for row in asked("discussed_pupils", names)}
    assert [found[name]["change"] for name in names.split()] == ["less", "no clear change", "more"]
    bound = {row["pupil"]: row for row in asked("discussed_pupils", names, since_meeting_points=5)}
    assert bound["ann"]["change"] == "less"
    over = {
        row["pupil"]: row for row in asked("discussed_pupils", names, since_meeting_points=5.01)
    }
    assert over["ann"]["change"] == "no clear change"
    assert over["cat"]["change"] == "more"


def test_standing_is_that_of_the_year_so_far(asked):
    """To the week before the meeting bob missed 10 of 20; now 30 of 50, and ann 17 of 50."""
    found = {row["pupil"]: row for row in asked("discussed_pupils", "ann bob fay")}
    assert (found["bob"]["standing_then"], found["bob"]["standing_now"]) == ("SA so far",) * 2
    settled = asked("discussed_pupils", "ann", settled_sessions=50)
    assert (settled[0]["standing_then"], settled[0]["standing_now"]) == ("PA so far", "PA")
    assert found["fay"]["standing_then"] == "PA so far"


def test_who_came_late_is_listed_but_not_compared(asked):
    rows = asked("discussed_pupils", "dan new ann")
    found = {row["pupil"]: row for row in rows}
    assert found["dan"]["left_on"] == date(2024, 10, 9)
    assert found["new"]["change"] is None and found["new"]["standing_then"] is None
    assert rows[-1]["pupil"] == "new"
    [told] = [row for row in asked("since_last", "dan new ann") if row["who"] == "discussed"]
    assert (told["pupils"], told["compared"]) == (3, 2)


def test_similar_pupils_are_of_the_same_key_stage_and_band(asked):
    """Beside ann (20%, key stage 2) stand dan, sim and sam; sue and eve are of key stage 1, fay
    and cat miss 10 to under 20%, far is of another school, new has nothing before."""
    told, similar = asked("since_last", "ann")
    assert (told["compared"], told["miss_less"], told["matched"]) == (1, 1, 1)
    assert (similar["compared"], similar["miss_less"], similar["no_clear_change"]) == (3, 2, 1)
    assert (similar["before_absent_sessions"], similar["before_possible_sessions"]) == (19, 60)
    assert (similar["after_absent_sessions"], similar["after_possible_sessions"]) == (13, 60)
    assert told["expected_less"] == pytest.approx(2 / 3)
    assert similar["expected_less"] is None and similar["matched"] is None


def test_what_is_expected_is_by_each_ones_own_cell(asked):
    """ann as sim, sam, dan (2 of 3); cat as fay (0 of 1); eve alone: sue is in another band."""
    told, similar = asked("since_last", "ann cat eve")
    assert (told["compared"], told["matched"]) == (3, 2)
    assert told["expected_less"] == pytest.approx(2 / 3)
    assert similar["compared"] == 4
    assert (told["miss_less"], told["miss_more"], told["no_clear_change"]) == (2, 1, 0)


def test_whom_nobody_is_like_has_no_similar_pupils(asked):
    told, similar = asked("since_last", "eve")
    assert (told["compared"], told["matched"], told["expected_less"]) == (1, 0, None)
    assert (similar["pupils"], similar["compared"], similar["before_absence_rate"]) == (0, 0, None)


def test_only_the_schools_own_pupils_are_told_of(asked):
    assert asked("discussed_pupils", "far") == []
    assert asked("discussed_pupils", "ann", visible_schools=[115002]) == []
    assert asked("since_last", "ann", visible_schools=[115002]) == []


def test_without_names_there_is_none(asked, keys):
    [row] = asked("discussed_pupils", "ann", show_names=False)
    assert row["pupil"] == f"Pupil {keys['ann'][:6].upper()}"
