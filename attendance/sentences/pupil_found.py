"""Finding a pupil by name or number: what is asked, found and not found."""

import pandas as pd

from attendance.scope import PupilScope
from attendance.sentences.messages import Message
from attendance.words import counted

NO_SUCH_PUPIL = (
    "There is no such pupil among those you may see. Find one by name below, or choose a row of a "
    "list."
)
FIND_PUPIL = "Which pupil? Type a part of the name below, or open one from a list."
NOBODY_FOUND = (
    "Nothing found among the pupils of this year that you may see. Type less of the name, or the "
    "whole UPN or school number."
)
MOST_FOUND = 50
OPEN_FOUND = "Tick a row to open the pupil's page."

COLUMNS_OF_FOUND = ["pupil", "school_name", "year_group", "class"]


def found_pupils(rows: pd.DataFrame, scope: PupilScope) -> Message:
    """How many pupils have what the reader typed."""
    title = f"{counted(rows['person_key'].nunique(), 'pupil', 'pupils')} found"
    if len(rows) >= MOST_FOUND:
        title = f"More than {MOST_FOUND - 1} found: type more of the name"
    return Message(title, f"On roll in {scope.academic_year}, in the schools that you may see")
