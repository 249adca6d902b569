"""Targets that schools set themselves: a changed one is a new row, no row is ever changed."""

import sqlalchemy as sa
from alembic import op

revision = "0002_school_targets"
down_revision = "0001_audit_log"

ADD_ONLY_TRIGGERS = (
    """
    CREATE TRIGGER school_targets_refuses_update BEFORE UPDATE ON school_targets
    BEGIN SELECT RAISE(ABORT, 'a target cannot be changed, only followed by another'); END
    """,
    """
    CREATE TRIGGER school_targets_refuses_delete BEFORE DELETE ON school_targets
    BEGIN SELECT RAISE(ABORT, 'a target cannot be deleted, only followed by another'); END
    """,
    # INSERT OR REPLACE deletes the old row without firing the delete trigger.
    """
    CREATE TRIGGER school_targets_refuses_replace BEFORE INSERT ON school_targets
    WHEN EXISTS (
        SELECT 1 FROM school_targets
        WHERE
            id = NEW.id
            OR (
                school_id = NEW.school_id AND academic_year = NEW.academic_year
                AND measure = NEW.measure AND version = NEW.version
            )
    )
    BEGIN SELECT RAISE(ABORT, 'a target cannot be changed, only followed by another'); END
    """,
)


def upgrade() -> None:
    op.create_table(
        "school_targets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("school_id", sa.Integer, nullable=False),
        sa.Column("academic_year", sa.Text, nullable=False),
        sa.Column(
            "measure",
            sa.Text,
            sa.CheckConstraint("measure IN ('attendance', 'persistent')"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer, sa.CheckConstraint("version > 0"), nullable=False),
        sa.Column(
            "value_tenths", sa.Integer, sa.CheckConstraint("value_tenths BETWEEN 0 AND 1000")
        ),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("viewer", sa.Text, sa.CheckConstraint("viewer <> ''"), nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.UniqueConstraint("school_id", "academic_year", "measure", "version"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    if op.get_context().dialect.name == "sqlite":
        for trigger in ADD_ONLY_TRIGGERS:
            op.execute(trigger)


def downgrade() -> None:
    raise NotImplementedError("Targets are never dropped: restore a backup instead.")
