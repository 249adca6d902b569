"""Term dates: a good file is taken whole, a bad row refuses it."""

from datetime import date

import pytest

from attendance.errors import SourceError
from attendance.importers import term_dates
from tests.importers import county_files

HEADER = "authority_code,urn,academic_year,half_term,first_day,last_day\n"
FIRST = "881,,2024/25,1,2024-09-02,2024-10-25\n"
SECOND = "881,,2024/25,2,04/11/2024,20/12/2024\n"
SCHOOL = "881,115000,2024/25,1,2024-09-04,2024-10-18\n"


@pytest.fixture
def land(tmp_path, data_dir):
    """Land a file with that content."""

    def landed(content):
        given = county_files.source(tmp_path, content, "terms.csv")
        return county_files.landed(term_dates, given, tmp_path, data_dir)

    return landed


def test_terms_of_authority_and_school_are_taken(land):
    taken = land(HEADER + SCHOOL + SECOND + FIRST)
    rows = county_files.rows(taken.archive)
    assert [(row["line"], row["urn"], row["half_term"]) for row in rows] == [
        (4, None, 1),
        (3, None, 2),
        (2, 115000, 1),
    ]
    assert (rows[1]["first_day"], rows[1]["academic_year"]) == (date(2024, 11, 4), "2024/25")
    assert (taken.kind, taken.academic_years, taken.schools) == (
        "term dates",
        ("2024/25",),
        (115000,),
    )
    assert (taken.rows_read, taken.rows_archived) == (3, 3)
    assert county_files.rows(taken.rejected) == []


def test_the_archive_has_its_columns_and_types(land):
    assert county_files.types(land(HEADER + FIRST).archive) == {
        "line": "BIGINT",
        "authority_code": "VARCHAR",
        "urn": "INTEGER",
        "academic_year": "VARCHAR",
        "half_term": "SMALLINT",
        "first_day": "DATE",
        "last_day": "DATE",
    }


def test_the_column_for_a_school_may_be_absent(land):
    taken = land(
        "authority_code,academic_year,half_term,first_day,last_day\n" + FIRST.replace(",,", ",")
    )
    assert county_files.rows(taken.archive)[0]["urn"] is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (HEADER + FIRST.replace("881", "Essex"), ("line 2", "authority_code holds 'Essex'")),
        (HEADER + FIRST.replace(",,", ",12,"), ("line 2", "urn holds '12'", "six digits")),
        (HEADER + FIRST.replace("2024/25", "2024"), ("academic_year holds '2024'",)),
        (HEADER + FIRST + SECOND.replace(",2,", ",7,"), ("line 3", "half_term holds '7'")),
        (HEADER + FIRST.replace("2024-09-02", ""), ("line 2", "first_day is empty")),
        (HEADER + FIRST.replace("2024-10-25", "2024-02-30"), ("last_day holds '2024-02-30'",)),
        (HEADER + FIRST.replace("2024-10-25", "2024-09-01"), ("line 2", "is after last_day")),
        (HEADER + FIRST.replace("2024-09-02", "2024-07-31"), ("2024-07-31 is not in 2024/25",)),
        (HEADER + FIRST + "\n" + FIRST, ("line 4", "half term 1", "stands twice, on line 2")),
        (
            HEADER + SECOND.replace("04/11", "25/10") + FIRST,
            ("line 2", "half term 2 begins on 2024-10-25", "before half term 1 on line 3"),
        ),
        (
            HEADER + FIRST + SECOND.replace("04/11/2024,20/12/2024", "2024-08-05,2024-08-09"),
            ("line 3", "before half term 1"),
        ),
        (HEADER, ("column names but no rows",)),
        ("half_term,first_day,last_day\n1,2,3\n", ("authority_code, academic_year", "Add them")),
    ],
)
def test_a_bad_row_refuses_the_file(land, content, told):
    with pytest.raises(SourceError) as refused:
        land(content)
    for part in ("terms.csv", *told):
        assert part in str(refused.value)
