"""Every number about when and why a school's pupils are absent equals a count in plain Python."""

from fractions import Fraction

import numpy as np

from tests.oracle.rules import PHASES, points, rate, reference

CODES = {row["code"]: row for row in reference("attendance_codes")}
ABSENCE = ("authorised absence", "unauthorised absence")
# More than so many times the others' share, and so many points above it, is unusual.
UNUSUAL_FACTOR, UNUSUAL_POINTS = 3, Fraction(1, 2)
SPELLS = ((1, 2), (3, 6), (7, 20), (21, None))
DAYS = range(1, 8)


def chosen(by_week, weeks):
    """Marks by code, of all weeks chosen."""
    first, last = weeks.now
    return sum(marks for week, marks in by_week.items() if first <= week <= last)


def test_reasons(weeks, asked, registers, schools):
    all_marks = {phase: registers.codes_by_week(registers.of_phase(phase)) for phase in PHASES}
    for school_id, phase in schools.items():
        expected = code_gap(registers, weeks, school_id, all_marks[phase])
        rows = asked.agrees(
            "school/code_gap", weeks, "code", expected, school_id=school_id, education_phase=phase
        )
        if rows:
            enrolled = registers.enrolled(weeks.academic_year, school_id=school_id)
            now = registers.sessions(enrolled, *weeks.now)
            alike = registers.enrolled(weeks.academic_year, education_phase=phase)
            all_schools = registers.sessions_of(alike, marked_weeks(registers, weeks, school_id))
            assert sum(row["school_sessions"] for row in rows) == now.absent
            assert sum(row["county_sessions"] for row in rows) == all_schools.absent
            gap = points(now.attendance_rate, all_schools.attendance_rate)
            assert abs(sum(row["gap_points"] for row in rows) - gap) < 1e-9


def marked_weeks(registers, weeks, school_id):
    """The weeks chosen in which the school wrote any code."""
    own_weeks = registers.codes_by_week([school_id], dfe=False)
    marked = [week for week, marks in own_weeks.items() if marks.any()]
    return [week for week in marked if weeks.first_week <= week <= weeks.last_week]


def code_gap(registers, weeks, school_id, marks_of_phase):
    """By code of absence, its share at a school and in its phase; `marks_of_phase` by week."""
    is_possible = registers.chosen_codes("is_possible")
    marked = marked_weeks(registers, weeks, school_id)
    own = chosen(registers.codes_by_week([school_id]), weeks)
    county = sum((marks_of_phase[week] for week in marked), 0 * own)
    sessions, all_sessions = int(own[is_possible].sum()), int(county[is_possible].sum())
    expected = {}
    for place, code in enumerate(registers.code_names if sessions else ()):
        number, all_of_code = int(own[place]), int(county[place])
        if CODES[code]["category"] in ABSENCE and number + all_of_code:
            share, usual = number / sessions, all_of_code / all_sessions
            expected[(code,)] = {
                "school_sessions": number,
                "school_possible_sessions": sessions,
                "school_share": share,
                "county_sessions": all_of_code,
                "county_possible_sessions": all_sessions,
                "county_share": usual,
                "gap_points": points(usual, share),
            }
    return expected


def test_codes_easily_overused(weeks, asked, registers, schools):
    marks = marks_of(registers, weeks, schools)
    for school_id, phase in schools.items():
        expected = code_use(registers, school_id, phase, marks)
        asked.agrees(
            "school/code_use", weeks, "code", expected, school_id=school_id, education_phase=phase
        )


def marks_of(registers, weeks, school_ids):
    """By school, how often it wrote each code."""
    return {
        school_id: chosen(registers.codes_by_week([school_id], dfe=False), weeks).tolist()
        for school_id in school_ids
    }


def code_use(registers, school_id, phase, marks):
    """By code easily overused, its share at a school and at the others of its phase."""
    own = marks[school_id]
    others = [marks[each] for each in registers.of_phase(phase) if each != school_id]
    county = [sum(each) for each in zip(*others, strict=True)]
    expected = {}
    for code in ("B", "C2", "K"):
        place = registers.code_names.index(code)
        share, usual = rate(own[place], sum(own)), rate(county[place], sum(county))
        if share is not None:
            expected[(code,)] = {
                "marks": own[place],
                "all_marks": sum(own),
                "code_share": share,
                "others_share": usual,
                "is_unusual": usual is not None
                and share >= UNUSUAL_FACTOR * usual
                and points(share, usual) >= UNUSUAL_POINTS,
            }
    return expected


def by_weekday(registers, school_ids, weeks):
    """Marks of schools in the weeks, by day of the week from Monday, half and code."""
    marks, days = registers.by_session(school_ids, *weeks.now)
    found = np.zeros((len(DAYS), *marks.shape[1:]), dtype=int)
    for day, of_day in zip(days, marks, strict=True):
        found[day.weekday()] += of_day
    return found


def of_phases(registers, weeks):
    """The same of all schools of each phase."""
    return {phase: by_weekday(registers, registers.of_phase(phase), weeks) for phase in PHASES}


