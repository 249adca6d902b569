"""What DfE publishes of England and the county, read from the sample's released files.

"Attendance is present and approved educational activity over possible sessions", of several
weeks the sum of one over the sum of the other.
"""

import csv
from dataclasses import dataclass
from datetime import date
from io import TextIOWrapper
from zipfile import ZipFile

from attendance.config import SAMPLE
from tests.oracle.rules import points, year_of

ENGLAND, HOME = "E92000001", "881"


@dataclass(frozen=True)
class Figure:
    """Attended and possible sessions that DfE publishes."""

    attended: float = 0.0
    possible: float = 0.0

    @property
    def rate(self) -> float | None:
        return self.attended / self.possible if self.possible else None


class Published:
    """The weekly files of the sample's releases."""

    def __init__(self) -> None:
        self._files: dict[str, dict[date, dict[tuple[str, str, date], Figure]]] = {}
        for path in sorted((SAMPLE / "dfe").glob("*/*.zip")):
            with ZipFile(path) as archive:
                for name in archive.namelist():
                    if name.endswith("EES_weekly_data.csv"):
                        with archive.open(name) as file:
                            found = _figures(csv.DictReader(TextIOWrapper(file, "utf-8")))
                        published = date.fromisoformat(path.parent.name)
                        year = year_of(min(week for _, _, week in found))
                        self._files.setdefault(year, {})[published] = found

    def weeks(self, area: str, phase: str, year: str, first: date, last: date):
        """By week, the figures of the year's newest file for which England has one, too."""
        files = self._files.get(year, {})
        if not files:
            return {}
        newest = files[max(files)]
        return {
            week: newest[area, phase, week]
            for of, label, week in sorted(newest)
            if (of, label) == (ENGLAND, phase)
            and first <= week <= last
            and (area, phase, week) in newest
        }

    def england(self, phase: str, year: str, first: date, last: date) -> dict[date, Figure]:
        """England week by week."""
        return self.weeks(ENGLAND, phase, year, first, last)


class England:
    """DfE's figure of England over those of the weeks that both have."""

    def __init__(self, registers, calendar, published, weeks, phase):
        figures = published.england(phase, weeks.academic_year, *weeks.now)
        self.weeks = [week for week in figures if week in registers.weeks]
        self.rate = summed(figures[week] for week in self.weeks).rate
        self.sessions_held = calendar.sessions_of_weeks(self.weeks)
        self.last_week = max(self.weeks, default=None)

    def shared(self, registers, numbers):
        """Sessions of the enrolments in these weeks."""
        return registers.sessions_of(numbers, self.weeks)

    def gap_points(self, counted):
        """Attendance minus England's."""
        return points(counted.attendance_rate, self.rate)

    def pupils_away(self, counted):
        """How many more pupils are away each day than at England's rate."""
        if self.rate is None:
            return None
        return (counted.absent - counted.possible * (1 - self.rate)) / self.sessions_held


def summed(figures) -> Figure:
    """Sessions of several weeks."""
    found = list(figures)
    return Figure(
        sum(figure.attended for figure in found), sum(figure.possible for figure in found)
    )


def _figures(rows) -> dict[tuple[str, str, date], Figure]:
    found = {}
    for row in rows:
        area = ENGLAND if row["geographic_level"] == "National" else row["old_la_code"]
        if area not in (ENGLAND, HOME) or not row["possible_sessions"].isdigit():
            continue
        number = int(row["time_identifier"].removeprefix("Week "))
        week = date.fromisocalendar(int(row["time_period"]), number, 1)
        figure = Figure(float(row["overall_attendance"]), float(row["possible_sessions"]))
        if figure.possible:
            found[area, row["school_type"], week] = figure
    return found
