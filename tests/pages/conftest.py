"""Data folders that pages are opened on; a page writes its log, so each folder is a copy."""

import shutil

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager

from attendance import access, config
from attendance.casework.audit import entries
from attendance.casework.store import open_store


@pytest.fixture(scope="session")
def shown_sample(sample_data_dir, tmp_path_factory):
    """A copy of the sample that every page test may look at."""
    folder = tmp_path_factory.mktemp("pages") / "data"
    shutil.copytree(sample_data_dir, folder)
    return folder


@pytest.fixture
def on_sample(shown_sample, monkeypatch):
    """Point the program at the sample."""
    monkeypatch.setenv(config.DATA_DIR_VARIABLE, str(shown_sample))


@pytest.fixture(scope="session")
def shown_real(real_data_dir, tmp_path_factory):
    """A copy of the real releases that every page test may look at."""
    folder = tmp_path_factory.mktemp("real-pages") / "data"
    shutil.copytree(real_data_dir, folder)
    return folder


@pytest.fixture
def on_real(shown_real, monkeypatch):
    """Point the program at the real releases."""
    monkeypatch.setenv(config.DATA_DIR_VARIABLE, str(shown_real))


@pytest.fixture
def sample_rows(sample_version):
    """A query's rows, past the pages: name and parameters in, rows out."""

    def rows(name, **params):
        return access.rows(access.local_viewer(), sample_version, name, **params)

    return rows


@pytest.fixture
def log(data_dir):
    """What the audit log of the test's data folder holds, oldest first."""
    return lambda: list(reversed(entries(open_store(data_dir))))


@pytest.fixture
def downloads(monkeypatch):
    """What each download button of the runs makes when pressed, by file name."""
    made, add = {}, MediaFileManager.add_deferred

    def keeping(self, make, *args, **more):
        made[more.get("file_name") or args[2]] = make
        return add(self, make, *args, **more)

    monkeypatch.setattr(MediaFileManager, "add_deferred", keeping)
    return made
