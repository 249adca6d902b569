"""The loader takes sound query files and says what is wrong with any other."""

import duckdb
import pytest

from attendance import queries
from attendance.errors import QueryError

SOUND = """-- How many areas there are
-- in a region.
--
-- grain: one row
-- rows: published
-- denominator: none
-- source: nobody
-- params:
--   region  varchar  name of the region
-- returns:
--   areas  bigint  how many there are

select count(*) as areas
from areas
where region_name = cast($region as varchar)
"""


@pytest.fixture
def load(tmp_path):
    def load(sql: str) -> queries.Query:
        (tmp_path / "areas.sql").write_text(sql, encoding="utf-8")
        return queries.load("areas", root=tmp_path)

    return load


def test_a_sound_file_is_taken_with_all_that_its_header_says(load):
    query = load(SOUND)
    assert query.purpose == "How many areas there are in a region."
    assert (query.grain, query.rows) == ("one row", "published")
    assert (query.denominator, query.source) == ("none", "nobody")
    assert query.params == {"region": queries.Field("varchar", "name of the region")}
    assert query.columns == {"areas": queries.Field("bigint", "how many there are")}


def test_names_are_paths_below_the_root_in_order(tmp_path):
    for name in ("b", "a/z", "a/c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.sql").write_text(SOUND)
    (tmp_path / "note.md").write_text("no query")
    assert queries.names(tmp_path) == ["a/c", "a/z", "b"]


WITHOUT_HEADER = SOUND.partition("\n\n")[2]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (WITHOUT_HEADER, "has no proper header"),
        (SOUND.replace("-- grain: one row\n", ""), "has no proper header"),
        (SOUND.replace("-- rows: published\n", ""), "has no proper header"),
        (SOUND.replace("rows: published", "rows: everybody"), "rows: everybody; it must be one of"),
        (SOUND.replace("region  varchar  name of the region", "region  varchar"), "a meaning"),
        (SOUND.replace("$region", "$place"), "parameters region, the select uses place"),
        (SOUND.replace("cast($region as varchar)", "'Essex'"), "the select uses none"),
        (SOUND + ";\nselect 1", "one select and nothing else"),
        (SOUND.partition("\n\n")[0] + "\n\ndrop table areas", "one select and nothing else"),
    ],
    ids=[
        "no header",
        "no grain",
        "no rows",
        "unknown rows",
        "no meaning",
        "another parameter",
        "a parameter too many",
        "two statements",
        "not a select",
    ],
)
def test_anything_else_is_refused(load, sql, said):
    with pytest.raises(QueryError, match=said):
        load(sql)


@pytest.mark.parametrize("name", ["missing", "../outside", "folder"])
def test_a_name_without_a_file_below_the_root_is_refused(tmp_path, name):
    root = tmp_path / "queries"
    (root / "folder.sql").mkdir(parents=True)
    (tmp_path / "outside.sql").write_text(SOUND)
    with pytest.raises(QueryError, match="There is no query"):
        queries.load(name, root=root)


@pytest.mark.parametrize("params", [{}, {"area": "Essex"}, {"region": "East", "area": "Essex"}])
def test_a_query_is_run_with_the_parameters_of_its_header_and_no_others(load, params):
    with pytest.raises(QueryError, match=r"takes region; it was given"):
        queries.run_query(duckdb.connect(), load(SOUND), **params)


def test_a_query_answers_on_a_cursor_of_its_own(load):
    connection = duckdb.connect()
    connection.execute("create table areas as select 'East' as region_name")
    waiting = connection.execute("select 42")
    assert queries.run_query(connection, load(SOUND), region="East")["areas"].tolist() == [1]
    assert waiting.fetchall() == [(42,)]
