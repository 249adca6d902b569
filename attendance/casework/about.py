"""Whom what people wrote is about."""

from sqlalchemy import Engine, select, union

from attendance.casework.actions import ACTIONS
from attendance.casework.dealt_with import DEALT_WITH
from attendance.casework.discussed import PUPILS_DISCUSSED
from attendance.casework.engine import reading
from attendance.casework.support import SUPPORT_ENTRIES
from attendance.casework.triage_choices import TRIAGE_CHOICES

TABLES = (ACTIONS, DEALT_WITH, PUPILS_DISCUSSED, SUPPORT_ENTRIES, TRIAGE_CHOICES)
"""Every table whose rows name a person."""


def people(engine: Engine) -> frozenset[str]:
    """The keys of all persons that any entry names, in force or not."""
    asked = union(*(select(table.c.person_key) for table in TABLES))
    with reading(engine) as connection:
        return frozenset(connection.execute(asked).scalars()) - {None}
