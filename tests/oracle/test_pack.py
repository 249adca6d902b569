"""What the PDF of a pack says of a primary and a secondary school equals a count of registers."""

import io
import re
from datetime import date
from fractions import Fraction
from math import floor

import pytest
from pypdf import PdfReader

from attendance.documents import pack_pdf
from attendance.packs import gather, scopes
from tests.oracle.asking import RANGES
from tests.oracle.test_school_page import measures, so_far
from tests.packs.conftest import MADE, asking

YEAR_TO_DATE = RANGES["year to date"]
PRIMARY, SECONDARY = 900005, 900017
LABELS = {
    "attendance": "Attendance",
    "persistent": "Persistent absence (PA)",
    "severe": "Severe absence (SA)",
    "unauthorised": "Unauthorised absence",
}


@pytest.fixture(scope="module", params=[PRIMARY, SECONDARY])
def school(request):
    return request.param


@pytest.fixture(scope="module")
def said(sample_version, school):
    """The text of the school's PDF without spaces."""
    ask = asking(sample_version)
    base = scopes.year_so_far(ask, "Essex")
    [row] = [row for row in ask("data/schools", base).itertuples() if row.school_id == school]
    pack = gather.pack(ask, scopes.of_school(base, row), "spring", MADE)
    pages = PdfReader(io.BytesIO(pack_pdf.as_pdf(pack))).pages
    return plain(" ".join(page.extract_text() for page in pages))


def plain(text):
    return re.sub(r"\s+", "", text)


def percent(part, whole):
    """A share with one decimal, halves away from nought."""
    tenths = floor(Fraction(1000 * part, whole) + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}%"


def test_the_school_beside_its_phase(said, school, registers, schools):
    year, last = YEAR_TO_DATE.academic_year, YEAR_TO_DATE.last_week
    own = registers.enrolled(year, school_id=school)
    county = registers.enrolled(year, education_phase=schools[school])
    of_school, of_county = (
        measures(registers.sessions(numbers, *YEAR_TO_DATE.now), registers.so_far(numbers, last))
        for numbers in (own, county)
    )
    for measure, label in LABELS.items():
        now, phase = of_school[measure], of_county[measure]
        row = f"{label}{now[0]:,}{now[1]:,}{percent(*now)}{percent(*phase)}"
        assert plain(row) in said


def test_each_severely_absent_pupil(said, school, registers):
    year, last = YEAR_TO_DATE.academic_year, YEAR_TO_DATE.last_week
    missed = so_far(registers, year, last, school)
    left = {
        known["pupil_id"]
        for known in registers.enrolments
        if known["school_id"] == school and known["leaving_date"]
    }
    severe = {
        pupil: (int(absent), int(possible))
        for pupil, (absent, possible) in missed.items()
        if 2 * absent >= possible and pupil not in left
    }
    for absent, possible in severe.values():
        told = f"missed {absent} of {possible} sessions ({percent(absent, possible)})"
        assert plain(told) in said
    assert bool(severe) is (school == SECONDARY)


def test_each_year_group(said, school, registers):
    year, last = YEAR_TO_DATE.academic_year, YEAR_TO_DATE.last_week
    found = 0
    for number in range(1, 12):
        numbers = registers.enrolled(year, school_id=school, year_group=number)
        if not len(numbers):
            continue
        sessions, standing = (
            registers.sessions(numbers, *YEAR_TO_DATE.now),
            registers.so_far(numbers, last),
        )
        missed = percent(sessions.possible - sessions.attended, sessions.possible)
        assert plain(f"Year {number}{standing.enrolments}{missed}") in said
        found += 1
    assert found >= 5


def test_the_last_day_of_the_data_is_said(said):
    assert plain(f"Data: {MADE.source}") in said and MADE.at.date() > date(2025, 2, 14)
