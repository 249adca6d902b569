"""Which column of an export holds what of a mark, as data/reference/mark_columns.csv says.

Names are compared by their letters and digits alone, so that "Session Name", session_name and
sessionName are one.
"""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from attendance.warehouse import references


def key(name: str) -> str:
    """A column name by its letters and digits."""
    return "".join(filter(str.isalnum, name.lower()))


def known(data_dir: Path) -> list[tuple[str, str]]:
    """Column names and their fields, the preferred name of a field first."""
    with duckdb.connect() as connection:
        references.load_references(connection, data_dir)
        return connection.table("mark_columns").fetchall()


def matched(names: list[str], mapping: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Columns of the header by field, the preferred one first."""
    by_key = {key(name): name for name in names if key(name)}
    found: dict[str, list[str]] = {}
    for name, field in mapping:
        column = by_key.get(key(name))
        if column and column not in found.setdefault(field, []):
            found[field].append(column)
    return {field: columns for field, columns in found.items() if columns}


def unused_note(names: Iterable[str]) -> list[str]:
    """A sentence about columns that nothing is known of, if there are any."""
    told = ", ".join(names)
    return [f"Columns not known and not used: {told}."] if told else []
