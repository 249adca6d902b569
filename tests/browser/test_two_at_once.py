"""Two browsers at one meeting: nothing is lost, nothing doubled."""

import re

from playwright.sync_api import expect

MET = "Rumblecombe Academy"
AGREED = "Look at the register of Year 8", "Write to the families of Year 9"


def test_two_who_record_at_one_meeting_both_keep_what_they_wrote(new_reader):
    one, other = new_reader(), new_reader(width=1280)
    one.open("/tsm_meeting", school=MET)
    one.page.get_by_role("button", name="Open the meeting").click()
    expect(one.page.get_by_text("The meeting is open.")).to_be_visible()
    other.open("/tsm_meeting", school=MET)
    for reader, what in zip((one, other), AGREED, strict=True):
        reader.settles()
        reader.page.get_by_label("What is to be done").fill(what)
        reader.page.get_by_label("Who", exact=True).fill("Head of Year")
        reader.page.keyboard.press("Tab")
    for reader, what in zip((one, other), AGREED, strict=True):
        reader.page.get_by_role("button", name="Record the action").click()
        expect(reader.page.get_by_text(what).first).to_be_visible()
        reader.settles()
    one.page.get_by_text("6. Agreed today").first.click()
    for what in AGREED:
        expect(one.page.get_by_text(what).first).to_be_visible()
    one.page.get_by_role("button", name="Close the meeting").click()
    expect(one.answer).to_contain_text(re.compile(r"\b2 actions"))
