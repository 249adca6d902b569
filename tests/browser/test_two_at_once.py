"""Two browsers at one diary and at one meeting: nothing is lost, nothing doubled."""

import re

from playwright.sync_api import expect

MEMBER, DAY = "Ann Example", "10062025"
FIRST, SECOND = "Whistlemere School", "Tinderwick School"
MET = "Rumblecombe Academy"
BOOK = "Book 1 meeting with 1 school"
AGREED = "Look at the register of Year 8", "Write to the families of Year 9"


def test_two_browsers_cannot_book_one_time(new_reader):
    one, other = new_reader(), new_reader(width=1280)
    before = booked(one)
    add_to_the_team(one)
    for reader, school in ((one, FIRST), (other, SECOND)):
        choose_school_and_day(reader, school)
    for reader in (one, other):
        reader.page.get_by_role("button", name=BOOK).click()
        reader.settles()
    said = other.page.get_by_role("alert").filter(has_text="nothing was booked")
    expect(said).to_contain_text("This member of the team has another meeting on 10 June 2025")
    assert booked(one) == before + 1


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
    for reader in (one, other):
        reader.page.get_by_role("button", name="Record the action").click()
        expect(reader.page.get_by_text("Saved: Head of Year by").first).to_be_visible()
        reader.settles()
    one.page.get_by_text("6. Agreed today").first.click()
    for what in AGREED:
        expect(one.page.get_by_text(what).first).to_be_visible()
    one.page.get_by_role("button", name="Close the meeting").click()
    expect(one.answer).to_contain_text(re.compile(r"\b2 actions"))


def booked(reader) -> int:
    """How many meetings the diary says are booked."""
    text = reader.open("/tsm_diary").answer.inner_text()
    return int(re.match(r"(\d+) meeting", text)[1])


def add_to_the_team(reader) -> None:
    """Write down a member of the team who holds meetings."""
    reader.open("/tsm_diary")
    reader.page.get_by_role("tab", name="Team").click()
    reader.page.get_by_label("Name", exact=True).fill(MEMBER)
    reader.page.get_by_role("button", name="Save").click()
    expect(reader.page.get_by_text(MEMBER).first).to_be_visible()
    reader.settles()


def choose_school_and_day(reader, school: str) -> None:
    """Choose a school and a day of the summer term, so that the meeting could be booked."""
    reader.open("/tsm_diary")
    reader.page.get_by_role("tab", name="Book").click()
    reader.choose("Schools", school)
    reader.page.keyboard.press("Escape")
    reader.settles()
    reader.page.get_by_role("spinbutton", name="day, Summer term").click()
    reader.page.keyboard.type(DAY)
    reader.page.keyboard.press("Escape")
    expect(reader.page.get_by_role("button", name=BOOK)).to_be_enabled()
    reader.settles()
