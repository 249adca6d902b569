"""Imports point one way, pages stay thin, and SQL is read in one place."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from attendance import config

ARROWS = {
    "config": "",
    "errors": "",
    "rules": "",
    "words": "rules",
    "scope": "rules words",
    "sentences": "rules scope words",
    "statistics": "",
    "charts": "rules scope statistics words",
    "packs": "errors rules scope sentences words",
    "documents": "errors packs words",
    "sample": "config",
    "casework": "access errors warehouse words",
    "frames": "",
    "queries": "config errors frames",
    "warehouse": "config errors queries rules",
    "importers": "config errors queries warehouse",
    "access": "config errors queries rules warehouse",
    "papers": "access casework config documents errors packs queries scope warehouse words",
    "ui": "access casework charts config documents errors importers packs papers queries rules "
    "scope sentences warehouse words",
    "commands": "access casework config documents errors importers packs papers queries rules "
    "sample scope sentences warehouse words",
    "__main__": "commands",
    "pages": "documents packs sentences ui words",
    "app": "charts config documents ui warehouse",
}
"""What each part may import of ours; a part is a module or package of attendance/."""

PACKAGES = {
    "streamlit": "app pages ui",
    "duckdb": "frames importers queries warehouse",
    "plotly": "charts",
    "sqlalchemy": "casework papers ui",
    "alembic": "casework",
    "docx": "documents",
    "icalendar": "documents",
    "typst": "documents",
    "xlsxwriter": "documents",
    "typer": "__main__ commands",
    "rich": "commands",
}
"""Where each package that we depend on may be imported."""

READS_SQL = {
    "attendance/queries.py": "loads and runs it",
    "attendance/warehouse/build.py": "checksums it",
}

FILES = [
    config.ROOT / "app.py",
    *sorted((config.ROOT / "pages").glob("*.py")),
    *sorted((config.ROOT / "attendance").rglob("*.py")),
]
PAGES = [path for path in FILES if path.parent.name == "pages"]

every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: named(path))
every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


def named(path):
    """A file by its path in the repository."""
    return path.relative_to(config.ROOT).as_posix()


def part(path):
    """The part of the house that a file belongs to; nothing for the package's own file."""
    folder, *rest = path.relative_to(config.ROOT).with_suffix("").parts
    return rest[0] if folder == "attendance" else folder


def tree(path):
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path):
    """Every module that the file imports, wherever it does so."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written from the root"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def texts(path):
    """The strings of a file that are neither docstrings nor parts of a message."""
    parsed = tree(path)
    said = {id(node.value) for node in ast.walk(parsed) if isinstance(node, ast.Expr)}
    for node in ast.walk(parsed):
        if isinstance(node, ast.JoinedStr):
            said |= {id(value) for value in node.values}
    for node in ast.walk(parsed):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


@every_file
def test_imports_point_one_way(path):
    ours = {name.split(".")[1] for name in imported(path) if name.startswith("attendance.")}
    allowed = {*ARROWS.get(part(path), "").split(), part(path)}
    assert ours <= allowed, f"{named(path)} may not import {sorted(ours - allowed)}"


def test_the_arrows_make_no_circle():
    graph = {name: allowed.split() for name, allowed in ARROWS.items()}
    assert set().union(*graph.values()) <= set(graph)
    assert list(TopologicalSorter(graph).static_order())


def test_every_part_of_the_house_has_its_arrows():
    assert {part(path) for path in FILES} - {"__init__"} == set(ARROWS)


@every_file
def test_packages_are_imported_where_they_belong(path):
    roots = {name.split(".")[0] for name in imported(path)}
    strays = {root for root in roots & set(PACKAGES) if part(path) not in PACKAGES[root].split()}
    assert not strays


@every_file
def test_plotly_express_is_nowhere(path):
    assert not [name for name in imported(path) if name.startswith("plotly.express")]


def test_no_module_has_a_name_that_says_nothing():
    names = {Path(each).stem for path in FILES for each in path.relative_to(config.ROOT).parts}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base"}


@every_file
def test_sql_files_are_read_in_one_place(path):
    reads = any(text.endswith(".sql") for text in texts(path))
    uses = any(
        isinstance(node, ast.Attribute) and node.attr == "QUERIES" for node in ast.walk(tree(path))
    )
    assert (reads or uses) <= (named(path) in READS_SQL)


@every_page
def test_a_page_holds_no_functions_and_no_classes(path):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.Try)
    assert not [node for node in ast.walk(tree(path)) if isinstance(node, kinds)]


@every_page
def test_a_page_holds_no_sql(path):
    sql = re.compile(r"\b(select|with|insert|update|delete)\b.*\b(from|into|set|as)\b", re.I | re.S)
    assert not [text for text in texts(path) if sql.search(text)]


@every_page
def test_a_page_is_short_and_starts_with_its_question(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 80
    assert "?" in ast.get_docstring(tree(path))


@every_page
def test_a_page_keeps_no_state_and_reads_no_environment(path):
    known = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    assert not known & {"session_state", "environ", "groupby", "merge", "query_params"}
