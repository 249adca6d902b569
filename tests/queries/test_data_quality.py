"""What the page on data quality asks, on small registers."""

from datetime import date

import pytest

from attendance import queries
from tests.queries.county import TERMS, County

ALPHA, EVERYONE = [115001], [115001, 115002, 115003]
USUAL = {
    "academic_year": "2024/25",
    "year_first_day": date(2024, 8, 1),
    "smallest_share_of_roll": 0.9,
    "days_to_explain": 5,
    "unusual_factor": 3.0,
    "unusual_points": 0.5,
    "fault": None,
    "visible_schools": EVERYONE,
}


@pytest.fixture
def drawn(tmp_path):
    """A county of two primary schools with term dates, to which marks are added."""
    county = County(tmp_path)
    county.add_schools(
        """
        urn    | establishment_number | school_name
        115001 | 2001                 | Alpha
        115002 | 2002                 | Beta
        """
    )
    county.add_term_dates(TERMS)
    return county


def asked(county, name, *columns, **params):
    """These columns of a query on that county."""
    query = queries.load(name)
    known = USUAL | params
    given = {key: value for key, value in known.items() if key in query.params}
    with county.published() as warehouse:
        rows = warehouse.sql(query.sql, params=given or None).df()
    return list(rows[list(columns)].itertuples(index=False, name=None))


def faults(county, schools=ALPHA, **params):
    columns = ("school_id", "fault", "entries")
    return asked(county, "data_quality/faults", *columns, visible_schools=schools, **params)


def entries(county, fault, school_id=115001):
    columns = ("pupil", "session_date", "session", "code")
    found = asked(county, "data_quality/fault_entries", *columns, fault=fault, school_id=school_id)
    return [
        (pupil, None if day != day else f"{day:%Y-%m-%d}", session, code)
        for pupil, day, session, code in found
    ]


def test_weeks_are_sent_in_part_or_not_at_all_and_holidays_closed(drawn):
    drawn.add_pupils("pupil | fsm | sen\nann | No | N\nbob | No | N")
    drawn.add_pupils("school | pupil | fsm | sen\n115002 | kim | No | N")
    drawn.add_marks(
        r"""
        school | pupil | date       | AM | PM
        115001 | ann   | 2024-10-14 | /  | \
        115001 | bob   | 2024-10-14 | /  | \
        115001 | ann   | 2024-10-21 | /  | \
        115002 | kim   | 2024-10-14 | /  | \
        115002 | kim   | 2024-11-04 | /  | \
        """
    )
    columns = ("school_name", "week_commencing", "standing", "recorded_share", "weeks_not_sent")
    rows = asked(drawn, "data_quality/reporting", *columns)
    told = [(name, f"{week:%d %b}", standing, gaps) for name, week, standing, _, gaps in rows]
    assert told == [
        ("Alpha", "14 Oct", "sent", 1),
        ("Alpha", "21 Oct", "in part", 1),
        ("Alpha", "04 Nov", "nothing", 1),
        ("Beta", "14 Oct", "sent", 1),
        ("Beta", "21 Oct", "nothing", 1),
        ("Beta", "04 Nov", "sent", 1),
    ]
    assert [share for *_, share, _ in rows][:3] == [1.0, 0.5, 0.0]
    assert faults(drawn, EVERYONE, fault="week not sent") == [
        (115001, "week not sent", 1),
        (115002, "week not sent", 1),
    ]
    assert entries(drawn, "week not sent") == [(None, "2024-11-04", None, None)]


def test_a_mark_is_missing_where_others_have_one(drawn):
    drawn.add_pupils("pupil | fsm | sen\nann | No | N\nbob | No | N")
    drawn.add_marks(
        r"""
        pupil | date       | AM | PM
        ann   | 2024-09-09 | /  | \
        bob   | 2024-09-09 | /  |
        """
    )
    assert faults(drawn) == [(115001, "mark missing", 1)]
    assert entries(drawn, "mark missing") == [("bob", "2024-09-09", "PM", None)]
    assert faults(drawn, academic_year="2023/24", year_first_day=date(2023, 8, 1)) == []


