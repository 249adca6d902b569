"""Meetings, who came, what was agreed and whom it was about: rows are only ever added, but for
the times that are taken, which a meeting that is moved or cancelled gives back."""

import sqlalchemy as sa
from alembic import op

revision = "0004_meetings"
down_revision = "0003_support_record"

KEYS = {
    "meetings": ("meeting_key", "version"),
    "actions": ("action_key", "version"),
    "pupils_discussed": ("meeting_key", "person_key", "version"),
    "attendees": ("meeting_key", "attendee_key", "version"),
    "school_contacts": ("school_id", "part", "version"),
    "team_members": ("name", "version"),
}
"""By table, what names a version of a row."""


def upgrade() -> None:
    _table(
        "meetings",
        _named("meeting_key"),
        _named("booking_key"),
        _school(),
        _named("academic_year"),
        _one_of("term", "autumn", "spring", "summer"),
        _named("theme"),
        _named("held_on"),
        _text("starts_at"),
        _text("ends_at"),
        _text("team_member"),
        _text("place"),
        _one_of("status", "booked", "held", "closed", "cancelled", "moved"),
        _text("note"),
        _text("moved_from"),
    )
    _table(
        "actions",
        _named("action_key"),
        _named("meeting_key"),
        _school(),
        sa.Column("person_key", sa.Text, sa.CheckConstraint("person_key <> ''")),
        _named("what"),
        _named("who"),
        _named("by_when"),
        _one_of("status", "open", "done", "dropped"),
        _text("note"),
    )
    _table(
        "pupils_discussed",
        _named("meeting_key"),
        _school(),
        _named("person_key"),
        _text("lead_practitioner"),
        _flag("is_discussed"),
    )
    _table(
        "attendees",
        _named("meeting_key"),
        _school(),
        _named("attendee_key"),
        _named("part"),
        _named("name"),
        _one_of("state", "invited", "confirmed", "attended", "absent", "not invited"),
    )
    _table(
        "school_contacts", _school(), _named("part"), _text("name"), _text("email"), _text("phone")
    )
    _table("team_members", _named("name"), _text("quadrant"), _text("email"), _flag("is_active"))
    op.create_table(
        "taken_times",
        sa.Column("id", sa.Integer, primary_key=True),
        _named("calendar"),
        _named("day"),
        sa.Column(
            "quarter", sa.Integer, sa.CheckConstraint("quarter BETWEEN 0 AND 95"), nullable=False
        ),
        _named("booking_key"),
        sa.UniqueConstraint("calendar", "day", "quarter"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    for table in ("meetings", "actions", "pupils_discussed", "attendees"):
        op.create_index(f"{table}_of_school", table, ["school_id"])
    op.create_index("meetings_of_booking", "meetings", ["booking_key"])
    op.create_index("taken_times_of_booking", "taken_times", ["booking_key"])
    if op.get_context().dialect.name == "sqlite":
        for table, key in KEYS.items():
            _refuse_all_but_adding(table, key)


def downgrade() -> None:
    raise NotImplementedError("What was agreed is never dropped: restore a backup instead.")


def _table(name: str, *columns: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, sa.CheckConstraint("version > 0"), nullable=False),
        *columns,
        sa.Column("at", sa.Text, nullable=False),
        _named("viewer"),
        _named("role"),
        sa.UniqueConstraint(*KEYS[name]),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )


def _school() -> sa.Column:
    return sa.Column("school_id", sa.Integer, nullable=False)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=False)


def _named(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, sa.CheckConstraint(f"{name} <> ''"), nullable=False)


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer, sa.CheckConstraint(f"{name} IN (0, 1)"), nullable=False)


def _one_of(name: str, *values: str) -> sa.Column:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.Column(name, sa.Text, sa.CheckConstraint(f"{name} IN ({listed})"), nullable=False)


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
