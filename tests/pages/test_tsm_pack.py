"""The page of a school's pack: page 1 on screen, files made and logged on a click, roles."""

import html
import io
import re
import zipfile
from datetime import date

import docx
import openpyxl
import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from attendance import config
from attendance.access import Viewer
from attendance.casework import actions, booking
from attendance.casework.actions import Agreed
from attendance.casework.booking import Wish
from attendance.casework.store import open_store
from attendance.warehouse import versions
from tests.pages.opened import answer

pytestmark = pytest.mark.usefixtures("sample_copy")

SCHOOL, OWN = "Mumblehaven High School", 900017
SCRIPT = config.ROOT / "pages" / "tsm_pack.py"
SCHOOL_SCRIPT = config.ROOT / "pages" / "school.py"


def opened(script=SCRIPT, **choices):
    at = AppTest.from_file(str(script), default_timeout=120)
    for name, value in ({"school": SCHOOL} | choices).items():
        at.session_state[name] = value
    at.run()
    assert not at.exception
    return at


def shown(at):
    return " ".join(str(each.value) for each in (*at.markdown, *at.get("html"), *at.error))


def test_page_one_is_on_the_screen_with_a_button_for_each_file():
    at = opened()
    assert f"{SCHOOL}: attendance is " in answer(at)
    said = shown(at)
    assert "Pupils to agree on" in said and "Overdue actions" in said
    assert "Spring term: persistent patterns, winter illness and Year 11." in said
    assert [each.proto.label for each in at.get("download_button")] == [
        "Download PDF",
        "Download Word",
        "Download Excel",
        "Download agenda (Word)",
        "All 6 schools of Mid (zip)",
        "All 3 schools of Lantern Oak Learning Trust (zip)",
    ]


def test_another_term_has_another_theme():
    assert "Autumn term: start of the year" in shown(opened(term="autumn"))


def test_pseudonyms_are_shown_on_request():
    named, nameless = shown(opened()), shown(opened(shown_by="Pseudonyms"))
    assert re.search(r"Pupil [0-9A-F]{6}", nameless)
    assert not re.search(r"Pupil [0-9A-F]{6}", named)


@pytest.mark.parametrize("role", ["governor:900017", "data_officer"])
def test_others_get_no_pack(monkeypatch, role):
    monkeypatch.setenv(config.VIEWER_VARIABLE, role)
    at = opened()
    assert "does not see this page" in shown(at)
    assert not at.get("download_button")


def test_a_champion_gets_the_own_school_whatever_the_address_says(monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900017")
    at = opened(school="Pebblethorpe High School")
    assert SCHOOL in answer(at)


def test_files_are_made_and_logged_on_a_click_alone(downloads, log):
    opened()
    assert not [entry for entry in log() if entry["action"] == "export"]
    pdf = downloads["pack-900017-spring.pdf"]()
    first = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert SCHOOL in first and "Made by local (AST lead)" in first
    assert downloads["pack-900017-spring.docx"]().startswith(b"PK")
    book = openpyxl.load_workbook(io.BytesIO(downloads["pack-900017-spring.xlsx"]()))
    assert len(book.sheetnames) > 5
    exports = [entry for entry in log() if entry["action"] == "export"]
    assert [entry["subject"] for entry in exports] == [f"pack: {SCHOOL}"] * 3
    assert {entry["rows"] for entry in exports} == {exports[0]["rows"]} != {0}
    assert "spring" in str(exports[0]["detail"])


def test_the_screens_have_the_headline_and_the_figures_of_the_files(downloads):
    """On the pack's page the sentences of page 1, on the school's the figures that Excel has."""
    at = opened()
    pdf = PdfReader(io.BytesIO(downloads["pack-900017-spring.pdf"]()))
    first = "".join(pdf.pages[0].extract_text().split())
    listed = next(block.value for block in at.markdown if block.value.startswith("- "))
    headline = [re.sub("<[^>]+>", "", answer(at)), *listed.removeprefix("- ").split("\n- ")]
    told = [html.unescape(each) for each in headline]
    assert len(told) == 5 and all("".join(each.split()) in first for each in told)

    book = openpyxl.load_workbook(io.BytesIO(downloads["pack-900017-spring.xlsx"]()))
    _, *beside = book["Beside"].iter_rows(values_only=True)
    page = opened(SCHOOL_SCRIPT, period="Year to date")
    assert answer(page) == answer(at)
    assert [(metric.label, metric.value) for metric in page.metric] == [
        (name, f"{100 * own:.1f}%") for name, _, _, own, *_ in beside
    ]
    for metric, (_, counted, base, _, county, _, last_year, _) in zip(
        page.metric, beside, strict=True
    ):
        said = [f"Essex {100 * county:.1f}%", f"last year {100 * last_year:.1f}%"]
        if "absence (" in metric.label:
            said.append(f"{counted:,} of {base:,} pupils")
        assert all(each in metric.delta for each in said)


def test_without_names_the_file_says_so_and_has_none(downloads):
    opened(shown_by="Pseudonyms")
    pdf = downloads["pack-900017-spring-without-names.pdf"]()
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "Without names of pupils" in said and re.search(r"Pupil [0-9A-F]{6}", said)


def test_what_was_agreed_before_is_on_page_one(data_dir):
    engine = open_store(data_dir)
    version = versions.current(data_dir)
    who = Viewer("local", "ast_lead")
    [key] = booking.book(
        engine, who, version, [OWN], [Wish(date(2025, 1, 10), "spring", "")], status="held"
    )
    said = Agreed("Ring the family every Monday", "Mx Finch", date(2025, 1, 20))
    actions.record(engine, who, version, key, said)
    engine.dispose()
    assert "Ring the family every Monday" in shown(opened())


def test_the_packs_of_a_trust_come_as_a_zip_with_their_list(downloads, log):
    opened()
    packed = zipfile.ZipFile(io.BytesIO(downloads["packs-trust-spring.zip"]()))
    assert packed.namelist() == [
        "900005-otterhythe-primary-school-spring.pdf",
        "900016-juniperreach-high-school-spring.pdf",
        "900017-mumblehaven-high-school-spring.pdf",
        "packs.csv",
        "trust-lantern-oak-learning-trust-spring.pdf",
    ]
    [entry] = [each for each in log() if each["subject"] == "packs for meetings"]
    assert (entry["action"], entry["rows"]) == ("export", 4)
    assert OWN in entry["detail"]["schools"]


def test_the_agenda_is_for_the_next_meeting_booked_and_names_nobody(downloads, data_dir):
    engine = open_store(data_dir)
    wish = Wish(date(2025, 3, 5), "spring", "", "09:00", "12:00", "A. Specialist")
    booking.book(engine, Viewer("local", "ast_lead"), versions.current(data_dir), [OWN], [wish])
    engine.dispose()
    opened()
    document = docx.Document(io.BytesIO(downloads["agenda-900017-spring.docx"]()))
    said = [each.text for each in document.paragraphs]
    assert "Wednesday 5 March 2025, 09:00 to 12:00. 180 minutes." in said
    assert "Senior attendance champion (must attend)" in said


def test_a_champion_of_one_school_gets_no_zip(monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900017")
    labels = [each.proto.label for each in opened().get("download_button")]
    assert labels[-1] == "Download agenda (Word)"


def test_the_screen_names_the_schools_own_last_marked_day():
    assert f"{SCHOOL}; year so far to 13 February 2025." in shown(opened())
