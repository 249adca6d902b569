"""The register of schools, DfE's "Get information about schools": edubasealldata*.csv.

DfE writes the file in a Windows alphabet (cp1252); UTF-8 is taken as well. Rows of the home
authority are kept, open and closed schools alike.
"""

from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow import csv

from attendance import config
from attendance.errors import SourceError
from attendance.importers import given_rows, landing, rejections, tables
from attendance.importers.landing import CountyLanding, Workspace
from attendance.importers.sources import Source

KIND = "schools"

COLUMNS = {
    "urn": ("URN",),
    "authority_code": ("LA (code)",),
    "authority_name": ("LA (name)",),
    "establishment_number": ("EstablishmentNumber",),
    "school_name": ("EstablishmentName",),
    "school_type": ("TypeOfEstablishment (name)",),
    "type_group": ("EstablishmentTypeGroup (name)",),
    "phase_label": ("PhaseOfEducation (name)",),
    "status": ("EstablishmentStatus (name)",),
    "open_date": ("OpenDate",),
    "close_date": ("CloseDate",),
    "statutory_low_age": ("StatutoryLowAge",),
    "statutory_high_age": ("StatutoryHighAge",),
    "capacity": ("SchoolCapacity",),
    "pupils": ("NumberOfPupils",),
    "fsm_share": ("PercentageFSM",),
    "district": ("DistrictAdministrative (name)",),
    "trust": ("Trusts (name)",),
    "federation": ("Federations (name)", "Federations"),
    "urban_rural": ("UrbanRural (name)", "UrbanRural"),
    "admissions_policy": ("AdmissionsPolicy (name)", "AdmissionsPolicy"),
    "gender": ("Gender (name)", "Gender"),
    "religious_character": ("ReligiousCharacter (name)", "ReligiousCharacter"),
}
"""DfE's names of each column of the archive, the preferred one first."""

REQUIRED = (
    "urn",
    "authority_code",
    "school_name",
    "establishment_number",
    "school_type",
    "phase_label",
    "status",
)

TYPED = {
    "open_date": "read_date(open_date)",
    "close_date": "read_date(close_date)",
    "statutory_low_age": "try_cast(statutory_low_age as smallint)",
    "statutory_high_age": "try_cast(statutory_high_age as smallint)",
    "capacity": "try_cast(capacity as integer)",
    "pupils": "try_cast(pupils as integer)",
    "fsm_share": (
        "case when try_cast(fsm_share as double) between 0 and 100"
        " then cast(fsm_share as double) / 100 end"
    ),
    "establishment_number": (
        "case when regexp_full_match(establishment_number, '[0-9]{1,4}')"
        " then lpad(establishment_number, 4, '0') end"
    ),
}
"""How cells that are no text are read; what cannot be read is left out and told."""

SOME = 5
"""How many authorities are named of a file that lacks the home authority."""

AUTHORITIES = """
    select coalesce(authority_code || ' ' || authority_name, authority_code)
    from given_rows
    where authority_code is not null
    group by all
    order by all
"""

NUMBERED = """
    create table school_rows as
    select
        * replace (read_urn(urn) as urn),
        urn as urn_given,
        row_number() over (partition by read_urn(urn) order by line desc) as place_from_end
    from given_rows
    where authority_code = (select code from home)
"""

REJECT = """
    insert into rejections by name
    select
        row_number,
        line,
        urn,
        'URN' as column_name,
        coalesce(urn_given, '') as value,
        case when urn is null then 'not readable' else 'twice' end as reason,
        urn is null as is_unreadable
    from school_rows
    where urn is null or place_from_end > 1
"""

GOOD = "create view good_schools as from school_rows where urn is not null and place_from_end = 1"


def is_schools(names: list[str]) -> bool:
    """Whether the header is that of DfE's register of schools, complete or not."""
    known = {COLUMNS[field][0].lower() for field in REQUIRED}
    return len(known & set(names)) > len(known) // 2


def land(source: Source, names: list[str], data_dir: Path, scratch: Path) -> CountyLanding:
    """Read, check and archive the home authority's schools; SourceError if there are none."""
    names = tables.unique(names, source.shown)
    columns = _columns(names)
    _refuse_missing(source, columns)
    with landing.workspace(source.path, data_dir, scratch) as work:
        rows = _rows(work, source, names, list(columns.values()))
        given_rows.create(work, source, rows, columns, tuple(COLUMNS))
        _check(work, source)
        typed, urns = _archive(work)
        return CountyLanding(
            kind=KIND,
            source=source.shown,
            sha256=work.checksum.result(),
            archive=work.archive,
            rejected=work.rejected,
            pupils=None,
            academic_years=(),
            schools=urns,
            rows_read=len(work.connection.table("given_rows")),
            rows_archived=len(typed),
            rejections=rejections.counts(work),
            notes=_absent_note(columns) + _unread_notes(work),
        )


