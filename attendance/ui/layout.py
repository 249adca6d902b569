"""What every page is made of: its head, sentences, figures, charts with their tables."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from attendance import access, sentences
from attendance.errors import NO_MARKS, AttendanceError
from attendance.ui import data, session
from attendance.warehouse.versions import Version

STYLE = Path(__file__).with_name("style.css")
MARKDOWN = re.compile(r"[\\`*_~$<>#\[\]]|:(?=[A-Za-z])")
AS_WRITTEN = r"\\\g<0>"
"""Names of pupils, classes and schools may hold what Markdown would take for its own."""
LIGHT_TABLES_ON_PAPER = (
    '<style>@media print {[data-testid="stDataFrame"] canvas '
    "{filter: invert(1) hue-rotate(180deg)}}</style>"
)
"""A table is drawn in the colours of the screen; the style sheet cannot reach them."""


@contextmanager
def told() -> Iterator[None]:
    """Show what is wrong in words and end the run; faults of the program go on as they are."""
    try:
        yield
    except AttendanceError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()


def page(title: str, rows: str) -> None:
    """Start a page whose rows are of that kind: check the viewer, draw title and banner."""
    with told():
        viewer = session.viewer()
        if not access.may_read(viewer, rows):
            raise access.AccessError(
                f"A {viewer.role_name.lower()} does not see this page. Choose another one from "
                "the menu."
            )
        version = data.warehouse()
        session.log_view(title)
    st.html(STYLE)
    if st.context.theme.type == "dark":
        st.html(LIGHT_TABLES_ON_PAPER)
    st.title(title)
    banner(version)
    if rows != "published" and not version.has_marks:
        empty(NO_MARKS)


def banner(version: Version) -> None:
    """Data to which date, from which files; and, on every page, whether they are invented."""
    newest = [sentences.freshness(row) for row in data.rows("data/freshness").itertuples()]
    if version.has_marks:
        marks = data.rows("data/marks_freshness")
        newest += [sentences.marks_freshness(row) for row in marks.itertuples()]
    fresh = f"Newest loaded: {'; '.join(newest)}." if newest else ""
    if version.is_sample:
        st.info(
            f"**Sample data: invented figures, not those of real schools.** {fresh}",
            icon=":material/info:",
        )
    elif data.is_outdated(version):
        st.warning(
            "This warehouse was built with other definitions than the program now has. Build it "
            f"again with: python -m attendance warehouse rebuild. {fresh}",
            icon=":material/update:",
        )
    else:
        quiet(fresh)


def answer(sentence: str) -> None:
    """The page's answer, its largest text after the title."""
    st.html(f'<p class="answer">{html.escape(sentence)}</p>')


def quiet(text: str) -> None:
    """Small print that belongs to what stands above it."""
    st.html(f'<p class="quiet">{html.escape(text)}</p>')


def hint(text: str) -> None:
    """Small print of what can be done on the screen, which paper leaves out."""
    st.html(f'<p class="quiet on-screen">{html.escape(text)}</p>')


def points(sentences: list[str]) -> None:
    """Findings, a line each, as they are written."""
    st.markdown("\n".join(f"- {MARKDOWN.sub(AS_WRITTEN, sentence)}" for sentence in sentences))


def figures(figures: list[tuple[str, str, str]]) -> None:
    """Up to four figures: what, how much, and how it compares in words."""
    with st.grid(4, min_column_width=150):
        for name, value, comparison in figures:
            st.metric(name, value, comparison, delta_color="off", delta_arrow="off", border=True)


def empty(message: str) -> None:
    """Say what is missing and what to do, and end the run."""
    st.info(message, icon=":material/inbox:")
    st.stop()


def empty_of_own(what: str, when: str = "") -> None:
    """The same where a school's people find nothing of their own, such as "marks"."""
    empty(
        f"No {what} of your school are loaded{when}. Ask your authority's data officer to load "
        "them."
    )


def open_tab(*names: str):
    """Tabs that are drawn only when open, the open one in the URL: its name and container."""
    tabs = st.tabs(names, key="view", bind="query-params")
    return next((name, tab) for name, tab in zip(names, tabs, strict=True) if tab.open)
