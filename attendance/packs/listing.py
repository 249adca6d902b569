"""Rows of a query as a table of a pack: headings, kinds of cells, and who a pupil is."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_numeric_dtype

from attendance import sentences, words
from attendance.packs.pack import Column, Kind, Table
from attendance.words import Cell

NONE = "–"
SHARES = ("_rate", "_share")
NUMBERS = ("_part", "_score", "distance", "need", "smallest_step", "weight")
DIFFERENCES = ("_points", "pupils_away")


def table(
    name: str,
    caption: str,
    query: str,
    rows: pd.DataFrame,
    columns: Sequence[str],
    home: str,
    note: str = "",
    most: int | None = None,
    empty: str = "Nobody.",
) -> Table:
    """These columns of the rows, as the screen calls them; `where` is year group and class."""
    heads = tuple(
        Column("where", "Class")
        if column == "where"
        else Column(
            column, sentences.heading(query, column, home), kind(column, rows[column]), NONE
        )
        for column in columns
    )
    cells = [
        places(rows) if column == "where" else [_cell(value) for value in rows[column]]
        for column in columns
    ]
    listed = tuple(zip(*cells, strict=True))
    return Table(name, caption, heads, listed, note=note, most=most, empty=empty)


def kind(name: str, cells: pd.Series) -> Kind:
    """What cells of a column are, by its name and type."""
    if name.endswith(SHARES):
        return "rate"
    if name.endswith(DIFFERENCES):
        return "points"
    if is_datetime64_any_dtype(cells):
        return "date"
    if is_bool_dtype(cells) or not is_numeric_dtype(cells):
        return "text"
    return "number" if name.endswith(NUMBERS) else "count"


def places(rows: pd.DataFrame) -> list[str]:
    """Year group and class of each pupil, as "Year 9, 9B"."""
    return [
        ", ".join(str(part) for part in parts if not words.is_missing(part))
        for parts in zip(rows["year_group"], rows["class"], strict=True)
    ]


def _cell(value: Cell) -> Cell:
    """A cell as documents have it: None for nothing, days as dates, yes for true."""
    if words.is_missing(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    if isinstance(value, bool | np.bool_):
        return "yes" if value else ""
    return value.item() if isinstance(value, np.generic) else value
