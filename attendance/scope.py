"""What a reader chose to look at; it travels from the filters to queries, charts and words."""

from dataclasses import dataclass, replace
from datetime import date

from attendance import words


@dataclass(frozen=True)
class Scope:
    """One release, authority and phase; `compared_year` and `code` where a figure needs them."""

    home_authority: str
    home: str
    academic_year: str
    published: date
    data_to: date
    data_to_source: str
    education_phase: str
    compared_year: str | None = None
    code: str | None = None
    reason: str | None = None
    measure: str = "attendance_rate"

    def but(self, **changes: object) -> "Scope":
        """The same scope with some choices changed."""
        return replace(self, **changes)

    def params(self, names) -> dict[str, object]:
        """Those of the query parameters named that the scope has a value for."""
        return {name: getattr(self, name) for name in names if hasattr(self, name)}

    def in_words(self) -> str:
        """What is chosen, for under the title."""
        return (
            f"{words.phase(self.education_phase).capitalize()}, {self.academic_year} to "
            f"{words.day(self.data_to)}, published {words.day(self.published)}"
        )

    def who(self) -> str:
        """Whose figures they are, for a chart's subtitle."""
        return f"{self.home} and England, {words.phase(self.education_phase)}"
