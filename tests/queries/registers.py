"""Published figures drawn as a text table, put into a warehouse by the production SQL.

    published  | period     | area    | phase   | possible | attended | pa   | codes
    -----------+------------+---------+---------+----------+----------+------+----------
    2024-09-26 | year       | Essex   | Primary | 1000     | 953      | 13.2 | I=30 O=17
    2024-09-26 | 2024-09-09 | England | Primary | c        |          |      |

A period is the year so far, or the Monday of a week. Absence without codes is illness (I); the
code ? is absence that DfE counts and gives no code for. A symbol in place of possible sessions
fills every cell, as DfE prints it. Further columns: `printed`, the attendance rate in the file
where it is not attended / possible; `pupils`, enrolments (100). Columns may be left out.
"""

from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from attendance import queries, rules
from attendance.warehouse import build, references, releases
from attendance.warehouse.loads import Load

THRESHOLDS = {
    name: rules.PARAMETERS[name] for name in ("limit_factor", "moving_range_cut", "run_length")
}
"""What control charts are drawn by."""

EAST, SOUTH_EAST = ("E12000006", "East of England"), ("E12000008", "South East")
AREAS = {
    "England": ("National", ("", ""), ""),
    "East of England": ("Regional", EAST, ""),
    "Essex": ("Local authority", EAST, "881"),
    "Suffolk": ("Local authority", EAST, "935"),
    "Milton Marsh": ("Local authority", EAST, "899"),
    "Kent": ("Local authority", SOUTH_EAST, "886"),
    "Medway": ("Local authority", SOUTH_EAST, "887"),
    "Surrey": ("Local authority", SOUTH_EAST, "936"),
}
"""Level, region and three-digit code. Suffolk is one of Essex's comparators as shipped; Milton
Marsh, which does not exist, lies in its region and is none."""

PERIODS = {"year": "year to date"}
MEASURES = (
    "possible_sessions",
    "overall_attendance",
    "present_sessions",
    "approved_educational_activity",
    "overall_absence",
    "authorised_absence",
    "unauthorised_absence",
    "attendance_perc",
    "pa_perc",
    "enrolments",
    "num_schools",
    "total_num_schools",
)


def drawn(table: str) -> list[dict[str, str]]:
    """The rows of a text table by column name; a ruled line is passed over."""
    lines = [line for line in table.strip().splitlines() if line.strip(" -+|")]
    names, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [dict(zip(names, row, strict=True)) for row in rows]


def warehouse(
    table: str, data_to: dict[str, str] | None = None, name: str = ":memory:"
) -> duckdb.DuckDBPyConnection:
    """A warehouse of the figures drawn; `data_to`, by publication, as if given at import."""
    connection = duckdb.connect(name)
    fill(connection, table, data_to)
    return connection


def fill(
    connection: duckdb.DuckDBPyConnection, table: str, data_to: dict[str, str] | None = None
) -> None:
    """Put the figures drawn into a connection, with the steps that lead to the tables."""
    figures = drawn(table)
    references.load_references(connection, Path("no data folder"))
    connection.from_arrow(_landed(connection, figures)).create("landed_dfe_rows")
    build.loads_relation(connection, _loads(figures, data_to or {})).create("loads")
    releases.run_steps(connection, releases.STEPS + releases.TABLES, progress=lambda step: None)
    assert connection.sql(queries.load("landing/warehouse_problems").sql).fetchall() == []


def answer(connection: duckdb.DuckDBPyConnection, name: str, **params: object) -> list[dict]:
    """The rows of a query as dictionaries; nothing is None, a date is a date."""
    query = queries.load(name)
    assert params.keys() == query.params.keys(), f"{name} takes {sorted(query.params)}"
    with connection.cursor() as cursor:
        result = cursor.execute(query.sql, params or None)
        return [dict(zip(query.columns, row, strict=True)) for row in result.fetchall()]


