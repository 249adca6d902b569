"""What a reader asks a page for, and how its answer is held against another."""

from dataclasses import dataclass
from datetime import date
from math import isclose

from attendance import queries, rules
from attendance.warehouse import reader

WHOSE = {"school_id", "asked_school_id"}
NUMBERS = ("bigint", "integer", "smallint", "double")


@dataclass(frozen=True)
class Weeks:
    """A range of weeks as a reader chooses it, and the same point a year before."""

    academic_year: str
    first_week: date
    last_week: date
    last_year: str | None = None
    last_year_first_week: date | None = None
    last_year_last_week: date | None = None
    previous_week: date | None = None

    @property
    def year_first_day(self) -> date:
        """The first day of the academic year."""
        return date(int(self.academic_year[:4]), 8, 1)

    @property
    def now(self) -> tuple[date, date]:
        """The first and the last week."""
        return self.first_week, self.last_week

    @property
    def then(self) -> tuple[date, date]:
        """The same weeks a year before."""
        return self.last_year_first_week, self.last_year_last_week


# In June pupils aged 15 no longer count, and there is no year before.
RANGES = {
    "year to date": Weeks(
        "2024/25",
        date(2024, 9, 2),
        date(2025, 2, 10),
        "2023/24",
        date(2023, 9, 4),
        date(2024, 2, 5),
        date(2024, 12, 16),
    ),
    "half term 2": Weeks(
        "2024/25",
        date(2024, 11, 4),
        date(2024, 12, 16),
        "2023/24",
        date(2023, 11, 6),
        date(2023, 12, 18),
        date(2024, 10, 21),
    ),
    "a week in June": Weeks(
        "2023/24", date(2024, 6, 10), date(2024, 6, 10), previous_week=date(2024, 5, 20)
    ),
}


class Asked:
    """The rows that a viewer of everything gets of a warehouse: all schools, and no group too
    small."""

    def __init__(self, version, school_ids: list[int]) -> None:
        self.connection = reader.connection(version)
        self.known = (
            rules.PARAMETERS
            | rules.FIXED
            | {
                "home": "Essex",
                "chosen_schools": None,
                "smallest_group": 1,
                "visible_schools": school_ids,
                "schools_beside": school_ids,
            }
        )

    def __call__(self, name: str, weeks: Weeks, **more) -> list[dict]:
        """The rows of a query for the weeks, with what else it takes."""
        query = queries.load(name)
        given = self.known | vars(weeks) | {"year_first_day": weeks.year_first_day} | more
        params = {key: given[key] for key in query.params}
        with self.connection.cursor() as cursor:
            found = cursor.execute(query.statement, params)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def agrees(self, name: str, weeks: Weeks, by: str, expected: dict, but: str = "", **more):
        """Assert that a query's rows are those expected, and each number of theirs, nulls too.

        The expected rows are by the values of the columns in `by`; columns in `but` are compared
        elsewhere. Rows of one school are expected to say so.
        """
        keys = tuple(by.split())
        if school_id := more.get("school_id"):
            told = WHOSE & queries.load(name).columns.keys() - {*keys, *but.split()}
            whose = dict.fromkeys(told, school_id)
            expected = {key: whose | row for key, row in expected.items()}
        rows = self(name, weeks, **more)
        found = {tuple(row[key] for key in keys): row for row in rows}
        assert len(found) == len(rows), f"{name}: several rows of one {by}"
        assert found.keys() == expected.keys(), f"{name}: {found} not {expected}, {more}"
        numbers = {
            column for column, field in queries.load(name).columns.items() if field.type in NUMBERS
        }
        for key, row in found.items():
            left_out = numbers - expected[key].keys() - set(keys) - set(but.split())
            assert not left_out, f"{name}: nothing expected of {left_out}"
            for column, value in expected[key].items():
                assert _same(row[column], value), (
                    f"{name} {more} {key}: {column} is {row[column]}, not {value}"
                )
        return rows


def _same(found, expected) -> bool:
    if isinstance(expected, float) and found is not None:
        return isclose(found, expected, rel_tol=1e-12, abs_tol=1e-9)
    return found == expected
