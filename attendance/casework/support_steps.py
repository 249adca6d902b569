"""What can be done for a pupil: which kinds of steps there are, which fields each has, and
whether what was typed makes one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from attendance import words
from attendance.errors import AttendanceError

LONGEST_NOTE = 1000
LONGEST_NAME = 80
FIRST_DAY = date(2000, 1, 1)
MOST_HOURS = 40

PARENTS = {"A": "parent A", "B": "parent B"}
STATUSES = {
    "issued": "issued",
    "paid": "paid",
    "withdrawn": "withdrawn",
    "prosecuted": "prosecuted",
}
THRESHOLDS = {
    "penalty notice": "10 sessions in 10 school weeks (penalty notice)",
    "10 days": "10 school days in a row, unauthorised",
    "15 days": "15 school days of illness",
    "20 days": "20 school days in a row",
    "letter": "the school's own letter level",
}
DECISIONS = {
    "support first": "support first",
    "notice to improve": "notice to improve",
    "penalty notice": "penalty notice",
    "prosecution": "prosecution",
    "told the authority": "told the local authority",
    "no action": "no action",
}


@dataclass(frozen=True)
class Kind:
    """A kind of step: its name, the fields that it can and must have besides date and note, and
    whether it is support; a note or a threshold considered is none."""

    name: str
    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    is_support: bool = True


KINDS: Mapping[str, Kind] = {
    "letter": Kind("Letter", ("parent",)),
    "meeting": Kind("Parent meeting", ("parent", "review_on")),
    "contract": Kind("Attendance contract", ("parent", "review_on", "ends_on")),
    "early help": Kind("Early help", ("practitioner", "review_on")),
    "course": Kind("Course", ("parent", "ends_on")),
    "consultation": Kind("Compliance consultation", ("parent", "review_on")),
    "notice to improve": Kind("Notice to improve", ("parent", "review_on", "ends_on")),
    "penalty notice": Kind("Penalty notice", ("parent", "status"), ("parent", "status")),
    "practitioner": Kind(
        "Lead practitioner", ("practitioner", "review_on", "ends_on"), ("practitioner",)
    ),
    "part-time": Kind(
        "Part-time timetable", ("hours", "review_on", "ends_on"), ("hours", "ends_on")
    ),
    "threshold": Kind(
        "Threshold considered",
        ("threshold", "decision"),
        ("threshold", "decision", "note"),
        is_support=False,
    ),
    "note": Kind("Note", (), ("note",), is_support=False),
}

FIELD_NAMES = {
    "parent": "parent",
    "status": "state of the notice",
    "hours": "hours a week",
    "review_on": "review date",
    "ends_on": "end date",
    "practitioner": "lead practitioner",
    "threshold": "threshold",
    "decision": "decision",
    "note": "note",
}
"""What each field is called inside a sentence."""

ASKED = {
    "parent": "For whom",
    "status": "The notice is",
    "hours": "Hours a week",
    "review_on": "Review on",
    "ends_on": "Ends on",
    "practitioner": "Lead practitioner",
    "threshold": "Which threshold",
    "decision": "Decision",
    "note": "Note",
}
"""What the form calls each field; `label` knows where a kind of step calls it otherwise."""

ALLOWED = {
    "parent": PARENTS,
    "status": STATUSES,
    "threshold": THRESHOLDS,
    "decision": DECISIONS,
}


@dataclass(frozen=True)
class Step:
    """One step as it was typed; what a kind does not have is left empty."""

    kind: str
    happened_on: date
    parent: str | None = None
    status: str | None = None
    hours: str = ""
    review_on: date | None = None
    ends_on: date | None = None
    practitioner: str = ""
    threshold: str | None = None
    decision: str | None = None
    note: str = ""

    @property
    def name(self) -> str:
        """What its kind is called."""
        return KINDS[self.kind].name if self.kind in KINDS else self.kind

    @property
    def is_support(self) -> bool:
        """Whether it is support, and not withdrawn."""
        is_support = self.kind in KINDS and KINDS[self.kind].is_support
        return is_support and self.status != "withdrawn"

    @property
    def in_words(self) -> str:
        """The step with all that was said of it, but for dates and note."""
        tenths = int(Decimal(self.hours) * 10) if self.hours else None
        said = in_words(self.kind, self.parent, self.status, tenths)
        more = [
            THRESHOLDS.get(self.threshold or "", self.threshold),
            DECISIONS.get(self.decision or "", self.decision),
            self.practitioner,
        ]
        return ": ".join([said, *("; ".join(part for part in more if part),)]).removesuffix(": ")


def label(field: str, kind: str) -> str:
    """What the form of this kind of step calls a field."""
    return "Why" if _is_reason(field, kind) else ASKED[field]


def checked(step: Step, today: date) -> dict[str, object]:
    """The step as columns of a row; AttendanceError says what is wrong with it."""
    kind = KINDS.get(step.kind)
    if kind is None:
        raise AttendanceError(f"There is no step {step.kind!r}. It is one of {', '.join(KINDS)}.")
    _require_fields(step, kind)
    _require_dates(step, kind, today)
    return {
        "kind": step.kind,
        "happened_on": step.happened_on.isoformat(),
        "parent": step.parent,
        "status": step.status,
        "hours_tenths": _tenths(step.hours),
        "review_on": step.review_on and step.review_on.isoformat(),
        "ends_on": step.ends_on and step.ends_on.isoformat(),
        "practitioner": tidy(step.practitioner, LONGEST_NAME, "name of the lead practitioner"),
        "threshold": step.threshold,
        "decision": step.decision,
        "note": tidy(step.note, LONGEST_NOTE, "note"),
    }


def in_words(kind: str, parent: str | None, status: str | None, hours_tenths: int | None) -> str:
    """A step in a few words: "Penalty notice, parent A, paid"."""
    name = KINDS[kind].name if kind in KINDS else kind
    hours = f"{hours_tenths / 10:g} hours a week" if hours_tenths else None
    return ", ".join(part for part in (name, parent and PARENTS[parent], status, hours) if part)


def tidy(text: str, longest: int, name: str) -> str:
    """The text without what cannot be printed and without blanks around it."""
    kept = _printable(text)
    if len(kept) > longest:
        raise AttendanceError(
            f"The {name} has {len(kept):,} characters; at most {longest:,} are kept. Shorten it."
        )
    return kept


def _printable(text: str) -> str:
    return "".join(each for each in text if each.isprintable() or each == "\n").strip()


def _is_reason(field: str, kind: str) -> bool:
    """Whether the note says why a threshold was considered."""
    return (kind, field) == ("threshold", "note")


def _require_fields(step: Step, kind: Kind) -> None:
    for field, name in FIELD_NAMES.items():
        value = getattr(step, field)
        given = _printable(value) if isinstance(value, str) else value
        if given and field != "note" and field not in kind.fields:
            raise AttendanceError(f"A step of the kind “{kind.name}” has no {name}. Leave it out.")
        if not given and field in kind.required:
            needed = "reason" if _is_reason(field, step.kind) else name
            raise AttendanceError(
                f"“{kind.name}” needs the {needed}. Fill in “{label(field, step.kind)}”, and save "
                "again."
            )
        if given and field in ALLOWED and value not in ALLOWED[field]:
            *first, last = ALLOWED[field].values()
            raise AttendanceError(
                f"Choose the {name} under “{ASKED[field]}”: {', '.join(first)} or {last}."
            )


def _require_dates(step: Step, kind: Kind, today: date) -> None:
    if step.happened_on > today:
        raise AttendanceError(
            f"The date of the step, {words.day(step.happened_on)}, lies in the future. Write down "
            "what was done; a review or an end can lie ahead."
        )
    if step.happened_on < FIRST_DAY:
        raise AttendanceError(f"The date {words.day(step.happened_on)} is too long ago.")
    for field in ("review_on", "ends_on"):
        until = getattr(step, field)
        if until and until < step.happened_on:
            raise AttendanceError(
                f"The {FIELD_NAMES[field]}, {words.day(until)}, comes before the step itself, "
                f"{words.day(step.happened_on)}."
            )
    if step.review_on and step.ends_on and step.review_on > step.ends_on:
        raise AttendanceError(
            f"The review date, {words.day(step.review_on)}, comes after the end, "
            f"{words.day(step.ends_on)}."
        )


def _tenths(hours: str) -> int | None:
    """Hours as typed in tenths, which are exact."""
    typed = hours.strip()
    if not typed:
        return None
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9])?", typed) or not 0 < Decimal(typed) <= MOST_HOURS:
        raise AttendanceError(
            f"The hours a week are {typed!r}: write a number above 0 and up to {MOST_HOURS} with "
            "at most one decimal, such as 12.5."
        )
    return int(Decimal(typed) * 10)
