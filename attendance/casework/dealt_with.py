"""What somebody has dealt with: an item of a pupil, as it stood then. It counts for everybody
who sees the pupil, until the item stands otherwise, and can be undone.

`item` is what is told of the pupil ("newly persistently absent"), `state` what it rested on; a
new state is a new thing to deal with. Where an item is of one school, its state names it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Engine, Integer, Table, Text, UniqueConstraint, insert, select

from attendance import access
from attendance.access import Viewer
from attendance.casework import audit, written
from attendance.errors import AccessError, AttendanceError
from attendance.warehouse.versions import Version

LONGEST_TEXT = 200
BETWEEN = "|"

OVERTAKEN = "Someone else marked this while you did. It is shown now as it stands."

DEALT_WITH = Table(
    "dealt_with",
    audit.METADATA,
    Column("id", Integer, primary_key=True),
    written.named("person_key"),
    written.named("item"),
    Column("state", Text, nullable=False),
    written.version(),
    written.flag("is_dealt_with"),
    *written.by_whom(),
    UniqueConstraint("person_key", "item", "state", "version"),
)

Item = tuple[str, str, str]
"""A person's key, the item, its state."""


@dataclass(frozen=True)
class Mark:
    """An item that was dealt with, by whom and when."""

    person_key: str
    item: str
    state: str
    at: datetime
    viewer: str
    role: str

    @property
    def text(self) -> str:
        """As queries compare it: person_key|item|state."""
        return BETWEEN.join((self.person_key, self.item, self.state))


def mark(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    items: Iterable[Item],
    *,
    is_dealt_with: bool = True,
) -> None:
    """Mark the items as dealt with, or undo it; those that stand so already stay as they are.

    All are written, with their entry in the audit log, or none. AccessError if the viewer may
    not write of one of the people.
    """
    wanted = list(dict.fromkeys(items))
    for _, item, state in wanted:
        if BETWEEN in item or max(len(item), len(state)) > LONGEST_TEXT or not item:
            raise AttendanceError(f"{item!r} cannot be marked as dealt with.")
    written.schools_of(viewer, warehouse, [person for person, _, _ in wanted], writing=True)
    with written.writing(engine, OVERTAKEN) as connection:
        rows = []
        for person, item, state in wanted:
            asked = (
                select(DEALT_WITH.c.version, DEALT_WITH.c.is_dealt_with)
                .where(DEALT_WITH.c.person_key == person)
                .where(DEALT_WITH.c.item == item)
                .where(DEALT_WITH.c.state == state)
                .order_by(DEALT_WITH.c.version.desc())
                .limit(1)
            )
            version, before = connection.execute(asked).first() or (0, 0)
            if bool(before) != is_dealt_with:
                row = {"person_key": person, "item": item, "state": state}
                flags = {"version": version + 1, "is_dealt_with": int(is_dealt_with)}
                rows.append(row | flags | written.signed(viewer))
        if rows:
            connection.execute(insert(DEALT_WITH), rows)
            action = "deal with" if is_dealt_with else "undo dealing with"
            detail = {"items": [[row[name] for name in ("person_key", "item")] for row in rows]}
            written.log(connection, viewer, action, "dealt with", detail, len(rows))


def marks(engine: Engine, viewer: Viewer, people: Sequence[str] | None = None) -> list[Mark]:
    """What stands as dealt with, the newest first; of these people, or of everybody.

    AccessError if the viewer reads no pupils. A mark says nothing of a pupil that the viewer
    does not see already, for it is only ever compared with rows in the viewer's scope; who shows
    marks themselves asks for people that a query gave the viewer.
    """
    if not access.may_read(viewer, "pupil"):
        raise AccessError(f"A {viewer.role_name.lower()} reads nothing that is written of pupils.")
    later = DEALT_WITH.alias()
    is_followed = (
        select(later.c.id)
        .where(later.c.person_key == DEALT_WITH.c.person_key)
        .where(later.c.item == DEALT_WITH.c.item)
        .where(later.c.state == DEALT_WITH.c.state)
        .where(later.c.version == DEALT_WITH.c.version + 1)
        .exists()
    )
    asked = (
        select(DEALT_WITH)
        .where(DEALT_WITH.c.is_dealt_with == 1)
        .where(~is_followed)
        .order_by(DEALT_WITH.c.id.desc())
    )
    if people is not None:
        asked = asked.where(DEALT_WITH.c.person_key.in_(list(people)))
    with written.read(engine) as connection:
        found = connection.execute(asked).all()
    return [
        Mark(
            person_key=row.person_key,
            item=row.item,
            state=row.state,
            at=datetime.fromisoformat(row.at),
            viewer=row.viewer,
            role=row.role,
        )
        for row in found
    ]
