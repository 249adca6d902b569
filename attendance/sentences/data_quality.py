"""Who has sent registers, what is wrong in them, and what to do about it, in sentences."""

import pandas as pd

from attendance import rules, words
from attendance.scope import MarksScope
from attendance.sentences.messages import Message
from attendance.words import counted, day, each, listed, percent

FAULTS = {
    "week not sent": ("week not sent", "weeks not sent", "Ask the school for these registers."),
    "mark missing": (
        "mark missing",
        "marks missing",
        (
            "The register was taken but has no mark of the pupil. It counts as no absence; ask the "
            "school to complete it."
        ),
    ),
    "N not resolved": (
        "absence still without a reason (N)",
        "absences still without a reason (N)",
        f"A reason is due within {rules.DAYS_TO_EXPLAIN} school days; after that the code is O.",
    ),
    "code not known": (
        "mark with a code that does not exist",
        "marks with a code that does not exist",
        "They were set aside and count as missing, not as absence. Ask what was meant.",
    ),
    "code out of date": (
        "mark with a code out of date",
        "marks with a code out of date",
        "They count by what the code last meant. Ask the school to use today's code.",
    ),
    "after leaving": (
        "mark after the pupil's leaving date",
        "marks after the pupil's leaving date",
        "Either the leaving date is wrong, or the pupil should not be in the register.",
    ),
    "before entry": (
        "mark before the pupil's entry date",
        "marks before the pupil's entry date",
        "Either the entry date is wrong, or the pupil should not be in the register.",
    ),
    "in the future": (
        "mark dated after its import",
        "marks dated after their import",
        "They were set aside. Check the dates in the file.",
    ),
    "twice": (
        "mark that stands twice in a file",
        "marks that stand twice in a file",
        "The last one counts. Check the export.",
    ),
    "not in the pupil file": (
        "pupil with marks in no pupil file",
        "pupils with marks in no pupil file",
        "They count as on roll but in no cohort. Ask for a new pupil file.",
    ),
    "FSM or SEN unknown": (
        "pupil without FSM or SEN status",
        "pupils without FSM or SEN status",
        "They count in all figures except those by FSM or SEN. Ask for a pupil file with both.",
    ),
}
"""By fault, in the order of their weight: one entry, several, and what to do or know."""

COLUMNS_OF_FAULTS = ["school_name", "entries", "first_date", "last_date", "education_phase"]
COLUMNS_OF_UNUSUAL_CODES = [
    "school_name",
    "code",
    "code_share",
    "others_share",
    "is_unusual",
    "marks",
    "education_phase",
]
OF_WEEKS, OF_PUPILS, WITHOUT_CODE = (
    {"week not sent"},
    {"not in the pupil file", "FSM or SEN unknown"},
    {"mark missing"},
)
PUPIL = ["pupil", "year_group", "class"]
_WHOSE = "Pupils by the school's own number, else by UPN. "

NAMED = 3


def columns_of_fault_entries(fault: str | None) -> list[str]:
    """What the entries of a fault have to show."""
    if fault in OF_WEEKS:
        return ["session_date"]
    if fault in OF_PUPILS:
        return PUPIL
    return ["session_date", "session", *([] if fault in WITHOUT_CODE else ["code"]), *PUPIL]


def freshness(row: words.Cell) -> str:
    """How new DfE's figures are, for under the title."""
    return (
        f"DfE figures to {day(row.data_to)}, published {day(row.published)} "
        f"({counted(row.files, 'file', 'files')} of "
        f"{counted(row.releases, 'release', 'releases')})"
    )


def marks_freshness(row: words.Cell) -> str:
    """How new the county's own marks are, and from how many schools."""
    return (
        f"marks to {day(row.last_day)} ({row.schools_reported:,} of "
        f"{counted(row.schools_due, 'school', 'schools')} sent that week)"
    )


def freshness_in_full(row: words.Cell) -> str:
    """The day of DfE's figures, and where that date comes from."""
    return f"{day(row.data_to)} ({row.data_to_source})"


def marks_freshness_in_full(row: words.Cell) -> str:
    """The last day with marks, and from how many schools."""
    return marks_freshness(row).removeprefix("marks to ")


def by_weight(faults) -> list[str]:
    """Faults in the order in which they matter."""
    return [fault for fault in FAULTS if fault in set(faults)]


def reported(weeks: pd.DataFrame, scope: MarksScope) -> str:
    """Who has sent the newest week, in one sentence."""
    due = _due(weeks, scope)
    week = f"the {words.week(scope.last_week)} {scope.last_week.year}"
    if due.empty:
        return f"No school was due in {week}."
    late = due[due["standing"] == "nothing"]["school_name"].tolist()
    if len(due) == 1:
        return f"{due['school_name'].iloc[0]} has {'not ' if late else ''}sent {week}."
    if not late:
        return f"All {len(due)} schools have sent {week}."
    named = late if len(late) <= NAMED else [*late[:NAMED], f"{len(late) - NAMED} more"]
    sent = f"{len(due) - len(late)} of {len(due)} schools have sent {week}"
    return f"{sent}; {listed(named)} {'has' if len(late) == 1 else 'have'} not."


def late_schools(rows: pd.DataFrame) -> str:
    """Since when which schools have sent nothing; nothing where all have sent the newest week."""
    rows = rows[rows["weeks_not_sent"] > 0]
    if rows.empty:
        return ""
    schools = [
        f"{row.school_name} {_since(row.last_day)} "
        f"({counted(row.weeks_not_sent, 'open week', 'open weeks')})"
        for row in each(rows.head(NAMED))
    ]
    more = [f"{len(rows) - NAMED} more"] if len(rows) > NAMED else []
    return (
        f"No marks have come from {listed([*schools, *more])}: what {_whose(rows)} pupils did "
        "later is not known."
    )


