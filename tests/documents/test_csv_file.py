"""CSV that opens in a spreadsheet without running anything."""

import csv
import io
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.documents import csv_file

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
SIGNED_NUMBER = re.compile(r"[+-]\d+(\.\d+)?")

texts = st.text(
    st.one_of(
        st.sampled_from("=+-@\t\r\n'\",;01.eE "),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=12,
)


def read_back(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def runs_nothing(cell: str) -> bool:
    harmless = cell in ("=", "-") or SIGNED_NUMBER.fullmatch(cell)
    return bool(harmless) or not cell.startswith(RISKY)


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=5), texts)
def test_no_cell_of_any_table_starts_a_formula(cells, heading):
    rows = pd.DataFrame(cells, columns=["first", heading])
    written = read_back(csv_file.as_csv(rows))
    assert all(runs_nothing(cell) for line in written for cell in line)
    assert len(written) == len(cells) + 1


@given(st.lists(texts, min_size=1, max_size=5))
def test_the_text_itself_comes_back_whole_after_at_most_an_apostrophe(cells):
    rows = pd.DataFrame({"text": cells, "number": range(len(cells))})
    _, *written = read_back(csv_file.as_csv(rows))
    assert [line[0].removeprefix("'") for line in written] == [
        cell.removeprefix("'") for cell in cells
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1+1",
        "-1-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "==",
        "+",
        "-2 pupils",
        "--",
        "+1\n",
    ],
)
def test_what_a_spreadsheet_might_run_gets_an_apostrophe(cell):
    assert csv_file.safe(cell) == "'" + cell


@pytest.mark.parametrize(
    "cell", ["+0.3", "-0.1", "=", "-", "-12", "n/a", "Essex", "", "0.1=", "−0.1"]
)
def test_signed_numbers_lone_marks_and_plain_text_stay(cell):
    assert csv_file.safe(cell) == cell


@pytest.mark.parametrize("value", [-0.1, 3, None, True])
def test_what_is_no_text_stays(value):
    assert csv_file.safe(value) is value


def test_a_column_name_is_made_safe_too():
    assert csv_file.as_csv(pd.DataFrame({"=cmd": [1]})).startswith("'=cmd")


def test_lines_end_as_spreadsheets_expect_and_excel_knows_the_encoding():
    rows = pd.DataFrame({"name": ["Ælfric"]})
    assert csv_file.as_csv(rows) == "name\r\nÆlfric\r\n"
    assert csv_file.as_download(rows) == b"\xef\xbb\xbf" + csv_file.as_csv(rows).encode()
