"""Pupil files that lack columns in which earlier files told something of the same pupils: a newer
file replaces the older one whole, so that it would be known no longer."""

import duckdb

from attendance.importers import beside


def reasons(shop: duckdb.DuckDBPyConnection, lacking: dict[int, tuple[str, ...]]) -> dict[int, str]:
    """Why to hold loads, by their numbers, of those that lack the columns given for each."""
    loads = [[number] for number, columns in lacking.items() if columns]
    if not loads:
        return {}
    shop.execute("create temp table lacking_loads (load_number bigint)")
    shop.executemany("insert into lacking_loads values (?)", loads)
    found = {}
    for number, [known] in beside.by_load(shop, "known_before").items():
        lost = [f"{column} ({known[column]:,})" for column in lacking[number] if known[column]]
        if lost:
            found[number] = _reason(lost)
    return found


def _reason(lost: list[str]) -> str:
    return (
        "what earlier files say of its pupils would be known no longer, for it lacks columns: "
        f"{', '.join(lost)}. In brackets are the pupils who had something there. Export it with "
        "these columns"
    )
