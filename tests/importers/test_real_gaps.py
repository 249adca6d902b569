"""Every gap of every authority in every real release is the sum of its split by reason."""

import csv
from itertools import product
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from attendance import queries
from attendance.warehouse import reader

pytestmark = pytest.mark.real

PHASES = ("Primary", "Secondary", "Special")
TABLES = ("published_attendance", "published_reasons", "attendance_codes")

Place = dict[str, str]


def gaps(path: Path, phase: str) -> dict[str, float]:
    """Authority minus England, points, from the session counts of the file itself."""
    rates = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            is_meant = phase == (row.get("school_type") or row["education_phase"])
            if not is_meant or row["geographic_level"] == "Regional":
                continue
            if row["possible_sessions"] == "c":
                continue
            area = row["old_la_code"] if row["la_name"] else "England"
            sessions = int(row["overall_attendance"]), int(row["possible_sessions"])
            rates[area] = 100 * sessions[0] / sessions[1]
    england = rates.pop("England")
    return {area: rate - england for area, rate in rates.items()}


def splits(tables: dict[str, pa.Table], place: Place, areas: list[str]) -> dict[str, float]:
    """Sum of the parts that the page's query gives, by authority: it is asked for all at once,
    with the authority from a list in place of the parameter."""
    sql = queries.load("essex_and_england/gap_by_reason").sql
    assert "$home_authority" in sql
    of_area = sql.replace("$home_authority", "areas.area_id")
    with duckdb.connect(config={"threads": 1}) as connection:
        for name, rows in tables.items():
            connection.from_arrow(rows).create(name)
        connection.from_arrow(pa.table({"area_id": areas})).create("areas")
        connection.execute(
            f"select area_id, (select sum(gap_points) from ({of_area})) from areas", place
        )
        return dict(connection.fetchall())


def rows_of(version, place: Place) -> dict[str, pa.Table]:
    """The warehouse's rows of a release and phase: all that the split can be made of."""
    tables = {}
    with reader.connection(version).cursor() as cursor:
        for name in TABLES:
            where = " and ".join(f"{column} = ${column}" for column in place)
            is_small = name == "attendance_codes"
            sql = f"from {name}" + ("" if is_small else f" where {where}")
            rows = cursor.sql(sql, params=None if is_small else place)
            tables[name] = rows.to_arrow_table()
    return tables


def test_the_split_by_reason_sums_to_the_gap_everywhere(dfe_releases, real_version):
    def differences(path: Path, phase: str) -> dict[tuple[str, str, str], float]:
        wanted = gaps(path, phase)
        ((year, published),) = {
            (load.academic_year, load.published)
            for load in real_version.loads
            if load.file_name == str(path)
        }
        place = {"academic_year": year, "published": published, "education_phase": phase}
        found = splits(rows_of(real_version, place), place, list(wanted))
        return {(published, phase, area): abs(found[area] - wanted[area]) for area in wanted}

    paths = sorted(dfe_releases.glob("*/*_ytd_*.csv"))
    by = {}
    for path, phase in product(paths, PHASES):
        by |= differences(path, phase)
    assert len(by) > 5_000
    assert {place: off for place, off in by.items() if not off <= 1e-9} == {}
