"""What every run starts with: the viewer, the menu, the shared filters, then the page."""

import streamlit as st

from attendance import config
from attendance.ui import data, filters, layout, session

PAGES = config.ROOT / "pages"

ICON = config.ROOT / "attendance" / "ui" / "icon.svg"

st.set_page_config(page_title="Attendance", page_icon=str(ICON), layout="wide")

with layout.told():
    viewer = session.viewer()
    version = data.warehouse()
    menu = [
        st.Page(
            PAGES / "essex_and_england.py",
            title=f"{filters.home_name()} and England",
            icon=":material/compare_arrows:",
            url_path="essex_and_england",
            default=True,
            help="The fortnightly bulletin table, the trend behind it and the reasons for the gap.",
        ),
    ]
    page = st.navigation(menu)
    filters.draw()
    if version.is_sample and config.viewer() is None:
        session.pick_role()
    else:
        st.sidebar.caption(f"Looking as: {viewer.role_name}")

page.run()
