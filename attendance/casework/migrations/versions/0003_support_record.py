"""What was done for a pupil, what was dealt with, and which group a person chose: rows are only
ever added; a change is the next version, and what is taken back is a version that says so."""

import sqlalchemy as sa
from alembic import op

revision = "0003_support_record"
down_revision = "0002_school_targets"

KEYS = {
    "support_entries": ("entry_key", "version"),
    "dealt_with": ("school_id", "person_key", "item", "state", "version"),
    "triage_choices": ("person_key", "version"),
}
"""By table, what names a version of a row."""


def upgrade() -> None:
    op.create_table(
        "support_entries",
        sa.Column("id", sa.Integer, primary_key=True),
        _named("entry_key"),
        _version(),
        _named("person_key"),
        sa.Column("school_id", sa.Integer, nullable=False),
        _named("kind"),
        _named("happened_on"),
        sa.Column("parent", sa.Text, sa.CheckConstraint("parent IN ('A', 'B')")),
        sa.Column(
            "status",
            sa.Text,
            sa.CheckConstraint("status IN ('issued', 'paid', 'withdrawn', 'prosecuted')"),
        ),
        sa.Column("hours_tenths", sa.Integer, sa.CheckConstraint("hours_tenths > 0")),
        sa.Column("review_on", sa.Text),
        sa.Column("ends_on", sa.Text),
        sa.Column("practitioner", sa.Text, nullable=False),
        sa.Column("threshold", sa.Text),
        sa.Column("decision", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        _flag("taken_back"),
        *_by_whom(),
        sa.UniqueConstraint(*KEYS["support_entries"]),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("support_entries_of_person", "support_entries", ["person_key"])
    op.create_index("support_entries_of_school", "support_entries", ["school_id"])
    op.create_table(
        "dealt_with",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("school_id", sa.Integer, nullable=False),
        _named("person_key"),
        _named("item"),
        sa.Column("state", sa.Text, nullable=False),
        _version(),
        _flag("is_dealt_with"),
        *_by_whom(),
        sa.UniqueConstraint(*KEYS["dealt_with"]),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "triage_choices",
        sa.Column("id", sa.Integer, primary_key=True),
        _named("person_key"),
        _version(),
        sa.Column("school_id", sa.Integer, nullable=False),
        sa.Column("triage_group", sa.Text),
        sa.Column("why", sa.Text, nullable=False),
        *_by_whom(),
        sa.UniqueConstraint(*KEYS["triage_choices"]),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    for table in ("dealt_with", "triage_choices"):
        op.create_index(f"{table}_of_school", table, ["school_id"])
    if op.get_context().dialect.name == "sqlite":
        for table, key in KEYS.items():
            _refuse_all_but_adding(table, key)


def downgrade() -> None:
    raise NotImplementedError("What was done for pupils is never dropped: restore a backup.")


def _named(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, sa.CheckConstraint(f"{name} <> ''"), nullable=False)


def _version() -> sa.Column:
    return sa.Column("version", sa.Integer, sa.CheckConstraint("version > 0"), nullable=False)


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer, sa.CheckConstraint(f"{name} IN (0, 1)"), nullable=False)


def _by_whom() -> list[sa.Column]:
    return [sa.Column("at", sa.Text, nullable=False), _named("viewer"), _named("role")]


def _refuse_all_but_adding(table: str, key: tuple[str, ...]) -> None:
    refuse = "SELECT RAISE(ABORT, 'what was written down cannot be changed, only followed')"
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    for action in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{action} BEFORE {action.upper()} ON {table} "
            f"BEGIN {refuse}; END"
        )
    # INSERT OR REPLACE deletes the old row without firing the delete trigger.
    op.execute(
        f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR ({same})) "
        f"BEGIN {refuse}; END"
    )
