"""The schools most like one, found in plain Python from enrolments and the register of schools."""

import csv
from datetime import date
from statistics import pstdev

from tests.queries.sample_registers import Registers

from attendance import config, rules

NUMBERS = ("pupils", "fsm", "sen", "eal", "low_age", "high_age")


def weights_of(phase: str) -> dict[str, tuple[float, float]]:
    """By factor, its weight in the phase and its smallest step."""
    with (config.REFERENCE / "similar_school_weights.csv").open(encoding="utf-8") as file:
        return {
            row["factor"]: (float(row["weight"]), float(row["smallest_step"] or 0))
            for row in csv.DictReader(file)
            if row["education_phase"] == phase
        }


def facts_of(registers: Registers, school_id: int, year: str) -> dict[str, object]:
    """What is known of a school by factor; None is not known."""
    school = registers.schools[school_id]
    pupils = [
        pupil
        for pupil in registers.known
        if (pupil["school_id"], pupil["academic_year"]) == (school_id, year)
        and not pupil["is_provisional"]
    ]
    policy = (school["admissions_policy"] or "").lower()
    place = (school["urban_rural"] or "").lower()
    return {
        "pupils": school["pupils"],
        "fsm": school["fsm_share"],
        "sen": share([pupil["sen"] in "KE" for pupil in pupils if pupil["sen"]]),
        "eal": share([pupil["eal"] for pupil in pupils if pupil["eal"] is not None]),
        "low_age": school["statutory_low_age"],
        "high_age": school["statutory_high_age"],
        "urban_rural": next((kind for kind in ("rural", "urban") if kind in place), None),
        "admissions": {"": None, "not applicable": None, "selective": "selective"}.get(
            policy, "not selective"
        ),
        "school_type": school["school_type"],
    }


def share(answers: list[bool]) -> float | None:
    """The share of yes in whole per cent, halves up."""
    if not answers:
        return None
    return (200 * sum(answers) + len(answers)) // (2 * len(answers)) / 100


def nearest(registers: Registers, facts: dict[int, dict], own: int, phase: str) -> dict[int, float]:
    """The most similar of these schools with their distances, nearest first."""
    weights = weights_of(phase)
    steps = {name: step(facts, name, weights[name][1]) for name in NUMBERS if name in weights}
    found = []
    for school_id in facts.keys() - {own}:
        known, apart = 0.0, 0.0
        for name, (weight, _) in weights.items():
            one, other = facts[own][name], facts[school_id][name]
            if one is None or other is None:
                continue
            known += weight
            apart += weight * (abs(one - other) / steps[name] if name in steps else one != other)
        if known >= rules.SMALLEST_KNOWN_SHARE * sum(weight for weight, _ in weights.values()):
            urn = registers.schools[school_id]["urn"]
            found.append((round(apart / known, 9), urn, school_id))
    return {school_id: distance for distance, _, school_id in sorted(found)[: rules.MOST_SIMILAR]}


def together(
    registers: Registers, schools: list[int], year: str, last_week: date
) -> tuple[float, float]:
    """Attendance and PA, year so far, of these schools taken together."""
    attended, possible, enrolments, persistent = 0, 0, 0, 0
    for school_id in schools:
        sessions = registers.sessions(year, date.min, last_week, school_id=school_id)
        pupils, absent, _ = registers.so_far(year, last_week, school_id=school_id)
        attended += sessions.attended
        possible += sessions.possible
        enrolments += pupils
        persistent += absent
    return attended / possible, persistent / enrolments


def step(facts: dict[int, dict], name: str, smallest: float) -> float:
    """The standard deviation of what is known, at least the smallest step."""
    known = [each[name] for each in facts.values() if each[name] is not None]
    return max(pstdev(known) if known else 0, smallest) or 1
