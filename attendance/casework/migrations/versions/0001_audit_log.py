"""The audit log: who saw or took what, and when. Rows are only ever added."""

import sqlalchemy as sa
from alembic import op

revision = "0001_audit_log"
down_revision = None

ADD_ONLY_TRIGGERS = (
    """
    CREATE TRIGGER audit_log_refuses_update BEFORE UPDATE ON audit_log
    BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END
    """,
    """
    CREATE TRIGGER audit_log_refuses_delete BEFORE DELETE ON audit_log
    BEGIN SELECT RAISE(ABORT, 'the audit log cannot be deleted from'); END
    """,
    # INSERT OR REPLACE deletes the old row without firing the delete trigger.
    """
    CREATE TRIGGER audit_log_refuses_replace BEFORE INSERT ON audit_log
    WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END
    """,
)


def upgrade() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("viewer", sa.Text, sa.CheckConstraint("viewer <> ''"), nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("action", sa.Text, sa.CheckConstraint("action <> ''"), nullable=False),
        sa.Column("subject", sa.Text, sa.CheckConstraint("subject <> ''"), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    if op.get_context().dialect.name == "sqlite":
        op.execute("PRAGMA application_id = 1096045646")  # 'ATTN': how a file is known as ours
        for trigger in ADD_ONLY_TRIGGERS:
            op.execute(trigger)


def downgrade() -> None:
    raise NotImplementedError("The audit log is never dropped: restore a backup instead.")
