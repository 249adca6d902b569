"""Sound release files are taken, whatever their kind, year, format and name."""

from datetime import date
from zipfile import ZipFile

import duckdb
import pandas as pd
import pytest

from attendance.importers import imports
from attendance.warehouse import versions
from tests.importers.release_files import CODES, LEFT_OUT, PUBLISHED, release

FIRST_MONDAY = {
    "2022/23": "2022-09-12",
    "2023/24": "2023-09-11",
    "2024/25": "2024-09-09",
    "2025/26": "2025-09-08",
}
KINDS = {"ytd": "year to date", "weekly": "week", "daily": "day", "term": "autumn term"}


def in_year(year: str, kind: str = "ytd", **changes):
    monday = FIRST_MONDAY[year]
    return release(kind, year, weeks=(monday,), days=(monday,), **changes)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("year", FIRST_MONDAY)
def test_every_kind_of_every_year_loads(handover, kind, year):
    made = in_year(year, kind)
    report = handover.take(made, on=f"{year[:4]}-12-15")
    (load,) = report.version.loads
    assert (load.kind, load.academic_year, load.rows) == (KINDS[kind], year, len(made.rows))
    (essex,) = made.rows_of(la_name="Essex", **{phase_column(year): "Primary"})
    assert handover.ask(
        "select attended_sessions, possible_sessions from published_attendance "
        "where area_id = '881' and education_phase = 'Primary'"
    ) == [(float(essex["overall_attendance"]), float(essex["possible_sessions"]))]


@pytest.mark.parametrize("year", FIRST_MONDAY)
def test_codes_without_a_column_have_no_row_and_no_zero(handover, year):
    handover.take(in_year(year), on=f"{year[:4]}-12-15")
    codes = {code for (code,) in handover.ask("select distinct code from published_reasons")}
    assert codes == set(CODES) - LEFT_OUT[year]
    assert handover.ask("select count(*) from published_reasons where sessions = 0") == [(0,)]


def test_authorities_have_a_row_for_all_schools_since_2025(handover):
    made = in_year("2025/26")
    handover.take(made, on="2025-09-25")
    (total,) = made.rows_of(la_name="Essex", education_phase="Total")
    assert handover.ask(
        "select possible_sessions from published_attendance "
        "where area_id = '881' and education_phase = 'Total'"
    ) == [(float(total["possible_sessions"]),)]


def test_the_unnamed_index_column_of_2022_is_told(handover):
    report = handover.take(in_year("2022/23"), on="2022-10-13")
    assert report.taken[0].unknown_columns == ["(a column without a name)"]


def test_columns_that_nobody_knows_are_told_and_left_out(handover):
    made = release().put("reason_q_new_code", "987").put("note", "x")
    report = handover.take(made)
    assert report.taken[0].unknown_columns == ["reason_q_new_code", "note"]
    assert handover.ask("select count(*) from published_reasons where sessions = 987") == [(0,)]


@pytest.mark.parametrize(
    "how",
    [
        {"lineterminator": "\r\n"},
        {"quoting": 1},
        {"quoting": 1, "lineterminator": "\r\n"},
    ],
    ids=["CRLF", "quoted", "quoted CRLF"],
)
def test_csv_dialects_load(handover, how):
    path = handover.write(release().text(**how))
    assert not handover.refusals(path)
    assert_essex_is_there(handover)


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: "\ufeff" + text,
        lambda text: text + "\n\n",
        lambda text: text + "," * text.split("\n")[0].count(",") + "\n",
        lambda text: text.rstrip("\n"),
        lambda text: text.replace(",", " , "),
        lambda text: text.replace("time_period", "Time_Period ", 1),
    ],
    ids=["BOM", "blank lines", "empty cells", "no last newline", "blanks", "capitals"],
)
def test_harmless_differences_load(handover, changed):
    path = handover.write(changed(release().text()))
    assert not handover.refusals(path)
    assert_essex_is_there(handover)


