"""What every run starts with: the viewer, the menu, the shared filters, then the page."""

import streamlit as st

from attendance import access, config
from attendance.ui import (
    county_filters,
    data,
    filters,
    layout,
    meeting_kept,
    monday,
    packs,
    planning,
    pupil_filters,
    session,
)

PAGES = config.ROOT / "pages"

ICON = config.ROOT / "attendance" / "ui" / "icon.svg"

COUNTY_PAGES = {
    "monday": (
        "Monday morning",
        ":material/today:",
        "What changed for the pupils of a school, and who still needs someone.",
    ),
    "quadrants_and_phases": (
        "Quadrants and phases",
        ":material/grid_view:",
        "Attendance by quadrant, phase and district, and where the gap to England sits.",
    ),
    "schools": (
        "Schools",
        ":material/scatter_plot:",
        "Every school in one table, and which differ by more than chance.",
    ),
    "school": (
        "One school",
        ":material/school:",
        "Trend, groups, reasons and patterns of one school.",
    ),
    "pupils": (
        "Pupils",
        ":material/groups:",
        "Who is absent, who is on the way to it or back, and what was done.",
    ),
    "pupil": (
        "One pupil",
        ":material/person:",
        "Register, spells, reasons and thresholds of one pupil.",
    ),
    "thresholds": (
        "Thresholds",
        ":material/rule:",
        "Who reached a legal threshold, or comes close, and returns to the authority.",
    ),
    "tsm_planning": (
        "Whom to meet",
        ":material/event_note:",
        "Which schools need a Targeting Support Meeting first, and why.",
    ),
    "tsm_diary": (
        "Diary of meetings",
        ":material/calendar_month:",
        "Bookings, confirmations, contacts, and which schools were met.",
    ),
    "tsm_pack": (
        "Meeting pack",
        ":material/description:",
        "The papers of a school's Targeting Support Meeting, with names or without.",
    ),
    "tsm_meeting": (
        "The meeting",
        ":material/handshake:",
        "Agenda and findings, what was agreed with a school, and what came of it.",
    ),
    "data_quality": (
        "Data quality",
        ":material/fact_check:",
        "Who has not sent registers, and what is to be put right.",
    ),
}
"""The pages about the county's own marks, in the order of the menu: title, icon, what for."""

MEETINGS = ("tsm_planning", "tsm_diary", "tsm_pack", "tsm_meeting")
"""The pages of the menu's section on meetings."""

NEEDS = {
    "monday": "pupil",
    "quadrants_and_phases": "class",
    "schools": "class",
    "school": "class",
    "pupils": "pupil",
    "pupil": "pupil",
    "thresholds": "pupil",
    "tsm_planning": "planning",
    "tsm_diary": "planning",
    "tsm_pack": "pupil",
    "tsm_meeting": "pupil",
    "data_quality": "record",
}
"""Which kind of rows a role must be able to read to open a page."""

FILTERS = {
    "monday": (county_filters.draw_school, monday.draw),
    "quadrants_and_phases": (county_filters.draw_period, county_filters.draw_phase),
    "schools": (county_filters.draw_period, county_filters.draw_schools),
    "school": (county_filters.draw_period, county_filters.draw_school),
    "pupils": (county_filters.draw_period, pupil_filters.draw),
    "pupil": (county_filters.draw_period, pupil_filters.draw_names),
    "thresholds": (county_filters.draw_period, pupil_filters.draw_schools),
    "tsm_planning": (planning.draw,),
    "tsm_diary": (filters.draw_for_marks,),
    "tsm_pack": (county_filters.draw_school, packs.draw_term, pupil_filters.draw_names),
    "tsm_meeting": (county_filters.draw_school, meeting_kept.draw, pupil_filters.draw_names),
    "data_quality": (filters.draw_for_marks,),
}
"""What the pages about the county's own marks are filtered by; the others are about releases."""

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
    county_pages = {
        name: st.Page(PAGES / f"{name}.py", title=title, icon=icon, help=what_for, url_path=name)
        for name, (title, icon, what_for) in COUNTY_PAGES.items()
        if access.may_read(session.viewer(), NEEDS[name])
    }
    is_champion = session.viewer().role == "champion"
    first = [name for name in county_pages if name == "monday" and is_champion]
    held = {name: county_pages[name] for name in MEETINGS if name in county_pages}
    page = st.navigation(
        {
            "": [
                *(county_pages[name] for name in first),
                # The default page answers at / alone; links by its own name are to find it too.
                st.Page(**essex_and_england, url_path="start", default=True),
                st.Page(**essex_and_england, url_path="essex_and_england", visibility="hidden"),
                *(each for name, each in county_pages.items() if name not in {*first, *held}),
            ],
            **({"Meetings": list(held.values())} if held else {}),
        },
        expanded=True,
    )
    target, choices = session.taken_target()
    if target in county_pages:
        st.switch_page(county_pages[target], query_params=session.unbound(choices))
    with chosen:
        if page.url_path not in FILTERS:
            filters.draw()
        elif version.has_marks:
            for draw in FILTERS[page.url_path]:
                draw()

with layout.told():
    page.run()
