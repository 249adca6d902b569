"""What a reader does in a browser, from a link to a file in their hands."""

import re
import shutil

import docx
import pandas as pd
import pytest
from playwright.sync_api import expect

from attendance import access, config
from attendance.documents import bulletin, csv_file
from attendance.importers import imports
from tests.browser.reader import TABS
from tests.server import served

LAST_COLUMN = 100
"""Pixels that the last column of Monday's list has at least: less than that lies beyond a laptop's
screen, so that the support is on it."""


def test_a_link_opens_exactly_that_on_a_server_nobody_has_used(
    new_reader, sample_data_dir, tmp_path
):
    data_dir = shutil.copytree(sample_data_dir, tmp_path / "fresh")
    with served(data_dir) as port:
        reader = new_reader(base=f"http://127.0.0.1:{port}")
        chosen = {"view": "Why", "phase": "Primary", "authority": "Hertfordshire"}
        reader.open("/essex_and_england", **chosen)
        reader.sees_tab("Why")
        expect(reader.page.get_by_role("heading", level=1)).to_have_text(
            "Hertfordshire and England"
        )
        expect(reader.figure("Primary persistent absence")).to_be_visible()
        reader.sees_chosen("Phase", "Primary")
        reader.sees_chosen("Authority", "Hertfordshire")
        expect(reader.page.get_by_role("dialog")).to_have_count(0)
        assert reader.address == ("/essex_and_england", chosen)


def test_a_link_to_no_page_says_so(reader):
    reader.open("/nonsense")
    expect(reader.page.get_by_role("dialog")).to_contain_text("Page not found")


def test_choosing_a_phase_changes_figures_and_address(reader):
    reader.open()
    expect(reader.figure("Secondary persistent absence")).to_be_visible()
    reader.choose("Phase", "Primary")
    expect(reader.figure("Primary persistent absence")).to_be_visible()
    expect(reader.figure("Secondary persistent absence")).to_have_count(0)
    expect(reader.page.get_by_text("Primary schools, 2024/25")).to_be_visible()
    assert reader.address == ("/", {"phase": "Primary"})


def test_choosing_an_authority_changes_the_answer(reader):
    reader.open()
    reader.choose("Authority", "Norfolk")
    expect(reader.answer).to_contain_text("Attendance in Norfolk to 7 February 2025")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Norfolk and England")
    assert reader.address == ("/", {"authority": "Norfolk"})


def test_back_and_forward_go_between_addresses(reader):
    reader.open(phase="Primary", view="Why")
    reader.open(authority="Suffolk", view="Others")
    reader.page.go_back()
    reader.sees_tab("Why")
    expect(reader.figure("Primary persistent absence")).to_be_visible()
    reader.page.go_forward()
    reader.sees_tab("Others")
    expect(reader.answer).to_contain_text("Attendance in Suffolk")


def test_a_reload_keeps_role_filters_and_tab(reader):
    reader.open()
    reader.choose("Phase", "Special")
    expect(reader.figure("Special persistent absence")).to_be_visible()
    reader.choose("Look as", "Data officer")
    reader.open_tab("Others")
    before = reader.address
    assert before[1] == {"phase": "Special", "role": "Data officer", "view": "Others"}
    reader.page.reload()
    reader.sees_tab("Others")
    reader.sees_chosen("Look as", "Data officer")
    expect(reader.figure("Special persistent absence")).to_be_visible()
    assert reader.address == before


def test_a_tab_opens_with_its_charts_drawn(reader):
    reader.open().open_tab("Trend")
    charts = reader.page.get_by_test_id("stPlotlyChart")
    expect(charts).to_have_count(2)
    expect(charts.first.locator(".scatterlayer .trace")).to_have_count(4)
    expect(charts.first).to_have_attribute("aria-label", re.compile("^Below England in 18 of"))
    assert reader.address == ("/", {"view": "Trend"})


def test_one_school_leads_to_the_lists_of_its_pupils(reader):
    school = "Saffronholme High School"
    reader.open("/pupils", school="Wanderness Primary School", year_group="Year 5")
    reader.open("/school", school=school)
    reader.page.get_by_role("button", name="Pupils at risk", exact=True).click()
    reader.sees_tab("At risk")
    reader.sees_chosen("School", school)
    reader.sees_chosen("Year group", "All years")
    assert reader.address == ("/pupils", {"school": school, "view": "At risk"})


