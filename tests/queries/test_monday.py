"""Monday's changes on a drawn register: who is told of what, at the bounds of each item."""

from datetime import date, timedelta

import pytest

from attendance import queries, rules
from tests.queries.school_county import small_county

DAYS = [date(2024, 9, 9) + timedelta(days=7 * week + day) for week in range(6) for day in range(5)]
"""Thirty school days; those to 11 October lie before the day compared with."""
SINCE, NOW = 25, 30
USUAL = rules.PARAMETERS | {
    "academic_year": "2024/25",
    "year_first_day": date(2024, 8, 1),
    "school_id": 115001,
    "last_week": date(2024, 10, 14),
    "as_of": date(2024, 10, 18),
    "since_week": date(2024, 10, 7),
    "visible_schools": [115001],
    "schools_beside": [115001],
    "chosen_schools": None,
    "smallest_group": 1,
    "show_names": True,
    "support_people": [],
    "support_steps": [],
    "support_reviews": [],
    "support_due": [],
    "notice_people": [],
    "notice_dates": [],
    "notice_parents": [],
    "dealt_with": [],
    "listed_from": 0,
    "listed_at_once": 200,
}
MOVER = "A123456789012"
PA, SA, EARLY = "Newly persistently absent", "Newly severely absent", "Missing school early"
GOOD, OLD_N, REVIEW = "No longer persistently absent", "N to resolve", "Review overdue"
PENALTY, NEAR_PENALTY = "Penalty notice threshold reached", "Close to the penalty notice threshold"
ILL, NEAR_ILL = "Illness threshold reached", "Close to the illness threshold"
RUN, NEAR_RUN = (
    "Continuous absence threshold reached",
    "Close to the continuous absence threshold",
)


def unexplained(day):
    return f"Unexplained absence, day {day}"


def whole(code, first, last):
    """Whole days of absence from one place to another."""
    return dict.fromkeys(range(first, last), (code, code))


def mornings(code, before, after=0):
    """So many mornings missed before the day compared with, and so many since."""
    places = [*range(before), *range(SINCE, SINCE + after)]
    return dict.fromkeys(places, (code, "\\"))


MISSED = {
    "exactly ten": dict.fromkeys(range(21, 27), ("C", "\\")),
    "under ten": mornings("C", 4, 1),
    "still over": mornings("C", 5, 1),
    "under again": mornings("C", 5),
    "half": whole("C", 0, 12) | whole("C", 25, 28),
    "under half": whole("C", 0, 12) | whole("C", 25, 27) | {27: ("C", "\\")},
    "came late": {15: ("C", "\\"), 16: ("C", "\\"), 25: ("C", "\\"), 26: ("C", "\\")},
    "fifteen ill": mornings("I", 13, 2),
    "fourteen ill": mornings("I", 10, 4),
    "ten ill": mornings("I", 9, 1),
    "nine ill": mornings("I", 8, 1),
    "ten without": mornings("O", 9, 1),
    "nine without": mornings("O", 8, 1),
    "six without": mornings("O", 5, 1),
    "five without": mornings("O", 4, 1),
    "ten days": whole("O", 20, 30),
    "nine days": whole("O", 21, 30),
    "n two": whole("N", 28, 30),
    "n three": whole("N", 27, 30),
    "n four": whole("N", 26, 30),
    "n five": whole("N", 25, 30),
    "n eight": whole("N", 22, 30),
    "n bridged": {26: ("N", "N"), 27: ("N", "Y1"), 28: ("Y1", "Y1"), 29: ("N", "N")},
    "n and back": whole("N", 26, 29),
    "n then ill": {27: ("N", "N"), 28: ("I", "I"), 29: ("N", "N")},
    "old n": {23: ("N", "\\")},
    "new n": {24: ("N", "\\")},
    "gone": whole("N", 22, 25),
    "little one": mornings("O", 9, 1),
    "steady": {},
    "after a notice": whole("O", 5, 10) | whole("O", 21, 23) | whole("O", 26, 29),
}

