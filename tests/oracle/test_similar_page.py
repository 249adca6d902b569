"""Every number that sets a school beside similar ones equals a count in plain Python."""

from datetime import date
from fractions import Fraction
from math import sqrt

import pytest

from tests.oracle.chance import Chance, error_of_share
from tests.oracle.counted import Counted, SoFar
from tests.oracle.rules import PHASES, points, rate
from tests.oracle.similar import Phase, facts_of

# 99.8% of a normal distribution. Schools that sent less are not compared; of fewer schools that
# the viewer may not see nothing is told.
SURE, SMALLEST_SHARE_SENT, SMALLEST_POOL = 3.09, Fraction(9, 10), 5
NAMES = {"fsm": "fsm_share", "sen": "sen_share", "eal": "eal_share"}


class School:
    """A school's year so far."""

    def __init__(self, registers, calendar, weeks, school_id):
        self.row = registers.schools[school_id]
        self.facts = facts_of(registers, school_id, weeks.academic_year)
        own = registers.enrolled(weeks.academic_year, school_id=school_id)
        self.sessions = registers.sessions(own, date.min, weeks.last_week)
        self.so_far = registers.so_far(own, weeks.last_week)
        first = calendar.weeks_of_year(weeks.academic_year)[0]
        due = calendar.open_weeks(school_id, first, weeks.last_week)
        sent = sum(calendar.is_reported(school_id, week) for week in due)
        self.sent_share = Fraction(sent, len(due))

    @property
    def is_compared(self):
        return self.sent_share >= SMALLEST_SHARE_SENT

    @property
    def figures(self):
        """What only those may know who may see the school."""
        return {
            "weeks_sent_share": float(self.sent_share),
            "enrolments": self.so_far.enrolments,
            "attendance_rate": self.sessions.attendance_rate,
            "persistently_absent": self.so_far.persistent,
            "persistent_absence_rate": rate(self.so_far.persistent, self.so_far.enrolments),
        }


class Together:
    """Several schools as one."""

    def __init__(self, schools):
        self.number = len(schools)
        self.sessions = sum((school.sessions for school in schools), Counted())
        self.so_far = SoFar(
            sum(school.so_far.enrolments for school in schools),
            sum(school.so_far.persistent for school in schools),
        )
        self.rates = [school.sessions.attendance_rate for school in schools]

    def beside(self, own, chance):
        """How a school compares with these, and what chance alone does."""
        sessions, so_far = self.sessions, self.so_far
        share = rate(so_far.persistent, so_far.enrolments)
        pupils = (each.possible / chance.mean_possible for each in (own.sessions, sessions))
        shares = (error_of_share(each.persistent, each.enrolments) for each in (own.so_far, so_far))
        own_share = rate(own.so_far.persistent, own.so_far.enrolments)
        return {
            "pooled_schools": self.number,
            "pooled_enrolments": so_far.enrolments,
            "pooled_attendance_rate": sessions.attendance_rate,
            "pooled_lowest_rate": min(self.rates),
            "pooled_highest_rate": max(self.rates),
            "pooled_persistent_rate": share,
            "attendance_points": points(own.sessions.attendance_rate, sessions.attendance_rate),
            "attendance_reach_points": 100
            * SURE
            * chance.spread
            * sqrt(sum(1 / many for many in pupils)),
            "persistent_points": points(own_share, share),
            "persistent_reach_points": SURE * sqrt(sum(each**2 for each in shares)),
        }


UNTOLD = dict.fromkeys(
    (
        *("weeks_sent_share", "enrolments", "attendance_rate", "persistently_absent"),
        "persistent_absence_rate",
    )
)
NOT_BESIDE = dict.fromkeys(
    (
        *("pooled_schools", "pooled_enrolments", "pooled_attendance_rate", "pooled_lowest_rate"),
        *("pooled_highest_rate", "pooled_persistent_rate", "attendance_points"),
        *("attendance_reach_points", "persistent_points", "persistent_reach_points"),
    )
)


@pytest.fixture
def of_phase(registers, calendar, weeks):
    """By phase, its schools by id."""
    return {
        phase: {
            school_id: School(registers, calendar, weeks, school_id)
            for school_id in registers.of_phase(phase)
        }
        for phase in PHASES
    }


def facts(apart, school_id, other):
    """What is published of another school, and how far it is apart."""
    known, parts = apart.facts[other], apart.parts(school_id, other)
    return {NAMES.get(name, name): value for name, value in known.items()} | {
        "distance": sum(parts.values()),
        "known_share": apart.known_share(school_id, other),
        **{f"{name}_part": float(parts[name]) if name in parts else None for name in known},
    }


def test_similar_schools(weeks, asked, registers, of_phase):
    """Every other school leaves out the nearest two; every third is asked by its own viewer,
    too, who sees no other school."""
    everybody, told = list(registers.schools), set()
    for phase, schools in of_phase.items():
        apart = Phase(registers, phase, {each: school.facts for each, school in schools.items()})
        for school_id in schools:
            nearest = apart.nearest(school_id)
            left_out = nearest[:2] if school_id % 2 else None
            for visible in (everybody, [school_id]) if school_id % 3 == 0 else (everybody,):
                expected = listed(apart, schools, [school_id, *nearest], visible, left_out)
                pool = pool_of(schools, school_id, nearest, visible, left_out)
                if pool:
                    year, last = weeks.academic_year, weeks.last_week
                    chance = Chance(registers, [school_id, *pool], year, date.min, last)
                    together = Together([schools[each] for each in pool])
                    expected[school_id,] |= together.beside(schools[school_id], chance)
                    told.add((phase, visible == everybody))
                rows = asked.agrees(
                    "school/similar_schools",
                    weeks,
                    "school_id",
                    expected,
                    school_id=school_id,
                    visible_schools=visible,
                    schools_beside=visible,
                    left_out=left_out,
                )
                assert [row["school_id"] for row in rows] == [school_id, *nearest]
    assert told == {(phase, True) for phase in PHASES} | {("Primary", False), ("Secondary", False)}


def listed(apart, schools, ranked, visible, left_out):
    """The school and those most like it. Nobody leaves out a school that is not to be seen."""
    expected = {}
    for rank, other in enumerate(ranked):
        is_seen = other in visible
        is_left_out = is_seen and other in (left_out or ())
        is_pooled = schools[other].is_compared and not is_left_out
        expected[(other,)] = {
            **facts(apart, ranked[0], other),
            **(schools[other].figures if is_seen else UNTOLD),
            **NOT_BESIDE,
            "urn": schools[other].row["urn"],
            "similar_rank": rank,
            "is_left_out": is_left_out,
            "is_pooled": is_pooled if is_seen and rank else None,
        }
    return expected


def pool_of(schools, school_id, nearest, visible, left_out):
    """The schools that it is compared with; none if that would tell of few not to be seen."""
    gone = set(left_out or ()) & set(visible)
    pool = [each for each in nearest if schools[each].is_compared and each not in gone]
    hidden = len(set(pool) - set(visible))
    is_told = schools[school_id].is_compared and not 0 < hidden < SMALLEST_POOL
    return pool if is_told else []
