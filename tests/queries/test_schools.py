"""What the page on schools asks, on small registers whose answers are worked by hand."""

import math
from datetime import date

import pytest

from attendance import queries
from tests.queries.county import County

WEEK, NEXT_WEEK = date(2024, 9, 9), date(2024, 9, 16)
CHOICE = {
    "first_week": WEEK,
    "last_week": WEEK,
    "last_year_first_week": None,
    "last_year_last_week": None,
    "is_named_span": False,
    "education_phase": None,
    "quadrant": None,
    "district": None,
    "trust": None,
    "chance_limit": 1.96,
    "sure_limit": 3.09,
    "smallest_share_sent": 0.9,
    "smallest_group": 1,
    "visible_schools": [115001, 115002, 115003],
}
DIFFERENT = r"""
    school | pupil | date       | AM | PM
    115001 | ann   | 2024-09-09 | /  | \
    115001 | ann   | 2024-09-10 | /  | \
    115001 | bob   | 2024-09-09 | I  | O
    115001 | bob   | 2024-09-10 | /  | \
    115002 | cat   | 2024-09-09 | /  | I
    115002 | cat   | 2024-09-10 | /  | \
    115002 | dan   | 2024-09-09 | I  | I
    115002 | dan   | 2024-09-10 | I  | \
    115003 | eve   | 2024-09-09 | I  | I
    115003 | eve   | 2024-09-10 | I  | \
    """
"""Alpha misses 0 and 2 of 4, Beta 1 and 3 of 4; Gamma, a secondary school, 3 of 4."""


@pytest.fixture
def drawn(tmp_path):
    """Two primary schools of two pupils each, a secondary school of one."""
    county = County(tmp_path)
    county.add_schools(
        """
        urn    | establishment_number | school_name | phase_label | district   | trust | federation
        115001 | 2001                 | Alpha       | Primary     | Colchester | Elm   |
        115002 | 2002                 | Beta        | Primary     | Harlow     | Elm   | Reeds
        115003 | 4003                 | Gamma       | Secondary   | Harlow     | Oak   |
        """
    )
    county.add_pupils(
        """
        school | pupil | year_group
        115001 | ann   | 3
        115001 | bob   | 3
        115002 | cat   | 3
        115002 | dan   | 3
        115003 | eve   | 8
        """
    )
    county.add_term_dates("half_term | first_day | last_day\n1 | 2024-09-09 | 2024-10-25")
    return county


def asked(county, name, **choice):
    """The rows of a query of the page, by school or group."""
    query = queries.load(f"schools/{name}")
    given = {key: value for key, value in (CHOICE | choice).items() if key in query.params}
    with county.published() as warehouse:
        rows = warehouse.sql(query.sql, params=given).df()
    rows = rows.astype(object).where(rows.notna(), None)
    return {row[NAMES[name]]: row for row in rows.to_dict("records")}


NAMES = {"every_school": "school_name", "pa_expected": "school_name", "trusts": "group_name"}


def test_each_school_has_its_counts_and_rates_of_the_weeks(drawn):
    drawn.add_marks(DIFFERENT)
    beta = asked(drawn, "every_school")["Beta"]
    assert (beta["enrolments"], beta["possible_sessions"]) == (2, 8)
    assert (beta["authorised_sessions"], beta["unauthorised_sessions"]) == (4, 0)
    assert (beta["attendance_rate"], beta["absence_rate"]) == (0.5, 0.5)
    assert (beta["persistently_absent"], beta["persistent_absence_rate"]) == (2, 1.0)
    assert (beta["severely_absent"], beta["severe_absence_rate"]) == (1, 0.5)
    alpha = asked(drawn, "every_school")["Alpha"]
    assert (alpha["authorised_rate"], alpha["unauthorised_rate"]) == (0.125, 0.125)
    assert (alpha["severely_absent"], alpha["persistently_absent"]) == (1, 1)
    assert (alpha["trust"], alpha["quadrant"], alpha["district"]) == (
        "Elm",
        "North East",
        "Colchester",
    )


