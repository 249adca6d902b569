"""What kind of file a header belongs to; names of files say nothing."""

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

EXPECTED = (
    "Expected are DfE's own columns, or for pupils urn, upn or local_id and year_group; for "
    "marks urn, pupil, date, session and code; separated by commas."
)
SHOWN = 6


def recognised(names: list[str], source: Source, data_dir: Path) -> str:
    """One of metadata, release, schools, term dates, pupils, weekly register, register and
    marks; SourceError with what is expected if it is none of them.
    """
    columns = mark_columns.matched([name for name in names if name], mark_columns.known(data_dir))
    kinds = {
        "metadata": dfe_release.is_metadata(names),
        "release": dfe_release.is_release(names),
        "schools": schools.is_schools(names),
        "term dates": term_dates.is_term_dates(names),
        "pupils": pupils.is_pupils(names),
        "weekly register": registers.is_weekly(columns),
        "register": registers.is_register(names, columns),
        "marks": marks.is_marks(columns),
    }
    kind = next((kind for kind, fits in kinds.items() if fits), None)
    if kind is None:
        raise SourceError(
            f"{source.shown} is not a file of DfE's pupil attendance release, nor of schools, "
            f"pupils, marks or term dates. Its columns are {_some(names)}. {EXPECTED}"
        )
    return kind


def _some(names: list[str]) -> str:
    shown = ", ".join(name or "(no name)" for name in names[:SHOWN])
    return shown + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
