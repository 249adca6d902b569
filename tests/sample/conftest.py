"""The committed sample, read once, and what lies beside the repository."""

import csv
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from attendance.config import SAMPLE
from tests.sample.county import County
from tests.sample.county import read as read_county

OUTSIDE = Path(__file__).parents[3] / "shared"

Row = dict[str, str]
Table = dict[tuple[str, str], list[Row]]


def read(folder: Path) -> Table:
    """All rows by publication date and kind of file: "ytd", "weekly", "aut", "spr" or "sum"."""
    found = {}
    for path in sorted(folder.glob("*/*.zip")):
        with ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith("_data.csv"):
                    kind = name.removeprefix("data/EES_").removesuffix("_data.csv")
                    text = archive.read(name).decode()
                    found[path.parent.name, kind] = list(csv.DictReader(StringIO(text)))
    return found


@pytest.fixture(scope="session")
def read_releases() -> Callable[[Path], Table]:
    return read


@pytest.fixture(scope="session")
def releases() -> Table:
    return read(SAMPLE / "dfe")


@pytest.fixture(scope="session")
def county() -> County:
    return read_county(SAMPLE / "county")


@pytest.fixture(scope="session")
def outside() -> Callable[..., Path]:
    """Finds a file beside the repository, which only continuous integration must have."""

    def find(*parts: str) -> Path:
        path = OUTSIDE.joinpath(*parts)
        if not path.exists():
            if os.environ.get("CI") == "true":
                pytest.fail(f"{path} is absent, and continuous integration needs it")
            pytest.skip(f"{path} is absent: only the repository is here")
        return path

    return find
