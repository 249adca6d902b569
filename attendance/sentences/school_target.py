"""Where one school's year is heading, and what its own target would take."""

import pandas as pd

from attendance import words
from attendance.scope import CountyScope
from attendance.sentences.messages import Message
from attendance.words import counted, each, percent

COLUMNS_OF_RECOVERY = [
    "enrolments",
    "persistently_absent",
    "persistent_absence_rate",
    "most_allowed",
    "must_recover",
    "can_recover",
    "can_miss_days",
    "lowest_rate",
]

NO_TERM_DATES = "No term dates are loaded to tell how much of the year is left"
INVITATION = (
    "No target is set for {year}. Type one in below to see what it would take from here on."
)
RANGES = (
    "These ranges are what chance alone does. They know of no season, illness or change in the "
    "school, so the year can well end outside them."
)
FIRST_HALF_TERM = (
    "The first half term is the best of most years: expect the year to end lower than it stands. "
    "In a trial on invented registers, two schools in three ended outside their range of October."
)


def target_outlook(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """Where attendance is heading and what the target needs from here on."""
    subtitle = (
        f"Attendance of the year so far, {scope.school_name}, pupils as DfE counts them; broken "
        "lines: where it ends if the rest goes so, with the range that chance alone makes, seasons "
        "not counted."
    )
    row = _lead(rows)
    if row is None or words.is_missing(row.year_end):
        return Message(NO_TERM_DATES, subtitle)
    target = scope.target_attendance
    if row.weeks_left == 0:
        subtitle = subtitle.partition(";")[0]
        title = f"{scope.academic_year} ended at {_beside(row.year_rate, target)}"
        return Message(f"{title}{'' if target is None else f': {_met(row, target)}'}", subtitle)
    heading = f"Heading for {_ends(rows)} by {row.year_end:%B}"
    return Message(f"{heading}{_needed_in_title(row, rows, target)}", subtitle)


def target_recovery(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """How many pupils can still end the year under the line of PA, and how many have to."""
    subtitle = (
        f"Persistent absence (PA) of the year so far to the {words.week(scope.last_week)}, and at "
        "its end if those who can recover do and nobody else becomes persistently absent. A pupil "
        "can who would end under 10% with full attendance from now on."
    )
    row = _lead(rows)
    if row is None or words.is_missing(row.can_recover):
        return Message("Too few pupils to say who can leave persistent absence", subtitle)
    can = f"{words.count(row.can_recover)} of {words.count(row.persistently_absent)}"
    if row.weeks_left == 0:
        absent = f"{words.count(row.persistently_absent)} of {words.count(row.enrolments)} pupils"
        subtitle = "Persistent absence (PA) of the whole year: no week is left to change it in."
        return Message(f"{absent} ended the year persistently absent", subtitle)
    if scope.target_persistently_absent is None or row.must_recover == 0:
        return Message(f"{can} PA pupils can still end under 10%", subtitle)
    must = words.count(row.must_recover)
    return Message(f"{must} must come back under 10%; {can} still can", subtitle)


def target_findings(outlook: pd.DataFrame, recovery: pd.DataFrame, scope: CountyScope) -> list[str]:
    """What the target needs and where attendance is heading, how sure that is, persistent absence
    (PA), then what all of it rests on."""
    lead = _lead(outlook)
    if lead is None or words.is_missing(lead.year_end):
        return [f"{NO_TERM_DATES}."]
    if lead.weeks_left == 0:
        return [_ended(lead, scope), *(_pa_ended(row, scope) for row in each(recovery))]
    found = []
    if scope.target_attendance is not None:
        found.append(_needed(lead, scope.target_attendance))
    found += [_at_pace(row) for row in each(outlook)]
    if outlook["end_lower_rate"].notna().any():
        found.append(RANGES)
    if lead.pace_half_term == 1:
        found.append(FIRST_HALF_TERM)
    found += [_recovery(row, scope) for row in each(recovery)]
    found.append(_to_come(lead, scope))
    if scope.target_attendance is None and scope.target_persistently_absent is None:
        found.append(INVITATION.format(year=scope.academic_year))
    return found


def target_figures(
    outlook: pd.DataFrame, recovery: pd.DataFrame, scope: CountyScope
) -> list[tuple[str, str, str]]:
    """So far, heading for, needed from here on, and the pupils who can leave PA."""
    row = _lead(outlook)
    if row is None or words.is_missing(row.year_end) or row.weeks_left == 0:
        return []
    target = scope.target_attendance
    shown = [
        (
            "Attendance so far",
            percent(row.year_rate),
            "no target set" if target is None else f"target {percent(target)}",
        ),
        _heading(outlook),
    ]
    if target is not None:
        pace = f"{_pace_name(row)} had {percent(row.pace_rate)}"
        needed = percent(row.needed_rate) if row.needed_rate <= 1 else "over 100%"
        shown.append(("Needed from here on", needed, pace))
    for found in each(recovery):
        who = f"{words.count(found.can_recover)} of {words.count(found.persistently_absent)}"
        must = _must(found, scope.target_persistently_absent)
        shown.append(("PA pupils who can still recover", who, must))
    return shown


def _lead(rows: pd.DataFrame) -> words.Cell:
    """The pace that the title tells of: the latest half term, else last year."""
    return None if rows.empty else next(each(rows))


def _ends(rows: pd.DataFrame) -> str:
    """Where the year ends at each pace: the lowest to the highest, or the one there is."""
    ends = list(dict.fromkeys(percent(rate) for rate in sorted(rows["end_rate"])))
    return " to ".join(ends)


def _heading(rows: pd.DataFrame) -> tuple[str, str, str]:
    """The figure of the first pace, with where the other one leads."""
    row, *others = each(rows)
    compared = [f"{percent(other.end_rate)} if like {_pace_name(other)}" for other in others]
    name = f"By {row.year_end:%B}, if like {_pace_name(row)}"
    return name, percent(row.end_rate), "; ".join(compared) or "no last year to go by"


def _must(row: words.Cell, target: float | None) -> str:
    if target is None:
        return "no target set"
    if row.must_recover == 0:
        return f"target {percent(target)} met so far"
    return f"{words.count(row.must_recover)} needed for {percent(target)}"


def _at_pace(row: words.Cell) -> str:
    return (
        f"If the rest goes like {_pace_name(row)} ({percent(row.pace_rate)}), the year ends at "
        f"{percent(row.end_rate)}{_in_range(row)}."
    )


def _to_come(row: words.Cell, scope: CountyScope) -> str:
    weeks = counted(row.weeks_left, "school week is", "school weeks are")
    whole = row.year_possible_sessions + row.sessions_to_come
    return (
        f"Attendance is {percent(row.year_rate)} so far. {weeks} left by term dates, about "
        f"{percent(row.sessions_to_come / whole, 0)} of the year's possible sessions."
        f"{_since(row, scope)}"
    )


def _needed(row: words.Cell, target: float) -> str:
    said = f"The target of {percent(target)}"
    if row.needed_rate > 1:
        whole = row.year_possible_sessions + row.sessions_to_come
        best = (row.year_attended_sessions + row.sessions_to_come) / whole
        return (
            f"{said} is out of reach: even with no absence from here on, the year would end at "
            f"{percent(best)}."
        )
    pace = f"{_pace_name(row)} had {percent(row.pace_rate)}"
    if row.year_rate >= target:
        holds = f"it holds if attendance from here on is {percent(row.needed_rate)} or more"
        return f"{said} is met so far; {holds}; {pace}."
    return f"{said} needs attendance of {percent(row.needed_rate)} or more from here on; {pace}."


def _needed_in_title(row: words.Cell, rows: pd.DataFrame, target: float | None) -> str:
    if target is None:
        return ""
    if row.needed_rate > 1:
        return f"; {percent(target)} is out of reach"
    if rows["end_rate"].min() >= target:
        return f"; target {percent(target)}"
    return f"; {percent(target)} needs {percent(row.needed_rate)}"


def _recovery(row: words.Cell, scope: CountyScope) -> str:
    if words.is_missing(row.persistently_absent):
        return "Too few pupils are persistently absent (PA) to say more."
    now = (
        f"Persistent absence (PA): {words.count(row.persistently_absent)} of "
        f"{words.count(row.enrolments)} pupils ({percent(row.persistent_absence_rate)}) so far."
    )
    target = scope.target_persistently_absent
    can = (
        f"{words.count(row.can_recover)} of {words.count(row.persistently_absent)} still can, with "
        f"full attendance from now on{_spare(row)}."
    )
    if target is None:
        return f"{now} To end the year under 10%: {can}"
    if row.must_recover == 0:
        room = row.most_allowed - row.persistently_absent
        return (
            f"{now} The target of {percent(target)} PA is met so far; it holds if at most "
            f"{counted(room, 'more pupil becomes', 'more pupils become')} persistently absent."
        )
    needs = counted(row.must_recover, "pupil", "pupils")
    said = f"{now} Meeting {percent(target)} PA needs {needs} to come back under 10%; {can}"
    if row.must_recover > row.can_recover:
        return f"{said} Even if all of them do, it ends at {percent(row.lowest_rate)}."
    return said


def _spare(row: words.Cell) -> str:
    if words.is_missing(row.can_miss_days) or not row.can_recover:
        return ""
    return f", {words.count(row.can_miss_days)} of these even if they miss five more days"


def _ended(row: words.Cell, scope: CountyScope) -> str:
    target = scope.target_attendance
    said = f"{scope.academic_year} is over: attendance was {_beside(row.year_rate, target)}"
    return f"{said}." if target is None else f"{said}; {_met(row, target)}."


def _pa_ended(row: words.Cell, scope: CountyScope) -> str:
    if words.is_missing(row.persistently_absent):
        return "Too few pupils were persistently absent (PA) to say more."
    said = (
        f"Persistent absence (PA) was {words.count(row.persistently_absent)} of "
        f"{words.count(row.enrolments)} pupils "
        f"({_beside(row.persistent_absence_rate, scope.target_persistently_absent)})"
    )
    if scope.target_persistently_absent is None:
        return f"{said}."
    met = "met" if row.persistently_absent <= row.most_allowed else "missed"
    return f"{said}; the target of {percent(scope.target_persistently_absent)} was {met}."


def _met(row: words.Cell, target: float) -> str:
    return f"the target of {percent(target)} was {'met' if row.year_rate >= target else 'missed'}"


def _beside(rate: words.Cell, target: float | None) -> str:
    """A rate, with a second decimal where it would print like a target that it is not."""
    if target is None or rate == target or percent(rate) != percent(target):
        return percent(rate)
    return percent(rate, 2)


def _pace_name(row: words.Cell) -> str:
    if row.pace == "last year":
        return "the same part of last year"
    if words.is_missing(row.pace_half_term) or row.pace_half_term == 0:
        return "the year so far"
    return f"half term {int(row.pace_half_term)}"


def _in_range(row: words.Cell) -> str:
    if words.is_missing(row.end_lower_rate):
        return ""
    return f" (chance alone: {percent(row.end_lower_rate)} to {percent(row.end_upper_rate)})"


def _since(row: words.Cell, scope: CountyScope) -> str:
    if row.last_marked_week.date() >= scope.last_week:
        return ""
    return f" Counted from the {words.week(row.last_marked_week)}, the last one sent."
