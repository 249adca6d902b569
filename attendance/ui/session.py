"""Who is looking at this run of the script, and the log of what they saw and took away."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st
from sqlalchemy import Engine
from streamlit.errors import StreamlitAPIException

from attendance import access, config
from attendance.access import Viewer
from attendance.casework import audit, store
from attendance.warehouse.versions import Version

ROLE_KEY = "role"
OWN_SCHOOL_KEY = "own_school"
TARGET_KEY = "target_page"
PERSON_KEY = "person"
TAB_KEY = "view"
LEFT_KEY, AGAIN_KEY = "left_for", "chosen_again"
SAMPLE_ROLES = ("ast_lead", "data_officer", "champion", "governor")


def viewer() -> Viewer:
    """The viewer of this run: the one the server was started for, else on the sample the role
    picked, else the person at this machine. AccessError if the fixed one cannot be read.
    """
    fixed = config.viewer()
    if fixed:
        return access.viewer_from(fixed)
    picked = st.session_state.get(ROLE_KEY)
    role = picked if picked in SAMPLE_ROLES else SAMPLE_ROLES[0]
    own_school = st.session_state.get(OWN_SCHOOL_KEY)
    own = (own_school,) if own_school and role in access.SCHOOL_ROLES else ()
    return access.local_viewer(role, own)


def pick_role(version: Version) -> None:
    """Say in whose role the dashboard is seen; on the sample alone the role, and the school of
    a school's role, can be chosen. They stay in the URL and so over a reload.
    """
    if not version.is_sample or config.viewer():
        st.caption(f"Looking as: {viewer().role_name}")
        return
    role = st.selectbox(
        "Look as",
        SAMPLE_ROLES,
        format_func=lambda role: access.ROLE_NAMES[role],
        key=ROLE_KEY,
        bind="query-params",
        help="Only with the sample data: see the dashboard as another role does.",
    )
    if role in access.SCHOOL_ROLES:
        schools = access.rows(access.local_viewer(), version, "data/schools")
        names = dict(zip(schools["urn"], schools["school_name"], strict=True))
        st.selectbox(
            "Of the school",
            list(names),
            format_func=lambda urn: names[urn],
            key=OWN_SCHOOL_KEY,
            bind="query-params",
        )


def go_to(page: str, **choices: str) -> None:
    """Open that page in the next run, with these filters chosen; for callbacks of clicks. The tab
    is the new page's first, unless chosen: an old page's would pass through the address."""
    st.session_state[TARGET_KEY] = page, choices
    if PERSON_KEY in choices:
        left = {key: st.session_state[key] for key in st.query_params if key in st.session_state}
        st.session_state.setdefault(LEFT_KEY, {})[choices[PERSON_KEY]] = left
    if TAB_KEY not in choices:
        st.session_state.pop(TAB_KEY, None)
    for key, value in choices.items():
        st.session_state[key] = value


def come_back() -> None:
    """Choose again, in another run, what was chosen on this page when the person in its address
    was opened. Only the browser's Back leads to such an address: Streamlit writes it as it leaves
    a page."""
    person = st.query_params.get(PERSON_KEY)
    if person in st.session_state.get(LEFT_KEY, {}):
        left = st.session_state[AGAIN_KEY] = st.session_state[LEFT_KEY][person]
        del st.query_params[PERSON_KEY]
        # Streamlit puts a tab chosen so into no address by itself.
        unbound({key: left[key] for key in left.keys() & {TAB_KEY}})
        st.rerun()


def choose_again() -> None:
    """Set what a page that was come back to had chosen, before any of it is drawn."""
    for key, value in st.session_state.pop(AGAIN_KEY, {}).items():
        st.session_state[key] = value


def taken_target() -> tuple[str | None, dict[str, str]]:
    """The page that a click asked for and its filters, once."""
    return st.session_state.pop(TARGET_KEY, (None, {}))


def unbound(choices: dict[str, str]) -> dict[str, str]:
    """Those of the filters that the page left behind did not draw. The others are bound to the
    URL, which they change themselves when they are drawn again. A person is bound on no page: to
    try it would leave an address of the old page with that person in the browser's history."""
    found = {key: value for key, value in choices.items() if key == PERSON_KEY}
    for key, value in choices.items():
        if key in found:
            continue
        try:
            st.query_params[key] = value
        except StreamlitAPIException:
            continue
        found[key] = value
    return found


def log_view(page: str) -> None:
    """Record once per session and page that it was opened."""
    seen = st.session_state.setdefault("pages_seen", set())
    if page not in seen:
        recorder()("view", page)
        seen.add(page)


def recorder() -> Callable[..., None]:
    """What records an action of this viewer: action, subject, then detail and rows if any.

    Made in the run and used there or later, when a download is pressed. An error in it stops
    what was to be done: an export that cannot be logged does not happen.
    """
    return partial(_record, store_engine(), viewer())


def store_engine() -> Engine:
    """The casework store of this run's data folder."""
    return _open(config.data_dir(), config.casework_url())


def _record(engine: Engine, who: Viewer, action: str, subject: str, detail=None, rows=None):
    audit.record(
        engine,
        viewer=who.name,
        role=who.role,
        action=action,
        subject=subject,
        detail=detail,
        rows=rows,
    )


@st.cache_resource(max_entries=1, show_spinner=False)
def _open(data_dir: Path, url: str | None) -> Engine:
    return store.open_store(data_dir, url)
