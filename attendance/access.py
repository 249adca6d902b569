"""Who is looking, and the only way to rows: every page, command and document goes through
`rows`, which adds the viewer's schools and refuses what the viewer's role may not read.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from attendance import config, queries, rules
from attendance.errors import NO_MARKS, AccessError, WarehouseError
from attendance.warehouse import reader
from attendance.warehouse.versions import Version

MAY_READ = {
    "ast_lead": {"published", "county", "school", "planning", "record", "class", "pupil"},
    "data_officer": {"published", "county", "school", "record"},
    "champion": {"published", "county", "school", "record", "class", "pupil"},
    "governor": {"published", "county", "school"},
}
"""Which kinds of rows a role may read. A governor's rows are aggregates with small numbers
hidden; a champion's and a governor's are those of their own schools. A record is an entry of a
register that is to be put right: a pupil's number and mark, without name or attendance. Planning
is what the authority weighs when it chooses schools to meet."""

MAY_WRITE: dict[str, set[str]] = {
    "ast_lead": {"target", "support", "meeting", "action", "need"},
    "data_officer": set(),
    "champion": {"target", "support", "action"},
    "governor": set(),
}
"""What a role may write to the casework store, of schools and pupils that it sees. Support is all
that is written down of pupils: what was done, what was dealt with, a group chosen. A meeting is
its booking, opening and closing; an action is all that is agreed in one and what came of it."""

ROLE_NAMES = {
    "ast_lead": "AST lead",
    "data_officer": "Data officer",
    "champion": "Champion",
    "governor": "Governor",
}

SCHOOL_ROLES = {"champion", "governor"}
SCOPED = {"school", "planning", "record", "class", "pupil"}
FROM_THE_VIEWER = {"visible_schools", "schools_beside", "smallest_group"}

FOUND_SCHOOLS_KEPT = 256
_found_schools: dict[tuple[Path, tuple[int, ...] | None], list[int]] = {}
"""By version and URNs, for a version's file never changes: every answer would ask it anew."""


@dataclass(frozen=True)
class Viewer:
    """Who is looking, and the URNs of a school role's own schools; () means none. Papers that
    people of one school are handed are read without looking beside it: rows of its pupils then
    tell no more of other schools than those people may see."""

    name: str
    role: str
    schools: tuple[int, ...] = ()
    looks_beside: bool = True

    @property
    def role_name(self) -> str:
        """The role in words."""
        return ROLE_NAMES[self.role]


def local_viewer(role: str = "ast_lead", schools: tuple[int, ...] = ()) -> Viewer:
    """The person at this very machine, when no sign-in is configured."""
    return Viewer(name="local", role=role, schools=schools)


def viewer_from(text: str) -> Viewer:
    """A viewer such as "ast_lead" or "champion:115000"; AccessError says what is wrong."""
    role, _, schools = text.strip().partition(":")
    if role not in MAY_READ:
        raise AccessError(
            f"There is no role {role!r} ({config.VIEWER_VARIABLE} or --as). "
            f"The roles are {', '.join(sorted(MAY_READ))}; a school's are written role:URN."
        )
    if role not in SCHOOL_ROLES:
        if schools:
            raise AccessError(f"The role {role!r} sees every school; leave out ':{schools}'.")
        return Viewer(name="local", role=role)
    numbers = schools.split(",")
    if not all(len(number) == 6 and number.isdigit() for number in numbers):
        raise AccessError(
            f"{text!r} names no school. Write the role with the school's six-digit URN, such as "
            f"{role}:115000; several with commas."
        )
    return Viewer(name="local", role=role, schools=tuple(int(number) for number in numbers))


def may_read(viewer: Viewer, kind: str) -> bool:
    """Whether the viewer's role reads that kind of rows."""
    return kind in MAY_READ[viewer.role]


def may_write(viewer: Viewer, kind: str) -> bool:
    """Whether the viewer's role writes that kind of entry."""
    return kind in MAY_WRITE[viewer.role]


def sees_school(viewer: Viewer, version: Version, school_id: int) -> bool:
    """Whether the school is one of those whose rows the viewer may see."""
    return may_read(viewer, "school") and school_id in visible_schools(viewer, version)


def rows(viewer: Viewer, version: Version, name: str, **params: object) -> pd.DataFrame:
    """The rows of a query that this viewer may see.

    The viewer's schools and the published thresholds are filled in; a caller cannot widen the
    scope. AccessError if the role may not read such rows, QueryError for wrong parameters,
    WarehouseError if the warehouse is older than the query.
    """
    query = queries.load(name)
    if not may_read(viewer, query.rows):
        raise AccessError(f"A {viewer.role_name.lower()} does not see {query.rows} rows ({name}).")
    if params.keys() & FROM_THE_VIEWER:
        raise AccessError("Schools and smallest group come from the viewer, not from a caller.")
    if fixed := params.keys() & rules.FIXED.keys():
        raise AccessError(f"These are the same for everybody: {', '.join(sorted(fixed))}.")
    preset = rules.PARAMETERS | rules.FIXED
    filled = {key: value for key, value in preset.items() if key in query.params}
    filled |= params
    if "smallest_group" in query.params:
        filled["smallest_group"] = rules.SMALLEST_GROUP.get(viewer.role, 1)
    try:
        if query.rows in SCOPED:
            seen = visible_schools(viewer, version)
            asked = params.get("school_id")
            filled["visible_schools"] = _asked_for(seen, asked)
            if "schools_beside" in query.params:
                alone = [] if asked is None else filled["visible_schools"]
                looks_beside = viewer.looks_beside or query.rows != "pupil"
                filled["schools_beside"] = seen if looks_beside else alone
        return queries.run_query(reader.connection(version), query, **filled)
    except queries.OUTDATED as error:
        raise _lacking(version, name) from error


def visible_schools(viewer: Viewer, version: Version) -> list[int]:
    """The ids, in that version, of the schools whose rows the viewer may see."""
    urns = viewer.schools if viewer.role in SCHOOL_ROLES else None
    asked = version.path, urns
    found = _found_schools.get(asked)
    if found is None:
        listed = None if urns is None else list(urns)
        rows_found = queries.run(reader.connection(version), "data/visible_schools", urns=listed)
        found = rows_found["school_id"].tolist()
        if len(_found_schools) >= FOUND_SCHOOLS_KEPT:
            _found_schools.clear()
        _found_schools[asked] = found
    return list(found)


def _asked_for(seen: list[int], school_id: object) -> list[int]:
    """Of the schools seen, the one that is asked for, if one is: a long list takes each query
    some milliseconds to plan with. Nothing if that one is not seen."""
    return seen if school_id is None else [school for school in seen if school == school_id]


def _lacking(version: Version, name: str) -> WarehouseError:
    if not version.has_marks:
        return WarehouseError(NO_MARKS)
    return WarehouseError(
        f"The warehouse {version.path} lacks what {name} reads: it was built by another "
        "version of this program. Build it again with: python -m attendance warehouse rebuild"
    )
