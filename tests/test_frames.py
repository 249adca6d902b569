import duckdb
import pandas as pd
import pytest

from attendance import frames

VALUES = {
    "boolean": ("true", "false"),
    "tinyint": ("1", "-2"),
    "utinyint": ("1", "255"),
    "smallint": ("1", "-2"),
    "integer": ("1", "-2"),
    "bigint": ("1", "9007199254740993"),
    "float": ("1.5", "-0.25"),
    "double": ("1.5", "0.1"),
    "date": ("date '2024-09-02'", "date '2025-07-14'"),
    "timestamp": ("timestamp '2024-09-02 08:30:00'", "timestamp '2025-07-14 15:00:00.000001'"),
    "varchar": ("'Colne'", "'2024-09-02'"),
}
SELDOM = {
    "decimal(5, 2)": ("1.25", "2.5"),
    "hugeint": ("1", "2"),
    "integer[]": ("[1, 2]", "[3]"),
    "enum ('sure', 'not sure')": ("'sure'", "'not sure'"),
}
GAPS = {"none": "{0}, {1}", "some": "{0}, null, {1}", "all": "null, null"}


def both(sql):
    connection = duckdb.connect()
    return frames.of_answer(connection.execute(sql)), connection.execute(sql).df()


@pytest.mark.parametrize("gaps", GAPS)
@pytest.mark.parametrize("sql_type", VALUES | SELDOM)
def test_rows_are_those_of_duckdb(sql_type, gaps):
    listed = GAPS[gaps].format(*(VALUES | SELDOM)[sql_type])
    ours, duckdbs = both(f"select unnest([{listed}]) :: {sql_type} as told")
    pd.testing.assert_frame_equal(ours, duckdbs, check_exact=True)


def test_no_rows_are_those_of_duckdb():
    columns = ", ".join(f"null :: {each} as told_{at}" for at, each in enumerate(VALUES))
    ours, duckdbs = both(f"select {columns} where false")
    assert len(ours.columns) == len(VALUES)
    pd.testing.assert_frame_equal(ours, duckdbs)


def test_common_types_are_not_left_to_duckdb():
    columns = ", ".join(f"null :: {each} as told_{at}" for at, each in enumerate(VALUES))
    described = duckdb.connect().execute(f"select {columns}").description
    assert {str(column[1]) for column in described} == frames.FILLED


def test_an_answer_of_many_chunks_keeps_its_gaps_in_place():
    ours, duckdbs = both(
        "select range as place, if(range % 4099 = 0, null, range) as gapped, "
        "if(range % 4099 = 0, null, range :: varchar) as text from range(10000)"
    )
    assert ours["gapped"].isna().sum() == 3
    pd.testing.assert_frame_equal(ours, duckdbs)
