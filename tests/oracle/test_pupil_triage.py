"""How pupils miss school, and what the rules of the file suggest, counted in plain Python."""

from collections import Counter, defaultdict
from datetime import timedelta

import pytest

from tests.oracle.asking import RANGES
from tests.oracle.people import People
from tests.oracle.rules import cohorts, friday, reference, year_of
from tests.oracle.spells import of_year
from tests.oracle.test_pupil_pivot import EVERYBODY, NO_FILTER

SHORT, LONG, SPELLS_FOR_A_DAY = 2, 10, 6
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
GROUPS = ("complex", "specific issue", "just attendance")
SHORT_WORDS = {
    "fsm": "FSM",
    "social worker": "social worker",
    "looked after": "looked after",
    "previously looked after": "previously looked after",
    "young carer": "young carer",
    "medical condition": "medical condition",
    "eal": "EAL",
}
CODES = {row["code"]: row for row in reference("attendance_codes")}
ABSENCE = ("authorised absence", "unauthorised absence")


@pytest.fixture(scope="module")
def absences(asked):
    """By school and pupil, each session missed: its day and code."""
    missed = [code for code, row in CODES.items() if row["category"] in ABSENCE]
    with asked.connection.cursor() as cursor:
        rows = cursor.execute(
            "select school_id, pupil_id, session_date, code from marks where code in "
            f"({', '.join('?' * len(missed))})",
            missed,
        ).fetchall()
    found = defaultdict(list)
    for school_id, pupil_id, day, code in rows:
        found[school_id, pupil_id].append((day, code))
    return found


class Ways:
    """How one pupil misses school."""

    def __init__(self, pupil, own_spells, own_absences, weeks, half_term_of):
        self.pupil = pupil
        last = weeks.last_week + timedelta(days=6)
        self.spells = of_year(own_spells, weeks.academic_year, last)
        now = half_term_of(weeks.last_week)
        self.codes = Counter(
            code
            for day, code in own_absences
            if year_of(day) == weeks.academic_year and half_term_of(day) <= now
        )
        short = [spell for spell in self.spells if spell.sessions <= SHORT]
        by_day = Counter(spell.first_day.weekday() for spell in short)
        self.short, self.day, self.on_day = len(short), None, 0
        if short:
            self.day = min(by_day, key=lambda day: (-by_day[day], day))
            self.on_day = by_day[self.day]
        self.cohorts = cohorts(pupil.known)
        self.needs = [
            rule for rule in RULES if rule["measure"] == "need" and self.has(rule["of_what"])
        ]

    def has(self, of_what):
        cohort, value = of_what.split(": ")
        return self.cohorts.get(cohort) == value

    def measure(self, name, of_what=""):
        """What a rule of that measure looks at; None where there is nothing to look at."""
        if name == "code share":
            found = sum(self.codes.values())
            return self.codes[of_what] / found if self.codes[of_what] else None
        return {
            "needs": lambda: len(self.needs),
            "need": lambda: 1 if self.has(of_what) else None,
            "absence share": lambda: self.pupil.missed / self.pupil.possible,
            "longest spell": lambda: max((spell.sessions for spell in self.spells), default=0),
            "short spells": lambda: self.short,
            "weekday share": lambda: self.on_day / self.short if self.short else None,
        }[name]()

    def meets(self, rule):
        asks = [(rule["measure"], rule["of_what"], rule["at_least"])]
        if rule["and_measure"]:
            asks.append((rule["and_measure"], "", rule["and_at_least"]))
        found = [(self.measure(name, what), float(least)) for name, what, least in asks]
        return all(value is not None and value >= least for value, least in found)


RULES = reference("triage_rules")


def in_words(known):
    """The cohorts of a pupil as the lists say them."""
    own = cohorts(known)
    found = []
    for cohort in ("fsm", "sen", "social worker", *list(SHORT_WORDS)[2:]):
        value = own.get(cohort, "unknown")
        if cohort == "sen":
            found += [{"K": "SEN support", "E": "EHCP", "unknown": "SEN unknown"}.get(value)]
        elif value == "unknown" and cohort in ("fsm", "social worker"):
            found.append({"fsm": "FSM unknown"}.get(cohort, "social worker unknown"))
        elif value == "yes":
            found.append(SHORT_WORDS[cohort])
    return ", ".join(word for word in found if word)


