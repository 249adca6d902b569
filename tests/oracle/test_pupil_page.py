"""The page of one pupil counted once more in plain Python: of every planted pupil of the sample,
and of some movers, leavers, siblings and others."""

import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from math import sqrt

import pytest

from attendance import rules as settings
from attendance.config import SAMPLE
from tests.oracle.asking import RANGES
from tests.oracle.marks import compulsory
from tests.oracle.one_pupil import HALVES, Histories, Person
from tests.oracle.people import SETTLED
from tests.oracle.rules import AGES, friday, monday, rate, year_before, year_group, year_of

UPN = re.compile(r"\b[A-Z]999\d{9}\b")
NOW = RANGES["year to date"]
NO_NOTICE = {"notice_people": [], "notice_dates": []}
KINDS = {
    "approved educational activity": "activity",
    "authorised absence": "authorised",
    "unauthorised absence": "unauthorised",
}


def choose(all_pupils: Histories) -> list[Person]:
    """Planted pupils, movers, leavers and siblings of the sample, and some others."""
    planted = set(UPN.findall((SAMPLE / "README.md").read_text(encoding="utf-8")))
    groups = defaultdict(list)
    for person in all_pupils.everyone.values():
        if person.upn in planted:
            groups["planted"].append(person)
        elif len({known["school_id"] for known in person.rolls}) > 1:
            groups["moved"].append(person)
        elif any(known["leaving_date"] for known in person.rolls):
            groups["left"].append(person)
        elif len(all_pupils.households.get(person.household, [])) > 1:
            groups["siblings"].append(person)
        else:
            groups["others"].append(person)
    assert {person.upn for person in groups["planted"]} == planted
    return [
        *groups["planted"],
        *(person for name in ("moved", "left") for person in groups[name][:20]),
        *groups["siblings"][::60],
        *groups["others"][::60],
    ]


@pytest.fixture(scope="module")
def pupils(sample_version, registers, calendar):
    return Histories(sample_version, registers, calendar, choose)


@pytest.fixture
def some(pupils, weeks):
    """All the chosen, or fewer in earlier weeks."""
    return pupils.chosen if weeks is NOW else pupils.chosen[::3]


@pytest.fixture
def as_of(registers, weeks):
    return min(registers.days[-1], friday(weeks.last_week))


def named(person: Person, known: dict) -> dict:
    return {
        "pupil": person.name(known),
        "year_group": year_group(known),
        "class": known["class"],
        "school_id": known["school_id"],
    }


def sunday(week: date) -> date:
    return week + timedelta(days=6)


def held_against(found: list[dict], expected: dict, *by: str) -> None:
    """Assert that the rows are those expected by these columns, each value and in their order."""
    assert [tuple(row[name] for name in by) for row in found] == list(expected)
    for row, values in zip(found, expected.values(), strict=True):
        for name, value in values.items():
            wanted = pytest.approx(value) if isinstance(value, float) else value
            assert row[name] == wanted, (name, row, values)


def in_order(expected: dict, key) -> dict:
    return dict(sorted(expected.items(), key=key))


def test_every_kind_of_pupil_is_chosen(pupils):
    chosen = pupils.chosen
    assert len(chosen) > 100
    assert sum(len({known["school_id"] for known in each.rolls}) > 1 for each in chosen) >= 20
    assert sum(any(known["leaving_date"] for known in each.rolls) for each in chosen) >= 20
    assert sum(bool(pupils.siblings(each)) for each in chosen) >= 20


# ---- who the pupil is, and the years


def totals(pupils, person, known, last: date) -> tuple[int, int]:
    """Missed and possible sessions of an enrolment up to a day."""
    codes = [code for _, code in person.counted(known, last)]
    return sum(map(pupils.is_missed, codes)), sum(
        pupils.says(each, "is_possible") for each in codes
    )


