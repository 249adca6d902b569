"""Finding a pupil by name or number, or others of the household: what is asked, found and not."""

from collections import Counter

import pandas as pd

from attendance import words
from attendance.scope import PupilScope
from attendance.sentences.messages import Message
from attendance.words import counted

NO_SUCH_PUPIL = (
    "There is no such pupil among those you may see. Find one by name below, or choose a row of a "
    "list."
)
FIND_PUPIL = "Which pupil? Search for one below, or open one from a list."
NOBODY_FOUND = (
    "Nothing found among the pupils of this year that you may see. Type less of the name, or the "
    "whole UPN or school number."
)
NOBODY_BY_PSEUDONYM = (
    "Nothing found: names and numbers are hidden while pupils are shown by pseudonyms. Type a "
    "pseudonym, such as Pupil 3F9A2C, or choose Names under “Pupils shown by”, at the side."
)
FIND_BY = "Parts of a name, or a whole UPN or school number"
FIND_BY_PSEUDONYM = "A pseudonym, such as Pupil 3F9A2C: names and numbers are hidden"
MOST_FOUND = 50
OPEN_FOUND = "Tick a row to open the pupil's page."

COLUMNS_OF_FOUND = ["pupil", "school_name", "year_group", "class"]
COLUMNS_OF_SIBLINGS = [
    "pupil",
    "school_name",
    "year_group",
    "class",
    "absence_rate",
    "absent_sessions",
    "possible_sessions",
    "missed_days",
    "shared_days",
]

NO_HOUSEHOLD = (
    "Nobody else of the same household is known in the schools that you may see. Households come "
    "from the pupil files of the schools: who has none there, or moved away, is not found."
)


def found_pupils(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """How many pupils have what the reader typed."""
    what = "name" if scope.show_names else "pseudonym"
    title = f"{counted(rows['person_key'].nunique(), 'pupil', 'pupils')} found"
    if len(rows) >= MOST_FOUND:
        title = f"More than {MOST_FOUND - 1} found: type more of the {what}"
    return Message(title, f"On roll in {scope.academic_year}, in the schools that you may see")


def nobody_found(scope: PupilScope) -> str:
    """Why nobody may have been found, and what to type instead."""
    return NOBODY_FOUND if scope.show_names else NOBODY_BY_PSEUDONYM


def find_by(scope: PupilScope) -> str:
    """What can be typed to find a pupil."""
    return FIND_BY if scope.show_names else FIND_BY_PSEUDONYM


def siblings(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """Who of the household is in schools in scope, and on how many days both were away."""
    subtitle = (
        "Pupils of the same household in the schools that you may see; days on which both missed "
        f"a session, {scope.academic_year} to {words.day(scope.as_of)}."
    )
    if rows.empty:
        return Message(
            "Nobody else of the household in your schools", subtitle, False, NO_HOUSEHOLD
        )
    together = Counter()
    for person, days in zip(rows["person_key"], rows["shared_days"], strict=True):
        together[person] += int(days)
    title, most = counted(len(together), "sibling", "siblings"), max(together.values())
    if most:
        title += f"; away together on {counted(most, 'day', 'days')}"
    return Message(title, subtitle)
