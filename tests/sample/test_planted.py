"""What the README promises to find in the county is there, and says who and where."""

import re
from collections import Counter, defaultdict
from datetime import date

import pytest

from attendance.config import REFERENCE, SAMPLE
from tests.sample.county import rows

README = (SAMPLE / "README.md").read_text(encoding="utf-8")
ATTENDING = set("/\\LKVPWBJ")
NOT_POSSIBLE = {"D", "X", "Y", *(f"Y{number}" for number in range(1, 8)), "#"}
UNAUTHORISED = set("GNOU")


def absence(marks):
    """Share of possible sessions absent."""
    possible = [mark["code"] for mark in marks if mark["code"] not in NOT_POSSIBLE]
    return sum(code not in ATTENDING for code in possible) / len(possible)


def share(marks, code):
    """Share of all marks with that code."""
    return sum(mark["code"] == code for mark in marks) / len(marks)


def promised(place):
    """UPNs that the README names for a school, in the order named."""
    lines = [line for line in README.splitlines() if line.startswith("|") and place in line]
    return re.findall(r"\b[A-Z]999\d{9}\b", " ".join(lines))


def test_the_readme_names_every_school_by_its_number(county):
    names = {school["URN"]: school["EstablishmentName"] for school in county.schools}
    lines = re.findall(r"^\| ([^|]+) \| ((?:9\d{5}(?:, )?)+) \|", README, re.MULTILINE)
    assert len(lines) >= 20
    for schools, urns in lines:
        for urn in urns.split(", "):
            assert names[urn] in schools


def test_one_school_has_a_friday_problem(county):
    marks = county.marks_of(county.urn("Pebblethorpe"), "2024-09-01")
    fridays = [mark for mark in marks if mark["date"].weekday() == 4]
    others = [mark for mark in marks if mark["date"].weekday() != 4]
    assert absence(fridays) > 1.7 * absence(others)
    elsewhere = county.marks_of(county.urn("Mumblehaven"), "2024-09-01")
    usual = [mark for mark in elsewhere if mark["date"].weekday() == 4]
    assert absence(usual) < 1.4 * absence(elsewhere)


@pytest.mark.parametrize(("place", "code"), [("Nettlequay", "C2"), ("Juniperreach", "B")])
def test_one_school_uses_a_code_far_more_than_others(county, place, code):
    there = share(county.marks_of(county.urn(place), "2024-10-01"), code)
    for other in ("Mumblehaven", "Pebblethorpe", "Saffronholme"):
        assert share(county.marks_of(county.urn(other), "2024-10-01"), code) < there / 1.9
    assert there > 0.015


def test_one_school_improves_term_by_term(county):
    urn = county.urn("Saffronholme")
    autumn, before, after = (
        absence(county.marks_of(urn, *span))
        for span in (
            ("2023-09-04", "2024-05-24"),
            ("2024-09-03", "2024-10-25"),
            ("2025-01-15", "2025-02-14"),
        )
    )
    assert autumn > before > after
    assert after < autumn - 0.03
    elsewhere = county.urn("Mumblehaven")
    assert absence(county.marks_of(elsewhere, "2025-01-15", "2025-02-14")) > absence(
        county.marks_of(elsewhere, "2024-09-03", "2024-10-25")
    )


@pytest.mark.parametrize(
    ("first", "last"), [("2023-11-20", "2023-12-01"), ("2024-12-02", "2024-12-13")]
)
def test_illness_comes_in_a_wave(county, first, last):
    wave = share(county.marks_of(county.urn("Otterhythe"), first, last), "I")
    assert wave > 0.13
    for other in ("Thimblebarrow", "Copperstow", "Kettlecroft"):
        assert share(county.marks_of(county.urn(other), first, last), "I") < wave / 1.5


