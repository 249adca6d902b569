"""What is chosen, in the name of a file that it is taken away in."""

from datetime import date

import pytest

from attendance.scope import Choices, CountyScope, MarksScope, PupilScope, ThresholdScope
from tests.scopes import SCOPE

WEEKS = {"academic_year": "2024/25", "last_week": date(2025, 2, 10)}
COUNTY = CountyScope(home="Essex", period="Year to date", first_week=date(2024, 9, 2), **WEEKS)
PUPILS = PupilScope(**vars(COUNTY) | {"as_of": date(2025, 2, 13)})


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        (Choices(home="Essex"), ""),
        (SCOPE, f"{SCOPE.data_to:%Y-%m-%d}"),
        (MarksScope(home="Essex", **WEEKS), "2025-02-14"),
        (COUNTY.but(school_name="St Mary's & St John's C.E."), "st-marys-st-johns-c-e-2025-02-14"),
        (COUNTY.but(last_day=date(2025, 2, 13)), "2025-02-13"),
        (PUPILS, "2025-02-13"),
    ],
)
def test_a_file_is_named_by_its_school_and_last_day(scope, told):
    assert scope.for_a_file() == told


@pytest.mark.parametrize(("last_day", "told"), [(None, 14), (date(2025, 2, 13), 13)])
def test_weeks_are_told_to_the_last_marked_day(last_day, told):
    assert COUNTY.but(last_day=last_day).in_words() == (
        f"All schools; year to date, 2 September 2024 to {told} February 2025"
    )


def test_queries_are_given_the_first_day_of_the_academic_year():
    names = ("academic_year", "year_first_day")
    assert COUNTY.params(names) == {"academic_year": "2024/25", "year_first_day": date(2024, 8, 1)}
    assert MarksScope(home="Essex", **WEEKS).year_first_day == date(2024, 8, 1)


LIST = PUPILS.but(
    band="severe",
    least_share=0.5,
    trend="worse",
    list_filters=(
        ("Missed", "50% and over"),
        ("Main reason", "Illness (I)"),
        ("Trend", "worse"),
        ("Support", "no support recorded"),
    ),
)


def test_a_list_tells_its_own_filters_in_words_and_in_the_name_of_its_file():
    assert LIST.in_words() == (
        "All schools; year so far to 13 February 2025; Missed: 50% and over; "
        "Main reason: Illness (I); Trend: worse; Support: no support recorded"
    )
    assert LIST.for_a_file() == (
        "severe-worse-50-and-over-illness-i-no-support-recorded-2025-02-13"
    )
    assert PUPILS.in_words() == "All schools; year so far to 13 February 2025"


@pytest.mark.parametrize(
    "change",
    [
        {"education_phase": "Primary"},
        {"quadrant": "North"},
        {"district": "Colchester"},
        {"trust": "Some Trust"},
        {"at_risk_share": 0.07},
        {"trend": "better"},
        {"list_filters": (("Support", "some support recorded"),)},
    ],
)
def test_lists_filtered_differently_have_files_of_different_names(change):
    assert LIST.but(**change).for_a_file() != LIST.for_a_file()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, "2025-02-13"),
        ({"letter_level": 0.9}, "below-90-2025-02-13"),
        ({"part_time_weeks": 3}, "over-3-weeks-2025-02-13"),
        ({"weeks_back": 2}, "2-weeks-back-2025-02-13"),
        ({"since": date(2025, 1, 6)}, "since-2025-01-06-2025-02-13"),
    ],
)
def test_a_file_of_a_threshold_tells_what_the_school_set(change, told):
    assert ThresholdScope(**vars(PUPILS)).but(**change).for_a_file() == told
