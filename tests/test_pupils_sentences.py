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


def totals(so_far=0, **more):
    band = {
        "band_from": 0.05,
        "band_to": 0.1,
        "in_figure": 75,
        "enrolments": 514,
        "band_rate": 75 / 514,
        "on_roll": 75,
        "left_school": 0,
        "without_support": 75,
        "so_far": so_far,
        "outside_reception": 0,
        "outside_sixth_form": 0,
        "outside_other": 0,
    } | more
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


@pytest.mark.parametrize(
    ("in_figure", "left_school", "without_support", "said"),
    [
        (0, 0, 0, "0 of 514 pupils (0.0%) miss 10% or more and are persistently absent (PA)."),
        (2, 2, 0, "(PA); 2 of them have left."),
        (3, 2, 0, "(PA); 2 of them have left, and the one on roll has support recorded."),
        (4, 2, 0, "(PA); 2 of them have left, and all on roll have support recorded."),
        (2, 1, 1, "(PA); 1 of them has left, and the one on roll has no support recorded."),
        (1, 0, 1, "is persistently absent (PA); the one on roll has no support recorded."),
        (1, 1, 0, "misses 10% or more and is persistently absent (PA); the pupil has left."),
        (3, 1, 1, "(PA); 1 of them has left, and 1 of the 2 on roll has no support recorded."),
        (3, 0, 3, "(PA); none of the 3 on roll has support recorded."),
    ],
)
def test_of_support_is_told_where_somebody_is_on_roll(
    in_figure, left_school, without_support, said
):
    given = totals(
        in_figure=in_figure,
        band_rate=in_figure / 514,
        on_roll=in_figure - left_school,
        left_school=left_school,
        without_support=without_support,
    )
    assert pupils.pupils_answer(given, SCOPE).endswith(said)


def uncounted(**more):
    """DfE counts nobody."""
    none = dict.fromkeys(("in_figure", "enrolments", "on_roll", "without_support"), 0)
    return totals(**none | {"band_rate": None} | more)


@pytest.mark.parametrize(
    ("outside", "answer", "title"),
    [
        ({}, ", and none misses 10% or more.", "0 are persistently absent"),
        (
            {"outside_sixth_form": 1},
            "; 1 in the sixth form misses 10% or more and is persistently absent (PA).",
            "1 is persistently absent",
        ),
        (
            {"outside_sixth_form": 12, "outside_other": 3, "so_far": 7},
            (
                "; 12 in the sixth form and 3 of other ages or of an age not known miss 10% or "
                "more and are persistently absent (PA)."
            ),
            "15 are persistently absent",
        ),
        (
            {"outside_reception": 4, "so_far": 2},
            (
                "; 4 in Nursery or Reception miss 10% or more and are persistently absent (PA) "
                "so far, 2 of those listed with under 60 possible sessions (missing school early)."
            ),
            "4 are persistently absent",
        ),
    ],
)
def test_where_dfe_counts_nobody_the_others_are_told(outside, answer, title):
    given = uncounted(**outside)
    assert pupils.pupils_answer(given, SCOPE) == f"None of these pupils is in DfE's figure{answer}"
    listed = given[[name for name in given if name.startswith("outside")]].iloc[0].sum()
    figures = [figure[1:] for figure in pupils.pupils_figures(given, SCOPE)]
    assert figures == [(str(listed), "none in DfE's figure")] * 3
    scope = cast(
        PupilScope, SimpleNamespace(band="persistent", as_of=date(2025, 2, 14), list_filters=())
    )
    message = pupils.absent_pupils(pd.DataFrame({"listed": [listed]}), scope, given)
    assert message.title == f"{title}, none in DfE's figure"


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
        "3 of 7 pupils listed missed 10% or more"
        if to_come is pd.NA
        else "2 of 3 PA pupils can come back under 10%"
    )


