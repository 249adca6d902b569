"""What is left of a county file once it was read: an archive, the rows set aside, and a note.

Each kind of file is landed in a folder of its own inside the import's scratch folder. Of a file
that is refused nothing stays.
"""

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from attendance.warehouse import references, versions

REJECT_LIMIT = 0.01
"""Share of a school's rows above which a file is refused. Our own choice."""

DATABASE = "landing.duckdb"

MACROS = (
    """
    create macro read_any_date(given) as coalesce(
        try_cast(given as date),
        cast(try_strptime(split_part(trim(given), ' ', 1), ['%d/%m/%Y', '%d-%m-%Y']) as date)
    )
    """,
    # A time after the day is passed over. Years before 1900 are slips: "01/02/25" would be a day
    # of the year 1.
    """
    create macro read_date(given) as (
        case
            when read_any_date(given) between date '1900-01-01' and date '2099-12-31'
                then read_any_date(given)
        end
    )
    """,
    """
    create macro read_urn(given) as (
        case
            when regexp_full_match(given, '[1-9][0-9]{5}(\\.0+)?')
                then cast(left(given, 6) as integer)
        end
    )
    """,
    """
    create macro read_upn(given) as (
        case
            when regexp_full_match(upper(given), '[A-Z][0-9]{11}[0-9A-Z]') then upper(given)
        end
    )
    """,
    # 2024/25, 2024-25, 2024/2025 and 202425; the second year must follow the first.
    """
    create macro read_academic_year(given) as (
        case
            when
                regexp_full_match(given, '20[0-9]{2}[/-]?(20)?[0-9]{2}')
                and cast(right(given, 2) as integer) = (cast(left(given, 4) as integer) + 1) % 100
                then left(given, 4) || '/' || right(given, 2)
        end
    )
    """,
    # Arbor says when a session started: the day, then the time. Registers are taken in local
    # time, so an offset from Greenwich behind it is passed over.
    """
    create macro read_half_day(started) as (
        case
            when try_cast(split_part(substr(trim(started), 12), ':', 1) as integer) < 12 then 'AM'
            when try_cast(split_part(substr(trim(started), 12), ':', 1) as integer) < 24 then 'PM'
        end
    )
    """,
    """
    create macro read_flag(given) as (
        case
            when lower(given) in ('yes', 'y', 'true', 't', '1') then true
            when lower(given) in ('no', 'n', 'false', 'f', '0') then false
        end
    )
    """,
)


@dataclass(frozen=True)
class CountyLanding:
    """A county file that is good to take.

    `rows_read` counts the rows of the file, for wide registers the cells of their marks.
    `rejections` says how many entries of the file at `rejected` have which reason; blank marks
    are in no file, only counted. `pupils` is only there for marks. `given` is the school or
    academic year that the file was taken for because it does not tell it; `lacking` names columns
    of a pupil file that it does not have.
    """

    kind: str
    source: str
    sha256: str
    archive: Path
    rejected: Path
    pupils: Path | None
    academic_years: tuple[str, ...]
    schools: tuple[int, ...]
    rows_read: int
    rows_archived: int
    rejections: dict[str, int] = field(default_factory=dict)
    blank_marks: int = 0
    notes: list[str] = field(default_factory=list)
    given: str = ""
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workspace:
    """A folder, a database in it, and the file's checksum, which is worked out meanwhile."""

    folder: Path
    connection: duckdb.DuckDBPyConnection
    checksum: Future[str]

    @property
    def archive(self) -> Path:
        """Where the rows taken go."""
        return self.folder / "archive.parquet"

    @property
    def rejected(self) -> Path:
        """Where the rows set aside go."""
        return self.folder / "rejected.parquet"

    @property
    def pupils(self) -> Path:
        """Where it is noted who is in a file of marks."""
        return self.folder / "pupils.parquet"

    def write(self, table: str, path: Path) -> None:
        """Write a table or view as Parquet."""
        self.connection.table(table).write_parquet(str(path), compression="zstd")


@contextmanager
def workspace(
    path: Path, data_dir: Path, scratch: Path, memory_limit: str | None = None
) -> Iterator[Workspace]:
    """A place to land the file at `path`, below `scratch`; gone again if that fails."""
    folder = Path(tempfile.mkdtemp(prefix="county-", dir=scratch))
    settings: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(folder / "spill")
    }
    if memory_limit:
        settings["memory_limit"] = memory_limit
    try:
        with (
            ThreadPoolExecutor(max_workers=1) as aside,
            duckdb.connect(str(folder / DATABASE), config=settings) as connection,
        ):
            prepare(connection, data_dir)
            yield Workspace(folder, connection, aside.submit(versions.sha256, path))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder / "spill", ignore_errors=True)
    for leftover in folder.glob(f"{DATABASE}*"):
        leftover.unlink()


def prepare(connection: duckdb.DuckDBPyConnection, data_dir: Path) -> None:
    """Give a connection what the landing queries read: reference tables and macros."""
    references.load_references(connection, data_dir)
    for macro in MACROS:
        connection.execute(macro)
