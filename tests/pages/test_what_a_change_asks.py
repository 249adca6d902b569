"""A change of a filter asks for no more than the page and the open tab need."""

import pytest
from streamlit.testing.v1 import AppTest

from attendance import config, queries
from attendance.ui import data
from tests.browser.reader import COUNTY_TABS
from tests.pages.opened import charts

pytestmark = pytest.mark.usefixtures("on_sample")

MOST_QUERIES, MOST_CHARTS = 8, 4
CHANGES = {
    "/quadrants_and_phases": ("period", "Year to date", "Latest week"),
    "/schools": ("period", "Year to date", "Latest week"),
    "/school": ("school", "Bramblelea Primary School", "Saffronholme High School"),
}
"""By page: a filter, what it says first, and what it is changed to."""


@pytest.mark.parametrize(
    ("path", "tab"), [(path, tab) for path, tabs in COUNTY_TABS.items() for tab in tabs]
)
def test_a_change_runs_few_queries_and_draws_few_charts(path, tab, monkeypatch):
    label, first, then = CHANGES[path]
    page = AppTest.from_file(str(config.ROOT / "pages" / f"{path[1:]}.py"), default_timeout=60)
    page.query_params["view"] = tab
    page.session_state[label] = first
    data._rows.clear()
    page.run()
    asked = []
    run = queries.run_query

    def counting(connection, query, **params):
        asked.append(query.name)
        return run(connection, query, **params)

    monkeypatch.setattr(queries, "run_query", counting)
    page.session_state[label] = then
    page.run()
    assert not page.exception
    assert 1 <= len(asked) <= MOST_QUERIES, asked
    assert len(charts(page)) <= MOST_CHARTS