@pytest.mark.parametrize(("later_days", "found"), [(5, 0), (6, 1)])
def test_an_absence_may_be_without_reason_for_five_school_days(drawn, later_days, found):
    drawn.add_pupils("pupil | fsm | sen\nann | No | N")
    later = [9, 10, 11, 12, 13, 16][:later_days]
    days = "\n".join(f"ann | 2024-09-{day:02} | / | /" for day in later)
    drawn.add_marks(f"pupil | date | AM | PM\nann | 2024-09-06 | N | /\n{days}")
    wanted = [(115001, "N not resolved", 1)] * found
    assert faults(drawn) == wanted
    assert entries(drawn, "N not resolved") == [("ann", "2024-09-06", "AM", "N")] * found


def test_marks_that_cannot_be_right_are_listed_with_pupil_and_code(drawn):
    drawn.add_pupils("pupil | fsm | sen | leaving_date | entry_date\nann | No | N | 2024-09-10 |")
    drawn.add_pupils("pupil | fsm | sen | entry_date\nbob | No | N | 2024-09-10")
    drawn.add_marks(
        r"""
        pupil | date       | AM | PM
        ann   | 2024-09-09 | H  | \
        ann   | 2024-09-11 | /  | \
        bob   | 2024-09-09 | /  | \
        bob   | 2024-09-11 | /  | \
        """,
        rejected="""
        pupil | date       | session | code | reason
        ann   | 2024-09-10 | AM      | ?    | code not known
        zoe   | 2024-09-10 | PM      | ?    | code not known
        bob   | 2025-09-10 | AM      | /    | in the future
        bob   | 2024-09-11 | AM      | I    | twice
        """,
    )
    counted = {fault: count for _, fault, count in faults(drawn)}
    assert counted == {
        "after leaving": 2,
        "before entry": 2,
        "code not known": 2,
        "code out of date": 1,
        "in the future": 1,
        "twice": 1,
    }
    assert entries(drawn, "after leaving")[0] == ("ann", "2024-09-11", "AM", "/")
    assert entries(drawn, "code out of date") == [("ann", "2024-09-09", "AM", "H")]
    assert entries(drawn, "code not known") == [
        ("ann", "2024-09-10", "AM", "?"),
        ("zoe", "2024-09-10", "PM", "?"),
    ]


def test_pupils_in_no_pupil_file_and_those_without_status(drawn):
    drawn.add_pupils("pupil | fsm | sen\nann | No | N\nbob | | N\nkim | Yes |")
    drawn.add_marks("pupil | date | AM | PM\nann | 2024-09-09 | / | /\nzoe | 2024-09-09 | / | /")
    found = dict(row[1:] for row in faults(drawn))
    assert (found["not in the pupil file"], found["FSM or SEN unknown"]) == (1, 2)
    assert [pupil for pupil, *_ in entries(drawn, "not in the pupil file")] == ["zoe"]
    assert [pupil for pupil, *_ in entries(drawn, "FSM or SEN unknown")] == ["bob", "kim"]


def test_every_count_is_the_length_of_its_list(rich):
    for school, fault, count in _of_rich(
        rich, "data_quality/faults", "school_id", "fault", "entries"
    ):
        listed = _of_rich(
            rich, "data_quality/fault_entries", "fault", fault=fault, school_id=int(school)
        )
        assert len(listed) == count, fault


def test_totals_are_of_the_schools_in_scope_alone(drawn):
    drawn.add_pupils("school | pupil | fsm | sen\n115001 | ann | |\n115002 | kim | |")
    drawn.add_marks("school | pupil | date | AM\n115001 | ann | 2024-09-09 | /")
    columns = ("school_id", "all_entries", "schools")
    unknown = {"fault": "FSM or SEN unknown"}
    assert asked(drawn, "data_quality/faults", *columns, **unknown) == [
        (115001, 2, 2),
        (115002, 2, 2),
    ]
    own = unknown | {"visible_schools": [115002]}
    assert asked(drawn, "data_quality/faults", *columns, **own) == [(115002, 1, 1)]


