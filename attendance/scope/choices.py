"""What every choice of a reader is."""

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

    def for_a_file(self) -> str:
        """What of it stands in the name of a file: the school, if one, and the last day."""
        school = getattr(self, "school_name", None)
        days = (getattr(self, name, None) for name in ("as_of", "data_to", "told_to"))
        last_day = next(filter(None, days), None)
        parts = [words.plain(school) if school else "", f"{last_day:%Y-%m-%d}" if last_day else ""]
        return "-".join(part for part in parts if part)


@dataclass(frozen=True)
class YearChoices(Choices):
    """What is chosen of an academic year."""

    academic_year: str

    @property
    def year_first_day(self) -> date:
        """The first day of the academic year."""
        return date(int(self.academic_year[:4]), 8, 1)
