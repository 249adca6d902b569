"""A register rich enough that every query has something to say, and every filter matters."""

from contextlib import contextmanager
from itertools import product

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from attendance.warehouse import county, people
from tests.queries import registers
from tests.queries.county import County

PUBLISHED = {"2023-10-26": 6, "2024-10-24": 6, "2024-11-07": 8}
"""Publications, and how many weeks of the year lie in the weekly file of each."""
FIRST_MONDAYS = {"2023": "2023-09-11", "2024": "2024-09-09"}
AREAS = ("England", "East of England", "Essex", "Suffolk", "Kent")
PHASES = ("Primary", "Secondary")
WOBBLE = (0, 9, 4, 13, 2, 40, 7, 11)


@pytest.fixture(scope="session")
def rich(tmp_path_factory):
    """Two years, three releases, five areas, two phases; a county of two schools; the steps of
    the build, and of a refresh with marks that arrive, are kept."""
    drawn = County(tmp_path_factory.mktemp("rich"))
    arriving_load = draw(drawn)
    with_known_keys(drawn)
    with drawn.shop() as shop:
        registers.fill(shop, "\n".join([HEADING, *_lines()]))
        columns = ", ".join(f"{row[0]} varchar" for row in shop.table("dfe_columns").fetchall())
        shop.execute(f"create table steps.staged_lines (line bigint, {columns})")
        shop.execute("create table steps.staged_cells (line bigint, column_name text, cell text)")
        for statement in LANDING_TABLES:
            shop.execute(statement)
        drawn.fill(shop)
        for step in county.STEPS:
            if not step.kept and step.parting:
                county.create(shop, step.name, f"steps.{step.name}")
        drawn.arrive(shop, arriving_load)
        yield Shop(shop)


def with_known_keys(county):
    """Give everyone a key that a test can name: "lee", of the second of this name "lee of 115004",
    or the UPN."""
    county.register()
    path = county.data_dir / people.FILE
    register = pq.read_table(path)
    keys: dict[int, str] = {}
    for row in sorted(
        register.to_pylist(), key=lambda row: (-(row["urn"] or 0), row["identifier"])
    ):
        taken = row["identifier"] in keys.values()
        named = f"{row['identifier']} of {row['urn']}" if taken else row["identifier"]
        keys.setdefault(row["pupil_id"], named)
    told = pa.array([keys[number] for number in register["pupil_id"].to_pylist()])
    place = register.schema.get_field_index("person_key")
    pq.write_table(register.set_column(place, "person_key", told), path)


class Shop:
    """The workshop's connection; it has no cursors, because these would not see its views."""

    def __init__(self, connection) -> None:
        self.connection = connection

    @contextmanager
    def cursor(self):
        """The connection itself."""
        yield self.connection


"""Keys of persons are random, and parameters name one."""

LANDING_TABLES = (
    """
    create table steps.rejections (
        row_number bigint, line bigint, urn integer, pupil varchar, session_date date,
        session varchar, code varchar, column_name varchar, value varchar, reason varchar,
        is_unreadable boolean
    )
    """,
    """
    insert into steps.rejections
    values (1, 2, 115001, 'ann', null, null, null, 'date', 'x', 'not readable', true)
    """,
    "create table steps.asked_people (person_key varchar)",
    "insert into steps.asked_people values ('nobody')",
    "create table steps.school_rows_read (urn integer, rows_of_school bigint)",
    "insert into steps.school_rows_read values (115001, 10)",
    "create table steps.lacking_loads (load_number bigint)",
    "insert into steps.lacking_loads values (2), (3), (4)",
)


