"""Term dates: first and last day of each half term, of an authority or of one school.

The file is small and everything rests on it, so that one bad row refuses it.
"""

from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path

import duckdb

from attendance.errors import SourceError
from attendance.importers import beside, given_rows, landing, mark_columns, rejections, tables
from attendance.importers.landing import CountyLanding, Workspace
from attendance.importers.sources import Source

KIND = "term dates"

FIELDS = ("authority_code", "urn", "academic_year", "half_term", "first_day", "last_day")
REQUIRED = tuple(field for field in FIELDS if field != "urn")
MARKS = {"half_term", "first_day", "last_day"}
"""Columns that no other kind of file has."""

READ = """
    create table term_rows as
    select
        line,
        case when regexp_full_match(authority_code, '[0-9]{3}') then authority_code end
            as authority_code,
        read_urn(urn) as urn,
        read_academic_year(academic_year) as academic_year,
        case
            when regexp_full_match(half_term, '[1-6](\\.0+)?')
                then cast(left(half_term, 1) as smallint)
        end as half_term,
        read_date(first_day) as first_day,
        read_date(last_day) as last_day
    from given_rows
"""

EXPECTED = {
    "authority_code": "three digits, such as 881",
    "urn": "six digits such as 115000, or nothing for the whole authority",
    "academic_year": "such as 2024/25",
    "half_term": "a number from 1 to 6",
    "first_day": "a date such as 2024-09-04",
    "last_day": "a date such as 2024-10-25",
}


@dataclass(frozen=True)
class Term:
    """A row that was read."""

    line: int
    authority_code: str
    urn: int | None
    academic_year: str
    half_term: int
    first_day: date
    last_day: date

    @property
    def whose(self) -> tuple[str, int, str]:
        """Authority, school (0 for all of them) and year."""
        return self.authority_code, self.urn or 0, self.academic_year


def is_term_dates(names: list[str]) -> bool:
    """Whether the header is that of term dates, complete or not."""
    return set(given_rows.matched(names, FIELDS)) >= MARKS


def land(source: Source, names: list[str], data_dir: Path, scratch: Path) -> CountyLanding:
    """Read, check and archive term dates; SourceError if any row is not sound."""
    names = tables.unique(names, source.shown)
    columns = given_rows.matched(names, FIELDS)
    missing = [field for field in REQUIRED if field not in columns]
    if missing:
        raise SourceError(
            f"{source.shown} lacks columns of term dates: {', '.join(missing)}. Add them and "
            "import the file again."
        )
    unused = mark_columns.unused_note(name for name in names if name not in columns.values())
    with landing.workspace(source.path, data_dir, scratch) as work:
        rows = tables.texts(work.connection, source.path, names, source.shown)
        given_rows.create(work, source, rows, columns, FIELDS)
        work.connection.execute(READ)
        terms = _terms(work, source.shown)
        _refuse_disorder(source.shown, terms)
        rejections.create(work)
        work.connection.table("term_rows").order(
            "authority_code, urn nulls first, academic_year, half_term"
        ).write_parquet(str(work.archive), compression="zstd")
        rejections.write(work)
        return CountyLanding(
            kind=KIND,
            source=source.shown,
            sha256=work.checksum.result(),
            archive=work.archive,
            rejected=work.rejected,
            pupils=None,
            academic_years=tuple(sorted({term.academic_year for term in terms})),
            schools=tuple(sorted({term.urn for term in terms if term.urn})),
            rows_read=len(terms),
            rows_archived=len(terms),
            notes=unused,
        )


def _terms(work: Workspace, shown: str) -> list[Term]:
    """The rows in the order of the file; SourceError at the first that cannot be read."""
    in_order = "line"
    found = work.connection.table("term_rows").order(in_order).fetchall()
    given = work.connection.table("given_rows").project("line", *FIELDS).order(in_order).fetchall()
    for cells, (line, *texts) in zip(found, given, strict=True):
        for field, value, text in zip(FIELDS, cells[1:], texts, strict=True):
            if value is None and (text is not None or field in REQUIRED):
                holds = f"holds {text!r}" if text else "is empty"
                raise _refusal(shown, line, f"{field} {holds}. Expected {EXPECTED[field]}")
    return [Term(*cells) for cells in found]


def _refuse_disorder(shown: str, terms: list[Term]) -> None:
    for term in terms:
        if term.first_day > term.last_day:
            raise _refusal(
                shown, term.line, f"first_day {term.first_day} is after last_day {term.last_day}"
            )
        first = date(int(term.academic_year[:4]), 8, 1)
        last = date(first.year + 1, 7, 31)
        for day in (term.first_day, term.last_day):
            if not first <= day <= last:
                raise _refusal(
                    shown,
                    term.line,
                    f"{day} is not in {term.academic_year}, which goes from {first} to {last}",
                )
    in_order = sorted(terms, key=lambda term: (term.whose, term.half_term, term.line))
    for _, group in groupby(in_order, key=lambda term: term.whose):
        for before, after in pairwise(group):
            _refuse_pair(shown, before, after)


def _refuse_pair(shown: str, before: Term, after: Term) -> None:
    if before.half_term == after.half_term:
        raise _refusal(
            shown,
            after.line,
            f"half term {after.half_term} of {after.academic_year} stands twice, on line "
            f"{before.line} too",
        )
    if after.first_day <= before.last_day:
        raise _refusal(
            shown,
            after.line,
            f"half term {after.half_term} begins on {after.first_day}, before half term "
            f"{before.half_term} on line {before.line} is over ({before.last_day})",
        )


def notes(shop: duckdb.DuckDBPyConnection) -> dict[int, list[str]]:
    """Half terms of earlier files that newer dates cut short, by the number of the newer load."""
    found = beside.by_load(shop, "half_terms_cut")
    return {number: [_cut(row) for row in rows] for number, rows in found.items()}


def _cut(row: dict) -> str:
    return (
        f"Half term {row['half_term']} of {row['academic_year']}, from {row['first_day']:%Y-%m-%d} "
        f"to {row['last_day']:%Y-%m-%d}, lies over days of half term {row['cut_half_term']} as it "
        f"was given before, {row['cut_first_day']:%Y-%m-%d} to {row['cut_last_day']:%Y-%m-%d}. "
        "The newer dates count; if that is wrong, import both half terms."
    )


def _refusal(shown: str, line: int, what: str) -> SourceError:
    return SourceError(f"{shown}, line {line}: {what}. Put it right and import the file again.")
