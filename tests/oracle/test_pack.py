"""What the PDF of a pack says of a primary and a secondary school equals a count of registers."""

import re

import pytest

from attendance import words
from tests.oracle.asking import RANGES
from tests.oracle.pack_text import apart, percent, plain, signed
from tests.oracle.rules import PERSISTENT, SEVERE

PRIMARY, SECONDARY, SENT_LITTLE = 900005, 900017, 900006
PERSISTENT_ABSENCE, SEVERE_ABSENCE = "Persistent absence (PA)", "Severe absence (SA)"
LAST_YEAR = "the same point last year"


@pytest.fixture(scope="module", params=[PRIMARY, SECONDARY])
def school(request):
    return request.param


@pytest.fixture(scope="module")
def said(text_of, school):
    """The text of the school's PDF."""
    return text_of(school, "spring")


@pytest.fixture(scope="module")
def rows(sheets, school):
    """By list, the rows that it has to have."""
    return sheets.of(school)


@pytest.fixture(scope="module")
def phase(schools, school):
    return f"{schools[school].lower()} schools"


@pytest.fixture(scope="module")
def beside(rows):
    """By measure, the school beside its phase, England and itself last year."""
    return {row["measure"]: row for row in rows["Beside"]}


def test_the_headline(said, school, beside, phase, registers):
    row, name = beside["Attendance"], registers.schools[school]["school_name"]
    both = apart(row["county_points"], f"Essex {phase}"), apart(row["last_year_points"], LAST_YEAR)
    sentence = f"{name}: attendance is {percent(row['school_rate'])}, {' and '.join(both)}."
    assert said.index(plain(sentence)) < said.index("Pupilstoagreeon")
    for measure in (PERSISTENT_ABSENCE, SEVERE_ABSENCE):
        row = beside[measure]
        both = (
            apart(row["county_points"], f"Essex {phase}"),
            apart(row["last_year_points"], LAST_YEAR),
        )
        pupils = f"{row['counted']:,} of {row['base']:,} pupils ({percent(row['school_rate'])})"
        sentence = f"{measure}, year so far: {pupils}, {' and '.join(both)}."
        assert said.index(plain(sentence)) < said.index("Pupilstoagreeon")


def test_how_many_have_no_support(said, school, sheets):
    """Nothing was recorded of anybody. Of those whom DfE counts some left, and still count; of the
    severely absent all on roll are told, those outside DfE's figure too."""
    of_school = [each for each in sheets.pupils if each.known["school_id"] == school]
    own = [each for each in of_school if each.is_counted]
    absent = [each for each in own if each.is_in(PERSISTENT, None)]
    here = [each for each in absent if not each.left_on]
    severe = [each for each in of_school if each.is_in(SEVERE, None) and not each.left_on]
    outside = sum(not each.is_counted for each in severe)
    gone = len(absent) - len(here)
    left = f"{gone} of them {'has' if gone == 1 else 'have'} left, and " if gone else ""
    told = (
        f"{len(absent)} of {len(own)} pupils ({percent(len(absent) / len(own))}) miss 10% or more "
        f"and are persistently absent (PA); "
        f"{left}none of the {len(here)} on roll has support recorded. "
    )
    told += (
        f"Of {len(severe)} severely absent pupils on roll"
        f"{f' ({outside} in no rate)' if outside else ''}, {len(severe)} have no support recorded."
        if severe
        else "No pupil on roll is severely absent."
    )
    assert plain(told) in said
    assert bool(severe) is (school == SECONDARY)


def test_england(said, beside, phase):
    row = beside["Attendance"]
    week = row["england_week"]
    assert (
        plain(
            f"Attendance in England (DfE), {phase}: {percent(row['england_rate'])} to the week of "
            f"{week.day} {week:%B}; the school {percent(row['shared_rate'])} in the same weeks, "
            f"{apart(row['england_points'], 'England')}."
        )
        in said
    )


def test_the_school_beside_its_phase_and_last_year(said, beside):
    for measure, row in beside.items():
        line = (
            f"{measure}{row['counted']:,}{row['base']:,}{percent(row['school_rate'])}"
            f"{percent(row['county_rate'])}{signed(row['county_points'])}"
            f"{percent(row['last_year_rate'])}{signed(row['last_year_points'])}"
        )
        assert plain(line) in said
    assert len(beside) == 4


def test_each_group_of_pupils(said, rows):
    for row in rows["Cohorts"]:
        name = row["cohort_name"]
        own, county = percent(row["absence_rate"]), percent(row["county_absence_rate"])
        line = (
            f"{name}{row['enrolments']:,}{own}{county}{signed(row['absence_points'])}"
            f"{row['persistently_absent']:,}{percent(row['persistent_absence_rate'])}"
        )
        assert plain(line) in said
        if name.startswith("Year "):
            assert plain(f"{name} School {own} Essex {county}") in said, "in the chart"
    assert sum(row["cohort_name"].startswith("Year ") for row in rows["Cohorts"]) >= 5


def test_each_code(said, rows):
    for row in rows["Codes"]:
        line = (
            f"{row['code']} {row['description']}{row['school_sessions']:,}"
            f"{percent(row['school_share'])}{percent(row['county_share'])}"
            f"{signed(row['gap_points'])}"
        )
        assert plain(line) in said


def test_each_severely_absent_pupil(said, school, rows):
    severe = rows.get("Severely absent", [])
    for row in severe:
        absent, possible = row["absent_sessions"], row["possible_sessions"]
        told = f"missed {absent} of {possible} sessions ({percent(absent / possible)})"
        assert row["left_on"] or plain(told) in said
    assert bool(severe) is (school == SECONDARY)


@pytest.mark.parametrize(
    ("number", "told"),
    [(PRIMARY, "14 February"), (SECONDARY, "13 February"), (SENT_LITTLE, "31 January")],
)
def test_the_last_day_of_the_data_is_the_schools_own(number, told, text_of, registers):
    marks, days = registers.by_session([number], *RANGES["year to date"].now, dfe=False)
    held = marks[..., registers.chosen_codes("is_possible")].any(axis=(1, 2))
    last = max(day for day, is_held in zip(days, held, strict=True) if is_held)
    assert words.day(last) == f"{told} 2025"
    said, name = text_of(number, "spring"), registers.schools[number]["school_name"]
    assert plain(f"Data: registers to {words.day(last)}") in said
    assert plain(f"{name}; year so far to {words.day(last)}") in said
    weeks = plain("year to date, 2 September 2024 to ")
    assert set(re.findall(weeks + r"(\d+[A-Z][a-z]+\d{4})", said)) == {plain(words.day(last))}
    others = plain("Those of other schools of Essex go to 14 February 2025.")
    assert (others in said) is (number != PRIMARY)
