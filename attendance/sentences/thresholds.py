"""Thresholds: who reached one, of how many, by which rule, and what a list does not say."""

import pandas as pd

from attendance import rules, words
from attendance.scope import ThresholdScope
from attendance.sentences.messages import Message
from attendance.sentences.pupil_counters import REGULATIONS
from attendance.words import Cell, count, counted

FRAMEWORK = "National framework for penalty notices, in force since 19 August 2024"
REGULATION_13 = f"Regulation 13 of the {REGULATIONS}"
REGULATION_9 = f"Regulation 9 of the {REGULATIONS}"
ONE_RUN = (
    "Of each pupil one run: that which has reached it and goes on, else the longest; “days now” "
    "are of the run that goes on."
)
UNKNOWN = f"Not known who reached {rules.PENALTY_SESSIONS} sessions without leave"
NOT_SENT = "No register of the ten school weeks was sent"
GUIDANCE = "Statutory guidance “Working together to improve school attendance”"


def penalty_notice(rows: pd.DataFrame, scope: ThresholdScope, on_roll: pd.DataFrame) -> Message:
    """How many reached ten sessions, and what to bear in mind before a notice."""
    unexplained = rows["unexplained_sessions"].sum()
    provisional = ""
    if unexplained:
        provisional = (
            f" N is provisional and may yet be explained: {count(unexplained)} of the sessions of "
            f"those {_told(rows)} {_are(unexplained)} N."
        )
    title = (
        f"{count(number_reached(rows))} of {_pupils(on_roll)} reached {rules.PENALTY_SESSIONS} "
        "sessions without leave"
    )
    earlier = ""
    if is_unknown(rows, on_roll):
        title = UNKNOWN
        earlier = (
            f"{NOT_SENT}. Choose earlier weeks to see who had reached it by then; Monday morning "
            "is of the last week that was sent. "
        )
    return Message(
        title,
        f"{earlier}{FRAMEWORK}: {rules.PENALTY_SESSIONS} sessions with G, N, O or U in any mix "
        "within ten school weeks of the pupil's school, over terms, years and schools. The school "
        "must then consider a notice; support comes first. Close: from "
        f"{rules.PENALTY_CLOSE_SESSIONS} sessions. Incomplete: close, and a week of the window has "
        "no marks. Sessions up to the day of a notice stand apart; notices of three years count "
        f"for each parent, those withdrawn or of before {words.day(rules.NOTICES_COUNTED_FROM)} "
        f"do not.{provisional} {_not_yet(scope)}{_whom(on_roll, rows)}",
    )


def continuous_unauthorised(
    rows: pd.DataFrame, scope: ThresholdScope, on_roll: pd.DataFrame
) -> Message:
    """How many were away without leave for ten days in a row."""
    return Message(
        _runs(rows, on_roll, f"{rules.RUN_DAYS} days without leave"),
        f"{REGULATION_13}: the authority is told of pupils absent without leave for "
        f"{rules.RUN_DAYS} school days in a row ({2 * rules.RUN_DAYS} sessions, G, N, O or U). "
        "Any session attended or with leave ends a run; D, Y, X and # neither end it nor add to "
        f"it. {_unconfirmed(rows)}Coming: from {rules.RUN_COMING_DAYS} days, and still going on. "
        f"{ONE_RUN} {_not_yet(scope)}"
        f"{_whom(on_roll, rows)}",
    )


def twenty_days(rows: pd.DataFrame, scope: ThresholdScope, on_roll: pd.DataFrame) -> Message:
    """How many nobody accounted for on twenty days in a row."""
    return Message(
        _runs(rows, on_roll, f"{rules.ENQUIRY_DAYS} days not accounted for"),
        f"{REGULATION_9}: after {rules.ENQUIRY_DAYS} school days in a row with G, N or O alone, "
        "never illness or late arrival, and joint reasonable enquiries of school and authority, a "
        f"name may be deleted. {_unconfirmed(rows)}Coming: from {rules.ENQUIRY_COMING_DAYS} days, "
        f"and still going on. {ONE_RUN} {_not_yet(scope)}{_whom(on_roll, rows)}",
    )


