"""DfE's real files: all load, and every figure in them is the one in the warehouse."""

import csv
from datetime import date
from math import isnan
from pathlib import Path

import pytest

from attendance.warehouse import reader

pytestmark = pytest.mark.real

TOTALS = {
    "present": "present_sessions",
    "approved educational activity": "approved_educational_activity",
    "authorised absence": "authorised_absence",
    "unauthorised absence": "unauthorised_absence",
}
KEY = (
    "cast(published as varchar), period_kind, area_id, education_phase, "
    "coalesce(cast(coalesce(attendance_date, week_commencing) as varchar), '')"
)

Key = tuple[str, ...]


def number(cell: str) -> float | None:
    try:
        return None if isnan(float(cell)) else float(cell)
    except ValueError:
        return None


def key(published: str, row: dict[str, str]) -> Key:
    """What a line is of, by a reading of its own: release, kind, area, phase and period."""
    area = {"National": "E92000001", "Regional": row["region_code"]}.get(row["geographic_level"])
    period = row["time_identifier"]
    if period.startswith("Week"):
        monday = date.fromisocalendar(int(row["time_period"]), int(period[4:]), 1).isoformat()
        day = row.get("attendance_date")
        kind, when = ("day", day) if day else ("week", monday)
    else:
        kind, when = ("year to date" if period == "Academic year" else period.lower()), ""
    phase = row.get("school_type") or row["education_phase"]
    return published, kind, area or row["old_la_code"], phase, when


@pytest.fixture(scope="module")
def real_rows(dfe_releases) -> dict[Key, dict[str, str]]:
    """Every line of every real file, read with Python's own CSV reader."""
    rows, lines = {}, 0
    for path in sorted(dfe_releases.glob("*/*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                lines += 1
                rows[key(path.parent.name, row)] = row
    assert lines == len(rows) > 39_000
    return rows


@pytest.fixture(scope="module")
def asked(real_version):
    """Ask the warehouse of every real release."""

    def ask(sql: str) -> list[tuple]:
        with reader.connection(real_version).cursor() as cursor:
            return cursor.execute(sql).fetchall()

    return ask


def test_every_real_file_is_taken(dfe_releases: Path, real_version):
    files = {str(path) for path in dfe_releases.glob("*/*.csv")}
    assert {load.file_name for load in real_version.loads} == files
    assert {load.published for load in real_version.loads} == {
        Path(file).parent.name for file in files
    }


def test_every_line_is_in_the_warehouse_with_dfes_totals(real_rows, asked):
    columns = ", ".join(
        (
            "possible_sessions, attended_sessions, absent_sessions",
            "late_sessions, schools, enrolments, 100 * persistent_absence_rate",
        )
    )
    found = {
        row[:5]: row[5:] for row in asked(f"select {KEY}, {columns} from published_attendance")
    }
    assert found.keys() == real_rows.keys()
    names = ("possible_sessions", "overall_attendance", "overall_absence", "late_sessions")
    wrong = [
        line
        for line, row in real_rows.items()
        if found[line][:6]
        != tuple(number(row[name]) for name in (*names, "num_schools", "enrolments"))
        or found[line][6] != pytest.approx(number(row.get("pa_perc", "")), abs=1e-12)
    ]
    assert wrong == []


def test_in_every_line_the_codes_sum_to_dfes_totals(real_rows, asked):
    sums: dict[Key, dict[str, float]] = {}
    for *line, category, sessions in asked(
        f"select {KEY}, category, sum(sessions) from published_reasons "
        "where category <> 'not possible' group by all"
    ):
        sums.setdefault(tuple(line), {})[category] = sessions
    wrong = [
        line
        for line, row in real_rows.items()
        for category, column in TOTALS.items()
        if (sums[line].get(category) or 0) != (number(row[column]) or 0)
    ]
    assert wrong == []


def test_the_rate_is_the_one_that_dfe_prints(real_rows, asked):
    found = asked(f"select {KEY}, 100 * attendance_rate from published_attendance")
    wrong = [
        row[:5]
        for row in found
        if row[5] != pytest.approx(number(real_rows[row[:5]]["attendance_perc"]), abs=1e-7)
    ]
    assert wrong == []


def test_what_england_left_uncoded_in_2022_is_a_row_of_its_own(real_rows, asked):
    found = asked(
        "select cast(published as varchar), sessions from published_reasons "
        "where area_id = 'E92000001' and education_phase = 'Primary' "
        "and period_kind = 'year to date' and academic_year = '2022/23' "
        "and code = 'not published' and category = 'authorised absence'"
    )
    assert len(found) == 2
    for published, sessions in found:
        row = real_rows[published, "year to date", "E92000001", "Primary", ""]
        codes = sum(
            number(cell) or 0
            for name, cell in row.items()
            if name.startswith("reason_") and "_authorised_" in name
        )
        assert sessions == float(row["authorised_absence"]) - codes > 0


def test_what_is_suppressed_is_nowhere_a_zero(real_rows, asked):
    hidden = {line for line, row in real_rows.items() if row["possible_sessions"] == "c"}
    assert hidden
    found = asked(
        f"select {KEY} from published_attendance where symbol = 'c' and possible_sessions is null"
    )
    assert set(found) == hidden
    coded = asked(f"select distinct {KEY} from published_reasons where sessions is not null")
    assert not hidden & set(coded)


def test_every_authority_is_one_area_known_by_three_digits(asked):
    areas = asked("select area_id, area_name from areas where area_level = 'Local authority'")
    assert all(len(code) == 3 and code.isdigit() for code, _ in areas)
    assert len({name for _, name in areas}) == len(areas)
