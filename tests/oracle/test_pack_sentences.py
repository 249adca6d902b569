"""The sentences and charts in the PDF of a pack say what a count of registers says."""

import re
from datetime import date, timedelta

import pytest

from attendance import words
from attendance.warehouse import reader
from tests.oracle.asking import RANGES
from tests.oracle.chance import Chance
from tests.oracle.pack_sheets import NEWEST
from tests.oracle.pack_text import apart, exact, many, percent, plain
from tests.oracle.rules import PERSISTENT, SEVERE
from tests.oracle.similar import Phase
from tests.oracle.test_pupil_pivot import at_risk
from tests.oracle.test_pupil_triage import suggested
from tests.oracle.test_school_page import bands, flow, so_far
from tests.oracle.test_school_patterns import SPELLS, by_length, code_gap, shares
from tests.oracle.test_similar_page import School, Together, pool_of
from tests.oracle.test_target_page import pa_beside_england
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

PRIMARY, SECONDARY = 900005, 900017
WEEKS = RANGES["year to date"]
SPELLS_IN_WORDS = {1: "1 day", 3: "2 to 3 days", 7: "4 to 10 days", 21: "over 10 days"}
REGISTER_WEEKS = 10


@pytest.fixture(scope="module", params=[PRIMARY, SECONDARY])
def school(request):
    return request.param


@pytest.fixture(scope="module")
def says(text_of, school):
    """Asserts that the school's PDF says so."""

    def assert_said(sentence):
        assert plain(sentence) in text_of(school, "spring"), sentence

    return assert_said


def test_persistent_absence_beside_englands(says, school, phase, registers, published):
    row = pa_beside_england(registers, published, WEEKS, school, phase)
    says(
        f"PA in England (DfE), {phase.lower()} schools: {percent(row['england_rate'])} to "
        f"{words.day(row['england_to'])}; the school {percent(row['school_rate'])} "
        f"({row['persistently_absent']:,} of {row['enrolments']:,}) by then, "
        f"{apart(row['england_points'], 'England')}."
    )


def test_similar_schools(says, school, phase, registers, calendar):
    of_phase = {
        each: School(registers, calendar, WEEKS, each) for each in registers.of_phase(phase)
    }
    apart_by = Phase(registers, phase, {each: found.facts for each, found in of_phase.items()})
    pool = pool_of(of_phase, school, apart_by.nearest(school), list(registers.schools), None)
    chance = Chance(registers, [school, *pool], WEEKS.academic_year, date.min, WEEKS.last_week)
    own = of_phase[school]
    row = Together([of_phase[each] for each in pool]).beside(own, chance) | own.figures
    together = f"the {len(pool)} similar schools together"
    says(
        f"Attendance so far: {percent(row['attendance_rate'])}, {together} "
        f"{percent(row['pooled_attendance_rate'])} (from {percent(row['pooled_lowest_rate'])} to "
        f"{percent(row['pooled_highest_rate'])}); "
        + beside(row["attendance_points"], row["attendance_reach_points"])
    )
    says(
        f"Persistent absence (PA) so far: {row['persistently_absent']:,} of "
        f"{row['enrolments']:,} pupils ({percent(row['persistent_absence_rate'])}), {together} "
        f"{percent(row['pooled_persistent_rate'])}; "
        + beside(row["persistent_points"], row["persistent_reach_points"])
    )
    assert len(pool) >= 5


def beside(points, reach):
    """A difference with the range of what chance does."""
    side = apart(points, "").strip().removesuffix("with").strip()
    return f"{side}, range {exact(points - reach)} to {exact(points + reach)}."


def test_how_many_miss_how_much(says, school, registers):
    for (least,), row in bands(registers, WEEKS, school).items():
        of_band = f"{100 * least:.0f} to under {100 * (row['band_to'] or 0):.0f}%"
        name = {0: "under 5%", 0.5: "50% and over"}.get(least, of_band)
        says(
            f"{name} Now {row['pupils']} ({percent(row['band_share'])}) "
            f"Last year {row['last_year_pupils']} ({percent(row['last_year_band_share'])})"
        )


def test_who_entered_and_left(says, school, registers):
    now, before = (
        so_far(registers, WEEKS.academic_year, week, school)
        for week in (WEEKS.last_week, WEEKS.previous_week)
    )
    for (measure,), row in flow(now, before).items():
        name = {"persistent": "Persistently absent (PA)", "severe": "Severely absent (SA)"}[measure]
        says(
            f"{name}: {row['pupils_now']} now, {row['pupils_before']} at the end of the half term "
            f"before (week of 16 December); {row['pupils_entered']} entered, "
            f"{row['pupils_left']} left, {row['pupils_stayed']} stayed."
        )


def test_each_code_of_the_gap(says, school, phase, registers):
    marks = registers.codes_by_week(registers.of_phase(phase))
    rows = code_gap(registers, WEEKS, school, marks)
    largest = sorted(rows.values(), key=lambda row: -abs(row["gap_points"]))[:12]
    for (code,), row in rows.items():
        if row in largest:
            found = f"{abs(row['gap_points']):.2f}"
            sign = "" if found == "0.00" else "−" if row["gap_points"] < 0 else "+"
            says(f"{code} {registers.codes[code]['description']} {sign}{found}")
    total = sum(row["gap_points"] for row in rows.values())
    says(f"The gap of {'−' if total < 0 else '+'}{abs(total):.2f} points to Essex")


