"""Classes and pupils to praise, as plain tables that can be printed."""

from attendance import sentences
from attendance.scope import PupilScope
from attendance.ui import data, layout, shown


def printed(name: str, scope: PupilScope) -> None:
    """The list under its message as a plain table, with download and definition."""
    rows = data.in_scope(name, scope)
    message = getattr(sentences, name.rpartition("/")[2])(rows, scope)
    shown.head(message)
    if rows.empty:
        layout.quiet(sentences.NOBODY_TO_PRAISE)
    else:
        shown.printed_table(sentences.praised(rows), message.title, are_words=True)
        shown.beside(name, rows, scope)