EXPECTED = {
    "exactly ten": {PA},
    "under again": {GOOD},
    "half": {SA},
    "came late": {EARLY},
    "fifteen ill": {ILL},
    "ten ill": {NEAR_ILL},
    "ten without": {PENALTY},
    "six without": {NEAR_PENALTY},
    "ten days": {RUN},
    "nine days": {NEAR_RUN, PENALTY},
    "n three": {PA, NEAR_PENALTY, unexplained(3)},
    "n four": {PA, NEAR_PENALTY, unexplained(3)},
    "n five": {PA, PENALTY, NEAR_RUN, unexplained(5)},
    "n eight": {PENALTY, NEAR_RUN, unexplained(8), OLD_N},
    "n bridged": {unexplained(3)},
    "n and back": {PA, NEAR_PENALTY},
    "n then ill": {PA},
    "old n": {OLD_N},
}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    county = small_county(tmp_path_factory.mktemp("monday"))
    born = {"little one": "2020-10-01"}
    entered, left = {"came late": "2024-09-23"}, {"gone": "2024-10-11"}
    county.add_pupils(
        "\n".join(
            [
                "school | pupil | year_group | class | date_of_birth | entry_date | leaving_date",
                *(
                    f"115001 | {name} | {0 if name in born else 4} | 4A | "
                    f"{born.get(name, '2015-10-01')} | {entered.get(name, '')} | "
                    f"{left.get(name, '')}"
                    for name in MISSED
                ),
            ]
        )
    )
    lines = []
    for name, missed in MISSED.items():
        first = 10 if name == "came late" else 0
        last = SINCE if name == "gone" else NOW
        for place in range(first, last):
            morning, afternoon = missed.get(place, ("/", "\\"))
            lines.append(f"115001 | {name} | {DAYS[place]} | {morning} | {afternoon} ")
    county.add_marks("\n".join(["school | pupil | date | AM | PM", *lines]))
    return county


def asked(county, name="monday/changes", **params):
    query = queries.load(name)
    given = {key: (USUAL | params)[key] for key in query.params}
    with county.published() as warehouse:
        rows = warehouse.execute(query.statement, given)
        columns = [column[0] for column in rows.description]
        return [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]


def told(rows):
    """By pupil, the items."""
    found = {}
    for row in rows:
        found.setdefault(row["pupil"], set()).add(row["item"])
    return found


def row_of(rows, pupil, item):
    (row,) = (row for row in rows if (row["pupil"], row["item"]) == (pupil, item))
    return row


@pytest.fixture(scope="module")
def rows(drawn):
    return asked(drawn)


def test_each_item_begins_at_its_bound_and_nobody_else_is_told_of(rows):
    assert told(rows) == EXPECTED


def test_a_row_says_what_it_rests_on(rows):
    details = {
        ("exactly ten", PA): "6 of 60 sessions missed; 4 of 50 before",
        ("came late", EARLY): "4 of 40 sessions missed, PA so far; 2 of 30 before",
        ("fifteen ill", ILL): "15 days with illness this year, 13 before",
        ("ten without", PENALTY): "10 sessions in ten school weeks, 9 before",
        ("six without", NEAR_PENALTY): "6 sessions in ten school weeks, under 6 before",
        ("ten days", RUN): "20 sessions without leave in a row since 7 Oct",
        ("n four", unexplained(3)): "4 days without reason since Tue 15 Oct; day 3 on 17 Oct",
        ("n five", unexplained(5)): "5 days without reason since Mon 14 Oct",
        ("n eight", OLD_N): "4 sessions older than 5 school days, the earliest on 9 Oct",
        ("old n", OLD_N): "1 session older than 5 school days, the earliest on 10 Oct",
    }
    assert {key: row_of(rows, *key)["detail"] for key in details} == details
    assert row_of(rows, "exactly ten", PA)["absence_rate"] == 0.1


def test_the_counts_are_those_of_the_rows(rows):
    for row in rows:
        of_topic = [each for each in rows if each["topic"] == row["topic"]]
        of_year = [each for each in of_topic if each["year_group"] == row["year_group"]]
        assert (row["of_topic"], row["of_topic_and_year"]) == (len(of_topic), len(of_year))


def test_what_is_dealt_with_stays_away_until_its_state_changes(drawn, rows):
    row = row_of(rows, "n three", unexplained(3))
    marked = "|".join((row["person_key"], row["item"], row["state"]))
    after = asked(drawn, dealt_with=[marked])
    assert [each["pupil"] for each in after if each["is_dealt_with"]] == ["n three"]
    assert row_of(after, "n four", unexplained(3))["of_topic"] == row["of_topic"] - 1
    other = asked(drawn, dealt_with=[marked.replace("2024-10-16", "2024-10-15")])
    assert not any(each["is_dealt_with"] for each in other)


