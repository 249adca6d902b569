"""The schools most like one, found in plain Python from enrolments and the register of schools."""

from statistics import pstdev

from tests.oracle.rules import reference

NUMBERS = ("pupils", "fsm", "sen", "eal", "low_age", "high_age")
# DfE's similar-schools reports take so many; schools that share less of the weights are not set
# beside each other, which is our own choice.
MOST_SIMILAR, SMALLEST_KNOWN_SHARE = 20, 0.5


def facts_of(registers, school_id, year):
    """What is known of a school by factor; None is not known."""
    school = registers.schools[school_id]
    pupils = [
        registers.enrolments[number]
        for number in registers.all_enrolled(year, school_id=school_id)
        if not registers.enrolments[number]["is_provisional"]
    ]
    policy = (school["admissions_policy"] or "").lower()
    place = (school["urban_rural"] or "").lower()
    kinds = {"": None, "not applicable": None, "unknown": None, "selective": "selective"}
    return {
        "pupils": school["pupils"],
        "fsm": school["fsm_share"],
        "sen": share([pupil["sen"] in "KE" for pupil in pupils if pupil["sen"]]),
        "eal": share([pupil["eal"] for pupil in pupils if pupil["eal"] is not None]),
        "low_age": school["statutory_low_age"],
        "high_age": school["statutory_high_age"],
        "urban_rural": next((kind for kind in ("rural", "urban") if kind in place), None),
        "admissions": kinds.get(policy, "not selective"),
        "school_type": school["school_type"],
    }


def share(answers):
    """The share of yes in whole per cent, halves up."""
    if not answers:
        return None
    return (200 * sum(answers) + len(answers)) // (2 * len(answers)) / 100


class Phase:
    """The schools of a phase, and how far any two of them are apart."""

    def __init__(self, registers, phase, facts):
        self.facts = facts
        self.urns = {school_id: registers.schools[school_id]["urn"] for school_id in facts}
        rows = [
            row for row in reference("similar_school_weights") if row["education_phase"] == phase
        ]
        self.weights = {row["factor"]: float(row["weight"]) for row in rows}
        self.steps = {
            row["factor"]: self._step(row["factor"], float(row["smallest_step"] or 0))
            for row in rows
            if row["factor"] in NUMBERS
        }

    def _step(self, factor, smallest):
        """The standard deviation of what is known, at least the smallest step."""
        known = [each[factor] for each in self.facts.values() if each[factor] is not None]
        return max(pstdev(known) if known else 0, smallest) or 1

    def known_share(self, one, other):
        """The part of the weights whose factors both have."""
        return sum(map(self.weights.get, self._both(one, other))) / sum(self.weights.values())

    def parts(self, one, other):
        """By factor of the phase that both have, its part of the distance."""
        both = self._both(one, other)
        known = sum(self.weights[factor] for factor in both)
        found = {}
        for factor in both:
            first, second = self.facts[one][factor], self.facts[other][factor]
            step = self.steps.get(factor)
            apart = first != second if step is None else abs(first - second) / step
            found[factor] = self.weights[factor] * apart / known
        return found

    def _both(self, one, other):
        return [
            factor
            for factor in self.weights
            if None not in (self.facts[one][factor], self.facts[other][factor])
        ]

    def nearest(self, own):
        """The most similar schools, nearest first; of two as near that of the lower URN."""
        found = [
            (round(sum(self.parts(own, other).values()), 9), self.urns[other], other)
            for other in self.facts
            if other != own and self.known_share(own, other) >= SMALLEST_KNOWN_SHARE
        ]
        return [school_id for _, _, school_id in sorted(found)[:MOST_SIMILAR]]
