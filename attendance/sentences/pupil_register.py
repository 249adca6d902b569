"""One pupil's register as a herringbone: strips of weeks, morning over afternoon, and its words."""

import pandas as pd

from attendance import words
from attendance.scope import PupilScope
from attendance.sentences.messages import Message
from attendance.words import Cell, counted, each

NO_MARK = "–"
KINDS_OF_SESSION = {
    "present": "present",
    "late": "late, attended",
    "activity": "educated elsewhere",
    "authorised": "absent with leave",
    "unauthorised": "absent without leave",
    "not possible": "not possible to attend",
    "missing": "no mark",
}
"""By kind of a session, what the key of a register calls it."""

COLUMNS_OF_REGISTER = [
    "session_date",
    "am_code",
    "am_meaning",
    "pm_code",
    "pm_meaning",
    "half_term",
    "school_name",
]
KEY_OF_REGISTER = (
    "Each column is a school day, morning over afternoon, with its register code; a gap of a whole "
    "week is a holiday. – is a session without a mark."
)


def pupil_register(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """How many sessions of the register were missed, how many of them without leave."""
    subtitle = f"Register of {scope.academic_year}, half term by half term"
    if rows.empty:
        return Message(f"No register of {scope.academic_year} to show", subtitle, is_news=False)
    with_leave, without, missing = (
        int((rows["am_kind"] == kind).sum() + (rows["pm_kind"] == kind).sum())
        for kind in ("authorised", "unauthorised", "missing")
    )
    title = (
        f"{counted(with_leave + without, 'session', 'sessions')} missed, {without} without leave"
    )
    no_marks = f"; {counted(missing, 'session has', 'sessions have')} no mark" if missing else ""
    return Message(title, f"{subtitle}{no_marks}.")


def strips(rows: pd.DataFrame) -> list[dict]:
    """The register as strips, one for each half term and school: its weeks, each with its days,
    each with its morning and afternoon (text, kind, title), None where there was no session."""
    several = rows["school_id"].nunique() > 1
    found: dict[tuple, dict] = {}
    row: Cell
    for row in each(rows):
        half_term = 0 if words.is_missing(row.half_term) else int(row.half_term)
        strip = found.setdefault(
            (half_term, row.school_id), {"school": row.school_name, "weeks": {}}
        )
        week = strip["weeks"].setdefault(row.week_commencing, {})
        week[row.day_of_week] = row
    return [
        {
            "name": _name(half_term, strip, several),
            "weeks": [_week(monday, days) for monday, days in sorted(strip["weeks"].items())],
        }
        for (half_term, _), strip in found.items()
    ]


def _name(half_term: int, strip: dict, several: bool) -> str:
    mondays = sorted(strip["weeks"])
    months = dict.fromkeys(f"{monday:%B}" for monday in (mondays[0], mondays[-1]))
    name = f"Half term {half_term} ({' to '.join(months)})" if half_term else "Outside term dates"
    return f"{name}, {strip['school']}" if several else name


def _week(monday: Cell, days: dict) -> dict:
    """A week of five days, or more where the school took a register on more."""
    return {
        "name": f"{monday.day} {monday:%b}",
        "days": [_day(days.get(place)) for place in range(1, max(5, *days) + 1)],
    }


def _day(row: Cell) -> dict:
    if row is None:
        return {"am": None, "pm": None}
    day = f"{words.WEEKDAYS[row.day_of_week]} {row.session_date.day} {row.session_date:%B}"
    return {
        "am": _session(row.am_code, row.am_kind, f"{day}, morning: {row.am_meaning}"),
        "pm": _session(row.pm_code, row.pm_kind, f"{day}, afternoon: {row.pm_meaning}"),
    }


def _session(code: Cell, kind: Cell, title: str) -> dict | None:
    if words.is_missing(kind):
        return None
    return {"text": NO_MARK if words.is_missing(code) else code, "kind": kind, "title": title}
