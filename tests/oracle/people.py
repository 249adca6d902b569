"""Pupils of a school one by one, on roll at the end of a week, with their year so far."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from tests.oracle.rules import friday, year_group

SETTLED, PERSISTENT, SEVERE = 60, 10, 50


@dataclass(frozen=True)
class Pupil:
    """One enrolment: its place in the registers, what is known of it, and its year so far."""

    number: int
    known: dict
    missed: int
    possible: int

    @property
    def is_persistent(self) -> bool:
        return 100 * self.missed >= PERSISTENT * self.possible

    @property
    def is_severe(self) -> bool:
        return 100 * self.missed >= SEVERE * self.possible

    @property
    def is_settled(self) -> bool:
        return self.possible >= SETTLED

    @property
    def in_dfe_figure(self) -> bool:
        return self.known["age"] is not None and 5 <= self.known["age"] <= 15


class People:
    """Who the pupils of a warehouse are."""

    def __init__(self, asked, registers) -> None:
        self.registers = registers
        with asked.connection.cursor() as cursor:
            found = cursor.execute(
                "select pupil_id, person_key, surname, forename, upn from people"
            ).fetchall()
        self.keys = {pupil_id: key for pupil_id, key, *_ in found}
        self._names = {pupil_id: tuple(names) for pupil_id, _, *names in found}

    def name(self, known: dict) -> str | None:
        """Surname and forename, else the school's own number, else the UPN."""
        surname, forename, upn = self._names[known["pupil_id"]]
        if surname and forename:
            return f"{surname}, {forename}"
        return surname or known["local_id"] or upn

    def told(self, pupil: Pupil) -> dict:
        """What every list says of a pupil."""
        return {
            "pupil": self.name(pupil.known),
            "year_group": year_group(pupil.known),
            "class": pupil.known["class"],
            "in_dfe_figure": pupil.in_dfe_figure,
            "school_id": pupil.known["school_id"],
        }

    def by_key(self, found: dict[int, dict], pupils: list[Pupil]) -> dict[tuple, dict]:
        """Rows by number of an enrolment, by the pupil's key and with what every list says."""
        named = {pupil.number: pupil for pupil in pupils}
        return {
            (self.keys[named[number].known["pupil_id"]],): self.told(named[number]) | row
            for number, row in found.items()
        }

    def as_of(self, last: date) -> date:
        """The last marked day of weeks up to that one."""
        return min(self.registers.days[-1], friday(last))

    def on_roll(self, year: str, school_id: int, last: date, after_may=False) -> list[Pupil]:
        """Pupils of all ages with possible sessions who had not left before the last marked day;
        with what DfE leaves out `after_may`, or without."""
        registers = self.registers
        as_of = self.as_of(last)
        numbers = registers.all_enrolled(year, school_id=school_id)
        missed, possible = (
            registers.each_of_all(numbers, date.min, last)
            if after_may
            else registers.each(numbers, date.min, last, whole=True)
        )
        return [
            Pupil(int(number), known, int(away), int(sessions))
            for number, away, sessions in zip(numbers, missed, possible, strict=True)
            if sessions > 0
            and ((known := registers.enrolments[number])["leaving_date"] or as_of) >= as_of
        ]


def spells_of(registers) -> dict[tuple[int, int], list]:
    """Spells of absence by school and pupil."""
    found = defaultdict(list)
    for spell in registers.spells:
        found[spell.school_id, spell.pupil_id].append(spell)
    return found
