"""What every run starts with: the viewer, the menu, the shared filters, then the page."""

import streamlit as st

from attendance import access, config
from attendance.ui import data, filters, layout, menu, session

PAGES = config.ROOT / "pages"

ICON = config.ROOT / "attendance" / "ui" / "icon.svg"

st.set_page_config(page_title="Attendance", page_icon=str(ICON), layout="wide")

with layout.told():
    session.choose_again()
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
    county_pages = {
        name: st.Page(PAGES / f"{name}.py", title=title, icon=icon, help=what_for, url_path=name)
        for name, (title, icon, what_for) in menu.COUNTY_PAGES.items()
        if access.may_read(session.viewer(), menu.NEEDS[name])
    }
    is_champion = session.viewer().role == "champion"
    first = [name for name in county_pages if name == "monday" and is_champion]
    page = st.navigation(
        [
            *(county_pages[name] for name in first),
            # The default page answers at / alone; links by its own name are to find it too.
            st.Page(**essex_and_england, url_path="start", default=True),
            st.Page(**essex_and_england, url_path="essex_and_england", visibility="hidden"),
            *(each for name, each in county_pages.items() if name not in first),
        ],
        expanded=True,
    )
    target, choices = session.taken_target()
    if target == page.url_path:
        # A switch to the page that is open would take from the address what is chosen on it.
        st.query_params.update(session.unbound(choices))
    elif target in county_pages:
        st.switch_page(county_pages[target], query_params=session.unbound(choices))
    if page.url_path != "pupil":
        session.come_back()
    with chosen:
        if page.url_path not in menu.FILTERS:
            filters.draw()
        elif version.has_marks:
            for draw in menu.FILTERS[page.url_path]:
                draw()

with layout.told():
    page.run()
