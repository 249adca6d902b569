"""Every number of the page that lists the county's schools equals a count in plain Python."""

from fractions import Fraction
from math import sqrt

import pytest

from tests.oracle.chance import Chance
from tests.oracle.registers import Counted, SoFar
from tests.oracle.rules import PHASES, monday, points, rate

NO_FILTER = dict.fromkeys(("education_phase", "quadrant", "district", "trust"))
# Two pairs of limits of a funnel plot: 95% and 99.8% of a normal distribution.
CHANCE, SURE = 1.96, 3.09
SMALLEST_SHARE_SENT = Fraction(9, 10)


class School:
    """A school's figures of some weeks, and what chance does in its phase."""

    def __init__(self, registers, calendar, weeks, school_id):
        self.row = registers.schools[school_id]
        numbers = registers.enrolled(weeks.academic_year, school_id=school_id)
        self.now = registers.sessions(numbers, *weeks.now)
        self.so_far = registers.so_far(numbers, weeks.last_week)
        self.then = Counted()
        if weeks.last_year:
            before = registers.enrolled(weeks.last_year, school_id=school_id)
            self.then = registers.sessions(before, *weeks.then)
        due = calendar.open_weeks(school_id, *weeks.now)
        self.due = len(due)
        self.sent = sum(calendar.is_reported(school_id, week) for week in due)

    @property
    def is_judged(self):
        return self.due > 0 and self.sent >= SMALLEST_SHARE_SENT * self.due


@pytest.fixture
def schools(registers, calendar, weeks):
    return with_pupils(registers, calendar, weeks)


def with_pupils(registers, calendar, weeks):
    """Schools with enrolments of the year so far, by id."""
    found = {each: School(registers, calendar, weeks, each) for each in registers.school_ids}
    return {school_id: school for school_id, school in found.items() if school.so_far.enrolments}


@pytest.fixture
def phase_rates(schools):
    return rates_of_phases(schools)


def rates_of_phases(schools):
    """Absence of all schools of each phase."""
    return {phase: together(schools, education_phase=phase)[0].absence_rate for phase in PHASES}


@pytest.fixture
def chance(registers, weeks):
    return chance_of_phases(registers, weeks)


def chance_of_phases(registers, weeks):
    """By phase."""
    year = weeks.academic_year
    return {
        phase: Chance(registers, registers.of_phase(phase), year, *weeks.now) for phase in PHASES
    }


def together(schools, **wanted):
    """Sessions now and then of all schools with these values, and their enrolments so far."""
    chosen = [
        school
        for school in schools.values()
        if all(school.row[name] == value for name, value in wanted.items())
    ]
    return (
        sum((school.now for school in chosen), Counted()),
        sum((school.then for school in chosen), Counted()),
        SoFar(
            sum(school.so_far.enrolments for school in chosen),
            sum(school.so_far.persistent for school in chosen),
            sum(school.so_far.severe for school in chosen),
        ),
        chosen,
    )


def test_every_school(weeks, asked, schools, phase_rates, chance):
    assert len(schools) == 24
    expected = every_school(schools, phase_rates, chance)
    for is_named in (True, False):
        choice = NO_FILTER | {"is_named_span": is_named}
        asked.agrees("schools/every_school", weeks, "school_id", expected, **choice)


def every_school(schools, phase_rates, chance):
    """By school, it beside its phase, and whether chance could make the difference."""
    expected = {}
    for school_id, school in schools.items():
        phase = school.row["education_phase"]
        now, so_far = school.now, school.so_far
        pupils = now.possible / chance[phase].mean_possible
        difference = points(now.absence_rate, phase_rates[phase])
        errors = None
        if difference is not None:
            errors = difference / 100 * sqrt(pupils) / chance[phase].spread
        expected[(school_id,)] = {
            "enrolments": so_far.enrolments,
            "possible_sessions": now.possible,
            "authorised_sessions": now.authorised,
            "unauthorised_sessions": now.unauthorised,
            "attendance_rate": now.attendance_rate,
            "authorised_rate": rate(now.authorised, now.possible),
            "unauthorised_rate": rate(now.unauthorised, now.possible),
            "absence_rate": now.absence_rate,
            "persistently_absent": so_far.persistent,
            "persistent_absence_rate": rate(so_far.persistent, so_far.enrolments),
            "severely_absent": so_far.severe,
            "severe_absence_rate": rate(so_far.severe, so_far.enrolments),
            "last_year_attendance_rate": school.then.attendance_rate,
            "change_points": points(now.attendance_rate, school.then.attendance_rate),
            "weeks_sent": school.sent,
            "weeks_due": school.due,
            "weeks_sent_share": rate(school.sent, school.due),
            "phase_absence_rate": phase_rates[phase],
            "difference_points": difference,
            "comparable_pupils": pupils,
            "pupil_spread": chance[phase].spread,
            "standard_errors": errors,
            "direction": direction(difference),
            "standing": standing(school.is_judged and errors is not None, errors, SURE),
        }
    return expected


def direction(difference):
    if not difference:
        return None
    return "more absence" if difference > 0 else "less absence"


def standing(is_judged, distance, limit):
    if not is_judged:
        return "not judged"
    return "unlikely to be chance" if abs(distance) > limit else "could be chance"


