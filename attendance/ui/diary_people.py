"""Whom the diary invites: the schools' contacts, by CSV, and the members of the team."""

import csv
import io

import pandas as pd
import streamlit as st

from attendance import sentences
from attendance.casework import contacts, team
from attendance.casework.contacts import Contact, Given
from attendance.documents import csv_file
from attendance.errors import AttendanceError
from attendance.ui import data, downloads, layout, meeting_actions, saving, shown

COLUMNS = ("urn", "part", "name", "email", "phone")
LARGEST_FILE = 2_000_000
NEW = "A new member"


def contacts_of_schools() -> None:
    """The contacts, the file that changes them, and the file as it stands."""
    saving.tell()
    with layout.told():
        found = contacts.of_schools(*saving.where())
    names = meeting_actions.school_names()
    if found:
        rows = pd.DataFrame(sentences.contact_rows(found, names))
        shown.printed_table(rows, "Contacts of the schools", are_words=True)
    else:
        layout.quiet(sentences.NO_CONTACTS)
    file = st.file_uploader("Contacts as CSV", type="csv", key=f"contacts-{saving.times()}")
    if file is not None:
        st.button("Save these contacts", on_click=saving.once(_save), args=(file.getvalue(),))
    layout.quiet(sentences.CONTACT_COLUMNS)
    rows = _as_file(found)
    downloads.download(
        "Download the contacts, or an empty file to fill",
        "contacts.csv",
        "text/csv",
        lambda: csv_file.as_download(rows),
        subject="school contacts",
        rows=len(found),
    )


def members() -> None:
    """The members of the team, and the form that adds or changes one."""
    saving.tell()
    engine, viewer, _ = saving.where()
    with layout.told():
        found = team.members(engine, viewer)
    if found:
        rows = pd.DataFrame(sentences.team_rows(found))
        shown.printed_table(rows, "Members of the team", are_words=True)
    by_name = {each.name: each for each in found}
    chosen = st.selectbox("Add or change", [NEW, *by_name], key="team-which", width=560)
    before = by_name.get(chosen)
    prefix = f"team-{chosen}-{before.version if before else 0}-{saving.times()}"
    own = before.quadrant if before else ""
    quadrants = ["", *sorted(data.rows("data/schools")["quadrant"].dropna().unique())]
    with saving.form(prefix):
        if before is None:
            st.text_input(
                "Name", max_chars=team.LONGEST["name"], key=f"{prefix}-name", **saving.KEPT
            )
        st.selectbox(
            "Quadrant",
            quadrants,
            index=quadrants.index(own) if own in quadrants else 0,
            format_func=lambda name: name or "any",
            key=f"{prefix}-quadrant",
            **saving.KEPT,
        )
        st.text_input(
            "Email",
            value=before.email if before else "",
            max_chars=team.LONGEST["email"],
            key=f"{prefix}-email",
            **saving.KEPT,
        )
        st.checkbox(
            "Holds meetings",
            value=before.is_active if before else True,
            key=f"{prefix}-active",
            **saving.KEPT,
        )
        st.button(
            "Save", key=f"{prefix}-save", on_click=saving.once(_save_member), args=(prefix, before)
        )


def given(content: bytes) -> list[Given]:
    """The contacts of a CSV file; AttendanceError names the line that is wrong."""
    if len(content) > LARGEST_FILE:
        raise AttendanceError("This file is too large for contacts. Choose another one.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AttendanceError("The file is not UTF-8 text. Save it as CSV UTF-8.") from error
    lines = csv.DictReader(io.StringIO(text, newline=""))
    if [name.strip().lower() for name in lines.fieldnames or []] != list(COLUMNS):
        raise AttendanceError(f"The first line of the file must be: {','.join(COLUMNS)}.")
    lines.fieldnames = list(COLUMNS)
    rows = data.rows("data/schools")
    schools = dict(zip(map(str, rows["urn"]), map(int, rows["school_id"]), strict=True))
    found = []
    for line in lines:
        urn, *rest = ((line[name] or "").strip() for name in COLUMNS)
        if urn not in schools:
            raise AttendanceError(
                f"Line {lines.line_num} has the URN {urn!r}, which is none of the schools loaded. "
                "Nothing was saved."
            )
        found.append(Given(schools[urn], rest[0].lower(), *rest[1:]))
    return found


def _save(content: bytes) -> None:
    def do() -> str:
        number = contacts.save(*saving.where(), given(content))
        return f"Saved: {number} {'contact' if number == 1 else 'contacts'} changed."

    saving.save(do)


def _as_file(found: list[Contact]) -> pd.DataFrame:
    rows = data.rows("data/schools")
    urns = dict(zip(map(int, rows["school_id"]), map(str, rows["urn"]), strict=True))
    cells = [
        (urns.get(each.school_id, ""), each.part, each.name, each.email, each.phone)
        for each in found
    ]
    return pd.DataFrame(cells, columns=list(COLUMNS))


def _save_member(prefix: str, before: team.Member | None) -> None:
    def do() -> str:
        engine, viewer, _ = saving.where()
        name = before.name if before else saving.typed(f"{prefix}-name")
        team.save(
            engine,
            viewer,
            name,
            saving.typed(f"{prefix}-quadrant"),
            saving.typed(f"{prefix}-email"),
            is_active=bool(st.session_state.get(f"{prefix}-active")),
            follows=before.version if before else 0,
        )
        return f"Saved: {name.strip()}."

    saving.save(do)
