"""Every number about when and why a school's pupils are absent equals a count in plain Python."""

from fractions import Fraction

import numpy as np

from tests.oracle.rules import monday, points, rate, reference

CODES = {row["code"]: row for row in reference("attendance_codes")}
ABSENCE = ("authorised absence", "unauthorised absence")
# More than so many times the others' share, and so many points above it, is unusual.
UNUSUAL_FACTOR, UNUSUAL_POINTS = 3, Fraction(1, 2)
SPELLS = ((1, 2), (3, 6), (7, 20), (21, None))
DAYS = range(1, 8)


def of_codes(registers, school_ids, first, last, dfe=True):
    """Marks of schools in the weeks by code."""
    marks, _ = registers.by_session(school_ids, first, last, dfe)
    return dict(zip(registers.code_names, marks.sum(axis=(0, 1)).tolist(), strict=True))


def possible(marks):
    return sum(number for code, number in marks.items() if CODES[code]["is_possible"] == "true")


def test_reasons(weeks, asked, registers, schools):
    for school_id, phase in schools.items():
        marked = [
            week
            for week in registers.weeks[registers.span(*weeks.now)]
            if sum(of_codes(registers, [school_id], week, week, dfe=False).values())
        ]
        own = of_codes(registers, [school_id], *weeks.now)
        county = dict.fromkeys(own, 0)
        for week in marked:
            for code, number in of_codes(registers, registers.of_phase(phase), week, week).items():
                county[code] += number
        expected = {}
        for code in own if possible(own) else ():
            if CODES[code]["category"] in ABSENCE and own[code] + county[code]:
                share, usual = rate(own[code], possible(own)), rate(county[code], possible(county))
                expected[(code,)] = {
                    "school_sessions": own[code],
                    "school_possible_sessions": possible(own),
                    "school_share": share,
                    "county_sessions": county[code],
                    "county_possible_sessions": possible(county),
                    "county_share": usual,
                    "gap_points": points(usual, share),
                }
        rows = asked.agrees(
            "school/code_gap", weeks, "code", expected, school_id=school_id, education_phase=phase
        )
        if rows:
            enrolled = registers.enrolled(weeks.academic_year, school_id=school_id)
            now = registers.sessions(enrolled, *weeks.now)
            alike = registers.enrolled(weeks.academic_year, education_phase=phase)
            all_schools = registers.sessions_of(alike, marked)
            assert sum(row["school_sessions"] for row in rows) == now.absent
            assert sum(row["county_sessions"] for row in rows) == all_schools.absent
            gap = points(now.attendance_rate, all_schools.attendance_rate)
            assert abs(sum(row["gap_points"] for row in rows) - gap) < 1e-9


def test_codes_easily_overused(weeks, asked, registers, schools):
    for school_id, phase in schools.items():
        others = [each for each in registers.of_phase(phase) if each != school_id]
        own = of_codes(registers, [school_id], *weeks.now, dfe=False)
        county = of_codes(registers, others, *weeks.now, dfe=False)
        expected = {}
        for code in ("B", "C2", "K"):
            share = rate(own[code], sum(own.values()))
            usual = rate(county[code], sum(county.values()))
            if share is not None:
                expected[(code,)] = {
                    "marks": own[code],
                    "all_marks": sum(own.values()),
                    "code_share": share,
                    "others_share": usual,
                    "is_unusual": usual is not None
                    and share >= UNUSUAL_FACTOR * usual
                    and points(share, usual) >= UNUSUAL_POINTS,
                }
        asked.agrees(
            "school/code_use", weeks, "code", expected, school_id=school_id, education_phase=phase
        )


def by_weekday(registers, school_ids, weeks):
    """Marks of schools in the weeks, by day of the week from Monday, half and code."""
    marks, days = registers.by_session(school_ids, *weeks.now)
    found = np.zeros((len(DAYS), *marks.shape[1:]), dtype=int)
    for day, of_day in zip(days, marks, strict=True):
        found[day.weekday()] += of_day
    return found


def test_lateness(weeks, asked, registers, schools):
    is_possible = registers.chosen_codes("is_possible")
    for school_id, phase in schools.items():
        own = by_weekday(registers, [school_id], weeks).sum(axis=1)
        county = by_weekday(registers, registers.of_phase(phase), weeks).sum(axis=1)
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
    for school_id, phase in schools.items():
        own = absence(registers, by_weekday(registers, [school_id], weeks))
        county = absence(registers, by_weekday(registers, registers.of_phase(phase), weeks))
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


def ratio(counted):
    return rate(int(counted[0].sum()), int(counted[1].sum()))


def beside_other_days(counted, day):
    """Absence of a weekday minus that of all other days."""
    missed, sessions = (each.sum(axis=1) for each in counted)
    others = int(missed.sum() - missed[day]), int(sessions.sum() - sessions[day])
    return points(rate(int(missed[day]), int(sessions[day])), rate(*others))


def test_spells(weeks, asked, registers, schools):
    first, last = weeks.now
    begun = [spell for spell in registers.spells if first <= monday(spell.first_day) <= last]
    for school_id, phase in schools.items():
        own = [spell for spell in begun if spell.school_id == school_id]
        county = [spell for spell in begun if schools[spell.school_id] == phase]
        expected = {}
        for least, most in SPELLS if own else ():
            inside, all_inside = (
                [each for each in spells if least <= each.sessions <= (most or each.sessions)]
                for spells in (own, county)
            )
            share, usual = (
                rate(missed(part), missed(whole))
                for part, whole in ((inside, own), (all_inside, county))
            )
            expected[(least,)] = {
                "sessions_to": most,
                "spells": len(inside),
                "pupils": len({spell.pupil_id for spell in inside}),
                "absent_sessions": missed(inside),
                "absent_share": share,
                "county_share": usual,
                "points": points(share, usual),
            }
        asked.agrees(
            "school/spell_lengths",
            weeks,
            "sessions_from",
            expected,
            school_id=school_id,
            education_phase=phase,
        )


def missed(spells):
    return sum(spell.sessions for spell in spells)