def _columns(names: list[str]) -> dict[str, str]:
    """The file's column by field."""
    found = {
        field: next((name.lower() for name in known if name.lower() in names), None)
        for field, known in COLUMNS.items()
    }
    return {field: name for field, name in found.items() if name}


def _refuse_missing(source: Source, columns: dict[str, str]) -> None:
    missing = [COLUMNS[field][0] for field in REQUIRED if field not in columns]
    if missing:
        raise SourceError(
            f"{source.shown} lacks columns of DfE's register of schools: {', '.join(missing)}. "
            "Download all establishment data again from Get information about schools, with all "
            "its columns."
        )


def _rows(
    work: Workspace, source: Source, names: list[str], wanted: list[str]
) -> duckdb.DuckDBPyRelation:
    if source.path.suffix.lower() != ".csv":
        return tables.texts(work.connection, source.path, names, source.shown)
    encoding = "utf-8" if tables.is_utf8(source.path) else "cp1252"
    try:
        table = csv.read_csv(
            source.path,
            read_options=csv.ReadOptions(encoding=encoding, column_names=names, skip_rows=1),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(wanted, pa.string()), include_columns=wanted
            ),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0][:120]
        raise SourceError(
            f"{source.shown} cannot be read: {reason}. The file may be cut off, or have been "
            "saved by a spreadsheet. Download it again."
        ) from error
    return work.connection.from_arrow(table)


def _check(work: Workspace, source: Source) -> None:
    home = config.home_authority()
    work.connection.execute("create table home as select cast(? as varchar) as code", [home])
    work.connection.execute(NUMBERED)
    if not work.connection.table("school_rows").limit(1).fetchall():
        found = [row[0] for row in work.connection.execute(AUTHORITIES).fetchall()]
        more = f" and {len(found) - SOME} more" if len(found) > SOME else ""
        told = ", ".join(found[:SOME]) or "none"
        raise SourceError(
            f"{source.shown} has no school of authority {home}. The authorities in it are "
            f"{told}{more}. Download the file for all of England, or set "
            f"{config.HOME_AUTHORITY_VARIABLE} to the code of your authority."
        )
    rejections.create(work)
    work.connection.execute(REJECT)
    work.connection.execute(GOOD)
    if not work.connection.table("good_schools").limit(1).fetchall():
        raise SourceError(
            f"{source.shown}: no school of authority {home} has a URN of six digits. "
            f"{rejections.commonest(work)} Download the file again."
        )


def _archive(work: Workspace) -> tuple[duckdb.DuckDBPyRelation, tuple[int, ...]]:
    """Write the archive and the rows set aside; the archived rows and their schools."""
    cells = [
        duckdb.SQLExpression(TYPED[field]).alias(field)
        if field in TYPED
        else duckdb.ColumnExpression(field)
        for field in COLUMNS
    ]
    good = work.connection.table("good_schools")
    good.project(duckdb.ColumnExpression("line"), *cells).order("urn").create("schools_read")
    work.write("schools_read", work.archive)
    rejections.write(work)
    typed = work.connection.table("schools_read")
    return typed, tuple(row[0] for row in typed.project("urn").order("urn").fetchall())


def _absent_note(columns: dict[str, str]) -> list[str]:
    absent = [known[0] for field, known in COLUMNS.items() if field not in columns]
    return [f"Columns that the file lacks, left blank: {', '.join(absent)}."] if absent else []


def _unread_notes(work: Workspace) -> list[str]:
    """Sentences about cells that hold something that is no date or number."""
    notes = []
    good = work.connection.table("good_schools")
    for field, read in TYPED.items():
        is_filled = duckdb.ColumnExpression(field).isnotnull()
        lost = good.filter(is_filled & duckdb.SQLExpression(read).isnull())
        first = lost.order("line").project("line", field).limit(1).fetchall()
        if first:
            line, value = first[0]
            notes.append(
                f"{len(lost):,} entries in {COLUMNS[field][0]} cannot be read and were left "
                f"blank, the first on line {line}: {value!r}."
            )
    return notes
