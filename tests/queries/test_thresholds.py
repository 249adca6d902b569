"""Lists of thresholds on small drawn registers, with what they must say worked out by hand."""

from datetime import date, timedelta

import pandas as pd
import pytest

from attendance import config, queries, rules, sentences
from tests.queries import test_monday, test_tsm_need
from tests.queries.county import TERMS, County

SUMMER_TERMS = """
    half_term | first_day  | last_day
    6         | 2024-06-03 | 2024-07-19
"""
USUAL = rules.PARAMETERS | {
    "academic_year": "2024/25",
    "year_first_day": date(2024, 8, 1),
    "school_id": None,
    "chosen_schools": None,
    "show_names": True,
    "listed_from": 0,
    "listed_at_once": 200,
    "smallest_group": 1,
    "visible_schools": [115001, 115002],
    "schools_beside": [115001, 115002],
    "notice_people": [],
    "notice_dates": [],
    "notice_parents": [],
    "letter_people": [],
    "plan_people": [],
    "plan_reviews": [],
    "plan_ends": [],
    "part_time_weeks": 6,
    "weeks_back": 4,
    "letter_level": 0.95,
    "since": date(2024, 9, 1),
}


@pytest.fixture
def drawn(tmp_path):
    """Two schools with term dates; bob is at both, and there on every day drawn."""
    county = County(tmp_path)
    county.add_schools(
        "urn | establishment_number | school_name\n115001 | 2001 | Alpha\n115002 | 2002 | Beta"
    )
    county.add_term_dates(TERMS)
    county.add_term_dates(SUMMER_TERMS, academic_year="2023/24")
    return county


def asked(county, name, last_week, usual=USUAL, **params):
    """The rows of a query at the end of that week."""
    query = queries.load(name if "/" in name else f"thresholds/{name}")
    weeks = {"last_week": last_week, "as_of": last_week + timedelta(days=4)}
    given = {key: value for key, value in (usual | weeks | params).items() if key in query.params}
    with county.published() as warehouse:
        rows = warehouse.execute(query.statement, given or None)
        columns = [column[0] for column in rows.description]
        return [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]


def register(county, *lines, school=115001, weeks=()):
    """Days of pupils, "ann 2024-09-09 O O"; in the weeks named, bob is there each Monday."""
    rows = [" | ".join([str(school), *line.split()]) for line in lines]
    rows += [f"{school} | bob | {week} | / | \\" for week in weeks]
    county.add_marks("\n".join(["school | pupil | date | AM | PM", *rows]))


def mondays(first: str, count: int):
    return [date.fromisoformat(first) + timedelta(days=7 * week) for week in range(count)]


def on_roll(county, *lines, year="2024/25"):
    columns = "school | pupil | year_group | date_of_birth | entry_date | leaving_date"
    county.add_pupils("\n".join([columns, *lines]), academic_year=year)


def told(rows, *columns):
    return {row["pupil"]: tuple(row[column] for column in columns) for row in rows}


AUTUMN = mondays("2024-09-02", 8)
SCHOOLS = [115001, 115002]
A, B, C = "A123456789012", "B123456789012", "C123456789012"


def test_ten_sessions_reach_the_threshold_nine_are_close_five_are_nothing(drawn):
    on_roll(drawn, *(f"115001 | {name} | 5 |  |  |" for name in ("ann", "cat", "dan", "bob")))
    five = [f"{day}" for day in ("2024-09-10", "2024-09-17", "2024-09-24", "2024-10-01")]
    register(
        drawn,
        *(f"{name} {day} O U" for name in ("ann", "cat") for day in five),
        *("ann 2024-10-08 G N", "cat 2024-10-08 G /", "dan 2024-10-08 O O", "dan 2024-10-10 O O"),
        weeks=AUTUMN,
    )
    rows = asked(drawn, "penalty_notice", date(2024, 10, 21))
    columns = ("state", "penalty_sessions", "unexplained_sessions", "first_crossed")
    assert told(rows, *columns) == {
        "ann": ("reached", 10, 1, date(2024, 10, 8)),
        "cat": ("incomplete", 9, 0, None),
    }
    assert rows[0]["sessions_missed"].startswith("Tue 10 Sep AM O; Tue 10 Sep PM U; Tue 17 Sep AM")
    assert rows[0]["gaps"] == "weeks before the first marks"
    assert (rows[0]["listed"], rows[0]["listed_reached"]) == (2, 1)


def test_the_window_passes_over_the_summer_and_a_missing_week_is_a_gap(drawn):
    """Six sessions in July, four in September; the week of 9 September was never sent."""
    on_roll(drawn, "115001 | ann | 5 | | |", "115001 | bob | 5 | | |", year="2023/24")
    on_roll(drawn, "115001 | ann | 6 | | |", "115001 | bob | 6 | | |")
    register(
        drawn,
        *(f"ann 2024-07-{day} O O" for day in ("08", "09", "10")),
        *("ann 2024-09-03 O O", "ann 2024-09-17 O O"),
        weeks=[*mondays("2024-06-03", 7), date(2024, 9, 2), date(2024, 9, 16)],
    )
    [row] = asked(drawn, "penalty_notice", date(2024, 9, 16))
    assert (row["state"], row["penalty_sessions"]) == ("reached", 10)
    assert row["first_crossed"] == date(2024, 9, 17)
    assert (row["window_first_week"], row["gaps"]) == (date(2024, 6, 3), "week of 9 Sep")
    [before] = asked(drawn, "penalty_notice", date(2024, 9, 9))
    assert (before["state"], before["penalty_sessions"]) == ("incomplete", 8)


def test_sessions_of_two_schools_count_together(drawn):
    on_roll(
        drawn,
        "115001 | A123456789012 | 5 | | | 2024-09-20",
        "115002 | A123456789012 | 5 | | 2024-09-23 |",
        "115001 | bob | 5 | | |",
        "115002 | bob | 5 | | |",
    )
    days = [f"A123456789012 2024-09-{day:02} O O" for day in (10, 11, 12)]
    register(drawn, *days, weeks=AUTUMN)
    later = [f"A123456789012 2024-09-{day:02} O O" for day in (24, 25)]
    register(drawn, *later, school=115002, weeks=AUTUMN)
    [row] = asked(drawn, "penalty_notice", date(2024, 10, 21))
    assert (row["school_name"], row["state"]) == ("Beta", "reached")
    assert (row["penalty_sessions"], row["other_school_sessions"]) == (10, 6)


