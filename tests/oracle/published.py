"""What DfE publishes of England and the county, read from the sample's released files.

"Attendance is present and approved educational activity over possible sessions", of several
weeks the sum of one over the sum of the other.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from io import TextIOWrapper
from zipfile import ZipFile

from attendance.config import SAMPLE
from tests.oracle.rules import monday, points, reference, year_of

ENGLAND, HOME = "E92000001", "881"


@dataclass(frozen=True)
class Figure:
    """Attended and possible sessions that DfE publishes."""

    attended: float = 0.0
    possible: float = 0.0

    @property
    def rate(self) -> float | None:
        return self.attended / self.possible if self.possible else None


@dataclass(frozen=True)
class Release:
    """Persistent absence that DfE publishes of the year so far."""

    published: date
    last_day: date
    persistent_rate: float | None


class Published:
    """The weekly and the year-to-date files of the sample's releases."""

    def __init__(self) -> None:
        self._files: dict[str, dict[date, dict[tuple[str, str, date], Figure]]] = {}
        self._releases: dict[tuple[str, str], list[Release]] = {}
        for path in sorted((SAMPLE / "dfe").glob("*/*.zip")):
            published = date.fromisoformat(path.parent.name)
            for name, rows in _read(path):
                if name.endswith("EES_ytd_data.csv"):
                    self._add_release(published, rows)
                if name.endswith("EES_weekly_data.csv"):
                    found = _figures(rows)
                    year = year_of(min(week for _, _, week in found))
                    self._files.setdefault(year, {})[published] = found

    def _add_release(self, published: date, rows) -> None:
        for row in rows:
            if row["geographic_level"] == "National":
                year = f"{row['time_period'][:4]}/{row['time_period'][4:]}"
                found = row.get("pa_perc") or ""
                persistent = float(found) / 100 if found[:1].isdigit() else None
                release = Release(published, _last_day(published), persistent)
                self._releases.setdefault((year, row["school_type"]), []).append(release)

    def releases(self, phase: str, year: str, last_week: date) -> list[Release]:
        """England's year so far, oldest first, of data to the end of the week at most."""
        return [
            release
            for release in self._releases.get((year, phase), [])
            if monday(release.last_day) <= last_week
        ]

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


def _read(path):
    """The CSV files of an archive, each with its rows."""
    with ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".csv"):
                with archive.open(name) as file:
                    yield name, csv.DictReader(TextIOWrapper(file, "utf-8"))


def _last_day(published: date) -> date:
    """As DfE's list of publications says, else the Friday 13 days before the Thursday."""
    listed = {row["published"]: row["data_to"] for row in reference("dfe_publications")}
    if published.isoformat() in listed:
        return date.fromisoformat(listed[published.isoformat()])
    return published - timedelta(days=13)


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