def test_head(asked, pupils, some, weeks, as_of):
    for person in some:
        own = [known for known in person.rolls if known["academic_year"] <= weeks.academic_year]

        def place(known, person=person):
            marks = person.sessions(weeks.academic_year, school_id=known["school_id"])
            recorded = sum(monday(day) == weeks.last_week for _, day, *_ in marks)
            entry = known["entry_date"] or date.min
            standing = on_roll(known, as_of)
            now = recorded if known["academic_year"] == weeks.academic_year else 0
            return int(known["academic_year"][:4]), standing, now, entry, -known["school_id"]

        rows = asked("pupil/pupil_head", weeks, person_key=person.key, as_of=as_of, show_names=True)
        if not own:
            assert rows == []
            continue
        known = max(own, key=place)
        is_now = known["academic_year"] == weeks.academic_year
        missed, possible = (
            totals(pupils, person, known, sunday(weeks.last_week)) if is_now else (0, 0)
        )
        marks = person.sessions(weeks.academic_year, sunday(weeks.last_week), known["school_id"])
        all_missed = sum(pupils.is_missed(code) for *_, code in marks) if is_now else 0
        all_possible = sum(pupils.says(code, "is_possible") for *_, code in marks) if is_now else 0
        born, left = person.born, known["leaving_date"]
        expected = named(person, known) | {
            "upn": person.upn,
            "local_id": known["local_id"],
            "academic_year": known["academic_year"],
            "age": born
            and as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day)),
            "left_on": left if left and left < as_of else None,
            "entry_date": known["entry_date"],
            "sex": known["sex"],
            "fsm": known["fsm"],
            "sen": known["sen"],
            "is_provisional": known["is_provisional"],
            "in_dfe_figure": known["age"] in AGES,
            "possible_sessions": possible,
            "absent_sessions": missed,
            "absence_rate": rate(missed, possible),
            "after_may_possible_sessions": all_possible - possible,
            "after_may_absent_sessions": all_missed - missed,
            "is_persistent": possible > 0 and 10 * missed >= possible,
            "is_severe": possible > 0 and 2 * missed >= possible,
        }
        held_against(rows, {(person.key,): expected}, "person_key")


def standing(missed: int, possible: int) -> str:
    if not possible or 10 * missed < possible:
        return "neither"
    return "SA" if 2 * missed >= possible else "PA"


def test_years(asked, pupils, some, weeks):
    last = sunday(weeks.last_week)
    for person in some:
        expected = {}
        for known in person.rolls:
            marks = person.counted(known, last)
            if known["academic_year"] > weeks.academic_year or not marks:
                continue
            missed, possible = totals(pupils, person, known, last)
            kinds = Counter(pupils.codes[code]["category"] for _, code in marks)
            is_early = known["academic_year"] == weeks.academic_year and possible < SETTLED
            expected[known["academic_year"], known["school_id"]] = {
                "year_group": year_group(known),
                "class": known["class"],
                "first_marked": min(day for day, _ in marks),
                "last_marked": max(day for day, _ in marks),
                "left_on": known["leaving_date"],
                "absent_sessions": missed,
                "possible_sessions": possible,
                "absence_rate": rate(missed, possible),
                "authorised_sessions": kinds["authorised absence"],
                "unauthorised_sessions": kinds["unauthorised absence"],
                "late_sessions": sum(
                    pupils.says(code, "is_late") and pupils.says(code, "is_attending")
                    for _, code in marks
                ),
                "standing": standing(missed, possible) + (" so far" if is_early else ""),
                "in_dfe_figure": known["age"] in AGES,
            }

        def newest(item):
            (year, school), row = item
            return -int(year[:4]), -row["last_marked"].toordinal(), school

        rows = asked("pupil/pupil_years", weeks, person_key=person.key)
        held_against(rows, in_order(expected, newest), "academic_year", "school_id")


# ---- the register, weeks and spells


def test_register(asked, pupils, some, weeks):
    year, last = weeks.academic_year, sunday(weeks.last_week)
    for person in some:
        expected = defaultdict(dict)
        for school, day, half, code in person.sessions(year, last):
            of = pupils.codes[code]
            kind = KINDS.get(of["category"], of["category"])
            kind = "late" if kind == "present" and of["is_late"] == "true" else kind
            expected[school, day][half] = (code, of["description"], kind)
        for school in {known["school_id"] for known in person.roll(year)} & pupils.held.keys():
            for day, half, code in pupils.line(person, school, last):
                if code == "" and year_of(day) == year:
                    expected[school, day][half] = (None, "No mark was taken", "missing")
        for school, day in pupils.unsent_days(person, year, weeks.last_week):
            for half in HALVES:
                told = (None, "The school has not sent this week", "missing")
                expected[school, day][half] = told
        rows = asked("pupil/pupil_register", weeks, person_key=person.key)
        wanted = {}
        for (school, day), halves in sorted(expected.items(), key=lambda each: each[0][::-1]):
            am, pm = (halves.get(half, (None, None, None)) for half in HALVES)
            wanted[school, day] = {
                "half_term": pupils.calendar.half_term(school, monday(day)),
                "week_commencing": monday(day),
                "day_of_week": day.isoweekday(),
                **dict(zip(("am_code", "am_meaning", "am_kind"), am, strict=True)),
                **dict(zip(("pm_code", "pm_meaning", "pm_kind"), pm, strict=True)),
            }
        held_against(rows, wanted, "school_id", "session_date")


