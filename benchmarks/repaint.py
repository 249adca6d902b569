"""How long a filter change takes in a real browser until the page has repainted.

    python -m benchmarks.repaint RELEASES           Essex and England
    python -m benchmarks.repaint --county DATA_DIR  the pages of the county's own schools

An option is chosen in the sidebar again and again. The clock runs in the browser, from the click
on the option until the page stands: on Essex and England until the sentence of the new phase
stands and its chart was drawn; on the county's pages, where each school or first week is chosen
only once so that no answer is kept, until the run has ended and no chart was drawn any more.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

from attendance import config, sentences
from attendance.importers import imports

CHANGES = 40
PHASES = ("Primary", "Special", "Secondary")
VIEWS = ("Bulletin", "Trend", "Why", "Is it real?", "Others")
WITHOUT_CHART = {"Bulletin"}

CHOSEN_WEEKS = "From week to week"
COUNTY_CHANGES = 15

CLOCK = """
([phase, needsChart]) => new Promise((done) => {
  const drawn = () => document.querySelector(".js-plotly-plot")?.calcdata;
  const before = drawn();
  let start = null;
  document.addEventListener("click", () => { start ??= performance.now(); },
    { capture: true, once: true });
  const look = () => {
    const said = [...document.querySelectorAll(".quiet")].some((quiet) =>
      quiet.textContent.startsWith(phase + " schools,"));
    const painted = !needsChart || (drawn() && drawn() !== before);
    if (start !== null && said && painted) done(performance.now() - start);
    else requestAnimationFrame(look);
  };
  look();
})
"""

COUNTY_TABS = {
    "/quadrants_and_phases": ("From", ("Quadrants", "Districts", "Trend", "Groups of pupils")),
    "/schools": ("From", ("All schools", "Size and chance", "PA and attendance", "Trusts")),
    "/school": (
        "School",
        sentences.VIEWS_OF_SCHOOL,
    ),
}
"""By page: the filter that is changed, and the tabs open meanwhile."""

COUNTY_HEADS = ("page", "tab", "changed", "median ms", "95% ms")

COUNTY_CLOCK = """
() => new Promise((done) => {
  const running = () =>
    document.querySelector("[data-testid=stApp]").dataset.testScriptState !== "notRunning";
  const charts = () => [...document.querySelectorAll(".js-plotly-plot")];
  let start = null, last = null, ran = false, drawn = charts().map((one) => one.calcdata);
  document.addEventListener("click", () => { start ??= performance.now(); },
    { capture: true, once: true });
  const look = () => {
    const now = performance.now(), anew = charts().map((one) => one.calcdata);
    const changed = anew.length !== drawn.length || anew.some((one, at) => one !== drawn[at]);
    drawn = anew;
    ran ||= start !== null && running();
    if (ran && (running() || changed || last === null)) last = now;
    if (last !== null && now - last > 400) done(last - start);
    else if (start !== null && now - start > 30000) done(null);
    else requestAnimationFrame(look);
  };
  look();
})
"""


def main(releases: Path) -> None:
    """Serve the releases, change the phase on every tab, print a line per tab."""
    with tempfile.TemporaryDirectory() as folder:
        imports.import_paths([releases], Path(folder))
        with _served(folder) as address:
            _measure(address)


def county(data_dir: Path) -> None:
    """Print a line per tab of the county's pages."""
    print(*COUNTY_HEADS, sep=" | ")
    for row in measured(data_dir):
        print(*row, sep=" | ")


def measured(data_dir: Path) -> list[tuple[str, str, str, int, int]]:
    """Serve a whole county and change a filter on every tab of its pages: a row per tab, as
    COUNTY_HEADS says."""
    found = []
    with _served(str(data_dir)) as address, _browser() as browser:
        for path, (label, tabs) in COUNTY_TABS.items():
            for tab in tabs:
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                page.set_default_timeout(60_000)
                page.goto(f"{address}{path}?view={quote(tab)}&period={quote(CHOSEN_WEEKS)}")
                page.locator("p.answer").wait_for(timeout=60_000)
                page.locator("[data-test-script-state=notRunning]").wait_for()
                page.wait_for_timeout(2_000)
                options = _options(page, label)
                chosen = options[1 : 1 + COUNTY_CHANGES]
                times = [_change(page, label, each, COUNTY_CLOCK, None) for each in chosen][2:]
                percentile = statistics.quantiles(times, n=20)[-1]
                middle = statistics.median(times)
                found.append((path, tab, label, round(middle), round(percentile)))
                page.close()
    return found


@contextmanager
def _served(folder: str) -> Iterator[str]:
    """The address of a server on that data."""
    port = _free_port()
    server = _serve(folder, port)
    try:
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait()


def _options(page: Page, label: str) -> list[str]:
    """What a select box offers, as far as the list has drawn it."""
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    found = page.get_by_role("option").all_inner_texts()
    page.keyboard.press("Escape")
    return found


def _serve(folder: str, port: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    environment = os.environ | {config.DATA_DIR_VARIABLE: folder}
    server = subprocess.Popen(command, cwd=config.ROOT, env=environment)
    while True:
        try:
            urllib.request.urlopen(f"http://localhost:{port}/_stcore/health")
            return server
        except OSError:
            time.sleep(0.1)


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def _measure(address: str) -> None:
    print(f"{'tab':12} {'median ms':>9} {'95% ms':>7}")
    with _browser() as browser:
        for view in VIEWS:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{address}/?view={quote(view)}")
            page.get_by_text("reporting on an average day").wait_for()
            phases = [PHASES[change % len(PHASES)] for change in range(CHANGES)]
            times = [
                _change(page, "Phase", phase, CLOCK, [phase, view not in WITHOUT_CHART])
                for phase in phases
            ][len(PHASES) :]
            percentile = statistics.quantiles(times, n=20)[-1]
            print(f"{view:12} {statistics.median(times):9.0f} {percentile:7.0f}")
            page.close()


def _change(page: Page, label: str, name: str, clock: str, args: list | None) -> float:
    """Milliseconds from choosing that option of the filter until the clock's page stands."""
    page.wait_for_timeout(400)
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(name)
    option = page.get_by_role("option", name=name, exact=True)
    option.wait_for()
    handle = page.evaluate_handle("(args) => ({ promise: (" + clock + ")(args) })", args)
    option.click()
    taken = handle.evaluate("(held) => held.promise")
    assert taken is not None, f"{page.url} did not change when {label} became {name}"
    return taken


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


if __name__ == "__main__":
    county(Path(sys.argv[2])) if sys.argv[1] == "--county" else main(Path(sys.argv[1]))
