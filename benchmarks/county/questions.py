"""The eight questions: ours from marts, and from marks by DuckDB; and how answers are compared."""

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from attendance import queries
from attendance.warehouse import reader
from attendance.warehouse.versions import Version

HERE = Path(__file__).parent
QUESTIONS = HERE / "questions"
RAW = HERE / "raw"
GIVEN = HERE / "given"

NAMES = queries.names(QUESTIONS)
COUNTY_WIDE = [name for name in NAMES if name not in ("q3_pupils", "q5_heat_map")]

Answers = Mapping[str, Callable[[], object]]
"""By question, what asks it; the answer is a table of some kind."""


def choices(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """What the questions are asked about in this warehouse."""
    [row] = given(connection, "choices", {}).fetchall()
    return dict(zip(queries.load("choices", GIVEN).columns, row, strict=True))


def from_marts(version: Version) -> Answers:
    """Each question as a page asks it: the reader's connection, a cursor, a data frame."""
    connection = reader.connection(version)
    with connection.cursor() as cursor:
        about = choices(cursor)
    return {name: _asking(connection, queries.load(name, QUESTIONS), about) for name in NAMES}


def from_marks(path: Path) -> Answers:
    """The same questions to the table of marks, with every core."""
    connection = duckdb.connect()
    connection.execute("attach $path as county (read_only)", {"path": str(path)})
    connection.execute("use county")
    about = choices(connection)
    for name in GIVEN_TABLES:
        query = queries.load(name, GIVEN)
        connection.execute(f"create temp table {name} as {query.sql}", _params(query, about))
    return {name: _asking(_Alone(connection), queries.load(name, RAW), about) for name in NAMES}


class _Alone:
    """A connection that has no cursors, because these would not see its temporary tables."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    @contextmanager
    def cursor(self):
        """The connection itself."""
        yield self.connection


GIVEN_TABLES = ("pupil_values", "school_values", "placed_weeks", "on_roll", "sessions")
"""Small tables that the other engines are given as well, so that they need not work them out."""


def given(
    connection: duckdb.DuckDBPyConnection, name: str, about: dict[str, object]
) -> duckdb.DuckDBPyRelation:
    """One of the tables that other engines are given."""
    query = queries.load(name, GIVEN)
    return connection.sql(query.sql, params=_params(query, about))


def differences(name: str, ours: object, theirs: object) -> int:
    """How many rows one of the two answers has and the other has not."""
    kept = list(queries.load(name, QUESTIONS).columns)
    both = [_plain(answer, kept) for answer in (ours, theirs)]
    merged = both[0].merge(both[1], how="outer", on=kept, indicator=True)
    return int((merged["_merge"] != "both").sum()) + abs(len(both[0]) - len(both[1]))


def as_frame(answer: object) -> pd.DataFrame:
    """An answer of any engine as a pandas data frame."""
    if isinstance(answer, pd.DataFrame):
        return answer
    return answer.to_pandas()  # type: ignore[attr-defined]


def _asking(connection, query: queries.Query, about: dict[str, object]):
    params = _params(query, about) or {}
    return lambda: queries.run_query(connection, query, **params)


def _params(query: queries.Query, about: dict[str, object]) -> dict[str, object] | None:
    return {key: about[key] for key in query.params} or None


def _plain(answer: object, columns: list[str]) -> pd.DataFrame:
    """Numbers as integers, days and words as text, so that every engine's types compare."""
    frame = as_frame(answer)
    return pd.DataFrame({name: _plain_column(frame[name]) for name in columns})


def _plain_column(values: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(values):
        return values.astype("int64")
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%Y-%m-%d")
    return values.astype(str)
