"""Every number about a school week by week and day by day equals a count in plain Python."""

from fractions import Fraction

from tests.oracle.counted import Counted
from tests.oracle.rules import PHASES, friday, monday, points, rate, year_before


def test_days(weeks, asked, registers, calendar, schools):
    for school_id in schools:
        expected = days(registers, calendar, weeks, school_id)
        asked.agrees("school/calendar", weeks, "session_date", expected, school_id=school_id)


def days(registers, calendar, weeks, school_id):
    """By day, what was missed on it and in its week, beside the other weeks."""
    marks, held = registers.by_session([school_id], *weeks.now)
    is_absence = registers.chosen_codes("is_possible") & ~registers.chosen_codes("is_attending")
    counted = {}
    for day, of_day in zip(held, marks.sum(axis=1), strict=True):
        sessions = int(of_day[registers.chosen_codes("is_possible")].sum())
        if sessions:
            counted[day] = int(of_day[is_absence].sum()), sessions
    edges = edges_of(registers, calendar, school_id)
    usual = [each for day, each in counted.items() if day not in edges]
    usual = Fraction(*total(usual)) if usual else None
    extra = {
        day: None if usual is None else (missed - usual * sessions) / 2
        for day, (missed, sessions) in counted.items()
    }
    at_edges = [extra[day] for day in counted if day in edges]
    at_edges = sum(at_edges) if at_edges and usual is not None else None
    codes = risen(registers, school_id, weeks, counted)
    of_weeks = {monday(day): [] for day in counted}
    for day, each in counted.items():
        of_weeks[monday(day)].append(each)
    expected = {}
    for day, (missed, sessions) in counted.items():
        week = monday(day)
        of_week = of_weeks[week]
        others = [each for of, found in of_weeks.items() if of != week for each in found]
        expected[(day,)] = {
            "week_commencing": week,
            "day_of_week": day.isoweekday(),
            "absent_sessions": missed,
            "possible_sessions": sessions,
            "absence_rate": missed / sessions,
            "edge": edges.get(day),
            "extra_pupil_days": None if extra[day] is None else float(extra[day]),
            "edge_extra_pupil_days": None if at_edges is None else float(at_edges),
            "week_absence_rate": rate(*total(of_week)),
            "week_others_points": points(
                rate(*total(of_week)), rate(*total(others)) if others else None
            ),
            "week_code": codes.get(week),
        }
    return expected


def total(counted):
    """Missed and possible sessions of several days."""
    return tuple(sum(each) for each in zip(*counted, strict=True))


def edges_of(registers, calendar, school_id):
    """First days of half terms that the school held, in the seven days from their beginning, and
    last ones before holidays, in the week in which the half term ends: a school that lacks marks
    of these days has none."""
    held = registers.held(school_id).any(axis=1)
    days = [day for day, is_held in zip(registers.days, held, strict=True) if is_held]
    found = {}
    for year in {"2023/24", "2024/25"}:
        for _, first, last in calendar.half_terms(school_id, year):
            inside = [day for day in days if first <= day <= last]
            if inside and monday(inside[-1]) == monday(last):
                found[inside[-1]] = "last day before a holiday"
            if inside and (inside[0] - first).days < 7:
                found[inside[0]] = "first day of a half term"
    return found


def risen(registers, school_id, weeks, counted):
    """By week, the absence code of which there is most beyond its share of all the weeks."""
    is_possible = registers.chosen_codes("is_possible")
    is_absence = is_possible & ~registers.chosen_codes("is_attending")
    by_week = registers.codes_by_week([school_id])
    by_week = {week: by_week[week] for week in {monday(day) for day in counted}}
    of_all = sum(by_week.values())
    found = {}
    for week, marks in by_week.items():
        share = Fraction(int(marks[is_possible].sum()), int(of_all[is_possible].sum()))
        rises = [
            (share * int(of_all[place]) - int(marks[place]), registers.code_names[place])
            for place in is_absence.nonzero()[0]
            if marks[place]
        ]
        least, code = min(rises, default=(0, None))
        if least < 0:
            found[week] = code
    return found


def test_half_terms(weeks, asked, calendar, schools):
    for school_id in schools:
        last_day = friday(weeks.last_week)
        expected = {
            (number,): {"first_day": first, "last_day": min(last, last_day)}
            for number, first, last in calendar.half_terms(school_id, weeks.academic_year)
            if first <= last_day
        }
        asked.agrees("school/half_terms", weeks, "half_term", expected, school_id=school_id)


def test_weekly_trend(weeks, asked, registers, calendar, published, schools):
    county = {phase: of_phase(registers, weeks, phase) for phase in PHASES}
    for school_id, phase in schools.items():
        own = registers, calendar, published, weeks
        asked.agrees(
            "school/weekly_trend",
            weeks,
            "academic_year week_commencing",
            weekly_trend(*own, school_id, phase, county[phase]),
            school_id=school_id,
            education_phase=phase,
        )


def of_phase(registers, weeks, phase):
    """By year, the sessions of all schools of a phase week by week."""
    return {
        year: registers.by_week(registers.enrolled(year, education_phase=phase))
        for year in (year_before(weeks.academic_year), weeks.academic_year)
    }


def weekly_trend(registers, calendar, published, weeks, school_id, phase, county):
    """By year and week, the attendance of a school, its phase and England."""
    this_year = calendar.school_weeks(weeks.academic_year)
    this_year = [week for week in this_year if week <= weeks.last_week]
    expected = {}
    for of_year in county:
        own = registers.by_week(registers.enrolled(of_year, school_id=school_id))
        england = published.england(phase, of_year, registers.weeks[0], weeks.last_week)
        for week, shown in zip(calendar.school_weeks(of_year), this_year, strict=False):
            now = own.get(week, Counted())
            alike = county[of_year].get(week, Counted())
            expected[of_year, week] = {
                "shown_week": shown,
                "school_possible_sessions": now.possible,
                "school_attendance_rate": now.attendance_rate,
                "county_possible_sessions": alike.possible,
                "county_attendance_rate": alike.attendance_rate,
                "england_attendance_rate": england[week].rate if week in england else None,
                "county_points": points(now.attendance_rate, alike.attendance_rate),
            }
    return expected


def test_weekly_gap(weeks, asked, registers, schools):
    """Its gaps; limits and signals are held against another reference."""
    year = weeks.academic_year
    county = {
        phase: registers.by_week(registers.enrolled(year, education_phase=phase))
        for phase in PHASES
    }
    for school_id, phase in schools.items():
        own = registers.by_week(registers.enrolled(year, school_id=school_id))
        gaps = {
            week: points(now.attendance_rate, county[phase][week].attendance_rate)
            for week, now in own.items()
            if week <= weeks.last_week
        }
        expected = {
            (week,): {
                "gap_points": gap,
                "centre_points": sum(gaps.values()) / len(gaps),
                "weeks_compared": len(gaps),
            }
            for week, gap in gaps.items()
        }
        asked.agrees(
            "school/weekly_gap",
            weeks,
            "week_commencing",
            expected,
            but="lower_points upper_points",
            school_id=school_id,
            education_phase=phase,
        )
