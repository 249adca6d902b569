"""The bulletin table as CSV, Markdown and Word."""

import io

import pandas as pd
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT

from attendance.documents import bulletin, csv_file

NOTHING = float("nan")


@pytest.fixture
def rows() -> pd.DataFrame:
    """Two releases as the query gives them, the older without persistent absence."""
    columns = ["published", "data_to", "data_to_source", "education_phase"]
    columns += ["home_attendance", "england_attendance", "attendance_difference"]
    columns += ["home_pa", "england_pa", "pa_difference"]
    autumn, spring = ("2024-12-19", "2024-12-06", "weekly"), ("2025-01-23", "2025-01-10", "weekly")
    figures = pd.DataFrame(
        [
            (*autumn, "Primary", 95.1, 95.1, 0.0, NOTHING, NOTHING, NOTHING),
            (*autumn, "Secondary", 92.1, 92.4, -0.3, NOTHING, NOTHING, NOTHING),
            (*spring, "Primary", 95.0, 94.9, 0.1, 13.3, 13.5, -0.2),
            (*spring, "Special", 89.0, 87.5, 1.5, 33.0, 33.0, 0.0),
        ],
        columns=columns,
    )
    dates = {name: pd.to_datetime(figures[name]) for name in ("published", "data_to")}
    return figures.assign(**dates)


def csv_lines(rows, home="Essex") -> list[str]:
    return csv_file.as_csv(bulletin.for_csv(rows, home)).splitlines()


def test_the_csv_has_these_columns_and_no_others(rows):
    assert csv_lines(rows)[0] == (
        "published,data_to,education_phase,essex_attendance,england_attendance,"
        "attendance_difference,essex_pa,england_pa,pa_difference"
    )


def test_the_csv_has_iso_dates_one_decimal_ascii_signs_and_no_empty_cell(rows):
    assert csv_lines(rows)[1:] == [
        "2024-12-19,2024-12-06,Primary,95.1,95.1,=,n/a,n/a,n/a",
        "2024-12-19,2024-12-06,Secondary,92.1,92.4,-0.3,n/a,n/a,n/a",
        "2025-01-23,2025-01-10,Primary,95.0,94.9,+0.1,13.3,13.5,-0.2",
        "2025-01-23,2025-01-10,Special,89.0,87.5,+1.5,33.0,33.0,=",
    ]


@pytest.mark.parametrize(
    ("home", "column"),
    [
        ("Kent", "kent_pa"),
        ("Southend-on-Sea", "southend_on_sea_pa"),
        ("Bristol, City of", "bristol_city_of_pa"),
    ],
)
def test_the_home_columns_bear_the_name_of_the_authority(rows, home, column):
    assert column in csv_lines(rows, home)[0].split(",")


def test_for_reading_the_newest_comes_first_with_dates_in_words(rows):
    table = bulletin.for_reading(rows, "Essex")
    assert table["Data to"].tolist() == ["10 January 2025"] * 2 + ["6 December 2024"] * 2
    assert table["Phase"].tolist() == ["Primary", "Special", "Primary", "Secondary"]
    assert table["Difference (points)"].tolist() == ["+0.1", "+1.5", "=", "−0.3"]
    assert list(table.columns)[2:4] == ["Essex attendance (%)", "England attendance (%)"]


def test_publications_are_told_only_where_two_share_a_data_date(rows):
    again = rows[:1].assign(published=pd.Timestamp("2025-01-09"))
    table = bulletin.for_reading(pd.concat([rows, again], ignore_index=True), "Essex")
    assert table["Data to"].tolist()[2:] == [
        "6 December 2024 (published 9 January 2025)",
        "6 December 2024 (published 19 December 2024)",
        "6 December 2024",
    ]


def test_markdown_is_the_same_table(rows):
    heading, rule, *lines = bulletin.as_markdown(rows, "Essex").splitlines()
    assert heading.startswith("| Data to | Phase | Essex attendance (%) |")
    assert rule == "| " + " | ".join(["---"] * 8) + " |"
    assert lines[0] == "| 10 January 2025 | Primary | 95.0 | 94.9 | +0.1 | 13.3 | 13.5 | −0.2 |"
    assert lines[3] == "| 6 December 2024 | Secondary | 92.1 | 92.4 | −0.3 | n/a | n/a | n/a |"
    assert len(lines) == 4


@pytest.fixture
def document(rows):
    return Document(io.BytesIO(bulletin.as_docx(rows, "Essex", "2024/25")))


def test_the_word_document_has_a_title_and_says_what_the_figures_are(document):
    assert (
        document.paragraphs[0].text
        == "Essex and England: attendance and persistent absence, 2024/25"
    )
    assert document.paragraphs[0].style.name == "Heading 1"
    assert document.core_properties.title == "Essex and England, attendance 2024/25"
    assert document.paragraphs[-1].text == bulletin.NOTE


def test_the_word_table_has_the_cells_of_the_page(document, rows):
    [table] = document.tables
    expected = bulletin.for_reading(rows, "Essex")
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells == [list(expected.columns), *expected.to_numpy().tolist()]
    assert "−0.3" in cells[4]


def test_the_heading_row_is_repeated_on_every_page(document):
    marks = [row._tr.xpath("./w:trPr/w:tblHeader") for row in document.tables[0].rows]
    assert [bool(mark) for mark in marks] == [True, False, False, False, False]


def test_the_page_lies_on_its_side(document):
    [section] = document.sections
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert section.page_width > section.page_height


def test_a_bulletin_of_no_release_has_only_its_headings(rows):
    assert len(csv_lines(rows[:0])) == 1
    assert (
        len(Document(io.BytesIO(bulletin.as_docx(rows[:0], "Essex", "2024/25"))).tables[0].rows)
        == 1
    )
