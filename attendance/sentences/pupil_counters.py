"""How near one pupil is to each threshold, in words: for the page and the consultation sheet."""

import pandas as pd

from attendance import rules, words
from attendance.sentences.messages import Message
from attendance.words import Cell, counted, each

SCHOOL_WEEKS = "ten school weeks"
REGULATIONS = "School Attendance (Pupil Registration) (England) Regulations 2024"
SOURCES = (
    "Penalty notices: national framework in “Working together to improve school attendance” "
    f"(August 2024). Returns and deletion: {REGULATIONS}, regulations 9 and 13. What is close, and "
    "when a part-time timetable is due for review, is our own choice."
)
LEFT, TO_COME = "left on", "on roll from"
NOT_OF_AGE = "does not apply: not of compulsory school age"
THRESHOLDS = ["Threshold", "Now", "Standing", "Counted from"]


def pupil_thresholds(rows: pd.DataFrame) -> list[dict[str, str]]:
    """A line for each threshold and school: what it is, where the pupil stands, since when. Days
    with illness are of all schools together. Of a school that was left, or is still to be entered,
    it tells when."""
    if len(rows) < 2:
        return [_told(*line) for row in each(rows) for line in (*_lines(row), _illness(row))]
    first = (
        rows.sort_values(["is_compulsory_age", "left_on"], ascending=False, na_position="first")
        .iloc[0]
        .copy()
    )
    first["illness_run_days"] = rows["illness_run_days"].max()
    name, _, *line = _illness(first)
    return [
        _told(f"{name}, all schools", _with_notes(_days_ill(first), _summer(first)), *line),
        *(
            _told(f"{name}, {row.school_name}", *line)
            for row in each(rows)
            for name, *line in _lines(row)
        ),
    ]


def pupil_standing(rows: pd.DataFrame) -> Message:
    """How many thresholds are reached, and what the table of all of them says."""
    number = sum(line["Standing"].startswith("reached") for line in pupil_thresholds(rows))
    found = f"{number} thresholds are" if number > 1 else "1 threshold is"
    return Message(
        f"{found if number else 'No threshold is'} reached now",
        "Where the pupil stands at each; counted from the first week of the window, or the first "
        "day of the run, of the timetable or without a reason.",
    )


def reached(rows: pd.DataFrame) -> list[str]:
    """The thresholds reached, a sentence each; or that there is none."""
    found = [
        f"{line['Threshold']}: {line['Now']}{line['Standing'].removeprefix('reached')}."
        for line in pupil_thresholds(rows)
        if line["Standing"].startswith("reached")
    ]
    if len(rows) and not rows["is_compulsory_age"].any():
        found.append("Legal thresholds do not apply: not of compulsory school age.")
    return found or ["No threshold is reached now."]


def _lines(row: Cell) -> list[tuple[str, str, str, str]]:
    return [
        _penalty(row),
        _run(
            row,
            f"{rules.RUN_DAYS} school days without leave, unbroken, going on now",
            (rules.RUN_COMING_DAYS, rules.RUN_DAYS),
            row.run_sessions,
            row.run_from,
        ),
        _run(
            row,
            f"{rules.ENQUIRY_DAYS} school days not accounted for (G, N, O), going on now",
            (rules.ENQUIRY_COMING_DAYS, rules.ENQUIRY_DAYS),
            row.absent_run_sessions,
            row.absent_run_from,
        ),
        (
            f"Part-time timetable (C2) for more than {rules.PART_TIME_WEEKS} weeks",
            counted(row.part_time_weeks, "week", "weeks"),
            _part_time(row),
            _day(row.part_time_from),
        ),
        (
            f"No reason (N) for more than {rules.DAYS_TO_EXPLAIN} school days",
            counted(row.open_unexplained_sessions, "session", "sessions"),
            _unexplained(row),
            _day(row.unexplained_from),
        ),
    ]


def _told(name: str, now: str, standing: str, since: str) -> dict[str, str]:
    return dict(zip(THRESHOLDS, (name, now, standing, since), strict=True))


