"""What lists of pupils need of what was written down: whose latest step is which, notices,
letters. One question to the store, for the schools of a viewer or one of them."""

from dataclasses import dataclass, fields

from sqlalchemy import Engine, select

from attendance.access import Viewer
from attendance.casework import reach, written
from attendance.casework.support import SUPPORT_ENTRIES
from attendance.warehouse.versions import Version


@dataclass(frozen=True)
class Current:
    """A step in force, as lists need it; dates as ISO text."""

    person_key: str
    kind: str
    happened_on: str
    parent: str | None
    status: str | None
    hours_tenths: int | None
    review_on: str | None
    ends_on: str | None


def current(
    engine: Engine, viewer: Viewer, warehouse: Version, school_id: int | None = None
) -> list[Current]:
    """Every step in force that the viewer sees of pupils of the school, or of all schools that
    the viewer sees; the newest first. AccessError if the viewer reads no pupils."""
    among = reach.of_lists(viewer, warehouse, school_id, movers=True)
    columns = ("id", "school_id", *(field.name for field in fields(Current)))
    asked = (
        select(*(SUPPORT_ENTRIES.c[name] for name in columns))
        .where(SUPPORT_ENTRIES.c.taken_back == 0)
        .where(written.newest_version(SUPPORT_ENTRIES, "entry_key"))
    )
    with written.read(engine) as connection:
        seen = among.rows(connection, asked, SUPPORT_ENTRIES, "happened_on")
    seen.sort(key=lambda row: (row.happened_on, row.id), reverse=True)
    return [Current(*row[2:]) for row in seen]
