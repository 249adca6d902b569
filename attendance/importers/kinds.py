"""Which kind of file it is, by its column names."""

from pathlib import Path

from attendance.errors import SourceError
from attendance.importers import (
    dfe_release,
    mark_columns,
    marks,
    pupils,
    registers,
    schools,
    term_dates,
)
from attendance.importers.sources import Source

KNOWN_BY = {
    "pupils": "urn, year_group and upn or local_id",
    "marks": "urn, pupil, date, session and code",
}
"""The columns that the county's commonest kinds are known by, for the reader."""


def recognised(names: list[str], source: Source, data_dir: Path) -> str:
    """The kind of file: 'metadata', 'release', 'schools', 'term dates', 'marks', 'register',
    'weekly register' or 'pupils'; SourceError if none fits.
    """
    if dfe_release.is_metadata(names):
        return "metadata"
    if dfe_release.is_release(names):
        return "release"
    if schools.is_schools(names):
        return schools.KIND
    if term_dates.is_term_dates(names):
        return term_dates.KIND
    columns = mark_columns.matched(names, mark_columns.known(data_dir))
    if marks.is_marks(columns):
        return "marks"
    if registers.is_weekly(columns):
        return "weekly register"
    if registers.is_register(names, columns):
        return "register"
    if pupils.is_pupils(names):
        return pupils.KIND
    raise _not_known(names, source)


def _not_known(names: list[str], source: Source) -> SourceError:
    expected = "; ".join(f"for {kind} {columns}" for kind, columns in KNOWN_BY.items())
    return SourceError(
        f"{source.shown} is not a file of DfE's pupil attendance release, nor one of the county's "
        f"own kinds. Its columns are {some(names)}. Expected are columns separated by commas, "
        f"{expected}."
    )


def some(names: list[str]) -> str:
    """The first few column names, and how many more there are."""
    shown = ", ".join(name or "(no name)" for name in names[:6])
    return shown + (f" and {len(names) - 6} more" if len(names) > 6 else "")