@pytest.fixture
def missed_at_two_schools(drawn):
    """A's six sessions are missed at Alpha and at Beta. B misses eight at Alpha and four at Beta,
    two of them the same. C is of age from 31 December on, and then misses eight at Alpha, four of
    them at Beta too; both miss none at Gamma. Codes of the same session may differ."""
    drawn.add_schools("urn | establishment_number | school_name\n115003 | 2003 | Gamma")
    ages = ((A, "5 |"), (B, "5 |"), (C, "0 | 2019-10-01"))
    on_roll(drawn, *(f"{at} | {who} | {age} | |" for who, age in ages for at in THREE))
    register(
        drawn,
        *(f"{A} 2024-09-09 O O", f"{A} 2024-09-10 N N", f"{A} 2024-09-11 O O"),
        *(f"{B} 2024-09-09 O O", f"{B} 2024-09-10 N N", f"{B} 2024-09-11 O G"),
        f"{B} 2024-09-12 N N",
        *(f"{C} 2024-12-{day} O O" for day in (16, 17)),
        *(f"{C} 2025-01-{day:02} O O" for day in (6, 7, 8, 9)),
        weeks=[*AUTUMN, *TURN_OF_YEAR],
    )
    register(
        drawn,
        *(f"{A} 2024-09-09 N O", f"{A} 2024-09-10 N U", f"{A} 2024-09-11 O O"),
        *(f"{B} 2024-09-12 O N", f"{B} 2024-09-13 O O"),
        *(f"{C} 2025-01-{day:02} O N" for day in (8, 9)),
        school=115002,
        weeks=[*AUTUMN, *TURN_OF_YEAR],
    )
    register(drawn, school=115003, weeks=[*AUTUMN, *TURN_OF_YEAR])
    return drawn


THREE = [115001, 115002, 115003]
TURN_OF_YEAR = [date(2024, 12, 16), date(2025, 1, 6)]
OTHER = {115001: 2, 115002: 6, 115003: 10}
"""What B misses at other schools than this alone."""


def test_a_session_missed_at_two_schools_is_one_session(missed_at_two_schools):
    def listed(last_week, *columns, **notices):
        rows = asked(
            missed_at_two_schools, "penalty_notice", last_week, visible_schools=THREE, **notices
        )
        return {
            (row["upn"], row["school_id"]): tuple(row[column] for column in columns) for row in rows
        }

    columns = ("state", "penalty_sessions", "unexplained_sessions", "other_school_sessions")
    assert listed(AUTUMN[2], *columns, "first_crossed") == {
        **{(A, at): ("incomplete", 6, 1, 6 * (at == 115003), None) for at in THREE},
        **{(B, at): ("reached", 10, 3, OTHER[at], date(2024, 9, 13)) for at in THREE},
    }
    missed = listed(AUTUMN[2], "sessions_missed")
    to_wednesday = "Mon 9 Sep AM O; Mon 9 Sep PM O; Tue 10 Sep AM N; Tue 10 Sep PM {}; "
    to_wednesday += "Wed 11 Sep AM O; Wed 11 Sep PM {}"
    friday = "Fri 13 Sep AM O; Fri 13 Sep PM O"
    assert missed == {
        (A, 115001): (to_wednesday.format("N", "O"),),
        (A, 115002): (to_wednesday.format("U", "O").replace("AM O", "AM N", 1),),
        (A, 115003): (to_wednesday.format("N", "O"),),
        **{
            (B, at): (
                f"{to_wednesday.format('N', 'G')}; Thu 12 Sep AM {code}; Thu 12 Sep PM N; {friday}",
            )
            for at, code in ((115001, "N"), (115002, "O"), (115003, "N"))
        },
    }
    assert listed(TURN_OF_YEAR[1], *columns)[C, 115001] == ("incomplete", 8, 0, 0)
    sent = notices_to(missed_at_two_schools, date(2024, 9, 12), A, B)
    assert listed(AUTUMN[2], *columns, "covered_sessions", **sent) == {
        **{(A, at): ("covered by a notice", 0, 0, 0, 6) for at in THREE},
        **{(B, at): ("covered by a notice", 2, 0, 2 * (at != 115002), 8) for at in THREE},
    }


def test_a_pupils_page_counts_a_session_missed_at_two_schools_once(missed_at_two_schools):
    columns = ("penalty_sessions", "penalty_unexplained_sessions", "penalty_other_sessions")
    found = {
        (upn, row["school_id"]): tuple(row[column] for column in columns)
        for upn, key in keys_of(missed_at_two_schools).items()
        for row in asked(
            missed_at_two_schools,
            "pupil/counters",
            AUTUMN[2],
            person_key=key,
            visible_schools=THREE,
        )
        if upn in (A, B)
    }
    assert found == {
        **{(A, at): (6, 1, 6 * (at == 115003)) for at in THREE},
        **{(B, at): (10, 3, OTHER[at]) for at in THREE},
    }


def keys_of(county):
    with county.published() as warehouse:
        return dict(warehouse.execute("select upn, person_key from people").fetchall())


def notices_to(county, day, *upns):
    keys = keys_of(county)
    people = [keys[upn] for upn in upns]
    dates, parents = [day] * len(people), ["A"] * len(people)
    return {"notice_people": people, "notice_dates": dates, "notice_parents": parents}


def test_monday_and_the_need_count_a_session_missed_at_two_schools_once(missed_at_two_schools):
    reached, close = test_monday.PENALTY, test_monday.NEAR_PENALTY

    def told(school, last_week, since_week, **notices):
        chosen = test_monday.USUAL | {"school_id": school, "visible_schools": THREE} | notices
        rows = asked(
            missed_at_two_schools, "monday/changes", last_week, chosen, since_week=since_week
        )
        found = [(row["item"], row["detail"]) for row in rows if row["item"] in (reached, close)]
        return sorted(found, reverse=True)

    sent = notices_to(missed_at_two_schools, date(2024, 9, 9), A, B)
    less = "sessions in ten school weeks, under 6 before"
    for school in THREE:
        assert told(school, AUTUMN[1], AUTUMN[0]) == [
            (reached, f"10 {less}; 3 unexplained"),
            (close, f"6 {less}; 1 unexplained"),
        ]
        assert told(school, AUTUMN[1], AUTUMN[0], **sent) == [(close, f"8 {less}; 3 unexplained")]
        assert told(school, TURN_OF_YEAR[1], AUTUMN[-1]) == [(close, f"8 {less}")]

    def over(last_week, **settings):
        given = test_tsm_need.CHOICE | settings
        rows = asked(missed_at_two_schools, "tsm/need", last_week, given)
        return {row["school_id"]: row["pupils_over_sessions"] for row in rows}

    assert over(AUTUMN[1]) == dict.fromkeys(THREE, 1)
    assert over(TURN_OF_YEAR[1]) == dict.fromkeys(THREE, 0)
    assert over(TURN_OF_YEAR[1], penalty_sessions=8) == dict.fromkeys(THREE, 1)


