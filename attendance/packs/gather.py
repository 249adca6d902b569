"""A school's pack from the queries and sentences of the screens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from attendance import sentences, words
from attendance.errors import DocumentError
from attendance.packs import groups, pupils, questions, severe, since_last, trends
from attendance.packs.asked import Asked
from attendance.packs.front import front
from attendance.packs.pack import Ask, Front, Pack, Section
from attendance.packs.pupils import Written
from attendance.packs.themes import Part, Theme, theme
from attendance.scope import PackScope

NOTHING_WRITTEN = Written()
SECTIONS: dict[str, Callable[[Asked, str], Section]] = {
    "trends": trends.trends,
    "comparison": trends.comparison,
    "early": pupils.early,
    "persistent": pupils.persistent,
    "cohorts": groups.cohorts,
    "coding": groups.coding,
    "thresholds": groups.thresholds,
}
"""By section of a theme, what writes it; the others rest on what was written down, too."""


@dataclass(frozen=True)
class Made:
    """Who makes a pack and when, and whether its pupils are invented."""

    by: str
    at: datetime
    is_sample: bool = False


def pack(
    ask: Ask, scope: PackScope, term: str, made: Made, written: Written = NOTHING_WRITTEN
) -> Pack:
    """The pack of the scope's school with the theme of that term.

    `ask` gives the rows of a query for a scope, and so says what its reader may see. DocumentError
    if the school has no marks in these weeks, or the term no theme.
    """
    asked = Asked(ask, scope)
    of_term = theme(asked("data/tsm_themes"), term, scope.education_phase)
    told = asked.scope = to_own_day(asked, scope)
    return Pack(
        title=f"Targeting Support Meeting: {scope.school_name}",
        school_name=str(scope.school_name),
        theme=of_term.name,
        term=of_term.term,
        made_by=made.by,
        made_at=made.at,
        with_names=scope.show_names,
        front=front(asked, written),
        sections=tuple(_sections(asked, of_term, written)),
        school_id=scope.school_id,
        education_phase=scope.education_phase,
        chosen=told.in_words(),
        source=registers_to(told.told_to),
        is_sample=made.is_sample,
        notes=_notes(told),
    )


def registers_to(day: date) -> str:
    """Of which data a pack is, in words."""
    return f"registers to {words.day(day)}"


def front_page(ask: Ask, scope: PackScope, written: Written = NOTHING_WRITTEN) -> Front:
    """Page 1 alone, for a screen, by fewer queries than a whole pack."""
    return front(Asked(ask, scope), written)


def to_own_day(ask: Ask, scope: PackScope) -> PackScope:
    """The same with the school's own last marked day, which may lie before the county's."""
    days = ask("school/calendar", scope)["session_date"]
    return scope if days.empty else scope.but(school_day=days.max().date())


def _sections(asked: Asked, of_term: Theme, written: Written) -> Iterator[Section]:
    for part in of_term.parts:
        yield replace(_section(asked, part, written), heading=part.heading)


def _section(asked: Asked, part: Part, written: Written) -> Section:
    """The section of that name."""
    if part.section == "severe":
        return severe.severe(asked, part.heading, written)
    if part.section == "since_last":
        return since_last.section(asked, asked.scope, written.agreed)
    if part.section == "questions":
        return Section(
            "questions",
            part.heading,
            questions=(*questions.worth_asking(asked, written), *part.questions),
            has_space_for_actions=True,
        )
    if part.section not in SECTIONS:
        raise DocumentError(
            f"There is no section {part.section!r} for a pack (tsm_themes.csv). Sections are "
            f"{words.listed([*SECTIONS, 'severe', 'since_last', 'questions'])}."
        )
    return replace(SECTIONS[part.section](asked, part.heading), questions=part.questions)


def _notes(scope: PackScope) -> tuple[str, ...]:
    others = f" Those of other schools of {scope.home} go to {words.day(scope.as_of)}."
    return (
        (
            f"Figures are of {scope.in_words()}; attendance and absence of the "
            f"{scope.weeks_in_words()}.{others if scope.told_to < scope.as_of else ''}"
        ),
        sentences.own_marks(scope),
        (
            "Persistent absence (PA): 10% or more of a pupil's own possible sessions missed; "
            "severe absence (SA): 50% or more. A session is half a school day."
        ),
        (
            "“Could be chance” and “unlikely to be chance” allow for how many pupils a school "
            "has; “range” is where a difference may lie, chance allowed for."
        ),
    )
