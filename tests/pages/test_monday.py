"""Monday morning as champions use it: what changed, dealt with and undone, and sheets."""

import io

import openpyxl
import pypdf
import pytest
from streamlit.testing.v1 import AppTest

from attendance import access, config, sentences
from attendance.casework import dealt_with
from attendance.casework.store import open_store
from tests.pages.opened import answer, small_print

pytestmark = pytest.mark.usefixtures("sample_copy")

PAGE = config.ROOT / "pages" / "monday.py"
SCHOOL, URN = "Mumblehaven High School", 900017
LIST = sentences.COLUMNS_OF_CHANGES
HEADINGS_OF_SHEETS = {
    "Year group": ["Pupil", "Class", "What", "What it rests on", "Absence", "Support"],
    "Class": ["Pupil", "Year", "What", "What it rests on", "Absence", "Support"],
}


def opened(school=SCHOOL, **query_params):
    at = AppTest.from_file(str(PAGE), default_timeout=120)
    at.session_state["school"] = school
    for name, value in query_params.items():
        at.query_params[name] = value
        at.session_state[name] = value
    at.run()
    assert not at.exception and not at.error
    return at


def listed(at):
    """The list of pupils on the page, or nothing."""
    found = [each.value for each in at.dataframe if list(each.value.columns)[: len(LIST)] == LIST]
    return found[0] if found else None


def changes(version, data_dir=None, **more):
    """What the page asks for."""
    params = {
        "academic_year": "2024/25",
        "year_first_day": "2024-08-01",
        "school_id": URN,
        "last_week": "2025-02-10",
        "as_of": "2025-02-13",
        "since_week": "2025-02-03",
        "show_names": True,
        "notice_people": [],
        "notice_dates": [],
        "support_people": [],
        "support_steps": [],
        "support_reviews": [],
        "support_due": [],
        "dealt_with": [],
    }
    return access.rows(access.local_viewer(), version, "monday/changes", **(params | more))


def mark(data_dir, version, rows, is_done=True):
    items = list(zip(rows["person_key"], rows["item"], rows["state"], strict=True))
    dealt_with.mark(
        open_store(data_dir),
        access.local_viewer(),
        version,
        items,
        school_id=URN,
        is_dealt_with=is_done,
    )


def test_the_page_says_both_days_and_what_is_most_pressing():
    at = opened()
    assert answer(at).count("newly persistently absent") == 1
    assert "Since Friday 7 February 2025" in answer(at)
    assert "Last marked day Thursday 13 February 2025" in small_print(at)


def test_the_counts_are_those_of_the_list(sample_version):
    at, rows = opened(), changes(sample_version)
    counts = at.dataframe[0].value.set_index(sentences.TOPIC_HEADING)
    assert counts["All"].to_dict() == rows["topic"].value_counts().to_dict()
    by_year = rows.groupby(["topic", "year_group"]).size()
    assert all(counts.loc[topic, year] == number for (topic, year), number in by_year.items())
    assert counts["All"].sum() == len(listed(at)) == len(rows)


def test_an_earlier_day_can_be_compared_with():
    at = opened(since="Friday 13 December 2024")
    assert "Since Friday 13 December 2024" in answer(at)
    assert len(listed(at)) > len(listed(opened()))


def test_what_is_dealt_with_leaves_the_list_and_comes_back(sample_version, data_dir):
    rows = changes(sample_version).head(2)
    before = len(listed(opened()))
    mark(data_dir, sample_version, rows)
    assert len(listed(opened())) == before - 2
    put_away = opened(view="Dealt with").dataframe[0].value
    assert set(put_away["pupil"]) == set(rows["pupil"])
    by = f"{access.local_viewer().name} on "
    assert put_away["dealt_with_by"].str.startswith(by).all()
    mark(data_dir, sample_version, rows, is_done=False)
    assert len(listed(opened())) == before
    assert "Nothing is marked as dealt with." in small_print(opened(view="Dealt with"))


