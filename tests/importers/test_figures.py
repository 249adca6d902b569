"""What stands in a release's cells is what stands in the warehouse: numbers, symbols, gaps."""

import pytest

from tests.importers.release_files import (
    AREAS,
    EAST,
    ENGLAND,
    ESSEX,
    PHASES,
    WEEK_1,
    WEEK_2,
    Area,
    column_of,
    release,
)

ESSEX_PRIMARY = {"la_name": "Essex", "school_type": "Primary"}
TOTALS = (
    "present_sessions",
    "approved_educational_activity",
    "overall_attendance",
    "overall_absence",
    "authorised_absence",
    "unauthorised_absence",
    "possible_sessions",
)
WHERE_ESSEX_PRIMARY = "where area_id = '881' and education_phase = 'Primary'"


def suppressed(symbol: str, kind: str = "ytd"):
    """A release in which a symbol stands for every count of Essex's primary schools."""
    made = release(kind)
    counts = [name for name in made.columns if name in TOTALS or name.startswith("reason_")]
    for column in [*counts, "attendance_perc", "pa_perc", "num_schools"]:
        if column in made.columns:
            made.put(column, symbol, **ESSEX_PRIMARY)
    return made


@pytest.mark.parametrize("symbol", ["c", "z", "x", "low", "u", ":", "NA"])
def test_a_symbol_is_no_figure_and_is_kept(handover, symbol):
    handover.take(suppressed(symbol))
    assert handover.ask(
        "select possible_sessions, attendance_rate, persistent_absence_rate, schools, symbol, "
        f"persistent_absence_symbol from published_attendance {WHERE_ESSEX_PRIMARY}"
    ) == [(None, None, None, None, symbol, symbol)]
    assert handover.ask(
        "select distinct sessions, symbol from published_reasons " + WHERE_ESSEX_PRIMARY
    ) == [(None, symbol)]


@pytest.mark.parametrize("written", ["NaN", "nan"])
def test_not_a_number_is_no_figure(handover, written):
    handover.take(suppressed(written, "weekly"))
    assert handover.ask(
        f"select possible_sessions, attendance_rate from published_attendance {WHERE_ESSEX_PRIMARY}"
    ) == [(None, None)]
    assert handover.ask(f"select count(sessions) from published_reasons {WHERE_ESSEX_PRIMARY}") == [
        (0,)
    ]


def test_an_empty_cell_of_a_code_is_no_figure_and_no_zero(handover):
    made = release(year="2023/24").put(column_of("X"), "")
    handover.take(made, on="2023-10-12")
    assert handover.ask("select distinct sessions from published_reasons where code = 'X'") == [
        (None,)
    ]


def test_persistent_absence_that_is_not_out_yet_is_no_figure(handover):
    handover.take(release().put("pa_perc", ""))
    assert handover.ask("select count(persistent_absence_rate) from published_attendance") == [(0,)]
    assert handover.ask("select has_persistent_absence from releases") == [(False,)]


def test_numbers_are_read_with_exponents_and_fractions(handover):
    made = release().put("enrolments", "1.0E+05").put("num_schools", "12.345678901")
    handover.take(made)
    assert handover.ask("select distinct enrolments, schools from published_attendance") == [
        (100_000.0, 12.345678901)
    ]


def test_what_stands_under_no_code_is_a_row_of_its_own(handover):
    handover.take(release(unpublished=37))
    assert handover.ask(
        "select category, sessions from published_reasons "
        f"{WHERE_ESSEX_PRIMARY} and code = 'not published'"
    ) == [("authorised absence", 37.0)]


def test_codes_that_say_everything_leave_no_remainder(handover):
    handover.take(release())
    assert handover.ask("select count(*) from published_reasons where code = 'not published'") == [
        (0,)
    ]


@pytest.mark.parametrize("year", ["2022/23", "2024/25"])
def test_with_the_remainder_the_codes_sum_to_every_total(handover, year):
    handover.take(release(year=year, unpublished=5), on=f"{year[:4]}-10-20")
    assert handover.ask(
        """
        select count(*), count(*) filter (where by_code <> attended_sessions + absent_sessions)
        from published_attendance
        inner join (
            select area_id, education_phase, sum(sessions) as by_code
            from published_reasons where category <> 'not possible'
            group by all
        ) as codes using (area_id, education_phase)
        """
    ) == [(len(AREAS) * len(PHASES) + 2, 0)]


