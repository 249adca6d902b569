"""The schools of an invented county, and how a big one is made up."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

import numpy as np

from attendance.sample.county import names

FIRST_URN = 900_001
PHASES = ("Primary", "Secondary", "Special")
# Shares of schools and of pupils, like those of Essex.
SHARE_OF_SCHOOLS = {"Primary": 0.807, "Secondary": 0.149, "Special": 0.044}
SHARE_OF_PUPILS = {"Primary": 0.547, "Secondary": 0.435, "Special": 0.018}
SPREAD_OF_SIZES = {"Primary": 0.6, "Secondary": 0.45, "Special": 0.5}
FIRST_NUMBER = {"Primary": 2001, "Secondary": 4001, "Special": 7001}
TRUSTS = ("Lantern Oak Learning Trust", "Copper Kite Trust", "Three Otters Academy Trust")
SHARE_OF_ACADEMIES = 0.45
DISTRICTS = {
    "Colchester": 0.13, "Tendring": 0.1, "Braintree": 0.1, "Chelmsford": 0.13, "Maldon": 0.04,
    "Epping Forest": 0.08, "Harlow": 0.07, "Uttlesford": 0.06, "Basildon": 0.13, "Brentwood": 0.05,
    "Castle Point": 0.06, "Rochford": 0.05,
}  # fmt: skip
"""Essex's districts, real, with their shares of the schools."""


@dataclass(frozen=True)
class School:
    """A school under one URN; `earlier` is the URN that it had before it became an academy."""

    urn: int
    establishment_number: int
    name: str
    phase: str
    type_name: str
    district: str
    low_age: int
    high_age: int
    pupils: int
    trust: str = ""
    opened: date | None = None
    earlier: "School | None" = None
    closed: date | None = None
    fsm_share: float = 0.2
    absence: float = 1.0

    @property
    def years(self) -> range:
        """Year groups from 0, Reception."""
        return range(self.low_age - 4, self.high_age - 4)

    @property
    def phase_index(self) -> int:
        """The phase's place among PHASES."""
        return PHASES.index(self.phase)

    def urn_in(self, year: int) -> int:
        """The URN in force in an academic year."""
        if self.earlier and self.opened and self.opened >= date(year + 1, 1, 1):
            return self.earlier.urn
        return self.urn


def academised(school: School, opened: date) -> School:
    """The school as an academy since then, under a URN of its own and the same number."""
    was = replace(school, trust="", closed=date(opened.year, 8, 31))
    return replace(
        school,
        urn=school.urn + 50_000,
        type_name="Academy converter",
        trust=school.trust or TRUSTS[0],
        opened=opened,
        earlier=was,
    )


def many_schools(schools: int, pupils: int, seed: int) -> list[School]:
    """A county of that size, with phases, districts and sizes like those of Essex."""
    rng = np.random.default_rng([seed, schools])
    counts = _dealt(schools, list(SHARE_OF_SCHOOLS.values()))
    of_phases = _dealt(pupils, list(SHARE_OF_PUPILS.values()))
    found: list[School] = []
    for phase, count, on_roll in zip(PHASES, counts, of_phases, strict=True):
        weights = 1 + SPREAD_OF_SIZES[phase] * (2 * rng.random(count) - 1)
        for number, size in enumerate(_dealt(on_roll, weights.tolist())):
            found.append(_school(len(found), number, phase, size, rng))
    return found


def _school(place: int, number: int, phase: str, size: int, rng: np.random.Generator) -> School:
    is_academy = rng.random() < SHARE_OF_ACADEMIES
    low, high = _ages(phase, rng)
    return School(
        urn=FIRST_URN + place,
        establishment_number=FIRST_NUMBER[phase] + number,
        name=_name(place, phase, rng),
        phase=phase,
        type_name=_type(phase, is_academy),
        district=_district(float(rng.random())),
        low_age=low,
        high_age=high,
        pupils=size,
        trust=TRUSTS[place % len(TRUSTS)] if is_academy else "",
        fsm_share=0.06 + 0.3 * float(rng.random()),
        absence=0.85 + 0.3 * float(rng.random()),
    )


def _ages(phase: str, rng: np.random.Generator) -> tuple[int, int]:
    if phase == "Primary":
        return 4, 11
    if phase == "Special":
        return 4, 16
    return 11, 18 if rng.random() < 0.5 else 16


def _name(place: int, phase: str, rng: np.random.Generator) -> str:
    where = names.place(place)
    if phase == "Primary" and rng.random() < 0.12:
        saint = names.SAINTS[int(rng.random() * len(names.SAINTS))]
        return f"{saint} Primary School, {where}"
    kind = {"Primary": "Primary School", "Secondary": "High School", "Special": "School"}[phase]
    return f"{where} {kind}"


def _type(phase: str, is_academy: bool) -> str:
    if phase == "Special":
        return "Academy special converter" if is_academy else "Community special school"
    return "Academy converter" if is_academy else "Community school"


def _district(drawn: float) -> str:
    edges = list(accumulate(DISTRICTS.values()))
    return list(DISTRICTS)[int(np.searchsorted(edges, drawn * edges[-1]))]


def _dealt(total: int, weights: list[float]) -> list[int]:
    """Whole parts of the total in proportion to the weights, adding up exactly."""
    running = list(accumulate(weights))
    edges = [0, *(round(total * weight / running[-1]) for weight in running)]
    return np.diff(edges).tolist()
