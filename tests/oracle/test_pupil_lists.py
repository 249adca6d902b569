"""Lists of pupils, and what they add up to, counted in plain Python: all schools at once."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pytest

from tests.oracle.rules import (
    AGES,
    PERSISTENT,
    SEVERE,
    cohorts,
    friday,
    monday,
    points,
    rate,
    reference,
    year_group,
    year_of,
)

SETTLED, CLEAR, FEWEST = 60, 10, 20
BANDS = {"severe": (SEVERE, None), "persistent": (PERSISTENT, None), "at risk": (5, PERSISTENT)}
CODES = {row["code"]: row for row in reference("attendance_codes")}
ABSENCES = [
    code
    for code, row in CODES.items()
    if row["is_possible"] == "true" and row["is_attending"] == "false"
]
SHORT = {
    "looked after": "looked after",
    "previously looked after": "previously looked after",
    "young carer": "young carer",
    "medical condition": "medical condition",
    "eal": "EAL",
}
NOBODY = {
    "support_people": [],
    "support_steps": [],
    "support_dates": [],
    "support_reviews": [],
    "support_due": [],
    "support": None,
    "chosen_schools": None,
    "school_id": None,
    "year_group": None,
    "class_name": None,
    "cohort": None,
    "cohort_value": None,
    "reason": None,
    "trend": None,
    "show_names": True,
    "listed_from": 0,
    "listed_at_once": 100_000,
}


@dataclass
class Pupil:
    """One enrolment with its year so far at the end of the weeks, and the half terms of it."""

    known: dict
    key: str
    name: str
    now: tuple[int, int]
    before: tuple[int, int] | None
    earlier: tuple[int, int]
    codes: Counter
    spells: list[int]
    as_of: date

    def is_in(self, least: int, below: int | None) -> bool:
        absent, possible = self.now
        return 100 * absent >= least * possible and (
            below is None or 100 * absent < below * possible
        )

    @property
    def is_counted(self) -> bool:
        return self.known["age"] in AGES

    @property
    def left_on(self) -> date | None:
        left = self.known["leaving_date"]
        return left if left and left < self.as_of else None

    @cached_property
    def half_terms(self):
        """Missed and possible sessions of this half term and of the one before."""
        if self.before is None:
            return None
        this = tuple(one - other for one, other in zip(self.now, self.before, strict=True))
        last = tuple(one - other for one, other in zip(self.before, self.earlier, strict=True))
        return this, last

    @property
    def is_compared(self) -> bool:
        return self.half_terms is not None and min(each[1] for each in self.half_terms) >= FEWEST

    @property
    def beyond(self):
        """Sessions missed beyond last half term's rate, times the possible sessions of that."""
        this, last = self.half_terms
        return this[0] * last[1] - last[0] * this[1]

    @property
    def trend(self) -> str | None:
        if not self.is_compared:
            return None
        clear = CLEAR * self.half_terms[1][1]
        return (
            "worse"
            if self.beyond > clear
            else "better"
            if self.beyond < -clear
            else "no clear change"
        )

    @property
    def change(self) -> dict:
        if self.half_terms is None:
            return {"change_points": None, "change_sessions": None}
        this, last = self.half_terms
        sessions = self.beyond / last[1] if last[1] else None
        return {
            "change_points": points(rate(*this), rate(*last)),
            "change_sessions": None if sessions is None else half_up(sessions),
        }

    @property
    def standing(self) -> str:
        found = (
            "SA"
            if self.is_in(SEVERE, None)
            else "PA"
            if self.is_in(PERSISTENT, None)
            else "neither"
        )
        return found if self.now[1] >= SETTLED else f"{found} so far"

    @property
    def main_code(self) -> str | None:
        order = list(CODES)
        return min(
            self.codes, key=lambda code: (-self.codes[code], order.index(code)), default=None
        )

    def told(self) -> dict:
        return {
            "pupil": self.name,
            "year_group": year_group(self.known),
            "class": self.known["class"],
            "standing": self.standing,
            "cohorts": in_words(self.known),
            "left_on": self.left_on,
            "in_dfe_figure": self.is_counted,
        }


def half_up(number: float) -> int:
    """As DuckDB rounds: halves away from nought."""
    return int(abs(number) + 0.5) * (1 if number >= 0 else -1)


def in_words(known: dict) -> str:
    if known["is_provisional"]:
        known = known | {"fsm": None, "sen": None}
    own = cohorts(known | {"is_provisional": False})
    sen = {"K": "SEN support", "E": "EHCP", "N": None}.get(own["sen"], "SEN unknown")
    found = [
        {"yes": "FSM", "no": None}.get(own["fsm"], "FSM unknown"),
        sen,
        {"yes": "social worker", "no": None}.get(own["social worker"], "social worker unknown"),
        *(word for cohort, word in SHORT.items() if own[cohort] == "yes"),
    ]
    return ", ".join(word for word in found if word)


def people_of(asked):
    """By pupil the lasting key and the names."""
    with asked.connection.cursor() as cursor:
        rows = cursor.execute("select pupil_id, person_key, surname, forename, upn from people")
        return {row[0]: row[1:] for row in rows.fetchall()}


