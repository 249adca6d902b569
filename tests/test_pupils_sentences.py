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
