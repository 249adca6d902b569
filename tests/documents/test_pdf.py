"""PDF reports: what they say, who made them, and that a screen reader can follow them."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from pypdf import PdfReader

from attendance.documents import pdf
from attendance.errors import DocumentError

HEAD = {
    "title": "Pupils to look at",
    "made_by": "local (AST lead)",
    "at": "27 November 2026, 14:05",
    "source": "registers to 14 February 2025",
    "is_sample": False,
}
RISKY = '#import "house.typ" [b $x$ *b* \\ = "quoted"'


def half(text, kind):
    return {"text": text, "kind": kind}


WEEK = {
    "name": "6 Jan",
    "days": [
        {"am": half("/", "present"), "pm": half("I", "authorised")},
        {"am": half("C2", "authorised"), "pm": half("U", "unauthorised")},
        {"am": half("L", "late"), "pm": half("–", "missing")},
        {"am": half("V", "activity"), "pm": half("#", "not possible")},
        {"am": None, "pm": None},
    ],
}


def read(**more):
    """The listing with this data, read again."""
    return PdfReader(io.BytesIO(pdf.as_pdf("listing", HEAD | more)))


def text(document):
    return "\n".join(page.extract_text() for page in document.pages)


def roles(document):
    """What kinds of things the document's structure tells a screen reader of."""
    found, left = set(), [document.trailer["/Root"]["/StructTreeRoot"]]
    while left:
        node = left.pop().get_object()
        if isinstance(node, list):
            left.extend(each for each in node)
        elif hasattr(node, "get"):
            found.add(node.get("/S"))
            left.append(node["/K"]) if "/K" in node else None
    return found - {None}


@pytest.mark.parametrize("name", ["Zoë 👨‍👩‍👧", "สมชาย"])
def test_a_letter_without_a_font_stops_no_document(name):
    made = read(headings=["Pupil", "Class"], rows=[[name, "5A"], ["Doe, Ann", "5B"]])
    assert "Doe, Ann" in text(made)
    assert "/Table" in roles(made)


def test_every_page_says_who_when_from_what_and_how_secret():
    document = read(headings=["Pupil"], rows=[["Ann"]] * 150)
    assert len(document.pages) == 3
    for number, page in enumerate(document.pages, start=1):
        said = page.extract_text()
        for needed in (
            "OFFICIAL-SENSITIVE",
            "Made by local (AST lead), 27 November 2026, 14:05",
            "Data: registers to 14 February 2025",
            f"Page {number} of 3",
        ):
            assert needed in said
        assert said.count("Pupil\n") == 1, "the header row comes again on each page"


def test_it_is_tagged_in_british_english_and_has_its_title():
    document = read(headings=["Pupil"], rows=[["Ann"]], strips=[{"name": "Now", "weeks": [WEEK]}])
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-GB"
    assert document.metadata and document.metadata.title == HEAD["title"]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert {"/H1", "/Table", "/TH", "/TD"} <= roles(document)


@pytest.mark.parametrize("is_sample", [True, False])
def test_invented_pupils_are_called_so(is_sample):
    assert ("Invented pupils" in text(read(is_sample=is_sample))) is is_sample


def test_a_register_is_drawn_with_its_code_letters():
    said = text(read(strips=[{"name": "Half term 3", "weeks": [WEEK]}]))
    assert "Half term 3" in said and "6 Jan" in said
    assert "AM / C2 L V" in said and "PM I U – #" in said


def test_text_in_the_data_is_never_run():
    said = text(read(title=RISKY, answer=RISKY, headings=[RISKY], rows=[[RISKY]]))
    assert " ".join(said.split()).count(RISKY) == 4


def test_the_same_data_gives_the_same_file_in_every_thread():
    alone = {name: pdf.as_pdf("listing", HEAD | {"answer": name}) for name in "abcd"}
    with ThreadPoolExecutor(4) as pool:
        made = pool.map(lambda name: pdf.as_pdf("listing", HEAD | {"answer": name}), "abcd" * 4)
    assert list(made) == list(alone.values()) * 4


@pytest.mark.parametrize(
    ("template", "data", "said"),
    [
        ("nothing", HEAD, "no template 'nothing'"),
        ("../pdf", HEAD, "no template"),
        ("listing", {"title": "x"}, "without made_by, at, source, is_sample"),
        ("listing", HEAD | {"strips": [{"name": "x"}]}, "could not be made"),
        ("listing", HEAD | {"title": ""}, "could not be made"),
    ],
)
def test_what_cannot_be_made_is_said_in_words(template, data, said):
    with pytest.raises(DocumentError, match=said):
        pdf.as_pdf(template, data)


def test_it_can_be_made_after_one_that_could_not():
    with pytest.raises(DocumentError):
        read(strips=[{"name": "x"}])
    assert HEAD["title"] in text(read())


def test_fonts_are_in_the_file():
    fonts = read().pages[0]["/Resources"]["/Font"]
    names = {font.get_object()["/BaseFont"] for font in fonts.values()}
    assert names and all("Sans" in name for name in names)
