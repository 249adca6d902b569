"""What each pupil can still miss, and when one is back under a line, is played forward in plain
Python, session by session."""

from collections import Counter
from datetime import date, timedelta

import pytest

from tests.oracle.people import PERSISTENT, SEVERE, People, Pupil
from tests.oracle.rules import AGE_LEFT_OUT_AFTER_MAY, after_may_half_term, friday, rate, year_of
from tests.oracle.test_target_page import pace_of

EVERYBODY = {
    "listed_from": 0,
    "listed_at_once": 100_000,
    "show_names": True,
    "settled_sessions": 60,
}
AT_RISK = 5
NOT_KNOWN = {
    "outlook": "not known",
    "can_miss_sessions": None,
    "under_from": None,
    "end_attendance_rate": None,
    "can_miss_severe_sessions": None,
    "sessions_to_come": None,
}
"""Of a school whose marks go beyond its term dates."""


def under(missed, possible, line):
    """Whether so much missed is under the line; exactly at it is not."""
    return 100 * missed < line * possible


def most_that_can_be_missed(missed, whole, line):
    """One session after another, as long as the year ends under the line; None if it cannot."""
    more = -1
    while under(missed + more + 1, whole, line):
        more += 1
    return more if more >= 0 else None


def fewest_to_attend(missed, possible, line):
    """One session after another, until the pupil is under the line."""
    attended = 0
    while not under(missed, possible + attended, line):
        attended += 1
    return attended


class Ahead:
    """What is to come of a school's year, and how much of it is usual for a pupil."""

    def __init__(self, registers, calendar, weeks, school_id):
        year, last = weeks.academic_year, weeks.last_week
        sent = [
            week
            for week in calendar.weeks_of_year(year)
            if week <= last and calendar.is_reported(school_id, week)
        ]
        in_term = calendar.weeks_of_term(school_id, year)
        self.is_dated = sent[-1] in in_term
        _, self.pace = pace_of(calendar, school_id, sent)
        self.offered = sum(
            in_term.get(week, calendar.sessions_held(school_id, week)) for week in self.pace
        )
        self.is_first = self.pace[0] <= min(
            week for week in registers.weeks if year_of(week) == year
        )
        self.registers = registers
        self.friday = weeks.last_week + timedelta(days=4)
        terms = calendar.half_terms(school_id, year)
        self.days = [
            week + timedelta(days=day)
            for week in sorted(in_term)
            if week > sent[-1]
            for day in range(5)
            if any(begun <= week + timedelta(days=day) <= end for _, begun, end in terms)
        ]

    def usual(self, pupil):
        """Possible sessions of the pupil in the pace, those without a mark among them; all that
        were offered to one who is new, or who came, or came back, after its first week."""
        entry = pupil.known["entry_date"]
        if entry and entry > self.pace[0] + timedelta(days=6):
            return self.offered
        (_,), (possible,) = self.registers.each(
            [pupil.number], self.pace[0], self.pace[-1], whole=True
        )
        (_,), (before,) = self.registers.each(
            [pupil.number], date.min, self.pace[0] - timedelta(days=7), whole=True
        )
        is_usual = before > 0 or (self.is_first and possible > 0)
        unmarked = self.registers.missing(pupil.number, self.pace[0], self.pace[-1])
        return min(int(possible) + unmarked, self.offered) if is_usual else self.offered

    def days_of(self, pupil):
        """School days to come in weeks that begin while the pupil is on roll, and counted."""
        until = pupil.known["leaving_date"] or date.max
        if pupil.known["age"] == AGE_LEFT_OUT_AFTER_MAY:
            until = min(
                until, after_may_half_term(pupil.known["academic_year"]) - timedelta(days=1)
            )
        return [day for day in self.days if day - timedelta(days=day.weekday()) <= until]

    def played(self, pupil):
        """By day to come, the pupil's possible sessions until its end."""
        usual = self.usual(pupil)
        return {
            day: usual * 2 * number // self.offered
            for number, day in enumerate(self.days_of(pupil), start=1)
        }


def outlook(pupil, can_miss, can_miss_severe):
    if can_miss is not None:
        return "back under 10%" if pupil.is_persistent else "stays under 10%"
    if can_miss_severe is None:
        return "ends at 50% or more"
    return "back under 50%" if pupil.is_severe else "ends at 10% or more"


def row_of(pupil, ahead):
    played = ahead.played(pupil)
    to_come = max(played.values(), default=0)
    whole = pupil.possible + to_come
    can_miss = most_that_can_be_missed(pupil.missed, whole, PERSISTENT)
    can_miss_severe = most_that_can_be_missed(pupil.missed, whole, SEVERE)
    attend = fewest_to_attend(pupil.missed, pupil.possible, PERSISTENT)
    attend_severe = fewest_to_attend(pupil.missed, pupil.possible, SEVERE)
    back = next((day for day, sessions in played.items() if sessions >= attend), None)
    standing = "SA" if pupil.is_severe else "PA" if pupil.is_persistent else "under 10%"
    told = {
        "standing": standing + ("" if pupil.is_settled else " so far"),
        "absent_sessions": pupil.missed,
        "possible_sessions": pupil.possible,
        "absence_rate": pupil.missed / pupil.possible,
        "outlook": outlook(pupil, can_miss, can_miss_severe),
        "can_miss_sessions": can_miss,
        "attend_sessions": attend if pupil.is_persistent else None,
        "under_from": back if pupil.is_persistent and back and back > ahead.friday else None,
        "end_attendance_rate": 1 - pupil.missed / whole,
        "can_miss_severe_sessions": can_miss_severe,
        "attend_severe_sessions": attend_severe if pupil.is_severe else None,
        "sessions_to_come": to_come,
        "is_settled": pupil.is_settled,
    }
    return told if played or ahead.is_dated else told | NOT_KNOWN


