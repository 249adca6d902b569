"""Lines over a school year."""

from datetime import date

import pandas as pd
import pytest

from attendance import charts
from attendance.charts import theme
from tests.scopes import SCOPE

THIS_YEAR = pd.to_datetime(["2024-09-09", "2024-09-16", "2024-10-28"])
HALF_TERMS = pd.DataFrame(
    {
        "half_term": [1, 2, 3],
        "first_day": [date(2024, 9, 9), date(2024, 11, 4), date(2025, 1, 6)],
        "last_day": [date(2024, 10, 25), date(2024, 12, 20), date(2025, 2, 14)],
    }
)


def rows(year="2024/25", home=(0.95, 0.94, 0.93), england=(0.955, 0.945, None)) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "academic_year": year,
            "shown_week": THIS_YEAR,
            "shown_date": THIS_YEAR,
            "home_attendance_rate": home,
            "england_attendance_rate": england,
            "home_share": home,
            "england_share": england,
        }
    )


BOTH_YEARS = pd.concat([rows("2023/24", (0.91, 0.92, 0.93), (0.9, 0.91, 0.92)), rows()])
TRENDS = [charts.attendance_by_week, charts.attendance_by_release, charts.reason_by_week]


def traces(figure) -> dict:
    return {trace.name: trace for trace in figure.data}


def labels(figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


@pytest.mark.parametrize("draw", TRENDS)
def test_both_areas_are_drawn_as_the_rows_have_them(draw):
    found = traces(draw(rows(), SCOPE, HALF_TERMS))
    assert list(found["Essex"].y) == [0.95, 0.94, 0.93]
    assert list(found["Essex"].x) == list(THIS_YEAR)
    assert list(found["England"].y) == [0.955, 0.945]


@pytest.mark.parametrize("draw", TRENDS)
def test_every_line_bears_its_name_at_its_end(draw):
    figure = draw(BOTH_YEARS, SCOPE, HALF_TERMS)
    assert sorted(labels(figure)) == ["2023/24", "2023/24", "England", "Essex"]
    colours = {(note.text, note.font.color) for note in figure.layout.annotations}
    assert ("Essex", theme.HOME) in colours
    assert ("England", theme.ENGLAND) in colours
    assert not figure.layout.showlegend


@pytest.mark.parametrize("draw", TRENDS)
def test_the_other_year_is_dotted_and_this_year_solid(draw):
    found = traces(draw(BOTH_YEARS, SCOPE, HALF_TERMS))
    assert {name: trace.line.dash for name, trace in found.items()} == {
        "England 2023/24": "dot",
        "Essex 2023/24": "dot",
        "England": "solid",
        "Essex": "solid",
    }
    assert list(found["Essex 2023/24"].y) == [0.91, 0.92, 0.93]
    assert found["Essex"].line.color == found["Essex 2023/24"].line.color == theme.HOME


def test_another_authority_is_drawn_under_its_own_name():
    figure = charts.attendance_by_week(rows(), SCOPE.but(home="Kent"), HALF_TERMS)
    assert set(traces(figure)) == {"Kent", "England"}


@pytest.mark.parametrize("draw", TRENDS)
def test_rates_are_shown_as_percentages(draw):
    figure = draw(rows(), SCOPE, HALF_TERMS)
    assert figure.layout.yaxis.tickformat.endswith("%")
    assert all("%{y:.1%}" in trace.hovertemplate for trace in figure.data)


@pytest.mark.parametrize("draw", TRENDS)
def test_every_second_half_term_is_shaded_behind_the_lines(draw):
    shapes = draw(rows(), SCOPE, HALF_TERMS).layout.shapes
    assert [(str(shape.x0), str(shape.x1)) for shape in shapes] == [
        ("2024-09-09", "2024-10-25"),
        ("2025-01-06", "2025-02-14"),
    ]
    assert {shape.layer for shape in shapes} == {"below"}


def test_without_half_terms_nothing_is_shaded():
    assert not charts.attendance_by_week(rows(), SCOPE, HALF_TERMS[:0]).layout.shapes


def test_shares_of_a_reason_start_from_nought_and_attendance_does_not():
    assert charts.reason_by_week(rows(), SCOPE, HALF_TERMS).layout.yaxis.rangemode == "tozero"
    assert charts.attendance_by_week(rows(), SCOPE, HALF_TERMS).layout.yaxis.rangemode is None


def test_an_axis_that_does_not_start_from_nought_says_so():
    said = [
        "not from 0%" in draw(rows(), SCOPE, HALF_TERMS).layout.yaxis.title.text for draw in TRENDS
    ]
    assert said == [True, True, False]


def test_one_area_without_any_figure_is_left_out_with_its_label():
    figure = charts.attendance_by_week(rows(england=(None,) * 3), SCOPE, HALF_TERMS)
    assert set(traces(figure)) == {"Essex"}
    assert labels(figure) == ["Essex"]
