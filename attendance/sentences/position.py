"""Where an authority stands beside England, in sentences.

Changes are judged on exact gaps, never on differences of rounded ones, and are told only when
they are clear; a fall of the year so far is set beside last year's over the same weeks.
"""

import pandas as pd

from attendance import words
from attendance.words import against_england, day, each, exact, percent, signed


def headline(position: pd.DataFrame, home: str) -> str:
    """The latest position of every phase in one sentence, as the bulletin states it."""
    parts = [
        f"{against_england(row.printed_difference)} in {words.phase(row.education_phase)} "
        f"({percent(row.home_attendance_rate)})"
        for row in each(position)
    ]
    said = (
        words.listed(parts).replace(" England", "", len(parts)).replace("on a par with", "on par")
    )
    until = day(position.data_to.iloc[0])
    return f"Attendance in {home} to {until}, compared with England: {said}."


def gaps(position: pd.DataFrame) -> str:
    """The exact gap of every phase, and what it is in children away each day."""
    parts = [
        f"{exact(row.gap_points)} points in {words.phase(row.education_phase)}{_in_brackets(row)}"
        for row in each(position)
    ]
    return f"The exact gaps to England: {words.listed(parts)}."


def findings(row, data_to_source: str) -> list[str]:
    """What is worth knowing of one phase's position, a sentence each."""
    return [
        sentence
        for sentence in (
            _since_previous(row),
            _fall(row),
            _since_last_year(row),
            _misleading_print(row),
            _estimated(data_to_source),
        )
        if sentence
    ]


def figures(position: pd.DataFrame, education_phase: str) -> list[tuple[str, str, str]]:
    """Attendance by phase and the chosen phase's persistent absence: name, value, comparison."""
    shown = [
        (
            f"{row.education_phase} attendance",
            percent(row.home_attendance_rate),
            against_england(row.printed_difference),
        )
        for row in each(position.head(3))
    ]
    for row in each(position[position["education_phase"] == education_phase]):
        name = f"{education_phase} persistent absence"
        if words.is_missing(row.home_pa_rate):
            shown.append((name, words.NOT_PUBLISHED, "published from late January"))
        else:
            compared = against_england(row.pa_printed_difference)
            shown.append((name, percent(row.home_pa_rate), compared))
    return shown


def coverage(row) -> str:
    """How many schools the home figure rests on."""
    if words.is_missing(row.home_schools_expected):
        return f"{words.count(row.home_schools)} schools reporting on an average day"
    return (
        f"{words.count(row.home_schools)} of {words.count(row.home_schools_expected)} schools "
        "reporting on an average day"
    )


def _in_brackets(row) -> str:
    notes = []
    if words.rounded(row.printed_difference) != words.rounded(row.gap_points):
        notes.append(f"{signed(row.printed_difference)} when rounded figures are subtracted")
    if not words.is_missing(row.pupils_away):
        notes.append(_children(row.pupils_away))
    return f" ({'; '.join(notes)})" if notes else ""


def _children(pupils_away: words.Cell) -> str:
    pupils = abs(pupils_away)
    if words.rounded(pupils, 0) == 0:
        return "less than one child a day"
    more = "more" if pupils_away > 0 else "fewer"
    return f"about {words.counted(pupils, f'{more} child', f'{more} children')} away each day"


def _since_previous(row) -> str | None:
    if pd.isna(row.previous_gap_points):
        return None
    change = words.moved(row.gap_change_points, row.previous_gap_points, row.gap_points)
    places = 2 if words.is_clear(row.gap_change_points) else 3
    return (
        f"Since {day(row.previous_data_to)}, {row.education_phase.lower()} schools: {change}. The "
        f"exact gap went from {exact(row.previous_gap_points, places)} to "
        f"{exact(row.gap_points, places)} points."
    )


def _fall(row) -> str | None:
    if pd.isna(row.rate_change_points):
        return None
    here = _went(row.rate_change_points)
    if pd.isna(row.last_year_rate_change_points):
        return f"Attendance of the year so far {here} since {day(row.previous_data_to)}."
    there = _went(row.last_year_rate_change_points)
    return (
        f"Attendance of the year so far {here} since {day(row.previous_data_to)}; over the same "
        f"weeks last year it {there}."
    )


def _since_last_year(row) -> str:
    if pd.isna(row.last_year_gap_points):
        return (
            "The same point last year is not among the releases loaded, so there is no comparison "
            "with it."
        )
    change = 100 * (row.home_attendance_rate - row.last_year_attendance_rate)
    summed = " (summed from a later weekly file)" if row.last_year_source == "weeks" else ""
    gap_change = row.gap_points - row.last_year_gap_points
    moved = words.moved(gap_change, row.last_year_gap_points, row.gap_points)
    return (
        f"At the same point last year, {day(row.last_year_data_to)}{summed}, attendance was "
        f"{percent(row.last_year_attendance_rate)} ({exact(change, 1)} points since) and the gap "
        f"{exact(row.last_year_gap_points)}: {moved}."
    )


def _misleading_print(row) -> str | None:
    printed, before = row.printed_difference, row.previous_printed_difference
    if words.rounded(printed) != words.rounded(row.gap_points):
        return (
            f"The bulletin prints {signed(printed)} because it subtracts rounded figures; the "
            f"exact gap is {exact(row.gap_points)}."
        )
    if pd.isna(before) or words.rounded(before) == words.rounded(printed):
        return None
    if words.is_clear(row.gap_change_points):
        return None
    return (
        f"The bulletin's difference went from {signed(before)} to {signed(printed)}, but the exact "
        f"gap hardly moved: from {exact(row.previous_gap_points, 3)} to {exact(row.gap_points, 3)}."
    )


def _estimated(data_to_source: str) -> str | None:
    if not data_to_source.startswith("estimated"):
        return None
    return "The last day of these figures is estimated: 13 days before publication, DfE's rule."


def _went(points: float) -> str:
    value = words.rounded(points)
    if value == 0:
        return "stayed level"
    return f"{'rose' if value > 0 else 'fell'} by {abs(value)} points"
