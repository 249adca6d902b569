"""What every run starts with: the viewer, the menu, the shared filters, then the page."""

import streamlit as st

from attendance import access, config
from attendance.ui import data, filters, layout, session

PAGES = config.ROOT / "pages"

ICON = config.ROOT / "attendance" / "ui" / "icon.svg"

st.set_page_config(page_title="Attendance", page_icon=str(ICON), layout="wide")

with layout.told():
    version = data.warehouse()
    chosen, looking_as = st.sidebar.container(), st.sidebar.container()
    with looking_as:
        session.pick_role(version)
    essex_and_england = {
        "page": PAGES / "essex_and_england.py",
        "title": f"{filters.home_name()} and England",
        "icon": ":material/compare_arrows:",
        "help": "The fortnightly bulletin table, the trend behind it and the reasons for the gap.",
    }
    data_quality = st.Page(
        PAGES / "data_quality.py",
        title="Data quality",
        icon=":material/fact_check:",
    )
    page = st.navigation(
        [
            # The default page answers at / alone; links by its own name are to find it too.
            st.Page(**essex_and_england, url_path="start", default=True),
            st.Page(**essex_and_england, url_path="essex_and_england", visibility="hidden"),
            *([data_quality] if access.may_read(session.viewer(), "record") else []),
        ]
    )
    with chosen:
        if page.url_path != data_quality.url_path:
            filters.draw()
        elif version.has_marks:
            filters.draw_for_marks()

with layout.told():
    page.run()
