"""python -m attendance bulletin and query: the rows that pages get, printed or refused."""

import csv
import io
import json

import docx
import pandas as pd
import pytest

from attendance import access, config, words
from attendance.casework import audit, store
from attendance.documents import csv_file
from tests.command import complaint, printed, run

BULLETIN = "essex_and_england/bulletin"
POSITION = "essex_and_england/latest_position"
OF_A_RELEASE = ["--param", "academic_year=2024/25", "--param", "published=2025-02-20"]


@pytest.fixture
def rows(sample_version):
    """A query's rows, past the command line."""

    def of(name, **params):
        return access.rows(access.local_viewer(), sample_version, name, **params)

    return of


def test_the_bulletin_table_reads_as_on_the_page(sample_copy):
    lines = printed("bulletin", "--year", "2024/25").splitlines()
    assert len(lines) == 1 + 33
    cells = " ".join(lines[1].split())
    assert cells == "7 February 2025 Primary 94.7 94.8 −0.1 13.6 14.2 −0.6"


def test_the_bulletin_as_csv_holds_every_cell(sample_copy, rows):
    text = printed("bulletin", "--year", "2024/25", "--format", "csv")
    told = list(csv.DictReader(io.StringIO(text)))
    wanted = rows(BULLETIN, home_authority="881", academic_year="2024/25")
    assert [row["essex_attendance"] for row in told] == wanted["home_attendance"].map(
        words.figure
    ).tolist()
    assert [row["data_to"] for row in told] == wanted["data_to"].astype(str).tolist()


def test_the_bulletin_as_markdown_is_a_table(sample_copy):
    lines = printed("bulletin", "--year", "2023/24", "--format", "markdown").splitlines()
    assert lines[0].startswith("| Data to | Phase | Essex attendance (%) |")
    assert {line.count("|") for line in lines} == {9}


def test_the_bulletin_as_word_opens(sample_copy, tmp_path):
    output = tmp_path / "bulletin.docx"
    arguments = ["--year", "2024/25", "--format", "docx", "--output", output]
    assert printed("bulletin", *arguments) == ""
    assert len(docx.Document(str(output)).tables[0].rows) == 1 + 33


def test_the_bulletin_goes_to_the_file_that_is_named(sample_copy, tmp_path):
    output = tmp_path / "bulletin.csv"
    on_screen = run("bulletin", "--year", "2024/25", "--format", "csv").stdout_bytes
    printed("bulletin", "--year", "2024/25", "--format", "csv", "--output", output)
    assert output.read_bytes() == on_screen
    assert [path.name for path in tmp_path.glob("*bulletin*")] == ["bulletin.csv"]


@pytest.mark.parametrize("by", ["option", "setting"])
def test_the_bulletin_of_another_authority(by, sample_copy, monkeypatch):
    more = ["--authority", "919"] if by == "option" else []
    monkeypatch.setenv(config.HOME_AUTHORITY_VARIABLE, "881" if by == "option" else "919")
    assert "Hertfordshire attendance (%)" in printed("bulletin", "--year", "2024/25", *more)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--year", "2019/20"], "No release of 2019/20 with figures for Essex"),
        (["--year", "24/25"], "Years are written such as 2024/25"),
        (["--year", "2024/25", "--authority", "000"], "No authority with the code '000'"),
        (["--year", "2024/25", "--authority", "Essex"], "such as 881 for Essex"),
        (["--year", "2024/25", "--format", "docx"], "--output bulletin.docx"),
        (["--year", "2024/25", "--output", "/no/such/folder/x.csv"], "cannot be written"),
        (["--year", "2024/25", "--output", "."], "cannot be written"),
    ],
)
def test_a_bulletin_that_cannot_be_printed_says_why(arguments, said, sample_copy):
    assert said in complaint("bulletin", *arguments)


def test_an_earlier_file_survives_when_the_new_one_cannot_be_written(sample_copy, tmp_path):
    output = tmp_path / "bulletin.csv"
    output.write_text("last fortnight's")
    (tmp_path / ".bulletin.csv.part").mkdir()  # stands where the new file is written first
    arguments = ["--year", "2024/25", "--format", "csv", "--output", output]
    assert "cannot be written" in complaint("bulletin", *arguments)
    assert output.read_text() == "last fortnight's"


