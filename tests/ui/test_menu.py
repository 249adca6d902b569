"""Every page about the county's own marks stands once in the menu."""

from collections import Counter

from attendance.ui import menu


def test_every_page_stands_in_one_section():
    listed = Counter(name for names in menu.SECTIONS.values() for name in names)
    assert listed == Counter(menu.COUNTY_PAGES)
