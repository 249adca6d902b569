"""Every number about where a school's year is heading equals a count in plain Python."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.oracle.chance import error
from tests.oracle.counted import Counted
from tests.oracle.rules import (
    AGE_LEFT_OUT_AFTER_MAY,
    PERSISTENT,
    after_may_half_term,
    points,
    rate,
    year_of,
)

TARGET = 0.94
# Our own choices: a half term of fewer weeks is no pace, nor is a rest of last year of which less
# was sent. Two standard errors hold 95% of a normal distribution.
FEWEST_PACE_WEEKS, SMALLEST_SHARE_SENT, CHANCE = 3, Fraction(9, 10), 1.96
FIVE_DAYS = 10


class Outlook:
    """A school's year at the end of a week: its pace and, pupil by pupil, what is to come."""

    def __init__(self, registers, calendar, weeks, school_id):
        year, last = weeks.academic_year, weeks.last_week
        own = registers.enrolled(year, school_id=school_id)
        self.sessions = registers.sessions(own, date.min, last)
        own = own[registers.each(own, date.min, last)[1] > 0]
        self.so_far = registers.so_far(own, last)
        sent = [
            week
            for week in calendar.weeks_of_year(year)
            if week <= last and calendar.is_reported(school_id, week)
        ]
        in_term = calendar.weeks_of_term(school_id, year)
        self.last_sent = sent[-1]
        self.ahead = {week: many for week, many in in_term.items() if week > self.last_sent}
        self.year_end = max(last for _, _, last in calendar.half_terms(school_id, year))
        self.half_term, pace = pace_of(calendar, school_id, sent)
        self.offered = sum(
            in_term.get(week, calendar.sessions_held(school_id, week)) for week in pace
        )
        self.pace = registers.each(own, pace[0], pace[-1])
        self.pupils = []
        is_first = pace[0] <= min(week for week in registers.weeks if year_of(week) == year)
        before = registers.each(own, date.min, pace[0] - timedelta(days=7))[1]
        for number, missed, possible, usual, earlier in zip(
            own, *registers.each(own, date.min, last), self.pace[1], before, strict=True
        ):
            is_usual = earlier > 0 or (is_first and usual > 0)
            share = min(int(usual), self.offered) if is_usual else self.offered
            more = share * self._left(registers.enrolments[number]) // self.offered
            self.pupils.append((int(missed), int(possible), more))

    @property
    def to_come(self):
        """Possible sessions of all pupils."""
        return sum(more for _, _, more in self.pupils)

    def _left(self, known):
        """Sessions by term dates while the pupil is on roll, and counted."""
        until = known["leaving_date"] or date.max
        if known["age"] == AGE_LEFT_OUT_AFTER_MAY:
            until = min(until, after_may_half_term(known["academic_year"]) - timedelta(days=1))
        return sum(many for week, many in self.ahead.items() if week <= until)

    def ends(self, rate_to_come):
        """Attendance of the year if what is to come goes like this."""
        whole = self.sessions.possible + self.to_come
        return (self.sessions.attended + rate_to_come * self.to_come) / whole

    def at_pace(self, missed, possible):
        """The row of a pace: sessions of pupils."""
        pace = Counted(int(possible.sum()), int(missed.sum()))
        reach = error(missed, possible)
        lower, upper = None, None
        if reach is not None:
            lower = self.ends(max(pace.attendance_rate - CHANCE * reach / 100, 0))
            upper = self.ends(min(pace.attendance_rate + CHANCE * reach / 100, 1))
        whole = self.sessions.possible + self.to_come
        return {
            "pace_possible_sessions": pace.possible,
            "pace_attended_sessions": pace.attended,
            "pace_rate": pace.attendance_rate,
            "enrolments": len(self.pupils),
            "year_possible_sessions": self.sessions.possible,
            "year_attended_sessions": self.sessions.attended,
            "year_rate": self.sessions.attendance_rate,
            "last_marked_week": self.last_sent,
            "year_end": self.year_end,
            "weeks_left": len(self.ahead),
            "sessions_to_come": self.to_come,
            "needed_rate": rate(TARGET * whole - self.sessions.attended, self.to_come),
            "end_rate": self.ends(pace.attendance_rate),
            "end_lower_rate": lower,
            "end_upper_rate": upper,
        }


def pace_of(calendar, school_id, sent):
    """The newest half term with enough weeks sent, else the newest, and these weeks."""
    by_term = defaultdict(list)
    for week in sent:
        by_term[calendar.half_term(school_id, week)].append(week)
    enough = [term for term, found in by_term.items() if len(found) >= FEWEST_PACE_WEEKS]
    newest = max(enough or by_term, key=lambda term: by_term[term][-1])
    return newest, by_term[newest]


@pytest.fixture
def outlooks(registers, calendar, weeks, schools):
    """By school."""
    return {each: Outlook(registers, calendar, weeks, each) for each in schools}


