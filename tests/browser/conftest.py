"""A real Chromium on a real server: started once for each process that tests run in."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.reader import Reader
from tests.server import served

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# Streamlit's index.html starts a script inline; the policy blocks it and nothing is lost.
KNOWN_ERRORS = ("Executing inline script violates the following Content Security Policy",)


def pytest_collection_modifyitems(items):
    """Mark what lies in this folder."""
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; skips, or fails in CI, where there is none."""
    path = shutil.which("chromium")
    if path is None:
        reason = "needs Chromium: apt-get install chromium"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(sample_data_dir, tmp_path_factory) -> Iterator[str]:
    """Address of a server on a copy of the sample."""
    data_dir = shutil.copytree(sample_data_dir, tmp_path_factory.mktemp("browser") / "data")
    with served(data_dir) as port:
        yield f"http://127.0.0.1:{port}"


@dataclass
class Noted:
    """What a page asked for and complained of."""

    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Note every request, websocket and error of the page."""
        page.on("request", lambda request: self._ask(request.url))
        page.on("websocket", lambda opened: self._ask(opened.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)

    def _ask(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob"):
            self.hosts.add(parts.hostname or url)

    def _hear(self, message) -> None:
        if message.type == "error" and not message.text.startswith(KNOWN_ERRORS):
            self.complaints.append(f"{message.text} ({message.location.get('url')})")


@pytest.fixture
def noted() -> Noted:
    """What the pages of this test asked for and complained of."""
    return Noted()


@pytest.fixture
def new_context(chromium) -> Iterator:
    """A function that opens a browser window as of a new visitor."""
    contexts: list[BrowserContext] = []

    def open_context(width: int = 1440, scheme: str = "light") -> BrowserContext:
        size = {"width": width, "height": 900}
        contexts.append(chromium.new_context(viewport=size, color_scheme=scheme))
        contexts[-1].set_default_timeout(20_000)
        return contexts[-1]

    yield open_context
    for context in contexts:
        context.close()


@pytest.fixture
def new_reader(new_context, server, noted):
    """A function that gives someone reading the dashboard."""

    def open_reader(width: int = 1440, scheme: str = "light", base: str = server) -> Reader:
        page = new_context(width, scheme).new_page()
        noted.listen(page)
        return Reader(page, base)

    return open_reader


@pytest.fixture
def reader(new_reader) -> Reader:
    """Someone reading the dashboard on a laptop."""
    return new_reader()
