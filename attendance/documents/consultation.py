"""The consultation sheet: one page about one pupil for a ten-minute compliance consultation."""

from collections.abc import Mapping, Sequence

from attendance.documents import pdf
from attendance.words import counted

MOST_SESSIONS, MOST_SUPPORT, MOST_QUESTIONS, MOST_THRESHOLDS = 12, 5, 6, 8
LONGEST_LINE = 110
MOST_STRIPS = 6
"""Half terms of the register, the newest: ten school weeks lie in three of them, at two schools."""


def as_pdf(data: Mapping[str, object]) -> bytes:
    """The sheet of what sentences.consultation tells; long lists are cut, and say so."""
    fitted = dict(data)
    for name, most in (
        ("sessions", MOST_SESSIONS),
        ("support", MOST_SUPPORT),
        ("questions", MOST_QUESTIONS),
    ):
        fitted[name] = fitting(data[name], most)  # type: ignore[arg-type]
    thresholds = data["thresholds"]
    assert isinstance(thresholds, Sequence)
    fitted["thresholds"] = thresholds[:MOST_THRESHOLDS]
    strips = data["strips"]
    assert isinstance(strips, Sequence)
    fitted["strips"] = strips[-MOST_STRIPS:]
    left = len(strips) - MOST_STRIPS
    earlier = counted(left, "earlier strip is", "earlier strips are")
    fitted["strips_left"] = f"{earlier} left out; the pupil's page has all." if left > 0 else ""
    return pdf.as_pdf("consultation", fitted)


def fitting(lines: Sequence[str], most: int) -> list[str]:
    """At most so many lines of no more than two rows, the last of more saying how many."""
    cut = [line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} …" for line in lines]
    if len(cut) <= most:
        return cut
    return [*cut[: most - 1], f"and {len(cut) - most + 1} more"]