def test_marked_to(weeks, asked, registers, calendar):
    expected = {}
    for school_id in registers.school_ids:
        year = calendar.weeks_of_year(weeks.academic_year)
        owed = [w for w in year if w <= weeks.last_week and calendar.is_open(school_id, w)]
        sent = [week for week in owed if calendar.is_reported(school_id, week)]
        held = registers.held(school_id).any(axis=1)
        days = [day for day, is_held in zip(registers.days, held, strict=True) if is_held]
        if registers.all_enrolled(weeks.academic_year, school_id=school_id).size:
            expected[(school_id,)] = {
                "school_name": registers.schools[school_id]["school_name"],
                "last_day": max(day for day in days if monday(day) <= weeks.last_week),
                "weeks_not_sent": sum(week > max(sent) for week in owed),
            }
    asked.agrees("data/marked_to", weeks, "school_id", expected, school_id=None)
    planted = {"2025-02-10": [2, 11], "2024-12-16": [5], "2024-06-10": []}
    late = sorted(row["weeks_not_sent"] for row in expected.values() if row["weeks_not_sent"])
    assert late == planted[f"{weeks.last_week}"]


def test_trusts(weeks, asked, schools, phase_rates, chance):
    expected = trusts(schools, phase_rates, chance)
    assert len(expected) == 3
    for is_named in (True, False):
        choice = NO_FILTER | {"is_named_span": is_named}
        asked.agrees("schools/trusts", weeks, "group_kind group_name", expected, **choice)


def trusts(schools, phase_rates, chance):
    """By trust, its schools together beside those of their phases."""
    expected = {}
    for trust in {school.row["trust"] for school in schools.values()} - {None}:
        now, then, so_far, members = together(schools, trust=trust)
        phases = [each.row["education_phase"] for each in members]
        usual = sum(
            each.now.possible * (phase_rates[phase] or 0)
            for each, phase in zip(members, phases, strict=True)
        )
        error = sqrt(
            sum(
                each.now.possible * chance[phase].mean_possible * chance[phase].spread ** 2
                for each, phase in zip(members, phases, strict=True)
            )
        )
        difference = points(now.absence_rate, rate(usual, now.possible))
        reach = 100 * SURE * error / now.possible
        sent, due = sum(each.sent for each in members), sum(each.due for each in members)
        is_judged = sent >= SMALLEST_SHARE_SENT * due > 0
        expected["trust", trust] = {
            "schools": len(members),
            "enrolments": so_far.enrolments,
            "possible_sessions": now.possible,
            "attendance_rate": now.attendance_rate,
            "unauthorised_rate": rate(now.unauthorised, now.possible),
            "persistently_absent": so_far.persistent,
            "persistent_absence_rate": rate(so_far.persistent, so_far.enrolments),
            "severely_absent": so_far.severe,
            "severe_absence_rate": rate(so_far.severe, so_far.enrolments),
            "change_points": points(now.attendance_rate, then.attendance_rate),
            "weeks_sent_share": rate(sent, due),
            "difference_points": difference,
            "lower_points": difference - reach,
            "upper_points": difference + reach,
            "standing": standing(is_judged, difference, reach),
        }
    return expected


@pytest.mark.parametrize("phase", PHASES)
def test_persistent_absence_expected_of_each_school(phase, weeks, asked, registers, calendar):
    year, last = weeks.academic_year, weeks.last_week
    measured = {}
    for school_id in registers.of_phase(phase):
        numbers = registers.enrolled(year, school_id=school_id)
        so_far = registers.so_far(numbers, last)
        sessions = registers.sessions(numbers, registers.weeks[0], last)
        due = calendar.open_weeks(school_id, calendar.weeks_of_year(year)[0], last)
        sent = sum(calendar.is_reported(school_id, week) for week in due)
        if so_far.enrolments and sent >= SMALLEST_SHARE_SENT * len(due) > 0:
            measured[school_id] = (
                so_far,
                Fraction(sessions.attended, sessions.possible),
                Fraction(so_far.persistent, so_far.enrolments),
            )
    pupils = sum(so_far.enrolments for so_far, _, _ in measured.values())
    mean_attendance = sum(each.enrolments * x for each, x, _ in measured.values()) / pupils
    mean_absence = sum(each.enrolments * y for each, _, y in measured.values()) / pupils
    slope = sum(
        each.enrolments * (x - mean_attendance) * (y - mean_absence)
        for each, x, y in measured.values()
    ) / sum(each.enrolments * (x - mean_attendance) ** 2 for each, x, _ in measured.values())
    off = {
        school_id: y - mean_absence - slope * (x - mean_attendance)
        for school_id, (_, x, y) in measured.items()
    }
    squares = sum(measured[each][0].enrolments * off[each] ** 2 for each in off)
    spread = sqrt(squares / (len(off) - 2))
    expected = {
        (school_id,): {
            "enrolments": so_far.enrolments,
            "persistently_absent": so_far.persistent,
            "persistent_absence_rate": float(y),
            "attendance_rate": float(x),
            "expected_rate": float(y - off[school_id]),
            "off_line_points": float(100 * off[school_id]),
            "expectation": expectation(off[school_id], CHANCE * spread / sqrt(so_far.enrolments)),
            "line_attendance_rate": float(mean_attendance),
            "line_absence_rate": float(mean_absence),
            "line_slope": float(slope),
        }
        for school_id, (so_far, x, y) in measured.items()
    }
    filters = NO_FILTER | {"education_phase": phase}
    asked.agrees("schools/pa_expected", weeks, "school_id", expected, **filters)


def expectation(off, limit):
    if abs(off) <= limit:
        return "as expected"
    return "more than expected" if off > 0 else "fewer than expected"