def test_a_mark_holds_whatever_day_is_compared_with(drawn, rows):
    """The state of an event is when it was, not from where one looks."""
    longer = asked(drawn, since_week=date(2024, 9, 30))
    for pupil, item in (("exactly ten", PA), ("nine days", PENALTY), ("ten without", PENALTY)):
        assert row_of(longer, pupil, item)["state"] == row_of(rows, pupil, item)["state"]


def test_sessions_that_a_notice_covers_do_not_count(drawn, rows):
    key = row_of(rows, "ten without", PENALTY)["person_key"]
    covered = asked(drawn, notice_people=[key], notice_dates=[date(2024, 10, 11)])
    assert "ten without" not in told(covered)
    since = asked(drawn, notice_people=[key], notice_dates=[date(2024, 12, 1)])
    assert "ten without" not in told(since)


@pytest.mark.parametrize("since_week", [date(2024, 9, 9), date(2024, 9, 30), date(2024, 10, 7)])
def test_a_mark_of_who_has_a_notice_holds_whatever_day_is_compared_with(since_week, drawn):
    """Ten sessions of before the notice are covered, and ten have come since."""
    uncovered = asked(drawn, since_week=date(2024, 9, 9))
    key = row_of(uncovered, "after a notice", PENALTY)["person_key"]
    given = {"notice_people": [key], "notice_dates": [date(2024, 9, 27)]}
    row = row_of(asked(drawn, since_week=since_week, **given), "after a notice", PENALTY)
    assert row["state"] == "after week 2024-10-07, notice 2024-09-27"


@pytest.mark.parametrize("since_week", [date(2024, 12, 16), date(2025, 1, 6), date(2025, 1, 13)])
def test_a_mark_of_who_came_to_school_age_holds_whatever_day_is_compared_with(since_week, tmp_path):
    """Ten sessions of before 31 December are not counted, and ten have come since."""
    county = small_county(tmp_path)
    county.add_pupils(
        "school | pupil | year_group | date_of_birth\n"
        "115001 | five | 0 | 2019-10-01\n115001 | six | 1 | 2018-10-01"
    )
    lines = ["school | pupil | date | AM | PM"]
    for first in (
        date(2024, 12, 9),
        date(2024, 12, 16),
        *(date(2025, 1, day) for day in (6, 13, 20)),
    ):
        for day in (first + timedelta(days=place) for place in range(5)):
            code = "O" if first == date(2024, 12, 9) or day.day in (9, 10, 16, 20, 21) else "/"
            lines += [f"115001 | five | {day} | {code} | {code}", f"115001 | six | {day} | / | /"]
    county.add_marks("\n".join(lines))
    when = {"last_week": date(2025, 1, 20), "as_of": date(2025, 1, 24), "since_week": since_week}
    row = row_of(asked(county, **when), "five", PENALTY)
    assert row["state"] == "after week 2025-01-13"


def test_a_mark_of_who_entered_at_a_weekend_holds_whatever_day_is_compared_with(tmp_path):
    """Ten sessions were missed at the school before; at this one no week had fewer."""
    county = small_county(tmp_path)
    county.add_pupils(
        "school | pupil | year_group | entry_date | leaving_date\n"
        f"115002 | {MOVER} | 4 | | 2024-10-11\n"
        f"115001 | {MOVER} | 4 | 2024-10-12 |\n"
        "115001 | other | 4 | |"
    )
    lines = ["school | pupil | date | AM | PM"]
    for place, day in enumerate(DAYS):
        code = "O" if 10 <= place < 15 else "/"
        lines.append(f"{115002 if place < SINCE else 115001} | {MOVER} | {day} | {code} | {code}")
        lines.append(f"115001 | other | {day} | / | /")
    county.add_marks("\n".join(lines))
    states = {
        row_of(asked(county, since_week=since_week), MOVER, PENALTY)["state"]
        for since_week in (date(2024, 9, 16), date(2024, 10, 7))
    }
    assert states == {"after week 2024-09-30"}