def test_illness_is_read_from_its_own_column(handover):
    made = release()
    handover.take(made)
    (row,) = made.rows_of(**ESSEX_PRIMARY)
    assert handover.ask(
        f"select sessions from published_reasons {WHERE_ESSEX_PRIMARY} and code = 'I'"
    ) == [(float(row["reason_i_authorised_illness"]),)]


@pytest.mark.parametrize("written", ["", "z", "NA"])
def test_an_authority_without_a_code_is_known_by_another_file(handover, written):
    handover.take(release("weekly").put("old_la_code", written))
    handover.take(release())
    assert handover.ask(
        "select distinct area_id from published_attendance "
        "inner join areas using (area_id) where area_name = 'Essex'"
    ) == [("881",)]


def test_an_authority_whose_long_code_changed_is_one_area(handover):
    before = Area("Local authority", "North Yorkshire", "815", "E10000023")
    after = Area("Local authority", "North Yorkshire", "815", "E06000065")
    handover.take(release(year="2022/23", areas=(ESSEX, before, EAST, ENGLAND)), on="2023-03-23")
    handover.take(release(areas=(ESSEX, after, EAST, ENGLAND)))
    assert handover.ask(
        "select area_id, count(distinct academic_year) from published_attendance "
        "inner join areas using (area_id) where area_name = 'North Yorkshire' group by area_id"
    ) == [("815", 2)]


def test_an_area_is_named_as_in_the_newest_release(handover):
    renamed = Area("Local authority", "Essex (new)", "881", "E10000012")
    handover.take(release(areas=(renamed, EAST, ENGLAND)), on="2024-10-10")
    handover.take(release(), on="2024-09-26")
    assert handover.ask("select area_name from areas where area_id = '881'") == [("Essex (new)",)]


@pytest.mark.parametrize("written", ["Local Authority", "LOCAL AUTHORITY", "Local authority "])
def test_levels_are_known_in_any_capitals(handover, written):
    handover.take(release().put("geographic_level", written, la_name="Essex"))
    assert handover.ask("select area_level from areas where area_id = '881'") == [
        ("Local authority",)
    ]


@pytest.mark.parametrize("written", ["State-funded primary", "primary", " Primary "])
def test_phases_are_known_by_their_other_labels(handover, written):
    handover.take(release().put("school_type", written, school_type="Primary"))
    assert handover.ask(
        "select distinct education_phase from published_attendance order by all"
    ) == [("Primary",), ("Secondary",), ("Special",), ("Total",)]


def test_all_schools_take_the_rate_that_is_printed(handover):
    handover.take(release().put("attendance_perc", "93.5", school_type="Total"))
    assert handover.ask(
        "select distinct attendance_rate from published_attendance where education_phase = 'Total'"
    ) == [(0.935,)]


@pytest.mark.parametrize(
    ("time_period", "time_identifier", "monday", "year"),
    [
        ("2024", "Week 37", "2024-09-09", "2024/25"),
        ("2025", "Week 01", "2024-12-30", "2024/25"),
        ("2025", "Week 2", "2025-01-06", "2024/25"),
        ("2020", "Week 53", "2020-12-28", "2020/21"),
        ("2026", "Week 53", "2026-12-28", "2026/27"),
        ("2026", "week  1", "2025-12-29", "2025/26"),
        ("2025", "Week 30", "2025-07-21", "2024/25"),
    ],
)
def test_iso_weeks_fall_into_the_right_year(handover, time_period, time_identifier, monday, year):
    made = release("weekly").put("time_period", time_period)
    handover.take(made.put("time_identifier", time_identifier), on="2027-01-14")
    assert handover.ask(
        "select distinct cast(week_commencing as varchar), academic_year from published_attendance"
    ) == [(monday, year)]


def test_school_weeks_count_those_with_a_figure_for_england(handover):
    weeks = (WEEK_1, WEEK_2, "2024-10-28", "2024-11-04")
    made = release("weekly", weeks=weeks)
    for level in ("National", "Regional"):
        made = made.without(geographic_level=level, time_identifier="Week 44")
    handover.take(made, on="2024-11-21")
    assert handover.ask(
        "select cast(week_commencing as varchar), school_week, half_term from school_weeks"
    ) == [("2024-09-09", 1, 1), ("2024-09-16", 2, 1), ("2024-11-04", 3, 2)]
