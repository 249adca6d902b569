"""Schools, pupils and marks drawn as text tables, put into a warehouse by the production SQL.

    school | pupil | date       | AM | PM
    -------+-------+------------+----+----
    115001 | ann   | 2024-09-09 | /  | I

A pupil is a school's own id, or a UPN. An empty cell is a mark that was never taken; what follows
a code is minutes late, or a comment ("L 12", "I flu"). Pupils drawn have, besides `school` and
`pupil`, any columns of a pupil file; Yes is true.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb

from attendance import config, queries
from attendance.warehouse import (
    arriving,
    build,
    county,
    landed,
    people,
    references,
    refresh,
    releases,
    workshop,
)
from attendance.warehouse.loads import (
    COUNTY,
    LOADS_FOLDER,
    MARKS,
    PUPILS,
    SCHOOLS,
    TERM_DATES,
    Load,
)
from tests.queries.county_archives import (
    PRIMARY,
    academic_year,
    identified,
    mark_row,
    rejected_row,
    typed_row,
    write_rows,
)
from tests.queries.registers import drawn

TERMS = """
    half_term | first_day  | last_day
    1         | 2024-09-02 | 2024-10-25
    2         | 2024-11-04 | 2024-12-20
    3         | 2025-01-06 | 2025-02-14
    4         | 2025-02-24 | 2025-04-04
    5         | 2025-04-22 | 2025-05-23
    6         | 2025-06-02 | 2025-07-22
