"""An import that is killed leaves a complete warehouse in use, and the next one works."""

import multiprocessing
import random
import subprocess
import sys
import time
from contextlib import redirect_stderr
from itertools import count

import pytest

from attendance import config
from attendance.warehouse import versions
from tests.importers.data_folder import Handover
from tests.importers.release_files import WEEK_1, WEEK_2, release

KILLS = 20
ESSEX = "select count(*) from published_attendance where area_id = '881'"


def run_import(paths, data_dir) -> None:
    """The command itself, in a process of its own."""
    from attendance.__main__ import app

    with open("/dev/null", "w") as nowhere, redirect_stderr(nowhere):  # noqa: PTH123
        app(["import", *map(str, paths), "--data-dir", str(data_dir)])


@pytest.fixture(scope="module")
def processes():
    """Processes that start at once: the command is loaded before they part."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["attendance.__main__"])
    warm_up = context.Process(target=time.monotonic)
    warm_up.start()
    warm_up.join()
    return context


def corrected_files(handover: Handover, size: int):
    """Three files of a release, with other counts than any before."""
    weeks = (WEEK_1, WEEK_2)
    kinds = ("ytd", "weekly", "term")
    return [handover.write(release(kind, weeks=weeks, size=size), f"{kind}.csv") for kind in kinds]


def assert_sound(handover: Handover) -> None:
    """What CURRENT points to opens, is what was built, and answers."""
    version = versions.current(handover.data_dir)
    versions.check(version)
    ((rows,),) = handover.ask(ESSEX)
    assert rows > 0
    assert {load.path(handover.data_dir).exists() for load in version.loads} == {True}


def assert_no_leftovers(handover: Handover) -> None:
    """Nothing but versions, the pointer and the lock; every load is one that a version names."""
    folder = versions.folder(handover.data_dir)
    kept = versions.listed(handover.data_dir)
    expected = {f"{one.name}{ending}" for one in kept for ending in (".duckdb", ".json")}
    assert {path.name for path in folder.iterdir()} == expected | {".lock", "CURRENT"}
    assert not list((handover.data_dir / "loads").glob(".*"))


def test_a_killed_import_never_breaks_what_is_in_use(handover, processes):
    sizes = count(1)
    handover.take(release(), on="2024-10-10")
    whole = timed(processes, corrected_files(handover, next(sizes)), handover.data_dir)
    moments = random.Random(20).choices(range(101), k=KILLS)
    killed = 0
    for moment in moments:
        files = corrected_files(handover, next(sizes))
        process = processes.Process(target=run_import, args=(files, handover.data_dir))
        process.start()
        process.join(whole * moment / 100)
        process.kill()
        process.join()
        killed += process.exitcode == -9
        assert_sound(handover)
    assert killed >= KILLS / 2
    report = handover.take(release(size=99), on="2024-10-10")
    assert report.version == versions.current(handover.data_dir)
    assert_sound(handover)
    assert_no_leftovers(handover)


def timed(processes, files, data_dir) -> float:
    began = time.monotonic()
    process = processes.Process(target=run_import, args=(files, data_dir))
    process.start()
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - began


def test_a_killed_first_import_leaves_an_empty_folder_to_start_from(handover):
    files = corrected_files(handover, 1)
    words = ("import", *files, "--data-dir", handover.data_dir)
    process = subprocess.Popen(
        [sys.executable, "-m", "attendance", *map(str, words)],
        cwd=config.ROOT,
        stderr=subprocess.DEVNULL,
    )
    building = versions.folder(handover.data_dir)
    while process.poll() is None and not list(building.glob(f"{versions.BUILDING}*")):
        time.sleep(0.002)
    process.kill()
    process.wait()
    assert process.returncode == -9
    assert versions.current(handover.data_dir) is None
    assert list(building.glob(f"{versions.BUILDING}*"))
    handover.take(release())
    assert_sound(handover)
    assert_no_leftovers(handover)


@pytest.mark.parametrize("written", ["nothing", "version", "manifest"])
def test_what_a_kill_between_two_writes_leaves_is_cleared(handover, written):
    handover.take(release())
    folder, loads = versions.folder(handover.data_dir), handover.data_dir / "loads"
    (folder / ".building-7.duckdb").write_bytes(b"half")
    (folder / ".building-spill-7").mkdir()
    (folder / ".building-spill-7" / "duckdb_temp_storage-0.tmp").write_bytes(b"half")
    (loads / ".landing-dfe-2024-09-26-0.parquet").write_bytes(b"half")
    if written == "version":
        (folder / "warehouse-20200101T000000000000-0.duckdb").write_bytes(b"whole")
    if written == "manifest":
        (folder / ".building-warehouse-20200101T000000000000-0.json").write_text("{")
    assert_sound(handover)
    handover.take(release(size=2))
    assert_sound(handover)
    assert_no_leftovers(handover)
