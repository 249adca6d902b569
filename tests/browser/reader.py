"""Someone who reads the dashboard: what they do, and what they see."""

from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Download, Locator, Page, expect

from attendance import sentences

TABS = ("Bulletin", "Trend", "Why", "Is it real?", "Others", "Revisions")

QUALITY_TABS = ("Who has sent", "To put right", "Unusual codes")

COUNTY_TABS = {
    "/quadrants_and_phases": (
        "Quadrants",
        "Districts",
        "Trend",
        "Groups of pupils",
        "Where the gap sits",
    ),
    "/schools": ("All schools", "Size and chance", "PA and attendance", "Trusts"),
    "/school": sentences.VIEWS_OF_SCHOOL,
}

PUPIL_TABS = {
    "/monday": ("What changed", "Sheets"),
    "/pupils": ("Pivot", "Spells and triage", "To celebrate"),
    "/pupil": ("Register", "Support", "Thresholds"),
    "/thresholds": ("Part-time",),
}
"""Of each page about pupils a tab of each kind of content."""

CHART, TABLE = ".js-plotly-plot .main-svg", "[data-testid=stDataFrame] canvas"

IN_TAB = {
    "Bulletin": ".printed table",
    "Trend": ".js-plotly-plot .scatterlayer .trace",
    "Why": ".js-plotly-plot .barlayer .point",
    "Is it real?": ".js-plotly-plot .scatterlayer .trace",
    "Others": ".js-plotly-plot .main-svg",
    "Revisions": "[data-testid=stDataFrame] canvas",
    "Who has sent": ".js-plotly-plot .scatterlayer .trace",
    "To put right": "[data-testid=stDataFrame] canvas",
    "Unusual codes": "[data-testid=stDataFrame] canvas",
    "To celebrate": ".printed table",
    "Register": ".herringbone table",
    "Support": "[class*=st-key-form-support]",
    "Thresholds": ".printed table",
    "Sheets": "[data-testid=stDownloadButton]",
}
"""What shows that a tab is drawn."""


class Reader:
    """A browser tab on the dashboard at `base`."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base

    def open(self, path: str = "/", **choices: str) -> "Reader":
        """Go to an address and wait until its answer is read out."""
        self.page.goto(f"{self.base}{path}" + (f"?{urlencode(choices)}" if choices else ""))
        self.answer.wait_for()
        return self

    @property
    def address(self) -> tuple[str, dict[str, str]]:
        """Path and choices in the address."""
        parts = urlsplit(self.page.url)
        return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}

    @property
    def answer(self) -> Locator:
        """The page's answer sentence."""
        return self.page.locator("p.answer")

    def choose(self, label: str, option: str) -> None:
        """Pick an option of a select box, typing to find it."""
        box = self.page.get_by_role("combobox", name=label, exact=True)
        box.click()
        box.fill(option)
        self.page.get_by_role("option", name=option, exact=True).click()

    def sees_chosen(self, label: str, option: str) -> None:
        """Expect a select box to show the option."""
        expect(self.page.get_by_role("combobox", name=label, exact=True)).to_have_value(option)

    def open_tab(self, name: str) -> None:
        """Click a tab and wait until it is drawn."""
        self.page.get_by_role("tab", name=name, exact=True).click()
        self.sees_tab(name)

    def sees_tab(self, name: str) -> None:
        """Expect a tab to be the open one and drawn."""
        tab = self.page.get_by_role("tab", name=name, exact=True)
        expect(tab).to_have_attribute("aria-selected", "true")
        self.page.locator(IN_TAB.get(name, f"{CHART}, {TABLE}")).first.wait_for()
        self.settles()

    def settles(self) -> None:
        """Wait until the server has finished the run."""
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()

    def looks(self, scheme: str, width: int) -> None:
        """Change the screen's colours and width, and wait until what is open follows."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=scheme)
        self.page.wait_for_function(
            "scheme => getComputedStyle(document.querySelector('[data-testid=stApp]'))"
            ".colorScheme == scheme && document.getAnimations().length == 0",
            arg=scheme,
        )
        self.settles()

    def tick_row(self, place: int, table: int = 0, height: int = 35) -> None:
        """Tick a row of a table, the first one if not said; its head counts as 0."""
        drawn = self.page.get_by_test_id("stDataFrame").nth(table)
        drawn.click(position={"x": 14, "y": height * place + height // 2})

    def figure(self, name: str) -> Locator:
        """The figure under the answer that has this name."""
        return self.page.get_by_test_id("stMetric").filter(has_text=name)

    def download(self, label: str) -> Download:
        """Press a download button and wait for its file."""
        with self.page.expect_download() as started:
            self.page.get_by_role("button", name=label).first.click()
        return started.value

    def downloaded(self, label: str) -> bytes:
        """Press a download button; the bytes of its file."""
        return Path(self.download(label).path()).read_bytes()

    def width_beyond_screen(self) -> int:
        """By how many pixels the page, or what scrolls it, is wider than the screen."""
        return self.page.evaluate(
            """() => Math.max(...['html', '[data-testid=stApp]', '[data-testid=stMain]']
                .map(name => document.querySelector(name))
                .map(part => part.scrollWidth - part.clientWidth))"""
        )

    def table_beyond_its_frame(self, kind: str) -> int:
        """By how many pixels the last of the tables is wider than what scrolls it."""
        return self.page.locator(kind).last.evaluate("part => part.scrollWidth - part.clientWidth")

    def widened_charts(self) -> list[str]:
        """The charts whose labels took more than the margins that they were given."""
        return self.page.evaluate(
            """() => [...document.querySelectorAll('.js-plotly-plot')]
                .filter(({layout, _fullLayout}) => 'ltrb'.split('').some(
                    side => _fullLayout._size[side] > layout.margin[side]))
                .map(chart => chart.closest('[role=figure]').getAttribute('aria-label'))"""
        )