def test_lateness(weeks, asked, registers, schools):
    is_possible = registers.chosen_codes("is_possible")
    all_schools = of_phases(registers, weeks)
    for school_id, phase in schools.items():
        own = by_weekday(registers, [school_id], weeks).sum(axis=1)
        county = all_schools[phase].sum(axis=1)
        expected = {}
        for code in ("L", "U"):
            place = registers.code_names.index(code)
            for day in DAYS:
                late, sessions = own[day - 1, place], own[day - 1, is_possible].sum()
                all_late, all_sessions = county[day - 1, place], county[day - 1, is_possible].sum()
                if sessions:
                    share, usual = late / sessions, all_late / all_sessions
                    expected[code, day] = {
                        "school_sessions": int(late),
                        "school_possible_sessions": int(sessions),
                        "school_share": float(share),
                        "county_share": float(usual),
                        "points": float(points(share, usual)),
                    }
        asked.agrees(
            "school/lateness",
            weeks,
            "code day_of_week",
            expected,
            school_id=school_id,
            education_phase=phase,
        )


def absence(registers, marks):
    """Missed and possible sessions, the last axis being codes."""
    sessions = marks[..., registers.chosen_codes("is_possible")].sum(axis=-1)
    attended = marks[..., registers.chosen_codes("is_attending")].sum(axis=-1)
    return sessions - attended, sessions


def test_weekdays(weeks, asked, registers, schools):
    all_schools = of_phases(registers, weeks)
    for school_id, phase in schools.items():
        expected = weekdays(registers, weeks, school_id, all_schools[phase])
        rows = asked.agrees(
            "school/weekdays",
            weeks,
            "day_of_week session",
            expected,
            school_id=school_id,
            education_phase=phase,
        )
        numbers = registers.enrolled(weeks.academic_year, school_id=school_id)
        now = registers.sessions(numbers, *weeks.now)
        assert sum(row["possible_sessions"] for row in rows) == now.possible
        assert sum(row["absent_sessions"] for row in rows) == now.absent


def weekdays(registers, weeks, school_id, marks_of_phase):
    """By weekday and half, what is missed at a school and in its phase, beside other days."""
    own = absence(registers, by_weekday(registers, [school_id], weeks))
    county = absence(registers, marks_of_phase)
    expected = {}
    for day, half in np.ndindex(own[0].shape):
        missed, sessions = (int(each[day, half]) for each in own)
        if sessions:
            of_all = rate(*(int(each[day, half]) for each in county))
            expected[day + 1, ("AM", "PM")[half]] = {
                "absent_sessions": missed,
                "possible_sessions": sessions,
                "absence_rate": missed / sessions,
                "mean_points": points(missed / sessions, ratio(own)),
                "county_mean_points": points(of_all, ratio(county)),
                "absence_points": points(missed / sessions, of_all),
                "day_others_points": beside_other_days(own, day),
                "county_day_others_points": beside_other_days(county, day),
            }
    return expected


def ratio(counted):
    return rate(int(counted[0].sum()), int(counted[1].sum()))


def beside_other_days(counted, day):
    """Absence of a weekday minus that of all other days."""
    missed, sessions = (each.sum(axis=1) for each in counted)
    others = int(missed.sum() - missed[day]), int(sessions.sum() - sessions[day])
    return points(rate(int(missed[day]), int(sessions[day])), rate(*others))


def test_spells(weeks, asked, registers, schools):
    first, last = weeks.now
    begun = [spell for spell in registers.spells if first <= spell.week <= last]
    in_phases = {
        phase: by_length(spell for spell in begun if schools[spell.school_id] == phase)
        for phase in PHASES
    }
    usual = {phase: shares(spells) for phase, spells in in_phases.items()}
    for school_id, phase in schools.items():
        own = by_length(spell for spell in begun if spell.school_id == school_id)
        share = shares(own)
        expected = {
            (least,): {
                "sessions_to": most,
                "spells": len(own[least]),
                "pupils": len({spell.pupil_id for spell in own[least]}),
                "absent_sessions": missed(own[least]),
                "absent_share": share[least],
                "county_share": usual[phase][least],
                "points": points(share[least], usual[phase][least]),
            }
            for least, most in (SPELLS if any(own.values()) else ())
        }
        asked.agrees(
            "school/spell_lengths",
            weeks,
            "sessions_from",
            expected,
            school_id=school_id,
            education_phase=phase,
        )


def by_length(spells):
    """Spells by the least length of their band."""
    found = {least: [] for least, _ in SPELLS}
    for spell in spells:
        found[max(least for least in found if least <= spell.sessions)].append(spell)
    return found


def shares(spells):
    """By the least length of their band, the share of all sessions missed."""
    sessions = {least: missed(inside) for least, inside in spells.items()}
    return {least: rate(each, sum(sessions.values())) for least, each in sessions.items()}


def missed(spells):
    return sum(spell.sessions for spell in spells)
