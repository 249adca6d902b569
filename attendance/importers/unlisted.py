"""Pupils of arriving marks, and schools, that no file of the county lists: told, not refused, for
marks may come before the files that list them."""

import duckdb

from attendance.importers import beside

NAMED = 3


def notes(shop: duckdb.DuckDBPyConnection) -> dict[int, list[str]]:
    """What to say of loads, by their numbers, once those that arrived stand beside those in use."""
    pupils = beside.by_load(shop, "unlisted_pupils")
    schools = beside.by_load(shop, "unlisted_schools")
    told = {number: [_of_pupils(rows)] for number, rows in pupils.items()}
    for number, rows in schools.items():
        told.setdefault(number, []).append(_of_schools([row["urn"] for row in rows]))
    return told


def _of_pupils(rows: list[dict]) -> str:
    pupils = sum(row["pupils"] for row in rows)
    places = [
        f"{row['school_name']} ({row['school_id']}) for {row['academic_year']}"
        + (f" ({row['pupils']:,})" if len(rows) > 1 else "")
        for row in rows[:NAMED]
    ]
    return (
        f"{pupils:,} {'pupil of this file is' if pupils == 1 else 'pupils of this file are'} in no "
        f"pupil file of {_listed(places, len(rows))}: is the identifier right, or is that file "
        "still to come?"
    )


def _of_schools(urns: list[int]) -> str:
    named = _listed([str(urn) for urn in urns[:NAMED]], len(urns))
    if len(urns) == 1:
        return f"No list of schools has the URN {named}: is it right?"
    return f"No list of schools has the URNs {named}: are they right?"


def _listed(shown: list[str], number: int) -> str:
    more = f" and {number - len(shown):,} more" if number > len(shown) else ""
    return ", ".join(shown) + more
