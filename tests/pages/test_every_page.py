"""Every page file opens for every role, and shows nothing before it has checked the viewer."""

import ast
import re

import pytest
from streamlit.testing.v1 import AppTest

from attendance import access, config
from tests.pages.opened import MAIN, PAGES, VIEWERS, has_figures, open_main, open_script

pytestmark = pytest.mark.usefixtures("on_sample")

ROWS = {page: re.search(r'rows="(\w+)"', page.read_text())[1] for page in PAGES}
OPENED = [
    (page, viewer)
    for page in PAGES
    for viewer in VIEWERS
    if access.may_read(access.viewer_from(viewer or "ast_lead"), ROWS[page])
]
CLOSED = [(page, viewer) for page in PAGES for viewer in VIEWERS if (page, viewer) not in OPENED]

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def test_there_are_pages():
    assert PAGES


@pytest.mark.parametrize("viewer", VIEWERS)
def test_every_page_opens_from_the_menu_in_every_role(viewer, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, viewer or "")
    at = AppTest.from_file(str(MAIN), default_timeout=60).run()
    opened = [page for page, looked in OPENED if looked == viewer]
    for page in opened:
        at.switch_page(f"../../pages/{page.name}").run()
        assert not at.exception and not at.error, page.name
        assert len(at.title) == 1, page.name
        assert has_figures(at), page.name
    assert opened


@pytest.mark.parametrize(("page", "viewer"), OPENED)
def test_a_page_file_opens_by_itself_in_every_role(page, viewer, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, viewer or "")
    at = open_script(page)
    assert not at.exception and not at.error
    assert has_figures(at)


@pytest.mark.parametrize(("page", "viewer"), CLOSED)
def test_a_page_that_a_role_does_not_see_is_in_no_menu_and_opens_with_an_error(
    page, viewer, monkeypatch
):
    monkeypatch.setenv(config.VIEWER_VARIABLE, viewer)
    at = open_script(page)
    assert "does not see this page" in at.error[0].value
    assert not has_figures(at)
    with pytest.raises(ValueError, match="navigation page"):
        AppTest.from_file(str(MAIN), default_timeout=60).run().switch_page(
            f"../../pages/{page.name}"
        )


@pytest.mark.parametrize("role", ["ast_lead", "data_officer"])
def test_the_role_in_the_address_is_the_role_that_looks(role, monkeypatch):
    monkeypatch.setitem(access.MAY_READ, "data_officer", {"county"})
    monkeypatch.setitem(access.MAY_READ, "ast_lead", {"published"})
    at = open_main(role=access.ROLE_NAMES[role])
    assert at.selectbox(key="role").value == role
    assert has_figures(at) == (role == "ast_lead")


def test_picking_another_role_looks_as_that_role(monkeypatch):
    monkeypatch.setitem(access.MAY_READ, "data_officer", {"county"})
    at = open_main()
    assert has_figures(at)
    at.selectbox(key="role").select("data_officer").run()
    assert at.error[0].value.startswith("A data officer does not see")
    assert not has_figures(at)


def test_a_role_that_is_not_offered_is_not_given():
    at = open_main(role="Head teacher")
    assert at.selectbox(key="role").value == "ast_lead"


def test_a_fixed_viewer_cannot_be_changed_by_the_picker(monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "governor:100001")
    at = open_main(role="ast_lead")
    assert "role" not in [box.key for box in at.selectbox]
    assert [caption.value for caption in at.caption] == ["Looking as: Governor"]


@pytest.mark.parametrize("script", [MAIN, *PAGES], ids=lambda script: script.stem)
@pytest.mark.parametrize("viewer", ["headteacher", "champion", "governor:12", "ast_lead:9"])
def test_a_viewer_that_cannot_be_read_gets_an_error_and_no_figures(script, viewer, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, viewer)
    at = open_script(script)
    assert not at.exception
    assert len(at.error) == 1
    assert f"'{viewer.partition(':')[0]}" in at.error[0].value
    assert not has_figures(at)


@pytest.mark.parametrize("script", [MAIN, *PAGES], ids=lambda script: script.stem)
def test_a_role_that_may_not_read_a_page_gets_an_error_and_no_figures(script, monkeypatch):
    monkeypatch.setenv(config.VIEWER_VARIABLE, "governor:100001")
    monkeypatch.setitem(access.MAY_READ, "governor", set())
    at = open_script(script)
    assert not at.exception
    assert at.error[0].value.startswith("A governor does not see")
    assert not has_figures(at)


@every_page
def test_a_page_starts_with_the_check_of_its_viewer(page):
    body = ast.parse(page.read_text(encoding="utf-8")).body
    calls = [
        ast.unparse(statement.value.func)
        for statement in body
        if isinstance(statement, ast.Assign | ast.Expr) and isinstance(statement.value, ast.Call)
    ]
    if calls[0] == "filters.scope":
        calls.pop(0)
    assert calls[0] == "layout.page"


@every_page
def test_nothing_comes_between_the_imports_and_the_check(page):
    body = ast.parse(page.read_text(encoding="utf-8")).body
    after = [node for node in body if not isinstance(node, ast.Import | ast.ImportFrom)]
    assert ast.get_docstring(ast.Module(body=body, type_ignores=[]))
    checked = [ast.unparse(node).startswith("layout.page(") for node in after]
    assert checked.index(True) <= 2  # after the docstring and the scope
