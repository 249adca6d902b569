"""The consultation sheet: one page of what counts, in words, with names or without; logged."""

import io

import pytest
from pypdf import PdfReader

from attendance import config
from attendance.documents import consultation
from tests.pages.test_pupil import LONG_SPELL, SIBLING, opened, people

__all__ = ["opened", "people"]

GIVEN = {
    "title": "Compliance consultation: Doe, Ann",
    "made_by": "local (AST lead)",
    "at": "27 November 2026, 14:05",
    "source": "registers to 14 February 2025",
    "is_sample": True,
    "answer": "Doe, Ann missed 25 of 206 sessions.",
    "facts": ["Alpha, Year 4."],
    "strips": [],
    "questions": ["What does the pupil say?"],
}


LONGEST_SESSION = "28 September 2024, AM: U, Late after registers closed"


def read(content):
    document = PdfReader(io.BytesIO(content))
    return document, " ".join(" ".join(page.extract_text() for page in document.pages).split())


def half(text, kind):
    return {"text": text, "kind": kind}


def test_a_hundred_entries_fit_one_page():
    day = {"am": half("O", "unauthorised"), "pm": half("C2", "authorised")}
    strip = {"name": "Half term 1", "weeks": [{"name": "6 Jan", "days": [day] * 5}] * 7}
    many = {
        "strips": [strip] * 9,
        "thresholds": [[f"Threshold {number}", "96 sessions", "reached"] for number in range(30)],
        "sessions": [LONGEST_SESSION] * 100,
        "support": [f"14 February 2025: {'a long text ' * 30}" for _ in range(100)],
        "questions": ["Is there a condition, and is the school nurse involved?"] * 6,
    }
    document, said = read(consultation.as_pdf(GIVEN | many))
    assert len(document.pages) == 1
    assert "and 89 more" in said and "and 96 more" in said
    assert "3 earlier strips are left out; the pupil's page has all." in said
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize(
    ("name", "pupil", "has_names"),
    [
        ("consultation.pdf", LONG_SPELL, True),
        ("consultation-without-names.pdf", SIBLING, False),
    ],
)
def test_the_sheet_tells_the_pupil_and_is_logged(
    name, pupil, has_names, opened, people, downloads, log, sample_copy, monkeypatch
):
    monkeypatch.setenv(config.DATA_DIR_VARIABLE, str(sample_copy))
    opened(pupil, view="Thresholds")
    document, said = read(downloads[name]())
    assert len(document.pages) == 1 and "Invented pupils" in said
    assert log()[-1]["subject"] == f"consultation sheet: {people[pupil]}"
    assert log()[-1]["detail"] == {"file": name}
    if has_names:
        assert "96 sessions reached" in said and "and 85 more" in said
    else:
        assert f"Pupil {people[pupil][:6].upper()} missed 25 of 206" in said
        assert "Zorrurrow" not in said and pupil not in said


@pytest.mark.usefixtures("on_sample")
def test_only_those_who_see_the_pupil_can_take_the_sheet(opened, downloads, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900019")
    opened(SIBLING, view="Thresholds")
    assert downloads == {}
