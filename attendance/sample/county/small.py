"""The sample's county: 24 schools, two academic years, and something to find in most schools."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from attendance.sample.county import exports, names
from attendance.sample.county.codes import NO_MARK
from attendance.sample.county.gias import write_gias
from attendance.sample.county.mark_tables import mark_table
from attendance.sample.county.people import People
from attendance.sample.county.plan import LAST_DAY, SCHOOLS, SEED, YEARS, urn
from attendance.sample.county.planted_moves import as_known, as_listed, with_planted_moves
from attendance.sample.county.plants import plant_faults, plant_patterns
from attendance.sample.county.pupil_files import local_ids, write_pupils
from attendance.sample.county.registers import Register, drawn
from attendance.sample.county.roll import County, Roll
from attendance.sample.county.term_dates import write_term_dates
from attendance.sample.county.terms import (
    Calendar,
    county_calendar,
    label,
    with_longer_autumn_break,
)

OWN_DATES = "Rumblecombe"
FROM_SIMS = "Velvetfold"
AS_WEEKS = "Wanderness"
AS_REGISTER, REGISTER_WEEK = "Hobblegate", np.datetime64("2025-02-10")
AS_EXCEL, EXCEL_FROM = "Whistlemere", np.datetime64("2025-01-06")
SENT_TWICE = "Tinderwick"

Tables = dict[tuple[str, int], pa.Table]


def write_sample(target: Path, seed: int = SEED) -> None:
    """Replace the folder by the sample's county; the same seed gives the same bytes."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    write_gias(target, list(SCHOOLS.values()))
    own = [calendar_of(OWN_DATES, year) for year in YEARS]
    write_term_dates(target / "term_dates.csv", YEARS, {urn(OWN_DATES): own})
    county = County(list(SCHOOLS.values()), seed)
    tables: Tables = {}
    for roll in county.rolls(YEARS):
        assert county.people is not None
        known = roll if roll.year < YEARS[-1] else as_known(with_planted_moves(roll))
        name = f"pupils-{_file_year(roll.year)}.csv"
        write_pupils(target / name, _listed(known), county.people, county.schools)
        tables |= dict(_tables(known, county.people, seed))
    _write_marks(target, tables)


def calendar_of(place: str, year: int) -> Calendar:
    """The school's year, its own or the authority's."""
    calendar = county_calendar(year)
    return with_longer_autumn_break(calendar) if place == OWN_DATES else calendar


def register_of(
    place: str, rows: np.ndarray, roll: Roll, people: People, seed: int = SEED
) -> Register:
    """A school's registers with its patterns and faults, as far as they are known."""
    calendar = calendar_of(place, roll.year)
    register = drawn(SCHOOLS[place], rows, roll, people, calendar, seed)
    plant_patterns(place, register)
    plant_faults(place, register)
    register.codes[:, register.days > np.datetime64(LAST_DAY)] = NO_MARK
    return register


def _tables(roll: Roll, people: People, seed: int) -> Iterator[tuple[tuple[str, int], pa.Table]]:
    for place, rows in zip(SCHOOLS, roll.by_school(len(SCHOOLS)), strict=True):
        register = register_of(place, rows, roll, people, seed)
        person = register.person
        by_own_number = place in (FROM_SIMS, AS_WEEKS)
        identifiers = local_ids(person) if by_own_number else names.upns(person).astype(str)
        yield (place, roll.year), mark_table(register, identifiers)


def _listed(roll: Roll) -> Roll:
    return as_listed(roll) if roll.year == YEARS[-1] else roll


def _write_marks(target: Path, tables: Tables) -> None:
    """Most schools share a Parquet file for each year; five send files of their own."""
    last = YEARS[-1]
    _write_sims(target, tables)
    weeks = pa.concat_tables([tables.pop((AS_WEEKS, year)) for year in YEARS])
    exports.write_weeks(target / str(urn(AS_WEEKS)) / "weeks.csv", weeks.sort_by("pupil"))
    inside, outside = _split(tables[AS_REGISTER, last], REGISTER_WEEK)
    days = sorted(set(inside["date"].to_pylist()))
    name = f"register-{REGISTER_WEEK}.csv"
    exports.write_register(target / str(urn(AS_REGISTER)) / name, inside, days)
    tables[AS_REGISTER, last] = outside
    inside, outside = _split(tables[AS_EXCEL, last], EXCEL_FROM)
    exports.write_excel(_in(target / str(urn(AS_EXCEL)), "attendance.xlsx"), inside)
    tables[AS_EXCEL, last] = outside
    twice = tables[SENT_TWICE, last]
    tables[SENT_TWICE, last] = pa.concat_tables([twice, twice.slice(twice.num_rows - 1)])
    for year in YEARS:
        marks = [table for (_, of_year), table in tables.items() if of_year == year]
        exports.write_parquet(target / f"marks-{_file_year(year)}.parquet", marks)


def _write_sims(target: Path, tables: Tables) -> None:
    members = [
        (f"attendance {_file_year(year)}.csv", tables.pop((FROM_SIMS, year))) for year in YEARS
    ]
    exports.write_sims(target / f"{urn(FROM_SIMS)}.zip", members)


def _split(table: pa.Table, first: np.datetime64) -> tuple[pa.Table, pa.Table]:
    """The marks from that day on, and those before."""
    since = pa.array(table["date"].to_numpy() >= first)
    before = pa.array(table["date"].to_numpy() < first)
    return table.filter(since), table.filter(before)


def _in(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


def _file_year(year: int) -> str:
    return label(year).replace("/", "-")