def over_the_summer(folder, september, july="O"):
    """Ten days without leave in July, and what codes September has, of ann and of a school."""
    county = small_county(folder)
    for year, group in (("2023/24", 4), ("2024/25", 5)):
        lines = [f"115001 | {name} | {group}" for name in ("ann", "bob")]
        county.add_pupils("\n".join(["school | pupil | year_group", *lines]), academic_year=year)
    county.add_term_dates(
        "half_term | first_day | last_day\n6 | 2024-06-03 | 2024-07-19", academic_year="2023/24"
    )
    lines = ["school | pupil | date | AM | PM"]
    for first, code in ((date(2024, 7, 1), "/"), *((date(2024, 7, day), july) for day in (8, 15))):
        lines += [
            f"115001 | ann | {first + timedelta(days=day)} | {code} | {code}" for day in range(5)
        ]
    for first, code in september:
        lines += [
            f"115001 | ann | {first + timedelta(days=day)} | {code} | {code}" for day in range(5)
        ]
    for first in (*(date(2024, 7, day) for day in (1, 8, 15)), *(week for week, _ in september)):
        lines += [f"115001 | bob | {first + timedelta(days=day)} | / | \\" for day in range(5)]
    county.add_marks("\n".join(lines))
    return county


SEPTEMBER = {"last_week": date(2024, 9, 9), "as_of": date(2024, 9, 13)}


@pytest.mark.parametrize(
    ("september", "detail"),
    [
        ([(date(2024, 9, 2), "D"), (date(2024, 9, 9), "D")], ""),
        ([(date(2024, 9, 9), "D")], "; marks missing"),
    ],
)
def test_a_run_that_goes_on_over_the_summer_is_told_of(september, detail, tmp_path):
    """In September nothing was possible, so that the run has no session in the year."""
    county = over_the_summer(tmp_path, september)
    row = row_of(asked(county, **SEPTEMBER, since_week=date(2024, 7, 8)), "ann", RUN)
    assert row["detail"] == f"20 sessions without leave in a row since 8 Jul{detail}"
    assert told(asked(county, **SEPTEMBER, since_week=date(2024, 7, 15))).get("ann", set()) == set()


def test_a_run_that_goes_on_in_september_is_measured_at_the_earlier_day(tmp_path):
    county = over_the_summer(tmp_path, [(date(2024, 9, 2), "D"), (date(2024, 9, 9), "O")])
    items = {
        since_week: told(asked(county, **SEPTEMBER, since_week=since_week))["ann"] & {RUN}
        for since_week in (date(2024, 7, 8), date(2024, 7, 15))
    }
    assert items == {date(2024, 7, 8): {RUN}, date(2024, 7, 15): set()}


def test_an_absence_without_a_reason_goes_on_over_the_summer(tmp_path):
    county = over_the_summer(tmp_path, [(date(2024, 9, 2), "N"), (date(2024, 9, 9), "N")], "N")
    row = row_of(asked(county, **SEPTEMBER, since_week=date(2024, 9, 2)), "ann", unexplained(8))
    assert row["detail"] == "20 days without reason since Mon 8 Jul; day 8 on 17 Jul"
    assert row["state"] == "from 2024-07-08"


def test_what_grew_old_over_the_summer_is_to_be_resolved(tmp_path):
    """Of ten days without a reason the first four were old in July already."""
    county = over_the_summer(tmp_path, [(date(2024, 9, 2), "/"), (date(2024, 9, 9), "/")], "N")
    row = row_of(asked(county, **SEPTEMBER, since_week=date(2024, 9, 2)), "ann", OLD_N)
    assert row["detail"] == "12 sessions older than 5 school days, the earliest on 12 Jul"
    listed = asked(county, "thresholds/unexplained", **SEPTEMBER, school_id=115001)
    assert [(row["pupil"], row["sessions"]) for row in listed] == [("ann", 12)]


def test_a_run_of_july_that_has_ended_is_last_years(tmp_path):
    county = over_the_summer(tmp_path, [(date(2024, 9, 2), "/"), (date(2024, 9, 9), "/")])
    found = told(asked(county, **SEPTEMBER, since_week=date(2024, 7, 8)))
    assert RUN not in found.get("ann", set())


