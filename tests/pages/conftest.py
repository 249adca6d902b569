"""Data folders that pages are opened on; a page writes its log, so each folder is a copy."""

import shutil

import pytest
import streamlit as st
from streamlit.runtime.media_file_manager import MediaFileManager

from attendance import access, config
from attendance.casework.audit import entries
from attendance.casework.store import open_store
from attendance.ui import shown


@pytest.fixture(scope="session")
def shown_sample(sample_data_dir, tmp_path_factory):
    """A copy of the sample that every page test may look at."""
    folder = tmp_path_factory.mktemp("pages") / "data"
    shutil.copytree(sample_data_dir, folder)
    return folder


@pytest.fixture(scope="session")
def lent_sample(sample_data_dir, tmp_path_factory):
    """A copy of the sample that tests have one after another, each with a store of its own."""
    folder = tmp_path_factory.mktemp("lent") / "data"
    shutil.copytree(sample_data_dir, folder)
    return folder


@pytest.fixture
def sample_copy(lent_sample, sample_data_dir, data_dir, empty_store):
    """The test's own data folder with the sample and an empty casework store. The warehouse
    stays open from test to test, so no test may change it."""
    for left in {path.name for path in lent_sample.iterdir()} - {
        path.name for path in sample_data_dir.iterdir()
    }:
        path = lent_sample / left
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    (lent_sample / "casework.sqlite").write_bytes(empty_store)
    st.cache_resource.clear()
    data_dir.symlink_to(lent_sample)
    before = _files_of(lent_sample)
    yield data_dir
    assert _files_of(lent_sample) == before, "this test needs a copy of its own"


def _files_of(data_dir):
    """What is imported and built there: sizes and times."""
    return {
        path: (path.stat().st_size, path.stat().st_mtime_ns)
        for folder in ("loads", "warehouse")
        for path in (data_dir / folder).iterdir()
        if not path.name.startswith(".")
    }


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
def behind(monkeypatch):
    """The rows behind each table of the runs, in order, with the columns that are not sent."""
    found, grid = [], shown.grid

    def keeping(name, rows, *args, **more):
        found.append(rows)
        return grid(name, rows, *args, **more)

    monkeypatch.setattr(shown, "grid", keeping)
    return found


@pytest.fixture
def downloads(monkeypatch):
    """What each download button of the runs makes when pressed, by file name."""
    made, add = {}, MediaFileManager.add_deferred

    def keeping(self, make, *args, **more):
        made[more.get("file_name") or args[2]] = make
        return add(self, make, *args, **more)

    monkeypatch.setattr(MediaFileManager, "add_deferred", keeping)
    return made


@pytest.fixture
def double_clicks(monkeypatch):
    """Every button that saves is pressed twice before the page is drawn anew."""

    def twice(draw):
        def drawn(*args, on_click=None, **more):
            def clicked(*given, **named):
                on_click(*given, **named)
                on_click(*given, **named)

            return draw(*args, on_click=on_click and clicked, **more)

        return drawn

    for name in ("button", "form_submit_button"):
        monkeypatch.setattr(st, name, twice(getattr(st, name)))
