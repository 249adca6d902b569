"""The county's tables once more in plain Python, with fractions: slow, exact, nothing like the SQL.

A person is called by UPN, else by school and the school's own id ("115001 ann"). A table is a
list of rows, each a dictionary with the table's columns.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import groupby, permutations
from pathlib import Path

from attendance import config
from tests.queries.page_marts_reference import PageMarts

HOME_AUTHORITY = "881"
UPN = re.compile(r"[A-Z][0-9]{11}[0-9A-Z]")
ANSWERS = {True: "yes", False: "no", None: "unknown"}
QUESTIONS = {
    "fsm": "fsm",
    "eal": "eal",
    "child in need": "child_in_need",
    "child protection plan": "child_protection_plan",
    "looked after": "looked_after",
    "previously looked after": "previously_looked_after",
    "young carer": "young_carer",
    "medical condition": "medical_condition",
}
ATTRIBUTES = (
    "fsm",
    "sen",
    "eal",
    "ethnicity",
    "child_in_need",
    "child_protection_plan",
    "looked_after",
    "previously_looked_after",
    "young_carer",
    "medical_condition",
    "home_authority",
)
TOLD_WHERE_TRUE = {
    "looked_after": "looked after",
    "previously_looked_after": "previously looked after",
    "young_carer": "young carer",
    "medical_condition": "medical condition",
    "eal": "EAL",
}
SEN_WORDS = {"K": ["SEN support"], "E": ["EHCP"], "N": []}
SET_ASIDE = ("code not known", "in the future", "twice")
WINDOW = 10
LEAST_IN_WINDOW = 6
LEAST_IN_RUN = 10
SCHOOL_COLUMNS = (
    "authority_code",
    "authority_name",
    "school_type",
    "status",
    "open_date",
    "close_date",
    "district",
    "trust",
    "federation",
    "statutory_low_age",
    "statutory_high_age",
    "capacity",
    "pupils",
    "fsm_share",
    "urban_rural",
    "admissions_policy",
    "gender",
    "religious_character",
)

NAMED = {-1: "Nursery", 0: "Reception"}
"""Year groups that are no number."""

Rank = tuple[int, int, int]
"""First year, load and line of a row of a pupil file: the greatest is the newest."""
Session = tuple[date, str]
Pupil = tuple[int, str]
"""A school_id and a person."""


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def friday(week: date) -> date:
    return week + timedelta(days=4)


def sunday(week: date) -> date:
    return week + timedelta(days=6)


def year_of(day: date) -> int:
    """The calendar year that the academic year of a day starts in, on 1 August."""
    return day.year if day.month >= 8 else day.year - 1


def year_of_week(week: date) -> int:
    """A week belongs to the year that its Friday lies in."""
    return year_of(friday(week))


def year_of_birthday(born: date, age: int) -> int:
    """The first year of the school year, from September on, of a birthday."""
    return born.year + age - (born.month < 9)


def named(first_year: int) -> str:
    return f"{first_year}/{(first_year + 1) % 100:02}"


def in_short_words(row: dict) -> str:
    """The cohorts that lists tell of; what is not known of the first three is told, too."""
    helped = {row.get("child_protection_plan"), row.get("child_in_need")}
    words = {True: ["FSM"], None: ["FSM unknown"]}.get(row.get("fsm"), [])
    words = words + SEN_WORDS.get(row.get("sen"), ["SEN unknown"])
    if True in helped or None in helped:
        words.append("social worker" if True in helped else "social worker unknown")
    return ", ".join([*words, *(said for name, said in TOLD_WHERE_TRUE.items() if row.get(name))])


def first_year(academic_year: str) -> int:
    return int(academic_year[:4])


def rank_of(number: int, row: dict) -> Rank:
    return first_year(row["academic_year"]), number, row["line"]


def by_rank(ranked: tuple[Rank, dict]) -> Rank:
    return ranked[0]


def nearest(ranked: list[tuple[Rank, dict]], year: int) -> dict:
    """The newest row of the year nearest to one, the later of two as near."""
    return min(ranked, key=lambda each: (abs(each[0][0] - year), *(-part for part in each[0])))[1]


def said_of(row: dict, other: dict, name: str) -> bool | None:
    """Whether two rows say the same; None if one does not say."""
    one, two = row.get(name), other.get(name)
    if one is None or two is None:
        return None
    return one.strip().lower() == two.strip().lower() if isinstance(one, str) else one == two


def may_be_one(row: dict, other: dict) -> bool:
    """Whether rows with one own id may be of one pupil: the date decides, without it the name."""
    born = said_of(row, other, "date_of_birth")
    if born is not None:
        return born
    return False not in {said_of(row, other, "surname"), said_of(row, other, "forename")}


def is_one(row: dict, other: dict) -> bool:
    """Whether rows with one own id and two UPNs are of one pupil."""
    born = said_of(row, other, "date_of_birth")
    names = {said_of(row, other, "surname"), said_of(row, other, "forename")}
    return False not in {born, *names} and (bool(born) or names == {True})


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    own = folder / "reference" / f"{name}.csv"
    path = own if own.exists() else config.REFERENCE / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


class Reference(PageMarts):
    """What loads come to, given with their rows in the order in which they were taken."""

    def __init__(self, landed, folder: Path) -> None:
        self.landed = landed
        self.folder = folder
        self.codes = {row["code"]: row for row in rows_of(folder, "attendance_codes")}

    def says(self, code: str, name: str) -> bool:
        """Whether attendance_codes.csv has true in that column of the code."""
        return self.codes[code][name] == "true"

    def rows(self, kind: str) -> Iterator[tuple[int, dict]]:
        """The rows of loads of that kind, each with the number of its load."""
        for each in self.landed:
            if each.load.kind == kind:
                yield from ((each.load.number, row) for row in each.rows)

    # ---- schools and persons

    @cached_property
    def registered(self) -> dict[int, dict]:
        """By URN, the last row of the last load."""
        return {row["urn"]: row for _, row in self.rows("schools")}

    @cached_property
    def school_of(self) -> dict[int, int]:
        """By URN, the smallest URN of its chain."""
        urns = set(self.registered)
        urns |= {row["urn"] for kind in ("marks", "pupils") for _, row in self.rows(kind)}
        chains = {urn: {urn} for urn in urns}
        for one, other in self._links(urns):
            joined = chains.setdefault(one, {one}) | chains.setdefault(other, {other})
            for urn in joined:
                chains[urn] = joined
        return {urn: min(chains[urn]) for urn in urns}

    def _links(self, urns: set[int]) -> list[tuple[int, int]]:
        links = [
            (int(row["from_urn"]), int(row["to_urn"]))
            for row in rows_of(self.folder, "school_links")
        ]
        for one in self.registered:
            links += [
                (one, other)
                for other in self.registered
                if self._laestab(one) and self._laestab(one) == self._laestab(other)
            ]
        return links

    def _laestab(self, urn: int) -> str | None:
        row = self.registered.get(urn, {})
        authority, number = row.get("authority_code"), row.get("establishment_number")
        return f"{authority}/{number}" if authority and number else None

    def _phase(self, row: dict) -> str | None:
        kind = (row.get("school_type") or "").lower()
        if "special" in kind:
            return "Special"
        if "pupil referral" in kind or "alternative provision" in kind:
            return "Alternative provision"
        low, high = row.get("statutory_low_age"), row.get("statutory_high_age")
        if low is not None and high is not None and low < 7 and high > 14:
            return "Secondary"
        phases = {
            row["label"].lower(): row["education_phase"]
            for row in rows_of(self.folder, "school_phases")
        }
        return phases.get((row.get("phase_label") or "").lower())

    def _name(self, urn: int) -> str:
        return self.registered.get(urn, {}).get("school_name") or f"School {urn}"

    def _told_apart(self, urn: int) -> str:
        """The name, with the URN if another school has it too."""
        name = self._name(urn)
        bearers = {school for other, school in self.school_of.items() if self._name(other) == name}
        return f"{name} ({urn})" if len(bearers) > 1 else name

    def schools(self) -> list[dict]:
        quadrants = {
            row["district"].lower(): row["quadrant"] for row in rows_of(self.folder, "districts")
        }
        return [
            {"urn": urn, "school_id": school}
            | {name: self.registered.get(urn, {}).get(name) for name in SCHOOL_COLUMNS}
            | {
                "laestab": self._laestab(urn),
                "school_name": self._told_apart(urn),
                "education_phase": self._phase(self.registered.get(urn, {})),
                "quadrant": quadrants.get(
                    (self.registered.get(urn, {}).get("district") or "").lower()
                ),
                "is_current": urn == self._current(school),
                "is_known": urn in self.registered,
            }
            for urn, school in self.school_of.items()
        ]

    def _current(self, school: int) -> int:
        """Of a chain, the URN not closed, opened last, with the highest number."""

        def newness(urn: int):
            row = self.registered.get(urn, {})
            return row.get("close_date") is None, row.get("open_date") or date.min, urn

        return max((urn for urn, of in self.school_of.items() if of == school), key=newness)

    def person(self, urn: int, name: str, day: date) -> str:
        """Whom a marks file means on a day."""
        if (urn, name) in self.holders:
            return self._described_person(nearest(self.holders[urn, name], year_of(day)))
        return self._newest_upn(name) if UPN.fullmatch(name) else f"{urn} {name}"

    def known_person(self, urn: int | None, name: str) -> str:
        """Whom the register of persons means by a UPN or own id."""
        if urn is None:
            return self._newest_upn(name)
        own = f"{urn} {name}"
        holders = sorted(self.holders.get((urn, name), []), key=lambda each: each[0])
        persons = [self._described_person(row) for _, row in holders]
        return own if own in persons or not persons else persons[0]

    def _described_person(self, row: dict) -> str:
        if row.get("upn"):
            return self._newest_upn(row["upn"])
        named = [
            (rank, other)
            for rank, other in self.holders[row["urn"], row["local_id"]]
            if other.get("upn") and may_be_one(row, other)
        ]
        if named:
            told = nearest(named, first_year(row["academic_year"]))
            return self._newest_upn(told["upn"])
        return f"{row['urn']} {row['local_id']}"

    @cached_property
    def holders(self) -> dict[tuple[int, str], list[tuple[Rank, dict]]]:
        """By URN and own id, the rows of pupil files with it, each with its rank."""
        found = defaultdict(list)
        for number, row in self.rows("pupils"):
            if row.get("local_id"):
                found[row["urn"], row["local_id"]].append((rank_of(number, row), row))
        return found

    def _newest_upn(self, upn: str) -> str:
        while upn in self.corrected_upns:
            upn = self.corrected_upns[upn]
        return upn

    @cached_property
    def corrected_upns(self) -> dict[str, str]:
        """By UPN, the newest one among those that a school gave the same own id and, as far as
        it says, the same birth date and name; not if a year's newest file has both."""
        newest: dict[str, Rank] = {}
        files: dict[tuple[int, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for number, row in self.rows("pupils"):
            upns = files[row["urn"], row["academic_year"]][number]
            if row.get("upn"):
                upns.add(row["upn"])
                newest[row["upn"]] = max(rank_of(number, row), newest.get(row["upn"], (0, 0, 0)))
        found: dict[str, str] = {}
        for (urn, _), rows in self.holders.items():
            last = {row["upn"]: row for _, row in sorted(rows, key=by_rank) if row.get("upn")}
            for one, other in permutations(last, 2):
                apart = any(
                    {one, other} <= loads[max(loads)]
                    for (of, _), loads in files.items()
                    if of == urn
                )
                if newest[one] < newest[other] and not apart and is_one(last[one], last[other]):
                    found[one] = max(found.get(one, other), other, key=lambda upn: newest[upn])
        return found

    def people(self) -> list[dict]:
        """Everyone that these loads name."""
        newest: dict[str, tuple] = {}
        for number, row in self.rows("pupils"):
            person = self._described_person(row)
            rank = (first_year(row["academic_year"]), number, row["line"])
            if person not in newest or rank > newest[person][0]:
                newest[person] = (rank, row)
        persons = set(newest) | {pupil for _, pupil, _, _ in self.marks_that_count}
        described = {person: newest[person][1] if person in newest else {} for person in persons}
        former = defaultdict(list)
        for upn in self.corrected_upns:
            former[self._newest_upn(upn)].append(upn)
        households = defaultdict(list)
        for person in sorted(persons):
            households[described[person].get("household")].append(person)
        return [
            {
                "pupil_id": person,
                "upn": person if UPN.fullmatch(person) else None,
                "former_upns": tuple(sorted(former[person])) or None,
                "household": tuple(households[row["household"]]) if row.get("household") else None,
            }
            | {name: row.get(name) for name in ("surname", "forename", "date_of_birth")}
            for person, row in described.items()
        ]

    # ---- term dates and the calendar

    @cached_property
    def terms(self) -> dict[tuple[int, int], list[dict]]:
        """By school_id and year, the half terms in order of their first days."""
        found = {}
        for school in set(self.school_of.values()):
            for year in {first_year(row["academic_year"]) for row in self._dated}:
                terms = self._terms_of(school, year)
                if terms:
                    found[school, year] = terms
        return found

    @cached_property
    def _dated(self) -> list[dict]:
        shipped = [
            {
                "authority_code": row["authority_code"],
                "urn": int(row["urn"]) if row["urn"] else None,
                "academic_year": row["academic_year"],
                "half_term": int(row["half_term"]),
                "first_day": date.fromisoformat(row["first_day"]),
                "last_day": date.fromisoformat(row["last_day"]),
                "number": 0,
            }
            for row in rows_of(self.folder, "term_dates")
        ]
        imported = [row | {"number": number} for number, row in self.rows("term dates")]
        newest: dict[tuple, dict[int, dict]] = defaultdict(dict)
        for row in sorted([*shipped, *imported], key=lambda row: row["number"]):
            whose = row["authority_code"], row["urn"], row["academic_year"]
            newest[whose][row["half_term"]] = row
        return [
            cut
            for year in newest.values()
            for row in year.values()
            if (cut := self._cut(row, year.values()))["first_day"] <= cut["last_day"]
        ]

    @staticmethod
    def _cut(row: dict, year: Iterable[dict]) -> dict:
        """A half term without the days from which, or up to which, newer dates rule."""
        first, last = row["first_day"], row["last_day"]
        for other in year:
            if other["number"] > row["number"]:
                if other["half_term"] < row["half_term"]:
                    first = max(first, other["last_day"] + timedelta(days=1))
                else:
                    last = min(last, other["first_day"] - timedelta(days=1))
        return row | {"first_day": first, "last_day": last}

    def _terms_of(self, school: int, year: int) -> list[dict]:
        urns = {urn for urn, of in self.school_of.items() if of == school}
        authorities = {self.registered.get(urn, {}).get("authority_code") for urn in urns} - {None}
        authority = min(authorities, default=HOME_AUTHORITY)
        of_year = [row for row in self._dated if first_year(row["academic_year"]) == year]
        own = [row for row in of_year if row["urn"] in urns]
        if not own:
            own = [
                row for row in of_year if row["urn"] is None and row["authority_code"] == authority
            ]
        days = defaultdict(list)
        for row in own:
            days[row["half_term"]].append((row["first_day"], row["last_day"]))
        terms = [
            {
                "half_term": half_term,
                "first_day": min(first for first, _ in spans),
                "last_day": max(last for _, last in spans),
            }
            for half_term, spans in days.items()
        ]
        terms.sort(key=lambda term: term["first_day"])
        for place, term in enumerate(terms):
            term["from_day"] = term["first_day"] if place else date(year, 8, 1)
        return terms

    def school_terms(self) -> list[dict]:
        return [
            {"school_id": school, "academic_year": named(year)} | term
            for (school, year), terms in self.terms.items()
            for term in terms
        ]

    def half_term(self, school: int, year: int, day: date) -> int | None:
        begun = [
            term["half_term"]
            for term in self.terms.get((school, year), [])
            if term["from_day"] <= day
        ]
        return max(begun, default=None)

    @cached_property
    def weeks(self) -> list[date]:
        """Every Monday from the first to the last that marks or term dates speak of."""
        ends = [*self.marked]
        for terms in self.terms.values():
            ends += [monday(term[name]) for term in terms for name in ("first_day", "last_day")]
        if not ends:
            return []
        count = (max(ends) - min(ends)).days // 7
        return [min(ends) + timedelta(weeks=place) for place in range(count + 1)]

    def _exists(self, school: int, week: date) -> bool:
        """From the opening of a school, under whatever URN, to its closing."""
        urns = [urn for urn, of in self.school_of.items() if of == school]
        rows = [self.registered.get(urn, {}) for urn in urns]
        opened = min(row.get("open_date") or date.min for row in rows)
        closed = max(row.get("close_date") or date.max for row in rows)
        return opened <= friday(week) and week <= closed

    def _is_in_term(self, school: int, week: date) -> bool:
        spans = [
            (monday(term["first_day"]), term["last_day"])
            for (of, _), terms in self.terms.items()
            if of == school
            for term in terms
        ]
        return any(first <= week <= last for first, last in spans) and self._exists(school, week)

    @cached_property
    def calendar(self) -> dict[int, dict[date, dict]]:
        """By school_id and Monday."""
        return {school: dict(self._weeks_of(school)) for school in set(self.school_of.values())}

    def _weeks_of(self, school: int) -> Iterator[tuple[date, dict]]:
        number = unreported = 0
        for week in self.weeks:
            held = [each for each in self.held.get(school, []) if monday(each[0]) == week]
            is_reported = week in self.reported.get(school, set())
            is_in_term = self._is_in_term(school, week)
            is_open = bool(held) or (is_in_term and not is_reported)
            is_due = bool(self.marked) and self.marked[0] <= week <= self.marked[-1]
            is_due = is_due and (is_reported or self._exists(school, week))
            number += is_open
            unreported += is_open and is_due and not is_reported
            yield (
                week,
                {
                    "academic_year": named(year_of_week(week)),
                    "school_id": school,
                    "week_commencing": week,
                    "half_term": self.half_term(school, year_of_week(week), friday(week)),
                    "is_in_term": is_in_term,
                    "is_open": is_open,
                    "is_due": is_due,
                    "is_reported": is_reported,
                    "sessions_held": len(held),
                    "week_number": number,
                    "weeks_unreported": unreported,
                },
            )

    def school_calendar(self) -> list[dict]:
        return [row for weeks in self.calendar.values() for row in weeks.values()]

    def marked_weeks(self) -> list[dict]:
        return [
            {
                "academic_year": named(year_of_week(week)),
                "week_commencing": week,
                "first_year": year_of_week(week),
            }
            for week in self.marked
        ]

    # ---- marks

    @cached_property
    def marks_that_count(self) -> dict[tuple[int, str, date, str], dict]:
        """By school_id, person, day and session: that of the newest load, then highest URN."""
        found: dict[tuple, tuple] = {}
        for number, row in self.rows("marks"):
            person = self.person(row["urn"], row["pupil"], row["session_date"])
            key = (self.school_of[row["urn"]], person, row["session_date"], row["session"])
            rank = (number, row["urn"], row["pupil"])
            if key not in found or rank > found[key][0]:
                found[key] = (rank, row)
        return {key: row for key, (_, row) in found.items()}

    @cached_property
    def by_pupil(self) -> dict[Pupil, dict[Session, str]]:
        """By school_id and person, the code of each session."""
        found: dict[Pupil, dict[Session, str]] = defaultdict(dict)
        for (school, person, day, session), row in self.marks_that_count.items():
            found[school, person][day, session] = row["code"]
        return dict(found)

    @cached_property
    def sessions(self) -> dict[int, dict[Session, list[tuple[str, str]]]]:
        """By school_id and session, who had which code."""
        found: dict = defaultdict(lambda: defaultdict(list))
        for (school, person, day, session), row in self.marks_that_count.items():
            found[school][day, session].append((person, row["code"]))
        return found

    @cached_property
    def held(self) -> dict[int, list[Session]]:
        """By school_id, in order, the sessions at which a pupil was expected, or that neither a
        mark calls a planned closure of the whole school nor term dates a holiday."""
        return {
            school: sorted(
                (day, session)
                for (day, session), marks in sessions.items()
                if any(self.says(code, "is_possible") for _, code in marks)
                or not (
                    any(self.says(code, "is_closure") for _, code in marks)
                    or self._is_holiday(school, day)
                )
            )
            for school, sessions in self.sessions.items()
        }

    def _is_holiday(self, school: int, day: date) -> bool:
        terms = self.terms.get((school, day.year if day.month >= 8 else day.year - 1), [])
        return bool(terms) and not any(
            term["first_day"] <= day <= term["last_day"] for term in terms
        )

    @cached_property
    def reported(self) -> dict[int, set[date]]:
        return {
            school: {monday(day) for day, _ in sessions}
            for school, sessions in self.sessions.items()
        }

    @cached_property
    def marked(self) -> list[date]:
        """The weeks that anyone has sent marks of."""
        return sorted(set().union(*self.reported.values()))

    def marks(self) -> list[dict]:
        return [
            {
                "school_id": school,
                "urn": row["urn"],
                "pupil_id": person,
                "session_date": day,
                "session": session,
                "code": row["code"],
            }
            for (school, person, day, session), row in self.marks_that_count.items()
        ]

    def mark_notes(self) -> list[dict]:
        return [
            {
                "school_id": school,
                "pupil_id": person,
                "session_date": day,
                "session": session,
                "minutes_late": row.get("minutes_late"),
                "comment": row.get("comment"),
            }
            for (school, person, day, session), row in self.marks_that_count.items()
            if row.get("minutes_late") is not None or row.get("comment") is not None
        ]

    def school_sessions(self) -> list[dict]:
        return [
            {
                "school_id": school,
                "session_date": day,
                "session": session,
                "session_number": number,
                "recorded_marks": len(self.sessions[school][day, session]),
                "possible_marks": sum(
                    self.says(code, "is_possible")
                    for _, code in self.sessions[school][day, session]
                ),
                "weeks_unreported": self.calendar[school][monday(day)]["weeks_unreported"],
            }
            for school, held in self.held.items()
            for number, (day, session) in enumerate(held, start=1)
        ]

    # ---- enrolments

    @cached_property
    def enrolled(self) -> dict[tuple[int, int, str], dict]:
        """By year, school_id and person."""
        files: dict[Pupil, dict[int, tuple]] = defaultdict(dict)
        for number, row in self.rows("pupils"):
            pupil = (self.school_of[row["urn"]], self._described_person(row))
            year = first_year(row["academic_year"])
            rank = (number, row["line"])
            if year not in files[pupil] or rank > files[pupil][year][0]:
                files[pupil][year] = (rank, row)
        needed = {(year, *pupil) for pupil, years in files.items() for year in years}
        needed |= {
            (year_of(day), school, person) for school, person, day, _ in self.marks_that_count
        }
        return {
            (year, school, person): self._enrolment(
                year, school, person, {of: row for of, (_, row) in files[school, person].items()}
            )
            for year, school, person in needed
        }

    def _enrolment(self, year: int, school: int, person: str, files: dict[int, dict]) -> dict:
        file_year = min(files, key=lambda of: (abs(of - year), -of), default=None)
        row = files[file_year] if file_year is not None else {}
        moved = None
        if row.get("year_group") is not None:
            moved = row["year_group"] + year - file_year
        age, source = self._age(year, row.get("date_of_birth"), moved)
        dfe_from, dfe_to = self._dfe_span(year, school, age)
        entry, leaving = row.get("entry_date"), row.get("leaving_date")
        is_own = file_year == year
        return {
            "academic_year": named(year),
            "school_id": school,
            "pupil_id": person,
            "local_id": row.get("local_id") if files else person.partition(" ")[2] or None,
            "year_group": moved,
            "year_group_words": None if moved is None else NAMED.get(moved, f"Year {moved}"),
            "class": row.get("class"),
            "sex": row.get("sex"),
            "entry_date": entry if entry and (is_own or year_of(entry) <= year) else None,
            "leaving_date": leaving if leaving and (is_own or year_of(leaving) >= year) else None,
            "age": age,
            "age_source": source,
            "dfe_from": dfe_from,
            "dfe_to": dfe_to,
            **self._compulsory(year, row.get("date_of_birth"), moved),
            **{name: row.get(name) for name in ATTRIBUTES},
            "cohort_words": in_short_words(row),
            "is_provisional": not files,
            "attributes_year": named(file_year) if file_year is not None else None,
        }

    @staticmethod
    def _age(year: int, born: date | None, year_group: int | None) -> tuple[int | None, str | None]:
        """The age on 31 August before the year."""
        if born:
            had_birthday = (born.month, born.day) <= (8, 31)
            return year - born.year - (not had_birthday), "date of birth"
        if year_group is not None:
            return year_group + 4, "year group"
        return None, None

    @staticmethod
    def _compulsory(year: int, born: date | None, year_group: int | None) -> dict:
        """From when to when the pupil must be in education."""
        if born is None and year_group is None:
            return {"compulsory_from": None, "compulsory_to": None}
        if born is None:
            first, last_year = date(year - year_group + 1, 8, 31), year - year_group + 11
        else:
            days = [(3, 31), (8, 31), (12, 31)]
            month, day = next(each for each in days if (born.month, born.day) <= each)
            first, last_year = date(born.year + 5, month, day), year_of_birthday(born, 16)
        fridays = [date(last_year + 1, 6, day) for day in range(24, 31)]
        [last] = [day for day in fridays if day.isoweekday() == 5]
        return {"compulsory_from": first, "compulsory_to": last}

    def _dfe_span(self, year: int, school: int, age: int | None):
        """The first and last day on which DfE counts a pupil: ages 5 to 15, and those aged 15
        until the week in which half term 6 begins, or 1 June without term dates."""
        if age is None or not 5 <= age <= 15:
            return None, None
        if age < 15:
            return date(year, 8, 1), date(year + 1, 7, 31)
        sixth = [
            term["first_day"]
            for term in self.terms.get((school, year), [])
            if term["half_term"] == 6
        ]
        begins = sixth[0] if sixth else date(year + 1, 6, 1)
        return date(year, 8, 1), monday(begins) - timedelta(days=1)

    def enrolments(self) -> list[dict]:
        return list(self.enrolled.values())

    def is_counted_by_dfe(self, school: int, person: str, day: date) -> bool:
        enrolment = self.enrolled[year_of(day), school, person]
        first, last = enrolment["dfe_from"], enrolment["dfe_to"]
        return first is not None and first <= day <= last

    @staticmethod
    def cohorts(enrolment: dict) -> list[tuple[str, str]]:
        """The cohorts that an enrolment is in."""
        found = [("all", "all")]
        if enrolment["is_provisional"]:
            return found
        found.append(("year group", enrolment["year_group_words"] or "unknown"))
        found += [(name, enrolment[name] or "unknown") for name in ("sex", "sen", "ethnicity")]
        found += [(cohort, ANSWERS[enrolment[name]]) for cohort, name in QUESTIONS.items()]
        answers = {enrolment["child_in_need"], enrolment["child_protection_plan"]}
        worker = True if True in answers else None if None in answers else False
        return [*found, ("social worker", ANSWERS[worker])]

    # ---- codes

    def school_session_codes(self) -> list[dict]:
        counts, counted = Counter(), Counter()
        for (school, person, day, session), row in self.marks_that_count.items():
            key = (school, day, session, row["code"])
            counts[key] += 1
            counted[key] += self.is_counted_by_dfe(school, person, day)
        return [
            {
                "academic_year": named(year_of(day)),
                "school_id": school,
                "session_date": day,
                "session": session,
                "code": code,
                "marks": marks,
                "dfe_marks": counted[school, day, session, code],
            }
            for (school, day, session, code), marks in counts.items()
        ]

    def school_week_codes(self) -> list[dict]:
        counts, counted = Counter(), Counter()
        for (school, person, day, _), row in self.marks_that_count.items():
            key = (year_of(day), monday(day), school, row["code"])
            counts[key] += 1
            counted[key] += self.is_counted_by_dfe(school, person, day)
        return [
            {
                "academic_year": named(year),
                "week_commencing": week,
                "school_id": school,
                "code": code,
                "marks": marks,
                "dfe_marks": counted[year, week, school, code],
            }
            for (year, week, school, code), marks in counts.items()
        ]

    def pupil_half_term_codes(self) -> list[dict]:
        counts = Counter(
            (
                year_of(day),
                self.half_term(school, year_of(day), day) or 0,
                school,
                person,
                row["code"],
            )
            for (school, person, day, _), row in self.marks_that_count.items()
            if row["code"] not in "/\\"
        )
        return [
            {
                "academic_year": named(year),
                "half_term": half_term,
                "school_id": school,
                "pupil_id": person,
                "code": code,
                "sessions": sessions,
            }
            for (year, half_term, school, person, code), sessions in counts.items()
        ]

    # ---- weeks of pupils and cohorts

    def _counts(self, codes: list[str]) -> dict[str, int]:
        category = Counter(self.codes[code]["category"] for code in codes)
        return {
            "recorded_sessions": len(codes),
            "possible_sessions": sum(self.says(code, "is_possible") for code in codes),
            "authorised_sessions": category["authorised absence"],
            "unauthorised_sessions": category["unauthorised absence"],
            "penalty_exempt_sessions": sum(
                self.codes[code]["category"] == "unauthorised absence" and code not in "GNOU"
                for code in codes
            ),
            "unexplained_sessions": codes.count("N"),
        }

    @cached_property
    def pupil_week(self) -> dict[tuple[date, int, str], dict]:
        """By Monday, school_id and person; dense from the pupil's first week of the year."""
        found = {}
        for (school, person), marks in self.by_pupil.items():
            by_week: dict[date, list[str]] = defaultdict(list)
            ill_days: dict[date, set[date]] = defaultdict(set)
            for (day, _), code in marks.items():
                by_week[monday(day)].append(code)
                ill_days[monday(day)] |= {day} if code == "I" else set()
            for year, weeks in groupby(self.marked, key=year_of_week):
                own = [week for week in by_week if year_of_week(week) == year]
                if own:
                    dense = [week for week in weeks if week >= min(own)]
                    found |= self._year(school, person, year, dense, by_week, ill_days)
        return found

    def _year(self, school, person, year, weeks, by_week, ill_days) -> dict[tuple, dict]:
        last = self.enrolled.get((year, school, person), {}).get("dfe_to")
        found = {}
        so_far, after_may, ill = [], [], set()
        for week in weeks:
            codes = by_week.get(week, [])
            so_far += codes
            ill |= ill_days.get(week, set())
            after_may += codes if last and week > last else []
            whole, dropped = self._counts(so_far), self._counts(after_may)
            found[week, school, person] = {
                "week_commencing": week,
                "school_id": school,
                "pupil_id": person,
                **self._counts(codes),
                "year_possible_sessions": whole["possible_sessions"],
                "year_absent_sessions": self._absent(whole),
                "year_illness_days": len(ill),
                "after_may_possible_sessions": dropped["possible_sessions"],
                "after_may_absent_sessions": self._absent(dropped),
            }
        return found

    @staticmethod
    def _absent(counts: dict[str, int]) -> int:
        return counts["authorised_sessions"] + counts["unauthorised_sessions"]

    def pupil_weeks(self) -> list[dict]:
        return list(self.pupil_week.values())

    def cohort_weeks(self) -> list[dict]:
        totals: dict[tuple, Counter] = defaultdict(Counter)
        for definition in rows_of(self.folder, "definitions"):
            for (week, school, person), row in self.pupil_week.items():
                enrolment = self.enrolled.get((year_of_week(week), school, person))
                if enrolment and self._is_of_age(definition, enrolment["age"]):
                    counts = self._judged(definition, enrolment, row)
                    for cohort in self.cohorts(enrolment) if counts else []:
                        totals[definition["definition"], week, school, cohort].update(counts)
        return [
            {
                "definition": definition,
                "academic_year": named(year_of_week(week)),
                "week_commencing": week,
                "school_id": school,
                "cohort": cohort,
                "cohort_value": value,
                **counts,
            }
            for (definition, week, school, (cohort, value)), counts in totals.items()
        ]

    @staticmethod
    def _is_of_age(definition: dict, age: int | None) -> bool:
        first, last = definition["first_age"], definition["last_age"]
        if not first and not last:
            return True
        return age is not None and int(first) <= age <= int(last)

    def _judged(self, definition: dict, enrolment: dict, row: dict) -> dict[str, int] | None:
        """What an enrolment adds to its cohorts in a week, if it counts."""
        possible, absent = row["year_possible_sessions"], row["year_absent_sessions"]
        is_dropped = False
        if definition["drops_age_15_after_may_half_term"] == "true":
            possible -= row["after_may_possible_sessions"]
            absent -= row["after_may_absent_sessions"]
            is_dropped = row["week_commencing"] > enrolment["dfe_to"]
        if possible < max(1, int(definition["minimum_possible_sessions"])):
            return None
        missed = Fraction(absent, possible)
        week = (
            "possible_sessions",
            "authorised_sessions",
            "unauthorised_sessions",
        )
        return {
            "enrolments": 1,
            **{name: 0 if is_dropped else row[name] for name in week},
            "year_possible_sessions": possible,
            "year_absent_sessions": absent,
            "persistently_absent": int(missed >= Fraction(definition["persistent_share"])),
            "severely_absent": int(missed >= Fraction(definition["severe_share"])),
        }

    # ---- missing marks and spells

    @cached_property
    def missing(self) -> dict[Pupil, set[Session]]:
        """By school_id and person, sessions that the school held and the pupil has no mark of."""
        found = {}
        for (school, person), marks in self.by_pupil.items():
            found[school, person] = {
                session
                for session in self.held[school]
                if session not in marks and self._is_expected(school, person, session[0])
            }
        return found

    def _is_expected(self, school: int, person: str, day: date) -> bool:
        week = self.pupil_week.get((monday(day), school, person))
        enrolment = self.enrolled.get((year_of_week(monday(day)), school, person))
        if not week or not enrolment:
            return False
        if enrolment["is_provisional"] and not week["recorded_sessions"]:
            return False
        entry, leaving = enrolment["entry_date"], enrolment["leaving_date"]
        return (entry is None or entry <= day) and (leaving is None or day <= leaving)

    def missing_marks(self) -> list[dict]:
        return [
            {"school_id": school, "pupil_id": person, "session_date": day, "session": session}
            for (school, person), sessions in self.missing.items()
            for day, session in sessions
        ]

    def absence_spells(self) -> list[dict]:
        return [
            self._spell(school, person, run, next_day)
            for school, person in self.by_pupil
            for run, next_day in self._runs(school, person)
            if any(kind == "absent" for _, kind in run)
        ]

    def unauthorised_runs(self) -> list[dict]:
        kinds = {"unauthorised": "GNOU", "not accounted for": "GNO"}
        runs = [
            {"run_kind": run_kind, **self._spell(school, person, run, next_day)}
            for school, person in self.by_pupil
            for run_kind, codes in kinds.items()
            for run, next_day in self._runs(school, person, codes)
            if sum(kind == "absent" for _, kind in run) >= LEAST_IN_RUN
        ]
        left_out = {"earlier_sessions", "unauthorised_sessions", "illness_sessions"}
        return [{name: row[name] for name in row.keys() - left_out} for row in runs]

    def _runs(
        self, school: int, person: str, codes: str | None = None
    ) -> Iterator[tuple[list, date | None]]:
        """Runs of the school's sessions that the pupil did not attend, for these codes if any
        are given, each with the day of the session after it."""
        run: list[tuple[Session, str]] = []
        for session in self.held[school]:
            kind = self._kind(school, person, session)
            if codes and kind == "absent" and self.by_pupil[school, person][session] not in codes:
                kind = None
            if kind:
                run.append((session, kind))
            elif run:
                yield run, session[0]
                run = []
        if run:
            yield run, None

    def _kind(self, school: int, person: str, session: Session) -> str | None:
        """Why a pupil did not attend a session; None if the pupil did, or was not expected."""
        code = self.by_pupil[school, person].get(session)
        if code is None:
            return "missing" if session in self.missing[school, person] else None
        if self.says(code, "is_attending"):
            return None
        return "absent" if self.says(code, "is_possible") else "not possible"

    def _spell(self, school: int, person: str, run: list, next_day: date | None) -> dict:
        missed = [session for session, kind in run if kind == "absent"]
        between = [kind for session, kind in run if missed[0] <= session <= missed[-1]]
        codes = [self.by_pupil[school, person][session] for session in missed]
        counts = self._counts(codes)
        return {
            "school_id": school,
            "pupil_id": person,
            "first_date": missed[0][0],
            "first_session": missed[0][1],
            "last_date": missed[-1][0],
            "last_session": missed[-1][1],
            "sessions": len(missed),
            "earlier_sessions": sum(year_of(day) < year_of(missed[-1][0]) for day, _ in missed),
            "unauthorised_sessions": counts["unauthorised_sessions"],
            "illness_sessions": codes.count("I"),
            "is_confirmed": "missing" not in between
            and not self._unreported(school, monday(missed[0][0]), monday(missed[-1][0])),
            "ended_date": next_day,
        }

    def _unreported(self, school: int, first: date, last: date) -> list[date]:
        """The school weeks between two that should have been reported, and were not."""
        return [
            week
            for week, row in self.calendar[school].items()
            if first <= week <= last and row["is_open"] and row["is_due"] and not row["is_reported"]
        ]

    def watched_marks(self) -> list[dict]:
        return [
            {
                "session_date": day,
                "session": session,
                "school_id": school,
                "pupil_id": person,
                "code": row["code"],
            }
            for (school, person, day, session), row in self.marks_that_count.items()
            if row["code"] in ("G", "N", "O", "U", "C2")
        ]

    def shared_illness_days(self) -> list[dict]:
        schools: dict[tuple[date, str], set[int]] = defaultdict(set)
        for (school, person, day, _), row in self.marks_that_count.items():
            if row["code"] == "I":
                schools[day, person].add(school)
        return [
            {"session_date": day, "pupil_id": person, "more_schools": len(at) - 1}
            for (day, person), at in schools.items()
            if len(at) > 1
        ]

    # ---- ten school weeks

    @cached_property
    def missed_without_leave(self) -> dict[str, dict[tuple[date, str], dict[int, str]]]:
        """By person and session, each school's code that counts towards a penalty notice."""
        found: dict = defaultdict(lambda: defaultdict(dict))
        for (school, person, day, session), row in self.marks_that_count.items():
            if row["code"] in ("G", "N", "O", "U"):
                found[person][day, session][school] = row["code"]
        return found

    def shared_penalty_sessions(self) -> list[dict]:
        return [
            {
                "session_date": day,
                "session": session,
                "pupil_id": person,
                "more_sessions": len(codes) - 1,
                "more_unexplained_sessions": [*codes.values()].count("N")
                - (set(codes.values()) == {"N"}),
            }
            for person, missed in self.missed_without_leave.items()
            for (day, session), codes in missed.items()
            if len(codes) > 1
        ]

    def penalty_windows(self) -> list[dict]:
        found = []
        for year, school, person in self.enrolled:
            for week, place in self.calendar[school].items():
                if place["is_due"] and year_of_week(week) == year:
                    row = self._window(school, person, week)
                    if row and row["penalty_sessions"] >= LEAST_IN_WINDOW:
                        found.append(row)
        return found

    def _window(self, school: int, person: str, week: date) -> dict | None:
        """The window that a school week ends. What was missed elsewhere while this school was
        closed counts to its next open week. A session missed at two schools is one, without a
        reason if it has none at either."""
        weeks = [each for each, row in self.calendar[school].items() if row["is_open"]]
        enrolment = self.enrolled.get((year_of_week(week), school, person))
        if week not in weeks or not enrolment:
            return None
        entry, leaving = enrolment["entry_date"], enrolment["leaving_date"]
        if (leaving and week > leaving) or (entry and sunday(week) < entry):
            return None
        up_to = weeks[: weeks.index(week) + 1]
        window = up_to[-WINDOW:]
        after = up_to[-WINDOW - 1] + timedelta(days=1) if len(up_to) > WINDOW else up_to[0]
        within = [
            codes
            for (day, _), codes in self.missed_without_leave[person].items()
            if after <= monday(day) <= week
        ]
        is_whole = len(window) == WINDOW and self.calendar[school][window[0]]["is_reported"]
        return {
            "week_commencing": week,
            "school_id": school,
            "pupil_id": person,
            "window_first_week": window[0] if len(window) == WINDOW else None,
            "penalty_sessions": len(within),
            "unexplained_sessions": sum(set(codes.values()) == {"N"} for codes in within),
            "other_school_sessions": sum(school not in codes for codes in within),
            "is_complete": is_whole and not self._unreported(school, window[0], week),
        }

    # ---- coverage and problems

    def coverage(self) -> list[dict]:
        return [
            self._coverage(row)
            for row in self.school_calendar()
            if row["is_due"] and (row["is_open"] or row["is_reported"])
        ]

    def _coverage(self, row: dict) -> dict:
        school, week = row["school_id"], row["week_commencing"]
        recorded = [
            (counts["recorded_sessions"], self.enrolled.get((year_of_week(week), school, person)))
            for (of_week, of, person), counts in self.pupil_week.items()
            if of_week == week and of == school and counts["recorded_sessions"]
        ]
        recorded = [(marks, enrolment) for marks, enrolment in recorded if enrolment]
        sessions = [each for each in self.sessions.get(school, {}) if monday(each[0]) == week]
        days = [
            day
            for day in (week + timedelta(days=place) for place in range(5))
            for (of, _), terms in self.terms.items()
            if of == school
            for term in terms
            if term["first_day"] <= day <= term["last_day"]
        ]
        return {
            "academic_year": named(year_of_week(week)),
            "week_commencing": week,
            "school_id": school,
            "is_open": row["is_open"],
            "is_reported": row["is_reported"],
            "pupils_expected": self._on_roll(school, week)
            + sum(enrolment["is_provisional"] for _, enrolment in recorded),
            "pupils_recorded": len(recorded),
            "sessions_expected": 2 * len(days) or len(sessions),
            "sessions_recorded": len(sessions),
            "marks_recorded": sum(marks for marks, _ in recorded),
            "marks_missing": sum(
                monday(day) == week
                for (of, _), missing in self.missing.items()
                if of == school
                for day, _ in missing
            ),
        }

    def _on_roll(self, school: int, week: date) -> int:
        """Pupils of the school's files that are on roll on any day of a week."""
        return sum(
            not row["is_provisional"]
            and (row["entry_date"] is None or row["entry_date"] <= sunday(week))
            and (row["leaving_date"] is None or week <= row["leaving_date"])
            for (year, of, _), row in self.enrolled.items()
            if of == school and year == year_of_week(week)
        )

    def mark_problems(self) -> list[dict]:
        return [*self._set_aside(), *self._doubtful()]

    def _set_aside(self) -> Iterator[dict]:
        known = {
            self.person(row["urn"], row["pupil"], row["session_date"])
            for _, row in self.rows("marks")
        } | {self._described_person(row) for _, row in self.rows("pupils")}
        for each in self.landed:
            for row in each.rejected:
                person = self.person(row["urn"], row["pupil"], row["session_date"])
                if row["reason"] in SET_ASIDE and row["urn"] in self.school_of:
                    yield {
                        "school_id": self.school_of[row["urn"]],
                        "pupil_id": person if person in known else None,
                        "pupil": row["pupil"],
                        "session_date": row["session_date"],
                        "session": row["session"],
                        "code": row["code"],
                        "problem": row["reason"],
                        "load_id": each.load.load_id,
                    }

    def _doubtful(self) -> Iterator[dict]:
        for (school, person, day, session), row in self.marks_that_count.items():
            for problem in self._doubts(school, person, day, row["code"]):
                yield {
                    "school_id": school,
                    "pupil_id": person,
                    "pupil": None,
                    "session_date": day,
                    "session": session,
                    "code": row["code"],
                    "problem": problem,
                    "load_id": None,
                }

    def _doubts(self, school: int, person: str, day: date, code: str) -> Iterator[str]:
        first = day_or_none(self.codes[code]["valid_from"])
        last = day_or_none(self.codes[code]["valid_to"])
        if (first and day < first) or (last and day > last):
            yield "code out of date"
        enrolment = self.enrolled.get((year_of_week(monday(day)), school, person))
        if not enrolment:
            return
        entry, leaving = enrolment["entry_date"], enrolment["leaving_date"]
        if leaving and day > leaving:
            yield "after leaving"
        elif entry and day < entry:
            yield "before entry"


NOT_FIGURES = ("register_codes", "cohort_values", "cohort_members")
"""Tables of the warehouse that hold what reference data say, or only number what others hold."""