def test_a_further_n_of_before_the_last_one_is_something_new(tmp_path):
    def state(folder, *codes):
        folder.mkdir()
        county = small_county(folder)
        county.add_pupils("school | pupil | year_group\n115001 | ann | 4")
        marks = dict.fromkeys(DAYS, ("/", "\\")) | dict(zip(DAYS[1:3], codes, strict=True))
        lines = [f"115001 | ann | {day} | {am} | {pm}" for day, (am, pm) in marks.items()]
        county.add_marks("\n".join(["school | pupil | date | AM | PM", *lines]))
        return row_of(asked(county), "ann", OLD_N)["state"]

    one = state(tmp_path / "one", ("/", "\\"), ("N", "\\"))
    assert one == "1 to 2024-09-11"
    assert state(tmp_path / "four", ("N", "N"), ("N", "N")) == "4 to 2024-09-11"


def test_an_overdue_review_is_told_with_its_step(drawn, rows):
    key = row_of(rows, "old n", OLD_N)["person_key"]
    known = {"support_people": [key], "support_steps": ["letter"], "support_due": ["contract, end"]}
    due = asked(drawn, **known, support_reviews=[date(2024, 10, 18)])
    assert told(due) == EXPECTED
    overdue = asked(drawn, **known, support_reviews=[date(2024, 10, 17)])
    assert told(overdue)["old n"] == {OLD_N, REVIEW}
    assert row_of(overdue, "old n", REVIEW)["detail"] == "contract, end was due 17 Oct"
    assert row_of(overdue, "old n", OLD_N)["support_step"] == "letter"


def test_nobody_leaves_pa_who_was_it_only_so_far(drawn):
    assert told(asked(drawn, settled_sessions=60))["under again"] == {GOOD}
    assert "under again" not in told(asked(drawn, settled_sessions=61))


def test_pseudonyms_leave_no_name(drawn, rows):
    hidden = asked(drawn, show_names=False)
    assert len(hidden) == len(rows)
    assert all(row["pupil"] == f"Pupil {row['person_key'][:6].upper()}" for row in hidden)


def test_nobody_of_a_school_out_of_scope(drawn):
    assert asked(drawn, visible_schools=[115002]) == []
    assert asked(drawn, "monday/weeks", visible_schools=[115002]) == []
    assert asked(drawn, "monday/needs", visible_schools=[115002]) == []


def test_the_weeks_are_the_newest_with_their_last_marked_days(drawn):
    weeks = asked(drawn, "monday/weeks", weeks_offered=2)
    assert [(week["week_commencing"], week["last_day"]) for week in weeks] == [
        (date(2024, 10, 14), date(2024, 10, 18)),
        (date(2024, 10, 7), date(2024, 10, 11)),
    ]


THRESHOLDS = {
    "penalty_notice": (PENALTY, NEAR_PENALTY),
    "illness_days": (ILL, NEAR_ILL),
    "continuous_unauthorised": (RUN, NEAR_RUN),
}


@pytest.mark.parametrize("name", THRESHOLDS)
def test_items_are_the_change_of_the_lists_of_thresholds(name, drawn, rows):
    def listed(**params):
        found = {}
        for row in asked(drawn, f"thresholds/{name}", **params):
            if row["state"] != "likely":
                found[row["pupil"]] = 2 if row["state"] == "reached" else 1
        return found

    then = listed(last_week=USUAL["since_week"], as_of=date(2024, 10, 11))
    changed = {
        (pupil, THRESHOLDS[name][2 - state])
        for pupil, state in listed().items()
        if state > then.get(pupil, 0)
    }
    found = {(row["pupil"], row["item"]) for row in rows if row["item"] in THRESHOLDS[name]}
    assert found == changed


def test_who_needs_someone_is_counted_without_those_supported(drawn, rows):
    little, row = asked(drawn, "monday/needs")
    assert (little["year_group"], little["persistent_without_support"]) == ("Reception", 1)
    listed = (row["year_group"], row["class"], row["severe_without_support"])
    assert listed == ("Year 4", "4A", 1)
    key = row_of(rows, "half", SA)["person_key"]
    _, supported = asked(drawn, "monday/needs", support_people=[key])
    assert supported["severe_without_support"] == 0
    assert supported["persistent_without_support"] == row["persistent_without_support"] - 1
    assert supported["persistently_absent"] == row["persistently_absent"]
    little, hidden = asked(drawn, "monday/needs", smallest_group=2)
    assert little["persistent_without_support"] is None
    assert hidden["severe_without_support"] is None