@pytest.mark.parametrize("monday", ["2023-10-16", "2023-10-30", "2024-10-21", "2025-02-10"])
def test_families_are_on_holiday_beside_half_term(county, monday):
    friday = monday[:-2] + f"{int(monday[-2:]) + 4:02d}" if monday != "2023-10-30" else "2023-11-03"
    there = share(county.marks_of(county.urn("Featherdown"), monday, friday), "G")
    usual = share(county.marks_of(county.urn("Featherdown"), "2024-11-18", "2024-12-06"), "G")
    assert there > 0.07 > 0.03 > usual


def test_a_few_pupils_are_severely_absent_in_long_spells(county):
    upns = promised("Mumblehaven")
    assert len(upns) == 6
    marks = county.marks_of(county.urn("Mumblehaven"), "2024-09-30")
    for upn in upns:
        theirs = [mark for mark in marks if mark["pupil"] == upn]
        assert absence(theirs) > 0.85
        codes = Counter(mark["code"] for mark in theirs)
        assert codes.most_common(1)[0][0] in ("O", "I")
        spells = "".join("." if mark["code"] in ATTENDING else "x" for mark in theirs).split(".")
        assert max(map(len, spells)) >= 20


def test_siblings_share_a_home_and_are_away_together(county):
    one, other = promised("Kettlecroft")
    urn = county.urn("Kettlecroft")
    homes = {row["upn"]: row["household"] for row in county.enrolments(urn)}
    assert homes[one] == homes[other]
    days = defaultdict(set)
    for mark in county.marks_of(urn, "2025-01-08"):
        if mark["code"] == "O":
            days[mark["pupil"]].add(mark["date"])
    together = days[one] & days[other]
    assert len(together) >= 7
    assert {day.weekday() for day in together} == {0, 4}


def test_many_households_have_siblings_of_one_name(county):
    homes = defaultdict(set)
    for row in county.pupils:
        homes[row["household"]].add((row["upn"], row["surname"]))
    shared = [home for home in homes.values() if len({upn for upn, _ in home}) > 1]
    assert len(shared) > 300
    assert all(len({surname for _, surname in home}) == 1 for home in shared)


def test_a_mover_passes_the_threshold_only_with_both_schools(county):
    [upn] = set(promised("Bramblelea"))
    old, new = county.urn("Bramblelea"), county.urn("Marrowfold")
    found = {}
    for urn in (old, new):
        marks = [mark for mark in county.marks_of(urn, "2024-09-01") if mark["pupil"] == upn]
        found[urn] = [mark["date"] for mark in marks if mark["code"] in UNAUTHORISED]
        assert len(found[urn]) == 6
    [left] = [row["leaving_date"] for row in county.enrolments(old) if row["upn"] == upn]
    [came] = [row["entry_date"] for row in county.enrolments(new) if row["upn"] == upn]
    assert left < came
    days = found[old] + found[new]
    weeks = {(mark["date"].isocalendar()[:2]) for mark in county.marks_of(new, "2024-09-01")}
    inside = {week for week in weeks if min(days).isocalendar()[:2] <= week}
    assert len({week for week in inside if week <= max(days).isocalendar()[:2]}) <= 10


def test_others_move_between_schools_too(county):
    schools = defaultdict(set)
    for row in county.pupils:
        if row["academic_year"] == "2023/24":
            schools[row["upn"]].add(row["urn"])
    assert sum(len(urns) > 1 for urns in schools.values()) > 50


def test_dual_registered_pupils_are_never_expected_in_two_schools_at_once(county):
    special = {
        int(school["URN"])
        for school in county.schools
        if "special" in school["TypeOfEstablishment (name)"]
    }
    expected = defaultdict(set)
    shared = set()
    for urn in special:
        shared |= {mark["pupil"] for mark in county.marks_of(urn) if mark["code"] == "D"}
    assert len(shared) >= 5
    for place in ("Juniperreach", "Pebblethorpe", "Nettlequay"):
        for urn in (county.urn(place), *special):
            for mark in county.marks_of(urn, "2024-09-16", "2024-10-11"):
                if mark["pupil"] in shared and mark["code"] not in NOT_POSSIBLE:
                    expected[mark["pupil"], mark["date"], mark["session"]].add(urn)
    assert expected and all(len(urns) == 1 for urns in expected.values())


