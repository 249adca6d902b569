"""Load, check and run a query by its path under queries/, without the ending.

Each file is one select with a header that says what a row means, what goes in and what
comes out. The header is the contract: it is checked against DuckDB, feeds the command line
and the "About this figure" beside each chart.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from attendance import config, frames
from attendance.errors import QueryError

ROW_KINDS = ("published", "county", "school", "planning", "record", "class", "pupil", "build")

OUTDATED = (duckdb.CatalogException, duckdb.BinderException)
"""What DuckDB raises when a warehouse lacks a table or column that a query reads."""

HEADER = re.compile(
    r"\A(?P<purpose>(?:--(?: .*)?\n)+?)"
    r"--\n"
    r"-- grain: +(?P<grain>.+)\n"
    r"-- rows: +(?P<rows>\w+)\n"
    r"(?:-- denominator: +(?P<denominator>.+)\n)?"
    r"(?:-- source: +(?P<source>.+)\n)?"
    r"-- params:(?: none)?\n(?P<params>(?:--   .+\n)*)"
    r"-- returns:\n(?P<returns>(?:--   .+\n)+)"
    r"\n"
)


@dataclass(frozen=True)
class Field:
    """One parameter or column: its SQL type in lower case, and its meaning with unit."""

    type: str
    meaning: str


@dataclass(frozen=True)
class Query:
    """A query file: its text, parsed once because that takes a good part of an answer's time,
    and what its header promises."""

    name: str
    sql: str
    statement: duckdb.Statement
    purpose: str
    grain: str
    rows: str
    denominator: str | None
    source: str | None
    params: Mapping[str, Field]
    columns: Mapping[str, Field]


def names(root: Path = config.QUERIES) -> list[str]:
    """Every query below the root, in alphabetical order."""
    return sorted(path.relative_to(root).with_suffix("").as_posix() for path in root.rglob("*.sql"))


@cache
def load(name: str, root: Path = config.QUERIES) -> Query:
    """The query of that name; QueryError if there is none or its header is not sound."""
    path = root / f"{name}.sql"
    if not path.resolve().is_relative_to(root.resolve()) or not path.is_file():
        raise QueryError(
            f"There is no query {name!r}. List them: python -m attendance query --list"
        )
    sql = path.read_text(encoding="utf-8")
    header = HEADER.match(sql)
    if header is None:
        raise QueryError(
            f"queries/{name}.sql has no proper header. It starts with its purpose, then grain, "
            "rows, params and returns, as comment lines; see any other query."
        )
    query = Query(
        name=name,
        sql=sql,
        statement=_statement(sql, name),
        purpose=_text(header["purpose"]),
        grain=header["grain"],
        rows=header["rows"],
        denominator=header["denominator"],
        source=header["source"],
        params=_fields(header["params"], name),
        columns=_fields(header["returns"], name),
    )
    _check(query)
    return query


def run(connection: duckdb.DuckDBPyConnection, name: str, **params: object) -> pd.DataFrame:
    """Run a query on a cursor of its own and return its rows."""
    return run_query(connection, load(name), **params)


def run_query(
    connection: duckdb.DuckDBPyConnection, query: Query, **params: object
) -> pd.DataFrame:
    """Run a loaded query; QueryError if the parameters are not those of its header."""
    if params.keys() != query.params.keys():
        raise QueryError(
            f"queries/{query.name}.sql takes {_listed(query.params)}; "
            f"it was given {_listed(params)}."
        )
    with connection.cursor() as cursor:
        return frames.of_answer(cursor.execute(query.statement, params or None))


def _statement(sql: str, name: str) -> duckdb.Statement:
    statements = duckdb.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QueryError(f"queries/{name}.sql must hold one select and nothing else.")
    return statements[0]


def _text(comment: str) -> str:
    return " ".join(line.removeprefix("--").strip() for line in comment.splitlines())


def _fields(lines: str, name: str) -> dict[str, Field]:
    fields = {}
    for line in lines.splitlines():
        parts = line.removeprefix("--").split(maxsplit=2)
        if len(parts) != 3:
            raise QueryError(
                f"queries/{name}.sql: the header line {line!r} should have a name, a type and "
                "a meaning."
            )
        fields[parts[0]] = Field(type=parts[1], meaning=parts[2])
    return fields


def _check(query: Query) -> None:
    if query.rows not in ROW_KINDS:
        raise QueryError(
            f"queries/{query.name}.sql says rows: {query.rows}; it must be one of "
            f"{_listed(ROW_KINDS)}."
        )
    found = query.statement.named_parameters
    if set(found) != set(query.params):
        raise QueryError(
            f"queries/{query.name}.sql: the header names the parameters {_listed(query.params)}, "
            f"the select uses {_listed(found)}."
        )


def _listed(words) -> str:
    return ", ".join(sorted(words)) or "none"
