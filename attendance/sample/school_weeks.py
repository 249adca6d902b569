"""School weeks, holidays and publication dates of the two sample years."""

from dataclasses import dataclass
from datetime import date, timedelta

DAYS_FROM_DATA_TO_PUBLICATION = 13


@dataclass(frozen=True, order=True)
class Week:
    """A Monday; `open_share` is the share of schools open, as some break up early."""

    monday: date
    term: str
    days: int = 5
    open_share: float = 1.0
    is_half_term: bool = False


@dataclass(frozen=True)
class SchoolYear:
    """An academic year as far as the sample knows it."""

    label: str
    weeks: tuple[Week, ...]
    half_term: Week
    published: tuple[date, ...]
    first_with_persistent_absence: date
    terms_in_last_release: dict[str, str]

    def weeks_to(self, publication: date) -> list[Week]:
        """School weeks of a release; October half term is among them, for a few authorities."""
        data_to = publication - timedelta(days=DAYS_FROM_DATA_TO_PUBLICATION)
        weeks = sorted((*self.weeks, self.half_term))
        return [week for week in weeks if week.monday <= data_to]


DAYS = {(2024, 13): 4, (2024, 19): 4}
OPEN_SHARE = {
    (2023, 42): 0.85,
    (2023, 51): 0.9,
    (2024, 7): 0.8,
    (2024, 13): 0.8,
    (2024, 30): 0.4,
    (2024, 43): 0.8,
    (2024, 45): 0.95,
    (2024, 51): 0.95,
    (2025, 2): 0.95,
}


def _week(iso_year: int, number: int, term: str) -> Week:
    monday = date.fromisocalendar(iso_year, number, 1)
    key = (iso_year, number)
    return Week(monday, term, DAYS.get(key, 5), OPEN_SHARE.get(key, 1.0))


def _weeks(term: str, iso_year: int, *spans: tuple[int, int]) -> list[Week]:
    return [
        _week(iso_year, number, term) for first, last in spans for number in range(first, last + 1)
    ]


def _half_term(iso_year: int, number: int) -> Week:
    return Week(date.fromisocalendar(iso_year, number, 1), "autumn", is_half_term=True)


YEAR_2023 = SchoolYear(
    label="202324",
    weeks=(
        *_weeks("autumn", 2023, (37, 42), (44, 51)),
        *_weeks("spring", 2024, (2, 7), (9, 13)),
        *_weeks("summer", 2024, (16, 21), (23, 30)),
    ),
    half_term=_half_term(2023, 43),
    published=(
        date(2023, 9, 28),
        date(2023, 10, 26),
        date(2023, 12, 7),
        date(2024, 1, 25),
        date(2024, 2, 22),
        date(2024, 3, 21),
        date(2024, 5, 30),
        date(2024, 8, 8),
    ),
    first_with_persistent_absence=date(2024, 1, 25),
    terms_in_last_release={"autumn": "aut", "spring": "spr", "summer": "sum"},
)
YEAR_2024 = SchoolYear(
    label="202425",
    weeks=(
        *_weeks("autumn", 2024, (37, 43), (45, 51)),
        *_weeks("spring", 2025, (2, 6)),
    ),
    half_term=_half_term(2024, 44),
    published=(
        date(2024, 9, 26),
        date(2024, 10, 10),
        date(2024, 10, 24),
        date(2024, 11, 7),
        date(2024, 11, 21),
        date(2024, 12, 5),
        date(2024, 12, 19),
        date(2025, 1, 9),
        date(2025, 1, 23),
        date(2025, 2, 6),
        date(2025, 2, 20),
    ),
    first_with_persistent_absence=date(2025, 1, 23),
    terms_in_last_release={"autumn": "aut"},
)
YEARS = (YEAR_2023, YEAR_2024)