@pytest.mark.parametrize(
    ("place", "last"),
    [("Copperstow", "2025-01-31"), ("Gingermarsh", "2024-11-15"), ("Thimble", "2025-02-14")],
)
def test_schools_have_sent_marks_up_to_then(county, place, last):
    marks = county.marks_of(county.urn(place), "2024-09-01")
    assert max(mark["date"] for mark in marks) == date.fromisoformat(last)


def test_one_school_leaves_reasons_open(county):
    def open_reasons(place):
        marks = county.marks_of(county.urn(place), "2024-09-01", "2025-02-07")
        return sum(mark["code"] == "N" for mark in marks)

    assert open_reasons("Lanternbeck") > 100
    assert max(map(open_reasons, ("Thimblebarrow", "Otterhythe", "Kettlecroft"))) < 40
    recent = county.marks_of(county.urn("Kettlecroft"), "2025-02-10")
    assert any(mark["code"] == "N" for mark in recent)


def test_one_class_has_no_register_on_five_days(county):
    urn = county.urn("Thimblebarrow")
    classes = {row["upn"]: row["class"] for row in county.enrolments(urn)}
    sent = defaultdict(set)
    for mark in county.marks_of(urn, "2025-01-08", "2025-02-14"):
        sent[classes[mark["pupil"]]].add(mark["date"])
    days = set().union(*sent.values())
    assert {name: len(days - sent[name]) for name in sent if days - sent[name]} == {"4A": 5}


def test_pupils_marked_after_leaving_and_unlisted_ones_are_those_promised(county):
    left = {
        row["upn"]
        for row in county.enrolments(county.urn("Quillmere"))
        if row["leaving_date"] == "2024-11-22"
    }
    assert set(promised("Quillmere")) == left
    unlisted = set(promised("Rumblecombe"))
    assert len(unlisted) == 3
    assert not unlisted & {row["upn"] for row in county.pupils}
    marked = {mark["pupil"] for mark in county.marks_of(county.urn("Rumblecombe"), "2024-09-01")}
    assert unlisted <= marked


def test_codes_out_of_date_are_of_the_pupils_promised(county):
    marks = county.marks_of(county.urn("Brindlewick Junior"), "2024-09-01")
    assert {mark["pupil"] for mark in marks if mark["code"] == "H"} == set(promised("Junior"))


def test_an_academised_school_has_two_numbers_and_one_establishment(county):
    old, new = (row for row in county.schools if row["EstablishmentName"].startswith("Peppergarth"))
    assert old["EstablishmentNumber"] == new["EstablishmentNumber"]
    assert (old["CloseDate"], new["OpenDate"]) == ("31-08-2024", "01-09-2024")
    years = {(row["urn"], row["academic_year"]) for row in county.pupils}
    assert (old["URN"], "2023/24") in years and (old["URN"], "2024/25") not in years
    assert (new["URN"], "2024/25") in years and (new["URN"], "2023/24") not in years


def test_one_academy_has_two_weeks_off_in_october(county):
    urn = county.urn("Rumblecombe")
    assert not county.marks_of(urn, "2024-10-28", "2024-11-08")
    assert county.marks_of(urn, "2024-11-11", "2024-11-15")
    own = [row for row in county.term_dates if row["urn"] == str(urn)]
    assert len(own) == 12


def test_schools_cover_all_districts_phases_and_three_trusts(county):
    districts = {row["district"] for row in rows(REFERENCE / "districts.csv")}
    ours = [row for row in county.schools if row["LA (code)"] == "881" and not row["CloseDate"]]
    assert len(ours) == 24
    assert {row["DistrictAdministrative (name)"] for row in ours} == districts
    assert {row["LA (code)"] for row in county.schools} == {"881", "882", "883", "935"}
    assert len({row["Trusts (name)"] for row in ours} - {""}) == 3
    special = [row for row in ours if "special" in row["TypeOfEstablishment (name)"]]
    assert {row["PhaseOfEducation (name)"] for row in special} == {"Not applicable"}
    raw = next((SAMPLE / "county").glob("edubase*")).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
