"""Rows that a refresh takes out leave gaps in the file, until a third of a table is such."""

import pytest

from attendance.warehouse import workshop

MOVES_ROWS_TOGETHER = "select current_setting('max_vacuum_tasks') > 0"


@pytest.mark.parametrize(
    ("taken_out", "moves"),
    [("false", False), ("range % 10 < 3", False), ("range % 10 < 4", True)],
    ids=["nothing", "three tenths", "four tenths"],
)
def test_rows_are_moved_together_where_gaps_are_many(tmp_path, taken_out, moves):
    path, spill = tmp_path / "warehouse.duckdb", tmp_path / "spill"
    with workshop.opened(path, spill) as shop:
        shop.execute("create table warehouse.spells as from range(200000)")
    with workshop.opened(path, spill) as shop:
        shop.execute(f"delete from warehouse.spells where {taken_out}")
    with workshop.opened(path, spill) as shop:
        workshop.prepare_refresh(shop)
        assert shop.execute(MOVES_ROWS_TOGETHER).fetchall() == [(moves,)]
