"""A warehouse's marks counted once in plain Python and NumPy: no SQL but to read the rows, no
pandas. How marks come to be what they are is held against another reference.
"""

import sys
from bisect import bisect_left, bisect_right
from datetime import date, timedelta

import numpy as np

from attendance.warehouse import reader
from tests.oracle.counted import Counted, SoFar
from tests.oracle.rules import (
    AGE_LEFT_OUT_AFTER_MAY,
    AGES,
    PERSISTENT,
    SEVERE,
    after_may_half_term,
    cohorts,
    monday,
    reference,
    year_of,
)
from tests.oracle.spells import ABSENT, ENDS, NEITHER, Sessions, Spell, spells_of_school

HALVES = ("AM", "PM")
OF_SCHOOLS = ("education_phase", "quadrant", "district", "trust", "federation")
OF_PUPILS = ("academic_year", "school_id", "class", "year_group", "fsm", "sen")
AUTHORISED, UNAUTHORISED = "authorised absence", "unauthorised absence"


class Registers:
    """Every enrolment of a warehouse with its sessions week by week, and every school with its
    marks session by session."""

    def __init__(self, version) -> None:
        with reader.connection(version).cursor() as cursor:
            self.enrolments = _rows(cursor, "select * from enrolments")
            self.urns = _rows(cursor, "select * from schools")
            self.upns = dict(cursor.execute("select pupil_id, upn from people").fetchall())
            marks = cursor.sql(
                "select school_id, pupil_id, session_date, session, code from marks"
            ).to_arrow_table()
        self.schools = {row["school_id"]: row for row in self.urns if row["is_current"]}
        self.codes = {row["code"]: row for row in reference("attendance_codes")}
        self.code_names = list(self.codes)
        self._held: dict[int, Sessions] = {}
        self._describe()
        self._count(marks)

    def _describe(self) -> None:
        """What is known of each enrolment, a column each, to choose enrolments by."""
        described = [
            {name: self.schools[row["school_id"]][name] for name in OF_SCHOOLS}
            | {name: row[name] for name in OF_PUPILS}
            | {f"cohort {name}": value for name, value in cohorts(row).items()}
            for row in self.enrolments
        ]
        self._columns, self._values = {}, {}
        for name in set().union(*described):
            values = self._values[name] = {}
            numbers = [values.setdefault(row.get(name), len(values)) for row in described]
            self._columns[name] = np.array(numbers)
        self.is_aged = np.array([row["age"] in AGES for row in self.enrolments])

    def _says(self, column: str, value: str = "true") -> np.ndarray:
        """By number of a code, whether the reference file has that value in the column."""
        return np.array([self.codes[code][column] == value for code in self.code_names])

    def _count(self, marks) -> None:
        """Enrolment by week, and school by session and code."""
        schools = marks["school_id"].to_numpy()
        pupils = marks["pupil_id"].to_numpy()
        dates = marks["session_date"].to_numpy()
        halves = _numbers(marks["session"], list(HALVES))
        codes = _numbers(marks["code"], self.code_names)
        found_days, days = np.unique(dates, return_inverse=True)
        self.days = found_days.tolist()
        self.weeks = sorted({monday(day) for day in self.days})
        week_of_day = np.array([self.weeks.index(monday(day)) for day in self.days])
        year_of_day = np.array([int(year_of(day)[:4]) for day in self.days])
        weeks = week_of_day[days]

        def key(year, school, pupil):
            return (np.int64(year) * 1_000_000 + school) * 10_000_000 + pupil

        keys = np.array(
            [
                key(int(row["academic_year"][:4]), row["school_id"], row["pupil_id"])
                for row in self.enrolments
            ]
        )
        order = np.argsort(keys)
        wanted = key(year_of_day[days], schools.astype(np.int64), pupils)
        enrolled = order[np.searchsorted(keys, wanted, sorter=order)]
        assert (keys[enrolled] == wanted).all(), "every mark is of an enrolment"

        shape = (len(self.enrolments), len(self.weeks))
        places = enrolled * shape[1] + weeks

        def weekly(chosen) -> np.ndarray:
            return np.bincount(places[chosen], minlength=shape[0] * shape[1]).reshape(shape)

        self.recorded = weekly(np.ones(len(codes), dtype=bool))
        whole = [
            weekly(self._says("is_possible")[codes]),
            weekly(self._says("category", AUTHORISED)[codes]),
            weekly(self._says("category", UNAUTHORISED)[codes]),
        ]
        counted = self.is_aged[:, None] & ~self._is_after_may()
        self._whole = [_running(each) for each in whole]
        self._dfe = [_running(each * counted) for each in whole]
        self._whole_to_may = [_running(each * ~self._is_after_may()) for each in whole]

        self.school_ids, places_of_schools = np.unique(schools, return_inverse=True)
        self.school_ids = self.school_ids.tolist()
        by_session = (len(self.school_ids), len(self.days), len(HALVES), len(self.code_names))
        sessions = np.ravel_multi_index((places_of_schools, days, halves, codes), by_session)
        size = int(np.prod(by_session))
        self.marks = np.bincount(sessions, minlength=size).reshape(by_session)
        is_counted = counted[enrolled, weeks]
        self.dfe_marks = np.bincount(sessions[is_counted], minlength=size).reshape(by_session)
        self.spells = self._all_spells(places_of_schools, pupils, days, halves, codes)
        self.has_mark = np.zeros((len(self.enrolments), len(self.days) * len(HALVES)), dtype=bool)
        self.has_mark[enrolled, days * len(HALVES) + halves] = True

    def _is_after_may(self) -> np.ndarray:
        """Weeks of pupils aged 15 from the late May half term on."""
        last = np.array([row["age"] == AGE_LEFT_OUT_AFTER_MAY for row in self.enrolments])
        from_week = np.array(
            [
                bisect_left(self.weeks, after_may_half_term(row["academic_year"]))
                for row in self.enrolments
            ]
        )
        return last[:, None] & (np.arange(len(self.weeks)) >= from_week[:, None])

    def _all_spells(self, schools, pupils, days, halves, codes) -> list[Spell]:
        rolls: dict[tuple[int, int], list[dict]] = {}
        for row in self.enrolments:
            rolls.setdefault((row["school_id"], row["pupil_id"]), []).append(row)
        states = np.where(
            self._says("is_attending"), ENDS, np.where(self._says("is_possible"), ABSENT, NEITHER)
        ).astype(np.uint8)[codes]
        mondays = np.array([monday(day) for day in self.days], dtype="datetime64[D]")[days]
        found = []
        for place, school_id in enumerate(self.school_ids):
            own = schools == place
            sessions = Sessions(self.days, self.held(school_id))
            marks = (each[own] for each in (pupils, mondays, days, halves, states))
            found += spells_of_school(school_id, sessions, rolls, *marks)
        return found

    def held(self, school_id: int) -> np.ndarray:
        """By day and half, whether a pupil was expected, or there are marks and none of a planned
        closure of the whole school."""
        of_school = self.marks[self.school_ids.index(school_id)]
        expected, closed, marked = (
            of_school[:, :, of].sum(axis=2) > 0
            for of in (self._says("is_possible"), self._says("is_closure"), slice(None))
        )
        return expected | (marked & ~closed)

    def missing(self, number: int, first: date, last: date) -> int:
        """Sessions of these weeks that an enrolment should have a mark of and has none."""
        known = self.enrolments[number]
        sessions = self._sessions(known["school_id"])
        weeks = np.array(self.weeks, dtype="datetime64[D]")[self.recorded[number] > 0]
        due = sessions.on_roll(known, weeks) & ~self.has_mark[number][sessions.held.ravel()]
        return sum(
            first <= week <= last
            for week, is_missing in zip(sessions.weeks, due.tolist(), strict=True)
            if is_missing
        )

    def _sessions(self, school_id: int) -> Sessions:
        if school_id not in self._held:
            self._held[school_id] = Sessions(self.days, self.held(school_id))
        return self._held[school_id]

    # ---- which enrolments, and which weeks

    def enrolled(self, year: str, **wanted) -> np.ndarray:
        """Numbers of the year's enrolments of the ages that DfE counts, with these values."""
        found = self.all_enrolled(year, **wanted)
        return found[self.is_aged[found]]

    def all_enrolled(self, year: str, **wanted) -> np.ndarray:
        """Numbers of the year's enrolments of any age with these values."""
        chosen = np.ones(len(self.enrolments), dtype=bool)
        for name, value in ({"academic_year": year} | wanted).items():
            chosen &= self._columns[name] == self._values[name].get(value, -1)
        return np.flatnonzero(chosen)

    def split(self, numbers, name: str) -> dict:
        """The enrolments apart by their values."""
        own = self._columns[name][numbers]
        parts = {value: numbers[own == place] for value, place in self._values[name].items()}
        return {value: part for value, part in parts.items() if len(part)}

    def span(self, first: date, last: date) -> slice:
        """The places of the weeks from the first to the last."""
        return slice(bisect_left(self.weeks, first), bisect_right(self.weeks, last))

    # ---- sessions of enrolments

    def sessions(self, numbers, first: date, last: date) -> Counted:
        """Sessions of these enrolments in the weeks, as DfE counts them."""
        return self._between(self._dfe, numbers, first, last)

    def sessions_of(self, numbers, weeks: list[date]) -> Counted:
        """Sessions of these enrolments in single weeks, as DfE counts them."""
        before = np.array([self.weeks.index(week) for week in weeks], dtype=int)
        of_own = (each[numbers] for each in self._dfe)
        return Counted(*(int((own[:, before + 1] - own[:, before]).sum()) for own in of_own))

    def by_week(self, numbers) -> dict[date, Counted]:
        """By week with possible sessions, those of these enrolments as DfE counts them."""
        weekly = [np.diff(each[numbers].sum(axis=0)).tolist() for each in self._dfe]
        found = {week: Counted(*own) for week, *own in zip(self.weeks, *weekly, strict=True)}
        return {week: counted for week, counted in found.items() if counted.possible}

    def whole_sessions(self, numbers, first: date, last: date) -> Counted:
        """All sessions of these enrolments in the weeks."""
        return self._between(self._whole, numbers, first, last)

    def _between(self, running, numbers, first: date, last: date) -> Counted:
        span = self.span(first, last)
        return Counted(
            *(int((each[numbers, span.stop] - each[numbers, span.start]).sum()) for each in running)
        )

    def each(self, numbers, first: date, last: date, whole: bool = False):
        """By enrolment, its absent and possible sessions of the weeks. Of the whole register, too,
        those after the late May half term of pupils aged 15 are left out."""
        return self._each(self._whole_to_may if whole else self._dfe, numbers, first, last)

    def each_of_all(self, numbers, first: date, last: date):
        """The same of all sessions, whoever misses them."""
        return self._each(self._whole, numbers, first, last)

    def _each(self, running, numbers, first: date, last: date):
        span = self.span(first, last)
        possible, authorised, unauthorised = (
            each[numbers, span.stop] - each[numbers, span.start] for each in running
        )
        return authorised + unauthorised, possible

    def so_far(self, numbers, last: date) -> SoFar:
        """Enrolments of the year so far at the end of the last week."""
        absent, possible = self.each(numbers, date.min, last)
        some = possible > 0
        return SoFar(
            int(some.sum()),
            int((some & (100 * absent >= PERSISTENT * possible)).sum()),
            int((some & (100 * absent >= SEVERE * possible)).sum()),
        )

    # ---- marks of schools

    def of_phase(self, phase: str) -> list[int]:
        """Schools of the phase that have marks."""
        return [
            school_id
            for school_id in self.school_ids
            if self.schools[school_id]["education_phase"] == phase
        ]

    def by_session(self, school_ids: list[int], first: date, last: date, dfe: bool = True):
        """By day, half and code, the marks of schools in the weeks; and the days."""
        start = bisect_left(self.days, first)
        stop = bisect_left(self.days, last + timedelta(days=7))
        places = [self.school_ids.index(school_id) for school_id in school_ids]
        marks = (self.dfe_marks if dfe else self.marks)[places, start:stop].sum(axis=0)
        return marks, self.days[start:stop]

    def codes_by_week(self, school_ids: list[int], dfe: bool = True) -> dict[date, np.ndarray]:
        """By week, how often schools wrote each code."""
        places = [self.school_ids.index(school_id) for school_id in school_ids]
        daily = (self.dfe_marks if dfe else self.marks)[places].sum(axis=(0, 2))
        found = {week: np.zeros(len(self.code_names), dtype=int) for week in self.weeks}
        for day, marks in zip(self.days, daily, strict=True):
            found[monday(day)] += marks
        return found

    def chosen_codes(self, column: str, value: str = "true") -> np.ndarray:
        """Which codes have that value in the reference file."""
        return self._says(column, value)


def _running(weekly: np.ndarray) -> np.ndarray:
    """Sums of the weeks before each week, and of all behind the last."""
    running = np.zeros((weekly.shape[0], weekly.shape[1] + 1), dtype=np.int32)
    np.cumsum(weekly, axis=1, out=running[:, 1:])
    return running


def _numbers(column, names: list[str]) -> np.ndarray:
    """A column of words as their places among the names."""
    encoded = column.combine_chunks()
    places = np.array([names.index(word) for word in encoded.dictionary.to_pylist()])
    return places[encoded.indices.to_numpy()]


def _rows(cursor, sql: str) -> list[dict]:
    found = cursor.execute(sql)
    names = [sys.intern(column[0]) for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
