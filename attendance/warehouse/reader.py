"""Read a warehouse version: one locked-down, read-only connection each, a cursor per query."""

import atexit
import shutil
import tempfile
import threading
from functools import cache
from pathlib import Path

import duckdb

from attendance.errors import WarehouseError
from attendance.warehouse.versions import Version

OPEN_VERSIONS = 2

PASSES_LEFT_OUT = (
    "aggregate_function_rewriter",
    "aggregate_reuse",
    "common_subexpressions",
    "common_subplan",
    "compressed_materialization",
    "distinct_aggregate_rewrite",
    "duplicate_groups",
    "empty_result_pullup",
    "grouping_sets",
    "join_elimination",
    "late_materialization",
    "limit_pushdown",
    "materialized_cte",
    "partial_aggregate_pushdown",
    "partitioned_execution",
    "projection_placement",
    "redundant_order_keys",
    "regex_range",
    "remote_pushdown",
    "row_group_pruner",
    "sampling_pushdown",
    "scalar_fn_pushdown",
    "top_n_window_elimination",
    "type_pushdown",
    "unnest_rewriter",
    "window_rewriter",
    "window_self_join",
)
"""Passes of DuckDB's optimiser that cost the queries of pages more than they save: these read
little, and most of their time is planning (benchmarks/passes.py)."""

SETTINGS = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
    "memory_limit": "2GB",
    # Page queries are small: one thread answers sooner, and many readers at once.
    "threads": 1,
    "disabled_optimizers": ",".join(PASSES_LEFT_OUT),
    # Set here and not later: whoever still reads a version that was let go has locked it, and it
    # is opened again as it is.
    "lock_configuration": True,
}
"""Of every connection that reads a warehouse."""

_connections: dict[Path, duckdb.DuckDBPyConnection] = {}
_lock = threading.Lock()


def connection(version: Version) -> duckdb.DuckDBPyConnection:
    """The connection of that version. Take a cursor of it for each query: answers on a shared
    one get mixed up. WarehouseError if the file cannot be opened.
    """
    with _lock:
        if version.path not in _connections:
            _connections[version.path] = _open(version.path)
            while len(_connections) > OPEN_VERSIONS:
                # Let go, not closed: a cursor of another session may still be at work on it.
                del _connections[next(iter(_connections))]
        return _connections[version.path]


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        opened = duckdb.connect(
            str(path),
            read_only=True,
            config=SETTINGS | {"temp_directory": str(_spill_folder())},
        )
    except duckdb.Error as error:
        raise WarehouseError(
            f"The warehouse {path} cannot be opened ({str(error).splitlines()[0]}). Go back to "
            "another version with: python -m attendance warehouse rollback"
        ) from error
    return opened


@cache
def _spill_folder() -> Path:
    """A folder of this process alone: what does not fit in memory may hold children's data."""
    folder = Path(tempfile.mkdtemp(prefix="attendance-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