def test_length_of_spells(text_of, school, phase, schools, registers):
    first, last = WEEKS.now
    begun = [spell for spell in registers.spells if first <= spell.week <= last]
    own = shares(by_length(spell for spell in begun if spell.school_id == school))
    usual = shares(by_length(spell for spell in begun if schools[spell.school_id] == phase))
    said = re.findall(
        r"Spellsof([^:]+):([\d.]+%)ofabsence,Essex([\d.]+%)", text_of(school, "spring")
    )
    names = {plain(SPELLS_IN_WORDS[least]): least for least, _ in SPELLS}
    for name, share, of_county in said:
        assert share == percent(own[names[name]]) and of_county == percent(usual[names[name]])
    assert len(said) >= 2, "under trends and under coding"


def test_how_many_are_in_each_list(says, school, sheets, spells):
    parts = sheets.people, sheets.calendar, WEEKS, school
    triage, pupils = suggested(*parts, spells, sheets.missed)
    groups = [row["triage_group"] for row in triage.values()]
    says(
        f"By what may help (suggested: please decide), of {len(groups)} pupils on roll: "
        f"{groups.count('complex')} complex, {groups.count('specific issue')} with a specific "
        f"issue, {groups.count('just attendance')} just attendance."
    )
    pivot, near = at_risk(*parts)
    back = sum(row["outlook"] == "back under 10%" for row in pivot.values())
    persistent = sum(pupil.is_persistent for pupil in near)
    says(f"{back} of {persistent} PA pupils can come back under 10%.")
    says(f"{many(back, 'pupil', 'pupils')} can still be back under 10% this year.")
    worse = len(sheets.of(school)["Worse than last half term"])
    says(f"• {many(worse, 'pupil misses', 'pupils miss')} clearly more than last half term.")
    assert len(pupils) == persistent


def test_pupils_whom_the_rate_leaves_out(text_of, school, sheets):
    """Those of Reception on roll stand in the lists of a primary school."""
    here = [
        each
        for each in sheets.pupils
        if each.known["school_id"] == school and not each.left_on and each.is_in(PERSISTENT, None)
    ]
    young = [each for each in here if not each.is_counted]
    assert bool(young) is (school == PRIMARY)
    are = many(len(young), "of those listed is", "of those listed are")
    left_out = "Nursery, Reception, the sixth form and who is of no known age"
    told = f"{are} in no rate: DfE leaves out {left_out}."
    assert (plain(told) in text_of(school, "spring")) is bool(young)


def test_thresholds(says, school, marks, calendar):
    year, day = NEWEST.academic_year, day_of(NEWEST)
    own = marks, calendar, NEWEST

    def reached(found, *states):
        return sum(row["state"] in states for (_, place), row in found.items() if place == school)

    of = f"of {sum(1 for _ in marks.on_roll(year, day, school_id=school))} pupils"
    ten = reached(penalty(*own, school_id=school), "reached")
    says(f"• {ten} {of} reached 10 sessions without leave.")
    away = runs(*own, COUNTED, 10, 5, school_id=school)
    says(f"• {runs_in_words(away, school, of)}.")
    says(f"• {reached(illness(*own, school_id=school), 'reached')} {of} missed 15 days ill.")
    timetables = part_time(*own)
    ever = reached(timetables, "long", "within the weeks", "ended")
    long = reached(timetables, "long")
    says(f"• {long} of {ever} pupils part-time (C2): over 6 weeks, ongoing.")
    old = sum(place == school for _, place in unexplained(marks, NEWEST))
    says(f"• {many(old, 'pupil has', 'pupils have')} N older than 5 school days.")


def test_registers_of_severely_absent_pupils(says, school, sheets, calendar, sample_version):
    """Every code of the last ten school weeks, morning over afternoon."""
    weeks = calendar.open_weeks(school, WEEKS.first_week, WEEKS.last_week)[-REGISTER_WEEKS:]
    days = [week + timedelta(days=day) for week in weeks for day in range(5)]
    severe = [row["pupil_id"] for row in own_severe(sheets, school)]
    assert bool(severe) is (school == SECONDARY)
    with reader.connection(sample_version).cursor() as cursor:
        found = cursor.execute(
            "select pupil_id, session_date, cast(session as varchar), cast(code as varchar) "
            "from marks where school_id = $school and pupil_id in (select unnest($severe))",
            {"school": school, "severe": severe},
        ).fetchall()
    marks = {tuple(key): code for *key, code in found}
    for pupil in severe:
        am, pm = (
            "".join(marks.get((pupil, day, half), "") for day in days) for half in ("AM", "PM")
        )
        says(f"{''.join(f'{week.day}{week:%b}' for week in weeks)} AM{am} PM{pm}")


def own_severe(sheets, school):
    """The severely absent on roll."""
    return [
        each.known
        for each in sheets.pupils
        if each.known["school_id"] == school and each.is_in(SEVERE, None) and not each.left_on
    ]