def test_what_is_printed_is_logged(sample_copy):
    printed("bulletin", "--year", "2024/25", "--format", "csv")
    printed("query", "data/freshness", "--as", "champion:100001")
    query, bulletin = audit.entries(store.open_store(sample_copy))
    assert (bulletin["subject"], bulletin["rows"], bulletin["role"]) == (BULLETIN, 33, "ast_lead")
    assert (query["action"], query["subject"]) == ("export", "data/freshness")
    assert (query["role"], query["detail"]["by"]) == ("champion", "command line")


def test_an_earlier_file_survives_a_wrong_year(sample_copy, tmp_path):
    output = tmp_path / "bulletin.csv"
    output.write_text("last fortnight's")
    complaint("bulletin", "--year", "1999/00", "--format", "csv", "--output", output)
    assert output.read_text() == "last fortnight's"


def test_the_list_describes_every_query_of_the_pages(data_dir):
    text = printed("query", "--list")
    assert text == printed("query")
    assert f"{BULLETIN}  [published]" in text
    assert "home_authority (varchar): authority, three-digit code" in text
    assert "warehouse/" not in text and "landing/" not in text
    assert not data_dir.exists()  # listing builds nothing


def test_a_query_gives_the_rows_that_pages_get_as_csv(sample_copy, rows):
    wanted = rows(BULLETIN, home_authority="881", academic_year="2024/25")
    text = run("query", BULLETIN, "--param", "academic_year=2024/25", "--format", "csv")
    assert text.stdout_bytes.decode() == csv_file.as_csv(wanted)


def test_a_query_gives_the_rows_that_pages_get_as_json(sample_copy, rows):
    told = json.loads(printed("query", POSITION, *OF_A_RELEASE, "--format", "json"))
    release = {"academic_year": "2024/25", "published": pd.Timestamp("2025-02-20").date()}
    wanted = rows(POSITION, home_authority="881", **release)
    assert list(told[0]) == wanted.columns.tolist()
    rates = wanted["home_attendance_rate"].tolist()
    assert [row["home_attendance_rate"] for row in told] == pytest.approx(rates, rel=1e-14)
    assert [row["data_to"][:10] for row in told] == wanted["data_to"].astype(str).tolist()


def test_a_query_prints_a_table(sample_copy, rows):
    lines = printed("query", "essex_and_england/authorities").splitlines()
    assert len(lines) == 1 + len(rows("essex_and_england/authorities"))
    assert lines[0].split() == ["area_id", "area_name", "region_name"]


@pytest.mark.parametrize("role", ["ast_lead", "data_officer", "champion:100001", "governor:100001"])
def test_a_query_runs_as_any_role(role, sample_copy):
    assert "Essex" in printed("query", "essex_and_england/authorities", "--as", role)


def test_a_role_gets_no_rows_it_may_not_read(sample_copy, monkeypatch):
    monkeypatch.setitem(access.MAY_READ, "governor", {"school"})
    arguments = ["query", "essex_and_england/authorities"]
    refusal = "A governor does not see published rows"
    assert refusal in complaint(*arguments, "--as", "governor:100001")
    monkeypatch.setenv(config.VIEWER_VARIABLE, "governor:100001")
    assert refusal in complaint(*arguments)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "There is no query 'nonsense'"),
        (["../../etc/passwd"], "There is no query"),
        (["warehouse/areas"], "it is not one that pages run"),
        ([BULLETIN], "takes academic_year, home_authority; it was given home_authority"),
        ([BULLETIN, "--param", "academic_year"], "each written name=value"),
        ([BULLETIN, "--param", "nonsense=1"], "takes: home_authority, academic_year"),
        ([POSITION, "--param", "published=20 February"], "'20 February' is not a date"),
        ([BULLETIN, "--as", "headteacher"], "There is no role 'headteacher'"),
        ([BULLETIN, "--as", "champion"], "names no school"),
        ([BULLETIN, "--param", "visible_schools=1"], "is not understood"),
    ],
)
def test_a_query_that_cannot_be_run_says_why(arguments, said, sample_copy):
    assert said in complaint("query", *arguments)