def missed_of(asked):
    """By school and pupil, each session missed: its day and code."""
    with asked.connection.cursor() as cursor:
        rows = cursor.execute(
            "select school_id, pupil_id, session_date, cast(code as varchar) from marks "
            f"where code in ({', '.join('?' * len(ABSENCES))})",
            ABSENCES,
        ).fetchall()
    found = defaultdict(list)
    for school_id, pupil_id, day, code in rows:
        found[school_id, pupil_id].append((day, code))
    return found


def last_day(registers, weeks):
    return min(registers.days[-1], friday(weeks.last_week))


def week_before_that(calendar, weeks):
    """The last week of the half term before that of `previous_week`."""
    numbers = {
        week: calendar.commonest_half_term(week)
        for week in calendar.school_weeks(weeks.academic_year)
    }
    before = [week for week in numbers if numbers[week] < numbers[weeks.previous_week]]
    return max(before, default=None)


def pupils_of(registers, calendar, weeks, people, missed):
    """Every enrolment of the year with possible sessions."""
    as_of, earlier_week = last_day(registers, weeks), week_before_that(calendar, weeks)
    numbers = registers.all_enrolled(weeks.academic_year)
    spells = defaultdict(list)
    for spell in registers.spells:
        found = spell.of_year(weeks.academic_year, weeks.last_week + timedelta(days=6))
        if found:
            spells[spell.school_id, spell.pupil_id].append(found.sessions)

    def so_far(last):
        if last is None:
            return [(0, 0)] * len(numbers)
        each = registers.each(numbers, date.min, last, whole=True)
        return [(int(absent), int(possible)) for absent, possible in zip(*each, strict=True)]

    half_terms = {
        (school_id, week): calendar.half_term(school_id, week)
        for school_id in registers.schools
        for week in calendar.weeks_of_year(weeks.academic_year)
    }
    first_marked = (registers.recorded[numbers] > 0).argmax(axis=1)
    found = []
    sessions = (so_far(each) for each in (weeks.last_week, weeks.previous_week, earlier_week))
    for number, first, now, before, earlier in zip(numbers, first_marked, *sessions, strict=True):
        known = registers.enrolments[number]
        if not now[1]:
            continue
        own = known["school_id"], known["pupil_id"]
        last = half_terms[own[0], weeks.last_week]
        key, surname, forename, upn = people[own[1]]
        full = f"{surname}, {forename}" if surname and forename else surname
        codes = Counter(
            code
            for day, code in missed[own]
            if year_of(day) == weeks.academic_year
            and (half_terms[own[0], monday(day)] or 0) <= (last or 0)
        )
        is_known = registers.weeks[first] <= weeks.previous_week
        found.append(
            Pupil(
                known,
                key,
                full or known["local_id"] or upn,
                now,
                before if is_known else None,
                earlier,
                codes,
                spells[own],
                as_of,
            )
        )
    return found


def choices(registers, calendar, weeks):
    return NOBODY | {
        "as_of": last_day(registers, weeks),
        "earlier_week": week_before_that(calendar, weeks),
        "at_risk_share": 0.05,
    }


@pytest.fixture(scope="module")
def people(asked):
    return people_of(asked)


@pytest.fixture(scope="module")
def missed(asked):
    return missed_of(asked)


@pytest.fixture
def pupils(registers, calendar, weeks, people, missed):
    return pupils_of(registers, calendar, weeks, people, missed)


@pytest.fixture
def chosen(registers, calendar, weeks):
    return choices(registers, calendar, weeks)


def absent_row(pupil: Pupil) -> dict:
    absent, possible = pupil.now
    of = Counter()
    for code, sessions in pupil.codes.items():
        of[CODES[code]["category"]] += sessions
    code = pupil.main_code
    return (
        pupil.told()
        | pupil.change
        | {
            "absent_sessions": absent,
            "possible_sessions": possible,
            "absence_rate": rate(absent, possible),
            "authorised_sessions": of["authorised absence"],
            "unauthorised_sessions": of["unauthorised absence"],
            "trend": pupil.trend,
            "main_reason": code and f"{CODES[code]['description']} ({code})",
            "spells": len(pupil.spells),
            "longest_sessions": max(pupil.spells, default=0),
            "is_settled": possible >= SETTLED,
            "support_step": "none",
        }
    )


def by_key(pupils, row, **more) -> dict:
    found = {
        (pupil.key, pupil.known["school_id"]): row(pupil) | {"listed": len(pupils)} | more
        for pupil in pupils
    }
    assert len(found) == len(pupils)
    return found


@pytest.mark.parametrize("band", BANDS)
def test_absent_pupils(band, weeks, asked, pupils, chosen):
    least, below = BANDS[band]
    listed = [pupil for pupil in pupils if pupil.is_in(least, below)]
    shares = {"least_share": least / 100, "below_share": below and below / 100}
    rows = asked.agrees(
        "pupils/absent_pupils",
        weeks,
        "person_key school_id",
        by_key(listed, absent_row),
        **chosen | shares,
    )
    assert [(row["left_on"] is not None, -row["absent_sessions"]) for row in rows] == sorted(
        (row["left_on"] is not None, -row["absent_sessions"]) for row in rows
    )


