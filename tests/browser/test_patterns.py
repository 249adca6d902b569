"""What is planted in the sample is found in a browser, within two clicks from the first page."""

import re

import pytest
from playwright.sync_api import expect

PLANTED = {
    "a Friday problem": ("Pebblethorpe High School", r"Friday"),
    "C2 overuse": ("Nettlequay High School", r"\bC2 on 3\.0%"),
    "B on the same days": ("Juniperreach High School", r"\bB on 1\.5%"),
    "an improving school": ("Saffronholme High School", r"[Bb]etter since"),
    "illness waves": ("Otterhythe Primary School", r"December"),
    "holiday weeks": ("Featherdown Primary School", r"mostly G"),
    "long spells": ("Mumblehaven High School", r"Spells of over 10 days"),
}


@pytest.mark.parametrize(("school", "told"), PLANTED.values(), ids=PLANTED)
def test_a_planted_pattern_is_said_on_the_schools_page(school, told, reader):
    reader.open()
    reader.page.get_by_role("link", name="One school").click()
    reader.choose("School", school)
    main = reader.page.get_by_test_id("stMain")
    expect(main).to_contain_text(re.compile(f"^.*{re.escape(school)}.*{told}", re.DOTALL))


def test_a_small_schools_rate_is_told_as_chance(reader):
    reader.open()
    reader.page.get_by_role("link", name="One school").click()
    reader.choose("School", "Wanderness Primary School")
    expect(reader.answer).to_contain_text("could be chance")