@pytest.mark.parametrize("beside", [[], [115002]])
def test_sessions_at_a_school_out_of_sight_are_told_by_number_alone(beside, drawn):
    """Four at Beta; of six at Alpha one is missed at Beta, too, and told as Beta has it."""
    on_roll(
        drawn,
        f"115001 | {A} | 5 | | | 2024-09-24",
        f"115002 | {A} | 5 | | 2024-09-23 |",
        *(f"{school} | bob | 5 | | |" for school in SCHOOLS),
    )
    register(drawn, *(f"{A} 2024-09-{day} G G" for day in (10, 11)), f"{A} 2024-09-24 G G")
    register(drawn, *(f"{A} 2024-09-{day} O O" for day in (25, 26)), school=115002, weeks=AUTUMN)
    register(drawn, f"{A} 2024-09-24 / O", school=115002)

    def told_to(**viewer):
        [row] = asked(drawn, "penalty_notice", date(2024, 10, 21), school_id=115002, **viewer)
        columns = ("penalty_sessions", "other_school_sessions", "covered_sessions")
        return row, tuple(row[name] for name in columns)

    one = {"visible_schools": [115002], "schools_beside": beside}
    at_beta = "Tue 24 Sep PM O; Wed 25 Sep AM O; Wed 25 Sep PM O; Thu 26 Sep AM O; Thu 26 Sep PM O"
    row, numbers = told_to(**one)
    assert (row["sessions_missed"], numbers) == (at_beta, (10, 5, 0))
    assert row["first_crossed"] == date(2024, 9, 26)
    [row_before] = asked(
        drawn, "penalty_notice", date(2024, 10, 21), school_id=115002, penalty_sessions=6, **one
    )
    assert row_before["first_crossed"] == date(2024, 9, 24), "in the afternoon at Beta, too"
    [row_before] = asked(
        drawn, "penalty_notice", date(2024, 10, 21), school_id=115002, penalty_sessions=4, **one
    )
    assert (row_before["state"], row_before["first_crossed"]) == ("reached", None)
    row, numbers = told_to()
    assert row["sessions_missed"].startswith("Tue 10 Sep AM G; Tue 10 Sep PM G; Wed 11 Sep AM G")
    assert row["sessions_missed"].count(";") == 9 and numbers == (10, 5, 0)
    sent = {"notice_people": [row["person_key"]], "notice_parents": ["A"]}
    sent["notice_dates"] = [date(2024, 9, 24)]
    row, numbers = told_to(**one, **sent)
    assert (row["covered_list"], numbers) == ("Tue 24 Sep PM O", (4, 0, 6))
    sent["notice_dates"] = [date(2024, 9, 23)]
    row, numbers = told_to(**one, **sent)
    assert (row["covered_list"], numbers) == (None, (6, 1, 4))


def test_a_notice_covers_sessions_up_to_its_day_for_three_years(drawn):
    on_roll(drawn, "115001 | ann | 5 | | |", "115001 | bob | 5 | | |")
    days = ("09-10", "09-11", "09-12", "09-17", "09-18", "09-24")
    register(drawn, *(f"ann 2024-{day} O O" for day in days), weeks=AUTUMN)
    [row] = asked(drawn, "penalty_notice", date(2024, 10, 21))
    assert (row["state"], row["penalty_sessions"], row["notices"]) == ("reached", 12, None)
    notice = {"notice_people": [row["person_key"]] * 2, "notice_parents": ["A", "B"]}

    def with_notices(*sent):
        [found] = asked(drawn, "penalty_notice", date(2024, 10, 21), **notice, notice_dates=sent)
        columns = ("state", "penalty_sessions", "covered_sessions", "notices", "most_notices")
        return tuple(found[column] for column in columns)

    both = "parent A: 1, parent B: 1"
    sent = date(2024, 9, 12)
    assert with_notices(sent, sent) == ("incomplete", 6, 6, both, 1)
    late = date(2024, 9, 17)
    assert with_notices(sent, late) == ("covered by a notice", 4, 8, both, 1)
    old, older = date(2021, 10, 26), date(2021, 10, 25)
    notice |= {"notices_counted_from": older}
    assert with_notices(old, older) == ("reached", 12, 0, "parent A: 1", 1)
    notice |= {"notices_counted_from": date(2024, 8, 19)}
    assert with_notices(old, older) == ("reached", 12, 0, None, 0)
    before, since = date(2024, 8, 18), date(2024, 8, 19)
    assert with_notices(before, since) == ("reached", 12, 0, "parent B: 1", 1)
    since_the_weeks = date(2024, 10, 26)
    told = ("covered by a notice", 0, 12, both, 1)
    assert with_notices(since_the_weeks, since_the_weeks) == told


def test_only_compulsory_school_age_counts(drawn):
    """ann is of age from 31 December on; eve left compulsory age on 27 June."""
    on_roll(
        drawn,
        "115001 | ann | 0 | 2019-10-01 | |",
        "115001 | eve | 11 | 2008-10-01 | |",
        "115001 | bob | 5 | | |",
    )
    register(
        drawn,
        *(f"ann 2024-12-{day} O O" for day in (16, 17)),
        *(f"ann 2025-01-{day:02} O O" for day in (7, 8, 9)),
        *(f"eve 2025-06-{day} O O" for day in (16, 17, 18, 23, 24)),
        weeks=[date(2024, 12, 16), date(2025, 1, 6), *mondays("2025-06-16", 3)],
    )
    [ann] = asked(drawn, "penalty_notice", date(2025, 1, 6))
    assert (ann["pupil"], ann["penalty_sessions"], ann["in_dfe_figure"]) == ("ann", 6, False)
    [eve] = asked(drawn, "penalty_notice", date(2025, 6, 23))
    assert (eve["pupil"], eve["state"], eve["age_known_by"]) == ("eve", "reached", "date of birth")
    assert asked(drawn, "penalty_notice", date(2025, 6, 30)) == []


