"""Fixtures that every test shares. No test reads or writes the developer's own data folder."""

import os
import shutil
from pathlib import Path

import pytest

from attendance import config
from attendance.importers import imports
from attendance.warehouse import versions

OUTSIDE = config.ROOT.parent / "shared"


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


@pytest.fixture
def data_dir(tmp_path) -> Path:
    """The empty folder that the program writes to in this test."""
    return tmp_path / "data"


@pytest.fixture(scope="session")
def dfe_releases() -> Path:
    """DfE's released files, as published."""
    return outside("dfe")


@pytest.fixture(scope="session")
def real_data_dir(dfe_releases, tmp_path_factory) -> Path:
    """A data folder into which every real release was imported. Read only."""
    folder = tmp_path_factory.mktemp("real")
    report = imports.import_paths([dfe_releases], folder)
    assert not report.refused
    return folder


@pytest.fixture(scope="session")
def sample_data_dir(tmp_path_factory) -> Path:
    """A data folder with the sample. Read only."""
    folder = tmp_path_factory.mktemp("sample")
    imports.build_sample(folder)
    return folder


@pytest.fixture(scope="session")
def real_version(real_data_dir):
    """The warehouse of every real release."""
    return versions.current(real_data_dir)


@pytest.fixture(scope="session")
def sample_version(sample_data_dir):
    """The warehouse of the sample."""
    return versions.current(sample_data_dir)


@pytest.fixture
def sample_copy(sample_data_dir, data_dir) -> Path:
    """The test's own data folder, holding a copy of the sample."""
    shutil.copytree(sample_data_dir, data_dir)
    return data_dir
