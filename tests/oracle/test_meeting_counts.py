"""Meetings that took place by quadrant, phase and term, counted in plain Python."""

from tests.oracle.asking import RANGES

WEEKS = RANGES["year to date"]
TERMS = ("autumn", "spring", "summer")


def test_meetings_by_quadrant_phase_and_term(asked, registers):
    """Every other school in autumn, every third twice in spring, none in summer."""
    schools = registers.school_ids
    held = [(school, "autumn", 3) for school in schools[::2]]
    held += [(school, "spring", pupils) for school in schools[::3] for pupils in (0, 5)]
    expected = {}
    for school in schools:
        row = registers.schools[school]
        for term in TERMS:
            key = (row["quadrant"], row["education_phase"], term)
            cell = expected.setdefault(
                key, dict.fromkeys(("schools", "met", "not_met", "meetings", "discussed"), 0)
            )
            theirs = [pupils for each, when, pupils in held if (each, when) == (school, term)]
            cell["schools"] += 1
            cell["met" if theirs else "not_met"] += 1
            cell["meetings"] += len(theirs)
            cell["discussed"] += sum(theirs)
    asked.agrees(
        "tsm/meeting_counts",
        WEEKS,
        "quadrant education_phase term",
        expected,
        held_schools=[school for school, _, _ in held],
        held_terms=[term for _, term, _ in held],
        held_pupils=[pupils for _, _, pupils in held],
    )
