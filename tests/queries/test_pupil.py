"""One pupil, who moved between two schools, on a small register; what of it each viewer sees."""

from datetime import date

import pytest

from attendance import queries, rules, words
from tests.queries.county import TERMS, County

ALPHA, BETA = 115001, 115002
MOVER, SIBLING, AT_BOTH = "A123456789012", "B123456789012", "C123456789012"
USUAL = rules.PARAMETERS | {
    "academic_year": "2024/25",
    "year_first_day": date(2024, 8, 1),
    "last_week": date(2024, 10, 7),
    "last_year_last_week": None,
    "as_of": date(2024, 10, 8),
    "first_day": date(2024, 9, 16),
    "show_names": True,
    "notice_people": [],
    "notice_dates": [],
    "visible_schools": [ALPHA, BETA],
}
EARLIER = {"last_week": date(2024, 9, 16), "as_of": date(2024, 9, 17)}
YEAR_BEFORE = {"academic_year": "2023/24", "year_first_day": date(2023, 8, 1)}
ALPHA_ALONE = {"visible_schools": [ALPHA]}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Ann Doe is at Alpha to 20 September, then at Beta, which does not send the week of the
    30th; her sibling is at Beta. On the 13th Alpha is closed. One pupil is at both schools."""
    county = County(tmp_path_factory.mktemp("pupil"))
    county.add_schools(
        """
        urn    | establishment_number | school_name | phase_label
        115001 | 2001                 | Alpha       | Primary
        115002 | 2002                 | Beta        | Primary
        """
    )
    county.add_term_dates(TERMS)
    county.add_pupils(
        """
        school | pupil         | year_group | surname | forename | date_of_birth | household | entry_date | leaving_date
        115001 | A123456789012 | 4          | Doe     | Ann      | 2015-10-08    | H1        | 2024-09-02 | 2024-09-20
        115002 | A123456789012 | 4          | Doe     | Ann      | 2015-10-08    | H1        | 2024-09-23 |
        115002 | B123456789012 | 2          | Doe     | Ben      | 2017-10-08    | H1        | 2024-09-02 |
        115001 | C123456789012 | 4          |         |          |               |           |            |
        115002 | C123456789012 | 4          |         |          |               |           |            |
        115001 | bob           | 4          |         |          |               |           |            |
        115002 | kim           | 4          |         |          |               |           |            |
        """  # noqa: E501
    )
    county.add_marks(
        r"""
        school | pupil         | date       | AM | PM
        115001 | A123456789012 | 2024-09-09 | /  | I
        115001 | A123456789012 | 2024-09-10 | I  | \
        115001 | A123456789012 | 2024-09-11 |    | \
        115001 | A123456789012 | 2024-09-12 | O  | O
        115001 | A123456789012 | 2024-09-13 | #  | #
        115001 | A123456789012 | 2024-09-16 | O  | O
        115001 | A123456789012 | 2024-09-17 | /  | \
        115002 | A123456789012 | 2024-09-23 | L  | U
        115002 | A123456789012 | 2024-09-24 | C2 | C2
        115002 | A123456789012 | 2024-09-25 | N  | N
        115002 | A123456789012 | 2024-09-26 | N  | N
        115002 | A123456789012 | 2024-10-07 | N  | N
        115002 | A123456789012 | 2024-10-08 | N  | N
        115002 | B123456789012 | 2024-09-23 | I  | I
        115002 | B123456789012 | 2024-09-24 | /  | \
        115002 | B123456789012 | 2024-09-25 | /  | I
        115002 | B123456789012 | 2024-09-26 | /  | \
        115002 | B123456789012 | 2024-10-07 | /  | \
        115002 | B123456789012 | 2024-10-08 | /  | \
        115001 | C123456789012 | 2024-10-07 | N  | N
        115001 | C123456789012 | 2024-10-08 | O  | O
        115002 | C123456789012 | 2024-10-07 | N  | O
        115002 | C123456789012 | 2024-10-08 | /  | U
        115002 | kim           | 2024-09-23 | /  | \
        115001 | bob           | 2024-09-09 | /  | \
        115001 | bob           | 2024-09-10 | /  | \
        115001 | bob           | 2024-09-11 | /  | \
        115001 | bob           | 2024-09-12 | /  | \
        115001 | bob           | 2024-09-13 | #  | #
        115001 | bob           | 2024-09-16 | /  | \
        115001 | bob           | 2024-09-17 | /  | \
        115001 | bob           | 2024-09-30 | /  | \
        115001 | bob           | 2024-10-07 | /  | \
        """
    )
    return county


@pytest.fixture(scope="module")
def keys(drawn):
    """The keys of persons by UPN."""
    with drawn.published() as warehouse:
        return dict(warehouse.execute("select upn, person_key from people").fetchall())


@pytest.fixture
def asked(drawn, keys):
    """The rows of a query, as dictionaries."""

    def ask(name, pupil=MOVER, **params):
        query = queries.load(f"pupil/{name}")
        given = USUAL | {"person_key": keys.get(pupil, pupil)} | params
        given["search_words"] = list(words.searched(params.get("search", "")))
        with drawn.published() as warehouse:
            found = warehouse.execute(query.statement, {key: given[key] for key in query.params})
            columns = [column[0] for column in found.description]
            return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]

    return ask


def some(rows, *columns):
    """These columns of the rows."""
    return [tuple(row[column] for column in columns) for row in rows]


STOOD = ("school_name", "absent_sessions", "possible_sessions", "is_persistent", "is_severe")


def test_the_pupil_is_told_of_at_the_school_of_now(asked):
    [row] = asked("pupil_head")
    assert some([row], *STOOD) == [("Beta", 11, 12, True, True)]
    assert (row["pupil"], row["upn"], row["year_group"]) == ("Doe, Ann", MOVER, "Year 4")
    assert (row["age"], row["entry_date"], row["left_on"]) == (9, date(2024, 9, 23), None)
    assert row["absence_rate"] == pytest.approx(11 / 12)
    assert asked("pupil_head", as_of=date(2024, 10, 7))[0]["age"] == 8


def test_before_the_move_it_is_the_school_of_then(asked):
    assert some(asked("pupil_head", **EARLIER), *STOOD) == [("Alpha", 6, 11, True, True)]


def test_a_school_alone_sees_its_own_time_with_the_pupil(asked):
    [row] = asked("pupil_head", **ALPHA_ALONE)
    assert some([row], *STOOD) == [("Alpha", 6, 11, True, True)]
    assert row["left_on"] == date(2024, 9, 20)
    for name in ("pupil_years", "pupil_trend", "pupil_spells", "counters", "window_sessions"):
        assert set(some(asked(name, **ALPHA_ALONE), "school_name")) == {("Alpha",)}
    assert {row["school_id"] for row in asked("pupil_register", **ALPHA_ALONE)} == {ALPHA}
    assert asked("siblings", **ALPHA_ALONE) == []


@pytest.mark.parametrize("name", queries.names())
def test_nobody_tells_who_another_school_has(name, asked):
    if name.startswith("pupil/") and "person_key" in queries.load(name).params:
        assert asked(name.partition("/")[2], SIBLING, **ALPHA_ALONE) == []
        assert asked(name.partition("/")[2], "no such key") == []


def test_without_names_no_name_or_number_leaves_the_query(asked, keys):
    [row] = asked("pupil_head", show_names=False)
    assert row["pupil"] == f"Pupil {keys[MOVER][:6].upper()}"
    assert row["upn"] is None and row["local_id"] is None
    [sibling] = asked("siblings", show_names=False)
    assert sibling["pupil"] == f"Pupil {keys[SIBLING][:6].upper()}"
    said = str([*row.values(), *sibling.values()])
    assert not [name for name in ("Doe", "Ann", "Ben", MOVER, SIBLING) if name in said]


def test_a_year_without_the_pupil_tells_of_the_last_before_it(asked):
    [row] = asked("pupil_head", academic_year="2025/26", last_week=date(2025, 9, 8))
    assert (row["academic_year"], row["school_name"]) == ("2024/25", "Beta")
    assert (row["possible_sessions"], row["absence_rate"]) == (0, None)
    assert not row["is_persistent"]
    assert asked("pupil_head", **YEAR_BEFORE) == []


def test_the_register_has_every_day_missing_marks_closures_and_weeks_not_sent(asked):
    rows = asked("pupil_register")
    found = {
        (row["school_name"], row["session_date"].strftime("%d %b")): (
            row["am_code"],
            row["pm_code"],
        )
        for row in rows
    }
    assert found == {
        ("Alpha", "09 Sep"): ("/", "I"),
        ("Alpha", "10 Sep"): ("I", "\\"),
        ("Alpha", "11 Sep"): (None, "\\"),
        ("Alpha", "12 Sep"): ("O", "O"),
        ("Alpha", "13 Sep"): ("#", "#"),
        ("Alpha", "16 Sep"): ("O", "O"),
        ("Alpha", "17 Sep"): ("/", "\\"),
        ("Beta", "23 Sep"): ("L", "U"),
        ("Beta", "24 Sep"): ("C2", "C2"),
        ("Beta", "25 Sep"): ("N", "N"),
        ("Beta", "26 Sep"): ("N", "N"),
        **{
            ("Beta", day): (None, None)
            for day in ("30 Sep", "01 Oct", "02 Oct", "03 Oct", "04 Oct")
        },
        ("Beta", "07 Oct"): ("N", "N"),
        ("Beta", "08 Oct"): ("N", "N"),
    }
    kinds = {row["session_date"].day: (row["am_kind"], row["pm_kind"]) for row in rows}
    assert kinds[11] == ("missing", "present")
    assert kinds[13] == ("not possible", "not possible")
    assert kinds[23] == ("late", "unauthorised")
    assert kinds[24] == ("authorised", "authorised")
    assert kinds[30] == ("missing", "missing")
    assert {row["half_term"] for row in rows} == {1}
    assert [row["day_of_week"] for row in rows[:5]] == [1, 2, 3, 4, 5]


def test_the_register_ends_with_the_last_week(asked):
    rows = asked("pupil_register", **EARLIER)
    assert rows[-1]["session_date"] == date(2024, 9, 17)
    assert asked("pupil_register", **YEAR_BEFORE) == []


def test_registers_of_several_pupils_are_those_of_one_school(drawn, keys):
    query = queries.load("tsm/registers_of")
    given = USUAL | {
        "register_people": [keys[MOVER], keys[SIBLING]],
        "register_from": date(2024, 9, 23),
        "school_id": BETA,
    }

    def found(**more):
        params = {name: (given | more)[name] for name in query.params}
        with drawn.published() as warehouse:
            told = warehouse.execute(query.statement, params).df()
        columns = ("person_key", "session_date", "am_code", "pm_code")
        return list(zip(*(told[column] for column in columns), strict=True))

    rows = found()
    assert {row[0] for row in rows} == {keys[MOVER], keys[SIBLING]}
    assert [(day.day, am, pm) for key, day, am, pm in rows if key == keys[SIBLING]][:2] == [
        (23, "I", "I"),
        (24, "/", "\\"),
    ]
    assert min(row[1] for row in found(register_from=date(2024, 10, 7))).day == 7
    assert found(visible_schools=[ALPHA]) == []
    assert found(register_people=[]) == []
    assert {row[1].day for row in found(school_id=ALPHA, register_from=date(2024, 9, 16))} == {
        16,
        17,
    }


def test_years_are_told_school_by_school(asked):
    columns = ("school_name", "absent_sessions", "possible_sessions", "authorised_sessions")
    columns += ("unauthorised_sessions", "late_sessions", "standing", "left_on")
    assert some(asked("pupil_years"), *columns) == [
        ("Beta", 11, 12, 2, 9, 1, "SA so far", None),
        ("Alpha", 6, 11, 2, 4, 0, "SA so far", date(2024, 9, 20)),
    ]
    columns = ("school_name", "absent_sessions", "standing")
    of_sibling = asked("pupil_years", SIBLING)
    assert some(of_sibling, *columns) == [("Beta", 3, "PA so far")]
    assert some(asked("pupil_years", SIBLING, settled_sessions=12), *columns) == [("Beta", 3, "PA")]
    earlier = asked("pupil_years", last_week=date(2024, 9, 9))
    assert some(earlier, *columns) == [("Alpha", 4, "SA so far")]
    later = asked("pupil_years", academic_year="2025/26", last_week=date(2025, 9, 8))
    assert some(later, *columns) == [("Beta", 11, "SA"), ("Alpha", 6, "SA")]


def test_the_year_so_far_runs_on_week_by_week_in_each_school(asked):
    columns = ("school_name", "week_commencing", "absent_sessions", "possible_sessions")
    columns += ("year_absent_sessions", "year_possible_sessions")
    assert some(asked("pupil_trend"), *columns) == [
        ("Alpha", date(2024, 9, 9), 4, 7, 4, 7),
        ("Alpha", date(2024, 9, 16), 2, 4, 6, 11),
        ("Beta", date(2024, 9, 23), 7, 8, 7, 8),
        ("Beta", date(2024, 10, 7), 4, 4, 11, 12),
    ]


SPELL = ("first_date", "first_session", "last_date", "sessions", "main_code", "main_sessions")
SPELL += ("unauthorised_sessions", "illness_sessions", "is_confirmed", "is_over")


def test_spells_go_over_closures_and_unsent_weeks(asked):
    first, last = date(2024, 9, 23), date(2024, 10, 8)
    assert some(asked("pupil_spells"), *SPELL) == [
        (first, "PM", last, 11, "N", 8, 9, 0, False, False),
        (date(2024, 9, 12), "AM", date(2024, 9, 16), 4, "O", 4, 4, 0, True, True),
        (date(2024, 9, 9), "PM", date(2024, 9, 10), 2, "I", 2, 0, 2, True, True),
    ]


def test_a_spell_is_counted_to_the_last_marked_day(asked):
    [row, *_] = asked("pupil_spells", as_of=date(2024, 9, 24))
    assert (row["last_date"], row["sessions"], row["main_code"]) == (date(2024, 9, 24), 3, "C2")
    assert not row["is_over"]


def test_reasons_are_counted_over_both_schools(asked):
    rows = asked("pupil_reasons")
    assert some(rows, "code", "sessions", "category") == [
        ("N", 8, "unauthorised absence"),
        ("O", 4, "unauthorised absence"),
        ("C2", 2, "authorised absence"),
        ("I", 2, "authorised absence"),
        ("L", 1, "present"),
        ("U", 1, "unauthorised absence"),
    ]
    assert {row["possible_sessions"] for row in rows} == {23}
    assert rows[0]["code_share"] == pytest.approx(8 / 23)
    assert {row["last_year_code_share"] for row in rows} == {None}


def test_weekdays_count_days_of_short_spells_alone(asked):
    rows = asked("pupil_weekdays")
    assert some(rows, "day_of_week", "short_days") == [(1, 2), (2, 1), (3, 0), (4, 1)]
    assert rows[0]["expected_days"] == pytest.approx(4 * 4 / 12)
    assert not any(row["stands_out"] for row in rows)


def test_siblings_are_of_the_household_with_the_days_both_were_away(asked):
    [row] = asked("siblings")
    columns = ("pupil", "school_name", "absent_sessions", "possible_sessions")
    assert some([row], *columns) == [("Doe, Ben", "Beta", 3, 12)]
    assert (row["missed_days"], row["shared_days"]) == (2, 2)
    assert {row["school_name"] for row in asked("siblings", SIBLING)} == {"Alpha", "Beta"}


def test_pupils_are_found_by_name_in_either_order(asked, keys):
    found = asked("found_pupils", search="doe")
    assert some(found, "pupil", "school_name") == [
        ("Doe, Ann", "Alpha"),
        ("Doe, Ann", "Beta"),
        ("Doe, Ben", "Beta"),
    ]
    for typed in ("Ben Doe", "doe,ben", "DOE,  b"):
        assert some(asked("found_pupils", search=typed), "pupil") == [("Doe, Ben",)]
    assert asked("found_pupils", search="ben zzz") == asked("found_pupils", search=" , ") == []
    assert some(asked("found_pupils", search="BEN", **ALPHA_ALONE), "pupil") == []
    assert asked("found_pupils", search="doe", show_names=False) == []
    pseudonym = f"pupil {keys[SIBLING][:6]}"
    [row] = asked("found_pupils", search=pseudonym, show_names=False)
    assert row["person_key"] == keys[SIBLING]


def test_pupils_are_found_by_a_whole_number(asked):
    for typed in (SIBLING.lower(), f" {SIBLING} ", f"{SIBLING[:4]} {SIBLING[4:]}"):
        assert some(asked("numbered_pupils", search=typed), "pupil") == [("Doe, Ben",)]
    assert asked("numbered_pupils", search=SIBLING[:6]) == []
    assert asked("numbered_pupils", search=" ") == asked("numbered_pupils", search="doe") == []
    assert asked("numbered_pupils", search=SIBLING, **ALPHA_ALONE) == []
    assert asked("numbered_pupils", search=SIBLING, show_names=False) == []


@pytest.mark.parametrize("typed", ["D123456789012", "d12345 6789012", "E123456789012"])
def test_a_former_upn_finds_the_pupil_too(tmp_path, typed):
    county = County(tmp_path)
    for upn in ("E123456789012", "D123456789012"):
        row = {
            "urn": 115001,
            "academic_year": "2024/25",
            "upn": upn,
            "local_id": "7",
            "surname": "Doe",
        }
        county.add_pupil_rows([row | {"forename": "Cat", "year_group": 4}])
    county.add_schools("urn | school_name\n115001 | Alpha")
    given = {"academic_year": "2024/25", "show_names": True, "visible_schools": [115001]}
    with county.published() as warehouse:
        found = queries.run(warehouse, "pupil/numbered_pupils", search=typed, **given)
    assert list(found["pupil"]) == ["Doe, Cat"]


COUNTED = ("penalty_sessions", "penalty_unexplained_sessions", "penalty_other_sessions")


def test_the_window_counts_both_schools_and_knows_what_is_missing(asked):
    [row] = asked("counters")
    assert row["school_name"] == "Beta"
    assert some([row], *COUNTED) == [(13, 8, 4)]
    assert row["window_first_week"] == date(2024, 7, 1), "by term dates, over the summer"
    assert not row["is_window_complete"]


def test_fewer_than_six_sessions_are_counted_from_the_marks(asked):
    [row] = asked("counters", **EARLIER)
    assert row["school_name"] == "Alpha" and some([row], *COUNTED) == [(4, 0, 0)]
    assert row["window_first_week"] and not row["is_window_complete"], "before the first marks"


def test_a_session_missed_at_two_schools_is_one_session(asked):
    """Seven of two schools are four, the first alone without a reason at both."""
    rows = asked("counters", AT_BOTH)
    assert sorted(some(rows, "school_name", *COUNTED)) == [("Alpha", 4, 1, 0), ("Beta", 4, 1, 1)]
    [row] = asked("counters", AT_BOTH, **ALPHA_ALONE)
    assert some([row], *COUNTED) == [(4, 2, 0)]
    columns = ("session_date", "session", "code", "school_name")
    assert some(asked("window_sessions", AT_BOTH), *columns) == [
        (date(2024, 10, 8), "PM", "O", "Alpha"),
        (date(2024, 10, 8), "AM", "O", "Alpha"),
        (date(2024, 10, 7), "PM", "O", "Beta"),
        (date(2024, 10, 7), "AM", "N", "Alpha"),
    ]


def test_what_goes_on_now_is_counted_back_to_what_ends_it(asked):
    [row] = asked("counters")
    assert (row["run_sessions"], row["run_from"]) == (8, date(2024, 9, 25))
    assert (row["absent_run_sessions"], row["absent_run_from"]) == (8, date(2024, 9, 25))
    assert not row["is_run_confirmed"]
    [row] = asked("counters", last_week=date(2024, 9, 23), as_of=date(2024, 9, 23))
    assert (row["run_sessions"], row["absent_run_sessions"]) == (1, 0)
    assert row["is_run_confirmed"]


def test_illness_part_time_and_open_reasons_are_counted(asked):
    [row] = asked("counters", days_to_explain=2)
    assert row["part_time_weeks"] == 1
    assert row["part_time_from"] == date(2024, 9, 24)
    assert not row["is_part_time_now"]
    [row] = asked("counters", last_week=date(2024, 9, 23), as_of=date(2024, 9, 27))
    assert row["is_part_time_now"]
    [row] = asked("counters", days_to_explain=2)
    assert (row["open_unexplained_sessions"], row["unexplained_from"]) == (2, date(2024, 9, 25))
    assert asked("counters")[0]["open_unexplained_sessions"] == 0


def test_days_with_illness_are_of_all_schools_whoever_asks(asked):
    """As the list of thresholds counts them."""
    columns = ("school_name", "illness_days", "illness_other_days")
    assert some(asked("counters"), *columns) == [("Beta", 2, 2)]
    assert some(asked("counters", **ALPHA_ALONE), *columns) == [("Alpha", 2, 0)]
    assert some(asked("counters", visible_schools=[BETA]), *columns) == [("Beta", 2, 2)]


def test_whether_the_pupil_is_of_compulsory_age_is_told(asked):
    assert asked("counters")[0]["is_compulsory_age"]
    assert not asked("counters", last_week=date(2032, 7, 5), as_of=date(2032, 7, 6))[0][
        "is_compulsory_age"
    ]


def test_sessions_without_leave_are_listed_newest_first(asked):
    rows = asked("window_sessions")
    assert some(rows, "session_date", "session", "code", "school_name")[-3:] == [
        (date(2024, 9, 23), "PM", "U", "Beta"),
        (date(2024, 9, 16), "PM", "O", "Alpha"),
        (date(2024, 9, 16), "AM", "O", "Alpha"),
    ]
    assert len(rows) == 11
