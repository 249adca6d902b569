"""What is said of a school's own target where the sample has no case of it."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pandas as pd
import pytest

from attendance import sentences
from attendance.scope import CountyScope

SCOPE = CountyScope(
    home="Essex",
    academic_year="2024/25",
    period="Year to date",
    first_week=date(2024, 9, 2),
    last_week=date(2025, 2, 10),
    school_name="Alpha",
)
OUTLOOK = {
    "pace": "half term",
    "pace_half_term": 3,
    "pace_rate": 0.92,
    "year_possible_sessions": 6000,
    "year_attended_sessions": 5580,
    "year_rate": 0.93,
    "last_marked_week": pd.Timestamp(2025, 2, 10),
    "year_end": pd.Timestamp(2025, 7, 22),
    "weeks_left": 19,
    "sessions_to_come": 4000,
    "needed_rate": 0.955,
    "end_rate": 0.926,
    "end_lower_rate": 0.92,
    "end_upper_rate": 0.932,
}
RECOVERY = {
    "enrolments": 200,
    "persistently_absent": 38,
    "persistent_absence_rate": 0.19,
    "weeks_left": 19,
    "most_allowed": 26,
    "must_recover": 12,
    "can_recover": 21,
    "can_miss_days": 9,
    "lowest_rate": 0.085,
}


def rows(usual, **changes):
    return pd.DataFrame([usual | changes])


def found(scope=SCOPE, outlook=None, recovery=None):
    return " ".join(
        sentences.target_findings(
            rows(OUTLOOK, **outlook or {}), rows(RECOVERY, **recovery or {}), scope
        )
    )


def _title(scope, *others, **changes):
    outlook = pd.DataFrame([OUTLOOK | changes, *(OUTLOOK | other for other in others)])
    return sentences.target_outlook(outlook, scope).title


LAST_YEAR = {"pace": "last year", "pace_half_term": None, "pace_rate": 0.9, "end_rate": 0.912}


def test_two_paces_are_told_as_lowest_to_highest():
    assert _title(SCOPE, LAST_YEAR) == "Heading for 91.2% to 92.6% by July"
    assert _title(SCOPE, LAST_YEAR | {"end_rate": 0.9264}) == "Heading for 92.6% by July"
    figures = sentences.target_figures(
        pd.DataFrame([OUTLOOK, OUTLOOK | LAST_YEAR]), rows(RECOVERY), SCOPE
    )
    assert figures[1] == (
        "By July, if like half term 3",
        "92.6%",
        "91.2% if like the same part of last year",
    )


def test_a_target_that_only_one_pace_meets_is_told_with_what_it_needs():
    scope = SCOPE.but(target_attendance=0.92)
    title = _title(scope, LAST_YEAR, needed_rate=0.905)
    assert title == "Heading for 91.2% to 92.6% by July; 92.0% needs 90.5%"
    assert _title(scope.but(target_attendance=0.912), LAST_YEAR).endswith("; target 91.2%")


def test_a_range_is_said_to_be_chance_alone():
    assert "(chance alone: 92.0% to 93.2%)" in found()
    assert "the year can well end outside them" in found()
    assert "outside them" not in found(outlook={"end_lower_rate": None, "end_upper_rate": None})


def test_a_year_that_is_over_is_told_as_such():
    over = rows(RECOVERY, weeks_left=0)
    message = sentences.target_recovery(over, SCOPE)
    assert message.title == "38 of 200 pupils ended the year persistently absent"


def test_the_target_and_what_it_needs_are_said_first():
    scope = SCOPE.but(target_attendance=0.94, target_persistently_absent=0.13)
    said = found(scope)
    assert said.startswith(
        "The target of 94.0% needs attendance of 95.5% or more from here on; half term 3 had 92.0%."
    )
    assert _title(scope) == "Heading for 92.6% by July; 94.0% needs 95.5%"
    assert "Meeting 13.0% PA needs 12 pupils to come back under 10%; 21 of 38 still can" in said
    assert "about 40% of the year's possible sessions" in said
    assert "Type one in" not in said


def test_a_pace_above_the_target_needs_nothing():
    scope = SCOPE.but(target_attendance=0.925)
    said = found(scope, outlook={"needed_rate": 0.9175})
    assert _title(scope, needed_rate=0.9175) == "Heading for 92.6% by July; target 92.5%"
    assert "is met so far; it holds if attendance from here on is 91.8% or more" in said


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        (0.9396, "attendance was 93.96%; the target of 94.0% was missed"),
        (0.94, "attendance was 94.0%; the target of 94.0% was met"),
        (0.9404, "attendance was 94.04%; the target of 94.0% was met"),
        (0.95, "attendance was 95.0%; the target of 94.0% was met"),
    ],
)
def test_a_rate_that_prints_like_the_target_is_told_to_two_decimals(rate, said):
    scope = SCOPE.but(target_attendance=0.94)
    over = {"weeks_left": 0, "sessions_to_come": 0, "needed_rate": None, "year_rate": rate}
    assert said in found(scope, outlook=over)


@pytest.mark.parametrize(("most", "met"), [(38, "met"), (37, "missed")])
def test_of_persistent_absence_pupils_decide_whether_the_target_was_met(most, met):
    scope = SCOPE.but(target_persistently_absent=0.19)
    said = found(scope, outlook={"weeks_left": 0}, recovery={"most_allowed": most})
    assert f"the target of 19.0% was {met}" in said


def test_without_term_dates_nothing_is_promised():
    assert found(outlook={"year_end": None}) == (
        "No term dates are loaded to tell how much of the year is left."
    )
    assert sentences.target_figures(rows(OUTLOOK, year_end=None), rows(RECOVERY), SCOPE) == []


def test_what_is_counted_from_an_older_week_is_said():
    older = {"last_marked_week": pd.Timestamp(2024, 11, 11)}
    assert "Counted from the week of 11 November, the last one sent." in found(outlook=older)


def test_too_few_persistently_absent_pupils_are_said():
    hidden = dict.fromkeys(("persistently_absent", "can_recover", "lowest_rate"))
    assert "Too few pupils are persistently absent" in found(recovery=hidden)
    assert sentences.target_recovery(rows(RECOVERY, **hidden), SCOPE).title.startswith("Too few")


def test_a_single_pupil_has_no_range():
    said = found(outlook={"end_lower_rate": None, "end_upper_rate": None})
    assert "the year ends at 92.6%." in said


@pytest.mark.parametrize(("half_term", "is_warned"), [(1, True), (2, False), (None, False)])
def test_the_first_half_term_promises_too_much(half_term, is_warned):
    said = found(outlook={"pace_half_term": half_term})
    assert ("expect the year to end lower" in said) == is_warned


def test_who_set_a_target_when_and_why_is_said():
    target = SimpleNamespace(
        measure="attendance",
        rate=0.945,
        note="Agreed.",
        at=datetime(2024, 9, 30, 8, 5, tzinfo=UTC),
        viewer="head",
        role="champion",
    )
    assert sentences.target_set_by({"attendance": target}, SCOPE) == [
        "Attendance: 94.5%, set by head (champion) on 30 September 2024, 09:05; reason: Agreed."
    ]
    (line,) = sentences.target_history([SimpleNamespace(**vars(target) | {"rate": None})])
    assert (line["Value"], line["By"]) == ("taken back", "head (champion)")
