"""What an opened page shows, read from its AppTest."""

import base64
import json
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest

from attendance import config

MAIN = config.ROOT / "attendance" / "ui" / "main.py"
PAGES = sorted((config.ROOT / "pages").glob("*.py"))
TABS = ("Bulletin", "Trend", "Why", "Is it real?", "Others", "Revisions")

VIEWERS = (None, "ast_lead", "data_officer", "champion:900019", "governor:900019,900018")
"""What ATTENDANCE_VIEWER can say, one of each role."""


def open_script(script, **query_params: str) -> AppTest:
    """The script run once at an address with these query parameters."""
    at = AppTest.from_file(str(script), default_timeout=120)
    for name, value in query_params.items():
        at.query_params[name] = value
    return at.run()


def open_main(**query_params: str) -> AppTest:
    """The default page as main draws it, menu and filters included."""
    return open_script(MAIN, **query_params)


def answer(at: AppTest) -> str:
    """The page's answer sentence, or nothing."""
    return "".join(block.value for block in at.html if 'class="answer"' in block.value)


def small_print(at: AppTest) -> str:
    """Chart titles and small print, in order, but not the tables that only paper shows."""
    told = [block.value for block in at.html if 'class="' in block.value]
    return "\n".join(each for each in told if "on-paper" not in each)


def has_figures(at: AppTest) -> bool:
    """Whether any figure of the warehouse is on the page."""
    drawn = (at.metric, at.dataframe, at.table, at.tabs, at.get("plotly_chart"))
    return bool(answer(at)) or "<table" in small_print(at) or any(len(found) for found in drawn)


def printed_table(at: AppTest) -> pd.DataFrame:
    """The bulletin table, cell by cell as text."""
    (block,) = (block.value for block in at.html if "<table" in block.value)
    table = ET.fromstring(block).find("table")
    lines = [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]
    return pd.DataFrame(lines[1:], columns=lines[0])


def charts(at: AppTest) -> list[dict]:
    """Each chart's figure as the browser gets it."""
    return [json.loads(chart.proto.spec) for chart in at.get("plotly_chart")]


def plotted(trace: dict, axis: str) -> np.ndarray:
    """The numbers of a trace, which Plotly packs as base64."""
    values = trace[axis]
    if isinstance(values, dict):
        return np.frombuffer(base64.b64decode(values["bdata"]), dtype=values["dtype"])
    return np.array(values, dtype=float)
