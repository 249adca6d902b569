"""Read a CSV, Parquet or Excel file as text, every cell as it stands, with line numbers."""

import codecs
import csv
import mmap
from datetime import datetime
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa

from attendance.errors import SourceError

UTF16 = (b"\xff\xfe", b"\xfe\xff")
WEB_PAGE = (b"<!doctype", b"<html", b"<?xml")
CHUNK = 1 << 20
OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def header(path: Path, shown: str) -> list[str]:
    """The file's column names, in lower case and without surrounding blanks.

    SourceError if the file is empty, is a web page, is written in UTF-16, or has no commas.
    """
    if path.suffix.lower() == ".csv":
        names = _csv_header(path, shown)
    elif path.suffix.lower() == ".parquet":
        names = _parquet(duckdb.connect(), path, shown).columns
    else:
        names = _excel_rows(path, shown)[0]
    return [str(name or "").strip().lower() for name in names]


def unique(names: list[str], shown: str) -> list[str]:
    """The column names, one made up where there is none; SourceError if one stands twice."""
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise SourceError(
            f"{shown}: the column {twice[0]!r} stands twice. Take one of them out and import the "
            "file again."
        )
    return [name or f"unnamed_{place}" for place, name in enumerate(names)]


def rows_before_empty_lines(path: Path) -> list[int]:
    """For each empty line of a CSV file, how many rows stand before it: DuckDB passes such lines
    over without counting them. None in other files.
    """
    if path.suffix.lower() != ".csv" or not path.stat().st_size:
        return []
    found, line, since = [], 1, 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for place in sorted(_places(content, b"\n\n") + _places(content, b"\n\r\n")):
            line += content[since : place + 1].count(b"\n")
            since = place + 1
            found.append(line - 2 - len(found))
    return found


def _places(content: mmap.mmap, wanted: bytes) -> list[int]:
    found, place = [], content.find(wanted)
    while place >= 0:
        found.append(place)
        place = content.find(wanted, place + 1)
    return found


def staged(connection: duckdb.DuckDBPyConnection, path: Path, names: list[str], shown: str):
    """All lines as text under those column names, with `line`, as a table staged_lines.

    SourceError if a line has too few or too many cells, or there is no line at all.
    """
    if path.suffix.lower() == ".csv":
        refuse_other_letters(path, shown)
    stage(connection, texts(connection, path, names, shown), names, shown)


def stage(
    connection: duckdb.DuckDBPyConnection, rows: duckdb.DuckDBPyRelation, names, shown: str
) -> None:
    """Number the rows of text as lines of their file and keep them as the table staged_lines."""
    blank = duckdb.ConstantExpression("")
    line = duckdb.SQLExpression("row_number() over () + 1").alias("line")
    cells = [duckdb.CoalesceOperator(duckdb.ColumnExpression(n), blank).alias(n) for n in names]
    filled = duckdb.FunctionExpression("concat", *map(duckdb.ColumnExpression, names))
    rows.project(line, *cells).filter(filled != blank).create("staged_lines")
    refuse_broken_lines(connection, shown)
    if not connection.table("staged_lines").limit(1).fetchall():
        raise no_rows(shown)


def no_rows(shown: str) -> SourceError:
    """What to tell of a file that ends with its header."""
    return SourceError(f"{shown} has column names but no rows. Download it again.")


def texts(
    connection: duckdb.DuckDBPyConnection, path: Path, names: list[str], shown: str
) -> duckdb.DuckDBPyRelation:
    """The file's rows, unread as yet, every cell as text under those column names.

    Lines that cannot be split into cells come to light after reading: `refuse_broken_lines`.
    """
    if path.suffix.lower() == ".csv":
        rows = _csv(connection, path, names, shown)
    elif path.suffix.lower() == ".parquet":
        rows = _parquet(connection, path, shown)
    else:
        rows = _excel(connection, path, shown)
    return rows.project(
        *[
            _text(column, str(type_)).alias(name)
            for column, type_, name in zip(rows.columns, rows.types, names, strict=True)
        ]
    )


def _text(column: str, type_: str) -> duckdb.Expression:
    """A cell as DfE's CSV would write it: 881 for 881.0, and NaN."""
    cell = duckdb.ColumnExpression(column)
    text = cell.cast("varchar")
    if type_ in ("DOUBLE", "FLOAT"):
        is_nan = duckdb.FunctionExpression("isnan", cell)
        is_whole = duckdb.FunctionExpression("trunc", cell) == cell
        text = (
            duckdb.CaseExpression(is_nan, duckdb.ConstantExpression("NaN"))
            .when(is_whole, cell.cast("decimal(38, 0)").cast("varchar"))
            .otherwise(text)
        )
    return text


