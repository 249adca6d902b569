"""Reads a county's files as a school's colleague would, format by format."""

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

Row = dict[str, str]
COLUMNS = ["urn", "pupil", "date", "session", "code"]


@dataclass(frozen=True)
class County:
    """Everything in a county's folder; marks name every pupil by the UPN."""

    folder: Path
    schools: list[Row]
    pupils: list[Row]
    term_dates: list[Row]
    marks: pa.Table

    def urn(self, place: str) -> int:
        """The URN of the open school whose name has the place in it."""
        [urn] = [
            int(school["URN"])
            for school in self.schools
            if place in school["EstablishmentName"]
            and school["EstablishmentStatus (name)"] == "Open"
            and school["LA (code)"] == "881"
        ]
        return urn

    def marks_of(self, urn: int, first: str = "2023-09-01", last: str = "2025-07-31") -> list[dict]:
        """The marks of a school between two days, both included."""
        day = self.marks["date"]
        within = pc.and_(
            pc.greater_equal(day, pa.scalar(date.fromisoformat(first))),
            pc.less_equal(day, pa.scalar(date.fromisoformat(last))),
        )
        return self.marks.filter(pc.and_(within, pc.equal(self.marks["urn"], urn))).to_pylist()

    def enrolments(self, urn: int, academic_year: str = "2024/25") -> list[Row]:
        """The school's rows of that year's pupil file."""
        return [
            row
            for row in self.pupils
            if row["urn"] == str(urn) and row["academic_year"] == academic_year
        ]


def read(folder: Path) -> County:
    """All that the folder holds."""
    pupils = [row for path in sorted(folder.glob("pupils-*.csv")) for row in rows(path)]
    upns = {(row["urn"], row["local_id"]): row["upn"] for row in pupils}
    [gias] = folder.glob("edubasealldata*.csv")
    loose = [*_sims(folder, upns), *_weeks(folder, upns), *_registers(folder), *_excel(folder)]
    tables = [pq.read_table(path, columns=COLUMNS) for path in sorted(folder.glob("*.parquet"))]
    found = dict(zip(COLUMNS, zip(*loose, strict=True), strict=True))
    tables.append(pa.table({name: list(values) for name, values in found.items()}))
    marks = pa.concat_tables([table.cast(tables[0].schema) for table in tables])
    return County(folder, rows(gias, "cp1252"), pupils, rows(folder / "term_dates.csv"), marks)


def rows(path: Path, encoding: str = "utf-8") -> list[Row]:
    """The rows of a CSV file."""
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def _sims(folder: Path, upns: dict):
    for path in folder.glob("*.zip"):
        with ZipFile(path) as archive:
            for name in archive.namelist():
                for row in csv.DictReader(StringIO(archive.read(name).decode())):
                    day = datetime.strptime(row["Date"], "%d/%m/%Y").date()
                    pupil = upns[path.stem, row["Student ID"]]
                    yield int(path.stem), pupil, day, row["Session Name"], row["Mark"]


def _weeks(folder: Path, upns: dict):
    for path in folder.glob("*/weeks.csv"):
        urn = path.parent.name
        for row in rows(path):
            monday = date.fromisoformat(row["week_commencing"])
            assert monday.weekday() == 0 and len(row["marks"]) == 10
            for number, code in enumerate(row["marks"]):
                if code != "-":
                    day = monday + timedelta(days=number // 2)
                    yield int(urn), upns[urn, row["pupil"]], day, ("AM", "PM")[number % 2], code


def _registers(folder: Path):
    for path in folder.glob("*/register-*.csv"):
        for row in rows(path):
            upn = row.pop("UPN")
            for head, code in row.items():
                day, session = head.split()
                if code:
                    yield int(path.parent.name), upn, date.fromisoformat(day), session, code


def _excel(folder: Path):
    for path in folder.glob("*/*.xlsx"):
        sheet = openpyxl.load_workbook(path, read_only=True).active
        head, *body = sheet.iter_rows(values_only=True)
        assert head[:4] == ("UPN", "Date", "Session", "Mark")
        for upn, day, session, code, *_ in body:
            yield int(path.parent.name), upn, day.date(), session, code
