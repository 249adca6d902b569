"""Rows of a warehouse in words: persons by name, whatever their numbers."""

from collections import Counter
from datetime import date, timedelta

import duckdb

from attendance.warehouse import county
from tests.queries.county import County
from tests.queries.county_reference import NOT_FIGURES, Reference

FIGURES = tuple(name for name in county.TABLES if name not in NOT_FIGURES)
RANDOM = {"person_key", "pseudonym", "key_start"}


def reference(data: County, loads=None) -> Reference:
    """The plain Python of these loads, or of all."""
    wanted = data.loads if loads is None else loads
    landed = [each for each in data.landed if each.load in wanted]
    return Reference(landed, data.data_dir)


def names(shop: duckdb.DuckDBPyConnection, data: County, expected: Reference) -> dict[int, str]:
    """By number, the person: each number is one person, and each person one number."""
    register = shop.table("steps.person_identities").select("urn", "identifier", "pupil_id")
    found = {
        (number, expected.known_person(urn, name)) for urn, name, number in register.fetchall()
    }
    numbers, persons = Counter(number for number, _ in found), Counter(name for _, name in found)
    assert max(numbers.values(), default=1) == 1, numbers
    assert max(persons.values(), default=1) == 1, persons
    return dict(found)


def in_words(shop: duckdb.DuckDBPyConnection, table: str, persons: dict[int, str]) -> Counter:
    """The rows of a table, with persons by name and a household as those who are of it."""
    relation = shop.table(f"warehouse.{table}")
    kept = [name for name in relation.columns if name not in RANDOM]
    named = {"pupil_id": persons}
    if "household" in kept:
        named["household"] = _households(relation, persons)
    return Counter(
        tuple(
            named[name].get(value) if name in named else _hashable(value)
            for name, value in zip(kept, row, strict=True)
        )
        for row in relation.select(*kept).fetchall()
    )


def _hashable(value):
    return tuple(value) if isinstance(value, list) else value


def _households(relation: duckdb.DuckDBPyRelation, persons: dict[int, str]) -> dict[int, tuple]:
    """By number of a household, its members; the number is that of one of them."""
    members = {}
    for number, pupil_id in relation.select("household", "pupil_id").fetchall():
        members.setdefault(number, []).append(pupil_id)
    members.pop(None, None)
    assert all(number == min(found) for number, found in members.items()), members
    return {
        number: tuple(sorted(persons[pupil_id] for pupil_id in found))
        for number, found in members.items()
    }


def by_hand(shop: duckdb.DuckDBPyConnection, table: str, expected: Reference) -> Counter:
    """The rows that plain Python gives for a table."""
    columns = [name for name in shop.table(f"warehouse.{table}").columns if name not in RANDOM]
    rows = getattr(expected, table)()
    for row in rows:
        assert row.keys() == set(columns), row.keys() ^ set(columns)
    return Counter(tuple(row[name] for name in columns) for row in rows)


def assert_equal_to_reference(shop, data: County, loads=None) -> None:
    """Every table equals what plain Python gives for these loads, or for all."""
    expected = reference(data, loads)
    persons = names(shop, data, expected)
    for table in FIGURES:
        found, wanted = in_words(shop, table, persons), by_hand(shop, table, expected)
        assert found == wanted, (
            table,
            shop.table(f"warehouse.{table}").columns,
            "found, not wanted",
            list((found - wanted).items())[:5],
            "wanted, not found",
            list((wanted - found).items())[:5],
        )


def school_days(place: int) -> date:
    """The school day that so many come before, from 9 September 2024 on."""
    return date(2024, 9, 9) + timedelta(days=7 * (place // 5) + place % 5)
