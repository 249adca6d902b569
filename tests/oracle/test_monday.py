"""What changed for the pupils of each school of the sample, counted in plain Python."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from tests.oracle.asking import Weeks
from tests.oracle.people import SETTLED, People
from tests.oracle.rules import friday, monday, reference, year_group

YEAR = "2024/25"
CODES = {row["code"]: row for row in reference("attendance_codes")}
NOTHING = {
    "show_names": True,
    "notice_people": [],
    "notice_dates": [],
    "notice_parents": [],
    "support_people": [],
    "support_steps": [],
    "support_reviews": [],
    "support_due": [],
    "dealt_with": [],
    "chosen_schools": None,
    "listed_from": 0,
    "listed_at_once": 10_000,
}
PENALTY, ILLNESS, RUN = (
    "penalty notice threshold",
    "illness threshold",
    "continuous absence threshold",
)
LISTS = {"penalty_notice": PENALTY, "illness_days": ILLNESS, "continuous_unauthorised": RUN}
STEPS, DAYS_TO_EXPLAIN, WEEKS_OFFERED = (3, 5, 8), 5, 13


@pytest.fixture(scope="module")
def people(asked, registers):
    return People(asked, registers)


@pytest.fixture(scope="module")
def marks(asked):
    """By school and pupil of the year and the two months before, each session in order: its day and
    code."""
    with asked.connection.cursor() as cursor:
        rows = cursor.execute(
            "select school_id, pupil_id, session_date, session, code from marks "
            "where session_date >= date '2024-06-02' order by session_date, session"
        ).fetchall()
    found = defaultdict(list)
    for school_id, pupil_id, day, _, code in rows:
        found[school_id, pupil_id].append((day, code))
    return found


class Monday:
    """One school at its newest marked week, and at the one before."""

    def __init__(self, school_id, marks, people):
        self.school_id = school_id
        self.people = people
        own = {pupil: found for (school, pupil), found in marks.items() if school == school_id}
        self.marks = own
        on_day = defaultdict(set)
        for day, code in (mark for found in own.values() for mark in found):
            on_day[day].add(code)
        self.days = sorted(day for day, codes in on_day.items() if is_held(codes))
        weeks = sorted({monday(day) for day in self.days})
        self.weeks = list(reversed(weeks))
        self.last_week, self.since_week = self.weeks[:2]
        self.as_of = self.days[-1]
        self.since = max(day for day in self.days if day <= friday(self.since_week))

    @property
    def asked_for(self):
        return Weeks(YEAR, self.last_week, self.last_week), {
            "school_id": self.school_id,
            "as_of": self.as_of,
            "since_week": self.since_week,
        }

    def on_roll(self, day):
        registers = self.people.registers
        for number in registers.all_enrolled(YEAR, school_id=self.school_id):
            known = registers.enrolments[number]
            entered, left = known["entry_date"] or date.min, known["leaving_date"] or date.max
            if entered <= day <= left:
                yield int(number), known

    def absence(self, week):
        """By pupil on roll now, sessions missed and possible so far at the week's end."""
        registers, numbers = (
            self.people.registers,
            [number for number, _ in self.on_roll(self.as_of)],
        )
        missed, possible = registers.each(numbers, date(2024, 7, 29), week, whole=True)
        return {
            registers.enrolments[number]["pupil_id"]: (int(away), int(sessions))
            for number, away, sessions in zip(numbers, missed, possible, strict=True)
            if sessions
        }

    def absence_items(self):
        then, now = self.absence(self.since_week), self.absence(self.last_week)
        for pupil, (missed, possible) in now.items():
            away, before = then.get(pupil, (0, 1))
            is_pa, was_pa = 10 * missed >= possible, 10 * away >= before
            is_sa, was_sa = 2 * missed >= possible, 2 * away >= before
            if is_pa == was_pa and (was_sa or not is_sa):
                continue
            if not is_pa:
                if possible >= SETTLED:
                    yield pupil, "No longer persistently absent"
            elif possible < SETTLED:
                yield pupil, "Missing school early"
            elif is_sa and not was_sa:
                yield pupil, "Newly severely absent"
            else:
                yield pupil, "Newly persistently absent"

    def unexplained_items(self):
        for _, known in self.on_roll(self.as_of):
            missed = set()
            for day, code in reversed(self.marks.get(known["pupil_id"], [])):
                if CODES[code]["is_unexplained"] == "true":
                    missed.add(day)
                elif CODES[code]["is_possible"] == "true":
                    break
            if step := max((step for step in STEPS if step <= len(missed)), default=None):
                yield known["pupil_id"], f"Unexplained absence, day {step}"

    def old_items(self):
        before = [day for day in self.days if day < date(2024, 8, 1)]
        days_of_year = {*before[-DAYS_TO_EXPLAIN - 1 :], *self.days[len(before) :]}
        for _, known in self.on_roll(self.as_of):
            days = [
                day
                for day, code in self.marks.get(known["pupil_id"], [])
                if CODES[code]["is_unexplained"] == "true"
                and day in days_of_year.intersection(self.days[: -DAYS_TO_EXPLAIN - 1])
            ]
            if days:
                yield known["pupil_id"], "N to resolve"


def is_held(codes):
    """Whether a pupil was expected, or none is of a planned closure of the whole school."""
    return any(CODES[code]["is_possible"] == "true" for code in codes) or not any(
        CODES[code]["is_closure"] == "true" for code in codes
    )


@pytest.fixture(scope="module")
def mondays(marks, people):
    return [Monday(school_id, marks, people) for school_id in sorted({key[0] for key in marks})]


