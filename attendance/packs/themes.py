"""What a pack holds in a term: its sections, their order and headings, and its own questions."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from attendance import words
from attendance.errors import DocumentError
from attendance.packs.pack import Question
from attendance.words import each

TERMS = ("autumn", "spring", "summer")


@dataclass(frozen=True)
class Part:
    """A section of a theme: its name, heading and standing questions."""

    section: str
    heading: str
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Theme:
    """A term's theme and its sections in order."""

    term: str
    name: str
    parts: tuple[Part, ...]


def theme(rows: pd.DataFrame, term: str, phase: str | None = None) -> Theme:
    """The theme of that term for a school of that phase, from the rows of data/tsm_themes."""
    own = of_phase(rows[rows["term"] == term], phase)
    if own.empty:
        raise DocumentError(
            f"There is no theme for the term {term!r}. Terms are those of tsm_themes.csv: "
            f"{words.listed(terms(rows)) or 'none'}."
        )
    return Theme(
        term,
        own["theme"].iloc[0],
        tuple(Part(row.section, row.heading, _questions(row, term)) for row in each(own)),
    )


def of_phase(rows: pd.DataFrame, phase: str | None) -> pd.DataFrame:
    """The rows of a phase, else those of all phases that have none of their own."""
    own = rows[rows["education_phase"] == phase]
    return own if len(own) else rows[rows["education_phase"].isna()]


def terms(rows: pd.DataFrame) -> list[str]:
    """The terms that have a theme, in the order of a school year."""
    known = set(rows["term"])
    return [*(term for term in TERMS if term in known), *sorted(known - set(TERMS))]


def term_of(weeks: pd.DataFrame, last_week: date) -> str:
    """The term of that week, from the rows of county/weeks."""
    own = weeks[weeks["week_commencing"] == pd.Timestamp(last_week)]
    half_term = int(own["half_term"].iloc[0]) if len(own) else 0
    return TERMS[max(half_term - 1, 0) // 2]


def _questions(row: words.Cell, term: str) -> tuple[Question, ...]:
    if words.is_missing(row.questions):
        return ()
    asked = [text.strip() for text in row.questions.split("|")]
    return tuple(Question(text, f"asked of every school in the {term} term") for text in asked)
