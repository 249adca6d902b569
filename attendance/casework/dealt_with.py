"""What somebody has dealt with: an item of a pupil at a school, as it stood then. It counts for
everybody who sees that school, until the item stands otherwise, and can be undone.

`item` is what is told of the pupil ("newly persistently absent"), `state` what it rested on; a
new state is a new thing to deal with.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Engine, Index, Integer, Table, Text, UniqueConstraint, insert, select

from attendance.access import Viewer
from attendance.casework import audit, reach, written
from attendance.errors import AttendanceError
from attendance.warehouse.versions import Version

LONGEST_TEXT = 200
BETWEEN = "|"

OVERTAKEN = "Someone else marked this while you did. It is shown now as it stands."

DEALT_WITH = Table(
    "dealt_with",
    audit.METADATA,
    Column("id", Integer, primary_key=True),
    Column("school_id", Integer, nullable=False),
    written.named("person_key"),
    written.named("item"),
    Column("state", Text, nullable=False),
    written.version(),
    written.flag("is_dealt_with"),
    *written.by_whom(),
    UniqueConstraint("school_id", "person_key", "item", "state", "version"),
    Index("dealt_with_of_school", "school_id"),
)

Item = tuple[str, str, str]
"""A person's key, the item, its state."""


@dataclass(frozen=True)
class Mark:
    """An item that was dealt with, at which school, by whom and when."""

    school_id: int
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
    school_id: int | None = None,
    is_dealt_with: bool = True,
) -> None:
    """Mark the items as dealt with, or undo it; those that stand so already stay as they are.

    They are marked at the school named, else at the one that each pupil is in now. All are
    written, with their entry in the audit log, or none. AccessError if the viewer may not write
    of one of the people.
    """
    wanted = list(dict.fromkeys(items))
    for _, item, state in wanted:
        if BETWEEN in item or max(len(item), len(state)) > LONGEST_TEXT or not item:
            raise AttendanceError(f"{item!r} cannot be marked as dealt with.")
    people = [person for person, _, _ in wanted]
    places = reach.places(reach.schools_of(viewer, warehouse, people, writing=True), school_id)
    with written.writing(engine, OVERTAKEN) as connection:
        rows = []
        for person, item, state in wanted:
            key = {"school_id": places[person], "person_key": person, "item": item, "state": state}
            asked = select(DEALT_WITH.c.version, DEALT_WITH.c.is_dealt_with).where(
                *(DEALT_WITH.c[name] == value for name, value in key.items()),
                written.newest_version(DEALT_WITH, *key),
            )
            version, before = connection.execute(asked).first() or (0, 0)
            if bool(before) != is_dealt_with:
                flags = {"version": version + 1, "is_dealt_with": int(is_dealt_with)}
                rows.append(key | flags | written.signed(viewer))
        if rows:
            connection.execute(insert(DEALT_WITH), rows)
            action = "deal with" if is_dealt_with else "undo dealing with"
            detail = {"items": [[row[name] for name in ("person_key", "item")] for row in rows]}
            written.log(connection, viewer, action, "dealt with", detail, len(rows))


def marks(
    engine: Engine, viewer: Viewer, warehouse: Version, school_id: int | None = None
) -> list[Mark]:
    """What stands as dealt with at the school, or at all schools that the viewer sees; the
    newest first. AccessError if the viewer reads no pupils."""
    among = reach.of_lists(viewer, warehouse, school_id, movers=False)
    asked = select(DEALT_WITH).where(
        DEALT_WITH.c.is_dealt_with == 1,
        written.newest_version(DEALT_WITH, "school_id", "person_key", "item", "state"),
    )
    with written.read(engine) as connection:
        found = among.rows(connection, asked, DEALT_WITH, "at")
    return [
        Mark(
            school_id=row.school_id,
            person_key=row.person_key,
            item=row.item,
            state=row.state,
            at=datetime.fromisoformat(row.at),
            viewer=row.viewer,
            role=row.role,
        )
        for row in sorted(found, key=lambda row: row.id, reverse=True)
    ]