def test_a_run_of_ten_days_over_a_day_of_training_and_one_of_nine(drawn):
    """Both schools close on different days; ann's run passes over hers, cat was there once."""
    on_roll(
        drawn,
        *(f"115001 | {name} | 5 | | |" for name in ("ann", "cat", "bob")),
    )
    days = [date(2024, 9, 9) + timedelta(days=day) for day in range(14) if day % 7 < 5]
    inset = days.pop(4)
    lines = [f"{name} {day} O O" for name in ("ann", "cat") for day in days]
    lines += [f"bob {day} / \\" for day in days] + ["ann 2024-09-23 O O", "cat 2024-09-23 O /"]
    register(drawn, *lines, f"ann {inset} # #", "ann 2024-09-24 C C", "bob 2024-09-24 / \\")
    rows = asked(drawn, "continuous_unauthorised", date(2024, 9, 23))
    assert told(rows, "state", "days", "codes", "going_on") == {
        "ann": ("reached", 10.0, "O 20", False),
    }
    rows = asked(drawn, "continuous_unauthorised", date(2024, 9, 16))
    assert told(rows, "state", "days", "going_on") == {
        "ann": ("coming", 9.0, True),
        "cat": ("coming", 9.0, True),
    }


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("continuous_unauthorised", {"run_days": 10, "run_coming_days": 5}),
        ("twenty_days", {"enquiry_days": 10, "enquiry_coming_days": 5}),
    ],
)
def test_a_run_that_goes_on_is_not_hidden_by_an_older_one(drawn, name, settings):
    """All were away for 12 days and back for one; now ann is away for ten, cat for six, dan not."""
    on_roll(drawn, *(f"115001 | {pupil} | 5 | | |" for pupil in ("ann", "cat", "dan", "bob")))
    days = [week + timedelta(days=day) for week in AUTUMN[:5] for day in range(5)]
    away, again = days[:12], days[13:23]
    lines = [f"{pupil} {day} O O" for pupil in ("ann", "cat", "dan") for day in away]
    lines += [f"{pupil} {days[12]} / \\" for pupil in ("ann", "cat", "dan")]
    lines += [f"ann {day} O O" for day in again] + [f"cat {day} O O" for day in again[4:]]
    lines += [f"{pupil} {day} / \\" for pupil in ("cat", "dan") for day in again[:4]]
    lines += [f"dan {day} / \\" for day in again[4:]]
    register(drawn, *lines, *(f"bob {day} / \\" for day in days[:23]))
    rows = asked(drawn, name, AUTUMN[4], **settings)
    assert told(rows, "state", "going_on", "days", "days_now", "first_date") == {
        "ann": ("reached", True, 10.0, 10.0, again[0]),
        "cat": ("reached", False, 12.0, 6.0, away[0]),
        "dan": ("reached", False, 12.0, None, away[0]),
    }
    assert {(row["listed"], row["listed_reached"], row["listed_going_on"]) for row in rows} == {
        (3, 3, 1)
    }


def test_coming_late_on_the_days_of_its_ends_is_no_part_of_a_run(drawn):
    """Ann comes late on the first morning and on the last afternoon, once the run is cut."""
    on_roll(drawn, "115001 | ann | 5 | | |", "115001 | bob | 5 | | |")
    days = [f"ann 2024-09-{day} O O" for day in (10, 11, 12, 13)]
    register(drawn, "ann 2024-09-09 U O", *days, "ann 2024-09-16 N U", weeks=AUTUMN)
    columns = ("state", "sessions", "unexplained_sessions", "codes", "first_date", "last_date")
    first = date(2024, 9, 9)
    rows = asked(drawn, "twenty_days", date(2024, 9, 16), enquiry_days=5)
    ended = ("reached", 10, 1, "N 1, O 9", first, date(2024, 9, 16))
    assert told(rows, *columns) == {"ann": ended}
    rows = asked(drawn, "twenty_days", first, enquiry_days=5, enquiry_coming_days=4)
    cut = ("coming", 9, 0, "O 9", first, date(2024, 9, 13))
    assert told(rows, *columns) == {"ann": cut}
    rows = asked(drawn, "continuous_unauthorised", date(2024, 9, 16), run_days=6)
    assert told(rows, "sessions", "codes") == {"ann": (12, "N 1, O 9, U 2")}


def test_the_reference_file_says_which_codes_are_a_part_time_timetable(drawn, tmp_path):
    """A file of one's own in which C is one besides; G is watched, and never one."""
    text = (config.REFERENCE / "attendance_codes.csv").read_text(encoding="utf-8")
    place = text.splitlines()[0].split(",").index("is_part_time")
    codes = {line.partition(",")[0]: line.split(",") for line in text.splitlines()}
    assert [code for code, cells in codes.items() if cells[place] == "true"] == ["C2"]
    codes["C"][place] = "true"
    own = tmp_path / "reference" / "attendance_codes.csv"
    own.parent.mkdir()
    own.write_text("\n".join(map(",".join, codes.values())), encoding="utf-8")
    on_roll(drawn, *(f"115001 | {name} | 5 | | |" for name in ("ann", "cat", "dan", "bob")))
    register(drawn, "ann 2024-09-10 C2 C2", "cat 2024-09-10 / C", "dan 2024-09-10 G G")
    rows = asked(drawn, "part_time", AUTUMN[1])
    assert told(rows, "sessions") == {"ann": (2,), "cat": (1,)}


def test_a_part_time_review_is_overdue_by_the_rule_of_all_support(drawn):
    """From the day after, as lists of pupils and of changes have it; whether or not the pupil, as
    cat, is still on it."""
    on_roll(drawn, *(f"115001 | {name} | 5 | | |" for name in ("ann", "cat", "dan", "bob")))
    lines = [f"{name} 2024-09-02 C2 C2" for name in ("ann", "cat", "dan")]
    register(drawn, *lines, "ann 2024-09-16 C2 C2", "dan 2024-09-16 C2 C2", weeks=AUTUMN[:3])
    keys = {row["pupil"]: row["person_key"] for row in asked(drawn, "part_time", AUTUMN[2])}
    written = {
        "plan_people": [keys[name] for name in ("ann", "cat")],
        "plan_reviews": [date(2024, 9, 20), date(2024, 9, 19)],
        "plan_ends": [date(2024, 10, 4), None],
    }
    rows = asked(drawn, "part_time", AUTUMN[2], **written)
    assert told(rows, "state", "has_plan", "review_on", "is_overdue", "ends_on") == {
        "ann": ("within the weeks", True, date(2024, 9, 20), False, date(2024, 10, 4)),
        "cat": ("ended", True, date(2024, 9, 19), True, None),
        "dan": ("within the weeks", False, None, False, None),
    }


def test_illness_reaches_fifteen_days_in_a_row_or_not(drawn):
    """Of 39 school weeks eight have passed: five days make 24 by this pace, and are likely."""
    on_roll(drawn, *(f"115001 | {name} | 5 | | |" for name in ("ann", "cat", "dan", "eve", "bob")))
    days = [week + timedelta(days=day) for week in AUTUMN[:3] for day in range(5)]
    many = {"ann": 15, "cat": 14, "dan": 5, "eve": 4}
    lines = [f"{name} {day} I /" for name, ill in many.items() for day in days[:ill]]
    register(drawn, *lines, weeks=AUTUMN)
    rows = asked(drawn, "illness_days", date(2024, 10, 21))
    assert told(rows, "state", "days", "reached_in") == {
        "ann": ("reached", 15, date(2024, 9, 16)),
        "cat": ("close", 14, None),
        "dan": ("likely", 5, None),
    }
    assert rows[0]["weeks_ill"] == "2 Sep: 5, 9 Sep: 5, 16 Sep: 5"


