"""Migration folders as a later version of the program would have them, and pupils to write of."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from attendance import access
from attendance.casework.migrate import MIGRATIONS, revisions
from attendance.casework.store import open_store

LATER = """
from alembic import op

revision = "{revision}"
down_revision = "{newest}"


def upgrade():
{body}
"""


@pytest.fixture
def later_migrations(tmp_path):
    """Return a function that adds a further migration with the given lines to a copy of ours."""

    def add(*lines, revision="9999_later"):
        folder = tmp_path / "later" / "migrations"
        shutil.copytree(MIGRATIONS, folder)
        body = "\n".join(f"    {line}" for line in lines)
        script = folder / "versions" / f"{revision}.py"
        script.write_text(
            LATER.format(revision=revision, newest=revisions(MIGRATIONS)[-1], body=body)
        )
        return folder

    return add


@dataclass(frozen=True)
class People:
    """Who is who in the sample: keys of people by where they are and were."""

    stayed: list[str]
    """In Pebblethorpe High School (900019) and in no other school."""
    moved: str
    """Left Marrowfold Primary School (900009) on 4 October 2024 for St Zoë's (900002)."""
    elsewhere: str
    """In Saffronholme High School (900021) alone."""


@pytest.fixture(scope="session")
def people(sample_version):
    """Pupils of the sample, found by what the warehouse says of them."""
    rows = access.rows(access.local_viewer(), sample_version, "data/seen_people", person_keys=None)
    schools: dict[str, dict[int, object]] = {}
    for row in rows.itertuples():
        schools.setdefault(row.person_key, {})[row.school_id] = row.seen_until
    moved = [
        key
        for key, theirs in schools.items()
        if set(theirs) == {900009, 900002} and str(theirs[900009])[:10] == "2024-10-04"
    ]
    return People(
        stayed=[key for key, theirs in schools.items() if set(theirs) == {900019}],
        moved=moved[0],
        elsewhere=next(key for key, theirs in schools.items() if set(theirs) == {900021}),
    )


@pytest.fixture
def engine(tmp_path):
    """An empty store."""
    engine = open_store(tmp_path / "store")
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_engine(tmp_path):
    """An empty store in SQLite, for what is of its file."""
    engine = open_store(tmp_path / "sqlite")
    yield engine
    engine.dispose()


@pytest.fixture
def engines(engine):
    """The store as two copies of the program have it open."""
    other = open_store(Path(engine.url.database).parent)
    yield engine, other
    other.dispose()
