"""What the PDF of a trust's pack says equals a count of its schools' registers."""

import io

import pytest
from pypdf import PdfReader

from attendance.documents import pack_pdf
from attendance.packs import scopes
from attendance.packs.trust import trust_pack
from tests.oracle.asking import RANGES
from tests.oracle.pack_text import many, percent, plain, signed, tenths
from tests.oracle.test_schools_pages import (
    chance_of_phases,
    every_school,
    rates_of_phases,
    trusts,
    with_pupils,
)
from tests.packs.conftest import MADE, asking

WEEKS = RANGES["year to date"]
TRUSTS = {
    "Copper Kite Trust": (900008, 900010, 900018),
    "Lantern Oak Learning Trust": (900005, 900016, 900017),
    "Three Otters Academy Trust": (900014, 900020, 900023),
}


@pytest.fixture(scope="module", params=TRUSTS)
def trust(request):
    return request.param


@pytest.fixture(scope="module")
def said(trust, sample_version):
    """The text of the trust's PDF."""
    ask = asking(sample_version)
    scope = scopes.year_so_far(ask, "Essex", show_names=False)
    content = pack_pdf.as_pdf(trust_pack(ask, scope, trust, "spring", MADE))
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


@pytest.fixture(scope="module")
def counted(registers, calendar):
    """All schools and all trusts."""
    schools = with_pupils(registers, calendar, WEEKS)
    given = schools, rates_of_phases(schools), chance_of_phases(registers, WEEKS)
    return every_school(*given), trusts(*given)


@pytest.fixture(scope="module")
def own(trust, counted, registers):
    """By name, the trust's schools."""
    return {
        registers.schools[number]["school_name"]: counted[0][(number,)]
        | {"education_phase": registers.schools[number]["education_phase"]}
        for number in TRUSTS[trust]
    }


def test_the_trust_at_a_glance(said, trust, counted, own):
    row = counted[1]["trust", trust]
    found = tenths(row["difference_points"])
    more = "more" if row["difference_points"] > 0 else "less"
    assert (
        plain(
            f"Attendance is {percent(row['attendance_rate'])} in 3 schools, year to date, "
            f"2 September 2024 to 14 February 2025: {found // 10}.{found % 10} points {more} "
            f"absence than schools of the same phases in Essex; {row['standing']}."
        )
        in said
    )
    pupils = many(row["enrolments"], "pupil", "pupils")
    assert (
        plain(
            f"{row['persistently_absent']:,} of {pupils} "
            f"({percent(row['persistent_absence_rate'])}) are persistently absent (PA), "
            f"{row['severely_absent']:,} of them severely (SA), in the year so far."
        )
        in said
    )
    shares = [each["persistent_absence_rate"] for each in own.values()]
    told = f"{percent(min(shares))} to {percent(max(shares))} of pupils are persistently absent;"
    assert plain(told) in said


def test_each_school_of_the_trust(said, own):
    for name, row in own.items():
        line = (
            f"{name}{row['education_phase']}{percent(row['attendance_rate'])}"
            f"{signed(row['difference_points'])}{row['standing']}{signed(row['change_points'])}"
            f"{percent(row['unauthorised_rate'])}{percent(row['weeks_sent_share'])}"
        )
        assert plain(line) in said
        line = (
            f"{name}{row['enrolments']:,}{row['persistently_absent']:,}"
            f"{percent(row['persistent_absence_rate'])}{row['severely_absent']:,}"
            f"{percent(row['severe_absence_rate'])}"
        )
        assert plain(line) in said
        bars = (
            f"School {percent(row['attendance_rate'])} "
            f"Its phase {percent(1 - row['phase_absence_rate'])}"
        )
        assert plain(bars) in said, "in the chart"


def test_a_question_about_each_school_that_stands_out(said, own):
    asked = 0
    for name, row in own.items():
        points = signed(row["difference_points"])
        is_sure = row["standing"] == "unlikely to be chance"
        told = {
            f"What does {name} do that the others can use? {points} points of absence beside its "
            "phase.": is_sure and row["difference_points"] < 0,
            f"What lies behind absence in {name}, and what can the trust do? {points} points of "
            "absence beside its phase.": is_sure and row["difference_points"] > 0,
            f"When will the missing weeks of {name} be sent? {percent(row['weeks_sent_share'])} of "
            "weeks sent.": row["standing"] == "not judged",
        }
        for question, is_asked in told.items():
            assert (plain(question) in said) is is_asked
            asked += is_asked
    assert (asked > 0) is ("Velvetfold School" in own)
