"""Every number of the page of quadrants and phases equals a count in plain Python."""

import pytest

from tests.oracle.registers import Counted
from tests.oracle.rules import PHASES, monday, points, rate, reference

SMALLEST_COVERAGE = 0.9
every_phase = pytest.mark.parametrize("phase", PHASES)


def in_both(registers, weeks, school_ids):
    """Of schools with possible sessions in both years: sessions and enrolments so far of the year,
    and those of the year before."""
    if weeks.last_year is None:
        return None
    found = []
    for school_id in school_ids:
        now = registers.enrolled(weeks.academic_year, school_id=school_id)
        then = registers.enrolled(weeks.last_year, school_id=school_id)
        counted = registers.sessions(now, *weeks.now), registers.sessions(then, *weeks.then)
        if counted[0].possible and counted[1].possible:
            so_far = registers.so_far(now, weeks.last_week)
            found.append((*counted, so_far, registers.so_far(then, weeks.last_year_last_week)))
    now, then = (sum((each[place] for each in found), Counted()) for place in (0, 1))
    so_far, before = (
        rate(
            sum(each[place].persistent for each in found),
            sum(each[place].enrolments for each in found),
        )
        for place in (2, 3)
    )
    return points(now.attendance_rate, then.attendance_rate), points(so_far, before)


@pytest.mark.parametrize("place_kind", ["quadrant", "district"])
def test_places(place_kind, weeks, asked, registers, calendar, england):
    expected = {}
    for phase in PHASES:
        schools = registers.of_phase(phase)
        places = {registers.schools[each][place_kind] for each in schools}
        for place in places | ({"Essex"} if place_kind == "quadrant" else set()):
            inside = {} if place == "Essex" else {place_kind: place}
            of_place = [
                each
                for each in schools
                if not inside or registers.schools[each][place_kind] == place
            ]
            expected[phase, place] = expected_of_place(
                registers,
                calendar,
                weeks,
                england[phase],
                of_place,
                registers.enrolled(weeks.academic_year, education_phase=phase, **inside),
            )
    expected = {key: row for key, row in expected.items() if row["possible_sessions"]}
    assert len(expected) >= 12
    filters = {"education_phase": None, "place_kind": place_kind}
    asked.agrees("county/by_place", weeks, "education_phase place", expected, **filters)


def expected_of_place(registers, calendar, weeks, england, school_ids, numbers):
    now = registers.sessions(numbers, *weeks.now)
    so_far = registers.so_far(numbers, weeks.last_week)
    before = registers.so_far(numbers, weeks.previous_week)
    shared = england.shared(registers, numbers)
    recorded_share = calendar.recorded_share(school_ids, *weeks.now)
    due = [each for each in school_ids if calendar.is_open(each, weeks.last_week)]
    changes = in_both(registers, weeks, school_ids) or (None, None)
    is_covered = recorded_share >= SMALLEST_COVERAGE
    pa, sa = (
        rate(so_far.persistent, so_far.enrolments),
        rate(so_far.severe, so_far.enrolments),
    )
    return {
        "attendance_rate": now.attendance_rate,
        "possible_sessions": now.possible,
        "attended_sessions": now.attended,
        "enrolments": so_far.enrolments,
        "persistently_absent": so_far.persistent,
        "persistent_absence_rate": pa,
        "severely_absent": so_far.severe,
        "severe_absence_rate": sa,
        "england_attendance_rate": england.rate,
        "gap_points": england.gap_points(shared),
        "pupils_away": england.pupils_away(shared),
        "england_to": england.last_week,
        "year_change_points": changes[0] if is_covered else None,
        "pa_year_change_points": changes[1] if is_covered else None,
        "pa_change_points": points(pa, rate(before.persistent, before.enrolments))
        if is_covered
        else None,
        "sa_change_points": points(sa, rate(before.severe, before.enrolments))
        if is_covered
        else None,
        "schools_reported": sum(calendar.is_reported(each, weeks.last_week) for each in due),
        "schools_due": len(due),
        "recorded_share": recorded_share,
    }


@every_phase
def test_groups_of_pupils(phase, weeks, asked, registers):
    expected = {}
    quadrants = {registers.schools[each]["quadrant"] for each in registers.of_phase(phase)}
    for row in reference("cohort_names"):
        if not row["list_order"]:
            continue
        for place in ("Essex", *quadrants):
            numbers = registers.enrolled(
                weeks.academic_year,
                education_phase=phase,
                **{f"cohort {row['cohort']}": row["cohort_value"]},
                **({} if place == "Essex" else {"quadrant": place}),
            )
            now = registers.sessions(numbers, *weeks.now)
            so_far = registers.so_far(numbers, weeks.last_week)
            if now.possible:
                expected[row["group_name"], place] = {
                    "attendance_rate": now.attendance_rate,
                    "attended_sessions": now.attended,
                    "possible_sessions": now.possible,
                    "enrolments": so_far.enrolments,
                    "persistently_absent": so_far.persistent,
                    "persistent_absence_rate": rate(so_far.persistent, so_far.enrolments),
                }
    assert len(expected) > 40
    asked.agrees("county/cohorts", weeks, "group_name place", expected, education_phase=phase)


@every_phase
def test_districts(phase, weeks, asked, registers):
    expected = {}
    for row in reference("district_tiles"):
        district = row["district"]
        numbers = registers.enrolled(weeks.academic_year, education_phase=phase, district=district)
        now = registers.sessions(numbers, *weeks.now)
        schools = [
            school_id
            for school_id in registers.school_ids
            if registers.sessions(
                registers.enrolled(
                    weeks.academic_year,
                    education_phase=phase,
                    district=district,
                    school_id=school_id,
                ),
                *weeks.now,
            ).possible
        ]
        so_far = registers.so_far(numbers, weeks.last_week)
        expected[(district,)] = {
            "tile_row": int(row["tile_row"]),
            "tile_column": int(row["tile_column"]),
            "attendance_rate": now.attendance_rate,
            "attended_sessions": now.attended if schools else None,
            "possible_sessions": now.possible or None,
            "enrolments": so_far.enrolments if schools else None,
            "schools": len(schools) or None,
        }
    assert len(expected) == 12
    asked.agrees("county/district_tiles", weeks, "district", expected, education_phase=phase)


def test_school_weeks(weeks, asked, calendar, registers):
    expected = {
        (week,): {
            "school_week": number,
            "half_term": calendar.commonest_half_term(week),
            "last_year_week": calendar.same_week_last_year(weeks.academic_year, week),
            "last_day": max(day for day in registers.days if monday(day) == week),
        }
        for number, week in enumerate(calendar.school_weeks(weeks.academic_year), start=1)
    }
    asked.agrees("county/weeks", weeks, "week_commencing", expected)
    if weeks.last_year:
        for now, then in zip(weeks.now, weeks.then, strict=True):
            assert expected[(now,)]["last_year_week"] == then
