"""What lists of pupils say first."""

from datetime import date
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest

from attendance import charts, sentences
from attendance.scope import CHOSEN_WEEKS, CountyScope, PupilScope
from attendance.sentences import pupils

SCOPE = cast(PupilScope, None)


def totals(so_far):
    band = {
        "in_figure": 75,
        "enrolments": 514,
        "band_rate": 75 / 514,
        "on_roll": 75,
        "left_school": 0,
        "without_support": 75,
        "so_far": so_far,
    }
    return pd.DataFrame([{"band": name} | band for name in ("severe", "persistent", "at risk")])


@pytest.mark.parametrize(
    ("so_far", "said"),
    [
        (0, "persistently absent (PA); none"),
        (75, "persistently absent (PA) so far, 75 of those listed with under 60 possible sessions"),
        (38, "persistently absent (PA) so far, 38 of those listed with under 60 possible sessions"),
        (37, "persistently absent (PA); none"),
        (None, "persistently absent (PA); none"),
    ],
)
def test_the_answer_says_so_far_until_most_have_sixty_sessions(so_far, said):
    assert said in pupils.pupils_answer(totals(so_far), SCOPE)


@pytest.mark.parametrize(
    ("so_far", "ends"), [(0, "(PA)"), (3, "(PA)"), (75, "(PA) so far"), (None, "(PA)")]
)
def test_the_figures_say_so_far_too(so_far, ends):
    names = [name for name, _, _ in pupils.pupils_figures(totals(so_far), SCOPE)]
    assert names[1].endswith(ends)


def test_weeks_that_the_reader_chose_have_a_name_inside_a_sentence():
    monday = date(2025, 2, 3)
    scope = CountyScope("Essex", "2024/25", CHOSEN_WEEKS, monday, monday)
    assert scope.weeks_in_words() == "chosen weeks, 3 February 2025 to 7 February 2025"


def test_a_trend_of_one_week_is_of_that_week_and_its_axis_too():
    scope = cast(PupilScope, SimpleNamespace(academic_year="2024/25"))
    week = {
        "week_commencing": pd.Timestamp(2025, 2, 3),
        "school_id": 1,
        "school_name": "Alpha",
        "absent_sessions": 4,
        "possible_sessions": 10,
        "absence_rate": 0.4,
        "year_absent_sessions": 4,
        "year_possible_sessions": 10,
        "year_absence_rate": 0.4,
    }
    rows = pd.DataFrame([week])
    assert sentences.pupil_trend(rows, scope).title == (
        "At 10% or more missed in the only week so far"
    )
    assert list(charts.pupil_trend(rows, scope).layout.xaxis.tickvals) == [week["week_commencing"]]


@pytest.mark.parametrize("to_come", [pd.NA, 120])
def test_the_pivot_says_whose_term_dates_are_missing(to_come):
    scope = cast(PupilScope, SimpleNamespace(at_risk_share=0.05, as_of=date(2025, 2, 14)))
    row = {"listed": 7, "listed_persistent": 3, "sessions_to_come": to_come}
    back = pd.NA if to_come is pd.NA else 2
    message = sentences.pivot_pupils(pd.DataFrame([row | {"listed_back": back}]), scope)
    is_told = message.subtitle.startswith("Of schools that sent marks for days after the last term")
    assert is_told == (to_come is pd.NA)
    assert message.title == (
        "3 of 7 pupils listed are above the line"
        if to_come is pd.NA
        else "2 of 3 PA pupils can come back under 10%"
    )