def test_chance_is_judged_between_the_pupils_of_the_phase(drawn):
    """Residuals are 1 four times over; of 4 pupils less 2 rates they make a variance of 2, its
    root over 4 sessions a spread of 0.354; two pupils stray by 0.25, and Beta is 0.125 off."""
    drawn.add_marks(DIFFERENT)
    schools = asked(drawn, "every_school")
    assert schools["Beta"]["pupil_spread"] == pytest.approx(math.sqrt(2) / 4)
    assert schools["Beta"]["comparable_pupils"] == pytest.approx(2)
    assert schools["Beta"]["phase_absence_rate"] == pytest.approx(6 / 16)
    assert schools["Beta"]["difference_points"] == pytest.approx(12.5)
    assert schools["Beta"]["standard_errors"] == pytest.approx(0.5)
    assert schools["Alpha"]["standard_errors"] == pytest.approx(-0.5)
    assert schools["Alpha"]["direction"] == "less absence"
    assert schools["Beta"]["direction"] == "more absence"


@pytest.mark.parametrize(
    ("sure_limit", "standing"), [(0.51, "could be chance"), (0.49, "unlikely to be chance")]
)
def test_a_school_beyond_the_limit_is_unlikely_to_be_chance(drawn, sure_limit, standing):
    drawn.add_marks(DIFFERENT)
    schools = asked(drawn, "every_school", sure_limit=sure_limit)
    assert [schools[name]["standing"] for name in ("Alpha", "Beta")] == [standing, standing]


def test_a_school_alone_with_one_pupil_is_not_judged(drawn):
    drawn.add_marks(DIFFERENT)
    gamma = asked(drawn, "every_school", sure_limit=0.0)["Gamma"]
    assert (gamma["standing"], gamma["direction"]) == ("not judged", None)
    assert gamma["difference_points"] == 0


def test_filters_and_scope_narrow_the_schools_but_not_what_they_are_compared_with(drawn):
    drawn.add_marks(DIFFERENT)
    chosen = {
        "quadrant": ("West", {"Beta", "Gamma"}),
        "district": ("Colchester", {"Alpha"}),
        "trust": ("Elm", {"Alpha", "Beta"}),
        "education_phase": ("Primary", {"Alpha", "Beta"}),
        "visible_schools": ([115002], {"Beta"}),
    }
    for param, (value, names) in chosen.items():
        found = asked(drawn, "every_school", **{param: value})
        assert set(found) == names, param
        assert all(
            row["phase_absence_rate"] == pytest.approx(6 / 16)
            for name, row in found.items()
            if name != "Gamma"
        )
    assert set(asked(drawn, "every_school", trust="Reeds")) == {"Beta"}


LATER = r"""
    school | pupil | date       | AM | PM
    115001 | ann   | 2024-09-16 | I  | I
    115001 | bob   | 2024-09-16 | /  | \
    115002 | cat   | 2024-09-16 | /  | \
    115002 | dan   | 2024-09-16 | /  | \
    """


def test_weeks_before_those_chosen_leave_rates_and_spread_alone(drawn):
    """In the second week ann misses 2 of 2, the others nothing: residuals 1, 1, 0, 0."""
    drawn.add_marks(DIFFERENT)
    drawn.add_marks(LATER)
    schools = asked(drawn, "every_school", first_week=NEXT_WEEK, last_week=NEXT_WEEK)
    alpha = schools["Alpha"]
    assert (alpha["possible_sessions"], alpha["absence_rate"]) == (4, 0.5)
    assert alpha["pupil_spread"] == pytest.approx(math.sqrt(2 / 2) / 2)
    assert alpha["persistently_absent"] == 2  # of the year so far
    both = asked(drawn, "every_school", last_week=NEXT_WEEK)["Alpha"]
    assert (both["possible_sessions"], both["absence_rate"]) == (12, 4 / 12)
    assert schools["Gamma"]["attendance_rate"] is None
    assert schools["Gamma"]["standing"] == "not judged"


