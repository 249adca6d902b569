"""Every number about a school and its pupils equals a count in plain Python."""

from datetime import date
from fractions import Fraction
from math import sqrt

from attendance import queries
from tests.oracle.chance import error, error_of_share
from tests.oracle.published import summed
from tests.oracle.rules import PERSISTENT, SEVERE, points, rate, rounded, year_group

BANDS = (0, 5, 10, 20, 50)


def test_position(weeks, asked, registers, published, schools):
    assert len(schools) == 24
    for school_id, phase in schools.items():
        asked.agrees(
            "school/position",
            weeks,
            "measure",
            position(registers, published, weeks, school_id, phase),
            school_id=school_id,
            education_phase=phase,
        )


def position(registers, published, weeks, school_id, phase):
    """By measure, a school beside its phase, England and itself last year."""
    year = weeks.academic_year
    own = registers.enrolled(year, school_id=school_id)
    county = registers.enrolled(year, education_phase=phase)
    first, last = weeks.now
    marked = [week for week in registers.by_week(own) if first <= week <= last]
    england = published.england(phase, year, *weeks.now)
    both = [week for week in marked if week in england]
    shared = registers.sessions_of(own, both).attendance_rate
    england_rate = summed(england[week] for week in both).rate
    of_weeks = measures(registers.sessions_of(own, marked), registers.so_far(own, weeks.last_week))
    of_county = measures(
        registers.sessions_of(county, marked), registers.so_far(county, weeks.last_week)
    )
    before = registers.enrolled(weeks.last_year, school_id=school_id)
    of_last_year = measures(
        registers.sessions(before, *weeks.then) if weeks.last_year else None,
        registers.so_far(before, weeks.last_year_last_week) if weeks.last_year else None,
    )
    spread = error(*registers.each(own, *weeks.now)) if marked else None
    spread_then = error(*registers.each(before, *weeks.then)) if weeks.last_year else None
    expected = {}
    for measure in of_weeks if marked else ():
        now, then, all_schools = (each[measure] for each in (of_weeks, of_last_year, of_county))
        errors = {
            "attendance": (spread, spread_then),
            "unauthorised": (None, None),
        }.get(measure, (error_of_share(*now), error_of_share(*then)))
        is_attendance = measure == "attendance"
        expected[(measure,)] = {
            "enrolments": registers.so_far(own, weeks.last_week).enrolments,
            "counted": now[0],
            "base": now[1],
            "school_rate": rate(*now),
            "error_points": errors[0],
            "county_counted": all_schools[0],
            "county_base": all_schools[1],
            "county_rate": rate(*all_schools),
            "county_points": points(rate(*now), rate(*all_schools)),
            "england_rate": england_rate if is_attendance else None,
            "shared_rate": shared if is_attendance else None,
            "england_points": points(shared, england_rate) if is_attendance else None,
            "england_week": max(both, default=None) if is_attendance else None,
            "last_year_counted": then[0] if then[1] else None,
            "last_year_base": then[1] or None,
            "last_year_rate": rate(*then),
            "last_year_points": points(rate(*now), rate(*then)),
            "last_year_error_points": None
            if None in errors
            else sqrt(errors[0] ** 2 + errors[1] ** 2),
            "last_marked_week": max(marked),
        }
    return expected


def measures(sessions, so_far):
    """By measure, what it counts and of how many."""
    if sessions is None:
        return dict.fromkeys(("attendance", "unauthorised", "persistent", "severe"), (None, None))
    return {
        "attendance": (sessions.attended, sessions.possible),
        "unauthorised": (sessions.unauthorised, sessions.possible),
        "persistent": (so_far.persistent, so_far.enrolments),
        "severe": (so_far.severe, so_far.enrolments),
    }