def test_what_was_new_is_told_though_all_of_it_is_dealt_with(sample_version, data_dir):
    rows = changes(sample_version)
    new = rows["topic"] == "Newly persistently absent"
    mark(data_dir, sample_version, rows[new])
    told = f"{new.sum()} newly persistently absent"
    assert told in answer(opened())
    mark(data_dir, sample_version, rows)
    at = opened()
    assert f"All {len(rows)} items are dealt with" in answer(at) and told in answer(at)
    assert f"All {len(rows)} items are dealt with" in small_print(at)
    assert "Nothing of this kind changed" not in small_print(at)


def test_ticked_rows_are_dealt_with_and_the_last_ones_can_be_undone(log, monkeypatch):
    from attendance.ui import monday

    grid = monday._grid
    monkeypatch.setattr(monday, "_grid", lambda *given: [*grid(*given), 0, 1])
    at = opened()
    before = listed(at)
    at.button(key="monday-dealt with").click().run()
    assert not at.exception and not at.error
    assert len(listed(at)) == len(before) - 2
    written = [entry for entry in log() if entry["action"] == "deal with"]
    assert [entry["rows"] for entry in written] == [2]
    at.button(key="monday-undo-last").click().run()
    assert listed(at).equals(before)
    assert [entry["action"] for entry in log()][-1] == "undo dealing with"


def test_with_pseudonyms_no_name_is_on_the_page(sample_version):
    found = listed(opened(shown_by="Pseudonyms"))
    assert found["pupil"].str.fullmatch(r"Pupil [0-9A-F]{6}").all()


def test_a_champion_sees_the_own_school_whatever_the_address_asks(monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "champion:900019")
    at = opened(school=SCHOOL)
    assert SCHOOL not in small_print(at) and "Pebblethorpe High School" in small_print(at)


@pytest.mark.parametrize("viewer", ["governor:900017", "data_officer"])
def test_others_see_nothing(viewer, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, viewer)
    at = AppTest.from_file(str(PAGE), default_timeout=120).run()
    assert "does not see this page" in at.error[0].value
    assert not at.dataframe and not answer(at)


@pytest.mark.parametrize("per", ["Year group", "Class"])
def test_sheets_hold_the_rows_of_each_part_and_are_logged(per, downloads, sample_version, log):
    opened(view="Sheets", sheet_per=per)
    rows = changes(sample_version)
    parts = rows.groupby({"Year group": "year_group", "Class": "class"}[per])
    name = f"monday-by-{per.lower().replace(' ', '-')}-mumblehaven-high-school-2025-02-13"
    book = openpyxl.load_workbook(io.BytesIO(downloads[f"{name}.xlsx"]()))
    assert set(book.sheetnames) == {*parts.groups, "About"}
    for part, own in parts:
        cells = [[cell.value for cell in row] for row in book[part].iter_rows()]
        assert cells[0] == [*HEADINGS_OF_SHEETS[per], sentences.NOTE_HEADING]
        assert [row[0] for row in cells[1:]] == own["pupil"].tolist()
    about = [row[0].value for row in book["About"].iter_rows()]
    assert about[0].startswith(f"What changed, {SCHOOL}: a sheet for each {per.lower()}, since ")
    assert about[2].startswith("Made by local (AST lead). Data: ")
    assert about[3] == "Invented pupils. Sample data: nobody here exists."
    pages = [
        page.extract_text()
        for page in pypdf.PdfReader(io.BytesIO(downloads[f"{name}.pdf"]())).pages
    ]
    text = " ".join(" ".join(pages).split())
    assert len(pages) >= len(parts)
    assert all(f"{SCHOOL}: {part}" in text for part in parts.groups)
    assert all(name in text for name in rows["pupil"])
    exports = [entry for entry in log() if entry["action"] == "export"]
    assert {entry["detail"]["file"] for entry in exports} == {f"{name}.xlsx", f"{name}.pdf"}
    assert {entry["rows"] for entry in exports} == {len(rows)}


def test_a_school_that_stopped_sending_is_told_so_above_its_list():
    told = "No marks have come from Gingermarsh Primary School since 15 November 2024 (11 open"
    assert told in small_print(opened("Gingermarsh Primary School"))
    assert "No marks have come" not in small_print(opened())