"""


@dataclass(frozen=True)
class Landed:
    """A load with its rows, and those that were set aside."""

    load: Load
    rows: list[dict]
    rejected: list[dict] = field(default_factory=list)


OwnReferences = tuple[tuple[str, bytes], ...]
"""Reference files that a data folder has of its own, by name."""

_published: dict[str, str] = {}
"""By all that a county is made of, the warehouse that pages read."""


class County:
    """A data folder with loads written as importers write them, and warehouses built of them."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.landed: list[Landed] = []
        (data_dir / LOADS_FOLDER).mkdir(parents=True, exist_ok=True)

    @property
    def loads(self) -> list[Load]:
        return [each.load for each in self.landed]

    def add_schools(self, table: str) -> Load:
        """Schools drawn: urn, and any columns of the archive."""
        rows = [typed_row(row, landed.ARCHIVES[SCHOOLS]) for row in drawn(table)]
        defaults = {
            "authority_code": "881",
            "school_type": "Community school",
            "phase_label": "Primary",
            "status": "Open",
        }
        return self._add(SCHOOLS, [defaults | {"line": 2 + n} | row for n, row in enumerate(rows)])

    def add_pupils(self, table: str, academic_year: str = "2024/25") -> Load:
        """Pupils drawn: school, pupil, and any columns of the archive."""
        rows = []
        for line, row in enumerate(drawn(table), start=2):
            own = {"urn": row.pop("school", str(PRIMARY)), "academic_year": academic_year}
            own |= identified(row.pop("pupil"))
            rows.append({"line": line} | typed_row(own | row, landed.ARCHIVES[PUPILS]))
        return self._add(PUPILS, rows)

    def add_pupil_rows(self, rows: list[dict]) -> Load:
        """Pupils as rows of the archive; a load of its own."""
        return self._add(PUPILS, [{"line": 2 + n} | row for n, row in enumerate(rows)])

    def add_marks(self, table: str, rejected: str = "") -> Load:
        """Marks drawn: school (115001), pupil, date, AM, PM; a load of its own. Of those set
        aside: school, pupil, date, session, code, reason.
        """
        rows = [
            mark_row(row, session)
            for row in drawn(table)
            for session in ("AM", "PM")
            if row.get(session)
        ]
        aside = drawn(rejected) if rejected else []
        return self.add_mark_rows(rows, [rejected_row(2 + n, row) for n, row in enumerate(aside)])

    def draw_marks(self, table: str) -> Load:
        """Marks drawn as a load that stands ready but is not yet among the loads."""
        load = self.add_marks(table)
        self.loads.remove(load)
        return load

    def add_mark_rows(self, rows: list[dict], rejected: list[dict] | None = None) -> Load:
        """Marks as rows of the archive; a load of its own."""
        rows = sorted(
            rows, key=lambda row: (row["urn"], row["pupil"], row["session_date"], row["session"])
        )
        load = self._add(MARKS, rows, rejected)
        of_pupils: dict[tuple, dict] = {}
        for row in rows:
            year = academic_year(row["session_date"])
            found = of_pupils.setdefault(
                (row["urn"], row["pupil"], year),
                {"first_date": row["session_date"], "last_date": row["session_date"], "marks": 0},
            )
            found["first_date"] = min(found["first_date"], row["session_date"])
            found["last_date"] = max(found["last_date"], row["session_date"])
            found["marks"] += 1
        named = [
            {"urn": urn, "pupil": pupil, "academic_year": year} | found
            for (urn, pupil, year), found in of_pupils.items()
        ]
        write_rows(load.pupils_path(self.data_dir), named, landed.PUPILS_OF_MARKS)
        return load

    def forget_shipped_terms(self) -> None:
        """Only term dates that are added count: a year may have fewer than six half terms."""
        path = self.data_dir / "reference" / "term_dates.csv"
        path.parent.mkdir(exist_ok=True)
        shipped = (config.REFERENCE / "term_dates.csv").read_text(encoding="utf-8")
        path.write_text(shipped.splitlines()[0] + "\n", encoding="utf-8")

    def add_term_dates(self, table: str, academic_year: str = "2024/25", urn=None) -> Load:
        """Term dates drawn, of a school, else of the authority."""
        own = {"authority_code": "881", "urn": urn, "academic_year": academic_year}
        columns = landed.ARCHIVES[TERM_DATES]
        rows = [own | typed_row(row, columns) | {"line": 2} for row in drawn(table)]
        return self._add(TERM_DATES, rows)

    def register(self, loads: list[Load] | None = None) -> None:
        """Give everybody that these loads name, or all, a number, as an import does."""
        nothing = self.data_dir / "none.duckdb"
        nothing.write_bytes(without_loads(self._own_references()))
        with workshop.opened(nothing, self.data_dir / "spill") as shop:
            county.set_up(shop)
            landed.create(shop, self.data_dir, self.loads if loads is None else loads)
            people.register(shop, self.data_dir)
        nothing.unlink()

    @contextmanager
    def shop(self, begun: bytes | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A workshop with an empty warehouse, or with one that was begun."""
        path = self.data_dir / f"built-{len(list(self.data_dir.glob('built-*')))}.duckdb"
        if begun:
            path.write_bytes(begun)
        with workshop.opened(path, self.data_dir / "spill") as shop:
            yield shop

    @contextmanager
    def built(self, loads: list[Load] | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A warehouse of these loads, or of all, by the full build."""
        loads = self.loads if loads is None else loads
        with self.shop(without_loads(self._own_references())) as shop:
            build.loads_relation(shop, loads).insert_into("loads")
            self.fill(shop, loads)
            yield shop

    def published_path(self) -> Path:
        """The file of a warehouse of all loads, built for the first county with them."""
        made_of = repr((config.home_authority(), self._own_references(), self.landed))
        if made_of not in _published:
            with self.built() as shop:
                _published[made_of] = _path_of(shop)
        return Path(_published[made_of])

    @contextmanager
    def published(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The warehouse of all loads as pages read it."""
        with duckdb.connect(str(self.published_path()), read_only=True) as warehouse:
            yield warehouse

    def fill(self, shop: duckdb.DuckDBPyConnection, loads: list[Load] | None = None) -> None:
        """Build the county's tables in a workshop that has the reference tables."""
        loads = self.loads if loads is None else loads
        self.register(loads)
        county.build(shop, self.data_dir, loads)

    def arrive(self, shop: duckdb.DuckDBPyConnection, load: Load) -> None:
        """What a refresh has at hand when these marks arrive: the scope, and enrolments added."""
        self.register([*self.loads, load])
        pupils_and_marks = [each for each in self.loads if each.kind == PUPILS] + [load]
        made = ("load_files", "known_identities", *people.STEPS, "mark_pupils", "contested_days")
        for table in made:
            shop.execute(f"drop table steps.{table}")
        arriving.create(shop, self.data_dir, pupils_and_marks)
        shop.execute(workshop.STEPS_FIRST)
        for name in (*refresh.SCOPE, *refresh.OF_REFRESH):
            shop.sql(queries.load(f"refresh/{name}").sql).create(f"steps.{name}")
        for part in ("marked_pupil_weeks", "absence_stretches", "enrolments"):
            county.create(shop, part, f"steps.part_{part}")
        for when in ("before", "now"):
            county.create(shop, "pupil_half_term_codes", f"steps.half_term_codes_{when}")
        shop.table("warehouse.enrolments").limit(1).create("steps.added_enrolments")

    @contextmanager
    def refreshed(self, arrived: list[Load]) -> Iterator[duckdb.DuckDBPyConnection]:
        """A warehouse of all loads: built from all but those that arrived, then refreshed."""
        with self.built([load for load in self.loads if load not in arrived]) as shop:
            path = Path(_path_of(shop))
        self.register()
        with workshop.opened(path, self.data_dir / "spill") as shop:
            refresh.refresh(shop, self.data_dir, self.loads, arrived)
            yield shop

    def _own_references(self) -> OwnReferences:
        files = sorted((self.data_dir / "reference").glob("*.csv"))
        return tuple((path.name, path.read_bytes()) for path in files)

    def _add(self, kind: str, rows: list[dict], rejected: list[dict] | None = None) -> Load:
        number = len(self.landed) + 1
        load = Load(
            load_id=f"{number}-{kind.replace(' ', '-')}",
            source=COUNTY,
            kind=kind,
            academic_year="2024/25",
            published=None,
            data_to=None,
            file_name=f"{kind} {number}",
            sha256=str(number),
            rows=len(rows),
            loaded_at="2025-01-01T00:00:00",
            number=number,
        )
        write_rows(load.path(self.data_dir), rows, landed.ARCHIVES[kind])
        write_rows(load.rejected_path(self.data_dir), rejected or [], landed.REJECTED)
        self.landed.append(Landed(load, rows, rejected or []))
        return load


@cache
def without_loads(own_references: OwnReferences = ()) -> bytes:
    """The file of a warehouse of no loads at all, which every county's begins as."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "reference").mkdir()
        for name, written in own_references:
            (folder / "reference" / name).write_bytes(written)
        path = folder / "nothing.duckdb"
        with workshop.opened(path, folder / "spill") as shop:
            references.load_references(shop, folder)
            build.loads_relation(shop, []).create("loads")
            releases.build(shop, folder, [], lambda step: None)
        return path.read_bytes()


def table(connection: duckdb.DuckDBPyConnection, name: str, *columns: str) -> list[tuple]:
    """The rows of a table, in the order of the columns asked for, or of all."""
    relation = connection.table(f"warehouse.{name}")
    return (relation.select(*columns) if columns else relation).order("all").fetchall()


def _path_of(shop: duckdb.DuckDBPyConnection) -> str:
    query = "select path from duckdb_databases() where database_name = 'warehouse'"
    [(path,)] = shop.execute(query).fetchall()
    return path
