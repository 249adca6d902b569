"""The diary of meetings: what is booked, letters that confirm it, and the county's counts."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from attendance import words
from attendance.scope import DiaryScope
from attendance.sentences.meeting import status
from attendance.sentences.messages import Message
from attendance.words import Cell, count, counted

COLUMNS_OF_MEETING_COUNTS = [
    "quadrant",
    "education_phase",
    "term",
    "schools",
    "met",
    "not_met",
    "meetings",
    "discussed",
]
NOTHING_BOOKED = "No meeting is booked."
NO_TEAM = (
    "Before a meeting can be booked, the team has to be known: nobody is written down yet. Add the "
    "attendance specialists under Team; then their time can be booked here."
)
NO_CONTACTS = "No contacts are loaded yet. A CSV file with the columns below fills them."
CONTACT_COLUMNS = (
    "Columns: urn, part, name, email, phone. Parts: champion, attendance officer, governor, "
    "specialist 1, specialist 2. A line without a name takes the contact away; schools and parts "
    "that the file leaves out stay as they are."
)
SLOTS = (
    "Times are those of the phase in meeting_slots.csv, which the county can replace. A time that "
    "the member of the team, or a school, has taken cannot be booked twice."
)
LETTER = "To be copied into a letter or email; it names no pupil."


def diary_answer(every: Sequence[Cell], rows: pd.DataFrame, term: str) -> str:
    """What is booked and who was met this term, in one sentence."""
    booked = sum(each.status == "booked" for each in every)
    now = rows[rows["term"] == term]
    return (
        f"{counted(booked, 'meeting is', 'meetings are')} booked; "
        f"{count(now['met'].sum())} of {counted(now['schools'].sum(), 'school', 'schools')} met "
        f"so far in the {term} term."
    )


def diary_figures(rows: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Of each term schools met, not met, meetings and pupils discussed."""
    figures = []
    for term in dict.fromkeys(rows["term"]):
        of_term = rows[rows["term"] == term]
        held = counted(of_term["meetings"].sum(), "meeting", "meetings")
        pupils = counted(of_term["discussed"].sum(), "pupil", "pupils")
        figures.append(
            (
                f"{words.sentence(term)} term",
                f"{count(of_term['met'].sum())} of {count(of_term['schools'].sum())}",
                f"schools met; {held}, {pupils} discussed",
            )
        )
    return figures


def meeting_counts(rows: pd.DataFrame, scope: DiaryScope) -> Message:
    """How many meetings took place in the year."""
    return Message(
        f"{counted(int(rows['meetings'].sum()), 'meeting', 'meetings')} held in "
        f"{scope.academic_year}",
        "By quadrant, phase and term; a school met twice in a term counts once under schools met.",
    )


def diary_rows(
    found: Iterable[Cell], schools: Mapping[int, str], quadrants: Mapping[int, str]
) -> list[dict[str, str]]:
    """Meetings as cells of a table."""
    return [
        {
            "Day": f"{each.held_on:%a} {words.day(each.held_on)}",
            "Time": f"{each.starts_at} to {each.ends_at}" if each.starts_at else "",
            "School": schools.get(each.school_id, ""),
            "Quadrant": quadrants.get(each.school_id, ""),
            "Team": each.team_member,
            "Term": words.sentence(each.term),
            "Status": status(each),
        }
        for each in found
    ]


def booking_name(found: Sequence[Cell], schools: Mapping[int, str]) -> str:
    """The meetings of one booking as they are chosen among others."""
    first = found[0]
    at = f", {first.starts_at}" if first.starts_at else ""
    return f"{words.day(first.held_on)}{at}: {_schools(found, schools)}"


def slot_name(starts_at: str, ends_at: str, is_taken: bool) -> str:
    """A time as it is offered."""
    return f"{starts_at} to {ends_at}{' (taken)' if is_taken else ''}"


def meetings_booked(found: Sequence[Cell], schools: Mapping[int, str]) -> str:
    """What is told after booking."""
    days = words.listed(list(dict.fromkeys(words.day(each.held_on) for each in found)))
    return f"Booked for {_schools(found, schools)}: {days}."


def confirmation(
    found: Sequence[Cell], schools: Mapping[int, str], contacts: Sequence[Cell], home: str
) -> str:
    """The letter that confirms a meeting, to the champion among the contacts."""
    first = found[0]
    champion = next((each.name for each in contacts if each.part == "champion"), "colleague")
    place = f" Place: {first.place}." if first.place else ""
    time = f" from {first.starts_at} to {first.ends_at}" if first.starts_at else ""
    with_whom = f" with {first.team_member}" if first.team_member else ""
    theme = "" if first.theme == first.term else f" Its theme is: {words.lowered(first.theme)}."
    what = (
        f"this confirms the Targeting Support Meeting of {_schools(found, schools)} and {home} on "
        f"{first.held_on:%A} {words.day(first.held_on)}{time}{with_whom}.{place}{theme}"
    )
    who = (
        "The school's senior attendance champion needs to attend. Please also ask your attendance "
        "officer and, if you can, your SENCO, designated safeguarding lead and linked governor."
    )
    then = (
        "The agenda and the school's figures follow before the meeting. If the day does not suit, "
        "please tell us soon, so that the time can be given to another school."
    )
    signed = first.team_member or f"{home} attendance specialist team"
    parts = [f"Dear {champion},", what, who, then, f"Yours sincerely\n{signed}"]
    return "\n\n".join(parts)


def invitation_words(found: Sequence[Cell], schools: Mapping[int, str]) -> tuple[str, str]:
    """The summary and the description of a meeting in a calendar."""
    first = found[0]
    with_whom = f" With {first.team_member}." if first.team_member else ""
    about = f"{words.sentence(first.term)} term {first.academic_year}.{with_whom}"
    return (
        f"Targeting Support Meeting: {_schools(found, schools)}",
        f"{about} The school's senior attendance champion needs to attend.",
    )


def contact_rows(found: Iterable[Cell], schools: Mapping[int, str]) -> list[dict[str, str]]:
    """Contacts as cells of a table."""
    return [
        {
            "School": schools.get(each.school_id, ""),
            "As": each.title,
            "Name": each.name,
            "Email": each.email,
            "Phone": each.phone,
        }
        for each in found
    ]


def team_rows(found: Iterable[Cell]) -> list[dict[str, str]]:
    """Members of the team as cells of a table."""
    return [
        {
            "Name": each.name,
            "Quadrant": each.quadrant or "any",
            "Email": each.email,
            "Holds meetings": "yes" if each.is_active else "no longer",
        }
        for each in found
    ]


def schools_not_met(names: Sequence[str], term: str) -> str:
    """Which schools were not met in a term, the first of them by name."""
    if not names:
        return f"Every school was met in the {term} term."
    return f"Not met in the {term} term ({count(len(names))}): {', '.join(names)}."


def _schools(found: Sequence[Cell], schools: Mapping[int, str]) -> str:
    return words.listed(list(dict.fromkeys(schools.get(each.school_id, "") for each in found)))
