"""Bring a warehouse up to date with a week, and a day; build it anew; compare the two."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import duckdb

from attendance.warehouse import county
from benchmarks.county import processes
from benchmarks.county.workplace import Workplace

DAY = "one school's day"
WEEK = "current week of all schools"
REBUILD = "full rebuild"

LATEST_FULL_WEEK = """
select max(monday) as monday
from (
    select date_trunc('week', cast(date as date)) as monday
    from given
    group by monday
    having count(distinct date) = 5
) as weeks
"""

LARGEST_SCHOOL = """
select urn
from given
where date = $friday
group by urn
order by count(*) desc, urn
limit 1
"""
"""Of those that were open on the day: some have a training day."""

CUTS = {
    "before.csv": "select * from given where date < $monday",
    "week.csv": "select * from given where date >= $monday and date <= $friday",
    "day.csv": """
        select * replace (
            case when pupil < 'M' and code in ('/', '\\') then 'I' else code end as code
        )
        from given
        where date = $friday and urn = $urn
    """,
}
"""What is loaded first; the current week; and its last day as one school sends it again, with
pupils ill who were first marked present."""


def load_before(place: Workplace) -> dict:
    """Cut the year's marks, and load all up to the latest full week."""
    data, files = place.data("refresh"), place.folder / "refresh"
    shutil.rmtree(data, ignore_errors=True)
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir()
    _cut(place.marks_file, files)
    others = [path for path in place.county.iterdir() if path != place.marks_file]
    return {"taken": _import(data, [*others, files / "before.csv"])}


def refresh(place: Workplace) -> dict:
    """Add that week, then one school's day of it again; then rebuild."""
    data, files = place.data("refresh"), place.folder / "refresh"
    taken = {
        WEEK: _import(data, [files / "week.csv"]),
        DAY: _import(data, [files / "day.csv"]),
    }
    refreshed = place.warehouse("refresh")
    taken[REBUILD] = _import(data, [])
    compared = {"refreshed": refreshed.name, "rebuilt": place.warehouse("refresh").name}
    return {"taken": taken, "compared": compared}


def compare(place: Workplace) -> dict:
    """Whether the refreshed and the rebuilt warehouse have the same rows."""
    refreshed = place.result("refresh")
    assert refreshed is not None, "the step refresh comes first"
    folder = place.warehouse("refresh").parent
    paths = {side: folder / name for side, name in refreshed["compared"].items()}
    return {"rows_differing": differences(**paths)}


def differences(refreshed: Path, rebuilt: Path) -> dict[str, int]:
    """By table, the rows that only one of two warehouses has."""
    with duckdb.connect() as connection:
        connection.execute("attach $path as refreshed (read_only)", {"path": str(refreshed)})
        connection.execute("attach $path as rebuilt (read_only)", {"path": str(rebuilt)})
        schools = connection.execute(SCHOOLS).fetchall()
        return {name: _differing(connection, name, schools) for name in county.TABLES}


SCHOOLS = "select distinct school_id from rebuilt.schools order by school_id"
SCHOOLS_AT_ONCE = 50
"""Large tables are compared in parts, so that each part fits into memory."""


def _differing(connection: duckdb.DuckDBPyConnection, name: str, schools: list[tuple]) -> int:
    """Both ways, and the counts. A list in a row is a set, which may be in any order."""
    described = dict(row[:2] for row in connection.sql(f"describe refreshed.{name}").fetchall())
    lists = [column for column, type_ in described.items() if type_.endswith("[]")]
    replaced = ", ".join(f"list_sort({column}) as {column}" for column in lists)
    columns = f"* replace ({replaced})" if lists else "*"
    parts = ["true"]
    if "school_id" in described:
        firsts = [row[0] for row in schools[::SCHOOLS_AT_ONCE]]
        edges = zip([-1, *firsts[1:]], [*firsts[1:], 2**31 - 1], strict=True)
        parts = [f"school_id >= {low} and school_id < {high}" for low, high in edges]
        parts.append("school_id is null")
    found = 0
    for part in parts:
        one, other = (
            f"select {columns} from {side}.{name} where {part}" for side in ("refreshed", "rebuilt")
        )
        counted = f"""
            select
                (select count(*) from ({one} except {other}) as gone)
                + (select count(*) from ({other} except {one}) as come)
                + abs((select count(*) from ({one})) - (select count(*) from ({other})))
        """
        found += connection.execute(counted).fetchall()[0][0]
    return found


def _cut(source: Path, files: Path) -> None:
    with duckdb.connect() as connection:
        given = connection.read_csv(str(source), all_varchar=True, header=True)
        given.create_view("given")
        monday = connection.execute(LATEST_FULL_WEEK).fetchall()[0][0].date()
        friday = (monday + timedelta(days=4)).isoformat()
        urn = connection.execute(LARGEST_SCHOOL, {"friday": friday}).fetchall()[0][0]
        about = {"monday": monday.isoformat(), "friday": friday, "urn": urn}
        for name, cut in CUTS.items():
            params = {key: value for key, value in about.items() if f"${key}" in cut}
            connection.sql(cut, params=params).write_csv(str(files / name))


def _import(data: Path, paths: list[Path]) -> dict:
    """What the whole process took, and of it the part that changes or builds tables."""
    taken, printed = processes.run(processes.python("benchmarks.county.importing", data, *paths))
    steps = json.loads(printed.splitlines()[-1])
    began = next(at for step, at in steps if step in ("Putting marks in place", "Building schools"))
    ended = next(at for step, at in steps if step == "Checking")
    is_refreshed = any(step.startswith("Refreshing") for step, _ in steps)
    is_built = any(step == "Building schools" for step, _ in steps)
    return {
        "seconds": taken.seconds,
        "tables_seconds": ended - began,
        "is_refreshed": is_refreshed and not is_built,
        "steps": steps,
    }
