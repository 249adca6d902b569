"""What every cell of a pack's workbook has to be, counted in plain Python: no number comes from a
query."""

from datetime import date

from attendance import words
from tests.oracle.asking import RANGES
from tests.oracle.people import People
from tests.oracle.rules import SEVERE, reference, year_group
from tests.oracle.test_pupil_early import absent_early, last_years
from tests.oracle.test_pupil_lists import (
    absent_row,
    changed_row,
    missed_of,
    people_of,
    pupils_of,
)
from tests.oracle.test_pupil_pivot import at_risk
from tests.oracle.test_pupil_triage import suggested
from tests.oracle.test_school_page import cohort_gaps, position
from tests.oracle.test_school_patterns import code_gap, code_use, marks_of
from tests.oracle.test_since_last import (
    beside_similar,
    chosen,
    sides_of,
    then_and_now,
)
from tests.oracle.test_since_last import pupils_of as around
from tests.oracle.test_thresholds import (
    COUNTED,
    illness,
    part_time,
    penalty,
    runs,
    unexplained,
)
from tests.oracle.test_thresholds import WEEKS as WEEKS_OF_LISTS

WEEKS, DAY = RANGES["year to date"], date(2025, 2, 14)
NEWEST = WEEKS_OF_LISTS["newest"]
CODES = {row["code"]: row["description"] for row in reference("attendance_codes")}
MEASURES = {
    "attendance": "Attendance",
    "persistent": "Persistent absence (PA)",
    "severe": "Severe absence (SA)",
    "unauthorised": "Unauthorised absence",
}
SEVERAL = ("complex", "specific issue")
NOT_YET = {"plan": "none recorded", "lead": "to be agreed"}


