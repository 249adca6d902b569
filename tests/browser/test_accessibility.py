"""axe-core finds nothing to object to: every tab, light and dark, laptop and phone."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from attendance.warehouse.reader import connection
from tests.browser.reader import COUNTY_TABS, PUPIL_TABS, QUALITY_TABS, TABS

SCREENSHOTS = "ATTENDANCE_SCREENSHOTS"
"""Environment variable: a folder that pictures of every tab are saved to."""

SCHOOL = "Tinderwick School"
MEETING_VIEWS = [
    ("/tsm_planning", "Why this place"),
    ("/tsm_planning", "How this is worked out"),
    ("/tsm_diary", "Counts"),
    ("/tsm_pack", ""),
    ("/tsm_meeting", "Meeting"),
]

LOOKS = [("light", 1440), ("dark", 390)]


def objections(page):
    """What axe-core objects to: the rule, where, and what would satisfy it."""
    return [
        f"{violation['id']} ({violation['impact']}) at {node['target']}: {node['html'][:200]}\n"
        f"  {node['failureSummary']}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]


def save_picture(page, name):
    """Keep a picture of the whole page, where the environment asks for pictures."""
    if os.environ.get(SCREENSHOTS):
        folder = Path(os.environ[SCREENSHOTS])
        folder.mkdir(parents=True, exist_ok=True)
        tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        size = page.viewport_size
        page.set_viewport_size(size | {"height": tall})
        page.screenshot(path=folder / f"{name}.png")
        page.set_viewport_size(size)


def assert_sound(reader, name):
    """No objection in any look; no chart whose labels take more room than they were given."""
    for scheme, width in LOOKS:
        reader.looks(scheme, width)
        assert objections(reader.page) == [], (name, scheme, width)
        assert width < 1000 or reader.widened_charts() == [], name
        assert reader.width_beyond_screen() == 0, (name, scheme, width)
        save_picture(reader.page, f"{name.lower().replace(' ', '-')}-{scheme}-{width}")


@pytest.mark.parametrize(("path", "tabs"), [("/", TABS), ("/data_quality", QUALITY_TABS)])
def test_axe_objects_to_nothing_on_any_tab(path, tabs, reader):
    reader.open(path)
    for tab in tabs:
        reader.open_tab(tab)
        assert_sound(reader, tab.strip("?"))


@pytest.mark.parametrize(("path", "tabs"), COUNTY_TABS.items(), ids=COUNTY_TABS)
def test_axe_objects_to_nothing_on_pages_about_schools(path, tabs, reader):
    reader.open(path)
    for tab in tabs:
        reader.open_tab(tab)
        assert_sound(reader, f"{path.strip('/')}-{tab}")


@pytest.fixture
def away_with_a_sibling(sample_version):
    """The key of a pupil whose pages have something in every tab."""
    with connection(sample_version).cursor() as cursor:
        found = "select person_key from people where upn = 'H999012521740'"
        return cursor.execute(found).fetchone()[0]


@pytest.mark.parametrize(("path", "tabs"), PUPIL_TABS.items(), ids=PUPIL_TABS)
def test_axe_objects_to_nothing_on_pages_about_pupils(path, tabs, reader, away_with_a_sibling):
    of_whom = {"person": away_with_a_sibling} if path == "/pupil" else {"school": SCHOOL}
    reader.open(path, **of_whom)
    for tab in tabs:
        reader.open_tab(tab)
        assert_sound(reader, f"{path.strip('/')}-{tab}")


def test_axe_objects_to_nothing_on_pages_about_meetings(reader):
    for path, view in MEETING_VIEWS:
        reader.open(path, school=SCHOOL, view=view).settles()
        assert_sound(reader, f"{path.strip('/')}-{view}")


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_axe_objects_to_nothing_with_table_and_definition_open(scheme, width, new_reader):
    reader = new_reader(width, scheme).open(view="Is it real?")
    reader.sees_tab("Is it real?")
    reader.page.get_by_test_id("stExpander").get_by_text("Table", exact=True).last.click()
    reader.page.get_by_test_id("stDataFrame").wait_for()
    reader.page.get_by_role("button", name="About this figure").last.click()
    reader.page.get_by_test_id("stPopoverBody").get_by_text("The query itself").wait_for()
    reader.settles()
    assert objections(reader.page) == []


def test_axe_objects_to_nothing_where_there_are_no_figures(reader):
    reader.page.goto(f"{reader.base}/?authority=City+of+London")
    reader.page.get_by_text("DfE gives no figure").wait_for()
    assert objections(reader.page) == []


def test_axe_would_object(reader):
    reader.open()
    reader.page.locator("h1").evaluate("heading => heading.insertAdjacentHTML('afterend', '<img>')")
    assert [told.split()[0] for told in objections(reader.page)] == ["image-alt"]
