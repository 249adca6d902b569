"""What the consultation sheet says of one pupil, from the rows of its page."""

from datetime import date

import pandas as pd

from attendance import words
from attendance.scope import PupilScope
from attendance.sentences.pupil import pupil_answer, pupil_facts
from attendance.sentences.pupil_counters import LEFT, NOT_OF_AGE, TO_COME, pupil_thresholds
from attendance.sentences.pupil_register import strips
from attendance.words import Cell, counted, each

STANDING_QUESTIONS = (
    "What does the pupil say, and what do the parents?",
    "Which support was offered, taken up, and reviewed? If none: why not?",
)


def consultation(
    head: pd.DataFrame,
    spells: pd.DataFrame,
    counters: pd.DataFrame,
    registers: list[pd.DataFrame],
    sessions: pd.DataFrame,
    support: list[str],
    part_time_end: date | None,
    scope: PupilScope,
) -> dict[str, object]:
    """The texts of the sheet, all but who made it and when; `part_time_end` is that of the newest
    part-time timetable written down."""
    first = pd.Timestamp(window_from(counters, scope))
    found = [rows[rows["session_date"] >= first] for rows in registers if len(rows)]
    return {
        "title": f"Compliance consultation: {head['pupil'].iloc[0]}",
        "answer": pupil_answer(head, counters, scope),
        "facts": pupil_facts(head, scope),
        "strips": [strip for rows in found if len(rows) for strip in strips(rows)],
        "thresholds": [
            [line["Threshold"], line["Now"], line["Standing"]]
            for line in _reached_first(pupil_thresholds(counters))
        ],
        "sessions": [_missed(row, counters["covered_to"].max()) for row in each(sessions)],
        "support": support,
        "questions": _questions(spells, counters, part_time_end, scope.as_of),
        "source": f"registers to {words.day(scope.as_of)}",
    }


def window_from(counters: pd.DataFrame, scope: PupilScope) -> date:
    """The first day of the window, of several schools the earliest; else of the weeks chosen."""
    days = counters["window_first_day"].dropna()
    return scope.first_week if days.empty else pd.Timestamp(days.min()).date()


def _missed(row: Cell, covered_to: Cell) -> str:
    """A session without leave; of one that the newest notice, which is of all schools, covers, so
    that no count has it, this instead of what the code means: it fits a line."""
    is_covered = not words.is_missing(covered_to) and row.session_date <= pd.Timestamp(covered_to)
    told = "covered by a notice" if is_covered else row.description
    return f"{words.day(row.session_date)}, {row.session}: {row.code}, {told}"


def _reached_first(lines: list[dict[str, str]]) -> list[dict[str, str]]:
    """Those that are reached first, then what is near: of several schools not all lines fit."""
    return sorted(
        lines,
        key=lambda line: (
            not line["Standing"].startswith("reached"),
            line["Standing"].startswith(("not reached", NOT_OF_AGE, LEFT, TO_COME)),
        ),
    )


def _questions(
    spells: pd.DataFrame, counters: pd.DataFrame, part_time_end: date | None, as_of: date
) -> list[str]:
    """Questions that what was found raises, then those that are always asked."""
    row: Cell
    asked = []
    for row in each(counters):
        if row.penalty_unexplained_sessions:
            asked.append(
                f"{counted(row.penalty_unexplained_sessions, 'session has', 'sessions have')} no "
                "reason yet (N): what was the reason?"
            )
        if not row.is_window_complete:
            asked.append("Registers of the window are missing: can they be completed first?")
        if row.illness_days:
            days = counted(row.illness_days, "day", "days")
            asked.append(
                f"{days} with illness: is there a condition, and is the school nurse involved?"
            )
        if row.part_time_weeks:
            weeks = counted(row.part_time_weeks, "week", "weeks")
            asks = "how is full time going?"
            if row.is_part_time_now:
                asks = _end_of_part_time(row, part_time_end, as_of)
            asked.append(f"Part-time timetable (C2) in {weeks}: {asks}")
    asked += [f"Away since {_begin(row)}: has anyone seen the pupil?" for row in _unseen(spells)]
    return [*dict.fromkeys(asked), *STANDING_QUESTIONS]


def _end_of_part_time(row: Cell, end: date | None, as_of: date) -> str:
    """What is asked of the end of a timetable that goes on; one written down of an earlier
    timetable is none."""
    if end is None or pd.Timestamp(end) < row.part_time_from:
        return "when does it end?"
    if end < as_of:
        return f"the end written down, {words.day(end)}, is past; when does it end?"
    return f"is the end on {words.day(end)} kept to?"


def _unseen(spells: pd.DataFrame) -> list[Cell]:
    """The newest spell that goes on in which whereabouts may be unknown: one with sessions without
    leave, not late arrivals (U) above all, and not of the afternoon of its last day alone. Illness
    and part-time timetables have their own questions; other leave is known of."""
    return [
        row
        for row in each(spells)
        if not row.is_over
        and row.unauthorised_sessions
        and row.main_code != "U"
        and (row.first_session == "AM" or row.last_date > row.first_date)
    ][:1]


def _begin(row: Cell) -> str:
    half = "" if row.first_session == "AM" else "the afternoon of "
    return f"{half}{words.day(row.first_date)}"