def illness_days(rows: pd.DataFrame, scope: ThresholdScope, on_roll: pd.DataFrame) -> Message:
    """How many were ill for fifteen days this year."""
    return Message(
        f"{count(number_reached(rows))} of {_pupils(on_roll)} missed {rules.ILLNESS_DAYS} days ill",
        f"{REGULATION_13}: the authority is told of pupils who missed, or are likely to miss, "
        f"{rules.ILLNESS_DAYS} school days of the year through illness, in a row or not; any "
        f"session with I makes a day, at whatever school. Close: from {rules.ILLNESS_CLOSE_DAYS} "
        f"days. Likely: from {rules.ILLNESS_LIKELY_DAYS} days, if days per school week so far go "
        f"on for all school weeks of the year, where term dates tell them. {_not_yet(scope)}"
        f"{_whom(on_roll, rows)}",
    )


def part_time(rows: pd.DataFrame, scope: ThresholdScope, on_roll: pd.DataFrame) -> Message:
    """How many have been on a part-time timetable for long."""
    weeks = counted(scope.part_time_weeks, "week", "weeks")
    return Message(
        f"{count(number_reached(rows))} of {counted(number_listed(rows), 'pupil', 'pupils')} "
        f"part-time (C2): over {weeks}, ongoing",
        f"{GUIDANCE}: a part-time timetable (C2) is exceptional, agreed with parents and limited "
        f"in time. How many weeks are long is local; here more than {weeks} with a C2 this year. "
        f"Still on it: a C2 in the school's last two weeks. {_ages(rows)}",
    )


def unexplained(rows: pd.DataFrame, scope: ThresholdScope, on_roll: pd.DataFrame) -> Message:
    """How many have absence that nobody explained in time."""
    days = counted(rules.DAYS_TO_EXPLAIN, "school day", "school days")
    return Message(
        f"{counted(number_listed(rows), 'pupil has', 'pupils have')} N older than {days}",
        f"{GUIDANCE}: where no reason is known within {days}, another code, or O, takes the place "
        "of N. School days are those on which the school held registers; oldest first. "
        f"{_leavers(rows)}{_ages(rows)}",
    )


def entries_and_leavers(
    rows: pd.DataFrame, scope: ThresholdScope, on_roll: pd.DataFrame
) -> Message:
    """How many joined and left of late."""
    joined = 0 if rows.empty else int(rows["listed_joined"].iloc[0])
    return Message(
        f"{count(joined)} joined and {count(number_listed(rows) - joined)} left in "
        f"{counted(scope.weeks_back, 'school week', 'school weeks')}",
        f"{REGULATION_13}: the authority is told of a new pupil by the end of the fifth day after "
        "entry, and of a deletion no later than it is made. Left out are those who begin on the "
        f"school's first day, or finish with its last term. {_ages(rows)}",
    )


def letter_level(rows: pd.DataFrame, scope: ThresholdScope, on_roll: pd.DataFrame) -> Message:
    """How many are below the school's own level without a letter."""
    level = words.percent(scope.letter_level, 1).replace(".0%", "%")
    return Message(
        f"{counted(number_listed(rows), 'pupil', 'pupils')} below {level} without a letter",
        f"A school's own setting, not a rule of DfE: attendance below {level} in the year so far. "
        f"{_with_letter(rows)} Most sessions missed first. {_ages(rows)}",
    )


def social_worker(rows: pd.DataFrame, scope: ThresholdScope, on_roll: pd.DataFrame) -> Message:
    """Whose social worker is to be told."""
    title = f"{counted(number_listed(rows), 'pupil', 'pupils')}: tell the social worker"
    if not number_listed(rows) and _none_sent(on_roll):
        title = "Not known whose social worker is to be told"
    return Message(
        title,
        f"{GUIDANCE}: a pupil's social worker is told of unexplained absence. Pupils in need, with "
        "a child protection plan, or looked after, with a session N or O since "
        f"{words.day(scope.since)}; where a school is up to four weeks behind, in as many days up "
        "to its last. "
        f"{_ages(rows)}",
    )


def is_unknown(notices: pd.DataFrame, on_roll: pd.DataFrame) -> bool:
    """Whether nobody is found because no school has sent a week of the ten."""
    return not number_reached(notices) and _none_sent(on_roll)