def test_absent_pupils_left_by_each_filter(weeks, asked, pupils, chosen):
    persistent = [pupil for pupil in pupils if pupil.is_in(PERSISTENT, None)]
    filters = {
        "reason": ("I", lambda pupil: pupil.main_code == "I"),
        "trend": ("worse", lambda pupil: pupil.trend == "worse"),
        "year_group": ("Year 9", lambda pupil: pupil.known["year_group"] == 9),
        "school_id": (900019, lambda pupil: pupil.known["school_id"] == 900019),
        "chosen_schools": ([900019, 900021], lambda p: p.known["school_id"] in (900019, 900021)),
        "below_share": (0.2, lambda pupil: pupil.is_in(0, 20)),
    }
    for name, (value, keeps) in filters.items():
        left = [pupil for pupil in persistent if keeps(pupil)]
        shares = {"least_share": 0.1, "below_share": None}
        asked.agrees(
            "pupils/absent_pupils",
            weeks,
            "person_key school_id",
            by_key(left, absent_row),
            **chosen | shares | {name: value},
        )


@pytest.mark.parametrize(("cohort", "value"), [("fsm", "unknown"), ("sen", "E")])
def test_absent_pupils_of_a_cohort(cohort, value, weeks, asked, pupils, chosen):
    left = [
        pupil
        for pupil in pupils
        if pupil.is_in(PERSISTENT, None) and cohorts(pupil.known).get(cohort) == value
    ]
    of_cohort = {"cohort": cohort, "cohort_value": value, "least_share": 0.1, "below_share": None}
    asked.agrees(
        "pupils/absent_pupils",
        weeks,
        "person_key school_id",
        by_key(left, absent_row),
        **chosen | of_cohort,
    )


def changed_row(pupil: Pupil) -> dict:
    this, last = pupil.half_terms
    return (
        pupil.told()
        | pupil.change
        | {
            "trend": pupil.trend,
            "half_term_absent_sessions": this[0],
            "half_term_possible_sessions": this[1],
            "half_term_absence_rate": rate(*this),
            "before_absent_sessions": last[0],
            "before_possible_sessions": last[1],
            "before_absence_rate": rate(*last),
            "absence_rate": rate(*pupil.now),
        }
    )


@pytest.mark.parametrize("trend", ["worse", "better"])
def test_changed_pupils(trend, weeks, asked, pupils, chosen):
    compared = sum(pupil.is_compared for pupil in pupils)
    listed = [pupil for pupil in pupils if pupil.trend == trend]
    asked.agrees(
        "pupils/changed_pupils",
        weeks,
        "person_key school_id",
        by_key(listed, changed_row, compared=compared),
        **chosen | {"trend": trend},
    )


def test_totals(weeks, asked, pupils, chosen, schools):
    for school_id in [None, *schools]:
        own = [pupil for pupil in pupils if school_id in (None, pupil.known["school_id"])]
        whole = sum(pupil.is_counted for pupil in own)
        expected = {}
        for band, (least, below) in BANDS.items() if own else ():
            found = [pupil for pupil in own if pupil.is_in(least, below)]
            counted = [pupil for pupil in found if pupil.is_counted]
            left = sum(pupil.left_on is not None for pupil in counted)
            besides = [pupil.known["year_group"] for pupil in found if not pupil.is_counted]
            young = sum(year is not None and year <= 0 for year in besides)
            old = sum(year is not None and year >= 12 for year in besides)
            expected[(band,)] = {
                "band_from": least / 100,
                "band_to": below and below / 100,
                "in_figure": len(counted),
                "enrolments": whole,
                "band_rate": rate(len(counted), whole),
                "on_roll": len(counted) - left,
                "left_school": left,
                "outside_reception": young,
                "outside_sixth_form": old,
                "outside_other": len(besides) - young - old,
                "so_far": sum(pupil.now[1] < SETTLED for pupil in found),
                "without_support": len(counted) - left,
            }
        asked.agrees("pupils/totals", weeks, "band", expected, **chosen | {"school_id": school_id})


def test_choices_of_filters(weeks, asked, registers, schools):
    for school_id in schools:
        own = [
            registers.enrolments[number]
            for number in registers.all_enrolled(weeks.academic_year, school_id=school_id)
        ]
        classes = {(year_group(known), known["class"]) for known in own if year_group(known)}
        rows = asked("pupils/classes", weeks, school_id=school_id)
        assert {(row["year_group"], row["class"]) for row in rows} == classes
    found = {pair for known in registers.enrolments for pair in cohorts(known).items()} - {
        ("all", "all")
    }
    rows = asked("pupils/cohort_values", weeks)
    assert {(row["cohort"], row["cohort_value"]) for row in rows} == {
        pair for pair in found if pair[0] not in ("year group", "ethnicity")
    }
    assert [row["code"] for row in asked("pupils/absence_codes", weeks)] == sorted(ABSENCES)