def so_far(registers, year, last, school_id):
    """By pupil, missed and possible sessions of the year so far."""
    if year is None:
        return {}
    numbers = registers.enrolled(year, school_id=school_id)
    each = zip(*registers.each(numbers, date.min, last), strict=True)
    return {
        registers.enrolments[number]["pupil_id"]: (int(missed), int(possible))
        for number, (missed, possible) in zip(numbers, each, strict=True)
        if possible
    }


def misses(sessions, per_cent):
    """Whether so many per cent of possible sessions, or more, were missed: exact."""
    missed, possible = sessions
    return 100 * missed >= per_cent * possible


def test_bands(weeks, asked, registers, schools):
    for school_id in schools:
        expected = bands(registers, weeks, school_id)
        rows = asked.agrees(
            "school/absence_bands", weeks, "band_from", expected, school_id=school_id
        )
        now = so_far(registers, weeks.academic_year, weeks.last_week, school_id)
        assert sum(row["pupils"] for row in rows) == len(now)


def bands(registers, weeks, school_id):
    """By the least share of a band, how many pupils missed so much, now and a year before."""
    now = so_far(registers, weeks.academic_year, weeks.last_week, school_id)
    then = so_far(registers, weeks.last_year, weeks.last_year_last_week, school_id)
    expected = {}
    for least, below in zip(BANDS, [*BANDS[1:], None], strict=True) if now else ():
        pupils, before = (
            sum(
                misses(each, least) and (below is None or not misses(each, below))
                for each in pupils.values()
            )
            for pupils in (now, then)
        )
        usual = Fraction(before * len(now), len(then)) if then else None
        expected[(least / 100,)] = {
            "band_to": None if below is None else below / 100,
            "pupils": pupils,
            "enrolments": len(now),
            "band_share": rate(pupils, len(now)),
            "last_year_pupils": before if then else None,
            "last_year_enrolments": len(then),
            "last_year_band_share": rate(before, len(then)),
            "pupils_more": None if usual is None else rounded(pupils - usual),
        }
    return expected


def test_flow(weeks, asked, registers, schools):
    for school_id in schools:
        now = so_far(registers, weeks.academic_year, weeks.last_week, school_id)
        before = so_far(registers, weeks.academic_year, weeks.previous_week, school_id)
        rows = asked.agrees(
            "school/band_flow", weeks, "measure", flow(now, before), school_id=school_id
        )
        for row in rows:
            assert row["pupils_before"] == row["pupils_stayed"] + row["pupils_left"]
            assert row["pupils_now"] == row["pupils_stayed"] + row["pupils_entered"]
        assert_pupils_behind(weeks, asked, registers, school_id, before, now)


def flow(now, before):
    """By measure, how many pupils entered, left and stayed."""
    expected = {}
    for measure, least in (("persistent", PERSISTENT), ("severe", SEVERE)):
        were = {pupil for pupil, sessions in before.items() if misses(sessions, least)}
        are = {pupil for pupil, sessions in now.items() if misses(sessions, least)}
        expected[(measure,)] = {
            "pupils_before": len(were),
            "pupils_entered": len(are - were),
            "pupils_left": len(were - are),
            "pupils_stayed": len(are & were),
            "pupils_now": len(are),
        }
    return expected


def assert_pupils_behind(weeks, asked, registers, school_id, before, now):
    """The pupils who are, or were, persistently absent."""
    expected = {}
    for number in registers.enrolled(weeks.academic_year, school_id=school_id):
        known = registers.enrolments[number]
        was, is_now = (each.get(known["pupil_id"]) for each in (before, now))
        if is_now and {standing(was), standing(is_now)} & {"PA", "SA"}:
            expected[(known["local_id"] or registers.upns[known["pupil_id"]],)] = {
                "year_group": year_group(known),
                "class": known["class"],
                "standing_before": standing(was),
                "standing_now": standing(is_now),
                "absence_before_rate": rate(*was) if was else None,
                "absence_now_rate": rate(*is_now),
            }
    asked.agrees("school/band_pupils", weeks, "pupil", expected, school_id=school_id)


