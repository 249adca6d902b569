"""What was done for a pupil, step by step: its message and the cells of its tables."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from attendance import words
from attendance.sentences.messages import Message

ELSEWHERE = "another school"
"""A school that the viewer does not see."""

NOT_THEIRS = "What another school wrote down is changed there."
TICK_PUPILS = "Tick pupils at the left of the list; what you write down then stands for each."
NOTES_HIDDEN = (
    "Notes, history and the form are hidden while pupils are shown by pseudonyms: what is written "
    "there may name somebody."
)
WHO_SEES_IT = (
    "Whoever may see the pupil sees this: the pupil's school and, after a move, the new one. Keep "
    "to what is needed; each version stays in the history."
)


def support_record(entries: Sequence[words.Cell], name: str) -> Message:
    """How much was done, and what last; of the newest version of each step, newest first."""
    steps = [entry for entry in entries if entry.step.is_support]
    subtitle = f"{name}: what was done and decided, newest first"
    if not steps:
        return Message("No support is written down", subtitle)
    latest = steps[0].step
    counted = words.counted(len(steps), "step", "steps")
    return Message(
        f"{counted} of support; latest: {words.lowered(latest.name)}, "
        f"{words.day(latest.happened_on)}",
        subtitle,
    )


def support_rows(
    entries: Sequence[words.Cell], schools: Mapping[int, str], is_named: bool = True
) -> list[dict[str, str]]:
    """Steps as cells of a table; what may name somebody is left out unless `is_named`."""
    steps = [entry.step if is_named else without_names(entry.step) for entry in entries]
    return [
        {
            "Date": words.day(step.happened_on),
            "Step": step.in_words,
            "Review": _day(step.review_on),
            "End": _day(step.ends_on),
            **({"Note": step.note} if is_named else {}),
            "Written at": schools.get(entry.school_id, ELSEWHERE),
            "By": f"{entry.viewer} ({words.role(entry.role)})",
        }
        for entry, step in zip(entries, steps, strict=True)
    ]


def support_history(
    entries: Sequence[words.Cell], schools: Mapping[int, str]
) -> list[dict[str, str]]:
    """Every version of every step as cells of a table, with when it was written."""
    written = [
        {
            "Written": words.moment(entry.at),
            "Version": "taken back" if entry.is_taken_back else str(entry.version),
        }
        for entry in entries
    ]
    rows = support_rows(entries, schools)
    return [first | second for first, second in zip(written, rows, strict=True)]


def without_names(step: words.Cell) -> words.Cell:
    """A step without what may name somebody: note and practitioner."""
    return replace(step, note="", practitioner="")


def support_told(step: words.Cell) -> str:
    """A step with what was agreed, but without what may name somebody."""
    dates = {"review": step.review_on, "end": step.ends_on}
    agreed = [without_names(step).in_words]
    agreed += [f"{name} {words.day(day)}" for name, day in dates.items() if day]
    return f"{words.day(step.happened_on)}: {'; '.join(agreed)}"


def support_choice(entry: words.Cell) -> str:
    """A step as it is offered to be changed."""
    return f"{words.day(entry.step.happened_on)}: {entry.step.in_words}"


def support_saved(step: words.Cell, people: int) -> str:
    """What is told after saving."""
    whom = "" if people == 1 else f" for {people} pupils"
    return f"Saved{whom}: {words.lowered(step.name)}, {words.day(step.happened_on)}."


def _day(day: words.Cell) -> str:
    return "" if day is None else words.day(day)
