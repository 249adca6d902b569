"""Fixtures of the importer's tests."""

import pytest

from tests.importers.data_folder import Handover


@pytest.fixture
def handover(tmp_path, data_dir) -> Handover:
    """An empty data folder and a place for files to import."""
    return Handover(tmp_path / "received", data_dir)
