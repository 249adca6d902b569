"""Marks in any form of register: good files are taken, bad rows kept with line and value."""

from datetime import date
from io import BytesIO

import duckdb
import openpyxl
import pytest

from attendance.errors import SourceError
from attendance.importers import landing, mark_sql, marks, registers
from tests.importers import county_files

TODAY = date(2025, 2, 14)
HEADER = "urn,pupil,date,session,code"
GOOD = [f"115000,p{place},2024-09-09,AM,/" for place in range(200)]


@pytest.fixture
def land(tmp_path, data_dir):
    """Land a file with that content."""

    def landed(content, module=marks, name="marks.csv", **options):
        given = county_files.source(tmp_path, content, name)
        return county_files.landed(module, given, tmp_path, data_dir, today=TODAY, **options)

    return landed


@pytest.mark.parametrize("ways", [mark_sql.PLAIN, mark_sql.FREE])
def test_marks_are_archived_as_text(ways):
    """DuckDB 2.0 loses rare values of an enum that several threads write to Parquet."""
    cells = ["fault", "urn", "pupil", "session_date", "session", "code", "minutes_late", "comment"]
    with duckdb.connect() as connection:
        connection.execute("create table attendance_codes as select '/' as code")
        connection.execute("create table import_day as select current_date as today")
        for statement in (*landing.MACROS, *mark_sql.TYPES):
            connection.execute(statement)
        columns = ", ".join(f"cast(null as varchar) as {cell}" for cell in cells)
        connection.execute(f"create view mark_cells as select 1 as line, {columns}")
        found = connection.sql(mark_sql.read("mark_cells", ways))
        types = dict(zip(found.columns, map(str, found.types), strict=True))
    assert (types["session"], types["code"]) == ("VARCHAR", "VARCHAR")


def lines(header, *rows):
    return "\n".join([header, *rows]) + "\n"


def taken_marks(taken):
    """Pupil, day, session and code of the marks that were archived, in the file's order."""
    return [
        (row["pupil"], row["session_date"].isoformat(), row["session"], row["code"])
        for row in county_files.rows(taken.archive)
        if row["code"]
    ]


def set_aside(taken):
    """Line, column, value and reason of what was not."""
    return [
        (row["line"], row["column_name"], row["value"], row["reason"])
        for row in county_files.rows(taken.rejected)
    ]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (HEADER, "115000,p1,2024-09-09,AM,I"),
        (HEADER, "115000, p1 ,09/09/2024,am, i "),
        (HEADER, "115000,p1,09-09-2024,Morning,I"),
        ("URN,Student ID,Date,Session Name,Mark", "115000,p1,09/09/2024 00:00:00,AM,I"),
        ("urn,student_id,startDatetime,attendanceMark.code", "115000,p1,2024-09-09T08:50:00,I"),
    ],
)
def test_the_same_mark_in_the_words_of_each_system(land, header, row):
    assert taken_marks(land(lines(header, row))) == [("p1", "2024-09-09", "AM", "I")]


@pytest.mark.parametrize("before", [0, 1500], ids=["at the top", "far down in a plain file"])
@pytest.mark.parametrize("given", ["a12345678901b", "A12345678901b", " a12345678901b "])
def test_a_upn_is_read_as_in_pupil_files(land, given, before):
    plain = [f"115000,p{place},2024-09-09,AM,/" for place in range(before)]
    taken = land(lines(HEADER, *plain, f"115000,{given},2024-09-09,AM,I"))
    assert taken_marks(taken)[-1] == ("A12345678901B", "2024-09-09", "AM", "I")
    assert "A12345678901B" in {row["pupil"] for row in county_files.rows(taken.pupils)}


def test_an_own_number_stays_as_it_is_written(land):
    taken = land(lines(HEADER, "115000,p1a,2024-09-09,AM,I"))
    assert taken_marks(taken) == [("p1a", "2024-09-09", "AM", "I")]


@pytest.mark.parametrize(
    ("columns", "row"),
    [("2024-09-09 AM", "/"), ("week_commencing,marks", "2024-09-09,//////////")],
    ids=["by date and session", "a string for a week"],
)
def test_a_upn_of_a_register_is_read_so_too(land, columns, row):
    taken = land(lines(f"urn,upn,{columns}", f"115000,a12345678901b,{row}"), registers)
    assert {pupil for pupil, *_ in taken_marks(taken)} == {"A12345678901B"}


def test_a_upn_in_either_case_is_one_pupil(land):
    rows = ("115000,A12345678901B,2024-09-09,AM,/", "115000,a12345678901b,2024-09-09,AM,I")
    taken = land(lines(HEADER, *rows))
    assert taken_marks(taken) == [("A12345678901B", "2024-09-09", "AM", "I")]
    assert taken.rejections == {"twice": 1}


