"""Which group of the shared language a person chose for a pupil, over the one that rules suggest.

The newest choice counts; one that is taken back leaves the rules' suggestion. It goes with the
pupil: a former school sees those up to its last day and its own, and follows its own alone.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Engine,
    Index,
    Integer,
    Row,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
)

from attendance import access
from attendance.access import Viewer
from attendance.casework import audit, reach, written
from attendance.casework.support_steps import tidy
from attendance.errors import AccessError, AttendanceError
from attendance.warehouse.versions import Version

GROUPS = ("just attendance", "specific issue", "complex")
LONGEST_WHY = 500

OVERTAKEN = (
    "Someone else chose a group for this pupil meanwhile. It is shown now: look at it, and choose "
    "again if yours is still right."
)
LEFT = "This pupil has left. The school that chose a group last can change it, and no other."

TRIAGE_CHOICES = Table(
    "triage_choices",
    audit.METADATA,
    Column("id", Integer, primary_key=True),
    written.named("person_key"),
    written.version(),
    Column("school_id", Integer, nullable=False),
    Column("triage_group", Text),
    Column("why", Text, nullable=False),
    *written.by_whom(),
    UniqueConstraint("person_key", "version"),
    Index("triage_choices_of_school", "school_id"),
)


@dataclass(frozen=True)
class Choice:
    """One version of a person's choice; without a group it was taken back."""

    person_key: str
    version: int
    school_id: int
    triage_group: str | None
    why: str
    at: datetime
    viewer: str
    role: str


def choose(
    engine: Engine,
    viewer: Viewer,
    warehouse: Version,
    person_key: str,
    group: str | None,
    why: str = "",
    *,
    follows: int = 0,
) -> None:
    """Choose the pupil's group, or take the choice back with None; `follows` is the version that
    the writer saw, 0 for none. AccessError if the viewer may not write of the person, or the
    person has left and another school chose last."""
    if group is not None and group not in GROUPS:
        raise AttendanceError(f"There is no group {group!r}. It is one of {', '.join(GROUPS)}.")
    schools = reach.schools_of(viewer, warehouse, [person_key], writing=True)
    row = {
        "person_key": person_key,
        "version": follows + 1,
        "school_id": reach.places(schools, None)[person_key],
        "triage_group": group,
        "why": tidy(why, LONGEST_WHY, "reason"),
        **written.signed(viewer),
    }
    detail = {key: row[key] for key in ("person_key", "version", "triage_group")}
    with written.writing(engine, OVERTAKEN) as connection:
        before = written.newest(connection, TRIAGE_CHOICES, person_key=person_key)
        if (
            before
            and reach.seen_until(schools[person_key]) is not None
            and not access.sees_school(viewer, warehouse, before.school_id)
        ):
            raise AccessError(LEFT)
        if (before.version if before else 0) != follows:
            raise AttendanceError(OVERTAKEN)
        connection.execute(insert(TRIAGE_CHOICES), row)
        written.log(connection, viewer, "choose triage group", "triage choice", detail, 1)


def of_person(engine: Engine, viewer: Viewer, warehouse: Version, person_key: str) -> list[Choice]:
    """Every choice for a person that the viewer sees, the newest first. AccessError if the viewer
    does not see the person."""
    theirs = reach.schools_of(viewer, warehouse, [person_key], writing=False)[person_key]
    until, own = reach.seen_until(theirs), set(access.visible_schools(viewer, warehouse))
    asked = select(TRIAGE_CHOICES).where(TRIAGE_CHOICES.c.person_key == person_key)
    with written.read(engine) as connection:
        rows = connection.execute(asked.order_by(TRIAGE_CHOICES.c.version.desc())).all()
    return [
        _choice(row)
        for row in rows
        if row.school_id in own or until is None or row.at[:10] <= until
    ]


def current(
    engine: Engine, viewer: Viewer, warehouse: Version, school_id: int | None = None
) -> dict[str, str]:
    """The groups that stand as chosen, by person, of pupils of the school, or of all schools
    that the viewer sees: of each the newest choice that the viewer sees. AccessError if the
    viewer reads no pupils."""
    among = reach.of_lists(viewer, warehouse, school_id, movers=True)
    with written.read(engine) as connection:
        rows = among.rows(connection, select(TRIAGE_CHOICES), TRIAGE_CHOICES, "at")
    newest = {row.person_key: row.triage_group for row in sorted(rows, key=lambda row: row.id)}
    return {person: group for person, group in newest.items() if group is not None}


def _choice(row: Row) -> Choice:
    return Choice(**written.values(row))
