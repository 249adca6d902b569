"""Who is on roll, one pupil of a school to a row, with year group and characteristics.

Rows that cannot be read are set aside; too many of them in a school refuse the file.
"""

from pathlib import Path

from attendance.errors import SourceError
from attendance.importers import given_rows, landing, mark_columns, pupil_sql, rejections, tables
from attendance.importers.landing import CountyLanding, Workspace
from attendance.importers.sources import Source

KIND = "pupils"

REQUIRED = ("urn", "year_group")
IDENTIFIERS = ("upn", "local_id")
TOLD = tuple(
    field for field in pupil_sql.ARCHIVED if field not in (*pupil_sql.NEEDED, *IDENTIFIERS)
)
"""What a pupil file may tell of a pupil besides."""


def is_pupils(names: list[str]) -> bool:
    """Whether the header is that of a pupil file."""
    columns = given_rows.matched(names, pupil_sql.FIELDS)
    return set(REQUIRED) <= columns.keys() and bool(columns.keys() & set(IDENTIFIERS))


def land(
    source: Source,
    names: list[str],
    data_dir: Path,
    scratch: Path,
    academic_year: str | None = None,
    latest_marked_year: str | None = None,
    reject_limit: float = landing.REJECT_LIMIT,
) -> CountyLanding:
    """Read, check and archive a pupil file; SourceError if it is not sound.

    Rows that do not tell their year are of `academic_year`; a file without a column for it is
    else of `latest_marked_year`, the newest year that marks were imported for.
    """
    names = tables.unique(names, source.shown)
    columns = given_rows.matched(names, pupil_sql.FIELDS)
    _refuse_missing(source, columns)
    year, notes = _year(source, columns, academic_year, latest_marked_year)
    used = set(columns.values())
    notes += mark_columns.unused_note(name for name in names if name not in used)
    with landing.workspace(source.path, data_dir, scratch) as work:
        rows = tables.texts(work.connection, source.path, names, source.shown)
        given_rows.create(work, source, rows, columns, pupil_sql.FIELDS)
        _read(work, source, columns, year)
        _check(work, source, reject_limit)
        work.write("pupils_read", work.archive)
        rejections.write(work)
        years, schools = (_distinct(work, column) for column in ("academic_year", "urn"))
        return CountyLanding(
            kind=KIND,
            source=source.shown,
            sha256=work.checksum.result(),
            archive=work.archive,
            rejected=work.rejected,
            pupils=None,
            academic_years=years,
            schools=schools,
            rows_read=len(work.connection.table("given_rows")),
            rows_archived=len(work.connection.table("pupils_read")),
            rejections=rejections.counts(work),
            notes=notes + _twice_note(work),
            given=year or "",
            lacking=tuple(field for field in TOLD if field not in columns),
        )


def _refuse_missing(source: Source, columns: dict[str, str]) -> None:
    missing = [field for field in REQUIRED if field not in columns]
    if not columns.keys() & set(IDENTIFIERS):
        missing.append("upn or local_id")
    if missing:
        raise SourceError(
            f"{source.shown} lacks columns of a pupil file: {', '.join(missing)}. Add them, or "
            "name them so, and import the file again."
        )


def _year(
    source: Source, columns: dict[str, str], given: str | None, latest: str | None
) -> tuple[str | None, list[str]]:
    """The year of rows that do not tell theirs, and what to say of it."""
    if given or "academic_year" in columns:
        return given, []
    if latest:
        note = (
            f"The file does not say which year it is of. It was taken for {latest}, the newest "
            "year with marks; if that is wrong, import it again with --academic-year."
        )
        return latest, [note]
    raise SourceError(
        f"{source.shown} does not say which academic year it is of. Add a column academic_year, "
        "or give it: --academic-year 2024/25."
    )


def _read(work: Workspace, source: Source, columns: dict[str, str], year: str | None) -> None:
    for macro in pupil_sql.MACROS:
        work.connection.execute(macro)
    work.connection.execute(pupil_sql.YEAR, [year])
    if year and not work.connection.execute(pupil_sql.IS_YEAR_GOOD).fetchall()[0][0]:
        raise SourceError(
            f"{source.shown}: {year!r} is no academic year. Give it as in --academic-year 2024/25."
        )
    work.connection.execute("create table used_columns (field varchar, column_name varchar)")
    work.connection.executemany("insert into used_columns values (?, ?)", list(columns.items()))
    work.connection.execute(pupil_sql.READ)
    work.connection.execute(pupil_sql.TWICE)


def _check(work: Workspace, source: Source, limit: float) -> None:
    rejections.create(work)
    work.connection.execute(pupil_sql.REJECT)
    work.connection.execute(pupil_sql.REJECT_TWICE)
    work.connection.execute(pupil_sql.SCHOOL_ROWS)
    rejections.refuse_above(work, source.shown, limit)
    work.connection.execute(pupil_sql.GOOD)
    if not len(work.connection.table("pupils_read")):
        raise SourceError(
            f"{source.shown} holds no pupil that could be taken. {rejections.commonest(work)} "
            "Put it right in the file, or export it again."
        )


def _twice_note(work: Workspace) -> list[str]:
    twice = rejections.counts(work).get("twice", 0)
    rows = "row was" if twice == 1 else "rows were"
    told = (
        f"{twice:,} {rows} passed over, because the same pupil of the same school stands further "
        "down with other content: the last row counts."
    )
    return [told] if twice else []


def _distinct(work: Workspace, column: str) -> tuple:
    found = work.connection.table("pupils_read").project(column).distinct().order(column)
    return tuple(row[0] for row in found.fetchall())