def row_of(ways):
    pupil = ways.pupil
    met = [rule for rule in RULES if ways.meets(rule)]
    because = met[:1] + [rule for rule in met[1:5] if float(rule["at_least"]) > 0]
    missed = sum(ways.codes.values())
    order = list(CODES)
    codes = sorted(ways.codes, key=lambda code: (-ways.codes[code], order.index(code)))[:2]
    reasons = [(CODES[code]["description"], ways.codes[code] / missed) for code in codes]
    reasons += [(None, None)] * (2 - len(reasons))
    group, why = met[0]["triage_group"], "; ".join(rule["reason"] for rule in because)
    standing = "SA" if pupil.is_severe else "PA"
    return {
        "standing": standing if pupil.is_settled else f"{standing} so far",
        "suggested_group": group if pupil.is_settled else None,
        "triage_group": group if pupil.is_settled else None,
        "is_chosen": False,
        "suggested_because": why if pupil.is_settled else None,
        "is_settled": pupil.is_settled,
        "absent_sessions": pupil.missed,
        "possible_sessions": pupil.possible,
        "absence_rate": pupil.missed / pupil.possible,
        "spells": len(ways.spells),
        "short_spells": ways.short,
        "long_spells": sum(spell.sessions >= LONG for spell in ways.spells),
        "longest_sessions": ways.measure("longest spell"),
        "short_spell_day": DAYS[ways.day] if ways.short >= SPELLS_FOR_A_DAY else None,
        "short_spell_day_share": ways.measure("weekday share")
        if ways.short >= SPELLS_FOR_A_DAY
        else None,
        "main_reason": reasons[0][0],
        "main_reason_share": reasons[0][1],
        "second_reason": reasons[1][0],
        "second_reason_share": reasons[1][1],
        "cohorts": in_words(pupil.known),
        "support_step": "none",
    }


NOTHING_KNOWN = {
    "support_people": [],
    "support_steps": [],
    "triage_people": [],
    "triage_groups": [],
}


def test_triage(weeks, asked, registers, calendar, schools, spells, absences):
    people, groups = People(asked, registers), Counter()
    for school_id in schools:
        found, pupils = suggested(people, calendar, weeks, school_id, spells, absences)
        counts = Counter(row["triage_group"] for row in found.values())
        whole = {"listed": len(found)} | {
            f"listed_{group.replace(' ', '_')}": counts[group] for group in GROUPS
        }
        asked.agrees(
            "pupils/triage",
            weeks,
            "person_key",
            {key: row | whole for key, row in people.by_key(found, pupils).items()},
            school_id=school_id,
            as_of=people.as_of(weeks.last_week),
            **EVERYBODY | NO_FILTER | NOTHING_KNOWN,
        )
        groups += counts
    assert set(groups) - {None} == set(GROUPS)


def suggested(people, calendar, weeks, school_id, spells, absences):
    """By enrolment, how each persistently absent pupil of a school misses it; and the pupils."""
    terms = calendar.half_terms(school_id, weeks.academic_year)

    def half_term_of(day):
        friday = day + timedelta(days=max(4 - day.weekday(), 0))
        begun = [number for number, first, _ in terms if first <= friday]
        return max(begun, default=min(number for number, _, _ in terms))

    found = {}
    pupils = [
        pupil
        for pupil in people.on_roll(weeks.academic_year, school_id, weeks.last_week)
        if pupil.is_persistent
    ]
    for pupil in pupils:
        key = school_id, pupil.known["pupil_id"]
        ways = Ways(pupil, spells[key], absences[key], weeks, half_term_of)
        found[pupil.number] = row_of(ways)
    return found, pupils


def test_triage_of_all_schools_has_the_rows_of_each(weeks, asked, schools):
    given = {**EVERYBODY, **NO_FILTER, **NOTHING_KNOWN, "as_of": friday(weeks.last_week)}
    name = "pupils/triage"

    def of(rows):
        return {
            (row["person_key"], row["school_id"]): {
                key: value for key, value in row.items() if not key.startswith("listed")
            }
            for row in rows
        }

    together = asked(name, weeks, school_id=None, **given)
    apart = [row for each in schools for row in asked(name, weeks, school_id=each, **given)]
    assert of(together) == of(apart)
    page = asked(name, weeks, school_id=None, **given | {"listed_from": 20, "listed_at_once": 30})
    assert page == together[20:50]


def test_the_planted_long_spells_are_complex(asked):
    """Mumblehaven's six pupils, severely absent in long spells."""
    rows = asked(
        "pupils/triage",
        RANGES["year to date"],
        school_id=900017,
        as_of=friday(RANGES["year to date"].last_week),
        **EVERYBODY | NO_FILTER | NOTHING_KNOWN,
    )
    with asked.connection.cursor() as cursor:
        planted = cursor.execute(
            "select person_key from people where upn in ('A999150569601', 'H999476807524', "
            "'Y999129283370', 'F999455521293', 'Q999803045447', 'P999399793205')"
        ).fetchall()
    groups = {row["person_key"]: row["triage_group"] for row in rows}
    assert [groups[key] for (key,) in planted] == ["complex"] * 6
