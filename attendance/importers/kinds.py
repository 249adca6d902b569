"""Which kind of file it is, by its column names."""

from pathlib import Path

from attendance.errors import SourceError
from attendance.importers import dfe_release, mark_columns, marks, pupils, schools, term_dates
from attendance.importers.sources import Source

KNOWN_BY = {
    "DfE's releases": "time_period, time_identifier, geographic_level and possible_sessions",
    "DfE's register of schools": "URN, LA (code), EstablishmentNumber and EstablishmentName",
    "pupils": "urn, year_group and upn or local_id",
    "term dates": "authority_code, academic_year, half_term, first_day and last_day",
    "marks": "urn, pupil, date, session and code",
    "registers": "urn, pupil and a column for each day and session, such as 2024-09-04 AM",
    "weekly registers": "urn, pupil, the Monday of the week and a row of marks",
}
"""The columns that each kind of file is known by, for the reader."""


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
    register = _register(names, columns)
    if register:
        return register
    if pupils.is_pupils(names):
        return pupils.KIND
    raise _not_known(names, source)


def _register(names: list[str], columns: dict[str, list[str]]) -> str | None:
    from attendance.importers import registers

    if registers.is_weekly(columns):
        return "weekly register"
    return "register" if registers.is_register(names, columns) else None


def _not_known(names: list[str], source: Source) -> SourceError:
    expected = "; ".join(f"for {kind} {columns}" for kind, columns in KNOWN_BY.items())
    return SourceError(
        f"{source.shown} is not a file that can be taken: it is not a file of DfE's pupil "
        f"attendance release, nor one of the county's own kinds. Its columns are {some(names)}. "
        f"Expected, separated by commas: {expected}."
    )


def some(names: list[str]) -> str:
    """The first few column names, and how many more there are."""
    shown = ", ".join(name or "(no name)" for name in names[:6])
    return shown + (f" and {len(names) - 6} more" if len(names) > 6 else "")
