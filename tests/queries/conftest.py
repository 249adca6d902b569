"""A register rich enough that every query has something to say, and every filter matters."""

from itertools import product

import pytest

from attendance.warehouse import releases
from tests.queries import registers

PUBLISHED = {"2023-10-26": 6, "2024-10-24": 6, "2024-11-07": 8}
"""Publications, and how many weeks of the year lie in the weekly file of each."""
FIRST_MONDAYS = {"2023": "2023-09-11", "2024": "2024-09-09"}
AREAS = ("England", "East of England", "Essex", "Suffolk", "Kent")
PHASES = ("Primary", "Secondary")
WOBBLE = (0, 9, 4, 13, 2, 40, 7, 11)


@pytest.fixture(scope="session")
def rich():
    """Two years, three releases, five areas, two phases; the steps of the build are kept."""
    connection = registers.warehouse("\n".join([HEADING, *_lines()]))
    columns = ", ".join(f"{row[0]} varchar" for row in connection.table("dfe_columns").fetchall())
    connection.execute(f"create table staged_lines (line bigint, {columns})")
    connection.execute("create table staged_cells (line bigint, column_name text, cell text)")
    assert {row[0] for row in connection.execute("show tables").fetchall()} >= set(releases.TABLES)
    return connection


HEADING = "published | period | area | phase | possible | attended | pa | codes"


def _lines():
    for published, weeks in PUBLISHED.items():
        for area, phase in product(AREAS, PHASES):
            shift = 17 * AREAS.index(area) + 190 * PHASES.index(phase)
            revised = 3 if published == "2024-11-07" else 0
            for week in range(weeks):
                monday = _monday(published, week)
                wobble = (AREAS.index(area) + 1) * WOBBLE[week]
                yield _line(published, monday, area, phase, shift + wobble - revised)
            yield _line(published, "year", area, phase, shift + weeks, pa=14 + shift / 100)


def _monday(published: str, week: int) -> str:
    days = registers.date.fromisoformat(FIRST_MONDAYS[published[:4]]).toordinal() + 7 * week
    return registers.date.fromordinal(days).isoformat()


def _line(published, period, area, phase, absent, pa=""):
    ill, other = 400 + absent // 2, 200 + absent - absent // 2
    return (
        f"{published} | {period} | {area} | {phase} | 10000 | {10000 - ill - other} | {pa} | "
        f"I={ill} O={other}"
    )
