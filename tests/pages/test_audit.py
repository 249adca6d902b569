"""What is written down: who opened a page, and who took what away."""

import io
import sqlite3

import docx
import pytest

from attendance import config
from attendance.errors import AttendanceError
from tests.pages.opened import open_main

pytestmark = pytest.mark.usefixtures("sample_copy")


def without_time(entry):
    return {key: value for key, value in entry.items() if key not in ("id", "at")}


def test_opening_a_page_is_logged_once_a_session(log):
    at = open_main()
    at.selectbox(key="phase").select("Primary").run()
    at.run()
    assert [without_time(entry) for entry in log()] == [
        {
            "viewer": "local",
            "role": "ast_lead",
            "action": "view",
            "subject": "Essex and England",
            "detail": {},
            "rows": None,
        }
    ]


def test_each_session_is_logged(log):
    open_main()
    open_main()
    assert [entry["action"] for entry in log()] == ["view", "view"]


def test_another_authority_is_another_page_seen(log):
    open_main().selectbox(key="authority").select("Norfolk").run()
    seen = [entry["subject"] for entry in log()]
    assert seen == ["Essex and England", "Norfolk and England"]


def test_a_page_refused_is_not_logged_as_seen(log, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "headteacher")
    open_main()
    assert log() == []


@pytest.mark.parametrize(
    ("viewer", "role"), [("governor:100001", "governor"), ("data_officer", "data_officer")]
)
def test_an_export_is_logged_with_role_and_rows(viewer, role, downloads, log, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, viewer)
    open_main()
    assert [entry["action"] for entry in log()] == ["view"]
    content = downloads["bulletin-2024-25.csv"]()
    assert without_time(log()[-1]) == {
        "viewer": "local",
        "role": role,
        "action": "export",
        "subject": "essex_and_england/bulletin",
        "detail": {"file": "bulletin-2024-25.csv"},
        "rows": 33,
    }
    assert len(content.decode("utf-8-sig").splitlines()) == 1 + 33


def test_the_word_document_is_logged_and_opens(downloads, log):
    open_main(authority="Norfolk")
    document = docx.Document(io.BytesIO(downloads["bulletin-2024-25.docx"]()))
    assert document.tables[0].rows[0].cells[2].text == "Norfolk attendance (%)"
    assert log()[-1]["detail"] == {"file": "bulletin-2024-25.docx"}
    assert log()[-1]["rows"] == 33


@pytest.mark.parametrize(
    ("tab", "name"),
    [
        ("Trend", "attendance_by_week"),
        ("Why", "gap_by_reason"),
        ("Is it real?", "gap_control"),
        ("Others", "among_authorities"),
        ("Revisions", "revisions_by_week"),
    ],
)
def test_the_rows_of_every_tab_can_be_taken_and_are_logged(tab, name, downloads, log):
    open_main(view=tab)
    text = downloads[f"{name}-2025-02-07.csv"]().decode("utf-8-sig")
    assert log()[-1]["subject"] == f"essex_and_england/{name}"
    assert log()[-1]["rows"] == len(text.splitlines()) - 1 > 10


def test_an_export_that_cannot_be_logged_does_not_happen(downloads, data_dir):
    open_main()
    with sqlite3.connect(data_dir / "casework.sqlite") as connection:
        connection.execute("drop table audit_log")
    with pytest.raises(AttendanceError, match="nothing was shown or exported"):
        downloads["bulletin-2024-25.csv"]()


def test_a_page_that_cannot_be_logged_is_not_shown(data_dir):
    open_main()
    with sqlite3.connect(data_dir / "casework.sqlite") as connection:
        connection.execute("drop table audit_log")
    at = open_main()
    assert "audit log could not be written" in at.error[0].value
    assert not at.metric and not at.title
