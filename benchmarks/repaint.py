"""How long a filter change takes in a real browser until the page has repainted.

    python -m benchmarks.repaint RELEASES

A phase is chosen in the sidebar again and again. The clock runs in the browser, from the click
on the option until the sentence of the new phase stands and its chart was drawn.
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
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from attendance import config
from attendance.importers import imports

CHANGES = 40
PHASES = ("Primary", "Special", "Secondary")
VIEWS = ("Bulletin", "Trend", "Why", "Is it real?", "Others")
WITHOUT_CHART = {"Bulletin"}

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


def main(releases: Path) -> None:
    """Serve the releases, change the phase on every tab, print a line per tab."""
    with tempfile.TemporaryDirectory() as folder:
        imports.import_paths([releases], Path(folder))
        port = _free_port()
        server = _serve(folder, port)
        try:
            _measure(f"http://localhost:{port}")
        finally:
            server.terminate()
            server.wait()


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


def _measure(address: str) -> None:
    print(f"{'tab':12} {'median ms':>9} {'95% ms':>7}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for view in VIEWS:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{address}/?view={view.replace('?', '%3F')}")
            page.get_by_text("reporting on an average day").wait_for()
            times = [
                _change(page, PHASES[change % len(PHASES)], view not in WITHOUT_CHART)
                for change in range(CHANGES)
            ][len(PHASES) :]
            percentile = statistics.quantiles(times, n=20)[-1]
            print(f"{view:12} {statistics.median(times):9.0f} {percentile:7.0f}")
            page.close()
        browser.close()


def _change(page: Page, phase: str, needs_chart: bool) -> float:
    page.wait_for_timeout(400)
    page.get_by_role("combobox", name="Phase").click()
    option = page.get_by_role("option", name=phase)
    option.wait_for()
    handle = page.evaluate_handle(
        "(args) => ({ promise: (" + CLOCK + ")(args) })", [phase, needs_chart]
    )
    option.click()
    return handle.evaluate("(held) => held.promise")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
