"""The questions of the benchmark: marts and marks give the same rows."""

import pytest
import sqlglot
from sqlglot import exp

from attendance import queries
from attendance.importers import imports
from attendance.sample import write_county
from attendance.warehouse import versions
from benchmarks.county import questions

SCHOOLS, PUPILS = 6, 900


@pytest.fixture(scope="module")
def version(tmp_path_factory):
    """A small county, loaded."""
    folder = tmp_path_factory.mktemp("county")
    write_county(folder / "files", SCHOOLS, PUPILS, years=1, seed=1)
    imports.import_paths([folder / "files"], folder / "data")
    return versions.current(folder / "data")


@pytest.mark.parametrize("name", questions.NAMES)
def test_marts_and_marks_give_the_same_rows(version, name):
    ours = questions.from_marts(version)[name]()
    theirs = questions.from_marks(version.path)[name]()
    assert len(ours)
    assert questions.differences(name, ours, theirs) == 0


@pytest.mark.parametrize("name", questions.NAMES)
def test_an_answer_that_is_not_the_same_is_found(version, name):
    ours = questions.from_marts(version)[name]()
    changed = ours.copy()
    changed.iloc[0, -1] += 1
    assert questions.differences(name, ours, changed)
    assert questions.differences(name, ours, ours[1:])


@pytest.mark.parametrize("root", [questions.QUESTIONS, questions.RAW], ids=["marts", "marks"])
@pytest.mark.parametrize("name", questions.NAMES)
def test_the_header_names_the_columns_that_come_out(version, root, name):
    is_ours = root == questions.QUESTIONS
    answers = questions.from_marts(version) if is_ours else questions.from_marks(version.path)
    assert list(answers[name]().columns) == list(queries.load(name, root).columns)


@pytest.mark.parametrize("name", questions.NAMES)
def test_ours_never_read_marks(name):
    assert "marks" not in tables_read(queries.load(name, questions.QUESTIONS))
    assert "marks" in tables_read(queries.load(name, questions.RAW))


def tables_read(query) -> set[str]:
    """The tables that a query names."""
    parsed = sqlglot.parse_one(query.sql, dialect="duckdb")
    return {table.name for table in parsed.find_all(exp.Table)}
