"""The page of one pupil says of thresholds what their lists say, on small drawn registers."""

from datetime import date, timedelta

import pandas as pd
import pytest

from attendance import sentences
from attendance.scope import PupilScope
from tests.queries.county import TERMS, County
from tests.queries.test_thresholds import (
    AUTUMN,
    RUNS,
    SCHOOLS,
    SUMMER_TERMS,
    A,
    B,
    C,
    asked,
    keys_of,
    mondays,
    on_roll,
    register,
    runs_on_pages,
)

ALPHA, BETA = SCHOOLS


@pytest.fixture
def drawn(tmp_path):
    """Alpha, and Beta, which opened in September 2024."""
    county = County(tmp_path)
    county.add_schools(
        "urn | establishment_number | school_name | open_date\n"
        f"{ALPHA} | 2001 | Alpha | \n{BETA} | 2002 | Beta | 2024-09-01"
    )
    county.add_term_dates(TERMS)
    county.add_term_dates(SUMMER_TERMS, academic_year="2023/24")
    return county


def page(county, last_week, upn=A, **params):
    """The rows of the page, each as a school's name and its row."""
    rows = asked(county, "pupil/counters", last_week, person_key=keys_of(county)[upn], **params)
    return {row["school_name"]: row for row in rows}


def days_of(first: str, count: int, days: int = 5):
    return [week + timedelta(days=day) for week in mondays(first, count) for day in range(days)]


def test_at_a_new_school_the_window_begins_with_its_first_week(drawn):
    """Ann was away from Alpha in June, and is at Beta since it opened."""
    on_roll(drawn, f"{ALPHA} | {A} | 5 | | |", f"{ALPHA} | bob | 5 | | |", year="2023/24")
    on_roll(drawn, f"{BETA} | {A} | 6 | | |", f"{BETA} | bob | 6 | | |")
    june, autumn = days_of("2024-06-03", 2), days_of("2024-09-02", 7)
    register(drawn, *(f"{A} {day} O O" for day in june), *(f"bob {day} / /" for day in june))
    there = [f"{name} {day} / /" for name in (A, "bob") for day in autumn]
    register(drawn, *there[:-1], school=BETA)
    for week in (AUTUMN[0], AUTUMN[6]):
        assert page(drawn, week)["Beta"]["penalty_sessions"] == 0
        assert asked(drawn, "penalty_notice", week) == []


def test_between_two_schools_a_pupil_stands_at_no_threshold(drawn):
    """Ann was away from Alpha for a week and left; ten days later she is at Beta."""
    on_roll(
        drawn,
        f"{ALPHA} | {A} | 5 | | | 2024-10-04",
        f"{BETA} | {A} | 5 | | 2024-10-14 |",
        *(f"{school} | bob | 5 | | |" for school in SCHOOLS),
    )
    away = days_of("2024-09-30", 1)
    register(drawn, *(f"{A} {day} O O" for day in away), weeks=AUTUMN)
    register(drawn, f"{A} 2024-10-14 / /", school=BETA, weeks=AUTUMN)
    key = keys_of(drawn)[A]
    before, between, after = AUTUMN[4:7]

    def told(week, **viewer):
        [head] = asked(drawn, "pupil/pupil_head", week, person_key=key, **viewer)
        rows = page(drawn, week, **viewer)
        said = sentences.reached(pd.DataFrame(rows.values()))
        return head["school_name"], [*rows], "10 sessions" in said[0]

    def listed(week):
        return [row["school_name"] for row in asked(drawn, "penalty_notice", week)]

    assert told(before) == ("Alpha", ["Alpha"], True) and listed(before) == ["Alpha"]
    assert told(between) == ("Alpha", ["Alpha"], False) and listed(between) == []
    assert told(between, visible_schools=[BETA]) == ("Beta", ["Beta"], False)
    assert told(after) == ("Beta", ["Beta"], True) and listed(after) == ["Beta"]


@pytest.mark.parametrize("name", RUNS)
def test_a_run_of_july_is_listed_until_september_ends_it(drawn, name):
    """Four were away for two weeks to the holidays. Alpha sends the second week of September
    alone: ann is there again, for cat no session of it is possible, dan is still away; eve, away
    too, is on roll no longer."""
    upns = [A, B, C, "D123456789012"]
    everyone = [f"{ALPHA} | {upn} | 5 | | |" for upn in (*upns, "bob")]
    on_roll(drawn, *everyone, f"{BETA} | zoe | 5 | | |", year="2023/24")
    on_roll(drawn, *everyone[:3], everyone[-1], f"{BETA} | zoe | 6 | | |")
    july, september = days_of("2024-07-08", 2), days_of("2024-09-09", 1)
    register(drawn, *(f"{upn} {day} O O" for upn in upns for day in july))
    register(drawn, *(f"bob {day} / /" for day in (*july, *september)))
    codes = {A: "/ /", B: "D D", C: "O O"}
    register(drawn, *(f"{upn} {day} {code}" for upn, code in codes.items() for day in september))
    register(drawn, "zoe 2024-09-02 / /", "zoe 2024-09-09 / /", school=BETA)
    settings = {"enquiry_days": 10, "enquiry_coming_days": 5}

    def listed(week):
        found = {
            row["upn"]: (row["sessions"], row["is_confirmed"])
            for row in asked(drawn, name, week, **settings)
        }
        assert runs_on_pages(drawn, week, RUNS[name], *found) == {
            upn: (sessions, july[0]) for upn, (sessions, _) in found.items()
        }
        return found

    assert listed(AUTUMN[0]) == dict.fromkeys(codes, (20, False))
    assert listed(AUTUMN[1]) == {B: (20, False), C: (30, False)}


