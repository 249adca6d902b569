"""Texts of which lists read a few, here and there, lie in the file as they are."""

import pytest

from attendance.warehouse import reader

SEGMENTS = """
    select distinct compression
    from pragma_storage_info($table)
    where column_name = $column and segment_type = 'VARCHAR'
"""


TEXTS = [("people", "person_key"), ("people", "pseudonym"), ("enrolments", "local_id")]


@pytest.mark.parametrize(("table", "column"), TEXTS)
def test_a_text_read_here_and_there_is_not_packed_with_others(sample_version, table, column):
    with reader.connection(sample_version).cursor() as cursor:
        found = cursor.execute(SEGMENTS, {"table": table, "column": column}).fetchall()
    assert found == [("Uncompressed",)]