@pytest.fixture
def ill_at_two_schools(drawn):
    """A is ill in the mornings at Alpha, in the afternoons at Beta: ten days at each, five of them
    the same. B's nine days at Alpha are those at Beta."""
    on_roll(drawn, *(f"{school} | {who} | 5 | | |" for who in (A, B) for school in SCHOOLS))
    days = [week + timedelta(days=day) for week in AUTUMN[:3] for day in range(5)]
    at_alpha = [f"{A} {day} I /" for day in days[:10]] + [f"{B} {day} I /" for day in days[:9]]
    at_beta = [f"{A} {day} / I" for day in days[5:]] + [f"{B} {day} / I" for day in days[:9]]
    register(drawn, *at_alpha, weeks=AUTUMN)
    register(drawn, *at_beta, school=115002, weeks=AUTUMN)
    return drawn


@pytest.mark.parametrize("school", [None, *SCHOOLS])
def test_a_day_ill_at_two_schools_is_one_day(school, ill_at_two_schools):
    def listed(last_week, *columns):
        rows = asked(
            ill_at_two_schools, "illness_days", last_week, school_id=school, illness_close_days=9
        )
        found = [(row["upn"], row["school_id"], *(row[name] for name in columns)) for row in rows]
        return sorted(found)

    schools = [school] if school else SCHOOLS
    assert listed(AUTUMN[-1], "state", "days", "other_school_days", "reached_in", "weeks_ill") == [
        *((A, at, "reached", 15, 5, AUTUMN[2], "2 Sep: 5, 9 Sep: 5, 16 Sep: 5") for at in schools),
        *((B, at, "close", 9, 0, None, "2 Sep: 5, 9 Sep: 4") for at in schools),
    ]
    other = {115001: 0, 115002: 5}
    assert listed(AUTUMN[1], "days", "other_school_days") == [
        *((A, at, 10, other[at]) for at in schools),
        *((B, at, 9, 0) for at in schools),
    ]


@pytest.mark.parametrize("beside", [[], SCHOOLS])
@pytest.mark.parametrize(
    ("school", "weeks_of_a"),
    [(115001, "2 Sep: 5, 9 Sep: 5"), (115002, "9 Sep: 5, 16 Sep: 5")],
)
def test_weeks_ill_at_a_school_out_of_sight_are_not_told(
    beside, school, weeks_of_a, ill_at_two_schools
):
    """Nor is the week of the fifteenth day, where that was at Beta alone."""
    own = [each for each in beside if each == school]
    one = {"school_id": school, "visible_schools": [school], "schools_beside": own}
    rows = asked(ill_at_two_schools, "illness_days", AUTUMN[-1], illness_close_days=9, **one)
    columns = ("state", "days", "other_school_days", "reached_in", "weeks_ill")
    assert {row["upn"]: tuple(row[name] for name in columns) for row in rows} == {
        A: ("reached", 15, 5, AUTUMN[2] if school == 115002 else None, weeks_of_a),
        B: ("close", 9, 0, None, "2 Sep: 5, 9 Sep: 4"),
    }


def test_a_day_ill_at_two_of_three_schools_that_are_seen_is_told_once(drawn):
    """Of a third school, out of sight, a week more is counted, and of one day it is a third."""
    drawn.add_schools("urn | establishment_number | school_name\n115003 | 2003 | Gamma")
    schools = [*SCHOOLS, 115003]
    on_roll(drawn, *(f"{school} | {A} | 5 | | |" for school in schools))
    days = [week + timedelta(days=day) for week in AUTUMN[:3] for day in range(5)]
    for school, ill in zip(schools, (days[:5], days[3:8], [days[4], *days[10:]]), strict=True):
        register(drawn, *(f"{A} {day} I /" for day in ill), school=school, weeks=AUTUMN)
    seen = {"visible_schools": schools, "school_id": 115001, "illness_close_days": 9}
    for beside in (SCHOOLS, [115002]):
        [row] = asked(drawn, "illness_days", AUTUMN[-1], **seen | {"schools_beside": beside})
        assert (row["days"], row["other_school_days"]) == (13, 8)
        assert row["weeks_ill"] == "2 Sep: 5, 9 Sep: 3"
    [row] = asked(drawn, "illness_days", AUTUMN[-1], **seen | {"schools_beside": schools})
    assert row["weeks_ill"] == "2 Sep: 5, 9 Sep: 3, 16 Sep: 5"


def test_monday_and_the_need_count_a_day_ill_at_two_schools_once(ill_at_two_schools):
    for school in SCHOOLS:
        chosen = {"school_id": school, "since_week": AUTUMN[1], "visible_schools": SCHOOLS}
        rows = asked(ill_at_two_schools, "monday/changes", AUTUMN[2], test_monday.USUAL | chosen)
        told = [row["detail"] for row in rows if row["item"] == "Illness threshold reached"]
        assert told == ["15 days with illness this year, 10 before"]
        assert not any(row["item"] == "Close to the illness threshold" for row in rows)
    rows = asked(ill_at_two_schools, "tsm/need", AUTUMN[2], test_tsm_need.CHOICE)
    assert {row["school_id"]: row["pupils_over_illness"] for row in rows} == dict.fromkeys(
        SCHOOLS, 1
    )


def test_without_term_dates_nobody_knows_the_pace(drawn):
    """The school has its own dates for the first half term, and marks of the second."""
    half_term = "half_term | first_day | last_day\n1 | 2024-09-02 | 2024-10-18"
    drawn.add_term_dates(half_term, urn=115001)
    on_roll(drawn, "115001 | ann | 5 | | |", "115001 | cat | 5 | | |")
    days = [week + timedelta(days=day) for week in AUTUMN[:2] for day in range(5)]
    register(drawn, *(f"ann {day} I /" for day in days), *(f"cat {day} I /" for day in days[:9]))
    register(drawn, *(f"cat {week} / /" for week in AUTUMN[2:]))
    register(drawn, "cat 2024-11-04 / /")
    [row] = asked(drawn, "illness_days", AUTUMN[6])
    assert (row["pupil"], row["days"], row["days_by_pace"] > 10) == ("ann", 10, True)
    [row] = asked(drawn, "illness_days", date(2024, 11, 4))
    assert (row["pupil"], row["days"], row["days_by_pace"]) == ("ann", 10, None)


def test_weeks_that_were_not_sent_are_no_weeks_without_illness(drawn):
    """Eight school weeks of forty were sent: five days make 25 by this pace."""
    on_roll(drawn, "115001 | ann | 5 | | |", "115002 | bob | 5 | | |")
    register(drawn, *(f"ann {AUTUMN[0] + timedelta(days=day)} I /" for day in range(5)))
    register(drawn, *(f"ann {week} / /" for week in AUTUMN[1:]))
    register(drawn, school=115002, weeks=[*AUTUMN, date(2024, 12, 16)])
    [row] = asked(drawn, "illness_days", date(2024, 12, 16))
    assert (row["pupil"], row["state"], row["days"]) == ("ann", "likely", 5)
    assert row["days_by_pace"] == pytest.approx(25)