@pytest.mark.parametrize(
    ("b_of_alpha", "b_of_beta", "is_unusual"),
    [(3, 1, True), (2, 1, False), (3, 0, True), (0, 0, False)],
)
def test_a_code_is_unusual_at_three_times_the_share_of_the_others(
    drawn, b_of_alpha, b_of_beta, is_unusual
):
    drawn.add_pupils("school | pupil\n115001 | ann\n115002 | kim")
    days = [2, 3, 4, 5, 6, 9, 10, 11, 12, 13]
    lines = [
        f"{school} | {pupil} | 2024-09-{day:02} | {'B' if place < bs else '/'} | /"
        for school, pupil, bs in ((115001, "ann", b_of_alpha), (115002, "kim", b_of_beta))
        for place, day in enumerate(days)
    ]
    drawn.add_marks("\n".join(["school | pupil | date | AM | PM", *lines]))
    columns = ("school_name", "code", "marks", "code_share", "others_share", "is_unusual")
    rows = asked(drawn, "data_quality/unusual_codes", *columns)
    [alpha] = [row for row in rows if row[:2] == ("Alpha", "B")]
    assert alpha[2:] == (b_of_alpha, b_of_alpha / 20, b_of_beta / 20, is_unusual)


def test_all_codes_beginning_with_y_count_as_one(drawn):
    drawn.add_pupils("pupil | fsm | sen\nann | No | N")
    drawn.add_marks("pupil | date | AM | PM\nann | 2024-09-09 | Y1 | Y6\nann | 2024-09-10 | / | /")
    rows = asked(drawn, "data_quality/unusual_codes", "code", "marks", "others_share")
    assert [row[:2] for row in rows if row[1]] == [("Y", 2)]
    assert all(share != share for *_, share in rows)  # no other school of the phase


def test_freshness_tells_the_last_day_and_who_sent_its_week(drawn):
    drawn.add_pupils("school | pupil\n115001 | ann\n115002 | kim")
    drawn.add_marks(
        "school | pupil | date | AM\n115001 | ann | 2024-09-09 | /\n115002 | kim | 2024-09-03 | /"
    )
    columns = ("academic_year", "last_day", "schools_due", "schools_reported")
    [(year, day, due, reported)] = asked(drawn, "data/marks_freshness", *columns)
    assert (year, f"{day:%Y-%m-%d}", due, reported) == ("2024/25", "2024-09-09", 2, 1)


def test_a_week_is_told_to_its_last_marked_day(drawn):
    drawn.add_pupils("school | pupil\n115001 | ann\n115002 | kim")
    drawn.add_marks(
        "school | pupil | date | AM\n115001 | ann | 2024-09-04 | /\n115002 | kim | 2024-09-05 | /\n"
        "115001 | ann | 2024-09-09 | /\n115002 | kim | 2024-09-14 | /"
    )
    rows = asked(drawn, "county/weeks", "last_day", academic_year="2024/25")
    assert [f"{day:%a %d %b}" for (day,) in rows] == ["Thu 05 Sep", "Sat 14 Sep"]


def marked_to(county, last_week, school_id=None, schools=EVERYONE):
    chosen = {"last_week": last_week, "school_id": school_id, "chosen_schools": None}
    columns = ("school_name", "last_day", "weeks_not_sent")
    found = asked(county, "data/marked_to", *columns, **chosen, visible_schools=schools)
    return [(name, None if day != day else f"{day:%d %b}", weeks) for name, day, weeks in found]


