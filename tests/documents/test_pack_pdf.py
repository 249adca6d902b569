"""A pack as PDF: what it says, that a screen reader can follow it, and how long it gets."""

import io
import os
import re
import shutil
import subprocess

import pytest
from pypdf import PdfReader

from attendance import words
from attendance.documents import pack_pdf
from attendance.packs.pack import Column, Front, Table
from tests.documents.packs import made_up, to_agree

PRIMARY, SECONDARY, ALL_THROUGH, LONG_NAME = 900005, 900017, 900020, 900012
MOST_PAGES = {PRIMARY: 12, SECONDARY: 20, ALL_THROUGH: 20, LONG_NAME: 12}


@pytest.fixture(scope="module")
def made(pack_of):
    """The PDF of a sample school, by URN, and the pack it was made of."""
    kept = {}

    def of(urn, **more):
        key = urn, *more.items()
        if key not in kept:
            pack = pack_of(urn, **more)
            kept[key] = pack, pack_pdf.as_pdf(pack)
        return kept[key]

    return of


def read(content):
    return PdfReader(io.BytesIO(content))


def text(content):
    """All its text without the breaks that lines have."""
    return plain("\n".join(page.extract_text() for page in read(content).pages))


def plain(said):
    return re.sub(r"\s+", "", said)


def structure(content):
    """Kinds of things that a screen reader is told of, and the texts in place of figures."""
    kinds, alts = [], []
    left = [read(content).trailer["/Root"]["/StructTreeRoot"]]
    while left:
        node = left.pop().get_object()
        if isinstance(node, list):
            left.extend(node)
        elif hasattr(node, "get"):
            kinds.append(node.get("/S"))
            if node.get("/S") == "/Figure":
                alts.append(node.get("/Alt"))
            left.append(node["/K"]) if "/K" in node else None
    return kinds, alts