def test_registers_of_several(asked, pupils, some, weeks):
    """The registers of several pupils of a school are those of each of them, compared above."""
    first = weeks.last_week - timedelta(weeks=9)
    by_school = defaultdict(list)
    for person in some:
        for school in {known["school_id"] for known in person.rolls}:
            by_school[school].append(person)
    for school, people in list(by_school.items())[::3]:
        expected = {
            (person.key, row["session_date"]): {
                name: row[name]
                for name in ("am_code", "am_kind", "pm_code", "pm_kind", "half_term")
            }
            for person in people
            for row in asked("pupil/pupil_register", weeks, person_key=person.key)
            if row["school_id"] == school and row["week_commencing"] >= first
        }
        rows = asked(
            "tsm/registers_of",
            weeks,
            school_id=school,
            register_people=[person.key for person in people],
            register_from=first,
        )
        held_against(rows, dict(sorted(expected.items())), "person_key", "session_date")


def test_trend(asked, pupils, some, weeks):
    last = sunday(weeks.last_week)
    for person in some:
        by_week = defaultdict(list)
        for school, day, _, code in person.sessions(weeks.academic_year, last):
            by_week[monday(day), school].append(code)
        so_far, expected = defaultdict(Counter), {}
        for (week, school), codes in sorted(by_week.items()):
            missed = sum(map(pupils.is_missed, codes))
            possible = sum(pupils.says(code, "is_possible") for code in codes)
            year = so_far[school]
            year.update(missed=missed, possible=possible)
            expected[week, school] = {
                "absent_sessions": missed,
                "unauthorised_sessions": sum(map(pupils.is_unauthorised, codes)),
                "possible_sessions": possible,
                "absence_rate": rate(missed, possible),
                "year_absent_sessions": year["missed"],
                "year_possible_sessions": year["possible"],
                "year_absence_rate": rate(year["missed"], year["possible"]),
            }
        rows = asked("pupil/pupil_trend", weeks, person_key=person.key)
        held_against(rows, expected, "week_commencing", "school_id")


def test_spells(asked, pupils, some, weeks, as_of):
    for person in some:
        expected = {}
        for school in person.marks:
            for spell in pupils.spells(person, school, as_of):
                (first_day, half, _), (last_day, *_) = spell.missed[0], spell.missed[-1]
                missed = [each for each in spell.missed if year_of(each[0]) == weeks.academic_year]
                if not missed:
                    continue
                codes = Counter(code for *_, code in missed)
                main = min(codes, key=lambda code: (-codes[code], code))
                expected[first_day, half, school] = {
                    "last_date": last_day,
                    "sessions": len(missed),
                    "main_code": main,
                    "main_reason": pupils.codes[main]["description"],
                    "main_sessions": codes[main],
                    "unauthorised_sessions": sum(
                        pupils.is_unauthorised(code) for *_, code in missed
                    ),
                    "illness_sessions": codes["I"],
                    "is_confirmed": not spell.has_gap,
                    "is_over": spell.next_day is not None,
                }
        rows = asked("pupil/pupil_spells", weeks, person_key=person.key, as_of=as_of)

        def newest(item):
            (day, half, school), _ = item
            return -day.toordinal(), half == "AM", school

        held_against(rows, in_order(expected, newest), "first_date", "first_session", "school_id")


# ---- reasons, weekdays and siblings


