"""A broken file is refused in words its reader understands, and changes nothing."""

import subprocess
import sys

import pytest

from attendance import config
from attendance.importers import imports
from tests.importers.broken_files import BROKEN
from tests.importers.data_folder import Handover
from tests.importers.release_files import release

COMPUTER_WORDS = ("Traceback", "Error:", "Exception", "duckdb", "None", "nan", "0x")


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Handover:
    """A data folder with a release published; every broken file must leave it as it is."""
    folder = tmp_path_factory.mktemp("published")
    handover = Handover(folder / "received", folder / "data")
    handover.take(release(), on="2024-10-10")
    return handover


def test_there_are_at_least_twenty_kinds():
    assert len({broken.kind for broken in BROKEN}) == len(BROKEN) >= 20


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.kind)
def test_a_broken_file_is_refused_and_changes_nothing(published, tmp_path, broken):
    path = Handover(tmp_path, published.data_dir).write(broken.made(), broken.name)
    before = published.bytes_of()
    report = imports.import_paths([path], published.data_dir)
    assert published.bytes_of() == before
    assert (report.version, report.taken, report.passed_over) == (None, [], [])
    (told,) = report.refused
    assert told.startswith(str(path))
    for fragment in broken.told:
        assert fragment in told
    assert not [word for word in COMPUTER_WORDS if word in told.removeprefix(str(path))]
    assert len(told.removeprefix(str(path))) < 400


def test_good_files_of_a_folder_are_taken_and_the_others_listed(handover):
    handover.write(release(), "good.csv")
    handover.write("", "empty.csv")
    handover.write(release("weekly").put("late_sessions", "-1"), "bad.csv")
    handover.write("Read me", "README.txt")
    report = imports.import_paths([handover.folder], handover.data_dir)
    assert [landing.load.kind for landing in report.taken] == ["year to date"]
    assert sorted(told.split("2024-09-26/")[1][:9] for told in report.refused) == [
        "bad.csv, ",
        "empty.csv",
    ]
    assert len(report.version.loads) == 1


def test_many_mistakes_of_a_kind_are_counted_and_the_first_is_shown(handover):
    path = handover.write(release().put("late_sessions", "-1"))
    (told,) = handover.refusals(path)
    assert "line 2: late_sessions is -1; a count cannot be negative (13 more like it)" in told


def test_the_worst_mistake_comes_first_and_others_are_announced(handover):
    path = handover.write(release().put("overall_absence", "-1", la_name="Essex"))
    (told,) = handover.refusals(path)
    assert "a count cannot be negative" in told and "Other kinds of problem follow" in told


def test_the_command_line_tells_and_ends_with_1(published, tmp_path):
    handover = Handover(tmp_path, published.data_dir)
    handover.write(release("weekly"), "good.csv")
    bad = handover.write(release("daily").put("late_sessions", "-1"), "bad.csv")
    ended = command("import", handover.folder, "--data-dir", tmp_path / "data")
    assert ended.returncode == 1
    assert "Taken: " in ended.stderr and "good.csv (week, 2024/25, 14 rows)" in ended.stderr
    assert f"Refused: {bad}, line 2: late_sessions is -1" in ended.stderr
    assert "In use is now warehouse-" in ended.stderr


def test_files_that_are_no_data_are_passed_over_with_0(published, tmp_path):
    handover = Handover(tmp_path, published.data_dir)
    handover.write("Read me", "README.md")
    handover.write("col_name,col_type\nx,Indicator\n", "EES_ytd_data.meta.csv")
    before = published.bytes_of()
    ended = command("import", handover.folder, "--data-dir", published.data_dir)
    assert (ended.returncode, published.bytes_of()) == (0, before)
    assert ended.stderr.count("Passed over: ") == 2 and "Nothing changed." in ended.stderr


@pytest.mark.parametrize("name", ["m.xls", "m.txt"])
def test_a_file_that_is_no_data_and_was_named_itself_is_refused(published, tmp_path, name):
    """The good one beside it is taken all the same."""
    handover = Handover(tmp_path, tmp_path / "data")
    named, good = handover.write("urn,pupil\n", name), handover.write(release(), "good.csv")
    ended = command("import", named, good, "--data-dir", handover.data_dir)
    assert ended.returncode == 1
    assert f"Refused: {named} is not a data file that can be read." in ended.stderr
    assert "Wanted is CSV or .xlsx" in ended.stderr and "In use is now" in ended.stderr


def test_an_empty_folder_is_refused(published, tmp_path):
    empty = tmp_path / "nothing"
    empty.mkdir()
    (told,) = Handover(tmp_path, published.data_dir).refusals(empty)
    assert f"There is no data file in {empty}." in told


def command(*words) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "attendance", *map(str, words)],
        cwd=config.ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