def _illness(row: Cell) -> tuple[str, str, str, str]:
    notes = []
    if row.illness_other_days:
        notes.append(f"{row.illness_other_days} at another school")
    standing = _standing(row.illness_days, rules.ILLNESS_CLOSE_DAYS, rules.ILLNESS_DAYS)
    if row.illness_run_days >= rules.ILLNESS_DAYS:
        standing = "reached"
    return (
        f"{rules.ILLNESS_DAYS} school days with illness in the year",
        _with_notes(_days_ill(row), [*notes, *_summer(row)]),
        _legal(row, standing),
        "",
    )


def _summer(row: Cell) -> list[str]:
    """The days of an absence over the summer, of which the year alone tells fewer."""
    if row.illness_run_days <= row.illness_days:
        return []
    return [f"{row.illness_run_days:g} in one absence over the summer"]


def _with_notes(now: str, notes: list[str]) -> str:
    return f"{now} ({'; '.join(notes)})" if notes else now


def _days_ill(row: Cell) -> str:
    return counted(row.illness_days, "day", "days")


def _penalty(row: Cell) -> tuple[str, str, str, str]:
    notes = []
    if row.penalty_unexplained_sessions:
        notes.append(f"{row.penalty_unexplained_sessions} without a reason yet (N)")
    if row.penalty_other_sessions:
        notes.append(f"{row.penalty_other_sessions} at another school")
    if row.penalty_covered_sessions:
        notes.append(
            f"{row.penalty_covered_sessions} more are covered by the notice of "
            f"{words.day(row.covered_to)}"
        )
    now = counted(row.penalty_sessions, "session", "sessions")
    standing = _standing(row.penalty_sessions, rules.PENALTY_CLOSE_SESSIONS, rules.PENALTY_SESSIONS)
    if not row.is_window_complete:
        standing += ", window incomplete"
    return (
        f"{rules.PENALTY_SESSIONS} sessions without leave (G, N, O, U) in {SCHOOL_WEEKS}",
        _with_notes(now, notes),
        _legal(row, standing),
        "" if _off_roll(row) else _day(row.window_first_week),
    )


def _run(
    row: Cell, name: str, days: tuple[int, int], sessions: Cell, since: Cell
) -> tuple[str, str, str, str]:
    close, limit = days
    standing = _standing(sessions, 2 * close, 2 * limit)
    if sessions and not row.is_run_confirmed:
        standing += ", unconfirmed: marks are missing"
    length = counted(sessions, "session", "sessions")
    if sessions:
        length = f"{sessions / 2:g} {'day' if sessions == 2 else 'days'} ({length})"
    return name, length, _legal(row, standing), _day(since)


def _legal(row: Cell, standing: str) -> str:
    """Where the pupil stands at a threshold of the law: it is of pupils on roll and of age."""
    of_age = standing if row.is_compulsory_age else NOT_OF_AGE
    return _off_roll(row) or of_age


def _off_roll(row: Cell) -> str:
    """When the pupil left, or is to come; nothing while on roll."""
    if not words.is_missing(row.left_on):
        return f"{LEFT} {words.day(row.left_on)}"
    if not words.is_missing(row.enters_on):
        return f"{TO_COME} {words.day(row.enters_on)}"
    return ""


def _unexplained(row: Cell) -> str:
    """A reason is owed after the pupil has left, too."""
    if off_roll := _off_roll(row):
        return f"{'open, ' if row.open_unexplained_sessions else ''}{off_roll}"
    return _standing(row.open_unexplained_sessions, 1, 1)


def _part_time(row: Cell) -> str:
    if off_roll := _off_roll(row):
        return off_roll
    if row.part_time_weeks and not row.is_part_time_now:
        return "ended"
    return _standing(row.part_time_weeks, 1, rules.PART_TIME_WEEKS + 1, "in use")


def _standing(value: Cell, close: int, limit: int, near: str = "close") -> str:
    if value >= limit:
        return "reached"
    return near if value >= close else "not reached"


def _day(value: Cell) -> str:
    return "" if words.is_missing(value) else words.day(value)
