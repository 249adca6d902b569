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


class PageMarts:
    """What `Reference` says of these tables."""

    def schools(self) -> list[dict]:
        raise NotImplementedError

    cohort_weeks = coverage = pupil_weeks = school_calendar = marked_weeks = schools
    school_session_codes = absence_spells = enrolments = schools

    def places(self) -> dict[int, dict]:
        """By school_id, its current row."""
        return {row["school_id"]: row for row in self.schools() if row["is_current"]}

    def county_weeks(self) -> list[dict]:
        rows, numbers = [], Counter()
        calendar = defaultdict(list)
        for row in self.school_calendar():
            calendar[row["week_commencing"]].append(row)
        weeks = sorted(self.marked_weeks(), key=lambda row: row["week_commencing"])
        for week, after in zip(weeks, [*weeks[1:], None], strict=True):
            found = calendar[week["week_commencing"]]
            due = [row for row in found if row["is_due"]]
            terms = Counter(row["half_term"] for row in due if row["half_term"] is not None)
            held = Counter(row["sessions_held"] for row in found if row["is_reported"])
            is_school_week = 2 * sum(row["is_open"] for row in due) >= len(due) > 0
            numbers[week["first_year"]] += is_school_week
            rows.append(
                {
                    **week,
                    "half_term": min(terms, key=lambda term: (-terms[term], term), default=0),
                    "school_week": numbers[week["first_year"]] if is_school_week else None,
                    "sessions_held": max(held, key=lambda sessions: (held[sessions], sessions)),
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
        return [
            self._school_week(
                places[key[1]], counted.get(key), covered.get(key), pupils.get(key, [])
            )
            for key in counted.keys() | covered.keys()
        ]

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

    def person_schools(self) -> list[dict]:
        places = {(row["school_id"], row["pupil_id"]) for row in self.enrolments()}
        return [{"school_id": place, "pupil_id": person} for place, person in places]

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