@pytest.fixture
def people(asked, registers):
    return People(asked, registers)


def test_pivot(weeks, asked, calendar, people, schools):
    outlooks = Counter()
    for school_id in schools:
        found, pupils = at_risk(people, calendar, weeks, school_id)
        whole = {
            "listed": len(found),
            "listed_persistent": sum(pupil.is_persistent for pupil in pupils),
            "listed_back": backs(row["outlook"] for row in found.values()),
        }
        rows = asked.agrees(
            "pupils/pivot_pupils",
            weeks,
            "person_key",
            {key: row | whole for key, row in people.by_key(found, pupils).items()},
            school_id=school_id,
            at_risk_share=AT_RISK / 100,
            as_of=people.as_of(weeks.last_week),
            **EVERYBODY | NO_FILTER,
        )
        outlooks.update(row["outlook"] for row in rows)
        places = [(not row["is_settled"], row["standing"] == "under 10%") for row in rows]
        assert places == sorted(places)
    assert len(outlooks) >= 3


def backs(outlooks) -> int | None:
    """How many can come back, if it is known of all."""
    counted = Counter(outlooks)
    return None if counted["not known"] else counted["back under 10%"]


def at_risk(people, calendar, weeks, school_id):
    """By enrolment, what each pupil of a school who is at risk can still miss; and the pupils."""
    ahead = Ahead(people.registers, calendar, weeks, school_id)
    pupils = [
        pupil
        for pupil in people.on_roll(weeks.academic_year, school_id, weeks.last_week)
        if 100 * pupil.missed >= AT_RISK * pupil.possible
    ]
    return {pupil.number: row_of(pupil, ahead) for pupil in pupils}, pupils


NO_FILTER = dict.fromkeys(("chosen_schools", "year_group", "class_name", "cohort", "cohort_value"))


def test_pivot_of_all_schools_is_that_of_each(weeks, asked, schools):
    """A page of the list of several schools has the very rows of theirs."""
    given = {"at_risk_share": AT_RISK / 100, "as_of": friday(weeks.last_week)}
    given |= {**EVERYBODY, **NO_FILTER}
    name = "pupils/pivot_pupils"
    left_out = ("listed", "listed_persistent", "listed_back")

    def of(rows):
        return {
            (row["person_key"], row["school_id"]): {
                key: value for key, value in row.items() if key not in left_out
            }
            for row in rows
        }

    together = asked(name, weeks, school_id=None, **given)
    apart = [row for each in schools for row in asked(name, weeks, school_id=each, **given)]
    assert of(together) == of(apart)
    page = asked(name, weeks, school_id=None, **given | {"listed_from": 20, "listed_at_once": 30})
    assert page == together[20:50]


def test_the_school_if_they_come_back(weeks, asked, registers, calendar, people, schools):
    """Those counted by DfE, leavers too, if each attends every session of the next weeks."""
    told = 0
    for school_id in schools:
        ahead = Ahead(registers, calendar, weeks, school_id)
        own = registers.enrolled(weeks.academic_year, school_id=school_id)
        so_far = registers.so_far(own, weeks.last_week)
        missed, possible = registers.each(own, date.min, weeks.last_week)
        backs = []
        for number, away, sessions in zip(own, missed, possible, strict=True):
            if sessions > 0 and not under(int(away), int(sessions), PERSISTENT):
                known = registers.enrolments[number]
                pupil = Pupil(int(number), known, int(away), int(sessions))
                attend = fewest_to_attend(int(away), int(sessions), PERSISTENT)
                played = ahead.played(pupil)
                backs += (
                    [next(day for day, more in played.items() if more >= attend)]
                    if (max(played.values(), default=0) >= attend)
                    else []
                )
        expected = {}
        mondays = sorted({day - timedelta(days=day.weekday()) for day in ahead.days})
        for place, week in enumerate(mondays, start=1):
            back = sum(day < week + timedelta(days=7) for day in backs)
            expected[(place,)] = {
                "week_commencing": week,
                "enrolments": so_far.enrolments,
                "persistently_absent": so_far.persistent,
                "persistent_absence_rate": rate(so_far.persistent, so_far.enrolments),
                "come_back": back,
                "still_persistent": so_far.persistent - back,
                "still_persistent_rate": rate(so_far.persistent - back, so_far.enrolments),
            }
            told += back
        asked.agrees("pupils/pivot_totals", weeks, "weeks_attended", expected, school_id=school_id)
    assert told > 0
