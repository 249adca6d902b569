"""Numbers and sentences as readers see them: rows in, plain English out.

Rates come as 0 to 1, differences as points. Rounding is half up to one decimal, as DfE and the
bulletin print; signs are true minus signs, and "=" stands for a difference that rounds to nought.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pandas as pd

from attendance import rules

Cell: TypeAlias = Any
"""A value of a query's row, whose type its header gives; pandas knows it too loosely."""

CLOCK = ZoneInfo("Europe/London")
"""What readers have on their wall, wherever the program runs."""

MINUS = "−"
NOT_PUBLISHED = "n/a"

WEEKDAYS = {
    1: "Monday",
    2: "Tuesday",
    3: "Wednesday",
    4: "Thursday",
    5: "Friday",
    6: "Saturday",
    7: "Sunday",
}
MOST_NAMED = 3

MOST_DRAWN = 40
"""More schools than these fit no screen; charts draw the first, tables list all."""

MEASURES = {
    "attendance_rate": "Attendance",
    "persistent_absence_rate": "Persistent absence",
}
"""What a reader can compare authorities by, by the query's column."""

COHORTS = {
    ("sex", "F"): "Girls",
    ("sex", "M"): "Boys",
    ("fsm", "yes"): "Free school meals (FSM)",
    ("fsm", "no"): "No FSM",
    ("fsm", "unknown"): "FSM unknown",
    ("sen", "E"): "SEN, plan (EHCP)",
    ("sen", "K"): "SEN support",
    ("sen", "N"): "No SEN",
    ("sen", "unknown"): "SEN unknown",
    ("eal", "yes"): "English as additional language",
}
"""What a cohort's value is called where its own name says too little."""


COHORT_FAMILIES = {
    "fsm": "free school meals (FSM)",
    "sen": "special educational needs (SEN)",
    "eal": "English as additional language (EAL)",
    "sex": "sex",
    "year group": "year group",
    "social worker": "social worker",
    "child in need": "child in need",
    "child protection plan": "child protection plan",
    "looked after": "looked after",
    "previously looked after": "previously looked after",
    "young carer": "young carer",
    "medical condition": "medical condition",
}
"""What pupils of a school can be grouped by, and what that is called inside a sentence."""


def each(rows: pd.DataFrame) -> Iterator[Cell]:
    """The rows one by one, columns as attributes. Sooner than pandas, which makes a class for
    every few rows, and a pack has sixty lists."""
    if rows.empty:
        return
    names = [str(column) for column in rows.columns]
    for values in zip(*(rows[name].tolist() for name in names), strict=True):
        yield SimpleNamespace(**dict(zip(names, values, strict=True)))


def is_missing(value: Cell) -> bool:
    """Whether there is no figure: null in the query."""
    # NaN and NaT are not equal to themselves; pd.isna takes ten times as long.
    return value is None or value is pd.NA or bool(value != value)


def rounded(value: Cell, places: int = 1) -> Decimal:
    """The value to so many decimals, halves away from nought; 95.25 gives 95.3. Nought has no
    sign."""
    return Decimal(f"{value:.10f}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def percent(rate: Cell, places: int = 1) -> str:
    """A rate of 0 to 1 as "92.1%", or "n/a"."""
    return NOT_PUBLISHED if is_missing(rate) else f"{rounded(100 * rate, places)}%"


def figure(value: Cell) -> str:
    """A per cent figure that is already rounded, as "92.1", or "n/a"."""
    return NOT_PUBLISHED if is_missing(value) else f"{rounded(value)}"


def signed(points: Cell, places: int = 1, minus: str = MINUS) -> str:
    """A difference as "+0.3", "−0.1" or "=", or "n/a"."""
    if is_missing(points):
        return NOT_PUBLISHED
    value = rounded(points, places)
    if value == 0:
        return "="
    return f"+{value}" if value > 0 else f"{minus}{-value}"


def exact(points: Cell, places: int = 2) -> str:
    """A difference as a signed number, "0.00" where it rounds to nought; "=" is for print."""
    return signed(points, places).replace("=", f"{0:.{places}f}")


def count(number: Cell) -> str:
    """A count with thousands separators, or "n/a"."""
    return NOT_PUBLISHED if is_missing(number) else f"{rounded(number, 0):,}"


def searched(text: str) -> tuple[str, ...]:
    """The words of what was typed to find a name, in lower case, without commas."""
    return tuple(text.lower().replace(",", " ").split())


def plain(text: str) -> str:
    """A name for a file: lower-case letters, digits and hyphens, at most 60 of them."""
    bare = text.lower().replace("'", "").replace("’", "")
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60].rstrip("-")


