"""The reference tables: what a code, a day, a district means. Data, not program.

Each is a CSV file of data/reference; a file of the same name in the reference folder of the
data folder comes before it.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb

from attendance import config
from attendance.errors import WarehouseError


@dataclass(frozen=True)
class Reference:
    """A reference table: its file and its columns with their SQL types."""

    name: str
    columns: dict[str, str]


REFERENCES = (
    Reference(
        "attendance_codes",
        {
            "code": "varchar",
            "description": "varchar",
            "category": "varchar",
            "is_possible": "boolean",
            "is_attending": "boolean",
            "is_on_site": "boolean",
            "is_illness": "boolean",
            "is_late": "boolean",
            "is_unexplained": "boolean",
            "is_penalty_counted": "boolean",
            "is_part_time": "boolean",
            "is_closure": "boolean",
            "valid_from": "date",
            "valid_to": "date",
        },
    ),
    Reference("dfe_reason_columns", {"column_name": "varchar", "code": "varchar"}),
    Reference("dfe_phases", {"label": "varchar", "education_phase": "varchar"}),
    Reference("dfe_symbols", {"symbol": "varchar", "meaning": "varchar"}),
    Reference(
        "dfe_columns", {"column_name": "varchar", "field": "varchar", "is_required": "boolean"}
    ),
    Reference("dfe_unused_columns", {"column_name": "varchar"}),
    Reference("dfe_publications", {"published": "date", "data_to": "date"}),
    Reference(
        "comparators",
        {"home_authority": "varchar", "authority": "varchar", "authority_name": "varchar"},
    ),
    Reference("mark_columns", {"column_name": "varchar", "field": "varchar"}),
    Reference("districts", {"district": "varchar", "quadrant": "varchar", "mailbox": "varchar"}),
    Reference(
        "district_tiles",
        {"district": "varchar", "tile_row": "integer", "tile_column": "integer"},
    ),
    Reference(
        "cohort_names",
        {
            "cohort": "varchar",
            "cohort_value": "varchar",
            "group_name": "varchar",
            "list_order": "integer",
        },
    ),
    Reference(
        "need_weights",
        {
            "part": "varchar",
            "list_order": "integer",
            "part_name": "varchar",
            "weight": "double",
            "full_at": "double",
            "unit": "varchar",
            "what_it_means": "varchar",
            "source": "varchar",
        },
    ),
    Reference("school_phases", {"label": "varchar", "education_phase": "varchar"}),
    Reference("school_links", {"from_urn": "integer", "to_urn": "integer"}),
    Reference(
        "similar_school_weights",
        {
            "education_phase": "varchar",
            "factor": "varchar",
            "factor_name": "varchar",
            "weight": "double",
            "smallest_step": "double",
            "how_measured": "varchar",
        },
    ),
    Reference(
        "triage_rules",
        {
            "rule": "integer",
            "triage_group": "varchar",
            "measure": "varchar",
            "of_what": "varchar",
            "at_least": "double",
            "and_measure": "varchar",
            "and_at_least": "double",
            "reason": "varchar",
        },
    ),
    Reference(
        "meeting_slots",
        {"education_phase": "varchar", "starts_at": "varchar", "ends_at": "varchar"},
    ),
    Reference(
        "tsm_agenda",
        {
            "kind": "varchar",
            "place": "integer",
            "words": "varchar",
            "minutes": "integer",
            "detail": "varchar",
        },
    ),
    Reference(
        "tsm_themes",
        {
            "term": "varchar",
            "education_phase": "varchar",
            "theme": "varchar",
            "place": "integer",
            "section": "varchar",
            "heading": "varchar",
            "questions": "varchar",
        },
    ),
    Reference(
        "tsm_questions",
        {
            "place": "integer",
            "finding": "varchar",
            "at_least": "double",
            "question": "varchar",
        },
    ),
    Reference(
        "term_dates",
        {
            "authority_code": "varchar",
            "urn": "integer",
            "academic_year": "varchar",
            "half_term": "smallint",
            "first_day": "date",
            "last_day": "date",
        },
    ),
    Reference(
        "definitions",
        {
            "definition": "varchar",
            "description": "varchar",
            "first_age": "smallint",
            "last_age": "smallint",
            "drops_age_15_after_may_half_term": "boolean",
            "minimum_possible_sessions": "smallint",
            "persistent_share": "decimal(5, 4)",
            "severe_share": "decimal(5, 4)",
            "source": "varchar",
        },
    ),
)


def reference_path(data_dir: Path, name: str) -> Path:
    """The reader's own reference file if there is one, else the shipped one."""
    own = data_dir / "reference" / f"{name}.csv"
    return own if own.exists() else config.REFERENCE / f"{name}.csv"


def load_references(connection: duckdb.DuckDBPyConnection, data_dir: Path) -> None:
    """Create every reference table; WarehouseError names the file that cannot be read."""
    for reference in REFERENCES:
        path = reference_path(data_dir, reference.name)
        try:
            _check_header(path, list(reference.columns))
            connection.read_csv(
                str(path),
                header=True,
                sep=",",
                quotechar='"',
                columns=reference.columns,
                auto_detect=False,
            ).create(reference.name)
        except (duckdb.Error, OSError, ValueError, csv.Error) as error:
            reason = str(error).splitlines()[0]
            raise WarehouseError(
                f"The reference file {path} cannot be read: {reason}. "
                f"Its columns are {', '.join(reference.columns)}; put them right and try again."
            ) from error


def _check_header(path: Path, columns: list[str]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = next(csv.reader(file), [])
        file.read()
    if found != columns:
        raise ValueError(f"its first line is {','.join(found)!r}")
