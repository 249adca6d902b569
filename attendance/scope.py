"""What a reader chose to look at; it travels from the filters to queries, charts and words."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from attendance import words


@dataclass(frozen=True)
class Choices:
    """What a page's figures are of, and the name of the authority they are about."""

    home: str

    def but(self, **changes: object) -> Self:
        """The same with some choices changed."""
        return replace(self, **changes)

    def params(self, names) -> dict[str, object]:
        """Those of the query parameters named that there is a value for."""
        return {name: getattr(self, name) for name in names if hasattr(self, name)}


@dataclass(frozen=True)
class MarksScope(Choices):
    """An academic year of the county's own marks, to its last week; with a fault and a school
    where their entries are asked for."""

    academic_year: str
    last_week: date
    fault: str | None = None
    school_id: int | None = None


@dataclass(frozen=True)
class Scope(Choices):
    """One release, authority and phase; `compared_year` and `code` where a figure needs them."""

    home_authority: str
    academic_year: str
    published: date
    data_to: date
    data_to_source: str
    education_phase: str
    compared_year: str | None = None
    code: str | None = None
    reason: str | None = None
    measure: str = "attendance_rate"

    def in_words(self) -> str:
        """What is chosen, for under the title."""
        return (
            f"{words.phase(self.education_phase).capitalize()}, {self.academic_year} to "
            f"{words.day(self.data_to)}, published {words.day(self.published)}"
        )

    def who(self) -> str:
        """Whose figures they are, for a chart's subtitle."""
        return f"{self.home} and England, {words.phase(self.education_phase)}"