def test_reasons(asked, pupils, some, weeks):
    for person in some:
        spans = [(weeks.academic_year, weeks.last_week)]
        spans += [(year_before(weeks.academic_year), weeks.last_year_last_week or date.min)]
        now, then = (
            Counter(
                code
                for *_, code in (person.sessions(year, sunday(week)))
                if pupils.says(code, "is_possible")
            )
            for year, week in spans
        )
        expected = {
            code: {
                "description": pupils.codes[code]["description"],
                "category": pupils.codes[code]["category"],
                "sessions": now[code],
                "possible_sessions": now.total(),
                "code_share": rate(now[code], now.total()),
                "last_year_sessions": then[code],
                "last_year_possible_sessions": then.total(),
                "last_year_code_share": rate(then[code], then.total()),
            }
            for code in now | then
            if pupils.is_missed(code) or pupils.says(code, "is_late")
        }
        ordered = sorted(expected, key=lambda code: (-now[code], -then[code]))
        rows = asked("pupil/pupil_reasons", weeks, person_key=person.key)
        sizes = [(row["sessions"], row["last_year_sessions"]) for row in rows]
        assert sizes == [(now[code], then[code]) for code in ordered]
        expected = {(row["code"],): expected.pop(row["code"]) for row in rows} | expected
        held_against(rows, expected, "code")


def test_weekdays(asked, pupils, some, weeks, as_of):
    for person in some:
        short = set()
        for school in person.marks:
            for spell in pupils.spells(person, school, sunday(weeks.last_week)):
                days = [day for day, *_ in spell.missed if year_of(day) == weeks.academic_year]
                if len(days) <= settings.WEEKDAY_SPELL_SESSIONS:
                    short |= {(school, day) for day in days}
        possible, missed = set(), Counter()
        for school, day, _, code in person.sessions(weeks.academic_year, sunday(weeks.last_week)):
            if pupils.says(code, "is_possible") and day.isoweekday() <= 5:
                possible.add((school, day))
        days = Counter(day.isoweekday() for _, day in possible)
        missed = Counter(day.isoweekday() for _, day in possible & short)
        expected = {}
        for number in sorted(days):
            share = days[number] / days.total()
            likely = missed.total() * share
            beyond = missed[number] - 0.5 - likely
            expected[(number,)] = {
                "short_days": missed[number],
                "expected_days": likely,
                "stands_out": missed[number] > 0
                and beyond > settings.SURE_LIMIT * sqrt(likely * (1 - share)),
            }
        rows = asked("pupil/pupil_weekdays", weeks, person_key=person.key)
        held_against(rows, expected, "day_of_week")


def missed_days(pupils, sessions) -> set[date]:
    return {day for _, day, _, code in sessions if pupils.is_missed(code)}


def test_siblings(asked, pupils, some, weeks):
    year, last = weeks.academic_year, sunday(weeks.last_week)
    for person in some:
        own, expected = missed_days(pupils, person.sessions(year, last)), {}
        for other in pupils.siblings(person):
            for known in other.roll(year):
                marks = other.sessions(year, last, known["school_id"])
                missed = sum(pupils.is_missed(code) for *_, code in marks)
                possible = sum(pupils.says(code, "is_possible") for *_, code in marks)
                away = missed_days(pupils, marks)
                expected[other.key, known["school_id"]] = named(other, known) | {
                    "absent_sessions": missed,
                    "possible_sessions": possible,
                    "absence_rate": rate(missed, possible),
                    "missed_days": len(away),
                    "shared_days": len(away & own),
                }
        rows = asked("pupil/siblings", weeks, person_key=person.key, show_names=True)
        assert [-row["shared_days"] for row in rows] == sorted(-row["shared_days"] for row in rows)
        expected = {
            key: expected.pop(key)
            for key in ((row["person_key"], row["school_id"]) for row in rows)
        } | expected
        held_against(rows, expected, "person_key", "school_id")


# ---- searching, and sessions of a window


def test_search(asked, pupils, weeks):
    searches = ["", " ", "an", "St", "'", "zzz"]
    for person in pupils.chosen[::12]:
        local = next((known["local_id"] for known in person.rolls if known["local_id"]), None)
        words = [person.surname, person.upn and f" {person.upn.lower()}", local]
        words += [person.forename and person.forename[:3].upper()]
        if person.surname and person.forename:
            words += [f"{person.surname[-2:]},{person.forename[0]}"]
            words += [f"{person.forename}  {person.surname.upper()}"]
            words += [f"{person.surname} van der {person.forename[:3]}", f"{person.surname} zzz"]
        words += [person.upn and f"{person.upn[:4]} {person.upn[4:]}"]
        searches += [word for word in words if word]
    everyone = [
        (
            person,
            known,
            names_of(person),
            str(person.name(known)),
            (
                person.surname or str(person.name(known)),
                (person.forename is None, person.forename or "") if person.surname else (True, ""),
                known["school_id"],
                person.key,
            ),
        )
        for person in pupils.everyone.values()
        for known in person.roll(weeks.academic_year)
    ]
    for search in searches:
        words = re.findall(r"[^ ,]+", search.lower())
        found = sorted(
            (not place[0].lower().startswith(words[0]), place, name)
            for _, _, names, name, place in everyone
            if words and is_called(words, names)
        )
        rows = asked("pupil/found_pupils", weeks, search_words=words, show_names=True)
        told = [(row["pupil"], row["school_id"], row["person_key"]) for row in rows]
        assert told == [(name, *place[2:]) for _, place, name in found[:50]], search
        numbered = sorted(
            (name, *place[2:])
            for person, known, _, name, place in everyone
            if words and is_number(search.strip().lower(), person, known, name)
        )
        rows = asked("pupil/numbered_pupils", weeks, search=search, show_names=True)
        told = [(row["pupil"], row["school_id"], row["person_key"]) for row in rows]
        assert told == numbered[:50], search


