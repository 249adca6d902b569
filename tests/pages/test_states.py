"""First start, sample and real data, missing figures, and where each date comes from."""

import html
import shutil
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from attendance import config
from attendance.importers import imports
from attendance.ui import data
from attendance.warehouse import versions
from tests.pages.opened import MAIN, PAGES, answer, has_figures, open_main, open_script, small_print

SAMPLE_BANNER = "Sample data: invented figures"


@pytest.fixture
def sample_copy(sample_data_dir, data_dir):
    """A copy that a test may damage."""
    return shutil.copytree(sample_data_dir, data_dir)


def infos(at):
    return [info.value for info in at.info]


def test_the_first_start_builds_the_sample(data_dir, few_sample_files):
    assert versions.current(data_dir) is None
    at = open_main()
    assert not at.exception
    assert [error.value for error in at.error] == []
    assert versions.current(data_dir).is_sample
    assert SAMPLE_BANNER in infos(at)[0]
    assert has_figures(at)


def test_a_page_that_is_opened_first_builds_the_sample_too(data_dir, few_sample_files):
    at = open_script(PAGES[0])
    assert not at.exception
    assert versions.current(data_dir).is_sample


def test_readers_who_come_at_once_find_the_sample_that_the_first_built(
    data_dir, few_sample_files, monkeypatch
):
    built = []

    def building(folder, progress):
        built.append(folder)
        return imports.build_sample(folder)

    monkeypatch.setattr(data, "build_sample", building)
    with ThreadPoolExecutor(3) as readers:
        found = set(readers.map(lambda _: data.warehouse().name, range(3)))
    assert built == [data_dir]
    assert found == {versions.current(data_dir).name}


def test_a_warehouse_that_is_gone_is_told_with_its_cure(sample_copy):
    versions.current(sample_copy).path.unlink()
    at = open_main()
    assert not at.exception
    assert "warehouse rollback" in at.error[0].value
    assert not has_figures(at)


def test_a_year_without_a_weekly_file_says_what_to_load(data_dir):
    imports.import_paths([config.SAMPLE / "dfe" / "2024-12-19"], data_dir, is_sample=True)
    for tab in ("Trend", "Why", "Is it real?", "Revisions"):
        at = open_main(view=tab)
        assert not at.exception
        assert "comes from DfE's weekly file: load it" in html.unescape(small_print(at))


def test_a_warehouse_of_an_older_program_is_told_with_its_cure(sample_copy):
    version = versions.current(sample_copy)
    with duckdb.connect(str(version.path)) as connection:
        connection.execute("drop table trend_files")
    at = open_main(view="Trend")
    assert not at.exception
    assert "warehouse rebuild" in at.error[0].value


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_sample_says_that_its_figures_are_invented(page, on_sample):
    (banner,) = infos(open_script(page))
    assert SAMPLE_BANNER in banner
    assert "DfE figures to 7 February 2025, published 20 February 2025" in banner


@pytest.mark.real
def test_real_data_has_no_sample_banner_and_no_role_picker(on_real):
    at = open_main()
    assert not at.exception and not at.error
    assert not any("Sample" in text for text in infos(at))
    assert "role" not in [box.key for box in at.selectbox]
    assert [caption.value for caption in at.caption] == ["Looking as: AST lead"]
    assert "DfE figures to" in small_print(at)


@pytest.mark.real
@pytest.mark.parametrize("tab", ["Bulletin", "Trend", "Why", "Is it real?", "Others", "Revisions"])
def test_every_tab_draws_real_data(tab, on_real):
    for release in ("14 February 2025", "6 December 2024"):
        at = open_main(view=tab, data_to=release, phase="Special")
        assert not at.exception and not at.error
        assert release in answer(at)


@pytest.mark.real
def test_a_role_in_the_address_changes_nothing_on_real_data(on_real):
    at = open_main(role="Data officer")
    assert [caption.value for caption in at.caption] == ["Looking as: AST lead"]


@pytest.mark.real
def test_other_definitions_than_the_warehouse_was_built_with_are_told(real_data_dir, data_dir):
    shutil.copytree(real_data_dir, data_dir)
    own = data_dir / "reference"
    own.mkdir()
    shutil.copy(config.REFERENCE / "comparators.csv", own)
    with (own / "comparators.csv").open("a", encoding="utf-8") as file:
        file.write("881,850,Hampshire\n")
    (warning,) = open_main().warning
    assert "warehouse rebuild" in warning.value


@pytest.mark.parametrize(
    ("address", "missing"),
    [
        ({"authority": "City of London"}, "secondary schools in City of London"),
        ({"authority": "City of London", "phase": "Primary"}, "primary schools in City of London"),
    ],
)
def test_a_phase_without_figures_says_so_and_what_to_do(address, missing, on_sample):
    at = open_main(**address)
    assert not at.exception and not at.error
    assert infos(at)[1:] == [
        f"DfE gives no figure for {missing} in this release. Choose another phase or release."
    ]
    assert not has_figures(at)


def test_all_schools_are_on_offer_only_once_dfe_adds_them_up(on_sample):
    at = open_main(phase="All schools")
    assert at.selectbox(key="phase").options == ["Primary", "Secondary", "Special"]
    assert at.selectbox(key="phase").value == "Secondary"


def test_about_says_where_the_date_comes_from(on_sample):
    at = open_main(view="Trend")
    assert not at.code
    at.session_state["about-essex_and_england/attendance_by_week"] = True
    at.run()
    told = "\n".join(block.value for block in at.markdown)
    assert "**Data to** 7 February 2025 (the weekly file of the release)" in told
    assert "**Denominator.** possible sessions of the week" in told
    assert "select" in at.code[0].value


@pytest.mark.real
@pytest.mark.parametrize(
    ("year", "release", "estimated"),
    [("2023/24", "26 July 2024", True), ("2024/25", "6 December 2024", False)],
)
def test_an_estimated_date_is_called_estimated(year, release, estimated, on_real):
    at = open_main(year=year, data_to=release)
    assert release in answer(at)
    told = "\n".join(block.value for block in at.markdown)
    assert ("The last day of these figures is estimated" in told) == estimated


def test_without_marks_their_page_says_how_to_load_them(data_dir):
    imports.import_paths([config.SAMPLE / "dfe" / "2024-12-19"], data_dir)
    at = open_script(config.ROOT / "pages" / "data_quality.py")
    assert not at.exception and not at.error
    assert "No marks are loaded yet" in infos(at)[-1]
    assert not has_figures(at)
    assert has_figures(open_main())


def test_with_marks_alone_their_page_opens_and_the_first_one_says_what_to_load(data_dir, tmp_path):
    marks = tmp_path / "marks.csv"
    marks.write_text("urn,pupil,date,session,code\n115000,ann,2024-09-09,AM,/\n")
    imports.import_paths([marks], data_dir)
    at = AppTest.from_file(str(MAIN), default_timeout=60).run()
    assert not at.exception and not at.error
    [said] = [info.value for info in at.main.info]
    assert "No year-to-date release of DfE is loaded yet" in said
    assert not at.sidebar.info and not at.sidebar.selectbox
    at.switch_page("../../pages/data_quality.py").run()
    assert not at.exception and not at.error
    assert "sent the week of 9 September 2024" in answer(at)