def _csv_header(path: Path, shown: str) -> list[str]:
    _refuse_other_text(path, shown)
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            first = next(csv.reader(file), [])
    except csv.Error as error:
        raise SourceError(
            f"{shown}: the first line cannot be read as column names ({error}). Download the file "
            "again."
        ) from error
    if not any(name.strip() for name in first):
        raise SourceError(f"{shown} is empty, or begins with an empty line. Download it again.")
    for separator, written in OTHER_SEPARATORS.items():
        if len(first) == 1 and separator in first[0]:
            raise SourceError(
                f"{shown}: the columns are separated by {written}, not by commas. It may have "
                "been saved by a spreadsheet: use the file as downloaded."
            )
    return first


def _refuse_other_text(path: Path, shown: str) -> None:
    with path.open("rb") as file:
        start = file.read(1000)
        if start[:2] in UTF16 or b"\0" in start:
            raise SourceError(f"{shown} is written in UTF-16. Save it again as CSV UTF-8.")
        if start.removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(WEB_PAGE):
            raise SourceError(
                f"{shown} is a web page, not a data file: the download went wrong. Download the "
                "CSV itself."
            )


def is_utf8(path: Path) -> bool:
    """Whether every byte of the file can be read as UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def refuse_other_letters(path: Path, shown: str) -> None:
    """SourceError with the first line that is not in UTF-8."""
    if is_utf8(path):
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                raise SourceError(
                    f"{shown}, line {number}: a letter is not written in UTF-8. The file may have "
                    "been saved by a spreadsheet: use it as downloaded, or save it again as CSV "
                    "UTF-8."
                ) from error


def _csv(connection: duckdb.DuckDBPyConnection, path: Path, names: list[str], shown: str):
    try:
        return connection.read_csv(
            str(path),
            header=True,
            columns=dict.fromkeys(names, "varchar"),
            auto_detect=False,
            sep=",",
            quotechar='"',
            escapechar='"',
            store_rejects=True,
            rejects_limit=1000,
        )
    except duckdb.Error as error:
        raise _unreadable(shown, error) from error


def _parquet(connection: duckdb.DuckDBPyConnection, path: Path, shown: str):
    try:
        return connection.read_parquet(str(path))
    except duckdb.Error as error:
        raise SourceError(
            f"{shown} cannot be opened as a Parquet file: it may be cut off. Download it again."
        ) from error


def _excel(connection: duckdb.DuckDBPyConnection, path: Path, shown: str):
    names, *rows = _excel_rows(path, shown)
    columns = [[_excel_text(row, place) for row in rows] for place in range(len(names))]
    positions = [f"column_{place}" for place in range(len(names))]
    cells = pa.table([pa.array(column, pa.string()) for column in columns], names=positions)
    connection.from_arrow(cells).create("excel_rows")
    return connection.table("excel_rows")


def _excel_rows(path: Path, shown: str) -> list[tuple]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        book.close()
    except Exception as error:
        # openpyxl raises whatever its zip and XML readers do.
        raise SourceError(
            f"{shown} cannot be opened as an Excel workbook ({type(error).__name__}). Save it "
            "again as .xlsx or as CSV UTF-8."
        ) from error
    if not rows:
        raise SourceError(f"{shown}: the first sheet is empty. Put the data on the first sheet.")
    return rows


def _excel_text(row: tuple, place: int) -> str:
    value = row[place] if place < len(row) else None
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        midnight = value.time() == value.time().min
        return (value.date() if midnight else value).isoformat()
    return str(value)


def refuse_broken_lines(connection: duckdb.DuckDBPyConnection, shown: str) -> None:
    """SourceError with the first line of a CSV file just read that could not be split."""
    tables = connection.execute(
        "select count(*) from duckdb_tables() where table_name = 'reject_errors'"
    ).fetchall()
    if not tables[0][0]:
        return
    broken = connection.execute(
        "select min(line), arg_min(error_type, line), count(distinct line) from reject_errors "
        "having count(*) > 0"
    ).fetchall()
    if broken:
        line, kind, count = broken[0]
        reason = {
            "MISSING COLUMNS": "has too few cells: the file may be cut off",
            "TOO MANY COLUMNS": "has too many cells",
            "INVALID ENCODING": "has a letter that is not written in UTF-8 (save the file again "
            "as CSV UTF-8)",
            "UNQUOTED VALUE": "has a quotation mark that is not closed: the file may be cut off",
        }.get(kind, "cannot be read")
        raise SourceError(
            f"{shown}, line {line}: the line {reason}{_and_others(count - 1)}. Download the file "
            "again."
        )


def _and_others(count: int) -> str:
    return f" ({count:,} more like it)" if count else ""


def _unreadable(shown: str, error: duckdb.Error) -> SourceError:
    return SourceError(
        f"{shown} cannot be read: {str(error).splitlines()[0]}. Download the file again."
    )
