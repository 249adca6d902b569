"""A meeting with a school, in a browser: its pack, what is agreed, and the next meeting's pack."""

import io
import time

from playwright.sync_api import expect
from pypdf import PdfReader

SCHOOL = "Mumblehaven High School"
AGREED = {
    "Ask early help to see the family of the first pupil": "Head of Year 9",
    "Look at every O of the autumn once more": "Attendance officer",
    "Ring home by ten on the first day": "School office",
}
MOST_SECONDS, MOST_CLICKS = 60, 5


def test_a_new_user_has_the_pack_in_a_minute_and_five_clicks(reader):
    reader.open()
    clicks, begun = [], time.monotonic()
    menu = reader.page.get_by_test_id("stSidebarNav")
    clicks.append(menu.get_by_role("link", name="Meeting pack").click())
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Meeting pack")
    reader.settles()
    reader.choose("School", SCHOOL)
    clicks += ["the box", "the school"]
    expect(reader.answer).to_contain_text(SCHOOL)
    reader.settles()
    pack = text_of(reader.downloaded("Download PDF"))
    clicks.append("the file")
    assert time.monotonic() - begun < MOST_SECONDS
    assert len(clicks) <= MOST_CLICKS
    assert SCHOOL in pack and "Pupils to agree on" in pack and "OFFICIAL-SENSITIVE" in pack


def test_what_is_agreed_in_a_meeting_stands_in_the_next_pack(reader):
    reader.open("/tsm_meeting", school=SCHOOL)
    reader.page.get_by_role("button", name="Open the meeting").click()
    expect(reader.page.get_by_text("The meeting is open.")).to_be_visible()
    for what, who in AGREED.items():
        reader.settles()
        reader.page.get_by_label("What is to be done").fill(what)
        reader.page.get_by_label("Who", exact=True).fill(who)
        reader.page.keyboard.press("Tab")
        reader.page.get_by_role("button", name="Record the action").click()
        expect(reader.page.get_by_text(f"Saved: {who}")).to_be_visible()
    reader.settles()
    reader.page.get_by_text("6. Agreed today").first.click()
    for what in AGREED:
        expect(reader.page.get_by_text(what).first).to_be_visible()
    reader.page.get_by_role("button", name="Close the meeting").click()
    expect(reader.answer).to_contain_text("3 actions")
    reader.open("/tsm_pack", school=SCHOOL)
    reader.settles()
    pack = text_of(reader.downloaded("Download PDF"))
    for what in AGREED:
        assert what in pack


def text_of(pdf: bytes) -> str:
    """The words of a file, a blank between two."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
