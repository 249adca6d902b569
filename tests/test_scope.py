"""What is chosen, in the name of a file that it is taken away in."""

from datetime import date

import pytest

from attendance.scope import Choices, CountyScope, MarksScope, PupilScope
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
        (PUPILS, "2025-02-13"),
    ],
)
def test_a_file_is_named_by_its_school_and_last_day(scope, told):
    assert scope.for_a_file() == told