def _landed(connection: duckdb.DuckDBPyConnection, figures: list[dict[str, str]]) -> pa.Table:
    fields = dict.fromkeys(row[1] for row in connection.table("dfe_columns").fetchall())
    reasons = {row[1]: row[0] for row in connection.table("dfe_reason_columns").fetchall()}
    texts = dict.fromkeys(fields, pa.string())
    schema = {"load_id": pa.string(), "published": pa.date32(), "line": pa.int64()} | texts
    schema["reasons"] = pa.map_(pa.string(), pa.string())
    rows = []
    for line, figure in enumerate(figures, start=2):
        cells = dict.fromkeys(fields, "") | _place(figure) | _period(figure) | _sessions(figure)
        coded = [(reasons[code], count) for code, count in _codes(figure).items() if code != "?"]
        published = date.fromisoformat(figure["published"])
        rows.append(
            cells | {"load_id": "drawn", "published": published, "line": line, "reasons": coded}
        )
    return pa.Table.from_pylist(rows, schema=pa.schema(schema.items()))


def _place(figure: dict[str, str]) -> dict[str, str]:
    level, (code, region), authority = AREAS[figure["area"]]
    name = figure["area"] if authority else ""
    return {
        "geographic_level": level,
        "region_code": code,
        "region_name": region,
        "la_name": name,
        "old_la_code": authority,
        "education_phase": figure["phase"],
    }


def _period(figure: dict[str, str]) -> dict[str, str]:
    if figure["period"] in PERIODS:
        year = _academic_year(figure).replace("/", "")
        return {"time_period": year, "time_identifier": "Academic year"}
    year, week, _ = date.fromisoformat(figure["period"]).isocalendar()
    return {"time_period": str(year), "time_identifier": f"Week {week}"}


def _academic_year(figure: dict[str, str]) -> str:
    """By the week; a release of the year so far by its publication, the last one in August."""
    is_week = figure["period"] not in PERIODS
    day = date.fromisoformat(figure["period" if is_week else "published"])
    first = day.year if day.month >= 9 else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def _sessions(figure: dict[str, str]) -> dict[str, str]:
    possible = figure["possible"]
    if not possible.isdigit():
        return dict.fromkeys(MEASURES, possible)
    attended, codes = int(figure["attended"]), _codes(figure)
    unauthorised = sum(int(count) for code, count in codes.items() if code in "GNOU")
    absent = int(possible) - attended
    return {
        "possible_sessions": possible,
        "overall_attendance": str(attended),
        "present_sessions": str(attended),
        "approved_educational_activity": "0",
        "overall_absence": str(absent),
        "authorised_absence": str(absent - unauthorised),
        "unauthorised_absence": str(unauthorised),
        "attendance_perc": figure.get("printed") or repr(100 * attended / int(possible)),
        "pa_perc": figure.get("pa", ""),
        "enrolments": figure.get("pupils") or "100",
        "num_schools": "9",
        "total_num_schools": "10",
    }


def _codes(figure: dict[str, str]) -> dict[str, str]:
    if not figure["possible"].isdigit():
        return {"I": figure["possible"]}
    absent = str(int(figure["possible"]) - int(figure["attended"]))
    codes = dict(part.split("=") for part in figure.get("codes", "").split())
    return {"/": figure["attended"]} | (codes or {"I": absent})


def _loads(figures: list[dict[str, str]], data_to: dict[str, str]) -> list[Load]:
    kinds = {
        (figure["published"], PERIODS.get(figure["period"], "week"), _academic_year(figure))
        for figure in figures
    }
    return [
        Load(
            load_id=f"drawn-{published}-{kind}",
            source="drawn",
            kind=kind,
            academic_year=year,
            published=published,
            data_to=data_to.get(published),
            file_name=f"{published} {kind}.csv",
            sha256="",
            rows=len(figures),
            loaded_at="2025-01-01T00:00:00",
        )
        for published, kind, year in sorted(kinds)
    ]
