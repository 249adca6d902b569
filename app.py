"""The server: streamlit run app.py

The script that pages are drawn by lies in attendance/ui, whose folder has no pages/ of its own;
otherwise Streamlit would serve a page file directly, past the viewer check.
"""

import gc
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from attendance import config
from attendance.ui.edge import Edge


@asynccontextmanager
async def lifespan(app: st.App):
    """Import once what pages need, and keep it out of the collector's way: Streamlit collects
    after every run, which with pandas and Plotly loaded was most of its time."""
    from attendance import charts, documents  # noqa: F401
    from attendance.ui import data, filters, layout  # noqa: F401

    gc.collect()
    gc.freeze()
    yield {}


app = st.App(
    config.ROOT / "attendance" / "ui" / "main.py",
    lifespan=lifespan,
    middleware=[Middleware(Edge)],
)
