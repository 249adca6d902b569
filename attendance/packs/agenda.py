"""The agenda that is sent before a Targeting Support Meeting: it names no pupil."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from attendance import words
from attendance.errors import DocumentError
from attendance.words import Cell, each

USUAL_MINUTES = 90
STEP = 5
"""Items begin on whole five minutes."""


@dataclass(frozen=True)
class Item:
    """An item: when it begins, "09:05" or "after 5 minutes"; how long it takes; what it is."""

    begins: str
    minutes: int
    item: str
    detail: str = ""


@dataclass(frozen=True)
class Agenda:
    """What an agenda says. `when` is the day and time in words, or that it is to be agreed."""

    title: str
    school_name: str
    theme: str
    term: str
    when: str
    items: tuple[Item, ...]
    who: tuple[str, ...]
    bring: tuple[str, ...]
    questions: tuple[str, ...]
    made_by: str
    made_at: datetime
    is_sample: bool = False

    @property
    def minutes(self) -> int:
        """How long the meeting is."""
        return sum(item.minutes for item in self.items)

    @property
    def made_at_in_words(self) -> str:
        """When the agenda was made, as "6 December 2024, 09:05"."""
        return words.moment(self.made_at)


@dataclass(frozen=True)
class Slot:
    """When a meeting is: its day, and where known its begin and end, as "09:00"."""

    day: date | None = None
    starts_at: str = ""
    ends_at: str = ""
    place: str = ""

    @property
    def minutes(self) -> int | None:
        """From begin to end; None where one of the two is not known."""
        if not self.starts_at or not self.ends_at:
            return None
        length = (_time(self.ends_at) - _time(self.starts_at)).total_seconds() / 60
        if length <= 0:
            raise DocumentError(f"A meeting cannot end at {self.ends_at}, before it begins.")
        return round(length)

    def in_words(self) -> str:
        """The day and time as the agenda says them."""
        if self.day is None:
            return "Day and time to be agreed"
        day = f"{words.WEEKDAYS[self.day.isoweekday()]} {words.day(self.day)}"
        to = f" to {self.ends_at}" if self.ends_at else ""
        time = f", {self.starts_at}{to}" if self.starts_at else ""
        return f"{day}{time}{f', {self.place}' if self.place else ''}"


def agenda(
    rows: pd.DataFrame,
    *,
    school_name: str,
    education_phase: str | None,
    theme: str,
    term: str,
    questions: Sequence[str],
    slot: Slot,
    made_by: str,
    made_at: datetime,
    is_sample: bool = False,
) -> Agenda:
    """The agenda by the rows of data/tsm_agenda: the items take their share of the meeting."""
    lengths = {row.words: int(row.minutes) for row in _of(rows, "length")}
    minutes = slot.minutes or lengths.get(education_phase, USUAL_MINUTES)
    who = [
        f"{row.words} ({row.detail})" if _has(row.detail) else row.words for row in _of(rows, "who")
    ]
    return Agenda(
        title=f"Agenda of the Targeting Support Meeting: {school_name}",
        school_name=school_name,
        theme=theme,
        term=term,
        when=slot.in_words(),
        items=tuple(_items(_of(rows, "item"), minutes, slot.starts_at)),
        who=tuple(who),
        bring=tuple(row.words for row in _of(rows, "bring")),
        questions=tuple(questions),
        made_by=made_by,
        made_at=made_at,
        is_sample=is_sample,
    )


def _items(rows: list[Cell], minutes: int, starts_at: str):
    whole, past, begun = sum(int(row.minutes) for row in rows), 0, 0
    for row in rows:
        past += int(row.minutes)
        ended = minutes if past == whole else round(minutes * past / whole / STEP) * STEP
        yield Item(
            _begins(begun, starts_at),
            ended - begun,
            row.words,
            row.detail if _has(row.detail) else "",
        )
        begun = ended


def _begins(minutes: int, starts_at: str) -> str:
    if starts_at:
        return f"{_time(starts_at) + timedelta(minutes=minutes):%H:%M}"
    return f"after {minutes} minutes" if minutes else "at the start"


def _time(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%H:%M")
    except ValueError as error:
        raise DocumentError(f"{text!r} is not a time; write it as 09:00.") from error


def _of(rows: pd.DataFrame, kind: str) -> list[Cell]:
    return list(each(rows[rows["kind"] == kind].sort_values("place")))


def _has(value: Cell) -> bool:
    return not words.is_missing(value) and bool(value)
