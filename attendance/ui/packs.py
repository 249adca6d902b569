"""The pack of one school: which school and term, page 1 on screen, and the files on a click."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from attendance import words
from attendance.documents import pack_pdf, pack_word, pack_workbook, word, workbook
from attendance.packs import gather, scopes, themes
from attendance.packs.pack import Front, Pack, Table
from attendance.papers.desk import Desk
from attendance.scope import PackScope
from attendance.ui import data, filters, layout, meetings, pupil_filters, session, shown, support
from attendance.words import Cell

TERM = "term"
FILES: dict[str, tuple[str, str, Callable[[Pack], bytes]]] = {
    "Download PDF": ("pdf", "application/pdf", pack_pdf.as_pdf),
    "Download Word": ("docx", word.MIME, pack_word.as_docx),
    "Download Excel": ("xlsx", workbook.MIME, pack_workbook.as_xlsx),
}
"""By label: how the file ends, its type, and what makes it."""


@dataclass(frozen=True)
class Chosen:
    """The school, as a row of data/schools, the term's theme, and what the pack is of."""

    school: Cell
    theme: themes.Theme
    scope: PackScope


def draw_term() -> None:
    """Draw the choice of the term whose theme the pack follows; the term of the newest marks
    comes first."""
    offered = _terms()
    place = _place_of_now(offered)
    filters.keep_on_offer(TERM, offered, offered[place])
    st.selectbox(
        "Theme of the term",
        offered,
        index=place,
        format_func=str.capitalize,
        key=TERM,
        bind="query-params",
    )


def chosen() -> Chosen:
    """What is chosen now, with what was written down of the school's pupils and meetings."""
    schools = data.rows("data/schools")
    if schools.empty:
        layout.empty_of_own("marks")
    name = filters.chosen_of(filters.SCHOOL, schools["school_name"].tolist())
    school: Cell = next(row for row in schools.itertuples() if row.school_name == name)
    offered = _terms()
    term = filters.chosen_of(TERM, offered, first=offered[_place_of_now(offered)])
    with layout.told():
        theme = themes.theme(data.rows("data/tsm_themes"), term, school.education_phase)
        of_school = scopes.of_school(_year_so_far(), school)
        scope = gather.to_own_day(data.in_scope, of_school)
    return Chosen(school, theme, meetings.known(support.known(scope)))


def front(chosen: Chosen) -> Front:
    """Page 1 of the pack."""
    with layout.told():
        written = _desk()().written(chosen.scope)
        return gather.front_page(data.in_scope, chosen.scope, written)


def downloads(chosen: Chosen) -> None:
    """A button for each kind of file; it is made, and logged with its rows, when pressed."""
    desk, record, scope = _desk(), session.recorder(), chosen.scope
    names = "" if scope.show_names else "-without-names"

    def making(ending: str, maker: Callable[[Pack], bytes]) -> Callable[[], bytes]:
        def make() -> bytes:
            pack = desk().school_pack(chosen.school, chosen.theme.term, scope.show_names)
            content = maker(pack)
            detail = {"file": f"pack.{ending}", "term": pack.term, "names": pack.with_names}
            record("export", f"pack: {pack.school_name}", detail, pack.people_listed)
            return content

        return make

    with st.container(horizontal=True):
        for label, (ending, mime, maker) in FILES.items():
            st.download_button(
                label,
                making(ending, maker),
                file_name=f"pack-{chosen.school.urn}-{chosen.theme.term}{names}.{ending}",
                mime=mime,
                on_click="ignore",
                icon=":material/download:",
                key=f"pack-{ending}",
            )
        shown.about("pupils/absent_pupils")


def listing(table: Table) -> None:
    """A list of page 1 as the papers print it."""
    st.html(f'<p class="chart-title">{table.caption}</p>')
    if not table.rows:
        layout.quiet(table.empty)
        return
    rows = pd.DataFrame(
        table.printed_rows, columns=[column.heading for column in table.printed_columns]
    )
    shown.printed_table(rows, alt=f"Table: {table.caption}", are_words=True)
    layout.quiet(" ".join(note for note in (table.rest, table.note) if note))


def contents(chosen: Chosen) -> None:
    """What the theme is and which sections the pack has, in their order."""
    headings = [words.lowered(part.heading) for part in chosen.theme.parts]
    layout.quiet(
        f"{chosen.theme.term.capitalize()} term: {words.lowered(chosen.theme.name)}. After this "
        f"page: {'; '.join(headings)}. Sections, headings and questions are kept in "
        "tsm_themes.csv and tsm_questions.csv."
    )


def _desk() -> Callable[[], Desk]:
    """What makes a desk of this run's viewer and version, outside a run too."""
    viewer, version, engine = session.viewer(), data.warehouse(), session.store_engine()
    return lambda: Desk(viewer, version, engine, words.now())


def _year_so_far() -> PackScope:
    names = pupil_filters.names_are_shown()
    return scopes.year_so_far(data.in_scope, filters.home_name(), names)


def _terms() -> list[str]:
    return themes.terms(data.rows("data/tsm_themes"))


def _place_of_now(offered: list[str]) -> int:
    """The place of the term that the newest marks are of."""
    scope = _year_so_far()
    now = themes.term_of(data.in_scope("county/weeks", scope), scope.last_week)
    return offered.index(now) if now in offered else 0
