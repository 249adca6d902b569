"""Versions of the warehouse: kept, gone back to, verified, listed, written one at a time."""

import json
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from attendance import queries
from attendance.errors import WarehouseError
from attendance.importers import imports
from attendance.warehouse import releases, versions
from tests.importers.release_files import release

ESSEX_PRIMARY = (
    "select possible_sessions from published_attendance "
    "where area_id = '881' and education_phase = 'Primary'"
)


def published(handover, sizes) -> list[str]:
    """Publish a version for each size of the same release; their names."""
    return [handover.take(release(size=size)).version.name for size in sizes]


def names(handover) -> list[str]:
    return [version.name for version in versions.listed(handover.data_dir)]


def test_the_newest_three_versions_are_kept_newest_first(handover):
    made = published(handover, (1, 2, 3, 4, 5))
    assert names(handover) == made[:1:-1]
    assert versions.current(handover.data_dir).name == made[-1]
    kept = {path.stem for path in versions.folder(handover.data_dir).glob("warehouse-*")}
    assert kept == set(made[2:])


def test_the_version_in_use_is_kept_however_old_it_is(handover):
    made = published(handover, (1, 2, 3))
    versions.rollback(handover.data_dir, made[0])
    versions.prune(handover.data_dir)
    assert made[0] in names(handover)


def test_going_back_goes_one_version_back_and_the_next_import_builds_on_it(handover):
    handover.take(release(), on="2024-09-26")
    handover.take(release(), on="2024-10-10")
    handover.take(release(), on="2024-10-24")
    versions.rollback(handover.data_dir)
    assert handover.ask("select count(*) from releases") == [(2,)]
    handover.take(release(), on="2024-11-07")
    assert handover.ask("select cast(published as varchar) from releases order by all") == [
        ("2024-09-26",),
        ("2024-10-10",),
        ("2024-11-07",),
    ]


def test_going_back_twice_goes_two_versions_back(handover):
    made = published(handover, (1, 2, 3))
    versions.rollback(handover.data_dir)
    assert versions.rollback(handover.data_dir).name == made[0]
    assert handover.ask(ESSEX_PRIMARY) == [(3764.0,)]
    with pytest.raises(WarehouseError, match=r"no earlier warehouse .* warehouse list"):
        versions.rollback(handover.data_dir)


def test_going_to_a_version_by_name_may_also_go_forward(handover):
    made = published(handover, (1, 2))
    versions.rollback(handover.data_dir)
    assert versions.rollback(handover.data_dir, made[1]).name == made[1]
    with pytest.raises(WarehouseError, match="no warehouse version 'warehouse-7'"):
        versions.rollback(handover.data_dir, "warehouse-7")


