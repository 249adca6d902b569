"""What readers take away: rows as CSV and Excel, each made when asked for and logged first."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from attendance import sentences
from attendance.documents import csv_file, workbook
from attendance.scope import Choices
from attendance.ui import session

SHARES = ("_rate", "_share")
"""How the names of columns of 0 to 1 end, which are shown in per cent."""


def places(column: str) -> int | None:
    """Decimals that a number is shown with on the screen and in Excel, by its column's name, or
    None if the name tells none."""
    if column == "days_by_pace":
        return 0
    if column.endswith("_points") or column == "distance" or column.endswith("_part"):
        return 2
    return 1 if column in ("need", "pupils_away") or column.endswith("_score") else None


def is_difference(column: str) -> bool:
    """Whether a column's numbers are shown with a sign."""
    return column.endswith("_points") or column == "pupils_away"


def file_name(name: str, scope: Choices, ending: str) -> str:
    """What a file of a query's rows is called: the query, the school if it is of one, and the last
    day; never a pupil."""
    return "-".join(filter(None, [name.rpartition("/")[2], scope.for_a_file()])) + ending


def download_csv(name: str, rows: pd.DataFrame, scope: Choices) -> None:
    """Download the rows as CSV, without the key of links; the export is logged."""
    taken = rows.drop(columns="person_key", errors="ignore")
    download(
        "Download CSV",
        file_name(name, scope, ".csv"),
        "text/csv",
        lambda: csv_file.as_download(taken),
        subject=name,
        rows=len(rows),
    )


def as_excel(
    name: str,
    rows: pd.DataFrame,
    scope: Choices,
    columns: Sequence[str],
    to_fill: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> bytes:
    """These columns of the rows, in order, as a workbook under the headings that tables have.

    Those of `to_fill` are left blank under the heading it gives. Keys never leave. `notes` are
    lines of a last sheet.
    """
    function, blank = name.rpartition("/")[2], to_fill or {}
    taken = [column for column in columns if column != "person_key"]
    headings = {
        column: blank.get(column) or sentences.heading(name, column, scope.home) for column in taken
    }
    title = function.replace("_", " ").capitalize()
    decimals = {column: number for column in taken if (number := places(column)) is not None}
    told = rows.reindex(columns=taken).round(decimals)
    return workbook.as_xlsx(
        {title: told.rename(columns=headings)},
        title=title,
        notes=notes,
        shares={headings[column] for column in taken if column.endswith(SHARES)},
        decimals={headings[column]: number for column, number in decimals.items()},
        to_fill=blank.values(),
    )


def download_whole(
    name: str,
    whole: Callable[[], pd.DataFrame],
    listed: int,
    scope: Choices,
    columns: Sequence[str],
    notes: Sequence[str] = (),
) -> None:
    """CSV and Excel of a list of which the page shows a part: all its rows are asked for when
    the button is pressed, and their number is logged."""
    download(
        "Download CSV",
        file_name(name, scope, ".csv"),
        "text/csv",
        lambda: csv_file.as_download(whole()[list(columns)]),
        subject=name,
        rows=listed,
    )
    download(
        "Download Excel",
        file_name(name, scope, ".xlsx"),
        workbook.MIME,
        lambda: as_excel(name, whole(), scope, columns, notes=notes),
        subject=name,
        rows=listed,
    )


def download(
    label: str, file: str, mime: str, make: Callable[[], bytes], subject: str, rows: int
) -> None:
    """A download that is made, and logged before it leaves, when its button is pressed."""
    record = session.recorder()

    def make_and_log() -> bytes:
        content = make()
        record("export", subject, {"file": file}, rows)
        return content

    st.download_button(
        label,
        make_and_log,
        file_name=file,
        mime=mime,
        on_click="ignore",
        icon=":material/download:",
        key=f"download-{subject}-{label}",
    )