def test_marks_are_archived_as_they_come_with_who_is_in_them(land):
    rows = ("115000,b,2024-09-10,PM,\\", "115000,b,2024-09-10,AM,/", "115000,a,2025-01-06,AM,N")
    taken = land(lines(HEADER, *rows))
    assert [row[:3] for row in taken_marks(taken)] == [
        ("b", "2024-09-10", "PM"),
        ("b", "2024-09-10", "AM"),
        ("a", "2025-01-06", "AM"),
    ]
    [first, second] = sorted(county_files.rows(taken.pupils), key=lambda row: row["pupil"])
    assert (first["marks"], second["marks"]) == (1, 2)
    assert (second["first_date"], second["academic_year"]) == (date(2024, 9, 10), "2024/25")
    assert (taken.schools, taken.rows_read, taken.rows_archived) == ((115000,), 3, 3)


def test_blanks_and_dashes_are_missing_marks_and_not_absences(land):
    blank = ("115000,p1,2024-09-09,AM,", "115000,p1,2024-09-09,PM,-")
    taken = land(lines(HEADER, *blank, "115000,p1,2024-09-10,AM,/"))
    assert (taken.rows_archived, taken.blank_marks, taken.rejections) == (1, 2, {})


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        ("115000,p1,2025-02-30,AM,/", "date", "2025-02-30", "not readable"),
        ("115000,p1,09/13/2024,AM,/", "date", "09/13/2024", "not readable"),
        ("115000,p1,,AM,/", "date", "", "not readable"),
        ("115000,p1,1924-09-09,AM,/", "date", "1924-09-09", "not readable"),
        ("115000,p1,2024-09-09,lunch,/", "session", "lunch", "not readable"),
        ("115000,p1,2024-09-09,3,/", "session", "3", "not readable"),
        ("115000,,2024-09-09,AM,/", "pupil", "", "not readable"),
        ("11500,p1,2024-09-09,AM,/", "urn", "11500", "not readable"),
        ("school,p1,2024-09-09,AM,/", "urn", "school", "not readable"),
        (",p1,2024-09-09,AM,/", "urn", "", "not readable"),
        ("115000,p1,2024-09-09,AM,?", "code", "?", "code not known"),
        ("115000,p1,2024-09-09,AM,9", "code", "9", "code not known"),
        ("115000,p1,2024-09-09,AM,Y8", "code", "Y8", "code not known"),
        ("115000,p1,2025-02-15,AM,/", "date", "2025-02-15", "in the future"),
    ],
)
def test_a_bad_row_among_good_ones_is_kept_with_its_line(land, row, column, value, reason):
    taken = land(lines(HEADER, *GOOD, row), reject_limit=1.0)
    [(line, *told)] = set_aside(taken)
    assert line == len(GOOD) + 2
    assert told[2] == reason
    if column != "date" or value != "1924-09-09":
        assert told[:2] == [column, value]
    assert taken.rows_archived == len(GOOD)
    assert taken.rejections == {reason: 1}


def test_a_file_that_is_mostly_empty_says_where(land):
    with pytest.raises(SourceError, match="on line 2 it is empty"):
        land(lines(HEADER, "115000,p1,,AM,/", "115000,p1,2024-09-09,AM,/"))


@pytest.mark.parametrize("code", ["H", "J", "F", "Y", "C2", "#", "D"])
def test_a_code_of_any_time_is_taken(land, code):
    taken = land(lines(HEADER, f"115000,p1,2024-09-09,AM,{code}"))
    assert taken_marks(taken) == [("p1", "2024-09-09", "AM", code)]


def test_of_a_mark_that_stands_twice_the_last_counts(land):
    taken = land(lines(HEADER, "115000,p1,2024-09-09,AM,/", "115000,p1,2024-09-09,AM,I"))
    assert taken_marks(taken) == [("p1", "2024-09-09", "AM", "I")]
    [(line, _, _, reason)] = set_aside(taken)
    assert (line, reason) == (2, "twice")