def test_a_school_that_sent_too_few_weeks_is_not_judged(drawn):
    drawn.add_marks(DIFFERENT)
    drawn.add_marks(LATER)
    choice = {"last_week": NEXT_WEEK, "sure_limit": 0.0}
    gamma = asked(drawn, "every_school", **choice)["Gamma"]
    assert (gamma["weeks_sent"], gamma["weeks_due"], gamma["weeks_sent_share"]) == (1, 2, 0.5)
    assert gamma["standing"] == "not judged"
    beta = asked(drawn, "every_school", **choice)["Beta"]
    assert (beta["weeks_sent_share"], beta["standing"]) == (1.0, "could be chance")
    none = asked(drawn, "every_school", **choice, smallest_share_sent=1.01)["Beta"]
    assert none["standing"] == "not judged"


def test_a_school_is_set_beside_its_same_weeks_last_year(drawn):
    drawn.add_marks(DIFFERENT)
    drawn.add_marks(
        r"""
        school | pupil | date       | AM | PM
        115001 | ann   | 2023-09-12 | /  | \
        115001 | bob   | 2023-09-12 | I  | I
        115001 | ann   | 2023-09-19 | I  | I
        """
    )
    last_year = {
        "last_year_first_week": date(2023, 9, 11),
        "last_year_last_week": date(2023, 9, 11),
    }
    schools = asked(drawn, "every_school", **last_year)
    assert schools["Alpha"]["last_year_attendance_rate"] == 0.5
    assert schools["Alpha"]["change_points"] == pytest.approx(25)
    assert schools["Beta"]["change_points"] is None
    assert asked(drawn, "every_school")["Alpha"]["change_points"] is None


def test_fewer_pupils_than_the_smallest_group_are_not_shown(drawn):
    drawn.add_marks(DIFFERENT)
    hidden = asked(drawn, "every_school", smallest_group=3)["Beta"]
    for column in ("enrolments", "attendance_rate", "persistently_absent", "severe_absence_rate"):
        assert hidden[column] is None
    assert hidden["standing"] == "not judged"
    shown = asked(drawn, "every_school", smallest_group=2)["Beta"]
    assert (shown["enrolments"], shown["persistently_absent"]) == (2, 2)
    assert (shown["severely_absent"], shown["severe_absence_rate"]) == (None, None)


def test_a_trust_is_its_schools_and_a_federation_its_own(drawn):
    drawn.add_marks(DIFFERENT)
    groups = asked(drawn, "trusts")
    kinds = {name: (row["group_kind"], row["schools"]) for name, row in groups.items()}
    assert kinds == {"Elm": ("trust", 2), "Oak": ("trust", 1), "Reeds": ("federation", 1)}
    elm = groups["Elm"]
    assert (elm["enrolments"], elm["possible_sessions"]) == (4, 16)
    assert (elm["attendance_rate"], elm["unauthorised_rate"]) == (10 / 16, 1 / 16)
    assert (elm["persistently_absent"], elm["severely_absent"]) == (3, 2)
    assert elm["difference_points"] == pytest.approx(0)


def test_a_group_of_one_school_is_judged_as_the_school_is(drawn):
    """Beta is 12.5 points off and two pupils stray by 25: the range is 12.5 give or take 25."""
    drawn.add_marks(DIFFERENT)
    reeds = asked(drawn, "trusts", sure_limit=1.0)["Reeds"]
    assert reeds["difference_points"] == pytest.approx(12.5)
    assert reeds["lower_points"] == pytest.approx(12.5 - 25)
    assert reeds["upper_points"] == pytest.approx(12.5 + 25)
    assert reeds["standing"] == "could be chance"
    sure = asked(drawn, "trusts", sure_limit=0.49)["Reeds"]
    assert sure["standing"] == "unlikely to be chance"
    assert sure["lower_points"] > 0


def test_a_trust_of_four_pupils_strays_half_as_far_as_one_pupil(drawn):
    drawn.add_marks(DIFFERENT)
    elm = asked(drawn, "trusts", sure_limit=1.0)["Elm"]
    assert elm["upper_points"] == pytest.approx(100 * math.sqrt(2) / 4 / 2)


