"""Every number that sets the county beside England equals a count in plain Python; the parts of
the gap sum to it."""

import pytest

from tests.oracle.published import HOME, summed
from tests.oracle.rules import PHASES, points, rate, reference

SMALLEST_COVERAGE = 0.9
SPLITS = ("quadrant", *sorted({row["cohort"] for row in reference("cohort_names")}), "year group")
GROUP_NAMES = {
    (row["cohort"], row["cohort_value"]): row["group_name"] for row in reference("cohort_names")
}

every_phase = pytest.mark.parametrize("phase", PHASES)


@every_phase
@pytest.mark.parametrize("split", SPLITS)
def test_parts_of_the_gap(split, phase, weeks, asked, registers, england):
    everyone = registers.enrolled(weeks.academic_year, education_phase=phase)
    name = split if split == "quadrant" else f"cohort {split}"
    groups = {
        group_name(split, value): numbers
        for value, numbers in registers.split(everyone, name).items()
    }
    expected = parts(registers, england[phase], everyone, groups)
    more = {"education_phase": phase, "split": split}
    rows = asked.agrees("county/gap_by_group", weeks, "group_name", expected, **more)
    assert_adds_up(rows, england[phase].shared(registers, everyone))


@every_phase
def test_schools_parts_of_the_gap(phase, weeks, asked, registers, england):
    everyone = registers.enrolled(weeks.academic_year, education_phase=phase)
    groups = {
        school_id: registers.enrolled(weeks.academic_year, school_id=school_id)
        for school_id in registers.of_phase(phase)
    }
    expected = parts(registers, england[phase], everyone, groups)
    rows = asked.agrees("county/gap_by_school", weeks, "school_id", expected, education_phase=phase)
    assert_adds_up(rows, england[phase].shared(registers, everyone))


def group_name(split, value):
    """What a group of pupils is called; no value is that of pupils in no pupil file."""
    return "Not known" if value is None else GROUP_NAMES.get((split, value), value)


def parts(registers, england, everyone, groups):
    """A group's part of the gap is its share of possible sessions times its own gap."""
    county = england.shared(registers, everyone)
    expected = {}
    for name, numbers in groups.items():
        shared = england.shared(registers, numbers)
        if shared.possible:
            expected[(name,)] = {
                "part_points": england.gap_points(shared) * shared.possible / county.possible,
                "pupils_away": england.pupils_away(shared),
                "attendance_rate": shared.attendance_rate,
                "attended_sessions": shared.attended,
                "possible_sessions": shared.possible,
                "enrolments": registers.so_far(numbers, england.last_week).enrolments,
                "england_attendance_rate": england.rate,
                "gap_points": england.gap_points(county),
                "england_to": england.last_week,
            }
    return expected


def assert_adds_up(rows, county):
    """The parts, and the sessions, of all groups are those of the county."""
    assert sum(row["possible_sessions"] for row in rows) == county.possible
    assert sum(row["attended_sessions"] for row in rows) == county.attended
    assert sum(row["part_points"] for row in rows) == pytest.approx(rows[0]["gap_points"], abs=1e-9)


@every_phase
def test_published_and_own(phase, weeks, asked, registers, published):
    year = weeks.academic_year
    figures = published.weeks(HOME, phase, year, *weeks.now)
    figures = {week: figure for week, figure in figures.items() if week in registers.weeks}
    dfe = registers.enrolled(year, education_phase=phase)
    everyone = registers.all_enrolled(year, education_phase=phase)
    span = registers.weeks[registers.span(*weeks.now)]
    own = {week: counted for week, counted in registers.by_week(dfe).items() if week in span}
    whole = {week: registers.whole_sessions(everyone, week, week) for week in span}
    whole = {week: counted for week, counted in whole.items() if counted.possible}
    shared = [counted for week, counted in own.items() if week in figures]
    total = summed(figures.values())
    steps = [
        (len(figures), total.attended, total.possible),
        *(
            (
                len(each),
                sum(counted.attended for counted in each),
                sum(counted.possible for counted in each),
            )
            for each in (shared, own.values(), whole.values())
        ),
    ]
    expected, before = {}, None
    for step, (number, attended, possible) in enumerate(steps, start=1):
        expected[(step,)] = {
            "weeks": number,
            "attendance_rate": rate(attended, possible),
            "attended_sessions": attended,
            "possible_sessions": possible,
            "change_points": points(rate(attended, possible), before),
        }
        before = rate(attended, possible)
    asked.agrees("county/published_and_own", weeks, "step", expected, education_phase=phase)


@every_phase
def test_quadrants_by_week(phase, weeks, asked, registers, calendar, published):
    year = weeks.academic_year
    first = calendar.weeks_of_year(year)[0]
    figures = published.england(phase, year, first, weeks.last_week)
    expected = {}
    for quadrant in {registers.schools[each]["quadrant"] for each in registers.of_phase(phase)}:
        numbers = registers.enrolled(year, education_phase=phase, quadrant=quadrant)
        schools = [
            each
            for each in registers.of_phase(phase)
            if registers.schools[each]["quadrant"] == quadrant
        ]
        rows = {}
        for week, now in registers.by_week(numbers).items():
            if week <= weeks.last_week:
                england = figures[week].rate if week in figures else None
                share = calendar.recorded_share(schools, week, week)
                rows[week] = {
                    "attendance_rate": now.attendance_rate,
                    "attended_sessions": now.attended,
                    "possible_sessions": now.possible,
                    "england_attendance_rate": england,
                    "gap_points": points(now.attendance_rate, england),
                    "recorded_share": share,
                    "is_covered": share is None or share >= SMALLEST_COVERAGE,
                }
        gaps = [row["gap_points"] for row in rows.values() if row["gap_points"] is not None]
        of_all = {"weeks_below": sum(gap < 0 for gap in gaps), "weeks_compared": len(gaps)}
        expected |= {(quadrant, week): row | of_all for week, row in rows.items()}
    asked.agrees(
        "county/quadrants_by_week",
        weeks,
        "quadrant week_commencing",
        expected,
        education_phase=phase,
    )
