"""Who is absent in one school: bands, moves between them, cohorts and classes."""

from datetime import date

import pytest

from tests.queries.school_county import asked, on_roll, small_county


@pytest.fixture
def drawn(tmp_path):
    return small_county(tmp_path)


def days(pupil, *days, school=115001):
    """Days as rows: each is "2024-09-09 I \\", date and marks."""
    return [f"{school} | {pupil} | " + " | ".join(day.split()) for day in days]


def marked(county, *rows):
    county.add_marks("\n".join(["school | pupil | date | AM | PM", *rows]))


def ten_days(pupil, absent, year="2024"):
    """Five school days of two weeks, of whose 20 sessions the first so many are missed."""
    mondays = {"2024": ("2024-09-09", "2024-09-16"), "2023": ("2023-09-04", "2023-09-11")}[year]
    sessions = ["I" if place < absent else "/" for place in range(20)]
    rows = []
    for week, monday in enumerate(mondays):
        for day in range(5):
            first = date.fromisoformat(monday).toordinal() + day
            place = 10 * week + 2 * day
            rows.append(
                f"115001 | {pupil} | {date.fromordinal(first)} | {sessions[place]} | "
                f"{sessions[place + 1]}"
            )
    return rows


def test_bands_begin_at_their_least_share(drawn):
    """Of 20 sessions 0, 1 (5%), 2 (10%), 4 (20%) and 10 (50%) are missed."""
    pupils = {"ann": 0, "bob": 1, "cat": 2, "dan": 4, "eve": 10}
    on_roll(drawn, *pupils)
    marked(drawn, *(row for pupil, absent in pupils.items() for row in ten_days(pupil, absent)))
    rows = asked(drawn, "absence_bands")
    assert [(row["band_from"], row["pupils"]) for row in rows] == [
        (0.0, 1),
        (0.05, 1),
        (0.1, 1),
        (0.2, 1),
        (0.5, 1),
    ]
    assert [row["band_share"] for row in rows] == [0.2] * 5
    assert {row["last_year_pupils"] for row in rows} == {None}


def test_bands_stand_over_those_of_last_year(drawn):
    on_roll(drawn, "ann", "bob")
    on_roll(drawn, "ann", academic_year="2023/24")
    marked(drawn, *ten_days("ann", 0), *ten_days("bob", 0), *ten_days("ann", 3, year="2023"))
    rows = asked(drawn, "absence_bands", last_year_last_week=date(2023, 9, 11))
    told = [(row["pupils"], row["last_year_pupils"], row["pupils_more"]) for row in rows]
    assert told == [(2, 0, 2), (0, 0, 0), (0, 1, -2), (0, 0, 0), (0, 0, 0)]
    hidden = asked(drawn, "absence_bands", last_year_last_week=date(2023, 9, 11), smallest_group=2)
    assert [row["last_year_pupils"] for row in hidden] == [0, 0, None, 0, 0]
    assert hidden[2]["last_year_band_share"] is None and hidden[2]["pupils_more"] is None


@pytest.fixture
def moved(drawn):
    """To 25 October ann missed 1 of 2, bob none of 2, cat 2 of 20; to 4 November more follow."""
    on_roll(drawn, "ann", "bob", "cat", "dan")
    marked(
        drawn,
        *ten_days("cat", 2),
        *days("ann", r"2024-10-21 I \ "),
        *days("bob", r"2024-10-21 / \ "),
        *days("cat", r"2024-11-04 / \ "),
        *days("ann", r"2024-11-04 / \ ", r"2024-11-05 / \ "),
        *days("bob", r"2024-11-04 I \ ", r"2024-11-05 / \ "),
        *days("dan", r"2024-11-04 I I "),
    )
    return {"previous_week": date(2024, 10, 21), "last_week": date(2024, 11, 4)}


def test_pupils_enter_leave_and_stay(drawn, moved):
    """PA: ann stays (1 of 6), bob enters (1 of 6), cat leaves (2 of 22), dan comes into SA;
    ann leaves SA."""
    told = [tuple(row.values()) for row in asked(drawn, "band_flow", **moved)]
    assert told == [(115001, "persistent", 2, 2, 1, 1, 3), (115001, "severe", 1, 1, 1, 0, 1)]
    rows = asked(drawn, "band_pupils", **moved)
    standing = [(row["pupil"], row["standing_before"], row["standing_now"]) for row in rows]
    assert standing == [
        ("dan", None, "SA"),
        ("ann", "SA", "PA"),
        ("bob", "neither", "PA"),
        ("cat", "PA", "neither"),
    ]
    assert rows[1]["absence_before_rate"] == 0.5
    assert rows[1]["absence_now_rate"] == pytest.approx(1 / 6)


def test_moves_of_few_pupils_are_hidden(drawn, moved):
    hidden = asked(drawn, "band_flow", smallest_group=2, **moved)[0]
    assert (hidden["pupils_entered"], hidden["pupils_left"]) == (2, None)


def test_without_a_half_term_before_there_are_no_moves(drawn, moved):
    assert asked(drawn, "band_flow", last_week=moved["last_week"]) == []
    rows = asked(drawn, "band_pupils", last_week=moved["last_week"])
    assert {row["standing_before"] for row in rows} == {None}


@pytest.fixture
def cohorts(drawn):
    """Before the weeks chosen ann missed all; in them 1 of 4, bob 0 of 2; kim of Beta 2 of 2."""
    drawn.add_pupils(
        """
        school | pupil | year_group | class | sex | fsm | sen
        115001 | ann   | 3          | 3A    | F   | Yes | K
        115001 | bob   | 4          | 4B    | M   | No  | N
        115002 | kim   | 3          | 3A    | F   | Yes | N
        """
    )
    marked(
        drawn,
        *days("ann", "2024-09-02 I I", r"2024-09-09 I \ ", r"2024-09-16 / \ "),
        *days("bob", r"2024-09-16 / \ "),
        *days("kim", "2024-09-09 I I", school=115002),
    )
    return drawn


def test_a_cohort_stands_beside_the_same_one_of_its_phase(cohorts):
    rows = {(row["cohort"], row["cohort_value"]): row for row in asked(cohorts, "cohort_gaps")}
    fsm = rows["fsm", "yes"]
    assert (fsm["enrolments"], fsm["absent_sessions"], fsm["possible_sessions"]) == (1, 1, 4)
    assert fsm["county_absence_rate"] == 0.5
    assert fsm["absence_points"] == -25
    assert fsm["extra_sessions"] == -1
    assert (fsm["persistently_absent"], fsm["persistent_absence_rate"]) == (1, 1.0)
    assert ("fsm", "no") in rows and ("sen", "K") in rows and ("eal", "unknown") not in rows
    groups = [value for cohort, value in rows if cohort == "year group"]
    assert groups == ["Year 3", "Year 4"]
    assert asked(cohorts, "cohort_gaps", smallest_group=2) == []


def test_classes_miss_sessions_of_the_weeks_and_are_pa_of_the_year(cohorts):
    told = [
        (row["class"], row["absence_rate"], row["persistently_absent"])
        for row in asked(cohorts, "classes")
    ]
    assert told == [("3A", 0.25, 1), ("4B", 0.0, 0)]
    from_the_first = asked(cohorts, "classes", first_week=date(2024, 9, 2))
    assert from_the_first[0]["absence_rate"] == 0.5
    assert asked(cohorts, "classes", smallest_group=2) == []