def number(value: Cell) -> str:
    """A number that need not be whole, with the decimals that say something: "30", "0.03"."""
    return NOT_PUBLISHED if is_missing(value) else f"{rounded(value, 2).normalize():,f}"


def counted(number: Cell, one: str, more: str) -> str:
    """A count and what is counted: "1 week", "12 weeks"."""
    return f"{count(number)} {one if rounded(number, 0) == 1 else more}"


def day(value: Cell) -> str:
    """A date as "6 December 2024"."""
    return f"{value.day} {value:%B %Y}"


def now() -> datetime:
    """This moment, by the clock of readers."""
    return datetime.now(CLOCK)


def moment(value: Cell) -> str:
    """A time by that clock, as "6 December 2024, 09:05"."""
    at = value.astimezone(CLOCK) if value.tzinfo else value
    return f"{day(at)}, {at:%H:%M}"


def week(value: Cell) -> str:
    """A week by its Monday, as "week of 2 December"."""
    return f"week of {value.day} {value:%B}"


def phase(name: Cell) -> str:
    """A phase inside a sentence: "secondary schools"; all phases: "all schools"."""
    return "all schools" if name == "Total" else f"{name.lower()} schools"


def cohort(name: Cell, value: Cell) -> str:
    """A cohort as readers know it: "SEN support"; its own name where that is plain."""
    if name == "year group":
        return str(value)
    return COHORTS.get((name, value), str(name).capitalize())


def cohort_value(name: Cell, value: Cell) -> str:
    """A value of a cohort as a choice: "SEN support", "looked after: no"."""
    return COHORTS.get((name, value), f"{COHORT_FAMILIES[name]}: {value}")


def absence_band(first: Cell, end: Cell) -> str:
    """A band of shares missed: "under 5%", "5 to under 10%", "50% and over"."""
    if is_missing(end):
        return f"{rounded(100 * first, 0)}% and over"
    below = f"under {rounded(100 * end, 0)}%"
    return below if first == 0 else f"{rounded(100 * first, 0)} to {below}"


def spell(first: Cell, last: Cell) -> str:
    """A length of spell from so many sessions, two a day: "1 day", "over 10 days"."""
    if is_missing(last):
        return f"over {(int(first) - 1) // 2} days"
    days = (int(first) + 1) // 2, int(last) // 2
    return counted(days[0], "day", "days") if days[0] == days[1] else f"{days[0]} to {days[1]} days"


def against_england(points: Cell, places: int = 1) -> str:
    """A difference as "0.3 points below England" or "on a par with England"."""
    value = rounded(points, places)
    if value == 0:
        return "on a par with England"
    return f"{abs(value)} points {'above' if value > 0 else 'below'} England"


def listed(parts: list[str]) -> str:
    """Parts of a sentence joined with commas and a last "and"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def role(name: str) -> str:
    """A role inside brackets: "AST lead", "champion"."""
    return "AST lead" if name == "ast_lead" else name.replace("_", " ")


def lowered(text: str) -> str:
    """A heading inside a sentence: "parent meeting"."""
    return text[:1].lower() + text[1:]


def sentence(text: str) -> str:
    """The text as the start of a sentence; names in it keep their capitals."""
    return text[:1].upper() + text[1:]


def is_clear(points: Cell) -> bool:
    """Whether a change of a gap is large enough to be told."""
    return not is_missing(points) and abs(points) >= rules.SMALLEST_CHANGE_POINTS


def moved(change: Cell, was: Cell, now: Cell) -> str:
    """How a gap moved, in words; both gaps exact, in points."""
    if not is_clear(change):
        return "no clear change"
    side = "above" if now > 0 else "below"
    if was * now < 0:
        return f"now {side} England"
    return f"further {side} England" if abs(now) > abs(was) else "closer to England"