def test_back_from_a_pupil_leads_to_the_list_as_it_was(reader):
    chosen = {
        "role": "Champion",
        "view": "At risk",
        "support": "no support recorded",
        "year_group": "Year 5",
    }
    reader.open("/pupils", **chosen)
    reader.settles()
    listed = reader.page.locator("p.chart-title").first.inner_text()
    reader.tick_row(1)
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("One pupil")
    reader.page.go_back()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Pupils")
    reader.sees_tab("At risk")
    reader.sees_chosen("Support", "no support recorded")
    reader.sees_chosen("Year group", "Year 5")
    reader.sees_chosen("Look as", "Champion")
    expect(reader.page.locator("p.chart-title").first).to_have_text(listed)
    assert reader.address == ("/pupils", chosen)


def test_a_pupil_found_by_pseudonym_stays_one_over_a_reload(reader, sample_version):
    people = access.rows(
        access.local_viewer(), sample_version, "data/seen_people", person_keys=None
    )
    key = people["person_key"].iloc[0]
    chosen = {"shown_by": "Pseudonyms", "period": "Half term 2"}
    reader.open("/pupil", **chosen)
    search = reader.page.get_by_label("Find a pupil")
    search.fill(f"Pupil {key[:6].upper()}")
    search.press("Enter")
    reader.page.get_by_test_id("stDataFrame").first.wait_for()
    reader.settles()
    reader.tick_row(1)
    reader.sees_tab("Register")
    assert reader.address == ("/pupil", chosen | {"person": key})
    reader.page.reload()
    reader.sees_tab("Register")
    expect(reader.answer).to_contain_text(f"Pupil {key[:6].upper()}")
    assert reader.address == ("/pupil", chosen | {"person": key})


def test_a_chart_has_its_table_on_request(reader):
    reader.open().open_tab("Is it real?")
    expect(reader.page.get_by_test_id("stDataFrame")).to_have_count(0)
    reader.page.get_by_test_id("stExpander").get_by_text("Table", exact=True).last.click()
    expect(reader.page.get_by_test_id("stDataFrame")).to_be_visible()
    named = "Table: Steady: nothing unusual in the weekly gap"
    expect(reader.page.get_by_role("region", name=named, exact=True)).to_be_visible()


def test_about_tells_what_a_figure_is(reader):
    reader.open().open_tab("Is it real?")
    expect(reader.page.get_by_text("The query itself")).to_have_count(0)
    reader.page.get_by_role("button", name="About this figure").last.click()
    told = reader.page.get_by_test_id("stPopoverBody")
    expect(told).to_contain_text("Denominator.")
    expect(told).to_contain_text("the weekly file of the release")
    expect(told).to_contain_text("order by")


@pytest.fixture
def bulletin_rows(sample_version):
    """The rows of the bulletin of Essex in 2024/25."""
    return access.rows(
        access.local_viewer(),
        sample_version,
        "essex_and_england/bulletin",
        home_authority="881",
        academic_year="2024/25",
    )


def test_the_csv_holds_what_the_query_gives(reader, bulletin_rows):
    reader.open()
    content = reader.downloaded("Download CSV")
    assert content == csv_file.as_download(bulletin.for_csv(bulletin_rows, "Essex"))
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0].split(",")[3] == "essex_attendance"
    assert lines[1] == "2024-09-26,2024-09-13,Primary,96.5,96.2,+0.3,n/a,n/a,n/a"


def test_no_cell_of_a_csv_is_a_formula(reader):
    reader.open().open_tab("Others")
    text = reader.downloaded("Download CSV").decode("utf-8-sig")
    cells = [cell.strip('"') for line in text.splitlines() for cell in line.split(",")]
    assert len(cells) > 500
    assert all(is_number(cell) for cell in cells if cell.startswith(("=", "+", "-", "@")))


def test_the_word_document_opens_with_every_row(reader, bulletin_rows):
    reader.open()
    file = reader.download("Download Word")
    assert file.suggested_filename == "bulletin-2024-25.docx"
    document = docx.Document(str(file.path()))
    assert len(document.tables[0].rows) == 1 + len(bulletin_rows)


def test_an_open_tab_shows_newly_imported_data_on_its_next_click(new_reader, tmp_path):
    data_dir = tmp_path / "growing"
    publications = sorted((config.SAMPLE / "dfe").iterdir())
    imports.import_paths(publications[-2:-1], data_dir, is_sample=True)
    with served(data_dir) as port:
        reader = new_reader(base=f"http://127.0.0.1:{port}").open()
        expect(reader.answer).to_contain_text("to 24 January 2025")
        imports.import_paths(publications[-1:], data_dir, is_sample=True)
        reader.choose("Phase", "Primary")
        expect(reader.figure("Primary persistent absence")).to_be_visible()
        releases = reader.page.get_by_role("combobox", name="Figures to")
        releases.click()
        options = reader.page.get_by_role("option")
        expect(options.first).to_have_text("7 February 2025")


