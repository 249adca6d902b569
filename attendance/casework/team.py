"""The authority's attendance specialists, who hold the meetings: their names and quadrants. A
change is the next version; one who left is no longer active, and keeps the meetings held."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Engine, Integer, Row, Table, UniqueConstraint, insert

from attendance import access
from attendance.access import Viewer
from attendance.casework import audit, meetings, written
from attendance.casework.support_steps import tidy
from attendance.errors import AccessError, AttendanceError

LONGEST = {"name": 80, "quadrant": 40, "email": 120}

OVERTAKEN = "Someone else changed this member of the team meanwhile. Look at the list again."

TEAM_MEMBERS = Table(
    "team_members",
    audit.METADATA,
    Column("id", Integer, primary_key=True),
    written.version(),
    written.named("name"),
    written.words_of("quadrant"),
    written.words_of("email"),
    written.flag("is_active"),
    *written.by_whom(),
    UniqueConstraint("name", "version"),
)


@dataclass(frozen=True)
class Member:
    """A member of the team as it stands."""

    name: str
    version: int
    quadrant: str
    email: str
    is_active: bool
    at: datetime
    viewer: str
    role: str


def save(
    engine: Engine,
    viewer: Viewer,
    name: str,
    quadrant: str = "",
    email: str = "",
    *,
    is_active: bool = True,
    follows: int = 0,
) -> None:
    """Add a member, or let this follow as the next version; `follows` is the version that the
    writer saw, 0 for none."""
    meetings.require_writer(viewer)
    typed = {"name": " ".join(name.split()), "quadrant": quadrant, "email": email}
    row = {key: tidy(typed[key], longest, key) for key, longest in LONGEST.items()}
    if not row["name"]:
        raise AttendanceError("Write the name of the member of the team, and save again.")
    if row["email"] and "@" not in row["email"]:
        raise AttendanceError(f"{row['email']!r} is no email address.")
    with written.writing(engine, OVERTAKEN) as connection:
        before = written.newest(connection, TEAM_MEMBERS, name=row["name"])
        if (before.version if before else 0) != follows:
            raise AttendanceError(OVERTAKEN)
        flags = {"version": follows + 1, "is_active": int(is_active)}
        connection.execute(insert(TEAM_MEMBERS), row | flags | written.signed(viewer))
        detail = {"quadrant": row["quadrant"], "is_active": is_active}
        written.log(connection, viewer, "save team member", "team", detail, 1)


def members(engine: Engine, viewer: Viewer) -> list[Member]:
    """Every member as it stands, by name. AccessError if the viewer reads no meetings."""
    if not access.may_read(viewer, "pupil"):
        raise AccessError(f"A {viewer.role_name.lower()} does not read of meetings.")
    asked = written.in_force(TEAM_MEMBERS, "name").order_by(TEAM_MEMBERS.c.name)
    with written.read(engine) as connection:
        return [_member(row) for row in connection.execute(asked)]


def _member(row: Row) -> Member:
    return Member(**written.values(row, is_active=bool(row.is_active)))