def to_put_right(faults: pd.DataFrame) -> list[str]:
    """What is wrong, a sentence for each fault, the weightiest first."""
    return [_told(faults[faults["fault"] == fault]) for fault in by_weight(faults["fault"])]


def data_quality_figures(
    weeks: pd.DataFrame, faults: pd.DataFrame, scope: MarksScope
) -> list[tuple[str, str, str]]:
    """Schools that sent the newest week, and the three weightiest kinds of entries."""
    due = _due(weeks, scope)
    sent = int((due["standing"] != "nothing").sum())
    of_schools = ("Sent the newest week", f"{sent} of {len(due)}", "schools")
    of_one = ("Sent the newest week", "Yes" if sent else "No", words.week(scope.last_week))
    kinds = {
        "Weeks not sent": "week not sent",
        "Marks missing": "mark missing",
        "N not resolved": "N not resolved",
    }
    return [of_one if len(due) == 1 else of_schools] + [
        _figure(name, faults[faults["fault"] == fault]) for name, fault in kinds.items()
    ]


def reporting(rows: pd.DataFrame, scope: MarksScope) -> Message:
    """How many schools have weeks that were not sent, and which have the most."""
    schools = rows.drop_duplicates("school_id")
    gaps = schools[schools["weeks_not_sent"] > 0]
    if gaps.empty:
        title = f"No week of {scope.academic_year} is missing"
    else:
        named = [
            f"{row.school_name} {counted(row.weeks_not_sent, 'week', 'weeks')}"
            for row in each(gaps.head(NAMED))
        ]
        title = (
            f"{len(gaps)} of {counted(len(schools), 'school', 'schools')} "
            f"{'has' if len(gaps) == 1 else 'have'} not sent every week: {listed(named)}"
            + (" and others" if len(gaps) > NAMED else "")
        )
    drawn = (
        f"the {words.MOST_DRAWN} schools with most gaps drawn, all in the table"
        if len(schools) > words.MOST_DRAWN
        else "schools with gaps first"
    )
    return Message(
        title,
        f"Weeks of {scope.academic_year} by school, {drawn}. A square is a week sent, small where "
        f"fewer than {rules.SMALLEST_SHARE_OF_ROLL:.0%} of the roll have a mark; a cross is a "
        "week in term with nothing sent; blank is a holiday or not yet open.",
    )


def faults(rows: pd.DataFrame, scope: MarksScope) -> Message:
    """How many entries have the chosen fault, where most are, and what to do."""
    return Message(_told(rows).removesuffix("."), FAULTS[scope.fault or ""][2])


def fault_entries(rows: pd.DataFrame, scope: MarksScope) -> Message:
    """Whose entries they are, and how many."""
    one, more, _ = FAULTS[scope.fault or ""]
    name = rows["school_name"].iloc[0] if len(rows) else "The school"
    return Message(
        f"{name}: {counted(len(rows), one, more)}",
        f"{scope.academic_year}. {_WHOSE if scope.fault not in OF_WEEKS else ''}Send the list to "
        "the school; what the corrected file puts right is gone from here once it is imported.",
    )


def unusual_codes(rows: pd.DataFrame, scope: MarksScope) -> Message:
    """Which schools write a code far more often than the others of their phase."""
    unusual = rows[rows["is_unusual"]]
    named = [
        f"{row.school_name} {row.code} ({percent(row.code_share)} of marks, others "
        f"{percent(row.others_share)})"
        for row in each(unusual.head(NAMED))
    ]
    title = (
        f"Unlike other schools of the phase: {listed(named)}"
        + (f" and {len(unusual) - NAMED} more" if len(unusual) > NAMED else "")
        if named
        else "No school writes B, C2, D, K or Y much more often than others of its phase"
    )
    return Message(
        title,
        f"B, C2, D, K and Y codes as a share of all marks, {scope.academic_year}. Unlike the "
        f"others: at least {rules.UNUSUAL_FACTOR:.0f} times their share and "
        f"{rules.UNUSUAL_POINTS:.1f} points above it. Only the school can tell whether it is "
        "wrong: look at whom the codes are for.",
    )


def _due(weeks: pd.DataFrame, scope: MarksScope) -> pd.DataFrame:
    """The newest week of each school that was open in it."""
    newest = weeks["week_commencing"].dt.date == scope.last_week
    return weeks[newest & (weeks["standing"] != "closed")]


def _told(rows: pd.DataFrame) -> str:
    most = rows.iloc[0]
    one, more, _ = FAULTS[most["fault"]]
    said = counted(most["all_entries"], one, more)
    if most["schools"] == 1:
        return f"{said} at {most['school_name']}."
    return (
        f"{said} in {most['schools']} schools, most at {most['school_name']} "
        f"({words.count(most['entries'])})."
    )


def _figure(name: str, rows: pd.DataFrame) -> tuple[str, str, str]:
    if rows.empty:
        return name, "0", "in no school"
    most = rows.iloc[0]
    return (
        name,
        words.count(most["all_entries"]),
        f"in {counted(most['schools'], 'school', 'schools')}",
    )


def _since(last_day: pd.Timestamp) -> str:
    return "this year" if words.is_missing(last_day) else f"since {day(last_day)}"


def _whose(schools: pd.DataFrame) -> str:
    return "its" if len(schools) == 1 else "their"