def test_parquet_loads_with_numbers_as_numbers(handover):
    csv = handover.write(release("daily"), "daily.csv")
    table = pd.read_csv(csv, parse_dates=["attendance_date"])
    assert table["old_la_code"].dtype == float
    table.to_parquet(csv.with_suffix(".parquet"))
    assert not handover.refusals(csv.with_suffix(".parquet"))
    assert_essex_is_there(handover)
    assert handover.ask("select distinct attendance_date from published_attendance") == [
        (date(2024, 9, 9),)
    ]


def test_parquet_loads_with_not_a_number(handover):
    where = {"la_name": "Essex", "school_type": "Special"}
    made = release("weekly").put("attendance_perc", "NaN", **where)
    csv = handover.write(made, "weekly.csv")
    parquet = csv.with_suffix(".parquet")
    duckdb.connect().read_csv(str(csv)).write_parquet(str(parquet))
    assert not handover.refusals(parquet)
    assert_essex_is_there(handover)


@pytest.mark.parametrize("kind", ["ytd", "daily"])
def test_excel_loads_with_numbers_dates_and_loose_cells(handover, kind):
    csv = handover.write(release(kind), "data.csv")
    book = csv.with_suffix(".xlsx")
    dates = ["attendance_date"] if kind == "daily" else []
    table = pd.read_csv(csv, keep_default_na=False, parse_dates=dates)
    table.loc[len(table) + 3] = [None] * len(table.columns)
    table.to_excel(book, index=False)
    assert not handover.refusals(book)
    assert_essex_is_there(handover)


@pytest.mark.parametrize("inside", ["data/EES_ytd_data.csv", f"{PUBLISHED}/data/ytd.csv"])
def test_zip_loads_without_its_guidance(handover, tmp_path, inside):
    named = PUBLISHED if PUBLISHED not in inside else "download"
    path = tmp_path / f"{named}.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr(inside, release().text())
        archive.writestr("data/ytd.meta.csv", "col_name,col_type,label\nx,Indicator,X\n")
        archive.writestr("data-guidance/data-guidance.txt", "What the columns mean")
        archive.writestr("__MACOSX/data/._EES_ytd_data.csv", b"\x00\x05\x16\x07\xff")
    report = imports.import_paths([path], handover.data_dir)
    assert not report.refused
    assert [landing.load.published for landing in report.taken] == [PUBLISHED]
    told = " | ".join(report.passed_over)
    assert "data-guidance.txt: not a data file" in told
    assert "ytd.meta.csv: describes the columns of another file" in told


def test_a_date_inside_the_zip_wins_over_one_outside(handover, tmp_path):
    path = tmp_path / "2024-10-10.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr(f"{PUBLISHED}/EES_ytd_data.csv", release().text())
    report = imports.import_paths([path], handover.data_dir)
    assert [landing.load.published for landing in report.taken] == [PUBLISHED]


def test_files_are_known_by_what_is_in_them_not_by_name(handover):
    handover.write(release("ytd"), "EES_weekly_data.csv")
    handover.write(release("weekly"), "EES_ytd_data.csv")
    report = imports.import_paths([handover.folder], handover.data_dir)
    kinds = {landing.load.file_name[-15:]: landing.load.kind for landing in report.taken}
    assert kinds == {"weekly_data.csv": "year to date", "ES_ytd_data.csv": "week"}


def test_hidden_files_and_spreadsheet_locks_are_not_looked_at(handover):
    handover.write(b"\xff\xfe", ".EES_ytd_data.csv")
    handover.write(b"\x05user", "~$EES_ytd_data.xlsx")
    handover.write(release())
    report = imports.import_paths([handover.folder], handover.data_dir)
    assert (len(report.taken), report.refused, report.passed_over) == (1, [], [])


def test_folders_with_nothing_to_take_publish_nothing(handover):
    handover.write("Read me", "README.md")
    report = imports.import_paths([handover.folder], handover.data_dir)
    assert report.passed_over
    assert report.version is None and versions.current(handover.data_dir) is None


def phase_column(year: str) -> str:
    return "education_phase" if year == "2025/26" else "school_type"


def assert_essex_is_there(handover) -> None:
    assert handover.ask(
        "select area_id, possible_sessions from published_attendance "
        "inner join areas using (area_id) "
        "where area_name = 'Essex' and education_phase = 'Primary'"
    ) == [("881", 3764.0)]
