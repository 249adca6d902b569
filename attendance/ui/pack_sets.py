"""Beside a school's pack: its agenda, and the packs of a quadrant or trust as a zip."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st

from attendance import config, words
from attendance.documents import pack_word, word
from attendance.papers import batch
from attendance.papers.batch import Job, Order
from attendance.papers.desk import Desk
from attendance.ui import data, layout, session
from attendance.ui.packs import Chosen


def agenda(chosen: Chosen) -> None:
    """A button for the agenda to send beforehand; it names no pupil."""
    viewer, version, engine = session.viewer(), data.warehouse(), session.store_engine()
    record = session.recorder()

    def make() -> bytes:
        desk = Desk(viewer, version, engine, words.now())
        content = pack_word.agenda_as_docx(desk.agenda(chosen.school, chosen.theme.term))
        record("export", f"agenda: {chosen.school.school_name}", {"term": chosen.theme.term}, 0)
        return content

    st.download_button(
        "Download agenda (Word)",
        make,
        file_name=f"agenda-{chosen.school.urn}-{chosen.theme.term}.docx",
        mime=word.MIME,
        on_click="ignore",
        icon=":material/download:",
        key="agenda-docx",
    )


def zips(chosen: Chosen) -> None:
    """A button for each set of schools that this one is of, where the viewer sees several."""
    schools = data.rows("data/schools")
    found = []
    for kind in ("quadrant", "trust", "federation"):
        name = getattr(chosen.school, kind)
        if words.is_missing(name):
            continue
        own = schools[schools[kind] == name]
        if len(own) > 1:
            found.append((kind, str(name), own))
    if not found:
        return
    layout.quiet(
        "PDFs of several schools in one zip, a file for each school; making them takes about a "
        "second a school. A trust's zip begins with a pack that names no pupil. The command "
        "“python -m attendance pack tsm” makes more of them, and goes on after a stop."
    )
    with st.container(horizontal=True):
        for kind, name, own in found:
            st.download_button(
                f"All {len(own)} schools of {name} (zip)",
                _making(chosen, kind, name, own),
                file_name=f"packs-{kind}-{chosen.theme.term}.zip",
                mime="application/zip",
                on_click="ignore",
                icon=":material/folder_zip:",
                key=f"packs-{kind}",
            )


def _making(chosen: Chosen, kind: str, name: str, own: pd.DataFrame) -> Callable[[], bytes]:
    """What makes the zip when it is pressed, after its entry in the log."""
    record = session.recorder()
    schools = zip(own["urn"].tolist(), own["school_name"].tolist(), strict=True)
    jobs = [Job(urn, school, ("pdf",)) for urn, school in schools]
    if kind != "quadrant":
        jobs.insert(0, Job(None, name, ("pdf",)))
    order = Order(
        viewer=session.viewer(),
        data_dir=config.data_dir(),
        version=data.warehouse().name,
        output=Path(),
        term=chosen.theme.term,
        show_names=chosen.scope.show_names,
        made_at=words.now(),
    )

    def make() -> bytes:
        detail = {
            "by": "page",
            "formats": ["pdf"],
            "names": order.names,
            "term": order.term,
            "data": order.version,
            "schools": [job.urn or job.name for job in jobs],
        }
        record("export", "packs for meetings", detail, len(jobs))
        return batch.as_zip(order, jobs)

    return make
