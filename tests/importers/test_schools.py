"""DfE's register of schools: what is taken, what is told, what is refused."""

from datetime import date

import pandas as pd
import pytest

from attendance.errors import SourceError
from attendance.importers import schools
from tests.importers import county_files

ROW = {
    "URN": "115000",
    "LA (code)": "881",
    "LA (name)": "Essex",
    "EstablishmentNumber": "42",
    "EstablishmentName": "St Mary’s École",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentTypeGroup (name)": "Local authority maintained schools",
    "PhaseOfEducation (name)": "Primary",
    "EstablishmentStatus (name)": "Open",
    "OpenDate": "01-09-1999",
    "CloseDate": "",
    "StatutoryLowAge": "4",
    "StatutoryHighAge": "11",
    "SchoolCapacity": "210",
    "NumberOfPupils": "200",
    "PercentageFSM": "12.5",
    "DistrictAdministrative (name)": "Colchester",
    "Trusts (name)": "",
    "Federations": "Not under a federation",
    "UrbanRural (name)": "Urban",
    "AdmissionsPolicy (name)": "Not applicable",
    "Gender (name)": "Mixed",
    "ReligiousCharacter (name)": "None",
}
SUFFOLK = ROW | {"URN": "124000", "LA (code)": "935", "LA (name)": "Suffolk"}

TYPES = {
    "line": "BIGINT",
    "urn": "INTEGER",
    "open_date": "DATE",
    "close_date": "DATE",
    "statutory_low_age": "SMALLINT",
    "statutory_high_age": "SMALLINT",
    "capacity": "INTEGER",
    "pupils": "INTEGER",
    "fsm_share": "DOUBLE",
}


@pytest.fixture
def land(tmp_path, data_dir):
    """Land a file with that content."""

    def landed(content, name="edubasealldata.csv"):
        given = county_files.source(tmp_path, content, name)
        return county_files.landed(schools, given, tmp_path, data_dir)

    return landed


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_the_home_authoritys_schools_are_taken_in_either_alphabet(land, encoding):
    taken = land(county_files.text(SUFFOLK, ROW).encode(encoding))
    (row,) = county_files.rows(taken.archive)
    assert row["line"] == 3
    assert row["urn"] == 115000
    assert row["school_name"] == "St Mary’s École"
    assert row["establishment_number"] == "0042"
    assert row["open_date"] == date(1999, 9, 1)
    assert row["close_date"] is row["trust"] is None
    assert row["fsm_share"] == 0.125
    assert row["federation"] == "Not under a federation"
    assert (taken.kind, taken.schools, taken.rows_read, taken.rows_archived) == (
        "schools",
        (115000,),
        2,
        1,
    )
    assert taken.notes == []
    assert county_files.rows(taken.rejected) == []


def test_the_archive_has_its_columns_and_types(land):
    found = county_files.types(land(county_files.text(ROW)).archive)
    assert list(found) == ["line", *schools.COLUMNS]
    assert found == dict.fromkeys(found, "VARCHAR") | TYPES


def test_columns_that_are_absent_are_blank_and_told(land):
    few = {name: ROW[name] for name in ROW if name not in ("OpenDate", "Federations")}
    taken = land(county_files.text(few))
    (row,) = county_files.rows(taken.archive)
    assert row["open_date"] is row["federation"] is None
    (note,) = taken.notes
    assert "OpenDate, Federations (name)" in note
    assert county_files.types(taken.archive)["open_date"] == "DATE"


def test_a_bad_urn_and_an_earlier_copy_are_set_aside(land):
    first = ROW | {"EstablishmentName": "Old name"}
    taken = land(county_files.text(ROW | {"URN": "11500"}, first, ROW))
    assert [row["school_name"] for row in county_files.rows(taken.archive)] == ["St Mary’s École"]
    set_aside = county_files.rows(taken.rejected)
    told = ("line", "column_name", "value", "reason")
    assert [tuple(row[name] for name in told) for row in set_aside] == [
        (2, "URN", "11500", "not readable"),
        (3, "URN", "115000", "twice"),
    ]
    assert taken.rejections == {"not readable": 1, "twice": 1}


def test_a_cell_that_is_no_date_or_number_is_left_blank_and_told(land):
    taken = land(county_files.text(ROW | {"CloseDate": "soon", "PercentageFSM": "SUPP"}))
    (row,) = county_files.rows(taken.archive)
    assert row["close_date"] is row["fsm_share"] is None
    told = " ".join(taken.notes)
    assert "CloseDate cannot be read" in told
    assert "line 2: 'soon'" in told
    assert "PercentageFSM" in told


def test_lines_count_empty_lines(land):
    content = county_files.text(SUFFOLK, ROW).replace("\n124000", "\n\n124000")
    (row,) = county_files.rows(land(content).archive)
    assert row["line"] == 4


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            county_files.text({name: ROW[name] for name in ROW if name != "LA (code)"}),
            ("lacks columns", "LA (code)", "Download"),
        ),
        (county_files.text(SUFFOLK), ("no school of authority 881", "935 Suffolk", "HOME_AUTH")),
        (county_files.text(ROW | {"URN": "x"}), ("URN of six digits", "line 2", "'x'")),
        (county_files.text(ROW)[:-20], ("edubasealldata.csv", "cut off", "Download it again")),
        (county_files.text(ROW).splitlines()[0] + "\n", ("column names but no rows",)),
    ],
    ids=["column missing", "other authority", "no good URN", "cut off", "no rows"],
)
def test_a_file_that_is_not_sound_is_refused(land, content, told):
    with pytest.raises(SourceError) as refused:
        land(content)
    for part in told:
        assert part in str(refused.value)


def test_the_header_tells_the_register():
    assert schools.is_schools([name.lower() for name in ROW])
    assert not schools.is_schools(["urn", "upn", "year_group"])


@pytest.mark.parametrize("ending", [".parquet", ".xlsx"])
def test_other_formats_are_taken(land, tmp_path, ending):
    path = tmp_path / f"written{ending}"
    frame = pd.DataFrame([SUFFOLK, ROW])
    frame.to_parquet(path) if ending == ".parquet" else frame.to_excel(path, index=False)
    (row,) = county_files.rows(land(path.read_bytes(), f"schools{ending}").archive)
    assert (row["line"], row["urn"], row["establishment_number"]) == (3, 115000, "0042")
