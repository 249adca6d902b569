"""Places in the list of need that people gave schools: rows are only ever added; another place is
the next version, and one taken back a version without a place."""

import sqlalchemy as sa
from alembic import op

revision = "0005_need_overrides"
down_revision = "0004_meetings"


def upgrade() -> None:
    op.create_table(
        "need_overrides",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("school_id", sa.Integer, nullable=False),
        _named("academic_year"),
        sa.Column("version", sa.Integer, sa.CheckConstraint("version > 0"), nullable=False),
        sa.Column("place", sa.Integer, sa.CheckConstraint("place BETWEEN 1 AND 9999")),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        _named("viewer"),
        _named("role"),
        sa.UniqueConstraint("school_id", "academic_year", "version"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    if op.get_context().dialect.name == "sqlite":
        _refuse_all_but_adding()


def downgrade() -> None:
    raise NotImplementedError("Who placed a school is never dropped: restore a backup.")


def _named(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, sa.CheckConstraint(f"{name} <> ''"), nullable=False)


def _refuse_all_but_adding() -> None:
    refuse = "SELECT RAISE(ABORT, 'a place cannot be changed, only followed')"
    for action in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER need_overrides_refuses_{action} BEFORE {action.upper()} "
            f"ON need_overrides BEGIN {refuse}; END"
        )
    # INSERT OR REPLACE deletes the old row without firing the delete trigger.
    op.execute(
        "CREATE TRIGGER need_overrides_refuses_replace BEFORE INSERT ON need_overrides "
        "WHEN EXISTS (SELECT 1 FROM need_overrides WHERE id = NEW.id OR "
        "(school_id = NEW.school_id AND academic_year = NEW.academic_year "
        f"AND version = NEW.version)) BEGIN {refuse}; END"
    )