def standing(sessions):
    if sessions is None:
        return None
    if misses(sessions, SEVERE):
        return "SA"
    return "PA" if misses(sessions, PERSISTENT) else "neither"


def test_classes(weeks, asked, registers, schools):
    for school_id in schools:
        expected = {}
        own = registers.enrolled(weeks.academic_year, school_id=school_id)
        for class_name, numbers in registers.split(own, "class").items():
            for part in registers.split(numbers, "year_group").values():
                now = registers.sessions(part, *weeks.now)
                so_far = registers.so_far(part, weeks.last_week)
                if now.possible:
                    year = year_group(registers.enrolments[part[0]])
                    expected[year, class_name] = of_pupils(now, so_far)
        rows = asked.agrees(
            "school/classes", weeks, "year_group class", expected, school_id=school_id
        )
        whole = registers.sessions(own, *weeks.now)
        assert sum(row["possible_sessions"] for row in rows) == whole.possible
        assert sum(row["absent_sessions"] for row in rows) == whole.absent


def of_pupils(now, so_far):
    return {
        "enrolments": so_far.enrolments,
        "possible_sessions": now.possible,
        "absent_sessions": now.absent,
        "absence_rate": now.absence_rate,
        "persistently_absent": so_far.persistent,
        "persistent_absence_rate": rate(so_far.persistent, so_far.enrolments),
    }


COHORTS = (
    *("child in need", "child protection plan", "eal", "fsm", "looked after"),
    *("medical condition", "previously looked after", "sen", "sex", "social worker"),
    *("year group", "young carer"),
)


def test_cohorts(weeks, asked, registers, schools):
    for school_id, phase in schools.items():
        asked.agrees(
            "school/cohort_gaps",
            weeks,
            "cohort cohort_value",
            cohort_gaps(registers, weeks, school_id, phase),
            school_id=school_id,
            education_phase=phase,
        )


def cohort_gaps(registers, weeks, school_id, phase):
    """By cohort and value, those of a school beside the same ones of its phase."""
    own = registers.enrolled(weeks.academic_year, school_id=school_id)
    expected = {}
    for cohort in COHORTS:
        for value, numbers in registers.split(own, f"cohort {cohort}").items():
            now = registers.sessions(numbers, *weeks.now)
            is_told = value not in (None, "unknown") and (value != "no" or cohort == "fsm")
            if is_told and now.possible:
                alike = registers.enrolled(
                    weeks.academic_year, education_phase=phase, **{f"cohort {cohort}": value}
                )
                county = registers.sessions(alike, *weeks.now).absence_rate
                so_far = registers.so_far(numbers, weeks.last_week)
                expected[cohort, value] = of_pupils(now, so_far) | {
                    "county_absence_rate": county,
                    "absence_points": points(now.absence_rate, county),
                    "extra_sessions": float(now.absent - county * now.possible),
                }
    return expected


def test_crossed_cohorts(weeks, asked, registers, schools):
    for school_id in schools:
        own = registers.enrolled(weeks.academic_year, school_id=school_id)
        expected = {}
        for fsm, numbers in registers.split(own, "cohort fsm").items():
            for sen, part in registers.split(numbers, "cohort sen").items():
                missed, possible = registers.each(part, date.min, weeks.last_week)
                so_far = registers.so_far(part, weeks.last_week)
                if so_far.enrolments:
                    expected[fsm or "unknown", sen or "unknown"] = {
                        "enrolments": so_far.enrolments,
                        "absence_rate": rate(int(missed.sum()), int(possible.sum())),
                        "persistently_absent": so_far.persistent,
                        "persistent_absence_rate": rate(so_far.persistent, so_far.enrolments),
                    }
        asked.agrees(
            "school/crossed_cohorts",
            weeks,
            " ".join(list(queries.load("school/crossed_cohorts").columns)[:2]),
            expected,
            school_id=school_id,
            first_cohort="fsm",
            second_cohort="sen",
        )
