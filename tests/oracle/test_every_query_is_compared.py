"""Every query of the pages about schools is held against a count in plain Python."""

from pathlib import Path

import pytest

from attendance import queries

PAGES = ("county", "monday", "pupil", "pupils", "school", "schools", "thresholds", "tsm")


@pytest.fixture(scope="module")
def tested():
    """The text of the tests beside this one."""
    own = Path(__file__)
    others = [path for path in own.parent.glob("test_*.py") if path != own]
    return "".join(path.read_text(encoding="utf-8") for path in others)


@pytest.mark.parametrize(
    "name", [name for name in queries.names() if name.partition("/")[0] in PAGES]
)
def test_the_query_is_compared(name, tested):
    assert f'"{name}"' in tested, f"compare the numbers of {name} with a count of the registers"
