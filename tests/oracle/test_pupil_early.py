"""Who misses school early, and whom to praise, counted in plain Python."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from tests.oracle.counted import Counted
from tests.oracle.people import PERSISTENT, People
from tests.oracle.rules import year_before, year_group
from tests.oracle.test_pupil_pivot import EVERYBODY, NO_FILTER

NOTHING_KNOWN = {"support_people": [], "support_steps": []}
# Our own choices: so many sessions say something; so high, or so much better, is praised.
ENOUGH, HIGH, BETTER, CLASS_HIGH, CLASS_BETTER = 20, 98, 5, 97, 2
EARLIER = {
    date(2024, 12, 16): date(2024, 10, 21),
    date(2024, 10, 21): None,
    date(2024, 5, 20): date(2024, 3, 25),
}
"""By last week of a half term, that of the one before."""


@pytest.fixture
def people(asked, registers):
    return People(asked, registers)


def first_week_of_term(calendar, weeks, school_id):
    """The first week with sessions of the two half terms that make the term."""
    term = (calendar.half_term(school_id, weeks.last_week) - 1) // 2
    return next(
        (
            week
            for week in calendar.weeks_of_year(weeks.academic_year)
            if (calendar.half_term(school_id, week) - 1) // 2 == term
            and calendar.sessions_held(school_id, week) > 0
        ),
        None,
    )


def last_years(registers, weeks):
    """By pupil, missed and possible sessions of the year before in all schools."""
    found = Counter(), Counter()
    numbers = registers.all_enrolled(year_before(weeks.academic_year))
    missed, possible = registers.each(numbers, date.min, date.max - timedelta(days=9), whole=True)
    for number, away, sessions in zip(numbers, missed, possible, strict=True):
        pupil_id = registers.enrolments[number]["pupil_id"]
        found[0][pupil_id] += int(away)
        found[1][pupil_id] += int(sessions)
    return found


def early_row(pupil, first_week, first, days, before):
    """The row of a pupil who missed sessions of the first week, or 10% of last year."""
    missed, possible = before or (None, None)
    both = "both" if first.absent and before else None
    return {
        "listed_because": both or ("first week" if first.absent else "PA last year"),
        "first_week": first_week,
        "first_missed": min(days, default=None),
        "first_week_absent_sessions": first.absent,
        "first_week_possible_sessions": first.possible if first.absent else None,
        "first_week_unauthorised_sessions": first.unauthorised,
        "absent_sessions": pupil.missed,
        "possible_sessions": pupil.possible,
        "absence_rate": pupil.missed / pupil.possible,
        "last_year_absent_sessions": missed,
        "last_year_possible_sessions": possible,
        "last_year_absence_rate": missed / possible if before else None,
        "support_step": "none",
        "is_settled": pupil.is_settled,
    }


def test_early_absence(weeks, asked, registers, calendar, people, schools, spells):
    before = last_years(registers, weeks)
    told = Counter()
    for school_id in schools:
        pupils = people.on_roll(weeks.academic_year, school_id, weeks.last_week)
        found = absent_early(registers, calendar, weeks, school_id, pupils, before, spells)
        because = Counter(row["listed_because"] for row in found.values())
        whole = {
            "listed": len(found),
            "listed_first_week": because["first week"] + because["both"],
            "listed_last_year": because["PA last year"] + because["both"],
            "enrolments": len(pupils),
        }
        rows = asked.agrees(
            "pupils/early_absence",
            weeks,
            "person_key",
            {key: row | whole for key, row in people.by_key(found, pupils).items()},
            school_id=school_id,
            as_of=people.as_of(weeks.last_week),
            **EVERYBODY | NO_FILTER | NOTHING_KNOWN,
        )
        missed = [row["absent_sessions"] for row in rows]
        assert missed == sorted(missed, reverse=True)
        told += because
    assert len(told) == (3 if weeks.last_year else 1)


def absent_early(registers, calendar, weeks, school_id, pupils, before, spells):
    """By enrolment, who missed the first week of term, or much of last year and again now."""
    first_week = first_week_of_term(calendar, weeks, school_id)
    missed_before, possible_before = before
    held = registers.held(school_id).any(axis=1)
    days_held = [day for day, is_held in zip(registers.days, held, strict=True) if is_held]
    first_day = min((day for day in days_held if first_week and day >= first_week), default=None)
    found = {}
    for pupil in pupils:
        pupil_id = pupil.known["pupil_id"]
        first = Counted()
        if first_week:
            first = registers.whole_sessions([pupil.number], first_week, first_week)
        last_year = missed_before[pupil_id], possible_before[pupil_id]
        if last_year[1] == 0 or 100 * last_year[0] < PERSISTENT * last_year[1]:
            last_year = None
        if pupil.missed and (first.absent or last_year):
            days = [
                max(spell.first_day, first_day)
                for spell in spells[school_id, pupil_id]
                if first_week
                and spell.last_day >= first_day
                and spell.first_day <= weeks.last_week + timedelta(days=6)
            ]
            found[pupil.number] = early_row(pupil, first_week, first, days, last_year)
    return found


# ---- whom to praise


class Compared:
    """Sessions of pupils in the chosen weeks, this half term and the one before."""

    def __init__(self, registers, numbers, weeks):
        before = weeks.previous_week
        earlier = EARLIER[before]
        after = before + timedelta(days=7)
        of = {
            "chosen": (weeks.first_week, weeks.last_week),
            "half": (after, weeks.last_week),
            "before": (earlier + timedelta(days=7) if earlier else date.min, before),
        }
        self.of = {
            name: tuple(each.tolist() for each in registers.each_of_all(numbers, first, last))
            for name, (first, last) in of.items()
        }

    def sums(self, name, places):
        """Missed and possible sessions of these pupils."""
        return tuple(sum(each[place] for place in places) for each in self.of[name])


def better(half, before):
    """How many points more were attended than in the half term before, exactly."""
    (now_missed, now), (then_missed, then) = half, before
    if not now or not then:
        return None
    return (then_missed * now - now_missed * then) * 100, now * then


def praise(chosen, half, before, pupils, high, more, is_whole=True):
    """What is praised; full attendance of a pupil who has a mark of every session."""
    missed, possible = chosen
    least = ENOUGH * pupils
    found = []
    if possible >= least and pupils == 1 and not missed and is_whole:
        found.append("full attendance")
    elif possible >= least and 100 * (possible - missed) >= high * possible:
        found.append("high attendance")
    points = better(half, before)
    # Of one pupil only who attends four days of five by now.
    is_well = pupils > 1 or 5 * (half[1] - half[0]) >= 4 * half[1]
    is_told = half[1] >= least and before[1] >= least and is_well
    if is_told and points[0] >= more * points[1]:
        found.append("much improved")
    return "; ".join(found)


def rates(chosen, half, before):
    points = better(half, before)
    return {
        "possible_sessions": chosen[1],
        "attended_sessions": chosen[1] - chosen[0],
        "attendance_rate": 1 - chosen[0] / chosen[1],
        "half_term_rate": None if not half[1] else 1 - half[0] / half[1],
        "half_term_before_rate": None if not before[1] else 1 - before[0] / before[1],
        "better_points": None if points is None else points[0] / points[1],
    }


def test_pupils_to_praise(weeks, asked, registers, people, schools):
    told = Counter()
    for school_id in schools:
        pupils = people.on_roll(weeks.academic_year, school_id, weeks.last_week, after_may=True)
        compared = Compared(registers, [pupil.number for pupil in pupils], weeks)
        found, roll = {}, 0
        for place, pupil in enumerate(pupils):
            own = [compared.sums(name, [place]) for name in ("chosen", "half", "before")]
            roll += own[0][1] > 0
            is_whole = own[0][0] > 0 or not registers.missing(
                pupil.number, weeks.first_week, weeks.last_week
            )
            what = praise(*own, 1, HIGH, BETTER, is_whole) if own[0][1] else ""
            if what:
                found[pupil.number] = rates(*own) | {"celebrated_for": what}
        kinds = Counter(
            kind for row in found.values() for kind in row["celebrated_for"].split("; ")
        )
        whole = {
            "listed": len(found),
            "listed_full": kinds["full attendance"],
            "listed_high": kinds["high attendance"],
            "listed_improved": kinds["much improved"],
            "enrolments": roll,
        }
        asked.agrees(
            "pupils/celebrate_pupils",
            weeks,
            "person_key",
            {key: row | whole for key, row in people.by_key(found, pupils).items()},
            school_id=school_id,
            earlier_week=EARLIER[weeks.previous_week],
            as_of=people.as_of(weeks.last_week),
            **EVERYBODY | NO_FILTER | {"fewest_change_sessions": ENOUGH},
        )
        told += kinds
    assert len(told) == (1 if weeks.first_week == weeks.last_week else 3)


def test_classes_to_praise(weeks, asked, registers, people, schools):
    told = Counter()
    for school_id in schools:
        pupils = people.on_roll(weeks.academic_year, school_id, weeks.last_week, after_may=True)
        compared = Compared(registers, [pupil.number for pupil in pupils], weeks)
        classes = defaultdict(list)
        for place, pupil in enumerate(pupils):
            if pupil.known["class"] and compared.sums("chosen", [place])[1]:
                classes[year_group(pupil.known), pupil.known["class"]].append(place)
        expected = {}
        for key, places in classes.items():
            own = [compared.sums(name, places) for name in ("chosen", "half", "before")]
            what = praise(*own, len(places), CLASS_HIGH, CLASS_BETTER)
            if what:
                expected[key] = rates(*own) | {
                    "celebrated_for": what,
                    "pupils": len(places),
                    "classes": len(classes),
                    "school_id": school_id,
                }
                told.update(what.split("; "))
        asked.agrees(
            "pupils/celebrate_classes",
            weeks,
            "year_group class",
            expected,
            school_id=school_id,
            earlier_week=EARLIER[weeks.previous_week],
            as_of=people.as_of(weeks.last_week),
            **NO_FILTER | {"fewest_change_sessions": ENOUGH},
        )
    assert told
