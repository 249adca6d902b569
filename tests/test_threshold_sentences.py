"""What lists at thresholds say of those they list and leave out."""

from datetime import date
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest

from attendance import sentences
from attendance.packs import groups
from attendance.scope import ThresholdScope
from attendance.sentences import thresholds

ON_ROLL = pd.DataFrame(
    [{"of_compulsory_age": 30, "age_by_year_group": 0, "age_not_known": 0, "window_weeks_sent": 10}]
)
WHY_OUTSIDE = "(by age, as in Reception or the sixth form, or of an age not known)"


def scope(as_of=date(2025, 2, 14)):
    return cast(ThresholdScope, SimpleNamespace(letter_level=0.95, as_of=as_of))


def listed(number=1, outside=0, letters=0):
    row = {
        "listed": number,
        "listed_reached": number,
        "with_letter": letters,
        "unexplained_sessions": 0,
        "school_id": 115001,
    }
    return pd.DataFrame([row | {"in_dfe_figure": place >= outside} for place in range(number)])


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        (1, "1 pupil below it with a letter recorded this year is not listed."),
        (2, "2 pupils below it with a letter recorded this year are not listed."),
    ],
)
def test_one_pupil_with_a_letter_is_not_listed(letters, said):
    assert said in thresholds.letter_level(listed(letters=letters), scope(), ON_ROLL).subtitle


def test_where_all_have_a_letter_none_is_counted():
    """How many they are travels with the rows of those without one."""
    subtitle = thresholds.letter_level(listed()[:0], scope(), ON_ROLL).subtitle
    assert "Whoever has a letter recorded this year is not listed." in subtitle
    assert "0 pupils" not in subtitle


@pytest.mark.parametrize(
    ("number", "outside", "said"),
    [
        (1, 0, "The one listed is of the ages in DfE's figure."),
        (2, 0, "All listed are of the ages in DfE's figure."),
        (3, 1, f"Of those listed 1 is not in DfE's figure {WHY_OUTSIDE}."),
        (3, 2, f"Of those listed 2 are not in DfE's figure {WHY_OUTSIDE}."),
    ],
)
def test_numbers_and_verbs_agree(number, outside, said):
    rows = listed(number, outside)
    assert said in thresholds.letter_level(rows, scope(), ON_ROLL).subtitle


@pytest.mark.parametrize(
    ("as_of", "is_older"), [(date(2024, 7, 19), True), (date(2024, 8, 19), False)]
)
@pytest.mark.parametrize("name", ["penalty_notice", "illness_days"])
def test_weeks_older_than_the_rule_are_said_to_be(name, as_of, is_older):
    said = getattr(thresholds, name)(listed(), scope(as_of), ON_ROLL).subtitle
    assert ("These weeks end before 19 August 2024" in said) is is_older


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 have reached 10 unauthorised sessions in ten school weeks; 0 were away without"),
        (1, "1 has reached 10 unauthorised sessions in ten school weeks; 1 was away without"),
        (2, "2 have reached 10 unauthorised sessions in ten school weeks; 2 were away without"),
    ],
)
def test_the_answer_has_the_verb_of_its_number(number, said):
    rows = listed(number).assign(listed_going_on=number)
    answer = sentences.thresholds_answer(ON_ROLL, rows, rows, scope())
    assert f"Of 30 pupils of compulsory school age on roll, {said}" in answer


@pytest.mark.parametrize(
    ("sent", "reached", "is_known"), [(0, 0, False), (1, 0, True), (0, 1, True)]
)
def test_nobody_reached_is_not_said_where_no_week_was_sent(sent, reached, is_known):
    """What was missed at another school may be known all the same."""
    on_roll, rows = ON_ROLL.assign(window_weeks_sent=sent), listed(1).iloc[:reached]
    runs = listed(1).assign(listed_going_on=1)
    told = {
        thresholds.penalty_notice(rows, scope(), on_roll).title: "30 pupils reached 10 sessions",
        sentences.thresholds_answer(on_roll, rows, runs, scope()): "reached 10 unauth",
        sentences.thresholds_figures(on_roll, rows, runs, rows, rows)[0][1]: str(reached),
    }
    assert [known in text for text, known in told.items()] == [is_known] * 3
    assert ["Not known" in text or text == "n/a" for text in told] == [not is_known] * 3


def test_the_day_ten_were_first_reached_is_told_as_the_first_of_the_year():
    row = {"penalty_sessions": 11, "first_crossed": date(2024, 9, 4)}
    assert groups._penalty(SimpleNamespace(**row)) == (
        "11 sessions in the last ten school weeks; ten within ten weeks first reached this year "
        "on 4 September 2024"
    )
    assert groups._penalty(SimpleNamespace(**row | {"first_crossed": None})) == (
        "11 sessions in the last ten school weeks"
    )
    assert (
        sentences.heading("thresholds/penalty_notice", "first_crossed", "Essex")
        == "First reached this year"
    )


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (0, None),
        (1, "Of those listed 1 has left the school."),
        (2, "Of those listed 2 have left the school."),
    ],
)
def test_unexplained_absence_says_how_many_of_those_listed_have_left(left, said):
    days = [pd.Timestamp(2025, 1, 10)] * left + [pd.NaT] * (3 - left)
    message = thresholds.unexplained(listed(3).assign(left_on=days), scope(), ON_ROLL)
    assert message.title == "3 pupils have N older than 5 school days"
    assert said in message.subtitle if said else "left" not in message.subtitle


def test_unexplained_absence_of_nobody_tells_of_no_leavers():
    rows = listed(1).assign(left_on=pd.NaT).iloc[:0]
    assert "left" not in thresholds.unexplained(rows, scope(), ON_ROLL).subtitle
