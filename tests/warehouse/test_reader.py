"""Readers: locked down, steady while a new version is published, right in many threads."""

import random
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from attendance import queries
from attendance.errors import WarehouseError
from attendance.warehouse import reader, versions
from tests.importers.release_files import release

ESSEX_PRIMARY = (
    "select possible_sessions from published_attendance "
    "where area_id = '881' and education_phase = 'Primary'"
)


def test_a_reader_keeps_its_version_while_new_ones_are_published(handover):
    before = handover.take(release()).version
    with reader.connection(before).cursor() as cursor:
        for size in (2, 3, 4, 5):
            handover.take(release(size=size))
            assert handover.ask(ESSEX_PRIMARY) == [(size * 3764.0,)]
            assert cursor.execute(ESSEX_PRIMARY).fetchall() == [(3764.0,)]
    assert not before.path.exists()


def test_a_version_that_is_let_go_while_it_is_read_can_be_opened_again(handover):
    before = handover.take(release()).version
    with reader.connection(before).cursor() as cursor:
        for size in (2, 3):
            handover.take(release(size=size))
            assert handover.ask(ESSEX_PRIMARY) == [(size * 3764.0,)]
        with reader.connection(before).cursor() as other:
            assert other.execute(ESSEX_PRIMARY).fetchall() == [(3764.0,)]
        assert cursor.execute(ESSEX_PRIMARY).fetchall() == [(3764.0,)]


def test_the_version_before_can_be_asked_again_after_a_publication(handover):
    before = handover.take(release()).version
    handover.take(release(size=2))
    assert handover.ask(ESSEX_PRIMARY) == [(7528.0,)]
    cursor = reader.connection(before).cursor()
    assert cursor.execute(ESSEX_PRIMARY).fetchall() == [(3764.0,)]


def test_a_new_reader_sees_the_new_version(handover):
    handover.take(release())
    assert handover.ask(ESSEX_PRIMARY) == [(3764.0,)]
    handover.take(release(size=2))
    assert handover.ask(ESSEX_PRIMARY) == [(7528.0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "from read_csv('{secret}')",
        "from read_text('{secret}')",
        "from '{secret}'",
        "from glob('/etc/*')",
        "copy areas to '{secret}.csv'",
        "attach '{secret}.duckdb'",
        "export database '{secret}-all'",
        "install httpfs",
        "load httpfs",
        "create table mine (a integer)",
        "create temp table mine as from read_text('{secret}')",
        "insert into areas select * from areas",
        "update areas set area_name = 'x'",
        "delete from areas",
        "drop table areas",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "set memory_limit = '64GB'",
        "reset enable_external_access",
        "from python_table",
    ],
)
def test_a_reader_touches_no_file_writes_nothing_and_changes_no_setting(
    sample_version, tmp_path, statement
):
    python_table = duckdb.connect().sql("select 1 as a").df()
    assert len(python_table) == 1
    secret = tmp_path / "secret"
    secret.write_text("a\n1\n", encoding="utf-8")
    with reader.connection(sample_version).cursor() as cursor, pytest.raises(duckdb.Error):
        cursor.execute(statement.format(secret=secret)).fetchall()
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_after_all_attempts_the_file_is_the_one_that_was_built(sample_version):
    versions.check(sample_version)


def test_two_threads_with_many_queries_each_get_their_own_answers(sample_version):
    connection = reader.connection(sample_version)
    sql = "select area_name, count(*) from published_attendance join areas using (area_id) "
    with connection.cursor() as cursor:
        right = dict(cursor.execute(sql + "group by area_name").fetchall())
    asked = random.Random(1).choices(sorted(right), k=400)

    def answer(name: str) -> tuple:
        with reader.connection(sample_version).cursor() as cursor:
            where = "where area_name = $name group by area_name"
            (row,) = cursor.execute(sql + where, {"name": name}).fetchall()
        return row

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(answer, asked)) == [(name, right[name]) for name in asked]


def test_two_threads_with_page_queries_get_the_same_as_one(sample_version):
    connection = reader.connection(sample_version)
    codes = [
        code
        for (code,) in connection.cursor()
        .execute("select area_id from areas where area_level = 'Local authority' order by all")
        .fetchall()
    ]

    def rows(code: str) -> str:
        name = "essex_and_england/bulletin"
        found = queries.run(connection, name, home_authority=code, academic_year="2024/25")
        return found.to_csv()

    alone = [rows(code) for code in codes]
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(rows, codes * 3)) == alone * 3


def test_a_warehouse_that_cannot_be_opened_is_named_with_what_to_do(handover):
    version = handover.take(release()).version
    version.path.write_bytes(b"not a database" * 1000)
    with pytest.raises(WarehouseError, match=r"cannot be opened .* warehouse rollback"):
        reader.connection(version)