def _with_letter(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "Whoever has a letter recorded this year is not listed."
    written = int(rows["with_letter"].iloc[0])
    return (
        f"{counted(written, 'pupil', 'pupils')} below it with a letter recorded this year "
        f"{_are(written)} not listed."
    )


def number_reached(rows: pd.DataFrame) -> int:
    return 0 if rows.empty else int(rows["listed_reached"].iloc[0])


def number_listed(rows: pd.DataFrame) -> int:
    return 0 if rows.empty else int(rows["listed"].iloc[0])


def number_going_on(rows: pd.DataFrame) -> int:
    return 0 if rows.empty else int(rows["listed_going_on"].iloc[0])


def _runs(rows: pd.DataFrame, on_roll: pd.DataFrame, reached: str) -> str:
    """How many have reached it and are still away, and for how many it has ended."""
    if not number_reached(rows):
        if _none_sent(on_roll):
            return f"Not known who was away {reached}"
        return f"0 of {_pupils(on_roll)} away {reached}"
    away = number_going_on(rows)
    return f"{count(away)} still away, {reached}; {count(number_reached(rows) - away)} ended"


def _none_sent(on_roll: pd.DataFrame) -> bool:
    """Whether of the newest ten school weeks not one has come."""
    return not _first(on_roll).window_weeks_sent


def _pupils(on_roll: pd.DataFrame) -> str:
    return counted(_first(on_roll).of_compulsory_age, "pupil", "pupils")


def of_compulsory_age(on_roll: pd.DataFrame) -> str:
    return f"{_pupils(on_roll)} of compulsory school age on roll"


def _unconfirmed(rows: pd.DataFrame) -> str:
    missing = int((~rows["is_confirmed"].astype(bool)).sum())
    if not missing:
        return ""
    return (
        f"{counted(missing, 'run', 'runs')} of those {_told(rows)} unconfirmed, for marks are "
        "missing in it or since. "
    )


def _told(rows: pd.DataFrame) -> str:
    """Of which rows something is counted: of the first only, where the page does not hold all."""
    return "listed" if number_listed(rows) == len(rows) else f"{count(len(rows))} shown"


def _not_yet(scope: ThresholdScope) -> str:
    """That these weeks are older than the rule."""
    since = rules.NOTICES_COUNTED_FROM
    if scope.as_of >= since:
        return ""
    return (
        f"These weeks end before {words.day(since)}, when this came into force: the list shows "
        "whom it would have found, not who was liable then. "
    )


def _whom(on_roll: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Which pupils a legal list is of, and who of those listed is in no rate."""
    row = _first(on_roll)
    by_year = ""
    if row.age_by_year_group:
        by_year = f", {count(row.age_by_year_group)} by year group without a birth date"
    if row.age_not_known:
        by_year += f", {count(row.age_not_known)} of an age not known"
    at_both = ""
    if rows["school_id"].nunique() > 1:
        at_both = " Who is on roll at two schools counts at both."
    return f"{of_compulsory_age(on_roll)}{by_year}.{at_both} {_ages(rows)}"


def _leavers(rows: pd.DataFrame) -> str:
    """How many of those listed are no longer on roll."""
    left = int(rows["left_on"].notna().sum())
    if not left:
        return ""
    have = "has" if left == 1 else "have"
    return f"Of those {_told(rows)} {count(left)} {have} left the school. "


def _ages(rows: pd.DataFrame) -> str:
    outside = int((~rows["in_dfe_figure"].astype(bool)).sum())
    if rows.empty:
        return ""
    if not outside and len(rows) == 1:
        return f"The one {_told(rows).removeprefix('1 ')} is of the ages in DfE's figure."
    if not outside:
        return f"All {_told(rows)} are of the ages in DfE's figure."
    return (
        f"Of those {_told(rows)} {counted(outside, 'is', 'are')} not in DfE's figure (by age, as "
        "in Reception or the sixth form, or of an age not known)."
    )


def _are(number: Cell) -> str:
    return "is" if number == 1 else "are"


def _first(on_roll: pd.DataFrame) -> Cell:
    return on_roll.iloc[0]