def test_pseudonyms_leave_nothing_that_names_a_pupil(drawn):
    on_roll(drawn, "115001 | A123456789012 | 5 | 2014-10-01 | |", "115001 | bob | 5 | | |")
    days = ("09-10", "09-11", "09-12", "09-17", "09-18")
    register(drawn, *(f"A123456789012 2024-{day} O O" for day in days), weeks=AUTUMN)
    for name in ("penalty_notice", "continuous_unauthorised", "letter_level"):
        rows = asked(drawn, name, date(2024, 10, 21), show_names=False)
        assert not any("A123456789012" in str(row) for row in rows), name
        assert {row["date_of_birth"] for row in rows} <= {None}


def test_a_run_without_marks_since_is_unconfirmed(drawn):
    """Ann is away for two weeks, dan comes back once; of the third week only bob has marks."""
    on_roll(drawn, *(f"115001 | {name} | 5 | | |" for name in ("ann", "bob", "cat", "dan")))
    days = [week + timedelta(days=day) for week in AUTUMN[1:4] for day in range(5)]
    register(drawn, *(f"bob {day} / /" for day in days))
    register(drawn, *(f"{name} {day} O O" for name in ("ann", "dan") for day in days[:10]))
    register(drawn, *(f"cat {day} / /" for day in days[:5]), f"dan {days[13]} / /")
    register(drawn, *(f"cat {day} N N" for day in days[5:10]))
    for name in ("continuous_unauthorised", "twenty_days"):
        for week, confirmed in (
            (AUTUMN[2], {"ann": True, "dan": True}),
            (AUTUMN[3], {"ann": False}),
        ):
            rows = asked(drawn, name, week, enquiry_days=10, run_coming_days=6)
            going_on = {row["pupil"]: row["is_confirmed"] for row in rows if row["going_on"]}
            assert going_on == confirmed

    def details(week):
        since = {"since_week": AUTUMN[1], "visible_schools": [115001]}
        rows = asked(drawn, "monday/changes", week, test_monday.USUAL | since)
        runs = ("Continuous absence threshold reached", "Unexplained absence, day 5")
        return {row["pupil"]: row["detail"] for row in rows if row["item"] in runs}

    away, open_ = (
        "20 sessions without leave in a row since 9 Sep",
        "5 days without reason since Mon 16 Sep",
    )
    assert details(AUTUMN[2]) == {"ann": away, "dan": away, "cat": open_}
    assert details(AUTUMN[3]) == {
        "ann": f"{away}; marks missing",
        "dan": away,
        "cat": f"{open_}; marks missing",
    }


def test_a_run_that_goes_on_is_unconfirmed_where_the_school_has_not_sent_the_week(drawn):
    on_roll(drawn, "115001 | ann | 5 | | |", "115002 | zoe | 5 | | |", "115002 | yan | 5 | | |")
    away = [day for day in range(2, 14) if date(2024, 9, day).weekday() < 5]
    for pupil, school in (("ann", 115001), ("zoe", 115002)):
        register(drawn, *(f"{pupil} 2024-09-{day:02} O O" for day in away), school=school)
    register(drawn, "yan 2024-09-16 / /", "zoe 2024-09-16 O O", school=115002)
    confirmed = {
        week.day: {
            row["pupil"]: (row["going_on"], row["is_confirmed"])
            for row in asked(drawn, "continuous_unauthorised", week)
        }
        for week in (date(2024, 9, 9), date(2024, 9, 16))
    }
    assert confirmed[9] == {"ann": (True, True), "zoe": (True, True)}
    assert confirmed[16] == {"ann": (True, False), "zoe": (True, True)}


def test_a_run_of_last_year_is_no_news_of_who_comes_back(drawn):
    """Ann was away for ten days in June, left in July and came back in September; cat's run goes
    over the summer, and she is on roll again since."""
    on_roll(
        drawn,
        f"115001 | {A} | 5 | | | 2024-07-05",
        f"115001 | {B} | 5 | | |",
        "115001 | bob | 5 | | |",
        year="2023/24",
    )
    on_roll(
        drawn,
        f"115001 | {A} | 6 | | 2024-09-16 |",
        f"115001 | {B} | 6 | | 2024-09-16 |",
        "115001 | bob | 6 | | |",
    )
    june, july, september = (
        [week + timedelta(days=day) for week in mondays(first, count) for day in range(5)]
        for first, count in (("2024-06-10", 2), ("2024-07-01", 1), ("2024-09-16", 1))
    )
    register(drawn, *(f"{A} {day} G G" for day in june), *(f"{A} {day} / /" for day in july))
    register(drawn, *(f"{B} {day} / /" for day in june), *(f"{B} {day} G G" for day in july))
    register(drawn, *(f"{A} {day} / /" for day in september))
    register(drawn, *(f"{B} {day} G G" for day in september))
    register(drawn, *(f"bob {day} / /" for day in (*june, *july, *september)), weeks=AUTUMN[:2])
    listed = asked(drawn, "continuous_unauthorised", AUTUMN[2])
    assert [row["upn"] for row in listed] == [B]
    chosen = test_monday.USUAL | {"since_week": AUTUMN[1]}
    rows = asked(drawn, "monday/changes", AUTUMN[2], chosen)
    runs = (test_monday.RUN, test_monday.NEAR_RUN)
    keys = keys_of(drawn)
    assert {row["person_key"] for row in rows if row["item"] in runs} == {keys[B]}


RUNS = {"continuous_unauthorised": "run", "twenty_days": "absent_run"}


@pytest.mark.parametrize("name", RUNS)
def test_a_pupils_page_counts_a_run_from_compulsory_age_on(drawn, name):
    """Ann, who is of age from 31 December on, is away from 9 December; cat, of age, too."""
    on_roll(
        drawn,
        f"115001 | {A} | 0 | 2019-11-05 | |",
        f"115001 | {B} | 1 | 2019-08-05 | |",
        "115001 | bob | 5 | | |",
    )
    days = [week + timedelta(days=day) for week in mondays("2024-12-09", 2) for day in range(5)]
    days += [date(2025, 1, 6) + timedelta(days=day) for day in range(5)]
    register(drawn, *(f"{upn} {day} G G" for upn in (A, B) for day in days))
    register(drawn, *(f"bob {day} / /" for day in days))
    settings = {"enquiry_coming_days": 5}
    listed = {
        row["upn"]: (row["sessions"], row["first_date"])
        for row in asked(drawn, name, date(2025, 1, 6), **settings)
    }
    assert listed == {A: (10, date(2025, 1, 6)), B: (30, days[0])}
    assert runs_on_pages(drawn, date(2025, 1, 6), RUNS[name], *listed) == listed
    before = (20, days[0])
    assert runs_on_pages(drawn, days[5], RUNS[name], *listed) == {A: before, B: before}
    assert A not in told(asked(drawn, name, days[5], **settings))


