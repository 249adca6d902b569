"""Arriving files beside those in use: what is to be told of them that they alone do not say."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from attendance import queries
from attendance.warehouse import county, landed, references, workshop
from attendance.warehouse.loads import PUPILS, SCHOOLS, TERM_DATES, Load


@contextmanager
def opened(
    data_dir: Path, in_use: list[Load], arrived: list[Load], scratch: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A workshop with the landed views of both, of those in use without marks, and schools."""
    standing = [load for load in in_use if load.kind in (PUPILS, SCHOOLS, TERM_DATES)]
    with workshop.opened(scratch / "beside.duckdb", scratch) as shop:
        references.load_references(shop, data_dir)
        county.set_up(shop)
        landed.create(shop, data_dir, [*standing, *arrived])
        county.create(shop, "schools", "steps.schools")
        county.create(shop, "given_half_terms", "steps.given_half_terms")
        yield shop


def by_load(shop: duckdb.DuckDBPyConnection, name: str) -> dict[int, list[dict]]:
    """The rows of a landing query by the number of their load."""
    found = defaultdict(list)
    for row in shop.sql(queries.load(f"landing/{name}").sql).df().to_dict("records"):
        found[row["load_number"]].append(row)
    return found