def draw(county):
    """A school that became an academy and another one, pupils, marks; marks that arrive."""
    county.add_schools(
        """
        urn    | establishment_number | school_name | phase_label | district  | trust | fsm_share
        115001 | 2001                 | Alpha       | Primary     | Tendring  | Elm   | 0.1
        115003 | 2003                 | Gamma       | Primary     | Braintree | Oak   | 0.3
        115004 | 2004                 | Delta       | Primary     | Harlow    |       | 0.1
        """
    )
    county.add_schools(
        """
        urn    | establishment_number | school_name | phase_label | close_date | district
        115002 | 4002                 | Beta        | Secondary   | 2024-08-31 | Basildon
        """
    )
    county.add_schools(
        """
        urn    | establishment_number | school_name | phase_label | district | trust | pupils
        145002 | 4002                 | Beta        | Secondary   | Basildon | Oak   | 900
        115005 | 4005                 | Epsilon     | Secondary   | Harlow   |       | 800
        115006 | 4006                 | Zeta        | Secondary   | Maldon   |       | 600
        """
    )
    county.add_pupils(
        """
        school | pupil         | year_group | sex | fsm | leaving_date | date_of_birth | household
        115001 | ann           | 3          | F   | Yes |              |               | H1
        115001 | bob           | 0          | M   | No  | 2024-09-20   |               |
        145002 | A123456789012 | 11         | F   |     |              | 2008-12-01    | H1
        145002 | lee           | 10         | M   | Yes |              |               |
        145002 | max           | 9          | M   | No  |              |               |
        145002 | ivy           | 10         | F   | Yes | 2025-01-08   |               |
        115003 | kim           | 4          | F   | No  |              |               |
        115004 | lee           | 4          | M   | No  |              |               |
        115005 | fay           | 10         | F   | No  |              |               |
        115006 | gus           | 10         | M   | No  |              |               |
        """
    )
    county.add_pupils(
        """
        school | pupil | year_group | child_in_need | leaving_date
        145002 | pip   | 10         | Yes           |
        145002 | rob   | 10         | Yes           |
        145002 | tim   | 10         |               |
        145002 | uma   | 10         |               |
        145002 | val   | 10         |               | 2025-01-09
        145002 | zoe   | 10         |               | 2024-09-20
        """
    )
    county.add_pupils(
        """
        school | pupil | year_group | sex | fsm | class | surname | leaving_date
        145002 | una   | 12         | F   | Yes | 12A   | Abel    |
        145002 | vic   | 12         | M   | Yes | 12A   |         | 2025-01-09
        """
    )
    county.add_pupils(
        """
        school | pupil         | year_group | fsm | entry_date | leaving_date
        115006 | B123456789012 | 9          | Yes |            | 2024-12-20
        145002 | B123456789012 | 9          | Yes | 2025-01-06 |
        145002 | wes           | 9          | Yes | 2024-09-10 |
        115001 | C123456789012 | 4          | No  |            |
        115003 | C123456789012 | 4          | No  |            |
        """
    )
    county.add_marks(
        r"""
        school | pupil         | date       | AM | PM
        115006 | B123456789012 | 2024-11-05 | O  | O
        115006 | B123456789012 | 2024-11-06 | O  | O
        115006 | B123456789012 | 2024-11-07 | O  | O
        115006 | B123456789012 | 2024-12-03 | I  | \
        145002 | B123456789012 | 2025-01-07 | I  | \
        145002 | wes           | 2024-09-10 | /  | \
        145002 | wes           | 2024-11-04 | O  | O
        145002 | wes           | 2024-11-05 | O  | O
        145002 | wes           | 2024-11-06 | O  | O
        145002 | wes           | 2024-11-07 | O  | O
        145002 | wes           | 2024-11-08 | O  | O
        145002 | wes           | 2024-12-03 | O  | O
        145002 | wes           | 2024-12-04 | /  | \
        115001 | C123456789012 | 2024-11-05 | I  | \
        115003 | C123456789012 | 2024-11-05 | I  | \
        115001 | C123456789012 | 2025-01-07 | I  | \
        115003 | C123456789012 | 2025-01-07 | I  | \
        115001 | ann           | 2024-09-09 | /  | I
        115001 | ann           | 2024-09-10 | I  | L
        115001 | bob           | 2024-09-09 | /  |
        115001 | bob           | 2024-09-23 | /  | H
        115001 | ann           | 2024-09-23 | /  | \
        115001 | ann           | 2024-09-25 | B  | \
        115003 | kim           | 2024-09-09 | B  | B
        145002 | A123456789012 | 2024-09-09 | O  | O
        145002 | A123456789012 | 2024-09-10 | O  | G
        145002 | A123456789012 | 2024-09-11 | N  | U
        145002 | A123456789012 | 2024-09-24 | /  | I
        145002 | A123456789012 | 2024-11-05 | /  | U
        145002 | A123456789012 | 2024-11-06 | /  | \
        145002 | A123456789012 | 2024-11-07 | /  | \
        145002 | A123456789012 | 2024-11-08 | /  | \
        145002 | A123456789012 | 2025-01-07 | O  | C2
        145002 | A123456789012 | 2024-10-22 | /  | \
        145002 | A123456789012 | 2025-06-04 | /  | \
        145002 | lee           | 2024-09-12 | I  | \
        145002 | lee           | 2024-09-24 | I  | \
        145002 | lee           | 2024-10-22 | /  | I
        145002 | max           | 2024-09-24 | I  | \
        145002 | max           | 2025-01-07 | /  | \
        145002 | max           | 2025-01-08 | /  | \
        145002 | max           | 2025-01-09 | N  | N
        145002 | lee           | 2025-01-07 | I  | \
        145002 | ivy           | 2025-01-07 | I  | I
        145002 | lee           | 2025-01-08 | C2 | C2
        145002 | lee           | 2025-01-09 | C2 | C2
        145002 | pip           | 2024-11-04 | O  | O
        145002 | pip           | 2024-11-05 | O  | O
        145002 | pip           | 2024-11-06 | O  | O
        145002 | pip           | 2024-11-07 | O  | O
        145002 | pip           | 2024-11-08 | O  | O
        145002 | pip           | 2024-12-03 | I  | I
        145002 | pip           | 2024-12-04 | /  | \
        145002 | pip           | 2024-12-05 | I  | I
        145002 | rob           | 2024-09-09 | C2 | C2
        145002 | rob           | 2024-09-10 | C2 | C2
        145002 | rob           | 2024-09-11 | C2 | C2
        145002 | rob           | 2024-09-12 | C2 | C2
        145002 | rob           | 2024-11-04 | O  | O
        145002 | rob           | 2024-11-05 | O  | O
        145002 | rob           | 2024-11-06 | O  | O
        145002 | rob           | 2024-11-07 | O  | O
        145002 | rob           | 2024-11-08 | O  | O
        145002 | rob           | 2025-01-08 | N  | O
        145002 | tim           | 2024-11-04 | O  | O
        145002 | tim           | 2024-11-05 | O  | O
        145002 | tim           | 2024-11-06 | O  | O
        145002 | tim           | 2024-11-07 | O  | O
        145002 | tim           | 2024-11-08 | O  | O
        145002 | uma           | 2025-01-07 | O  | O
        145002 | uma           | 2025-01-08 | O  | O
        145002 | uma           | 2025-01-09 | O  | O
        145002 | pip           | 2025-01-07 | N  | O
        145002 | pip           | 2025-01-08 | N  | O
        145002 | pip           | 2025-01-09 | O  | O
        145002 | una           | 2024-09-12 | /  | \
        145002 | una           | 2024-09-24 | /  | \
        145002 | una           | 2024-09-25 | /  | \
        145002 | una           | 2024-09-26 | /  | \
        145002 | una           | 2024-10-22 | /  | \
        145002 | una           | 2025-01-07 | I  | \
        145002 | vic           | 2024-11-05 | /  | \
        145002 | vic           | 2025-01-07 | C2 | C2
        115001 | ann           | 2024-11-05 | /  | \
        115001 | ann           | 2024-11-06 | O  | O
        115001 | ann           | 2024-11-07 | O  | O
        115001 | ann           | 2024-11-08 | O  | O
        115001 | ann           | 2025-01-07 | L  | C2
        115003 | kim           | 2025-01-07 | /  | \
        115004 | lee           | 2025-01-07 | I  | I
        115005 | fay           | 2025-01-07 | /  | I
        115006 | gus           | 2025-01-07 | /  | \
        """
    )
    county.add_marks(
        r"""
        school | pupil | date       | AM | PM
        115001 | ann   | 2023-09-12 | /  | \
        115002 | A123456789012 | 2023-09-12 | I  | \
        115002 | A123456789012 | 2023-09-19 | /  | I
        115006 | B123456789012 | 2023-09-19 | I  | \
        115003 | A123456789012 | 2023-09-05 | /  | \
        115001 | ann   | 2024-09-09 | C  |
        115009 | eve   | 2024-09-09 | /  | \
        """
    )
    county.add_term_dates(
        """
        half_term | first_day  | last_day
        1         | 2024-09-06 | 2024-10-25
        2         | 2024-11-04 | 2024-12-20
        3         | 2025-01-06 | 2025-02-14
        """,
        urn=145002,
    )
    return county.draw_marks(
        r"""
        school | pupil | date       | AM | PM
        115001 | ann   | 2024-09-10 | M  | I
        115001 | dan   | 2024-09-24 | /  | \
        115003 | kim   | 2024-09-24 | /  | \
        """
    )


HEADING = "published | period | area | phase | possible | attended | pa | codes"


def _lines():
    for published, weeks in PUBLISHED.items():
        for area, phase in product(AREAS, PHASES):
            shift = 17 * AREAS.index(area) + 190 * PHASES.index(phase)
            revised = 3 if published == "2024-11-07" else 0
            for week in range(weeks):
                monday = _monday(published, week)
                wobble = (AREAS.index(area) + 1) * WOBBLE[week]
                yield _line(published, monday, area, phase, shift + wobble - revised)
            yield _line(published, "year", area, phase, shift + weeks, pa=14 + shift / 100)


def _monday(published: str, week: int) -> str:
    days = registers.date.fromisoformat(FIRST_MONDAYS[published[:4]]).toordinal() + 7 * week
    return registers.date.fromordinal(days).isoformat()


def _line(published, period, area, phase, absent, pa=""):
    ill, other = 400 + absent // 2, 200 + absent - absent // 2
    return (
        f"{published} | {period} | {area} | {phase} | 10000 | {10000 - ill - other} | {pa} | "
        f"I={ill} O={other}"
    )
