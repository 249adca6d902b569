"""Fixtures that every test shares. No test reads or writes the developer's own data folder."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from streamlit.components.v2 import manifest_scanner

from attendance import config
from attendance.casework.store import open_store
from attendance.importers import imports
from attendance.warehouse import versions
from tests.command import as_program

OUTSIDE = config.ROOT.parent / "shared"
MAIN_MODULE = sys.modules["__main__"]


def outside(relative: str) -> Path:
    """A path of the real files beside the repository; skips, or fails in CI, without them."""
    path = OUTSIDE / relative
    if not path.exists():
        reason = f"needs {relative} of the real files, which lie outside the repository"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(autouse=True)
def no_data_folder(monkeypatch, tmp_path):
    """Point the program at an empty folder, with no settings of the developer's."""
    monkeypatch.setenv(config.DATA_DIR_VARIABLE, str(tmp_path / "data"))
    for variable in (
        config.HOME_AUTHORITY_VARIABLE,
        config.VIEWER_VARIABLE,
        config.CASEWORK_URL_VARIABLE,
    ):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(autouse=True)
def own_main_module(monkeypatch):
    """AppTest leaves its page as `__main__`, which a new process would run before anything else."""
    monkeypatch.setitem(sys.modules, "__main__", MAIN_MODULE)


@pytest.fixture(scope="session", autouse=True)
def packages_read_once():
    """AppTest reads the metadata of every installed package anew for each page it opens."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner,
            "scan_component_manifests",
            cache(manifest_scanner.scan_component_manifests),
        )
        yield


@pytest.fixture(scope="session", autouse=True)
def one_thread_each():
    """Tests run in more processes than there are cores: in them a second thread of DuckDB only
    costs. The program, where a test starts it, has as many as ever."""
    connect = duckdb.connect

    def with_one(*arguments, config=None, **others):
        return connect(*arguments, config={"threads": 1} | (config or {}), **others)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "connect", with_one)
        yield


@pytest.fixture
def data_dir(tmp_path) -> Path:
    """The empty folder that the program writes to in this test."""
    return tmp_path / "data"


@pytest.fixture(scope="session")
def dfe_releases() -> Path:
    """DfE's released files, as published."""
    return outside("dfe")


@pytest.fixture(scope="session")
def once(tmp_path_factory) -> Callable[[str, Callable[[Path], object]], Path]:
    """A folder of that name, filled by the first of the test run's processes that asks for it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def filled(name: str, fill: Callable[[Path], object]) -> Path:
        folder = shared / name
        with FileLock(shared / f".{name}.lock"):
            if not folder.exists():
                with tempfile.TemporaryDirectory(dir=shared) as making:
                    fill(Path(making) / name)
                    (Path(making) / name).rename(folder)
        return folder

    return filled


@pytest.fixture(scope="session")
def real_data_dir(dfe_releases, once) -> Path:
    """A data folder into which every real release was imported. Read only."""

    def fill(folder: Path) -> None:
        assert not imports.import_paths([dfe_releases], folder).refused

    return once("real", fill)


@dataclass(frozen=True)
class FirstUse:
    """What somebody gets who asks the program in an empty folder."""

    data_dir: Path
    printed: str
    told: str


@pytest.fixture(scope="session")
def first_use(once) -> FirstUse:
    """The program asked for a bulletin in an empty folder, where it builds the sample."""

    def ask(folder: Path) -> None:
        data_dir = {config.DATA_DIR_VARIABLE: str(folder / "data")}
        outcome = as_program("bulletin", "--year", "2024/25", "--format", "csv", **data_dir)
        assert outcome.returncode == 0, outcome.stderr
        for left in (folder / "data").glob("casework.*"):
            left.unlink()
        (folder / "printed").write_text(outcome.stdout, encoding="utf-8")
        (folder / "told").write_text(outcome.stderr, encoding="utf-8")

    folder = once("first use", ask)
    printed, told = ((folder / name).read_text(encoding="utf-8") for name in ("printed", "told"))
    return FirstUse(folder / "data", printed, told)


@pytest.fixture(scope="session")
def sample_data_dir(first_use) -> Path:
    """A data folder with the sample. Read only."""
    return first_use.data_dir


@pytest.fixture(scope="session")
def real_version(real_data_dir):
    """The warehouse of every real release."""
    return versions.current(real_data_dir)


@pytest.fixture(scope="session")
def sample_version(sample_data_dir):
    """The warehouse of the sample."""
    return versions.current(sample_data_dir)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory) -> bytes:
    """The file of a casework store in SQLite that nothing was written to yet."""
    folder = tmp_path_factory.mktemp("empty store")
    open_store(folder).dispose()
    return (folder / "casework.sqlite").read_bytes()


@pytest.fixture
def sample_copy(sample_data_dir, data_dir) -> Path:
    """The test's own data folder, holding a copy of the sample."""
    shutil.copytree(sample_data_dir, data_dir)
    return data_dir


@pytest.fixture
def few_sample_files(monkeypatch) -> None:
    """Take the sample to be its newest release alone, which is built in a second."""
    newest = max((config.SAMPLE / "dfe").iterdir())
    monkeypatch.setattr(imports, "SAMPLE_PARTS", [newest])


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: the browser's tests mostly wait."""
    return (os.cpu_count() or 1) + 1


LONGEST = {
    "test_any_random_county",
    "test_every_school_of_the_sample_has_a_pack",
    "test_pupils_of_random_registers",
    "test_thresholds_of_random_registers",
    "test_a_killed_import_never_breaks_what_is_in_use",
    "test_an_import_killed_at_any_moment_leaves_a_whole_warehouse",
    "test_any_last_load_of_a_random_county",
    "test_every_figure_of_the_year_so_far",
    "test_every_table_of_a_random_county",
}
"""Tests of a quarter of a minute or more, which start first: no process is to be left alone with
one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests first."""
    items.sort(key=lambda item: item.name not in LONGEST)