def runs_on_pages(county, last_week, run, *upns):
    """By pupil the sessions and the first day of the run that the page says goes on now."""
    keys = keys_of(county)
    found = {}
    for upn in upns:
        [row] = asked(county, "pupil/counters", last_week, person_key=keys[upn])
        found[upn] = row[f"{run}_sessions"], row[f"{run}_from"]
    return found


def test_nothing_goes_on_now_of_who_has_left_the_school(drawn):
    """Ann was away for ten days and left on the last of them; the page says when."""
    on_roll(drawn, f"115001 | {A} | 5 | | | 2024-10-04", "115001 | bob | 5 | | |")
    days = [week + timedelta(days=day) for week in AUTUMN[3:5] for day in range(5)]
    register(drawn, *(f"{A} {day} O O" for day in days))
    register(drawn, *(f"bob {day} / /" for day in days), weeks=AUTUMN[5:])
    last_day, after = AUTUMN[4], AUTUMN[5]
    columns = ("left_on", "run_sessions", "absent_run_sessions", "run_from", "penalty_sessions")

    def page(week):
        [row] = asked(drawn, "pupil/counters", week, person_key=keys_of(drawn)[A])
        return tuple(row[column] for column in columns), sentences.reached(pd.DataFrame([row]))

    stood, reached = page(last_day)
    assert stood == (None, 20, 20, days[0], 20)
    assert [line.split(":")[0] for line in reached] == [
        "10 sessions without leave (G, N, O, U) in ten school weeks",
        "10 school days without leave, unbroken, going on now",
    ]
    assert page(after) == (
        (days[-1], 0, 0, None, 20),
        ["No threshold is reached now."],
    )
    for name in ("continuous_unauthorised", "penalty_notice"):
        assert [row["state"] for row in asked(drawn, name, last_day)] == ["reached"]
        assert asked(drawn, name, after) == []


@pytest.mark.parametrize("name", RUNS)
def test_what_is_missing_after_the_day_leaves_a_run_confirmed(drawn, name):
    """Ann is away for four weeks, with a mark missing of the last of them; so is cat, of whom that
    of the first afternoon is missing, and dan, of whom that of the morning before is."""
    on_roll(drawn, *(f"115001 | {upn} | 5 | | |" for upn in (A, B, C, "bob")))
    days = [week + timedelta(days=day) for week in AUTUMN[1:5] for day in range(5)]
    register(drawn, *(f"{A} {day} O O" for day in days if day != days[17]))
    register(drawn, *(f"{upn} {day} O O" for upn in (B, C) for day in days[1:]))
    register(drawn, *(f"bob {day} / /" for day in days))
    halves = [f"115001 | {B} | {days[0]} | O |", f"115001 | {C} | {days[0]} | | O"]
    drawn.add_marks("\n".join(["school | pupil | date | AM | PM", *halves]))
    settings = {"enquiry_coming_days": 5, "enquiry_days": 9, "run_days": 9}

    def confirmed(week):
        rows = asked(drawn, name, week, **settings)
        listed = {row["upn"]: row["is_confirmed"] for row in rows if row["going_on"]}
        keys = keys_of(drawn)
        for upn, is_confirmed in listed.items():
            [page] = asked(drawn, "pupil/counters", week, person_key=keys[upn])
            assert page["is_run_confirmed"] is is_confirmed, upn
        return listed

    assert confirmed(AUTUMN[2]) == {A: True, B: False, C: True}
    assert confirmed(AUTUMN[4]) == {A: False, B: False, C: True}
    chosen = test_monday.USUAL | {"since_week": AUTUMN[1], "visible_schools": [115001]}
    keys = keys_of(drawn)
    missing = {
        row["person_key"]: row["detail"].endswith("; marks missing")
        for row in asked(drawn, "monday/changes", AUTUMN[4], chosen)
        if row["item"] == test_monday.RUN
    }
    assert missing == {keys[A]: True, keys[B]: True, keys[C]: False}


def test_a_pupils_page_counts_an_illness_over_the_summer_as_the_list_does(drawn):
    """Ann is ill from 1 July to 6 September; cat is back for an afternoon in July, dan only ill in
    September. A week later ann, still ill, has ten days of the year."""
    on_roll(drawn, *(f"115001 | {upn} | 5 | | |" for upn in (A, B, C, "bob")), year="2023/24")
    on_roll(drawn, *(f"115001 | {upn} | 6 | | |" for upn in (A, B, C, "bob")))
    july = [week + timedelta(days=day) for week in mondays("2024-07-01", 3) for day in range(5)]
    september = [week + timedelta(days=day) for week in AUTUMN[:2] for day in range(5)]
    register(drawn, *(f"{A} {day} I I" for day in (*july, *september)))
    register(drawn, *(f"{B} {day} I {'/' if day == july[2] else 'I'}" for day in july))
    register(drawn, *(f"{C} {day} / /" for day in july))
    register(drawn, *(f"{upn} {day} I I" for upn in (B, C) for day in september[:5]))
    register(drawn, *(f"bob {day} / /" for day in (*july, *september)))
    keys = keys_of(drawn)

    def page(week, upn):
        [row] = asked(drawn, "pupil/counters", week, person_key=keys[upn])
        threshold = "15 school days with illness in the year"
        [line] = [
            line
            for line in sentences.pupil_thresholds(pd.DataFrame([row]))
            if line["Threshold"] == threshold
        ]
        return row["illness_days"], row["illness_run_days"], line["Standing"]

    for week, days, longest in ((AUTUMN[0], 5, (20.0, 17.0)), (AUTUMN[1], 10, (25.0, 17.0))):
        listed = {
            row["upn"]: (row["days"], row["run_days"], row["state"])
            for row in asked(drawn, "illness_days", week)
            if row["state"] == "reached"
        }
        assert listed == {
            A: (days, longest[0], "reached"),
            B: (5, longest[1], "reached"),
        }
        assert {upn: page(week, upn) for upn in listed} == listed
        assert page(week, C) == (5, 0.0, "not reached")