def test_a_school_is_late_from_the_first_open_week_that_it_has_not_sent(drawn):
    drawn.add_pupils("school | pupil\n115001 | ann\n115002 | kim")
    drawn.add_marks(
        """
        school | pupil | date       | AM
        115001 | ann   | 2024-10-14 | /
        115001 | ann   | 2024-10-21 | /
        115001 | ann   | 2024-11-04 | /
        115001 | ann   | 2024-11-12 | /
        115002 | kim   | 2024-10-17 | /
        115002 | kim   | 2024-11-04 | #
        """
    )
    # Beta was closed in the week of 4 November, so only that of 11 November is owed after it.
    assert marked_to(drawn, "2024-10-14") == [("Alpha", "14 Oct", 0), ("Beta", "17 Oct", 0)]
    assert marked_to(drawn, "2024-10-21") == [("Beta", "17 Oct", 1), ("Alpha", "21 Oct", 0)]
    holiday = marked_to(drawn, "2024-10-28")
    assert holiday == [("Beta", "17 Oct", 1), ("Alpha", "21 Oct", 0)]
    assert marked_to(drawn, "2024-11-04") == [("Alpha", "04 Nov", 0), ("Beta", "17 Oct", 0)]
    assert marked_to(drawn, "2024-11-11") == [("Beta", "17 Oct", 1), ("Alpha", "12 Nov", 0)]
    assert marked_to(drawn, "2024-11-11", school_id=115001) == [("Alpha", "12 Nov", 0)]
    assert marked_to(drawn, "2024-11-11", schools=ALPHA) == [("Alpha", "12 Nov", 0)]


def test_a_school_without_any_mark_of_the_year_is_late_if_it_has_pupils(drawn):
    drawn.add_pupils("school | pupil\n115001 | ann\n115002 | kim")
    drawn.add_marks("school | pupil | date | AM\n115001 | ann | 2024-09-09 | /")
    assert marked_to(drawn, "2024-09-09") == [("Beta", None, 1), ("Alpha", "09 Sep", 0)]


def test_a_school_is_listed_by_its_newest_name_and_urn(tmp_path):
    county = County(tmp_path)
    county.add_schools(
        """
        urn    | establishment_number | school_name  | close_date
        115001 | 2001                 | Old Primary  | 2024-08-31
        145001 | 2001                 | New Academy  |
        115002 | 2002                 | No pupils    |
        """
    )
    county.add_pupils("school | pupil\n145001 | ann")
    county.add_marks("school | pupil | date | AM\n145001 | ann | 2024-09-09 | /")
    columns = ("school_id", "urn", "school_name")
    assert asked(county, "data/schools", *columns) == [(115001, 145001, "New Academy")]


def test_schools_of_one_name_are_told_apart_by_their_urns(tmp_path):
    county = County(tmp_path)
    county.add_schools(
        """
        urn    | establishment_number | school_name | close_date
        115001 | 2001                 | St John's   |
        115002 | 2002                 | St John's   |
        115003 | 2003                 | St Mary's   | 2024-08-31
        145003 | 2003                 | St Mary's   |
        """
    )
    county.add_pupils("school | pupil\n115001 | ann\n115002 | bob\n145003 | kim")
    county.add_marks("school | pupil | date | AM\n115001 | ann | 2024-09-09 | /")
    found = asked(county, "data/schools", "school_name")
    assert found == [("St John's (115001)",), ("St John's (115002)",), ("St Mary's",)]


def test_without_releases_the_register_of_schools_names_the_home_authority(tmp_path):
    county = County(tmp_path)
    county.add_schools("urn | authority_name\n115001 | Essex\n115002 |")
    county.add_pupils("school | pupil\n115001 | ann")
    county.add_marks("school | pupil | date | AM\n115001 | ann | 2024-09-09 | /")
    for code, name in (("881", "Essex"), ("886", "The county")):
        assert asked(county, "data/home_name", "authority_name", home_authority=code) == [(name,)]


def _of_rich(rich, name, *columns, **params):
    query = queries.load(name)
    known = USUAL | params
    given = {key: value for key, value in known.items() if key in query.params}
    with rich.cursor() as cursor:
        rows = cursor.sql(query.sql, params=given).df()
    return list(rows[list(columns)].itertuples(index=False, name=None))
