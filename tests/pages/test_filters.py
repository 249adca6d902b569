"""The filters: chosen by hand or by the address, the first value where the address is wrong."""

import pytest
from streamlit.testing.v1 import AppTest

from attendance import config
from attendance.scope import CHOSEN_WEEKS
from attendance.ui import county_filters
from tests.pages.opened import answer, open_main, printed_table, small_print

pytestmark = pytest.mark.usefixtures("on_sample")


def chosen(at):
    return {box.key: box.value for box in at.selectbox if box.key != "role"}


FIRST = {
    "year": "2024/25",
    "data_to": "7 February 2025",
    "phase": "Secondary",
    "authority": "Essex",
}


def test_an_address_without_choices_opens_the_newest_release_of_home():
    at = open_main()
    assert chosen(at) == FIRST
    assert at.title[0].value == "Essex and England"
    assert at.get_by_key("view").children[0].children  # the first tab is open


def test_the_address_chooses_everything():
    address = {
        "year": "2023/24",
        "data_to": "9 February 2024",
        "phase": "Special",
        "authority": "Norfolk",
    }
    at = open_main(**address, view="Others")
    assert chosen(at) == address
    assert at.title[0].value == "Norfolk and England"
    said = "Special schools, 2023/24 to 9 February 2024, published 22 February 2024"
    assert said in small_print(at)
    assert at.dataframe[0].value["area_name"].iloc[0] == "Norfolk"


@pytest.mark.parametrize(("name", "bad"), [(name, "nonsense") for name in FIRST] + [("year", "")])
def test_a_bad_value_in_the_address_falls_back_to_the_first(name, bad):
    at = open_main(**{name: bad})
    assert not at.exception
    assert chosen(at) == FIRST


def test_a_tab_that_is_not_there_opens_the_first():
    at = open_main(view="Nonsense")
    assert not at.exception
    assert len(printed_table(at)) == 33


@pytest.mark.parametrize("name", ["reason", "beside", "measure"])
@pytest.mark.parametrize("tab", ["Why", "Others"])
def test_a_bad_choice_of_a_tab_falls_back(name, tab):
    at = open_main(view=tab, **{name: "nonsense"})
    assert not at.exception and not at.error


def test_the_tab_chosen_stays_when_the_phase_changes():
    at = open_main(view="Revisions").selectbox(key="phase").select("Primary").run()
    assert len(at.tabs[-1].children) > 0
    assert "primary schools" in small_print(at)


def test_another_year_offers_its_own_releases():
    at = open_main(data_to="6 December 2024")
    at.selectbox(key="year").select("2023/24").run()
    releases = at.selectbox(key="data_to")
    assert releases.value == "26 July 2024"
    assert all(label.endswith(("2023", "2024")) for label in releases.options)
    assert "26 July 2024" in answer(at)


def test_a_release_of_another_year_in_the_address_falls_back_to_the_newest():
    at = open_main(year="2023/24", data_to="6 December 2024")
    assert chosen(at)["data_to"] == "26 July 2024"


def test_the_setting_of_the_home_authority_moves_everything(monkeypatch):
    monkeypatch.setenv(config.HOME_AUTHORITY_VARIABLE, "919")
    at = open_main(view="Others")
    assert at.title[0].value == "Hertfordshire and England"
    assert chosen(at)["authority"] == "Hertfordshire"
    assert answer(at).startswith('<p class="answer">Attendance in Hertfordshire')
    assert at.dataframe[0].value["area_name"].iloc[0] == "Hertfordshire"
    assert "Essex" not in answer(at) + small_print(at)


def test_a_setting_that_names_no_authority_is_said_and_nothing_shown(monkeypatch):
    monkeypatch.setenv(config.HOME_AUTHORITY_VARIABLE, "999")
    at = open_main()
    assert "no authority with the code '999'" in at.error[0].value
    assert not at.metric


def test_the_address_wins_over_the_setting(monkeypatch):
    monkeypatch.setenv(config.HOME_AUTHORITY_VARIABLE, "919")
    assert open_main(authority="Essex").title[0].value == "Essex and England"


def test_each_release_on_offer_has_a_label_of_its_own():
    labels = open_main().selectbox(key="data_to").options
    assert len(labels) == len(set(labels)) == 11


def test_weeks_of_ones_own_are_offered_by_their_date():
    def filters():
        from attendance.ui import county_filters

        county_filters.draw_period()

    at = AppTest.from_function(filters, default_timeout=60)
    at.query_params["period"] = CHOSEN_WEEKS
    offered = at.run().selectbox(key=county_filters.FROM_WEEK).options
    assert offered[0] == "Week of 2 September"
    assert offered[-1] == "Week of 10 February"