def names_of(person) -> list[str]:
    """Surname and forename in small letters; none of whom no surname is known."""
    return [each.lower() for each in (person.surname, person.forename) if each and person.surname]


def is_called(words, names) -> bool:
    """The first and the last word are in one of the names."""
    return all(any(word in each for each in names) for word in (words[0], words[-1]))


def is_number(wanted, person, known, name) -> bool:
    """It is the UPN, spaces apart, or the school's number; or a part of it stands for a name."""
    is_part = not person.surname and wanted in name.lower()
    upn, local_id = (person.upn or "").lower(), (known["local_id"] or "").lower()
    return wanted.replace(" ", "") == upn or wanted == local_id or is_part


def test_window_sessions(asked, pupils, some, weeks, as_of):
    first = as_of - timedelta(days=90)
    for person in some:
        schools = defaultdict(list)
        for school, day, half, code in person.sessions(last=as_of):
            if day >= first and pupils.says(code, "is_penalty_counted"):
                schools[day, half].append((code == "N", school, code))
        expected = {
            (*at, school): {"code": code, "description": pupils.codes[code]["description"]}
            for at, missed in schools.items()
            for _, school, code in [min(missed)]
        }

        def newest(item):
            (day, half, _), _ = item
            return -day.toordinal(), half == "AM"

        given = {"person_key": person.key, "first_day": first, "as_of": as_of}
        rows = asked("pupil/window_sessions", weeks, **given)
        held_against(rows, in_order(expected, newest), "session_date", "session", "school_id")


# ---- how near to each threshold


def on_roll(known: dict, day: date) -> int:
    """2 for an enrolment that goes on, 1 for one that has ended, 0 for one that is to come."""
    if (known["entry_date"] or day) > day:
        return 0
    return 2 if (known["leaving_date"] or day) >= day else 1


def places_of(person: Person, year: str, day: date) -> list[dict]:
    """Enrolments that go on, else those that have ended, else those that are to come."""
    most = max((on_roll(known, day) for known in person.roll(year)), default=0)
    return [known for known in person.roll(year) if on_roll(known, day) == most]


def run_at_the_end(pupils, marks, ends) -> list[tuple[date, str]]:
    """Day and half of each session without leave after the last one that ends a run."""
    run = []
    for _, day, half, code in marks:
        if pupils.is_unauthorised(code) and not ends(code):
            run.append((day, half))
        elif pupils.says(code, "is_possible"):
            run = []
    return run


