"""The migrations agree with the tables in code, with their file names, and with PostgreSQL."""

import importlib.util
from io import StringIO

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from attendance.casework.actions import ACTIONS
from attendance.casework.attendees import ATTENDEES
from attendance.casework.audit import METADATA
from attendance.casework.booking import TAKEN_TIMES
from attendance.casework.contacts import SCHOOL_CONTACTS
from attendance.casework.dealt_with import DEALT_WITH
from attendance.casework.discussed import PUPILS_DISCUSSED
from attendance.casework.meetings import MEETINGS
from attendance.casework.migrate import MIGRATIONS, revisions
from attendance.casework.need_overrides import NEED_OVERRIDES
from attendance.casework.store import open_store
from attendance.casework.support import SUPPORT_ENTRIES
from attendance.casework.targets import SCHOOL_TARGETS
from attendance.casework.team import TEAM_MEMBERS
from attendance.casework.triage_choices import TRIAGE_CHOICES

TABLES = (
    SCHOOL_TARGETS,
    SUPPORT_ENTRIES,
    DEALT_WITH,
    TRIAGE_CHOICES,
    MEETINGS,
    TAKEN_TIMES,
    ACTIONS,
    PUPILS_DISCUSSED,
    ATTENDEES,
    SCHOOL_CONTACTS,
    TEAM_MEMBERS,
    NEED_OVERRIDES,
)


def test_migrated_tables_are_the_tables_in_code(tmp_path):
    assert {table.name for table in TABLES} < set(METADATA.tables)
    with open_store(tmp_path).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_every_migration_file_is_named_as_its_revision_and_follows_the_one_before():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    history = [script.revision for script in scripts.walk_revisions()]
    assert list(reversed(history)) == revisions(MIGRATIONS)
    assert max(len(revision) for revision in history) <= 32  # PostgreSQL's alembic_version


@pytest.mark.parametrize("revision", revisions(MIGRATIONS))
def test_on_postgresql_a_table_is_a_plain_one(revision):
    path = MIGRATIONS / "versions" / f"{revision}.py"
    spec = importlib.util.spec_from_file_location("migration", path)
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    written = StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written}
    )
    with Operations.context(context):
        migration.upgrade()
    sql = written.getvalue()
    assert "id SERIAL NOT NULL" in sql
    assert not any(word in sql for word in ("STRICT", "TRIGGER", "PRAGMA"))
