"""A whole pack for a Targeting Support Meeting: sentences, tables, charts, without any layout.

PDF, Word and Excel are each a pure function of a Pack, so that no number can differ between them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, Self

import pandas as pd

from attendance import words
from attendance.scope import Choices
from attendance.words import Cell

Kind = Literal["text", "count", "number", "rate", "points", "date"]
ChartKind = Literal["line", "bar", "strip"]
Ask = Callable[[str, Choices], pd.DataFrame]
"""Rows of a query, by its name, for what is chosen; it wraps access.rows."""

MARKING = "OFFICIAL-SENSITIVE"
REST_IN_EXCEL = "in the Excel file"


@dataclass(frozen=True)
class Column:
    """A column: its name in the query, its heading, what its cells are, what stands for none, such
    as "n/a", and whether printed documents have it; a workbook has them all."""

    name: str
    heading: str
    kind: Kind = "text"
    missing: str | None = None
    is_printed: bool = True

    @property
    def is_at_right(self) -> bool:
        """Whether its cells are figures, which stand at the right."""
        return self.kind not in ("text", "date")

    def printed(self, cell: Cell) -> str:
        """A cell as readers see it: rates in per cent, differences signed, dates in words."""
        if cell is None or words.is_missing(cell):
            if self.missing is not None:
                return self.missing
            return "" if self.kind in ("text", "date") else words.NOT_PUBLISHED
        if self.kind == "count":
            return words.count(cell)
        if self.kind == "number":
            return words.number(cell)
        if self.kind == "rate":
            return words.percent(cell)
        if self.kind == "points":
            return words.signed(cell)
        return words.day(cell) if self.kind == "date" else str(cell)


@dataclass(frozen=True)
class Table:
    """A list under its caption. `rows` are all rows, cells as they are: rates 0 to 1, differences
    in points, dates, None where there is none. A printed document has at most `most` of them and
    says `rest`: the first ones, or those that `let_in` names first, by their place; a workbook has
    all, on a sheet called `name`."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    most: int | None = None
    empty: str = "Nobody."
    let_in: tuple[int, ...] = ()

    @property
    def printed_columns(self) -> tuple[Column, ...]:
        """The columns of a printed document."""
        return tuple(column for column in self.columns if column.is_printed)

    @property
    def printed_rows(self) -> list[list[str]]:
        """The rows of a printed document, in words, a cell for each of its columns."""
        return [
            [
                column.printed(cell)
                for column, cell in zip(self.columns, row, strict=True)
                if column.is_printed
            ]
            for row in map(self.rows.__getitem__, sorted(self.places_let_in[: self.most]))
        ]

    @property
    def places_let_in(self) -> tuple[int, ...]:
        """Places of all rows in the order in which a printed document has room for them."""
        return self.let_in or tuple(range(len(self.rows)))

    @property
    def rest(self) -> str:
        """How many rows a printed document leaves out, and where they are; "" if none."""
        left = len(self.rows) - len(self.rows[: self.most])
        return f"And {words.counted(left, 'more', 'more')} {REST_IN_EXCEL}." if left else ""


@dataclass(frozen=True)
class Series:
    """A line, or the bars of one colour: a value for each of the chart's labels, or None. `role`
    says whose it is, so that every document gives it the house's colour: school, home, england,
    last year."""

    name: str
    role: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """What a chart shows, its finding as title, and in words for who cannot see it.

    A line or bar chart has `labels` and `series`, values in `unit`: rate (0 to 1), points, count.
    A strip has `strips`, each (name, weeks), each week (name, days), each day (am, pm), each
    session (text, kind) as sentences.strips has them.
    """

    kind: ChartKind
    title: str
    subtitle: str
    alt: str
    labels: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    unit: Kind = "rate"
    strips: tuple[dict, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question worth asking, and the figure that raised it."""

    text: str
    raised_by: str


@dataclass(frozen=True)
class Section:
    """A part of the pack under its heading, in the order sentences, charts, tables, questions."""

    name: str
    heading: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    questions: tuple[Question, ...] = ()
    has_space_for_actions: bool = False


@dataclass(frozen=True)
class Front:
    """Page 1, which stands alone: five sentences, the pupils to agree on, overdue actions."""

    sentences: tuple[str, ...]
    to_agree: Table
    overdue: Table


@dataclass(frozen=True)
class Pack:
    """What a pack says. `source` names the data in words; `chosen` the school and weeks."""

    title: str
    school_name: str
    theme: str
    term: str
    made_by: str
    made_at: datetime
    with_names: bool
    front: Front
    sections: tuple[Section, ...]
    school_id: int | None = None
    education_phase: str | None = None
    chosen: str = ""
    source: str = ""
    is_sample: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def made_at_in_words(self) -> str:
        """When the pack was made, as "6 December 2024, 09:05"."""
        return words.moment(self.made_at)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every list of the pack, those of page 1 first."""
        lists = (table for section in self.sections for table in section.tables)
        return (self.front.to_agree, self.front.overdue, *lists)

    @property
    def people_listed(self) -> int:
        """How many rows all its lists have, for the audit log."""
        return sum(len(table.rows) for table in self.tables)

    def but(self, **changes: object) -> Self:
        """The same with some parts changed."""
        return replace(self, **changes)
