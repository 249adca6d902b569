"""Term dates as the import reads them: the authority's, and those of schools of their own."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from attendance.config import ESSEX
from attendance.sample.county.terms import Calendar, county_calendar

COLUMNS = ("authority_code", "urn", "academic_year", "half_term", "first_day", "last_day")


def write_term_dates(
    path: Path, years: Iterable[int], of_schools: Mapping[int, Iterable[Calendar]] | None = None
) -> None:
    """Write the authority's years, and by URN the calendars of schools that differ."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for year in years:
            writer.writerows(_rows("", county_calendar(year)))
        for urn, calendars in (of_schools or {}).items():
            for calendar in calendars:
                writer.writerows(_rows(str(urn), calendar))


def _rows(urn: str, calendar: Calendar) -> Iterable[tuple[str, ...]]:
    for number, (first, last) in enumerate(calendar.half_terms, start=1):
        yield ESSEX, urn, calendar.label, str(number), first.isoformat(), last.isoformat()