def tool(name, *arguments, content):
    """What a program of poppler-utils says of the file; skips, or fails in CI, without it."""
    if shutil.which(name) is None:
        reason = f"needs {name} of poppler-utils"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    done = subprocess.run([name, *arguments, "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.parametrize("urn", MOST_PAGES)
def test_it_has_every_number_of_the_pack_on_few_pages(made, urn):
    pack, content = made(urn)
    said = text(content)
    assert len(read(content).pages) <= MOST_PAGES[urn]
    for table in pack.tables:
        assert plain(table.rest) in said
        for cell in {cell for row in table.printed_rows for cell in row}:
            assert plain(cell) in said, f"{table.caption}: {cell}"
    for section in pack.sections:
        assert plain(section.heading) in said
        for sentence in section.sentences:
            assert plain(sentence) in said
        for question in section.questions:
            raised_by = words.sentence(question.raised_by)
            assert plain(question.text) in said and plain(raised_by) in said
        for chart in section.charts:
            assert plain(chart.title) in said
            told = [text for series in chart.series for text in series.texts]
            assert all(plain(each) in said for each in told)


@pytest.mark.parametrize("urn", MOST_PAGES)
def test_short_lists_and_the_space_for_actions_stay_on_one_page(made, urn):
    pack, content = made(urn)
    pages = [plain(page.extract_text()) for page in read(content).pages]
    assert sum("WhatWhoBywhen" in page for page in pages) == 1
    short = [table for table in pack.tables if 0 < len(table.printed_rows) <= 8]
    assert len(short) >= 3
    for table in short:
        captions = [page for page in pages if plain(table.caption) in page]
        rows = [plain("".join(row)) for row in table.printed_rows]
        assert any(all(row in page for row in rows) for page in captions), table.caption


@pytest.mark.parametrize("urn", MOST_PAGES)
def test_no_heading_of_a_column_runs_into_the_next(made, urn):
    """At 8 points a bold letter is about 4.2 points wide; a cell's margins take 7."""
    given = pack_pdf.laid_out(made(urn)[0])
    listed = [given["to_agree"], *(each for part in given["sections"] for each in part["tables"])]
    for table in (each for each in listed if each["rows"]):
        for heading, width in zip(table["headings"], table["widths"], strict=True):
            longest = max((len(word) for word in heading.split()), default=0)
            room = 510 * width / sum(table["widths"])
            assert room >= 4.2 * longest + 7, f"{table['caption']}: {heading}"


def test_page_one_stands_alone(made):
    pack, content = made(SECONDARY)
    first, second, *_ = (plain(page.extract_text()) for page in read(content).pages)
    for needed in (*pack.front.sentences, "Pupils to agree on", "Overdue actions"):
        assert plain(needed) in first
    assert plain(pack.sections[0].heading) not in first
    assert plain(pack.sections[0].heading) in second


def overdue_actions(*whats):
    rest = "Umbrofernquist, Tavimar", "Head of year", "3 February 2025"
    return Table(
        "overdue",
        "Overdue actions",
        tuple(Column(name, name) for name in ("what", "about", "who", "by when")),
        tuple((what, *rest) for what in whats),
        empty="Nothing is overdue.",
    )


@pytest.mark.parametrize("late", [0, 8])
def test_page_one_has_as_many_pupils_to_agree_on_as_fit(late):
    """Of the 70 of the largest secondary, and above overdue actions of two lines each."""
    what = "Invite the parents of the pupil and the family's key worker to a meeting in the school"
    overdue = overdue_actions(*[what] * late)
    front = Front(("A sentence. " * 12,) * 5, to_agree(66, 4), overdue)
    pages = [page.extract_text() for page in read(pack_pdf.as_pdf(made_up(front=front))).pages]
    assert "Overall trends" not in pages[0] and "Overall trends" in pages[1]
    assert plain(overdue.empty if not late else what) in plain(pages[0])
    rows = len(re.findall("none recorded", pages[0]))
    assert len(re.findall(r"\bPA\b", pages[0])) == 4 and rows >= (12 if late else 20)
    assert f"And {70 - rows} more in the Excel file." in pages[0]
    assert "none recorded" not in pages[1]


def test_overdue_actions_that_page_one_has_no_room_for_go_on_below_it():
    whats = [f"Action {place} of many" for place in range(70)]
    front = Front(("A sentence.",) * 5, to_agree(2, 2), overdue_actions(*whats))
    first, second, third, *_ = (
        page.extract_text() for page in read(pack_pdf.as_pdf(made_up(front=front))).pages
    )
    held = sum(what in first for what in whats)
    assert 30 < held < 60 and "none recorded" not in first
    assert [what for what in whats if what in second] == whats[held:]
    assert "Overall trends" in third


def test_all_pupils_to_agree_on_are_on_page_one_where_there_is_room(made):
    pack, content = made(SECONDARY)
    said = plain(read(content).pages[0].extract_text())
    assert len(pack.front.to_agree.rows) > 14 and "moreintheExcelfile" not in said
    for row in pack.front.to_agree.rows:
        assert plain(row[0]) in said


def test_every_page_says_how_secret_who_when_and_from_what(made):
    pack, content = made(PRIMARY)
    pages = read(content).pages
    for number, page in enumerate(pages, start=1):
        said = plain(page.extract_text())
        for needed in (
            "OFFICIAL-SENSITIVE",
            f"Made by {pack.made_by}, 17 February 2025, 09:05",
            "Data: registers to 14 February 2025",
            f"Page {number} of {len(pages)}",
        ):
            assert plain(needed) in said


def test_a_screen_reader_gets_headings_tables_and_a_text_for_each_chart(made):
    pack, content = made(SECONDARY)
    kinds, alts = structure(content)
    drawn = [chart.alt for section in pack.sections for chart in section.charts]
    assert sorted(alts) == sorted(drawn)
    listed = sum(bool(table.rows) for table in pack.tables)
    assert kinds.count("/Table") == listed + 1, "every list, and the space for actions"
    assert kinds.count("/H1") == 1 and kinds.count("/H2") == len(pack.sections) + 2
    headings = sum(len(table.columns) for table in pack.tables if table.rows)
    assert headings <= kinds.count("/TH") + sum(
        not column.is_printed for table in pack.tables for column in table.columns
    )


def test_poppler_calls_it_tagged_with_title_and_own_fonts(made):
    pack, content = made(PRIMARY)
    info = tool("pdfinfo", content=content)
    assert re.search(r"Tagged:\s+yes", info) and re.search(rf"Title:\s+{pack.title}", info)
    fonts = [line.split() for line in tool("pdffonts", content=content).splitlines()[2:]]
    assert fonts and all("LiberationSans" in font[0] or "DejaVu" in font[0] for font in fonts)
    assert all(font[-5] == "yes" for font in fonts), "every font is in the file"


@pytest.mark.parametrize("urn", [PRIMARY, SECONDARY])
def test_without_names_no_name_or_number_is_anywhere_in_the_file(made, ask, scope_of, urn):
    _, content = made(urn, show_names=False)
    said = text(content) + str(structure(content)[1]) + str(read(content).metadata)
    everybody = ask("pupils/absent_pupils", scope_of(urn).but(least_share=0.0))
    legal = [ask(f"thresholds/{name}", scope_of(urn)) for name in ("penalty_notice", "unexplained")]
    numbers = {upn for rows in legal for upn in rows["upn"].dropna()}
    assert len(everybody) > 100 and len(numbers) > 3
    for name in everybody["pupil"]:
        assert plain(name) not in said
    assert not [upn for upn in numbers if upn in said]
    assert not re.search(r"[A-Z]999\d{8,9}", said)
    assert "Withoutnamesofpupils" in said


def test_a_made_up_pack_with_everything_can_be_made_and_its_text_is_never_run():
    pack = made_up(title='=1 #import "house.typ" [b $x$ *b*')
    said = text(pack_pdf.as_pdf(pack))
    assert plain(pack.title) in said and "HYPERLINK" in said
    assert plain("And 70 more in the Excel file.") in said
    assert plain(pack.sections[-1].heading) in said


def test_a_pack_of_nobody_says_so(pack_of):
    pack = pack_of(900011)
    said = text(pack_pdf.as_pdf(pack))
    assert plain(pack.front.to_agree.empty) in said and plain(pack.front.overdue.empty) in said
