"""Every page about the county's own marks says who opens it and what it is filtered by."""

from attendance import access, config
from attendance.ui import menu


def test_the_tables_of_the_menu_are_of_the_same_pages():
    pages = {path.stem for path in (config.ROOT / "pages").glob("*.py")} - {"essex_and_england"}
    assert menu.COUNTY_PAGES.keys() == menu.NEEDS.keys() == menu.FILTERS.keys() == pages
    assert set(menu.NEEDS.values()) <= set.union(*map(set, access.MAY_READ.values()))