def sheet(county, week, **written):
    """What the consultation sheet of ann has of her register and of her sessions without leave, by
    what was written down."""
    weeks = (date(2024, 9, 2), week)
    scope = PupilScope("Essex", "2024/25", "year to date", *weeks, as_of=week + timedelta(days=4))
    key = keys_of(county)[A]

    def rows(name, **params):
        found = pd.DataFrame(asked(county, f"pupil/{name}", week, person_key=key, **params))
        if "session_date" in found:
            found["session_date"] = pd.to_datetime(found["session_date"])
        return found

    counters = rows("counters", **written)
    sessions = rows("window_sessions", first_day=sentences.window_from(counters, scope))
    return sentences.consultation(
        rows("pupil_head"),
        rows("pupil_spells"),
        counters,
        [rows("pupil_register")],
        sessions,
        [],
        None,
        scope,
    )


def test_the_sheet_begins_with_the_window_after_a_holiday_of_three_weeks(drawn):
    """Ten school weeks from 14 October to 6 January are thirteen of the calendar."""
    on_roll(drawn, f"{ALPHA} | {A} | 5 | | |", f"{ALPHA} | bob | 5 | | |")
    weeks = [*mondays("2024-10-07", 3), *mondays("2024-11-04", 7), date(2025, 1, 6)]
    days = [week + timedelta(days=day) for week in weeks for day in range(5)]
    codes = dict.fromkeys(days, "/ /") | dict.fromkeys(days[5:10], "O O")
    register(drawn, *(f"{A} {day} {code}" for day, code in codes.items()), weeks=weeks)
    [listed] = asked(drawn, "penalty_notice", weeks[-1])
    assert listed["penalty_sessions"] == 10
    told = sheet(drawn, weeks[-1])
    assert told["strips"][0]["weeks"][0]["name"] == "14 Oct"
    assert len(told["sessions"]) == 10


def test_the_sheet_marks_the_sessions_that_a_notice_covers(drawn):
    """As many as the count sets apart; the notice covers its own day."""
    on_roll(drawn, f"{ALPHA} | {A} | 5 | | |", f"{ALPHA} | bob | 5 | | |")
    away = days_of("2024-09-02", 1)
    register(drawn, *(f"bob {day} / /" for day in away), *(f"{A} {day} O O" for day in away))
    key = keys_of(drawn)[A]
    told = sheet(drawn, AUTUMN[0], notice_people=[key], notice_dates=[away[1]])
    assert "4 more are covered" in told["thresholds"][0][1]
    covered = [line.endswith(": O, covered by a notice") for line in told["sessions"]]
    assert covered == [*[False] * 6, *[True] * 4]
    assert not [line for line in sheet(drawn, AUTUMN[0])["sessions"] if "covered" in line]


def test_the_sheet_has_what_was_missed_elsewhere_while_the_school_was_closed(drawn):
    """Ann was at Beta to 25 October, a week in which Alpha, where she is since, was closed."""
    on_roll(
        drawn,
        f"{BETA} | {A} | 5 | | | 2024-10-25",
        f"{ALPHA} | {A} | 5 | | 2024-10-28 |",
        *(f"{school} | bob | 5 | | |" for school in SCHOOLS),
    )
    autumn, closed = mondays("2024-11-04", 7), mondays("2024-10-21", 1)
    weeks = [*autumn, *mondays("2025-01-06", 2)]
    register(drawn, *(f"{A} 2024-10-{day} O O" for day in (22, 23, 24, 25)), school=BETA)
    register(drawn, weeks=[*closed, *weeks], school=BETA)
    register(drawn, *(f"bob {closed[0] + timedelta(days=day)} # #" for day in range(5)))
    register(drawn, f"{A} 2024-10-28 / /", f"{A} 2025-01-14 O O", weeks=weeks)
    [listed] = asked(drawn, "penalty_notice", weeks[-1])
    assert (listed["penalty_sessions"], listed["state"]) == (10, "reached")
    told = sheet(drawn, weeks[-1])
    assert told["strips"][0]["weeks"][0]["name"] == "21 Oct"
    assert len(told["sessions"]) == 10


@pytest.mark.parametrize("run", RUNS.values())
def test_a_time_off_roll_ends_a_run(drawn, run):
    """Ann is away, off roll from 17 September, and away again since she is back on 14 October."""
    on_roll(drawn, f"{ALPHA} | {A} | 5 | | 2024-10-14 |", f"{ALPHA} | bob | 5 | | |")
    autumn = days_of("2024-09-02", 7)
    register(drawn, *(f"bob {day} / /" for day in autumn))
    register(drawn, *(f"{A} {day} O O" for day in (*autumn[6:11], *autumn[30:])))
    row = page(drawn, AUTUMN[6])["Alpha"]
    told = row[f"{run}_sessions"], row[f"{run}_from"], row["is_run_confirmed"]
    assert told == (10, autumn[30], True)
    [listed] = asked(drawn, "continuous_unauthorised", AUTUMN[6])
    assert (listed["sessions"], listed["first_date"], listed["is_confirmed"]) == told
