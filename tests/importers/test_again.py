"""Files that come again, corrected or beside the sample; and the reader's own references."""

import pytest

from attendance import config
from attendance.errors import WarehouseError
from attendance.importers import imports
from attendance.importers.imports import build_sample
from attendance.warehouse import build, versions, workshop
from tests.importers.release_files import WEEK_1, WEEK_2, release

ESSEX_PRIMARY = (
    "select cast(published as varchar), possible_sessions from published_attendance where "
    "area_id = '881' and education_phase = 'Primary' and period_kind = 'year to date' order by all"
)


def test_importing_twice_changes_nothing(handover):
    first = handover.take(release(), release("weekly"))
    before = handover.bytes_of()
    second = handover.take(release(), release("weekly"))
    assert (second.version, second.taken, len(second.unchanged)) == (None, [], 2)
    assert handover.bytes_of() == before
    assert versions.current(handover.data_dir) == first.version


def test_a_corrected_file_replaces_the_one_before(handover):
    handover.take(release())
    report = handover.take(release(size=2))
    assert len(report.version.loads) == 1
    assert handover.ask(ESSEX_PRIMARY) == [("2024-09-26", 2 * 3764.0)]


def test_the_file_before_can_come_back(handover):
    for size in (1, 2, 1):
        report = handover.take(release(size=size))
    assert report.version is not None
    assert handover.ask(ESSEX_PRIMARY) == [("2024-09-26", 3764.0)]


def test_a_second_publication_stays_beside_the_first(handover):
    handover.take(release(), on="2024-09-26")
    handover.take(release(size=2), on="2024-10-10")
    assert handover.ask(ESSEX_PRIMARY) == [("2024-09-26", 3764.0), ("2024-10-10", 7528.0)]


def test_every_release_of_a_week_is_kept(handover):
    handover.take(release("weekly"), on="2024-09-26")
    handover.take(release("weekly", weeks=(WEEK_1, WEEK_2), size=2), on="2024-10-10")
    assert handover.ask(
        "select cast(published as varchar), possible_sessions from published_attendance "
        "where area_id = '881' and education_phase = 'Primary' "
        f"and week_commencing = date '{WEEK_1}' order by all"
    ) == [("2024-09-26", 3764.0), ("2024-10-10", 7528.0)]


def test_the_same_file_twice_in_one_import_counts_once(handover):
    report = handover.take(release(), release())
    assert (len(report.taken), len(report.version.loads)) == (1, 1)


def test_two_different_files_of_one_release_are_not_guessed_between(handover):
    paths = [handover.write(release(size=size), f"{size}.csv") for size in (1, 2)]
    report = imports.import_paths(paths, handover.data_dir)
    (told,) = report.refused
    assert "2.csv is of the same release and kind as" in told and "1.csv" in told
    assert "Import only the right one" in told


def test_the_first_real_import_leaves_the_sample_behind(handover, sample_copy):
    report = handover.take(release())
    assert report.left_sample and not report.version.is_sample
    assert len(report.version.loads) == 1
    assert handover.ask("select count(*) from releases") == [(1,)]


def test_a_file_that_is_refused_leaves_the_sample_in_use(handover, sample_copy):
    assert handover.refusals(handover.write("nothing here"))
    assert versions.current(handover.data_dir).is_sample


def test_the_sample_never_replaces_real_figures(handover):
    real = handover.take(release()).version
    assert build_sample(handover.data_dir) == real
    assert versions.current(handover.data_dir) == real


def test_a_sample_built_by_older_definitions_is_built_again(data_dir, few_sample_files):
    older = build_sample(data_dir)
    write_own(data_dir, "comparators", "\n881,826,Milton Keynes\n")
    version = build_sample(data_dir)
    assert version.fingerprint == build.fingerprint(data_dir) != older.fingerprint
    assert versions.current(data_dir) == version


def test_the_readers_own_comparators_are_used(handover):
    own = "home_authority,authority,authority_name\n881,935,Our neighbour\n"
    write_own(handover.data_dir, "comparators", own)
    handover.take(release())
    assert handover.ask("from comparators") == [("881", "935", "Our neighbour")]


def test_the_readers_own_phase_labels_are_understood(handover):
    write_own(handover.data_dir, "dfe_phases", "\nAlternative,Special\n")
    handover.take(release().put("school_type", "Alternative", school_type="Special"))
    assert handover.ask("select distinct education_phase from published_attendance") != []


@pytest.mark.parametrize(
    "text",
    [
        "home_authority\n881\n",
        "authority,home_authority,authority_name\n935,881,Suffolk\n",
        "home_authority,authority,authority_name\n881,935\n",
        'home_authority,authority,authority_name\n881,"9',
        "",
    ],
    ids=["columns missing", "columns in another order", "cells missing", "cut off", "empty"],
)
def test_a_broken_reference_file_is_named_and_changes_nothing(handover, text):
    handover.take(release())
    write_own(handover.data_dir, "comparators", text)
    before = handover.bytes_of()
    path = handover.write(release(size=2))
    with pytest.raises(WarehouseError) as told:
        imports.import_paths([path], handover.data_dir)
    assert str(handover.data_dir / "reference" / "comparators.csv") in str(told.value)
    assert "home_authority, authority, authority_name" in str(told.value)
    assert handover.bytes_of() == before


def write_own(data_dir, name: str, text: str) -> None:
    """The reader's own reference file; text that starts with a new line goes below DfE's."""
    if text.startswith("\n"):
        shipped = (config.REFERENCE / f"{name}.csv").read_text(encoding="utf-8")
        text = shipped.rstrip("\n") + text
    path = data_dir / "reference" / f"{name}.csv"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


def test_a_sample_of_files_laid_out_otherwise_is_built_again(
    data_dir, few_sample_files, monkeypatch
):
    now = workshop.ATTACH
    assert "block_size 65536" in now
    monkeypatch.setattr(workshop, "ATTACH", now.replace("65536", "131072"))
    older = build_sample(data_dir)
    monkeypatch.setattr(workshop, "ATTACH", now)
    version = build_sample(data_dir)
    assert version.fingerprint != older.fingerprint
    assert versions.current(data_dir) == version
