"""How a school's need for a meeting adds up: each part as a reason, a value and a sentence."""

from collections.abc import Callable, Mapping, Sequence
from math import floor

from attendance import words
from attendance.words import counted, exact, percent, rounded

PARTS = (
    "severe",
    "persistent",
    "worsening",
    "unauthorised",
    "thresholds",
    "meeting",
    "overdue",
    "reporting",
)
"""In the order of need_weights.csv."""

DAYS_OF_MONTH = 365 / 12
MOST_REASONS = 3
CHANCE_TOLD = "unlikely to be chance"


def reasons_for(row: words.Cell) -> str:
    """The three parts with most points in words; of equal ones the first of the file."""
    parts = [part for part in PARTS if row[f"{part}_score"] > 0]
    parts.sort(key=lambda part: -row[f"{part}_score"])
    return "; ".join(SHORT[part](row) for part in parts[:MOST_REASONS])


def need_parts(row: words.Cell, weights: Sequence[words.Cell]) -> list[dict[str, str]]:
    """How the need of a school adds up: of each part the value, the scale, the weight, the points
    and a sentence; then the sum."""
    lines = []
    for weight in weights:
        part = weight.part
        value, full = VALUES[part](row, weight.full_at)
        lines.append(
            {
                "Part": weight.part_name,
                "Value": value,
                "In full at": full,
                "0 to 1": f"{rounded(row[f'{part}_part'], 2)}",
                "Weight": _weight(weight.weight),
                "Points": f"{rounded(row[f'{part}_score'])}",
                "In words": SENTENCES[part](row),
            }
        )
    total = sum(weight.weight for weight in weights)
    lines.append(
        {
            "Part": "Need",
            "Value": "",
            "In full at": "",
            "0 to 1": "",
            "Weight": _weight(total),
            "Points": f"{rounded(row['need'])}",
            "In words": f"Place {row['place_by_need']} in the county by need alone.",
        }
    )
    return lines


def _weight(weight: float) -> str:
    return f"{rounded(weight)}".removesuffix(".0")


def _beside(row: words.Cell, own: words.Cell, most: words.Cell) -> str:
    """What the school of the phase with most has."""
    missing = words.is_missing(row["education_phase"])
    school = "school" if missing else f"{row['education_phase'].lower()} school"
    return f"no {school} has more" if own == most else f"the {school} with most has {most:,}"


def _points(value: words.Cell) -> str:
    return f"{rounded(abs(value))} points"


def _months(row: words.Cell) -> str:
    days = row["days_since_meeting"]
    months = floor(days / DAYS_OF_MONTH)
    return counted(days, "day", "days") if months < 2 else f"{months} months"


def _severe(row: words.Cell) -> str:
    return f"{counted(row['severely_absent'], 'pupil', 'pupils')} severely absent"


def _worse(row: words.Cell) -> float:
    return row["change_points"] - row["phase_change_points"]


def _more_unauthorised(row: words.Cell) -> float:
    return 100 * (row["unauthorised_rate"] - row["phase_unauthorised_rate"])


def _over(row: words.Cell) -> str:
    return f"{counted(row['pupils_over'], 'pupil', 'pupils')} over a threshold"


def _not_met(row: words.Cell) -> str:
    if words.is_missing(row["last_met"]):
        return "no meeting on record"
    return f"no meeting for {_months(row)}"


SHORT: Mapping[str, Callable[[words.Cell], str]] = {
    "severe": _severe,
    "persistent": lambda row: f"PA {_points(row['off_line_points'])} above expected",
    "worsening": lambda row: f"absence up {_points(_worse(row))} more than the phase’s",
    "unauthorised": lambda row: (
        f"unauthorised absence {_points(_more_unauthorised(row))} above the phase"
    ),
    "thresholds": _over,
    "meeting": _not_met,
    "overdue": lambda row: f"{counted(row['actions_overdue'], 'action', 'actions')} overdue",
    "reporting": lambda row: f"{counted(row['weeks_not_sent'], 'week', 'weeks')} not sent",
}
"""Each part as a reason, inside a list."""


def _severe_sentence(row: words.Cell) -> str:
    if not row["severely_absent"]:
        return "No pupil misses half of the sessions or more."
    of_all = counted(row["enrolments"], "pupil", "pupils")
    said = f"{words.count(row['severely_absent'])} of {of_all} miss half of the sessions or more"
    return f"{said}; {_beside(row, row['severely_absent'], row['severe_most'])}."


def _persistent_sentence(row: words.Cell) -> str:
    if row["persistent_standing"] == "not judged":
        return "Not judged: too few weeks are sent."
    by = "attendance and intake" if row["is_intake_counted"] else "attendance"
    said = (
        f"PA is {percent(row['persistent_absence_rate'])}; {by} lead to expect "
        f"{percent(row['expected_rate'])}"
    ).replace("attendance lead", "attendance leads")
    if row["persistent_standing"] == "as expected":
        return f"{said}. For its size that is as expected, so it counts nothing."
    return f"{said}: {_points(row['off_line_points'])} more."


