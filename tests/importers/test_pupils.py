"""Pupil files: what is taken, what is set aside, what is refused."""

from datetime import date

import pytest

from attendance.errors import SourceError
from attendance.importers import pupil_sql, pupils
from tests.importers import county_files

ROW = {
    "urn": "115000",
    "upn": "a12345678901b",
    "local_id": "77",
    "surname": "Ward",
    "forename": "Ada",
    "sex": "Female",
    "date_of_birth": "03/02/2014",
    "year_group": "Year 6",
    "class": "6B",
    "entry_date": "2019-09-04",
    "leaving_date": "",
    "fsm": "Yes",
    "sen": "EHCP",
    "eal": "N",
    "ethnicity": "WBRI",
    "child_in_need": "1",
    "child_protection_plan": "0",
    "looked_after": "false",
    "previously_looked_after": "",
    "young_carer": "T",
    "medical_condition": "no",
    "home_authority": "881",
    "household": "H1",
    "academic_year": "2024-25",
}
TYPED = {
    "line": 2,
    "academic_year": "2024/25",
    "urn": 115000,
    "upn": "A12345678901B",
    "local_id": "77",
    "surname": "Ward",
    "forename": "Ada",
    "sex": "F",
    "date_of_birth": date(2014, 2, 3),
    "year_group": 6,
    "class": "6B",
    "entry_date": date(2019, 9, 4),
    "leaving_date": None,
    "fsm": True,
    "sen": "E",
    "eal": False,
    "ethnicity": "WBRI",
    "child_in_need": True,
    "child_protection_plan": False,
    "looked_after": False,
    "previously_looked_after": None,
    "young_carer": True,
    "medical_condition": False,
    "home_authority": "881",
    "household": "H1",
}
FEW = {"urn": "115000", "local_id": "77", "year_group": "6"}
OTHER = FEW | {"local_id": "78"}


@pytest.fixture
def land(tmp_path, data_dir):
    """Land the rows as a file."""

    def landed(*rows, content=None, **options):
        given = county_files.source(tmp_path, content or county_files.text(*rows))
        return county_files.landed(pupils, given, tmp_path, data_dir, **options)

    return landed


def test_a_row_is_read(land):
    taken = land(ROW)
    assert county_files.rows(taken.archive) == [TYPED]
    assert taken.kind == "pupils"
    assert (taken.academic_years, taken.schools) == (("2024/25",), (115000,))
    assert (taken.rows_read, taken.rows_archived, taken.rejections) == (1, 1, {})
    assert taken.notes == []


def test_the_archive_has_its_columns_and_types(land):
    found = county_files.types(land(FEW, academic_year="2024/25").archive)
    special = {"line": "BIGINT", "urn": "INTEGER", "year_group": "SMALLINT"}
    special |= dict.fromkeys(pupil_sql.DATES, "DATE") | dict.fromkeys(pupil_sql.FLAGS, "BOOLEAN")
    assert list(found) == list(TYPED)
    assert found == dict.fromkeys(found, "VARCHAR") | special


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("R", 0),
        ("Reception", 0),
        ("YR", 0),
        ("Year R", 0),
        ("N", -1),
        ("N2", -1),
        ("Nursery", -1),
        ("Y7", 7),
        ("year 13", 13),
        ("0", 0),
        ("14", 14),
        ("7.0", 7),
    ],
)
def test_year_groups_are_read(land, given, read):
    taken = land(ROW | {"year_group": given})
    assert county_files.rows(taken.archive)[0]["year_group"] == read


@pytest.mark.parametrize(
    ("given", "read"), [("SEN support", "K"), ("k", "K"), ("N", "N"), ("E", "E"), ("", None)]
)
def test_needs_are_read(land, given, read):
    assert county_files.rows(land(ROW | {"sen": given}).archive)[0]["sen"] == read


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("urn", "1150"),
        ("upn", "A123"),
        ("sex", "X"),
        ("year_group", "15"),
        ("year_group", "None"),
        ("year_group", ""),
        ("date_of_birth", "30/02/2014"),
        ("entry_date", "soon"),
        ("fsm", "perhaps"),
        ("sen", "S"),
        ("medical_condition", "asthma"),
        ("academic_year", "2024/26"),
        ("academic_year", ""),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside(land, column, value):
    taken = land(ROW | {"local_id": "1", "upn": ""}, ROW | {column: value}, reject_limit=1)
    (row,) = county_files.rows(taken.rejected)
    assert (row["line"], row["column_name"], row["value"]) == (3, column, value)
    assert row["reason"] == "not readable"
    assert taken.rejections == {"not readable": 1}
    assert taken.rows_archived == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("date_of_birth", "2023-09-01"),
        ("date_of_birth", "2031-01-01"),
        ("date_of_birth", "31/08/2003"),
        ("leaving_date", "2019-09-03"),
    ],
    ids=["not 2 in the year", "not born yet", "21 before the year", "left before the entry"],
)
def test_a_date_that_cannot_be_sets_its_row_aside(land, column, value):
    taken = land(ROW | {"upn": "", "local_id": "1"}, ROW | {column: value}, reject_limit=1)
    (row,) = county_files.rows(taken.rejected)
    assert (row["line"], row["column_name"], row["value"]) == (3, column, value)
    assert row["reason"] == "not possible"
    assert (taken.rejections, taken.rows_archived) == ({"not possible": 1}, 1)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("date_of_birth", "2023-08-31"),
        ("date_of_birth", "2003-09-01"),
        ("date_of_birth", ""),
        ("leaving_date", "2019-09-04"),
    ],
    ids=["2 on the year's last day", "20 before the year", "not known", "left on the first day"],
)
def test_a_date_that_can_just_be_is_taken(land, column, value):
    taken = land(ROW | {column: value})
    assert (taken.rows_archived, taken.rejections) == (1, {})


