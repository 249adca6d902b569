"""The small marts of pages once more in plain Python, from the other tables of the reference."""

from collections import Counter, defaultdict
from datetime import date, timedelta

COUNTED = (
    "enrolments",
    "possible_sessions",
    "unauthorised_sessions",
    "year_possible_sessions",
    "year_absent_sessions",
    "persistently_absent",
    "severely_absent",
)
OF_PHASES = (
    "enrolments",
    "possible_sessions",
    "absent_sessions",
    "unauthorised_sessions",
    "persistently_absent",
    "severely_absent",
)
OF_COHORTS = (
    "enrolments",
    "possible_sessions",
    "absent_sessions",
    "year_possible_sessions",
    "year_absent_sessions",
    "persistently_absent",
)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def absent(row: dict) -> int:
    return row["authorised_sessions"] + row["unauthorised_sessions"]


def spread_of(schools: list[tuple[float, int]]) -> float | None:
    """The spread of pupils, from each school's sum of squares and its pupils. More pupils come in
    a year than are there at once, by whom it is divided: what would be below none is none."""
    free = sum(pupils for _, pupils in schools) - len(schools)
    squares = max(round(sum(off for off, _ in schools), 9), 0)
    return round((squares / free) ** 0.5, 9) if free else None


class PageMarts:
    """What `Reference` says of these tables."""

    def schools(self) -> list[dict]:
        raise NotImplementedError

    cohort_weeks = coverage = pupil_weeks = school_calendar = marked_weeks = schools
    school_session_codes = absence_spells = enrolments = school_terms = schools

    def places(self) -> dict[int, dict]:
        """By school_id, its current row."""
        return {row["school_id"]: row for row in self.schools() if row["is_current"]}

    def county_weeks(self) -> list[dict]:
        rows, numbers = [], Counter()
        days = {row["session_date"] for row in self.school_sessions()}
        calendar = defaultdict(list)
        for row in self.school_calendar():
            calendar[row["week_commencing"]].append(row)
        weeks = sorted(self.marked_weeks(), key=lambda row: row["week_commencing"])
        first = weeks[0]["week_commencing"] if weeks else date.min
        places = {}
        for week, found in sorted(calendar.items()):
            is_before = week < first
            due = [row["is_open"] for row in found if row["is_due"]]
            is_open = [row["is_in_term"] for row in found] if is_before else due
            if 2 * sum(is_open) >= len(is_open) > 0:
                year = found[0]["academic_year"]
                numbers[year] += 1
                places[week] = numbers[year]
        for week, after in zip(weeks, [*weeks, None][1:], strict=True):
            found = calendar[week["week_commencing"]]
            due = [row for row in found if row["is_due"]]
            terms = Counter(row["half_term"] for row in due if row["half_term"] is not None)
            held = Counter(row["sessions_held"] for row in found if row["is_reported"])
            rows.append(
                {
                    **week,
                    "half_term": min(terms, key=lambda term: (-terms[term], term), default=0),
                    "school_week": places.get(week["week_commencing"]),
                    "sessions_held": max(held, key=lambda sessions: (held[sessions], sessions)),
                    "last_day": max(
                        (day for day in days if monday(day) == week["week_commencing"]),
                        default=week["week_commencing"] + timedelta(days=4),
                    ),
                    "week_after": after["week_commencing"]
                    if after and after["first_year"] == week["first_year"]
                    else None,
                }
            )
        return rows

    def schools_by_week(self) -> list[dict]:
        counted = {
            (row["week_commencing"], row["school_id"]): row
            for row in self.cohort_weeks()
            if row["definition"] == "dfe" and row["cohort"] == "all"
        }
        covered = {(row["week_commencing"], row["school_id"]): row for row in self.coverage()}
        pupils = defaultdict(list)
        for row in self.pupil_weeks():
            possible = row["year_possible_sessions"] - row["after_may_possible_sessions"]
            missed = row["year_absent_sessions"] - row["after_may_absent_sessions"]
            if possible:
                pupils[row["week_commencing"], row["school_id"]].append((possible, missed))
        places = self.places()
        rows = [
            self._school_week(
                places[key[1]], counted.get(key), covered.get(key), pupils.get(key, [])
            )
            for key in counted.keys() | covered.keys()
        ]
        return [{**row, **self._weeks_of_the_year(row, rows)} for row in rows]

    @staticmethod
    def _weeks_of_the_year(row: dict, rows: list[dict]) -> dict:
        """How many weeks of the school's year so far were open, and how many of them came."""
        opened = [
            each
            for each in rows
            if (each["school_id"], each["academic_year"])
            == (row["school_id"], row["academic_year"])
            and each["week_commencing"] <= row["week_commencing"]
            and each["is_open"]
        ]
        sent = sum(bool(each["is_reported"]) for each in opened)
        return {"weeks_due": len(opened), "weeks_sent": sent}

    @staticmethod
    def _school_week(place: dict, counted: dict | None, covered: dict | None, pupils: list) -> dict:
        known = counted or covered or {}
        recorded = None
        if covered:
            recorded = min(covered["pupils_recorded"], covered["pupils_expected"])
        return {
            **{name: known[name] for name in ("academic_year", "week_commencing", "school_id")},
            **{name: place[name] for name in ("education_phase", "quadrant", "district")},
            **{name: counted and counted[name] for name in COUNTED},
            "absent_sessions": counted and absent(counted),
            **{
                name: covered and covered[name]
                for name in ("is_open", "is_reported", "pupils_expected")
            },
            "pupils_recorded": recorded,
            "pupils": len(pupils) or None,
            "pupils_possible": sum(each[0] for each in pupils) or None,
            "pupils_absent": sum(each[1] for each in pupils) if pupils else None,
            "possible_squared": sum(each[0] ** 2 for each in pupils) or None,
            "absent_by_possible": sum(each[0] * each[1] for each in pupils) if pupils else None,
            "absent_squared": sum(each[1] ** 2 for each in pupils) if pupils else None,
        }

    def phase_weeks(self) -> list[dict]:
        rows = [row for row in self.schools_by_week() if row["enrolments"] is not None]
        keys = ("academic_year", "week_commencing", "education_phase")
        return self._added(rows, keys, OF_PHASES)

    def place_cohort_weeks(self) -> list[dict]:
        places = self.places()
        rows = [
            {
                **row,
                "absent_sessions": absent(row),
                "education_phase": places[row["school_id"]]["education_phase"],
                "quadrant": places[row["school_id"]]["quadrant"] or "not known",
            }
            for row in self.cohort_weeks()
            if row["definition"] == "dfe"
        ]
        keys = ("week_commencing", "education_phase", "quadrant", "cohort", "cohort_value")
        return self._added(rows, keys, OF_COHORTS)

    def phase_session_codes(self) -> list[dict]:
        places = self.places()
        rows = [
            {**row, "education_phase": places[row["school_id"]]["education_phase"]}
            for row in self.school_session_codes()
        ]
        keys = ("education_phase", "session_date", "session", "code")
        return self._added(rows, keys, ("marks", "dfe_marks"))

    def phase_spells(self) -> list[dict]:
        places = self.places()
        rows = [
            {
                "education_phase": places[row["school_id"]]["education_phase"],
                "week_commencing": monday(row["first_date"]),
                "sessions": row["sessions"],
                "spells": 1,
            }
            for row in self.absence_spells()
        ]
        return self._added(rows, ("education_phase", "week_commencing", "sessions"), ("spells",))

    def phase_unauthorised(self) -> list[dict]:
        places = self.places()
        of_pupils, most, squares = Counter(), Counter(), defaultdict(list)
        for row in self.pupil_half_term_codes():
            if self.codes[row["code"]]["category"] == "unauthorised absence":
                key = row["academic_year"], row["school_id"]
                of_pupils[*key, row["pupil_id"]] += row["sessions"]
        for row in self.schools_by_week():
            if row["pupils"]:
                key = row["academic_year"], row["school_id"]
                most[key] = max(most[key], row["pupils"])
        for (year, school_id), pupils in most.items():
            own = [n for key, n in of_pupils.items() if key[:2] == (year, school_id)]
            off = sum(n * n for n in own) - sum(own) ** 2 / pupils
            phase = places[school_id]["education_phase"]
            squares[year, phase].append((off, pupils))
        return [
            {"academic_year": year, "education_phase": phase, "pupil_spread": spread_of(each)}
            for (year, phase), each in squares.items()
        ]

    def person_schools(self) -> list[dict]:
        places = {(row["school_id"], row["pupil_id"]) for row in self.enrolments()}
        return [{"school_id": place, "pupil_id": person} for place, person in places]

    def named_spans(self) -> list[dict]:
        rows = []
        weeks = self.county_weeks()
        for last in weeks:
            year = [
                week
                for week in weeks
                if week["first_year"] == last["first_year"]
                and week["week_commencing"] <= last["week_commencing"]
            ]
            school = [week for week in year if week["school_week"] is not None]
            half_term = [week for week in school if week["half_term"] == last["half_term"]]
            term = [
                week
                for week in school
                if (week["half_term"] + 1) // 2 == (last["half_term"] + 1) // 2
            ]
            firsts = {
                within[0]["week_commencing"] for within in (half_term, term, school) if within
            }
            for first in firsts | {last["week_commencing"]}:
                before = [week["week_commencing"] for week in year]
                before = [week for week in before if week < first]
                rows.append(
                    {
                        "first_week": first,
                        "last_week": last["week_commencing"],
                        "week_before": max(before, default=None),
                    }
                )
        return rows

    def _so_far(self) -> dict[date, dict[tuple[int, int], tuple[int, int]]]:
        """By week, of each pupil in each school the possible and missed sessions so far."""
        found = defaultdict(dict)
        for row in self.pupil_weeks():
            possible = row["year_possible_sessions"] - row["after_may_possible_sessions"]
            missed = row["year_absent_sessions"] - row["after_may_absent_sessions"]
            if row["year_possible_sessions"]:
                found[row["week_commencing"]][row["school_id"], row["pupil_id"]] = possible, missed
        return found

    def span_products(self) -> list[dict]:
        so_far, rows = self._so_far(), []
        pairs = {(row["last_week"], row["week_before"]) for row in self.named_spans()}
        for last, before in sorted((pair for pair in pairs if pair[1]), key=str):
            sums = defaultdict(Counter)
            for key, (possible, missed) in so_far[last].items():
                if key not in so_far[before]:
                    continue
                then, missed_then = so_far[before][key]
                sums[key[0]].update(
                    {
                        "pupils_without": int(possible > 0 and possible == then),
                        "possible_by_possible": possible * then,
                        "absent_by_possible": missed * then + possible * missed_then,
                        "absent_by_absent": missed * missed_then,
                    }
                )
            rows += [
                {"last_week": last, "week_before": before, "school_id": school, **added}
                for school, added in sums.items()
            ]
        return rows

    def phase_spreads(self) -> list[dict]:
        so_far, rows, places = self._so_far(), [], self.places()
        for span in self.named_spans():
            before = so_far[span["week_before"]] if span["week_before"] else {}
            phases = defaultdict(lambda: defaultdict(list))
            known = defaultdict(bool)
            for key, (possible, missed) in so_far[span["last_week"]].items():
                phase = places[key[0]]["education_phase"]
                known[phase] |= possible > 0
                then, missed_then = before.get(key, (0, 0))
                if possible > then:
                    phases[phase][key[0]].append((possible - then, missed - missed_then))
            for phase in (phase for phase in known if known[phase]):
                schools = phases[phase].values()
                pupils = [each for school in schools for each in school]
                mean = spread = None
                if pupils:
                    mean = sum(possible for possible, _ in pupils) / len(pupils)
                if len(pupils) > len(schools):
                    squares = 0.0
                    for school in schools:
                        rate = sum(m for _, m in school) / sum(p for p, _ in school)
                        squares += sum((m - rate * p) ** 2 for p, m in school)
                    spread = round((round(squares, 9) / (len(pupils) - len(schools))) ** 0.5, 9)
                rows.append(
                    {
                        "first_week": span["first_week"],
                        "last_week": span["last_week"],
                        "education_phase": phase,
                        "mean_possible": mean,
                        "pupil_spread": spread,
                    }
                )
        return rows

    def school_facts(self) -> list[dict]:
        names = ("urn", "school_name", "education_phase", "district", "school_type", "pupils")
        kinds = {"selective": "selective", **dict.fromkeys(("", "not applicable", "unknown"))}
        rows = []
        for year in {row["academic_year"] for row in self.enrolments()}:
            for school_id, place in self.places().items():
                place_kind = (place["urban_rural"] or "").lower()
                policy = (place["admissions_policy"] or "").lower()
                rows.append(
                    {
                        "academic_year": year,
                        "school_id": school_id,
                        **{name: place[name] for name in (*names, "fsm_share")},
                        "low_age": place["statutory_low_age"],
                        "high_age": place["statutory_high_age"],
                        "urban_rural": next(
                            (kind for kind in ("rural", "urban") if kind in place_kind), None
                        ),
                        "admissions": kinds.get(policy, "not selective"),
                        **self._told_of_pupils(year, school_id),
                    }
                )
        return rows

    def _told_of_pupils(self, year: str, school_id: int) -> dict:
        """How many pupils have SEN or EAL, and their share of those of whom it is known."""
        told = [
            row
            for row in self.enrolments()
            if not row["is_provisional"]
            and (row["academic_year"], row["school_id"]) == (year, school_id)
        ]
        found = {}
        for fact, nothing in (("sen", "N"), ("eal", False)):
            known = [row[fact] for row in told if row[fact] is not None]
            count = sum(each != nothing for each in known)
            found[fact] = count if told else None
            found[f"{fact}_share"] = (
                (200 * count + len(known)) // (2 * len(known)) / 100 if known else None
            )
        return found

    def school_offers(self) -> list[dict]:
        terms, years = defaultdict(list), defaultdict(list)
        for row in self.school_terms():
            terms[row["school_id"], row["academic_year"]].append(row)
        marked = {row["academic_year"] for row in self.marked_weeks()}
        for row in self.school_calendar():
            if row["academic_year"] in marked:
                years[row["school_id"], row["academic_year"]].append(row)
        names = ("academic_year", "school_id", "week_commencing", "half_term", "is_reported")
        rows = []
        for key, weeks in years.items():
            sessions = count = 0
            days = {
                term["first_day"] + timedelta(days=place)
                for term in terms[key]
                for place in range((term["last_day"] - term["first_day"]).days + 1)
            }
            mondays = {week["week_commencing"] for week in weeks}
            ends = [
                term["last_day"]
                for term in terms[key]
                if {monday(term["first_day"]), monday(term["last_day"])} & mondays
            ]
            for week in sorted(weeks, key=lambda week: week["week_commencing"]):
                first = week["week_commencing"]
                offered = week["sessions_held"]
                if week["is_in_term"]:
                    offered = 2 * sum(first + timedelta(days=day) in days for day in range(5))
                    sessions, count = sessions + offered, count + 1
                rows.append(
                    {
                        **{name: week[name] for name in names},
                        "offered_sessions": offered,
                        "term_sessions": sessions,
                        "term_weeks": count,
                        "year_weeks": sum(each["is_in_term"] for each in weeks),
                        "year_end": max(ends, default=None),
                    }
                )
        return rows

    @staticmethod
    def _added(rows: list[dict], keys: tuple[str, ...], columns: tuple[str, ...]) -> list[dict]:
        """The columns added up, a row for each of what the keys name."""
        sums: dict[tuple, Counter] = defaultdict(Counter)
        for row in rows:
            sums[tuple(row[key] for key in keys)].update({name: row[name] for name in columns})
        return [
            {**dict(zip(keys, key, strict=True)), **{name: each[name] for name in columns}}
            for key, each in sums.items()
        ]