def test_the_limit_of_bad_rows_counts_for_each_school(land, tmp_path):
    bad = ["115001,q,2024-09-09,AM,/", "115001,q,soon,PM,/"]
    with pytest.raises(SourceError) as refused:
        land(lines(HEADER, *GOOD, *bad))
    for part in ("more than 1%", "school 115001 (1 of 2)", "line 203", "'soon'"):
        assert part in str(refused.value)
    assert not list((tmp_path / "scratch").iterdir())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (lines("pupil,date,session,code", "p1,2024-09-09,AM,/"), "--urn"),
        (lines("urn,pupil,date,code", "115000,p1,2024-09-09,/"), "session"),
        (lines(HEADER), "no rows"),
        (lines(HEADER, "115000,p1,2024-09-09,AM"), "line 2"),
        (lines(HEADER, "115000,p1,2024-09-09,AM,/,x"), "line 2"),
        (lines(HEADER, "115000,p1,2024-09-09,AM,-"), "no mark"),
        (lines(HEADER, "115000,p1,2024-09-09,AM,?"), "no mark"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why_and_leaves_nothing(land, tmp_path, content, told):
    with pytest.raises(SourceError) as refused:
        land(content)
    assert "marks.csv" in str(refused.value)
    assert told in str(refused.value)
    assert not list((tmp_path / "scratch").iterdir())


def test_the_school_of_a_file_can_be_given(land):
    taken = land(lines("pupil,date,session,code", "p1,2024-09-09,AM,/"), urn=115000)
    assert taken.schools == (115000,)


def test_an_excel_sheet_is_read_as_a_csv_file_is(land):
    book = openpyxl.Workbook()
    for row in (HEADER.split(","), [115000, "p1", date(2024, 9, 9), "AM", "I"]):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    taken = land(content.getvalue(), name="marks.xlsx")
    assert taken_marks(taken) == [("p1", "2024-09-09", "AM", "I")]


@pytest.mark.parametrize(
    "columns",
    [
        "2024-09-09 AM,2024-09-09 PM",
        "09/09/2024 AM,09/09/2024 PM",
        "Mon 09/09/2024 AM,Mon 09/09/2024 PM",
        "2024-09-09_AM,2024-09-09_PM",
    ],
)
def test_a_register_by_date_and_session(land, columns):
    content = lines(f"urn,upn,{columns}", "115000,p1,/,I", "115000,p2,,O")
    taken = land(content, registers)
    assert taken_marks(taken) == [
        ("p1", "2024-09-09", "AM", "/"),
        ("p1", "2024-09-09", "PM", "I"),
        ("p2", "2024-09-09", "PM", "O"),
    ]
    assert taken.blank_marks == 1


def test_a_bad_cell_of_a_register_is_kept_with_its_line(land):
    content = lines("urn,upn,2024-09-09 AM,2024-09-09 PM", "115000,p1,/,I", "115000,p2,?,O")
    taken = land(content, registers)
    assert [(line, reason) for line, _, _, reason in set_aside(taken)] == [(3, "code not known")]
    assert taken.rows_archived == 3


@pytest.mark.parametrize("written", [r"/\I-L\/\##", r"/ \ I - L \ / \ # #", r"/,\,I,-,L,\,/,\,#,#"])
def test_a_string_of_marks_for_a_week(land, written):
    cell = f'"{written}"'
    content = lines("urn,pupil,week_commencing,marks", f"115000,p1,2024-09-09,{cell}")
    taken = land(content, registers)
    assert [row[1:] for row in taken_marks(taken)] == [
        ("2024-09-09", "AM", "/"),
        ("2024-09-09", "PM", "\\"),
        ("2024-09-10", "AM", "I"),
        ("2024-09-11", "AM", "L"),
        ("2024-09-11", "PM", "\\"),
        ("2024-09-12", "AM", "/"),
        ("2024-09-12", "PM", "\\"),
        ("2024-09-13", "AM", "#"),
        ("2024-09-13", "PM", "#"),
    ]
    assert taken.blank_marks == 1


def test_codes_of_two_letters_need_separators(land):
    content = lines(
        "urn,pupil,week_commencing,marks", "115000,p1,2024-09-09,C2 C2 / \\ / \\ / \\ / \\"
    )
    assert [row[3] for row in taken_marks(land(content, registers))][:2] == ["C2", "C2"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("115000,p1,2024-09-09,/////////", "marks"),
        ("115000,p1,2024-09-09,///////////", "marks"),
        ("115000,p1,2024-09-10,//////////", "week_commencing"),
        ("115000,p1,soon,//////////", "week_commencing"),
    ],
)
def test_a_week_that_cannot_be_read_is_kept_with_its_line(land, row, column):
    good = [f"115000,q{place},2024-09-09,//////////" for place in range(30)]
    content = lines("urn,pupil,week_commencing,marks", *good, row)
    taken = land(content, registers)
    [(line, told, _, reason)] = set_aside(taken)
    assert (line, told, reason) == (32, column, "not readable")
    assert taken.rows_archived == 300


@pytest.mark.parametrize(
    "row",
    [
        "115000,late,09/09/2024,AM,I",
        "115000,late,2024-09-09,am,I",
        "115000,late,2024-09-09,AM,i ",
        "115000, late ,2024-09-09,AM,I",
    ],
)
def test_a_row_written_otherwise_far_down_in_a_plain_file_is_read_too(land, row):
    plain = [f"115000,p{place},2024-09-09,AM,/" for place in range(1500)]
    taken = land(lines(HEADER, *plain, row, "115000,p9,2024-09-09,PM,?"), reject_limit=1.0)
    assert taken.rows_archived == 1501
    assert ("late", "2024-09-09", "AM", "I") in taken_marks(taken)
    assert set_aside(taken) == [(1503, "code", "?", "code not known")]
