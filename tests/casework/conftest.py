"""Migration folders as a later version of the program would have them, pupils to write of, and
stores, which the tests of meetings get in SQLite and in PostgreSQL."""

import shutil
from dataclasses import dataclass

import pytest

from attendance import access
from attendance.casework.migrate import MIGRATIONS, revisions
from attendance.casework.store import open_store
from tests.casework import postgres

ON_BOTH = {
    "test_actions",
    "test_attendees",
    "test_booking",
    "test_dealt_with",
    "test_meetings",
    "test_need_overrides",
    "test_support",
    "test_support_lists",
    "test_targets",
    "test_triage_choices",
}

STORE, MIGRATED = "store", "migrated"

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


def pytest_generate_tests(metafunc):
    """Run the tests of meetings on both kinds of store, but for those that are of SQLite's."""
    both = metafunc.module.__name__.rpartition(".")[2] in ON_BOTH
    if "engine" in metafunc.fixturenames and both:
        alone = metafunc.definition.get_closest_marker("sqlite_alone")
        kinds = ["sqlite"] if alone else ["sqlite", "postgresql"]
        metafunc.parametrize("store_kind", kinds, indirect=True)


@pytest.fixture
def store_kind(request):
    """SQLite unless a test asks for the other."""
    return getattr(request, "param", "sqlite")


@pytest.fixture(scope="session")
def postgres_server():
    """A server with a store to be emptied from test to test, and one to make it anew from."""
    with postgres.running() as folder:
        postgres.execute(folder, f"CREATE DATABASE {MIGRATED}")
        open_store(folder, postgres.url(folder, MIGRATED)).dispose()
        postgres.execute(folder, f"CREATE DATABASE {STORE} TEMPLATE {MIGRATED}")
        yield folder


@pytest.fixture(scope="session")
def postgres_tables(postgres_server):
    """The tables that a store has; some tests drop one."""
    return postgres.tables(postgres_server, MIGRATED)


@pytest.fixture
def postgres_url(postgres_server, postgres_tables):
    """The address of an empty store on the server."""
    yield postgres.url(postgres_server, STORE)
    if postgres.tables(postgres_server, STORE) == postgres_tables:
        postgres.empty(postgres_server, STORE, but="alembic_version")
    else:
        postgres.execute(postgres_server, f"DROP DATABASE {STORE} WITH (FORCE)")
        postgres.execute(postgres_server, f"CREATE DATABASE {STORE} TEMPLATE {MIGRATED}")


@pytest.fixture
def open_again(store_kind, tmp_path, request):
    """Open the test's store, as one more copy of the program would."""
    url, opened = None, []
    if store_kind == "postgresql":
        url = request.getfixturevalue("postgres_url")
    else:
        (tmp_path / "store").mkdir(mode=0o700)
        made = request.getfixturevalue("empty_store")
        (tmp_path / "store" / "casework.sqlite").write_bytes(made)

    def again():
        opened.append(open_store(tmp_path / "store", url))
        return opened[-1]

    yield again
    for engine in opened:
        engine.dispose()


@pytest.fixture
def engine(open_again):
    """An empty store."""
    return open_again()


@pytest.fixture
def sqlite_engine(tmp_path):
    """An empty store in SQLite, for what is of its file."""
    engine = open_store(tmp_path / "sqlite")
    yield engine
    engine.dispose()


@pytest.fixture
def engines(engine, open_again):
    """The store as two copies of the program have it open."""
    return engine, open_again()