def _worsening_sentence(row: words.Cell) -> str:
    if row["worsening_standing"] == "not judged":
        return "Not judged: too few weeks are sent, this year or last."
    said = (
        f"Absence changed by {exact(row['change_points'], 1)} points since the same weeks last "
        f"year, that of the phase by {exact(row['phase_change_points'], 1)}"
    )
    if row["worsening_standing"] == CHANCE_TOLD:
        return f"{said}: {_points(_worse(row))} worse, which is unlikely to be chance."
    return f"{said}. It is no rise beyond what could be chance, so it counts nothing."


def _unauthorised_sentence(row: words.Cell) -> str:
    if row["unauthorised_standing"] == "not judged":
        return "Not judged: too few weeks are sent."
    said = (
        f"{percent(row['unauthorised_rate'])} of sessions are missed without leave "
        f"({percent(row['phase_unauthorised_rate'])} in the phase), {percent(row['late_rate'])} "
        f"late after registers closed ({percent(row['phase_late_rate'])})"
    )
    if row["unauthorised_standing"] == CHANCE_TOLD:
        return f"{said}. The difference is unlikely to be chance."
    return f"{said}. It is not above the phase by more than could be chance, so it counts nothing."


def _thresholds_sentence(row: words.Cell) -> str:
    if not row["pupils_over"]:
        return "No pupil has reached a threshold."
    return (
        f"{_over(row)}: {words.count(row['pupils_over_sessions'])} with 10 sessions without leave "
        f"in ten weeks, {words.count(row['pupils_over_illness'])} with 15 days of illness; "
        f"{_beside(row, row['pupils_over'], row['most_over'])}."
    )


def _meeting_sentence(row: words.Cell) -> str:
    if words.is_missing(row["last_met"]):
        return "No meeting with the school is on record here."
    if not row["days_since_meeting"]:
        return (
            f"The last meeting was on {words.day(row['last_met'])}, on the last marked day or "
            "after it, so it counts nothing."
        )
    return f"The last meeting was on {words.day(row['last_met'])}, {_months(row)} before."


def _overdue_sentence(row: words.Cell) -> str:
    overdue = row["actions_overdue"]
    if not overdue:
        return "No agreed action is overdue."
    return f"{counted(overdue, 'agreed action is', 'agreed actions are')} past their day."


def _reporting_sentence(row: words.Cell) -> str:
    if not row["weeks_not_sent"]:
        return f"Every one of {counted(row['weeks_due'], 'week', 'weeks')} is sent."
    return (
        f"{words.count(row['weeks_not_sent'])} of {counted(row['weeks_due'], 'week', 'weeks')} "
        "due are not sent: what happened in them cannot be seen."
    )


SENTENCES: Mapping[str, Callable[[words.Cell], str]] = {
    "severe": _severe_sentence,
    "persistent": _persistent_sentence,
    "worsening": _worsening_sentence,
    "unauthorised": _unauthorised_sentence,
    "thresholds": _thresholds_sentence,
    "meeting": _meeting_sentence,
    "overdue": _overdue_sentence,
    "reporting": _reporting_sentence,
}
"""Each part as a sentence about the school."""


def _pupils(column: str, most: str) -> Callable[[words.Cell, float], tuple]:
    return lambda row, full: (
        counted(row[column], "pupil", "pupils"),
        counted(max(row[most], full), "pupil", "pupils"),
    )


def _difference(standing: str, value: Callable) -> Callable:
    def told(row: words.Cell, full: float) -> tuple[str, str]:
        found = "n/a" if row[standing] == "not judged" else f"{exact(value(row), 1)} points"
        return found, f"{_weight(full)} points"

    return told


def _days(row: words.Cell, full: float) -> tuple[str, str]:
    days = row["days_since_meeting"]
    none = words.is_missing(days)
    return "none" if none else counted(days, "day", "days"), counted(full, "day", "days")


VALUES: Mapping[str, Callable[[words.Cell, float], tuple]] = {
    "severe": _pupils("severely_absent", "severe_most"),
    "persistent": _difference("persistent_standing", lambda row: row["off_line_points"]),
    "worsening": _difference("worsening_standing", _worse),
    "unauthorised": _difference("unauthorised_standing", _more_unauthorised),
    "thresholds": _pupils("pupils_over", "most_over"),
    "meeting": _days,
    "overdue": lambda row, full: (
        counted(row["actions_overdue"], "action", "actions"),
        counted(full, "action", "actions"),
    ),
    "reporting": lambda row, full: (
        counted(row["weeks_not_sent"], "week", "weeks"),
        counted(full, "week", "weeks"),
    ),
}
"""Each part's value and what counts in full."""