def counted(pupils, person, known, weeks, day: date, notice: date | None = None) -> dict:
    """The counters of a pupil at a school, with the day of a notice."""
    school, year = known["school_id"], weeks.academic_year
    window = pupils.window(school, weeks.last_week)
    start = window[0] if window else date.max
    if len(window) > 10:
        start += timedelta(days=7)
    end = min(day, sunday(window[-1])) if window else date.min
    compulsory_days = compulsory(int(year[:4]), person.born, known["year_group"])
    if compulsory_days[0] <= day:
        start = max(start, compulsory_days[0])
    inside, covered = defaultdict(dict), set()
    for place, at, half, code in person.sessions(last=end):
        if at >= start and pupils.says(code, "is_penalty_counted"):
            if notice and at <= notice:
                covered.add((at, half))
            else:
                inside[at, half][place] = code
    ten = window[-10:] if len(window) >= 10 else []
    marks = person.sessions(last=day, school_id=school)
    first, last = compulsory_days
    held = sorted({at for at in pupils.held[school].days if year_of(at) == year and at <= day})
    off_roll = [at for at in held if at < (known["entry_date"] or date.min)]
    standing = on_roll(known, day)
    run, absent_run = (
        # Whoever is not on roll is away from nothing; nobody is before compulsory age.
        [
            at
            for at in found
            if standing == 2
            and (first > day or at[0] >= first)
            and at[0] > max(off_roll, default=date.min)
        ]
        for found in (
            run_at_the_end(pupils, marks, lambda code: False),
            run_at_the_end(pupils, marks, lambda code: pupils.says(code, "is_on_site")),
        )
    )
    line = pupils.line(person, school, day) if school in pupils.held else []
    this_year = [(at, code) for _, at, _, code in marks if year_of(at) == year]
    ill = {
        (place, at)
        for place, at, _, code in person.sessions(last=day)
        if code == "I" and year_of(at) == year
    }
    ill_days = {at for _, at in ill}
    over_summer = [
        spell.missed
        for spell in (pupils.spells(person, school, day) if school in pupils.held else [])
        if year_of(spell.missed[0][0]) < year <= year_of(spell.missed[-1][0])
    ]
    part_time = [at for at, code in this_year if code == "C2"]
    # What was late before the year began stays in the year before.
    begun = date(int(year[:4]), 8, 1)
    summer = [at for at in pupils.held[school].days if -60 <= (at - begun).days < 0]
    not_late = sorted(set(summer))[-1 - settings.DAYS_TO_EXPLAIN :]
    late = {*not_late, *held}.intersection([*not_late, *held][: -1 - settings.DAYS_TO_EXPLAIN])
    unexplained = [at for _, at, _, code in marks if code == "N" and at in late]
    return {
        "is_compulsory_age": first <= day <= last,
        "left_on": known["leaving_date"] if standing == 1 else None,
        "enters_on": known["entry_date"] if standing == 0 else None,
        "penalty_sessions": len(inside),
        "penalty_unexplained_sessions": sum(
            set(codes.values()) == {"N"} for codes in inside.values()
        ),
        "penalty_other_sessions": sum(school not in codes for codes in inside.values()),
        "penalty_covered_sessions": len(covered),
        "covered_to": notice,
        "window_first_week": ten[0] if ten else None,
        "window_first_day": start if window else None,
        "is_window_complete": len(window) >= 10
        and all(pupils.calendar.is_reported(school, week) for week in ten),
        "run_sessions": len(run),
        "run_from": run[0][0] if run else None,
        "absent_run_sessions": len(absent_run),
        "absent_run_from": absent_run[0][0] if absent_run else None,
        "is_run_confirmed": not run
        or (
            not any(code == "" for at, half, code in line if (at, half) > run[0])
            and not pupils.unsent(school, run[0][0], weeks.last_week)
        ),
        "illness_days": len(ill_days),
        "illness_other_days": len(ill_days - {at for place, at in ill if place == school}),
        "illness_run_days": sum(code == "I" for run in over_summer for *_, code in run) / 2,
        "part_time_weeks": len({monday(at) for at in part_time}),
        "part_time_from": min(part_time, default=None),
        "is_part_time_now": is_on_it(pupils, known, part_time, weeks, day),
        "open_unexplained_sessions": len(unexplained),
        "unexplained_from": min(unexplained, default=None),
    }


def is_on_it(pupils, known, days, weeks, day: date) -> bool:
    """On roll, with a C2 in the last week that the school sent or the open week before it."""
    school, calendar = known["school_id"], pupils.calendar
    held = [
        week
        for week in calendar.weeks
        if week <= weeks.last_week and calendar.is_open(school, week)
    ]
    sent = [place for place, week in enumerate(held) if calendar.is_reported(school, week)]
    is_now = bool(days) and monday(max(days)) >= held[max(sent[-1] - 1, 0)]
    return is_now and on_roll(known, day) == 2


@pytest.mark.parametrize("days_before", [None, 28])
def test_counters(asked, pupils, some, weeks, as_of, days_before):
    """Without a notice, and with one of four weeks before."""
    notice = as_of - timedelta(days=days_before) if days_before else None
    for person in some:
        expected = {
            (known["school_id"],): counted(pupils, person, known, weeks, as_of, notice)
            for known in places_of(person, weeks.academic_year, as_of)
        }
        given = {"notice_people": [person.key], "notice_dates": [notice]} if notice else NO_NOTICE
        rows = asked("pupil/counters", weeks, person_key=person.key, as_of=as_of, **given)
        rows.sort(key=lambda row: row["school_id"])
        held_against(rows, in_order(expected, lambda item: item[0]), "school_id")