def test_nothing_is_asked_of_another_host_and_nothing_is_complained_of(reader, noted):
    reader.open()
    for tab in TABS:
        reader.open_tab(tab)
    reader.page.get_by_role("button", name="About this figure").first.click()
    expect(reader.page.get_by_test_id("stPopoverBody")).to_contain_text("Columns")
    assert noted.hosts == {"127.0.0.1"}
    assert noted.complaints == []


def test_a_phone_scrolls_no_tab_sideways(new_reader):
    reader = new_reader(width=390).open()
    beyond = {}
    for tab in TABS:
        reader.open_tab(tab)
        beyond[tab] = reader.width_beyond_screen()
    assert beyond == dict.fromkeys(TABS, 0)


def is_number(text):
    try:
        return float(text) is not None
    except ValueError:
        return False


def test_a_fault_leads_to_the_list_to_send_to_its_school(reader):
    reader.open()
    reader.page.get_by_role("link", name="Data quality").click()
    expect(reader.answer).to_contain_text("22 of 24 schools have sent")
    reader.open_tab("To put right")
    reader.choose("What is wrong", "mark missing")
    expect(
        reader.page.get_by_text("Thimblebarrow Primary School: 300 marks missing")
    ).to_be_visible()
    reader.settles()
    reader.tick_row(2)
    expect(reader.page.get_by_text("Hobblegate Primary School: 13 marks missing")).to_be_visible()
    chosen = {
        "view": "To put right",
        "fault": "mark missing",
        "school": "Hobblegate Primary School",
    }
    assert reader.address == ("/data_quality", chosen)
    reader.settles()
    with reader.page.expect_download() as started:
        reader.page.get_by_role("button", name="Download CSV").last.click()
    assert len(pd.read_csv(started.value.path())) == 13


def test_a_champion_of_the_sample_sees_one_school_and_a_governor_no_registers(reader):
    reader.open("/data_quality", role="Champion", own_school="Tinderwick School")
    expect(reader.answer).to_contain_text("Tinderwick School has sent the week of 10 February 2025")
    reader.choose("Look as", "Governor")
    expect(reader.page.get_by_role("link", name="Data quality")).to_have_count(0)
    expect(reader.page.get_by_text("22 of 24 schools have sent")).to_have_count(0)


def test_on_paper_there_is_no_menu_and_no_chart_is_cut(new_reader):
    reader = new_reader(width=1920).open("/school", view="Target")
    reader.sees_tab("Target")
    chart = reader.page.locator(".js-plotly-plot .main-svg").first.bounding_box()
    reader.page.emulate_media(media="print")
    for left_out in ("stSidebar", "stDownloadButton"):
        expect(reader.page.get_by_test_id(left_out).first).to_be_hidden()
    expect(reader.page.locator("[class*=st-key-form-target]")).to_be_hidden()
    block = reader.page.get_by_test_id("stMainBlockContainer")
    zoom = block.evaluate("block => Number(getComputedStyle(block).zoom)")
    millimetres = chart["width"] * zoom / 96 * 25.4
    assert 200 < millimetres < 297 - 2 * 10
    reader.page.emulate_media(media="screen")


def test_a_letter_written_down_on_monday_is_on_the_list_of_absent_pupils(reader):
    reader.open("/monday", role="Champion", own_school="Tinderwick School")
    reader.sees_tab("What changed")
    assert reader.table_beyond_its_frame("[data-testid=stDataFrame] .dvn-scroller") < LAST_COLUMN
    reader.tick_row(1, table=1, height=28)
    reader.page.get_by_role("button", name="Open the pupil").click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("One pupil")
    expect(reader.answer).to_contain_text("persistently absent (PA)")
    reader.open_tab("Support")
    reader.page.get_by_role("textbox", name="Note").fill("Second letter home")
    reader.open_tab("Thresholds")
    reader.open_tab("Support")
    reader.page.get_by_role("button", name="Save", exact=True).click()
    record = reader.page.locator(".printed")
    expect(record).to_contain_text("Second letter home")
    reader.settles()
    reader.looks("light", 390)
    assert reader.table_beyond_its_frame(".printed") == 0
    reader.looks("light", 1440)
    reader.page.get_by_role("link", name="Pupils", exact=True).click()
    expect(reader.answer).to_contain_text("16 of the 17 on roll have no support recorded")
    reader.open_tab("Persistently absent")
    reader.choose("Support", "Letter")
    expect(reader.page.get_by_text("1 pupil listed.")).to_be_visible()
