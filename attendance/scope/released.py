"""What is chosen of DfE's releases."""

from dataclasses import dataclass
from datetime import date

from attendance import words
from attendance.scope.choices import Choices


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
