"""The lists of a pack as a workbook: a sheet for each, every row, formula-safe."""

import pandas as pd

from attendance.documents import workbook
from attendance.packs.pack import MARKING, Pack, Table


def as_xlsx(pack: Pack) -> bytes:
    """A sheet for each list that has rows, and a last one that says what they are of."""
    full = [table for table in pack.tables if table.rows]
    sheets: dict[str, pd.DataFrame] = {}
    for table in full:
        sheets[_name(table, sheets)] = _rows(table)
    columns = [column for table in full for column in table.columns]
    return workbook.as_xlsx(
        sheets,
        title=f"{MARKING}: {pack.title}",
        notes=_notes(pack),
        shares={column.heading for column in columns if column.kind == "rate"},
        decimals={column.heading: 1 for column in columns if column.kind == "points"},
    )


def _rows(table: Table) -> pd.DataFrame:
    """All rows, numbers as numbers: rates 0 to 1, shown in per cent, differences to a tenth."""
    return pd.DataFrame(
        [list(row) for row in table.rows],
        columns=[column.heading for column in table.columns],
        dtype=object,
    )


def _name(table: Table, taken: dict[str, pd.DataFrame]) -> str:
    """A sheet's name: the list's own, made different where two share it."""
    name = table.name.replace("_", " ").capitalize()
    number = sum(each == name or each.startswith(f"{name} ") for each in taken)
    return f"{name} {number + 1}" if number else name


def _notes(pack: Pack) -> list[str]:
    """Marking, who made it, when, from which data; then what each list is."""
    names = "With names of pupils." if pack.with_names else "Without names of pupils."
    about = [
        MARKING,
        f"{pack.title}. {pack.term.capitalize()} term: {pack.theme}. {names}",
        f"{pack.chosen}",
        f"Made by {pack.made_by}, {pack.made_at_in_words}. Data: {pack.source}.",
        "Sample data: invented pupils and schools." if pack.is_sample else "",
        *pack.notes,
    ]
    lists = [
        f"{table.name.replace('_', ' ').capitalize()}: {table.caption}. {table.note or ''}".strip()
        if table.rows
        else f"{table.caption}: {table.empty}"
        for table in pack.tables
    ]
    return [line for line in (*about, *lists) if line]