@pytest.fixture(scope="module")
def near(asked, pupils, registers):
    """By person and school, the counters of the chosen pupils in the newest weeks."""
    day = min(registers.days[-1], friday(NOW.last_week))
    return {
        (person.key, row["school_id"]): row
        for person in pupils.chosen
        for row in asked("pupil/counters", NOW, person_key=person.key, as_of=day, **NO_NOTICE)
    }


# For each list, which of its rows are compared: by column of the counters what the list says.
LISTS = {
    "thresholds/penalty_notice": {
        "penalty_sessions": "penalty_sessions",
        "penalty_unexplained_sessions": "unexplained_sessions",
        "penalty_other_sessions": "other_school_sessions",
    },
    "thresholds/illness_days": {
        "illness_days": "days",
        "illness_other_days": "other_school_days",
    },
    "thresholds/part_time": {
        "part_time_weeks": "weeks",
        "part_time_from": "first_date",
    },
}
FROM = {
    "thresholds/penalty_notice": settings.PENALTY_CLOSE_SESSIONS,
    "thresholds/part_time": 1,
}
NO_CHOICE = {
    "school_id": None,
    "chosen_schools": None,
    "show_names": True,
    "listed_from": 0,
    "listed_at_once": 100_000,
    "notice_people": [],
    "notice_dates": [],
    "notice_parents": [],
    "plan_people": [],
    "plan_reviews": [],
    "plan_ends": [],
    "part_time_weeks": 6,
}


@pytest.mark.parametrize("name", LISTS)
def test_counters_say_what_the_lists_say(name, asked, pupils, registers, near):
    day = min(registers.days[-1], friday(NOW.last_week))
    rows = {
        (row["person_key"], row["school_id"]): row
        for row in asked(name, NOW, **NO_CHOICE | {"as_of": day})
    }
    both = rows.keys() & near.keys()
    assert len(both) > 2
    for key in both:
        listed = rows[key]
        for counter, column in LISTS[name].items():
            assert near[key][counter] == listed[column], (key, counter)
        if name == "thresholds/illness_days":
            most = max(near[key]["illness_days"], near[key]["illness_run_days"])
            assert (most >= settings.ILLNESS_DAYS) is (listed["state"] == "reached"), key
        if name == "thresholds/part_time":
            assert near[key]["is_part_time_now"] is (listed["state"] != "ended"), key
    if name in FROM:
        counter = next(iter(LISTS[name]))
        reached = {key for key, row in near.items() if row[counter] >= FROM[name]}
        assert reached - rows.keys() == left_out(pupils, reached, day), counter


def left_out(pupils, keys, day: date) -> set[tuple[str, int]]:
    """Those who are not on roll or not of compulsory school age, whom lists leave out."""
    found = set()
    for person in pupils.chosen:
        for known in person.roll(NOW.academic_year):
            on_roll = (known["entry_date"] or date.min) <= day <= (known["leaving_date"] or day)
            compulsory = (
                (known["compulsory_from"] or date.min) <= day <= (known["compulsory_to"] or day)
            )
            if not (on_roll and compulsory):
                found.add((person.key, known["school_id"]))
    return found & keys


def test_counters_say_what_runs_of_the_warehouse_say(asked, pupils, near):
    """Runs kept there are of five days up, and go on if nothing has ended them."""
    with asked.connection.cursor() as cursor:
        kept = {
            (kind, pupil, school): (sessions, first)
            for kind, pupil, school, sessions, first in cursor.execute(
                "select run_kind, pupil_id, school_id, sessions, first_date "
                "from unauthorised_runs where ended_date is null"
            ).fetchall()
        }
    numbers = {person.key: person.pupil_id for person in pupils.chosen}
    kinds = {"unauthorised": "run", "not accounted for": "absent_run"}
    going_on = {
        (kind, numbers[key], school): (row[f"{run}_sessions"], row[f"{run}_from"])
        for (key, school), row in near.items()
        for kind, run in kinds.items()
        if row[f"{run}_sessions"] >= 10
    }
    chosen = {(pupil, school) for _, pupil, school in going_on}
    assert going_on == {each: kept[each] for each in kept if each[1:] in chosen}
    assert going_on