class PackSheets:
    """The sheets of the packs of a warehouse's schools, of the year so far."""

    def __init__(self, registers, calendar, published, asked, marks, spells) -> None:
        self.registers, self.calendar, self.published = registers, calendar, published
        self.marks, self.spells, self._found = marks, spells, {}
        self.people, self.missed = People(asked, registers), missed_of(asked)
        self._enrolled = {
            (self.people.keys[known["pupil_id"]], known["school_id"]): known
            for known in registers.enrolments
            if known["academic_year"] == WEEKS.academic_year
        }
        self.pupils = pupils_of(registers, calendar, WEEKS, people_of(asked), self.missed)

    def of(self, school_id: int) -> dict[str, list[dict]]:
        """The rows of each sheet that has any."""
        if school_id not in self._found:
            self._found[school_id] = self._rows(school_id)
        return self._found[school_id]

    def _rows(self, school_id):
        phase = self.registers.schools[school_id]["education_phase"]
        found = (
            self._of_pupils(school_id)
            | self._of_groups(school_id, phase)
            | self._reached(school_id)
        )
        return {name: rows for name, rows in found.items() if rows}

    def met(self, school_id: int, met_on: date) -> tuple[list, list]:
        """Every pupil of a school before and after a meeting, and those who were discussed: who
        had missed most, and one of whom nothing can be said."""
        before, after = sides_of(self.calendar, WEEKS, met_on, school_id)
        everyone = around(self.registers, WEEKS, school_id, before, after)
        return everyone, chosen(everyone)

    def after_meeting(self, everyone, discussed) -> dict[str, list[dict]]:
        """The rows of the sheets on what became of these pupils."""
        together = beside_similar(everyone, {each.number: each for each in discussed})
        names = {"discussed": "Discussed", "similar": "Similar, not discussed"}
        left = {
            (self.people.keys[each.known["pupil_id"]],): each.known["leaving_date"]
            for each in discussed
        }
        return {
            "Since last": [row | {"who": names[who]} for (who,), row in together.items()],
            "Discussed pupils": [
                row | {"left_on": left[key] if left[key] and left[key] < DAY else None}
                for key, row in then_and_now(self.people, discussed).items()
            ],
        }

    def position(self, school_id: int, phase: str) -> dict[str, dict]:
        """By measure, the school beside its phase, England and itself last year."""
        found = position(self.registers, self.published, WEEKS, school_id, phase)
        return {measure: row for (measure,), row in found.items()}

    def _of_pupils(self, school_id):
        own = [pupil for pupil in self.pupils if pupil.known["school_id"] == school_id]
        severe = [pupil for pupil in own if pupil.is_in(SEVERE, None)]
        worse = [pupil for pupil in own if pupil.trend == "worse" and not pupil.left_on]
        groups, persistent = suggested(
            self.people, self.calendar, WEEKS, school_id, self.spells, self.missed
        )
        groups = self._named(groups, persistent)
        several = [
            row
            for row in groups
            if row["triage_group"] in SEVERAL and not row["standing"].startswith("SA")
        ]
        near = self._named(*at_risk(self.people, self.calendar, WEEKS, school_id))
        on_roll = self.people.on_roll(WEEKS.academic_year, school_id, WEEKS.last_week)
        before = last_years(self.registers, WEEKS)
        early = absent_early(
            self.registers, self.calendar, WEEKS, school_id, on_roll, before, self.spells
        )
        return {
            "To agree": [
                row | NOT_YET
                for row in (
                    *(placed(absent_row(pupil)) for pupil in severe if not pupil.left_on),
                    *(row for row in several if row["triage_group"] == "complex"),
                )
            ],
            "Severely absent": [placed(absent_row(pupil)) for pupil in severe],
            "Several agencies": several,
            "At risk": [row for row in near if row["outlook"] == "stays under 10%"],
            "Can come back": [row for row in near if row["outlook"] == "back under 10%"],
            "Worse than last half term": [
                placed(changed_row(pupil)) | {"support_step": "none"} for pupil in worse
            ],
            "Early": self._named(early, on_roll),
        }

    def _named(self, found, pupils):
        return [placed(row) for row in self.people.by_key(found, pupils).values()]

    def _of_groups(self, school_id, phase):
        registers = self.registers
        in_phase = registers.of_phase(phase)
        gaps = code_gap(registers, WEEKS, school_id, registers.codes_by_week(in_phase))
        use = code_use(registers, school_id, phase, marks_of(registers, WEEKS, in_phase))
        cohorts = cohort_gaps(registers, WEEKS, school_id, phase)
        return {
            "Beside": [
                {"measure": MEASURES[measure]} | row
                for measure, row in self.position(school_id, phase).items()
            ],
            "Cohorts": [
                {"cohort_name": words.cohort(*cohort)} | row for cohort, row in cohorts.items()
            ],
            "Codes": [coded(code) | row for (code,), row in gaps.items()],
            "Codes to ask about": [
                coded(code) | row | {"is_unusual": "yes" if row["is_unusual"] else ""}
                for (code,), row in use.items()
            ],
        }

    def _reached(self, school_id):
        def rows(found, is_reached, how):
            return [
                row | self._who(key, school_id) | {"how": how(row)}
                for (key, school), row in found.items()
                if school == school_id and row["state"] == is_reached
            ]

        own = self.marks, self.calendar, NEWEST
        return {
            "Unexplained": [
                self._who(key, school_id) | row
                for (key, school), row in unexplained(self.marks, NEWEST).items()
                if school == school_id
            ],
            "10 sessions without leave": rows(
                penalty(*own, school_id=school_id),
                "reached",
                lambda row: (
                    f"{row['penalty_sessions']} sessions in the last ten school weeks; ten within "
                    f"ten weeks first reached this year on {day(row['first_crossed'])}"
                ),
            ),
            "10 days in a row": rows(
                runs(*own, COUNTED, 10, 5, school_id=school_id), "reached", run_in_words
            ),
            "15 days ill": rows(
                illness(*own, school_id=school_id),
                "reached",
                lambda row: f"{row['days']} days with illness this year",
            ),
            "Long part-time timetable": rows(
                part_time(*own),
                "long",
                lambda row: (
                    f"C2 in {row['weeks']} school weeks, since {day(row['first_date'])}; "
                    "no plan recorded"
                ),
            ),
        }

    def _who(self, key, school_id):
        known = self._enrolled[key, school_id]
        return placed(
            {
                "pupil": self.people.name(known),
                "year_group": year_group(known),
                "class": known["class"],
            }
        )


def placed(row):
    """The row with the year group and class in words."""
    return row | {"where": ", ".join(each for each in (row["year_group"], row["class"]) if each)}


def coded(code):
    return {"code": code, "description": CODES[code]}


def day(value):
    """A day as "6 December 2024"."""
    return f"{value.day} {value:%B %Y}"


def run_in_words(row):
    """A run of days away without leave."""
    days = row["sessions"] // 2
    half = ".5" if row["sessions"] % 2 else ""
    until = ", still away" if row["going_on"] else f" to {day(row['last_date'])}"
    return f"{days}{half} days from {day(row['first_date'])}{until}; sessions: {row['codes']}"