def test_absence_of_july_without_a_reason_grows_old_in_september(drawn):
    """ann's last days were not old in July; cat's were, and stay in the year they are of."""
    names = ("ann", "cat", "bob")
    on_roll(drawn, *(f"115001 | {name} | 5 | | |" for name in names), year="2023/24")
    on_roll(drawn, *(f"115001 | {name} | 6 | | |" for name in names))
    july = mondays("2024-07-08", 2)
    days = [week + timedelta(days=day) for week in (*july, *AUTUMN[:2]) for day in range(5)]
    register(drawn, *(f"bob {day} / /" for day in days))
    register(drawn, "cat 2024-07-11 N N", "ann 2024-07-12 N N", "ann 2024-07-19 / N")
    columns = ("sessions", "first_date", "last_date", "days_open")
    summer = {"academic_year": "2023/24", "year_first_day": date(2023, 8, 1)}
    assert told(asked(drawn, "unexplained", july[1], **summer), *columns) == {
        "cat": (2, date(2024, 7, 11), date(2024, 7, 11), 6),
    }
    assert told(asked(drawn, "unexplained", AUTUMN[0]), *columns) == {
        "ann": (2, date(2024, 7, 12), date(2024, 7, 12), 10),
    }
    assert told(asked(drawn, "unexplained", AUTUMN[1]), *columns) == {
        "ann": (3, date(2024, 7, 12), date(2024, 7, 19), 15),
    }


def test_a_social_worker_is_told_of_a_week_that_came_late(drawn):
    """Alpha sent two weeks, Beta one more; as many days are looked at up to the last of each."""
    drawn.add_pupils(
        "school | pupil | year_group | looked_after\n"
        "115001 | ann | 5 | Yes\n115001 | cat | 5 | Yes\n115002 | dan | 5 | Yes\n"
        "115001 | bob | 5 | \n115002 | bob | 5 | "
    )
    register(drawn, "ann 2024-09-09 N N", "cat 2024-09-06 N N", weeks=AUTUMN[:2])
    register(drawn, "dan 2024-09-13 N N", school=115002, weeks=AUTUMN[:3])
    rows = asked(drawn, "social_worker", AUTUMN[2], since=date(2024, 9, 18))
    assert told(rows, "sessions", "last_date") == {"ann": (2, date(2024, 9, 9))}
    rows = asked(drawn, "social_worker", AUTUMN[2], since=date(2024, 9, 17))
    assert set(told(rows, "sessions")) == {"ann", "cat", "dan"}
    late = {"as_of": date(2024, 10, 12), "since": date(2024, 10, 5)}
    assert set(told(asked(drawn, "social_worker", date(2024, 10, 7), **late), "sessions")) == {
        "ann",
        "dan",
    }


def test_who_joins_a_school_before_its_first_registers_have_come_joined(drawn):
    on_roll(drawn, "115001 | ann | 5 | | 2024-09-02 |", "115001 | cat | 5 | | 2024-09-18 |")
    register(drawn, "ann 2024-09-23 / /", "cat 2024-09-23 / /")
    rows = asked(drawn, "entries_and_leavers", date(2024, 9, 23))
    assert told(rows, "change", "changed_on") == {"cat": ("joined", date(2024, 9, 18))}


def test_who_begins_with_everybody_did_not_join(drawn):
    on_roll(
        drawn,
        "115001 | ann | 5 | | 2024-09-02 |",
        "115001 | cat | 5 | | 2024-09-03 |",
        "115001 | dan | 5 | | | 2024-09-13",
        "115001 | bob | 5 | | |",
    )
    register(drawn, *(f"{name} 2024-09-03 / /" for name in ("ann", "cat", "dan")), weeks=AUTUMN)
    rows = asked(drawn, "entries_and_leavers", date(2024, 9, 16))
    assert told(rows, "change", "changed_on") == {
        "dan": ("left", date(2024, 9, 13)),
        "cat": ("joined", date(2024, 9, 3)),
    }
    assert asked(drawn, "entries_and_leavers", date(2024, 9, 16), weeks_back=1) == []


def test_who_finishes_with_everybody_did_not_leave(drawn):
    """Registers end on the Friday before the last days of term; Year 11 ends in June."""
    on_roll(
        drawn,
        "115001 | ann | 11 | | | 2025-06-27",
        "115001 | bea | 11 | | | 2025-06-26",
        "115001 | cat | 6  | | | 2025-07-18",
        "115001 | dan | 6  | | | 2025-07-17",
        "115001 | eve | 12 | | | 2025-06-27",
        "115001 | bob | 5  | | |",
    )
    register(drawn, weeks=mondays("2025-06-23", 4))
    rows = asked(drawn, "entries_and_leavers", date(2025, 7, 14))
    assert told(rows, "change", "changed_on") == {
        "bea": ("left", date(2025, 6, 26)),
        "dan": ("left", date(2025, 7, 17)),
        "eve": ("left", date(2025, 6, 27)),
    }


def test_in_september_the_weeks_looked_back_on_may_be_those_of_july(drawn):
    """ann left and dan joined in mid-term, eve left with the year's end; A came back, B joined
    and left again, and both files tell of it."""
    on_roll(
        drawn,
        "115001 | ann | 5 | | | 2024-07-10",
        "115001 | dan | 5 | | 2024-07-02 |",
        "115001 | eve | 6 | | | 2024-07-19",
        "115001 | fay | 5 | | 2024-06-21 | 2024-06-14",
        f"115001 | {A} | 5 | | | 2024-07-05",
        f"115001 | {B} | 5 | | 2024-07-02 | 2024-09-04",
        "115001 | bob | 5 | | |",
        year="2023/24",
    )
    on_roll(
        drawn,
        "115001 | dan | 6 | | 2024-07-02 |",
        "115001 | gus | 6 | | 2024-09-02 |",
        f"115001 | {A} | 6 | | 2024-09-05 |",
        f"115001 | {B} | 6 | | 2024-07-02 | 2024-09-04",
        "115001 | bob | 6 | | |",
    )
    register(drawn, weeks=[*mondays("2024-06-10", 6), AUTUMN[0]])

    def changes(last_week, **params):
        rows = asked(drawn, "entries_and_leavers", last_week, **params)
        assert {row["listed"] for row in rows} <= {len(rows)}
        return [(row["upn"] or row["pupil"], row["change"], row["changed_on"]) for row in rows]

    of_july = {
        ("ann", "left", date(2024, 7, 10)),
        ("dan", "joined", date(2024, 7, 2)),
        (A, "left", date(2024, 7, 5)),
        (B, "joined", date(2024, 7, 2)),
    }
    of_september = {(A, "joined", date(2024, 9, 5)), (B, "left", date(2024, 9, 4))}
    found = changes(AUTUMN[0])
    assert len(found) == 6 and set(found) == of_july | of_september
    assert set(changes(AUTUMN[0], weeks_back=1)) == of_september
    assert len(changes(AUTUMN[0], weeks_back=2)) == 2
    summer = {"academic_year": "2023/24", "year_first_day": date(2023, 8, 1)}
    assert set(changes(date(2024, 7, 15), **summer)) == of_july