def test_outlook(weeks, asked, registers, calendar, outlooks):
    paces = set()
    for school_id, outlook in outlooks.items():
        expected = {("half term",): outlook.at_pace(*outlook.pace)}
        expected["half term",]["pace_half_term"] = outlook.half_term
        rest = rest_of_last_year(registers, calendar, weeks, school_id)
        if rest is not None:
            expected["last year",] = outlook.at_pace(*rest) | {"pace_half_term": None}
        asked.agrees(
            "school/target_outlook",
            weeks,
            "pace",
            expected,
            school_id=school_id,
            target_attendance=TARGET,
        )
        paces |= set(expected)
    assert len(paces) == (2 if weeks.last_year else 1)


def rest_of_last_year(registers, calendar, weeks, school_id):
    """By pupil, missed and possible sessions of last year after the same point, if enough of its
    weeks were sent."""
    if weeks.last_year is None:
        return None
    first = weeks.last_year_last_week + timedelta(days=7)
    last = calendar.weeks_of_year(weeks.last_year)[-1]
    due = calendar.open_weeks(school_id, first, last)
    sent = sum(calendar.is_reported(school_id, week) for week in due)
    if sent < SMALLEST_SHARE_SENT * len(due):
        return None
    return registers.each(registers.enrolled(weeks.last_year, school_id=school_id), first, last)


def test_recovery(weeks, asked, outlooks):
    """A pupil recovers whose sessions missed so far are under the line of the whole year."""
    for school_id, outlook in outlooks.items():
        so_far = outlook.so_far
        spare = [
            (PERSISTENT * (possible + more) - 1) // 100 - missed
            for missed, possible, more in outlook.pupils
            if 100 * missed >= PERSISTENT * possible
        ]
        can_recover = sum(many >= 0 for many in spare)
        allowed = so_far.enrolments // 8
        expected = {
            "enrolments": so_far.enrolments,
            "persistently_absent": so_far.persistent,
            "persistent_absence_rate": rate(so_far.persistent, so_far.enrolments),
            "year_end": outlook.year_end,
            "weeks_left": len(outlook.ahead),
            "most_allowed": allowed,
            "must_recover": max(so_far.persistent - allowed, 0),
            "can_recover": can_recover,
            "can_miss_days": sum(many >= FIVE_DAYS for many in spare),
            "lowest_rate": rate(so_far.persistent - can_recover, so_far.enrolments),
        }
        asked.agrees(
            "school/target_recovery",
            weeks,
            "school_id",
            {(school_id,): expected},
            school_id=school_id,
            target_persistently_absent=1 / 8,
        )


def test_the_year_so_far_week_by_week(weeks, asked, registers, schools):
    for school_id in schools:
        own = registers.enrolled(weeks.academic_year, school_id=school_id)
        so_far, expected = Counted(), {}
        for week, counted in sorted(registers.by_week(own).items()):
            if week <= weeks.last_week:
                so_far += counted
                expected[(week,)] = {
                    "year_possible_sessions": so_far.possible,
                    "year_attended_sessions": so_far.attended,
                    "year_rate": so_far.attendance_rate,
                }
        asked.agrees("school/year_so_far", weeks, "week_commencing", expected, school_id=school_id)


def test_persistent_absence_beside_englands(weeks, asked, registers, published, schools):
    """The school's at the end of the week in which DfE's newest figure ends."""
    compared = set()
    for school_id, phase in schools.items():
        expected = pa_beside_england(registers, published, weeks, school_id, phase)
        assert expected["releases"]
        compared.add(expected["england_to"])
        asked.agrees(
            "school/pa_and_england",
            weeks,
            "school_id",
            {(school_id,): expected},
            school_id=school_id,
            education_phase=phase,
        )
    (last_day,) = compared
    in_autumn = weeks.last_week.month == 12
    assert (last_day is None) == in_autumn, "DfE gives none before late January"


def pa_beside_england(registers, published, weeks, school_id, phase):
    """A school's PA at the end of the week in which DfE's newest figure of England ends."""
    releases = published.releases(phase, weeks.academic_year, weeks.last_week)
    told = [release for release in releases if release.persistent_rate is not None]
    expected = dict.fromkeys(
        (
            *("england_rate", "england_to", "england_published"),
            *("enrolments", "persistently_absent", "school_rate", "england_points"),
        )
    )
    if told:
        newest = told[-1]
        own = registers.enrolled(weeks.academic_year, school_id=school_id)
        so_far = registers.so_far(own, newest.last_day)
        share = rate(so_far.persistent, so_far.enrolments)
        expected = {
            "england_rate": newest.persistent_rate,
            "england_to": newest.last_day,
            "england_published": newest.published,
            "enrolments": so_far.enrolments,
            "persistently_absent": so_far.persistent,
            "school_rate": share,
            "england_points": points(share, newest.persistent_rate),
        }
    return expected | {"releases": len(releases)}