def test_groups_hold_only_schools_in_scope(drawn):
    drawn.add_marks(DIFFERENT)
    assert asked(drawn, "trusts", quadrant="North East")["Elm"]["schools"] == 1
    assert set(asked(drawn, "trusts", visible_schools=[115003])) == {"Oak"}
    assert set(asked(drawn, "trusts", trust="Reeds")) == {"Reeds"}
    hidden = asked(drawn, "trusts", smallest_group=5)["Elm"]
    assert (hidden["enrolments"], hidden["attendance_rate"]) == (None, None)
    assert hidden["standing"] == "not judged"


def many_schools(county, absences):
    """Primary schools of two pupils with ten sessions each, by the sessions that both miss."""
    schools = ["urn | establishment_number | school_name | phase_label"]
    pupils, marks = ["school | pupil | year_group"], ["school | pupil | date | AM | PM"]
    for place, missed in enumerate(absences):
        urn = 115100 + place
        schools.append(f"{urn} | 21{place:02} | School {place} | Primary")
        for pupil, sessions in zip((f"a{place}", f"b{place}"), missed, strict=True):
            pupils.append(f"{urn} | {pupil} | 3")
            codes = ["I"] * sessions + ["/"] * (10 - sessions)
            marks += [
                f"{urn} | {pupil} | 2024-09-{9 + day:02} | {codes[2 * day]} | {codes[2 * day + 1]}"
                for day in range(5)
            ]
    for add, lines in (
        (county.add_schools, schools),
        (county.add_pupils, pupils),
        (county.add_marks, marks),
    ):
        add("\n".join(lines))
    return [115100 + place for place in range(len(absences))]


def test_the_line_is_that_of_least_squares_over_the_phase(drawn):
    """Attendance 100, 90, 90 and 80% with none, one, one and both of the two persistently absent:
    a point of attendance less is five points of PA more, and all lie on it."""
    visible = many_schools(drawn, [(0, 0), (2, 0), (2, 0), (2, 2)])
    schools = asked(drawn, "pa_expected", education_phase="Primary", visible_schools=visible)
    assert schools["School 0"]["line_slope"] == pytest.approx(-5.0)
    assert schools["School 0"]["line_attendance_rate"] == pytest.approx(0.9)
    for name, expected in (("School 0", 0.0), ("School 1", 0.5), ("School 3", 1.0)):
        assert schools[name]["expected_rate"] == pytest.approx(expected, abs=1e-9)
        assert schools[name]["off_line_points"] == pytest.approx(0, abs=1e-9)
        assert schools[name]["expectation"] == "as expected"


ODD = [(0, 0), (2, 0), (2, 0), (2, 0), (2, 2), (2, 2), (2, 2), (4, 0)]
"""All on a line but the last, whose absence of 20% lies with one pupil of two."""


@pytest.mark.parametrize(
    ("chance_limit", "expectation"), [(2.15, "fewer than expected"), (2.17, "as expected")]
)
def test_a_school_off_the_line_stands_apart(drawn, chance_limit, expectation):
    """Eight schools of two pupils, attendance once 100, three times 90, four times 80%: the line
    has a slope of -4.194 and passes 0.887 at 80%, so that the last is 38.7 points below it.
    Squares off the line sum to 0.1935; over six degrees of freedom their root is 0.180, and the
    last school lies 2.16 times that off."""
    visible = many_schools(drawn, ODD)
    choice = {"education_phase": "Primary", "visible_schools": visible}
    found = asked(drawn, "pa_expected", **choice, chance_limit=chance_limit)
    assert found["School 7"]["off_line_points"] == pytest.approx(-38.71, abs=0.005)
    assert found["School 7"]["expectation"] == expectation
    assert {row["expectation"] for name, row in found.items() if name != "School 7"} == {
        "as expected"
    }


def test_schools_of_one_attendance_have_no_line(drawn):
    visible = many_schools(drawn, [(2, 0), (1, 1), (2, 0)])
    found = asked(drawn, "pa_expected", education_phase="Primary", visible_schools=visible)
    assert {row["line_slope"] for row in found.values()} == {None}
    assert {row["expectation"] for row in found.values()} == {"as expected"}
