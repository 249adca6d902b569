"""The questions in the PDF of a pack, and what it says of groups of pupils, are those that a count
of registers raises."""

import re

import pytest

from attendance import words
from tests.oracle.asking import RANGES
from tests.oracle.pack_sheets import CODES, NEWEST
from tests.oracle.pack_text import exact, many, percent, plain, tenths
from tests.oracle.rules import PERSISTENT, SEVERE, reference
from tests.oracle.test_pupil_pivot import at_risk
from tests.oracle.test_school_page import cohort_gaps
from tests.oracle.test_school_patterns import (
    by_length,
    by_weekday,
    code_gap,
    code_use,
    marks_of,
    shares,
    weekdays,
)
from tests.oracle.test_thresholds import (
    COUNTED,
    day_of,
    illness,
    part_time,
    penalty,
    runs,
    runs_in_words,
    unexplained,
)

WEEKS = RANGES["year to date"]
PRIMARY, SECONDARY, PART_TIME, FRIDAYS = 900005, 900017, 900018, 900019
SIXTH_FORM, INFANTS, JUNIORS = 900016, 900003, 900004
SMALLEST_GROUP = 10
DAYS = (None, "Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
ASKED = reference("tsm_questions")


@pytest.fixture(scope="module", params=[PRIMARY, SECONDARY, PART_TIME, FRIDAYS, INFANTS, JUNIORS])
def school(request):
    return request.param


@pytest.fixture(scope="module")
def said(text_of, school):
    return text_of(school, "spring")


@pytest.fixture(scope="module")
def groups(registers, school, phase):
    """By cohort and value, those of the school beside the same ones of its phase."""
    return cohort_gaps(registers, WEEKS, school, phase)


def large(groups):
    return {key: row for key, row in groups.items() if row["enrolments"] >= SMALLEST_GROUP}


def of_pupils(sheets, school):
    """By finding of pupils, how large it is, in words, and about what."""
    own = [each for each in sheets.pupils if each.known["school_id"] == school and each.is_counted]
    for finding, least, name in (
        ("severe_without_support", SEVERE, "severely absent"),
        ("persistent_without_support", PERSISTENT, "persistently absent"),
    ):
        here = sum(each.is_in(least, None) and not each.left_on for each in own)
        pupils = many(here, f"{name} pupil", f"{name} pupils")
        have = "has" if here == 1 else "have"
        told = f"{here} of {pupils} on roll {have} no support recorded"
        yield finding, here, told, ""
    yield "overdue", 0, "", ""
    worse = len(sheets.of(school).get("Worse than last half term", []))
    misses = many(worse, "pupil misses", "pupils miss")
    yield "worsening", worse, f"{misses} clearly more than last half term", ""
    pivot, _ = at_risk(sheets.people, sheets.calendar, WEEKS, school)
    back = sum(row["outlook"] == "back under 10%" for row in pivot.values())
    can = many(back, "pupil", "pupils")
    yield "can_come_back", back, f"{can} can still be back under 10% this year", ""


def of_codes(registers, school, phase):
    alike = registers.of_phase(phase)
    use = code_use(registers, school, phase, marks_of(registers, WEEKS, alike))
    for (code,), row in use.items():
        own, others = row["code_share"], row["others_share"]
        size = 100 * (own - others) if row["is_unusual"] else 0
        told = f"{code} on {percent(own)} of marks, other schools of the phase {percent(others)}"
        yield f"code_{code.lower()}", size, told, ""
    gaps = code_gap(registers, WEEKS, school, registers.codes_by_week(alike))
    for (code,), row in gaps.items():
        if code not in ("B", "C2", "K"):
            told = (
                f"{code} ({CODES[code]}) in {percent(row['school_share'])} of possible sessions, "
                f"Essex {percent(row['county_share'])}"
            )
            yield f"code_{code.lower()}", -row["gap_points"], told, ""


def of_groups(groups):
    years = {value: row for (name, value), row in large(groups).items() if name == "year group"}
    year = max(years, key=lambda each: years[each]["absence_points"])
    own, usual = years[year]["absence_rate"], years[year]["county_absence_rate"]
    told = f"{year} misses {percent(own)}, the same year of Essex {percent(usual)}"
    yield "year_group", years[year]["absence_points"], told, year
    for finding, cohort, values, other in (
        ("fsm_gap", "fsm", ("yes",), "no"),
        ("sen_gap", "sen", ("K", "E"), "N"),
    ):
        wider = []
        for value in values:
            ours, rest = (large(groups).get((cohort, each)) for each in (value, other))
            if ours and rest:
                own, usual = (
                    100 * (ours[column] - rest[column])
                    for column in ("absence_rate", "county_absence_rate")
                )
                name = words.cohort(cohort, value)
                told = f"{name}: {exact(own)} points more absence than pupils without, in Essex "
                wider.append((own - usual, told + exact(usual)))
        if wider:
            yield finding, *max(wider), ""


def of_patterns(registers, school, schools):
    phase = schools[school]
    alike = by_weekday(registers, registers.of_phase(phase), WEEKS)
    rows = weekdays(registers, WEEKS, school, alike)
    (day, _), row = max(
        rows.items(),
        key=lambda found: found[1]["day_others_points"] - found[1]["county_day_others_points"],
    )
    own, usual = row["day_others_points"], row["county_day_others_points"]
    told = (
        f"{DAYS[day]}s: {exact(own)[1:]} points more absence than other days (Essex {exact(usual)})"
    )
    yield "weekday", own - usual, told, DAYS[day]
    first, last = WEEKS.now
    begun = [spell for spell in registers.spells if first <= spell.week <= last]
    ours = shares(by_length(spell for spell in begun if spell.school_id == school))
    others = shares(by_length(spell for spell in begun if schools[spell.school_id] == phase))
    for finding, least, length in (
        ("short_spells", 1, "1 day"),
        ("long_spells", 21, "over 10 days"),
    ):
        told = (
            f"Spells of {length}: {percent(ours[least])} of absence, Essex {percent(others[least])}"
        )
        yield finding, 100 * (ours[least] - others[least]), told, ""


def of_thresholds(marks, calendar, school):
    own = marks, calendar, NEWEST

    def reached(found, *states):
        return sum(row["state"] in states for (_, place), row in found.items() if place == school)

    on_roll = sum(1 for _ in marks.on_roll(NEWEST.academic_year, day_of(NEWEST), school_id=school))
    of = f"of {on_roll} pupils"
    ten = reached(penalty(*own, school_id=school), "reached")
    yield "penalty", ten, f"{ten} {of} reached 10 sessions without leave", ""
    away = runs(*own, COUNTED, 10, 5, school_id=school)
    yield "run_days", reached(away, "reached"), runs_in_words(away, school, of), ""
    ill = reached(illness(*own, school_id=school), "reached")
    yield "illness_days", ill, f"{ill} {of} missed 15 days ill", ""
    timetables = part_time(*own)
    ever = many(reached(timetables, "long", "within the weeks", "ended"), "pupil", "pupils")
    long = reached(timetables, "long")
    yield "part_time_long", long, f"{long} of {ever} part-time (C2): over 6 weeks, ongoing", ""
    old = sum(place == school for _, place in unexplained(marks, NEWEST))
    have = many(old, "pupil has", "pupils have")
    yield "unexplained", old, f"{have} N older than 5 school days", ""


@pytest.fixture(scope="module")
def findings(registers, sheets, marks, calendar, groups, school, schools):
    """By finding, how large it is, in words, and about what."""
    parts = (
        of_pupils(sheets, school),
        of_codes(registers, school, schools[school]),
        of_groups(groups),
        of_patterns(registers, school, schools),
        of_thresholds(marks, calendar, school),
    )
    return {finding: told for part in parts for finding, *told in part}


def test_each_question_is_asked_where_its_finding_is_large_enough(said, findings):
    raised = 0
    for row in ASKED:
        size, told, what = findings.get(row["finding"], (float("-inf"), "", ""))
        is_asked = size >= float(row["at_least"])
        question = row["question"].replace("{what}", what)
        assert (plain(f"{question} {told[:1].upper()}{told[1:]}.") in said) is is_asked, question
        assert is_asked or plain(row["question"].partition("{what}")[0]) not in said
        raised += is_asked
    assert raised >= 6


def test_every_finding_is_counted_here(findings):
    assert {row["finding"] for row in ASKED} - findings.keys() <= {"sen_gap"}


def test_the_group_furthest_from_the_phase_for_its_size(said, groups):
    name, row = max(
        large(groups).items(),
        key=lambda found: abs(found[1]["absence_points"]) * found[1]["enrolments"] ** 0.5,
    )
    points = tenths(row["absence_points"])
    more = "more" if row["absence_points"] > 0 else "less"
    told = (
        f"{words.cohort(*name)}: {points // 10}.{points % 10} points {more} absence than in Essex."
    )
    assert plain(told) in said


def test_the_year_group_that_misses_most(said, groups):
    years = {value: row for (name, value), row in large(groups).items() if name == "year group"}
    most = max(years, key=lambda year: years[year]["absence_rate"])
    assert plain(f"{most} misses most: {percent(years[most]['absence_rate'])}") in said


def test_the_severely_absent_and_what_is_known_of_each(said, sheets, school, phase):
    row = sheets.position(school, phase)["severe"]
    pupils = many(row["base"], "pupil", "pupils")
    are = "is" if row["counted"] == 1 else "are"
    told = f"{row['counted']} of {pupils} ({percent(row['school_rate'])}) {are} severely absent."
    assert plain(told) in said
    for row in sheets.of(school).get("Severely absent", []):
        absent, possible = row["absent_sessions"], row["possible_sessions"]
        reason = row["main_reason"]
        facts = [
            *([f"mostly {reason[:1].lower()}{reason[1:]}"] if reason else []),
            (
                f"{many(row['spells'], 'spell', 'spells')} of absence, the longest "
                f"{many(row['longest_sessions'], 'session', 'sessions')}"
            ),
            row["cohorts"] or "no cohort known",
        ]
        fact = "; ".join(facts)
        told = (
            f"{row['pupil']} ({row['where']}): missed {absent} of {possible} sessions "
            f"({percent(absent / possible)}) {fact[:1].upper()}{fact[1:]}. "
            "Plan: none recorded. Lead practitioner: to be agreed."
        )
        assert (plain(told) in said) is (row["left_on"] is None), told


@pytest.mark.parametrize("number", [PRIMARY, SIXTH_FORM])
def test_how_many_of_those_listed_are_in_no_rate(number, text_of, sheets):
    """On page 1, of the severely absent and of the persistently absent on roll."""
    own = [each for each in sheets.pupils if each.known["school_id"] == number and not each.left_on]
    severe, persistent = (
        [each for each in own if each.is_in(least, None)] for least in (SEVERE, PERSISTENT)
    )
    outside = [
        sum(not row["in_dfe_figure"] for row in sheets.of(number)["To agree"]),
        *(sum(not each.is_counted for each in pupils) for pupils in (severe, persistent)),
    ]
    told = re.findall(r"(\d+)ofthoselisted(?:is|are)innorate", text_of(number, "spring"))
    assert [int(each) for each in told] == [each for each in outside if each]
    assert outside[2] and (number == PRIMARY or all(outside))


def test_how_many_missed_school_early(text_of, sheets):
    because = [row["listed_because"] for row in sheets.of(SECONDARY)["Early"]]
    first, again = (
        sum(each in (one, "both") for each in because) for one in ("first week", "PA last year")
    )
    told = (
        f"{many(len(because), 'pupil', 'pupils')} missed school early: absent in the first week of "
        f"this term ({first}), or absent again after 10% or more last year ({again})."
    )
    assert plain(told) in text_of(SECONDARY, "autumn")
    assert 0 < first < len(because) and 0 < again < len(because)
