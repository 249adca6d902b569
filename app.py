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
from attendance.warehouse import reader, versions


@asynccontextmanager
async def lifespan(app: st.App):
    """Check and open the warehouse, and import once what pages need; then keep all that out of
    the collector's way: Streamlit collects after every run, which was most of its time."""
    from attendance.ui import filters, shown  # noqa: F401

    _open_warehouse()
    gc.collect()
    gc.freeze()
    yield {}


def _open_warehouse() -> None:
    """Refuse to start on a warehouse that is damaged: unread blocks would stay unnoticed."""
    version = versions.current(config.data_dir())
    if version:
        versions.check(version)
        reader.connection(version)


app = st.App(
    config.ROOT / "attendance" / "ui" / "main.py",
    lifespan=lifespan,
    middleware=[Middleware(Edge)],
)
