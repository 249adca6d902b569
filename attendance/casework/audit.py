"""The audit log: who saw or took what, and when. Rows are only ever added."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from numbers import Integral
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    insert,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from attendance.casework.engine import reading
from attendance.errors import AttendanceError

METADATA = MetaData()
AUDIT_LOG = Table(
    "audit_log",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("viewer", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("rows", Integer),
)


def record(
    engine: Engine,
    *,
    viewer: str,
    role: str,
    action: str,
    subject: str,
    detail: Mapping[str, object] | None = None,
    rows: int | None = None,
) -> None:
    """Add one entry: `action` is 'view', 'export' and so on, `subject` a page or query name.

    `detail` holds the parameters (text, numbers, dates, lists of them), never pupils' names;
    `rows` is how many were shown or taken. Call it before handing anything over: it raises
    AttendanceError when the entry was not written, and then the action must not happen.
    """
    try:
        with engine.begin() as connection:
            add(
                connection,
                viewer=viewer,
                role=role,
                action=action,
                subject=subject,
                detail=detail,
                rows=rows,
            )
    except SQLAlchemyError as error:
        raise AttendanceError(
            f"The audit log could not be written for {action} of {subject}, so nothing was shown "
            "or exported. Try again; if it persists, check the casework store's disk space."
        ) from error


def add(
    connection: Connection,
    *,
    viewer: str,
    role: str,
    action: str,
    subject: str,
    detail: Mapping[str, object] | None = None,
    rows: int | None = None,
) -> None:
    """Add an entry within a transaction, so that what is written and its entry come together."""
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "viewer": viewer,
        "role": role,
        "action": action,
        "subject": subject,
        "detail": _as_json(detail or {}, subject),
        "rows": None if rows is None else int(rows),
    }
    connection.execute(insert(AUDIT_LOG), entry)


def entries(engine: Engine, limit: int = 200) -> list[dict[str, Any]]:
    """Return the latest entries, newest first, as dicts keyed by column; `detail` is a dict.

    Raises AttendanceError when the log cannot be read.
    """
    latest = select(AUDIT_LOG).order_by(AUDIT_LOG.c.id.desc()).limit(limit)
    try:
        with reading(engine) as connection:
            found = connection.execute(latest).mappings().all()
    except SQLAlchemyError as error:
        raise AttendanceError("The audit log could not be read from the casework store.") from error
    return [{**entry, "detail": json.loads(entry["detail"])} for entry in found]


def _as_json(detail: Mapping[str, object], subject: str) -> str:
    try:
        return json.dumps(dict(detail), default=_plain, allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise AttendanceError(
            f"The audit log cannot hold the parameters of {subject} ({error}). "
            "Pass text, whole numbers, dates, or lists of them."
        ) from error


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Integral):  # NumPy's integers, which json does not know
        return int(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} is not a plain value")