def test_one_changed_byte_is_found_and_not_gone_back_to(handover):
    made = published(handover, (1, 2))
    damaged = versions.read(handover.data_dir, made[0])
    content = bytearray(damaged.path.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.path.write_bytes(content)
    for refused in (
        lambda: versions.check(damaged),
        lambda: versions.rollback(handover.data_dir),
    ):
        with pytest.raises(WarehouseError, match=r"its checksum differs.*warehouse rollback"):
            refused()
    assert versions.current(handover.data_dir).name == made[1]


def test_every_version_that_was_built_is_sound(handover):
    published(handover, (1, 2, 3))
    for version in versions.listed(handover.data_dir):
        versions.check(version)


@pytest.mark.parametrize("ending", [".duckdb", ".json"])
def test_a_missing_file_is_named_with_what_to_do(handover, ending):
    (name,) = published(handover, (1,))
    (versions.folder(handover.data_dir) / f"{name}{ending}").unlink()
    with pytest.raises(WarehouseError, match=f"{name}.*warehouse rollback"):
        versions.current(handover.data_dir)


def test_rebuilding_gives_the_same_figures_in_a_new_version(handover):
    (name,) = published(handover, (1,))
    before = handover.ask("from published_attendance")
    rebuilt = imports.rebuild(handover.data_dir)
    assert rebuilt.name != name
    assert handover.ask("from published_attendance") == before


def test_there_is_nothing_to_rebuild_before_the_first_import(handover):
    with pytest.raises(WarehouseError, match=r"no warehouse in .* Import a release first"):
        imports.rebuild(handover.data_dir)


def test_a_build_that_does_not_add_up_is_not_published(handover, monkeypatch):
    (name,) = published(handover, (1,))
    monkeypatch.setattr(queries, "load", dropping_illness(queries.load))
    with pytest.raises(WarehouseError, match="do not sum to the published totals"):
        imports.rebuild(handover.data_dir)
    assert names(handover) == [name]
    assert {path.name for path in versions.folder(handover.data_dir).glob(".b*")} == set()


def dropping_illness(load):
    """The loader, but for one query whose definition is wrong."""

    def wrong(name, *rest):
        loaded = load(name, *rest)
        if name != "warehouse/published_reasons":
            return loaded
        sql = loaded.sql.replace(
            "from all_sessions\n", "from (from all_sessions where code <> 'I') as all_sessions\n"
        )
        assert sql != loaded.sql
        return type(loaded)(**{**loaded.__dict__, "sql": sql})

    return wrong


def test_the_folder_is_for_its_owner_only(handover):
    published(handover, (1,))
    assert versions.folder(handover.data_dir).stat().st_mode & 0o077 == 0
    for path in handover.data_dir.rglob("*.duckdb"):
        assert path.stat().st_mode & 0o077 == 0


def test_the_manifest_says_what_was_loaded(handover):
    (name,) = published(handover, (1,))
    path = versions.folder(handover.data_dir) / f"{name}.json"
    (load,) = json.loads(path.read_text(encoding="utf-8"))["loads"]
    assert (load["kind"], load["academic_year"], load["rows"]) == ("year to date", "2024/25", 14)
    assert load["file_name"].endswith("2024-09-26/0.csv")


def test_two_imports_at_once_wait_for_each_other_and_both_count(handover):
    paths = [handover.write(release(), on=on) for on in ("2024-09-26", "2024-10-10")]
    with ThreadPoolExecutor(2) as people:
        reports = list(
            people.map(lambda path: imports.import_paths([path], handover.data_dir), paths)
        )
    assert [len(report.taken) for report in reports] == [1, 1]
    assert handover.ask("select count(*) from releases") == [(2,)]
    assert len(names(handover)) == 2


def test_going_back_never_leads_from_real_figures_to_the_sample(sample_copy, handover):
    sample = versions.current(sample_copy)
    published(handover, (1,))
    with pytest.raises(WarehouseError, match="no earlier warehouse"):
        versions.rollback(handover.data_dir)
    assert versions.rollback(handover.data_dir, sample.name).is_sample


def test_it_is_known_whether_real_figures_are_kept(sample_copy, handover):
    assert not versions.has_real(sample_copy)
    (name,) = published(handover, (1,))
    assert versions.has_real(handover.data_dir)
    (versions.folder(handover.data_dir) / f"{name}.json").write_text("{")
    assert not versions.has_real(handover.data_dir)


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WarehouseError, match="cannot be written to"):
        imports.import_paths([tmp_path], tmp_path / "file" / "data")


def test_a_version_holds_no_half_built_table(handover):
    published(handover, (1,))
    tables = {name for (name,) in handover.ask("select table_name from duckdb_tables()")}
    assert set(releases.TABLES) <= tables
    assert not tables & {*releases.STEPS, "landed_dfe_rows", "staged_lines"}


def test_an_archived_load_that_is_gone_is_an_error_and_changes_nothing(handover):
    report = handover.take(release())
    report.version.loads[0].path(handover.data_dir).unlink()
    before = handover.bytes_of()
    with pytest.raises(WarehouseError, match="What was there before is unchanged"):
        imports.rebuild(handover.data_dir)
    assert handover.bytes_of() == before
    assert duckdb.connect(str(report.version.path), read_only=True).sql(ESSEX_PRIMARY)