def test_each_schools_items_are_counted_anew(asked, mondays, people):
    """Absence, unexplained absence and N to resolve; the legal thresholds are compared below."""
    seen = set()
    for school in mondays:
        weeks, own = school.asked_for
        expected = {
            (people.keys[pupil], item)
            for items in (school.absence_items(), school.unexplained_items(), school.old_items())
            for pupil, item in items
        }
        rows = asked("monday/changes", weeks, **NOTHING, **own)
        found = {(row["person_key"], row["item"]) for row in rows if "threshold" not in row["item"]}
        assert found == expected, school.school_id
        assert len({(row["person_key"], row["item"], row["state"]) for row in rows}) == len(rows)
        seen |= {item for _, item in found}
    assert len(seen) >= 4, "a sample in which nothing changes compares nothing"


def test_legal_items_are_what_the_lists_of_thresholds_gained(asked, mondays):
    """The list of runs holds each pupil's longest; another run of a pupil listed is news, too."""
    number = 0
    for school in mondays:
        weeks, own = school.asked_for
        then = Weeks(YEAR, school.since_week, school.since_week)
        earlier = own | {"as_of": school.since}
        expected, with_runs = set(), set()
        for name, threshold in LISTS.items():
            before = ranks(asked(f"thresholds/{name}", then, **NOTHING, **earlier))
            for key, rank in ranks(asked(f"thresholds/{name}", weeks, **NOTHING, **own)).items():
                if rank > before.get(key, 0):
                    close = f"Close to the {threshold}"
                    reached = f"{threshold[0].upper()}{threshold[1:]} reached"
                    expected.add((key, reached if rank == 2 else close))
            if name == "continuous_unauthorised":
                with_runs = set(before)
        rows = asked("monday/changes", weeks, **NOTHING, **own)
        found = {(row["person_key"], row["item"]) for row in rows if "threshold" in row["item"]}
        assert expected <= found, school.school_id
        assert all(
            key in with_runs and LISTS["continuous_unauthorised"] in item.lower()
            for key, item in found - expected
        ), school.school_id
        number += len(found)
    assert number


def test_the_state_of_a_penalty_item_is_the_last_week_below(asked, mondays):
    """By the lists of each week, whichever is compared with; every other pupil has a notice."""
    number = Counter()
    for school in mondays[::4]:
        weeks, own = school.asked_for
        back = school.weeks[:8]
        noticed = keys_of(
            asked("monday/changes", weeks, **NOTHING, **own | {"since_week": back[-1]})
        )
        noticed = noticed[::2]
        given = NOTHING | {
            "notice_people": noticed,
            "notice_parents": ["A"] * len(noticed),
            "notice_dates": [date(2024, 12, 6)] * len(noticed),
        }
        at = {}
        for week in back:
            then = own | {"as_of": max(day for day in school.days if day <= friday(week))}
            rows = asked("thresholds/penalty_notice", Weeks(YEAR, week, week), **given, **then)
            at[week] = ranks(rows)
        for since_week in (back[1], back[3], back[-1]):
            for row in asked("monday/changes", weeks, **given, **own | {"since_week": since_week}):
                if PENALTY in row["item"].lower():
                    key, rank = row["person_key"], 2 if "reached" in row["item"] else 1
                    below = max(week for week in at if at[week].get(key, 0) < rank)
                    notice = ", notice 2024-12-06" if key in noticed else ""
                    assert row["state"] == f"after week {below}{notice}", school.school_id
                    number[key in noticed, since_week == back[1]] += 1
    assert number[True, False] and number[False, False] and number[False, True]


def keys_of(rows):
    """Whom penalty items are of."""
    return sorted({row["person_key"] for row in rows if PENALTY in row["item"].lower()})


def ranks(rows):
    """By person, 2 at the threshold and 1 close to it."""
    known = {"reached": 2, "close": 1, "incomplete": 1, "coming": 1}
    return {row["person_key"]: known[row["state"]] for row in rows if row["state"] in known}


def test_weeks_offered_are_the_newest_with_marks(asked, mondays):
    for school in mondays:
        weeks, _ = school.asked_for
        rows = asked("monday/weeks", weeks, school_id=school.school_id)
        assert len(rows) == WEEKS_OFFERED
        found = [(row["week_commencing"], row["last_day"]) for row in rows]
        assert [each for each in found if each[0] >= school.weeks[-1]] == [
            (week, max(day for day in school.days if day <= week + timedelta(days=6)))
            for week in school.weeks[:WEEKS_OFFERED]
        ]


def test_who_needs_someone_is_counted_by_class(asked, mondays):
    for school in mondays:
        weeks, own = school.asked_for
        absence = school.absence(school.last_week)
        expected = defaultdict(lambda: [0, 0])
        for _, known in school.on_roll(school.as_of):
            missed, possible = absence.get(known["pupil_id"], (0, 1))
            if 10 * missed >= possible:
                found = expected[year_group(known), known["class"]]
                found[0] += 1
                found[1] += 2 * missed >= possible
        rows = {
            (row["year_group"], row["class"]): row
            for row in asked("monday/needs", weeks, **NOTHING, **own)
        }
        assert {
            key: [row["persistent_without_support"], row["severe_without_support"]]
            for key, row in rows.items()
        } == dict(expected)
        assert all(row["persistently_absent"] == expected[key][0] for key, row in rows.items())
        assert {row["all_without_support"] for row in rows.values()} <= {
            sum(pupils for pupils, _ in expected.values())
        }
