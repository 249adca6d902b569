"""Rows of an answer as pandas holds them: what DuckDB's own df() makes, but sooner where columns
have gaps."""

import duckdb
import numpy as np
import pandas as pd

FILLED = {
    "BIGINT",
    "BOOLEAN",
    "DATE",
    "DOUBLE",
    "FLOAT",
    "INTEGER",
    "SMALLINT",
    "TIMESTAMP",
    "TINYINT",
    "UTINYINT",
    "VARCHAR",
}
"""The types of columns that are filled here; an answer with any other is left to DuckDB."""


def of_answer(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The rows of what the cursor has executed."""
    if not all(str(column[1]) in FILLED for column in cursor.description):
        return cursor.df()
    columns = cursor.fetchnumpy()
    return pd.DataFrame({name: _column(values) for name, values in columns.items()}, copy=False)


def _column(
    values: np.ndarray | pd.Categorical,
) -> np.ndarray | pd.Categorical | pd.api.extensions.ExtensionArray:
    if not isinstance(values, np.ma.MaskedArray):
        return values
    found, gaps = values.data, np.ma.getmaskarray(values)
    kind = found.dtype.kind
    if kind == "O" or not gaps.any():
        return found
    if kind in "iu":
        return pd.arrays.IntegerArray(found, gaps)
    if kind == "b":
        return pd.arrays.BooleanArray(found, gaps)
    return np.where(gaps, found.dtype.type("nan" if kind == "f" else "NaT"), found)
