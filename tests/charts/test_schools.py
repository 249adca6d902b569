"""Schools beside each other: limits, those outside and their names; and what is said of them."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from attendance import charts, rules, sentences, statistics
from attendance.charts import theme
from attendance.scope import CountyScope

SCOPE = CountyScope(
    home="Essex",
    academic_year="2024/25",
    period="Year to date",
    first_week=date(2024, 9, 2),
    last_week=date(2025, 2, 10),
    education_phase="Primary",
)
CHANCE, UNLIKELY, NOT_JUDGED = "could be chance", "unlikely to be chance", "not judged"
COLUMNS = [
    "school_name",
    "standing",
    "direction",
    "comparable_pupils",
    "absence_rate",
    "standard_errors",
]
MORE = ("Ash", UNLIKELY, "more absence", 400.0, 0.09, 5.0)
LESS = ("Box", UNLIKELY, "less absence", 100.0, 0.01, -4.0)
NEAR = ("Cob", CHANCE, "more absence", 50.0, 0.06, 0.9)
LATE = ("Dun", NOT_JUDGED, "less absence", 200.0, 0.03, -3.5)


def schools(*rows) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=COLUMNS).assign(
        phase_absence_rate=0.05, pupil_spread=0.08, enrolments=60, weeks_sent=20, weeks_due=20
    )
    return found.assign(difference_points=100 * (found["absence_rate"] - 0.05))


def labels(figure) -> list[str]:
    return [note.text.replace("<br>", " ") for note in figure.layout.annotations]


def named(figure) -> dict:
    return {trace.name: trace for trace in figure.data if trace.name}


def test_the_lines_are_those_of_the_formula():
    figure = charts.every_school(schools(MORE, LESS, NEAR), SCOPE)
    outer = figure.data[0]
    _, upper = statistics.limits(0.05, 0.08, np.array(outer.x), rules.SURE_LIMIT)
    assert np.allclose(outer.y, upper)
    assert min(outer.x) < 50 and max(outer.x) > 400
    tiny = ("Fir", CHANCE, "more absence", 9.0, 0.06, 0.4)
    lower = charts.every_school(schools(MORE, tiny), SCOPE).data[1]
    assert min(lower.y) == 0  # nobody has less absence than none


def test_each_standing_has_a_shape_of_its_own_and_those_outside_a_name():
    figure = charts.every_school(schools(MORE, LESS, NEAR, LATE), SCOPE)
    shapes = {name: (trace.marker.symbol, len(trace.x)) for name, trace in named(figure).items()}
    assert shapes == {
        "Could be chance": ("circle", 1),
        "More absence, unlikely to be chance": ("triangle-up", 1),
        "Less absence, unlikely to be chance": ("triangle-down", 1),
        "Not compared: too few weeks sent": ("circle-open", 1),
    }
    assert {"Ash", "Box"} <= set(labels(figure))
    assert not {"Cob", "Dun"} & set(labels(figure))


def test_a_name_that_would_lie_over_a_surer_one_is_left_out():
    beside = ("Elm", UNLIKELY, "more absence", 395.0, 0.0901, 4.9)
    assert "Elm" not in labels(charts.every_school(schools(beside, MORE), SCOPE))
    away = ("Elm", UNLIKELY, "more absence", 100.0, 0.0901, 4.9)
    assert {"Elm", "Ash"} <= set(labels(charts.every_school(schools(away, MORE), SCOPE)))


def test_schools_without_a_spread_are_drawn_without_limits():
    figure = charts.every_school(schools(NEAR).assign(pupil_spread=np.nan), SCOPE)
    assert "99.8%" not in labels(figure)
    assert len(named(figure)["Could be chance"].x) == 1
    assert not charts.every_school(schools(NEAR).assign(absence_rate=np.nan), SCOPE).data


def expected(*rows) -> pd.DataFrame:
    columns = ["school_name", "expectation", "attendance_rate", "persistent_absence_rate"]
    return pd.DataFrame(rows, columns=columns).assign(
        expected_rate=0.15,
        off_line_points=[100 * (row[3] - 0.15) for row in rows],
        persistently_absent=9,
        enrolments=60,
        line_attendance_rate=0.95,
        line_absence_rate=0.15,
        line_slope=-4.0,
    )


OFF = [
    ("Ash", "more than expected", 0.94, 0.25),
    ("Box", "fewer than expected", 0.96, 0.05),
    ("Cob", "as expected", 0.95, 0.15),
]


def test_the_line_of_expectation_runs_through_its_middle():
    figure = charts.pa_expected(expected(*OFF), SCOPE)
    line = figure.data[0]
    assert list(line.x) == [0.94, 0.96]
    assert list(line.y) == pytest.approx([0.19, 0.11])
    assert line.line.color == theme.ENGLAND
    assert {"Ash", "Box"} <= set(labels(figure)) and "Cob" not in labels(figure)
    flat = charts.pa_expected(expected(*OFF).assign(line_slope=np.nan), SCOPE)
    assert "as expected" not in labels(flat)


@pytest.mark.parametrize(
    ("rows", "title", "answer"),
    [
        ([NEAR, LATE], "No school differs by more than chance", "In none of 2 schools is absence"),
        (
            [NEAR],
            "No school differs by more than chance",
            "Absence of Cob (6.0%, +1.0 points) is no further from its phase than chance takes.",
        ),
        ([LATE], "No school differs by more than chance", "Dun has sent too little to be set"),
        (
            [MORE, NEAR],
            "More absence than chance explains: 1 school",
            "Of 2 schools, Ash (9.0%, +4.0 points) has more absence than the phase. This is",
        ),
        (
            [LESS, NEAR],
            "Less absence than chance explains: 1 school",
            "Of 2 schools, Box (1.0%, −4.0 points) has less absence than the phase, which",
        ),
        (
            [MORE, LESS],
            "Beyond chance: 1 school with more absence, 1 with less",
            "more absence than the phase; Box (1.0%, −4.0 points) has less, which others may",
        ),
    ],
)
def test_the_answer_and_the_title_say_who_differs_and_which_way(rows, title, answer):
    found = schools(*rows)
    assert sentences.every_school(found, SCOPE).title == title
    assert answer in sentences.schools_answer(found, SCOPE)


def test_a_school_that_is_not_judged_is_named_but_not_counted():
    found = schools(LATE, NEAR)
    assert "Not compared: Dun, with fewer than 90%" in sentences.every_school(found, SCOPE).subtitle
    figures = sentences.schools_figures(found, SCOPE)
    assert figures[2][1:] == ("1", "of 1 school compared")


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (OFF, "To learn from, fewer persistently absent than expected: Box"),
        (OFF[:1], "More persistently absent than expected: Ash"),
        (OFF[2:], "Persistent absence goes with attendance in every school"),
    ],
)
def test_schools_with_fewer_persistently_absent_than_expected_are_named_to_learn_from(rows, title):
    message = sentences.pa_expected(expected(*rows), SCOPE)
    assert message.title == title
    assert ("More than expected: Ash" in message.subtitle) == (len(rows) == 3)


def test_the_same_point_last_year_is_named_or_said_to_be_missing():
    missing = sentences.every_school(schools(NEAR), SCOPE).subtitle
    assert "No marks of the same point last year are loaded." in missing
    scope = SCOPE.but(last_year_last_week=date(2024, 2, 5))
    assert "week of 5 February 2024" in sentences.every_school(schools(NEAR), scope).subtitle