def test_ages_are_those_of_the_files_year(land):
    """Born in 2023, too young for a file of 2024/25, and not for one of the year after."""
    born = ROW | {"date_of_birth": "2023-09-01", "academic_year": "2025/26"}
    assert land(born).rejections == {}


def test_dates_that_cannot_be_count_to_the_limit(land):
    with pytest.raises(SourceError, match="date_of_birth: on line 3 it holds '2031-01-01'"):
        land(ROW, ROW | {"local_id": "1", "upn": "", "date_of_birth": "2031-01-01"})


def test_a_pupil_without_an_identifier_is_set_aside(land):
    taken = land(ROW, ROW | {"upn": "", "local_id": ""}, reject_limit=1)
    (row,) = county_files.rows(taken.rejected)
    assert (row["line"], row["column_name"], row["value"]) == (3, "upn", "")


def test_the_same_pupil_with_other_content_counts_as_last_given(land):
    moved = ROW | {"class": "6C"}
    taken = land(ROW, moved, moved)
    (row,) = county_files.rows(taken.archive)
    assert (row["class"], row["line"]) == ("6C", 4)
    (note,) = taken.notes
    assert note.startswith("1 row was passed over")
    assert [row["line"] for row in county_files.rows(taken.rejected)] == [2]


def test_the_same_row_again_is_not_told(land):
    taken = land(ROW, ROW)
    assert (taken.rows_archived, taken.notes, taken.rejections) == (1, [], {})


@pytest.mark.parametrize(
    ("options", "year", "notes"),
    [
        ({"academic_year": "202425"}, "2024/25", 0),
        ({"academic_year": "2023/24", "latest_marked_year": "2024/25"}, "2023/24", 0),
        ({"latest_marked_year": "2024/25"}, "2024/25", 1),
    ],
)
def test_the_year_comes_from_elsewhere(land, options, year, notes):
    taken = land(FEW, **options)
    assert taken.academic_years == (year,)
    assert len(taken.notes) == notes
    assert all("2024/25" in note and "--academic-year" in note for note in taken.notes)


def test_columns_are_known_by_letters_and_digits_and_others_told(land):
    taken = land(
        {"URN": "115000", "Local ID": "7", "Year Group": "3", "Shoe": "31"}, academic_year="2024/25"
    )
    assert taken.rows_archived == 1
    assert taken.notes == ["Columns not known and not used: shoe."]


def test_lines_count_empty_lines(land):
    content = county_files.text(FEW, OTHER).replace("\n115000,78", "\n\n,,\n115000,78")
    taken = land(content=content, academic_year="2024/25")
    assert [row["line"] for row in county_files.rows(taken.archive)] == [2, 5]
    assert taken.rows_read == 2


@pytest.mark.parametrize(
    ("rows", "options", "told"),
    [
        ([{"urn": "1", "class": "6B"}], {}, ("year_group, upn or local_id", "Add them")),
        ([FEW], {}, ("which academic year", "--academic-year")),
        ([FEW], {"academic_year": "2024"}, ("'2024' is no academic year", "2024/25")),
        (
            [ROW, ROW | {"fsm": "maybe"}],
            {},
            ("more than 1%", "school 115000 (1 of 2)", "fsm: on line 3 it holds 'maybe'"),
        ),
        ([ROW | {"urn": "x"}], {"reject_limit": 1}, ("no pupil that could be taken", "'x'")),
    ],
    ids=["columns missing", "no year", "a bad year", "above the limit", "nothing left"],
)
def test_a_file_that_is_not_sound_is_refused(land, rows, options, told):
    with pytest.raises(SourceError) as refused:
        land(*rows, **options)
    for part in told:
        assert part in str(refused.value)