@pytest.mark.parametrize(
    ("absent", "come_back", "title", "finding"),
    [
        (2, 1, "PA could fall from 50.0% to 25.0% by the year's end", "For 1 PA pupil of the 2 in"),
        (
            2,
            0,
            "Nobody whom DfE counts would be back under 10%",
            "The next 1 school week, to the end of the year: nobody in DfE's figure would be back",
        ),
        (0, 0, "Nobody whom DfE counts is persistently absent", "Nobody in DfE's figure is"),
        (None, None, "No week to come is known, or DfE counts nobody", "What PA would be is not"),
    ],
)
def test_what_pa_would_be_is_told_of_those_whom_dfe_counts(absent, come_back, title, finding):
    week = {
        "weeks_attended": 1,
        "week_commencing": date(2025, 7, 14),
        "enrolments": 4,
        "persistently_absent": absent,
        "come_back": come_back,
    }
    rows = pd.DataFrame([week])
    rows["still_persistent"] = rows["persistently_absent"] - rows["come_back"] if absent else 0
    rows["persistent_absence_rate"] = None if absent is None else absent / 4
    rows["still_persistent_rate"] = None if absent is None else (absent - come_back) / 4
    assert sentences.pivot_totals(rows, SCOPE).title == title
    [said] = sentences.pivot_findings(rows, SCOPE)
    assert said.startswith(finding)
    nothing = rows.iloc[:0]
    assert "no week left this year, or" in sentences.pivot_findings(nothing, SCOPE)[0]
    assert sentences.pivot_totals(nothing, SCOPE).when_empty == "There is no week to draw."


FILTERED = PupilScope(
    home="Essex",
    academic_year="2024/25",
    period="Year to date",
    first_week=date(2024, 9, 2),
    last_week=date(2025, 2, 10),
    previous_week=date(2024, 12, 16),
    as_of=date(2025, 2, 14),
    trend="worse",
    list_filters=(("Main reason", "Illness (I)"), ("Support", "no support recorded")),
)
CHOSEN = "Chosen: Main reason: Illness (I); Support: no support recorded."


def test_a_filtered_list_says_under_its_title_by_what():
    outside = dict.fromkeys(("outside_reception", "outside_sixth_form", "outside_other"), 0)
    outside |= {"band_from": 0.5, "band_to": None}
    rows = pd.DataFrame([{"listed": 3}])
    scope = FILTERED.but(band="severe")
    message = sentences.absent_pupils(rows, scope, totals(0).assign(**outside))
    assert message.title == "3 of 75 pupils listed fit these choices"
    assert message.subtitle.endswith(CHOSEN)
    free = sentences.absent_pupils(rows, scope.but(list_filters=()), totals(0).assign(**outside))
    assert "Chosen" not in free.subtitle


def test_a_filtered_list_of_changes_does_not_speak_for_all():
    rows = pd.DataFrame([{"listed": 3, "compared": 400}])
    message = sentences.changed_pupils(rows, FILTERED)
    assert message.title == "3 pupils with these choices: clearly more than last half term"
    assert message.subtitle.endswith(CHOSEN)
    nobody = sentences.changed_pupils(rows.iloc[:0], FILTERED)
    assert nobody.title == "Nobody in this list fits these choices"
    assert sentences.changed_pupils(rows, FILTERED.but(list_filters=())).title == (
        "3 of 400 pupils miss clearly more than last half term"
    )


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (0, "75 in the rate = 75 on roll."),
        (2, "75 in the rate = 75 on roll + 2 who left."),
        (None, "75 in the rate = 75 on roll + n/a who left."),
    ],
)
def test_a_list_adds_up_without_naming_leavers_where_there_are_none(left, said):
    outside = dict.fromkeys(("outside_reception", "outside_sixth_form", "outside_other"), 0)
    (row, *_) = pupils.each(totals(0).assign(**outside | {"left_school": left}))
    assert pupils.reconciled(row) == said


@pytest.mark.parametrize(
    ("before", "again", "title", "begins"),
    [
        (
            date(2024, 2, 12),
            110,
            "40 absent in the first week, 110 again after PA",
            "129 of 299 pupils listed, by the first week of term, again after 10% or more last",
        ),
        (
            None,
            110,
            "40 absent in the first week, 110 again after PA",
            "129 of 299 pupils listed, by the first week of term, again after 10% or more last",
        ),
        (
            None,
            0,
            "40 absent in the first week",
            "129 of 299 pupils listed; no marks of these weeks of the year before are loaded.",
        ),
    ],
)
def test_early_absence_says_why_pupils_are_listed(before, again, title, begins):
    row = {"listed": 129, "enrolments": 299, "listed_first_week": 40, "listed_last_year": again}
    message = sentences.early_absence(pd.DataFrame([row]), FILTERED.but(last_year_last_week=before))
    assert message.title == title
    assert message.subtitle.startswith(begins)
