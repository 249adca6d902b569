"""A real Chromium on a real server: started once for each process that tests run in."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.reader import Reader
from tests.server import served

MILLISECONDS_TO_WAIT = 20_000

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
    expect.set_options(timeout=MILLISECONDS_TO_WAIT)
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


@pytest.fixture(scope="session")
def window(chromium) -> Callable[[int, str], BrowserContext]:
    """A function that gives the browser window of a width and colour scheme, opened once so that
    what Streamlit itself is made of is fetched once."""

    @cache
    def open_window(width: int, scheme: str) -> BrowserContext:
        size = {"width": width, "height": 900}
        context = chromium.new_context(viewport=size, color_scheme=scheme)
        context.set_default_timeout(MILLISECONDS_TO_WAIT)
        return context

    return open_window


@pytest.fixture
def new_reader(window, server, noted) -> Iterator[Callable[..., Reader]]:
    """A function that gives someone who opens the dashboard in a tab of their own."""
    pages: list[Page] = []

    def open_reader(width: int = 1440, scheme: str = "light", base: str = server) -> Reader:
        pages.append(window(width, scheme).new_page())
        noted.listen(pages[-1])
        return Reader(pages[-1], base)

    yield open_reader
    for page in pages:
        page.close()


@pytest.fixture
def reader(new_reader) -> Reader:
    """Someone reading the dashboard on a laptop."""
    return new_reader()
