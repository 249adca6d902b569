"""The page on data quality shows the faults planted in the sample, to whom they concern."""

import html
from io import BytesIO

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from attendance import access, config
from attendance.access import Viewer
from tests.pages.opened import MAIN, answer, charts, open_script, small_print

pytestmark = pytest.mark.usefixtures("on_sample")

PAGE = config.ROOT / "pages" / "data_quality.py"

PLANTED = {
    "week not sent": ("Gingermarsh Primary School", 11),
    "mark missing": ("Thimblebarrow Primary School", 300),
    "N not resolved": ("Lanternbeck Primary School", 146),
    "code not known": ("Hobblegate Primary School", 13),
    "code out of date": ("Brindlewick Junior School", 20),
    "after leaving": ("St Zoë’s Primary School, Quillmere", 36),
    "twice": ("Tinderwick School", 1),
    "not in the pupil file": ("Rumblecombe Academy", 3),
    "FSM or SEN unknown": ("Nettlequay High School", 10),
}
"""By fault, where data/sample/README.md says it is, and how often."""


def open_page(**query_params):
    return open_script(PAGE, **query_params)


def as_viewer(monkeypatch, viewer):
    monkeypatch.setenv(config.VIEWER_VARIABLE, viewer)


def titles(at):
    return [html.unescape(part) for part in small_print(at).split("\n") if "chart-title" in part]


def listed(at):
    """Rows of each table, as frames."""
    return [frame.value for frame in at.dataframe]


def test_the_answer_says_who_has_not_sent_the_newest_week():
    sentence = answer(open_page())
    assert "22 of 24 schools have sent the week of 10 February 2025" in sentence
    assert "Gingermarsh Primary School and Copperstow Primary School have not" in sentence


def test_the_grid_crosses_out_the_weeks_that_were_not_sent():
    [figure] = charts(open_page())
    crosses = next(trace for trace in figure["data"] if trace["name"] == "Nothing sent")
    assert sorted(set(crosses["y"])) == ["Copperstow Primary School", "Gingermarsh Primary School"]
    assert crosses["y"].count("Gingermarsh Primary School") == 11


@pytest.mark.parametrize("fault", PLANTED)
def test_each_planted_fault_is_counted_and_its_entries_are_listed(fault):
    school, count = PLANTED[fault]
    at = open_page(view="To put right", fault=fault)
    assert not at.exception
    schools, entries = listed(at)
    assert schools.iloc[0][["school_name", "entries"]].tolist() == [school, count]
    assert len(entries) == count
    assert school in titles(at)[1]


def test_every_fault_of_the_sample_is_told_in_a_sentence():
    [points] = [block.value for block in open_page(view="To put right").markdown]
    told = points.split("\n")
    assert len(told) == len(PLANTED)
    for (school, count), sentence in zip(PLANTED.values(), told, strict=True):
        assert school in sentence and f"{count:,}" in sentence


def test_the_entries_of_another_school_open_when_it_is_chosen():
    at = open_page(view="To put right", fault="mark missing", school="Hobblegate Primary School")
    assert len(listed(at)[1]) == 13
    assert at.selectbox(key="school").value == "Hobblegate Primary School"
    at.selectbox(key="fault").select("code out of date").run()
    assert at.selectbox(key="school").value == "Brindlewick Junior School"
    assert set(listed(at)[1]["code"]) == {"H"}


def test_codes_unlike_other_schools_are_named():
    at = open_page(view="Unusual codes")
    title = titles(at)[0]
    assert "Nettlequay High School C2 (3.0% of marks, others 0.2%)" in title
    assert "Juniperreach High School B (1.5% of marks, others 0.2%)" in title


def test_a_download_for_a_school_holds_pupils_numbers_and_no_names(downloads, sample_version):
    open_page(view="To put right", fault="after leaving")
    rows = pd.read_csv(BytesIO(downloads["fault_entries-2025-02-14.csv"]()))
    assert len(rows) == 36
    lead = access.local_viewer()
    pupils = access.rows(lead, sample_version, "data_quality/fault_entries", **AFTER_LEAVING)
    assert set(rows["pupil"].astype(str)) == set(pupils["pupil"])
    assert not {"surname", "forename"} & set(rows.columns)


AFTER_LEAVING = {
    "academic_year": "2024/25",
    "year_first_day": "2024-08-01",
    "fault": "after leaving",
    "school_id": 900002,
}


def test_an_earlier_year_is_chosen_in_the_menu_of_the_page():
    at = AppTest.from_file(str(MAIN), default_timeout=60).run()
    at.switch_page(f"../../pages/{PAGE.name}").run()
    assert [box.label for box in at.selectbox][:2] == ["Academic year", "Look as"]
    at.selectbox(key="marks_year").select("2023/24").run()
    assert "All 24 schools have sent the week of" in answer(at)


def test_a_champion_sees_the_own_school_and_no_other(monkeypatch, behind):
    as_viewer(monkeypatch, "champion:900001")
    at = open_page(view="To put right", fault="mark missing", school="Hobblegate Primary School")
    assert "Thimblebarrow Primary School has sent" in answer(at)
    [entries] = behind
    assert set(entries["school_name"]) == {"Thimblebarrow Primary School"}
    assert [box.key for box in at.selectbox] == ["fault"]
    shown = small_print(at) + "".join(block.value for block in at.markdown)
    assert "Hobblegate" not in shown and "Gingermarsh" not in shown


def test_a_champion_cannot_ask_for_the_entries_of_another_school(sample_version):
    other = AFTER_LEAVING | {"school_id": 900002}
    rows = access.rows(
        Viewer("local", "champion", (900001,)),
        sample_version,
        "data_quality/fault_entries",
        **other,
    )
    assert rows.empty


def test_a_school_that_nothing_is_loaded_of_is_told_so(monkeypatch):
    as_viewer(monkeypatch, "champion:123456")
    at = open_page()
    assert not at.exception
    told = at.info[-1].value
    assert "No marks of your school are loaded" in told and "Ask your authority's" in told


def test_on_the_sample_a_role_of_a_school_is_picked_with_its_school():
    at = AppTest.from_file(str(MAIN), default_timeout=60)
    at.query_params["role"] = "Champion"
    at.query_params["own_school"] = "Tinderwick School"
    at.run().switch_page(f"../../pages/{PAGE.name}").run()
    assert "Tinderwick School has sent" in answer(at)
