"""Which targets a school has set for itself, by whom and when."""

from collections.abc import Mapping, Sequence

from attendance import words
from attendance.scope import CountyScope
from attendance.words import percent

MEASURES = {"attendance": "Attendance", "persistent": "Persistent absence (PA)"}
"""What a target is of."""

NOT_DFES = (
    "A target here is the school's own. DfE's attendance baseline improvement expectation (ABIE), "
    "the least rise that DfE expects, is told to each school in a report of its own; its formula "
    "is not published and nothing here is worked out from it. It can be typed in as the target."
)

PAST_TARGETS = "Targets are set for the current academic year; those of past years can be read."


def typed(rate: float | None) -> str:
    """A target as it is typed: per cent without the sign, nothing for none."""
    return "" if rate is None else percent(rate).removesuffix("%")


def target_set_by(found: Mapping[str, words.Cell], scope: CountyScope) -> list[str]:
    """Each target in force, who set it and when; what was taken back is said too."""
    said = [
        f"{MEASURES[measure]}: {_value(found[measure].rate)}, {_who_and_when(found[measure])}."
        for measure in MEASURES
        if measure in found
    ]
    return said or [f"No target is set for {scope.academic_year} yet."]


def target_history(entries: Sequence[words.Cell]) -> list[dict[str, str]]:
    """Every target that was set, newest first, as cells of a table."""
    return [
        {
            "Target of": MEASURES[entry.measure],
            "Value": _value(entry.rate),
            "Set": words.moment(entry.at),
            "By": f"{entry.viewer} ({words.role(entry.role)})",
            "Reason": entry.note,
        }
        for entry in entries
    ]


def _value(rate: float | None) -> str:
    return "taken back" if rate is None else percent(rate)


def _who_and_when(target: words.Cell) -> str:
    reason = f"; reason: {target.note.rstrip('.')}" if target.note else ""
    return (
        f"set by {target.viewer} ({words.role(target.role)}) on {words.moment(target.at)}{reason}"
    )
