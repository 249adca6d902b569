"""What lists of pupils need of what was written down: whose latest step is which, notices,
letters. One question to the store, for the schools of a viewer or one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Engine, select

from attendance.access import Viewer
from attendance.casework import reach, written
from attendance.casework.support import SUPPORT_ENTRIES
from attendance.casework.support_steps import KINDS, in_words
from attendance.warehouse.versions import Version


class Current(NamedTuple):
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
    columns = ("happened_on", "id", "school_id", *Current._fields)
    asked = (
        select(*(SUPPORT_ENTRIES.c[name] for name in columns))
        .where(SUPPORT_ENTRIES.c.taken_back == 0)
        .where(written.newest_version(SUPPORT_ENTRIES, "entry_key"))
    )
    with written.read(engine) as connection:
        seen = among.rows(connection, asked, SUPPORT_ENTRIES, "happened_on")
    seen.sort(key=itemgetter(0, 1), reverse=True)
    return [Current(*row[3:]) for row in seen]


@dataclass
class Latest:
    """A person's latest step in words, its day, and the next review or end still open: its day,
    and in words of which step, this one or an earlier one, it is what."""

    step: str
    day: str
    due: tuple[str, str] | None = None


def latest(steps: Iterable[Current], since: str) -> dict[str, tuple]:
    """By the steps, newest first: each person's latest, and the next date that is still open."""
    people: dict[str, Latest] = {}
    for step in steps:
        ahead = _ahead(step)
        if not _is_support(step) or max([step.happened_on, *ahead]) < since:
            continue
        said = in_words(step.kind, step.parent, step.status, step.hours_tenths)
        is_latest = step.person_key not in people
        newest = people.setdefault(step.person_key, Latest(said, step.happened_on))
        dates = ((step.review_on, f"{said}, review"), (step.ends_on, f"{said}, end"))
        still_open = [
            (day, what) for day, what in dates if day and _is_open(day, is_latest, newest.day)
        ]
        sooner = [newest.due, *still_open] if newest.due else still_open
        newest.due = min(sooner, key=itemgetter(0), default=None)
    return {
        "support_people": tuple(people),
        "support_steps": tuple(latest.step for latest in people.values()),
        "support_dates": tuple(date.fromisoformat(latest.day) for latest in people.values()),
        "support_reviews": tuple(
            latest.due and date.fromisoformat(latest.due[0]) for latest in people.values()
        ),
        "support_due": tuple(latest.due and latest.due[1] for latest in people.values()),
    }


def notices(steps: Iterable[Current]) -> dict[str, tuple]:
    found = [step for step in steps if step.kind == "penalty notice" and step.status != "withdrawn"]
    return {
        "notice_people": tuple(notice.person_key for notice in found),
        "notice_parents": tuple(notice.parent for notice in found),
        "notice_dates": tuple(date.fromisoformat(notice.happened_on) for notice in found),
    }


def letters(steps: Iterable[Current], since: str) -> dict[str, tuple]:
    """Each person who got a letter since a day."""
    found = (step for step in steps if step.kind == "letter" and step.happened_on >= since)
    return {"letter_people": tuple(dict.fromkeys(step.person_key for step in found))}


def plans(steps: Iterable[Current], since: str) -> dict[str, tuple]:
    """The newest part-time plan of each person that was agreed, or runs, since a day: its review
    or end, whichever is sooner of those still open, and its end."""
    newest: dict[str, tuple[str | None, str | None]] = {}
    latest: dict[str, Current] = {}
    for step in steps:
        if _is_support(step):
            latest.setdefault(step.person_key, step)
        ahead = _ahead(step)
        if step.kind == "part-time" and max([step.happened_on, *ahead]) >= since:
            last = latest[step.person_key]
            still_open = [day for day in ahead if _is_open(day, step is last, last.happened_on)]
            newest.setdefault(step.person_key, (min(still_open, default=None), step.ends_on))
    return {
        "plan_people": tuple(newest),
        "plan_reviews": tuple(day and date.fromisoformat(day) for day, _ in newest.values()),
        "plan_ends": tuple(end and date.fromisoformat(end) for _, end in newest.values()),
    }


def _is_support(step: Current) -> bool:
    kind = KINDS.get(step.kind)
    return kind is not None and kind.is_support and step.status != "withdrawn"


def _is_open(day: str, is_latest: bool, latest_day: str) -> bool:
    """Whether a review or end is open: until a later step is written on that day or after it."""
    return is_latest or day > latest_day


def _ahead(step: Current) -> list[str]:
    return [day for day in (step.review_on, step.ends_on) if day]
