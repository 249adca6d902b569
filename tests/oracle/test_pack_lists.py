"""The lists of pupils in the PDF of a pack equal those counted from registers: who is printed, each
of their cells, in which order, and how many are left to the workbook."""

import pytest

from tests.oracle.pack_columns import COLUMNS
from tests.oracle.pack_text import plain, printed

PRIMARY, SECONDARY = 900005, 900017
PACKS = ((PRIMARY, "spring"), (SECONDARY, "spring"), (SECONDARY, "autumn"))


def missed(row):
    return -row["absent_sessions"]


def from_the_line(row):
    """The nearest to 10% first, after them those of whom it is too early to say."""
    return row["standing"].endswith("so far"), round(abs(row["absence_rate"] - 0.1), 9)


LISTS = {
    "To agree": (
        "Pupils to agree on",
        20,
        lambda row: (not row["standing"].startswith("SA"), missed(row)),
    ),
    "Severely absent": (
        "All severely absent pupils; those who left come last",
        28,
        lambda row: (row["left_on"] is not None, missed(row)),
    ),
    "Several agencies": (
        "May need several agencies: complex needs, then a specific issue",
        20,
        lambda row: (row["triage_group"] != "complex", missed(row)),
    ),
    "At risk": ("At risk: under 10% so far, nearest to it first", 8, from_the_line),
    "Can come back": (
        "Able to come back under 10% this year, nearest to it first",
        8,
        from_the_line,
    ),
    "Worse than last half term": (
        "Miss clearly more than last half term",
        10,
        lambda row: -row["change_sessions"],
    ),
    "Early": ("Missed school early", 16, missed),
    "Unexplained": (
        "Absence without a reason for longer than five school days (N)",
        10,
        lambda row: row["first_date"],
    ),
    "10 sessions without leave": (
        "Reached: 10 sessions without leave",
        12,
        lambda row: -row["penalty_sessions"],
    ),
    "10 days in a row": (
        "Reached: 10 days in a row",
        12,
        lambda row: (not row["going_on"], -row["sessions"]),
    ),
    "15 days ill": ("Reached: 15 days ill", 12, lambda row: -row["days"]),
    "Long part-time timetable": (
        "Reached: long part-time timetable",
        12,
        lambda row: -row["weeks"],
    ),
}
"""By list: its caption, how many are printed at most, and by what they are in order."""
ONLY_IN = {"Early": "autumn"}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(("school", "term"), PACKS)
def test_each_list(school, term, name, text_of, sheets):
    if ONLY_IN.get(name, term) != term:
        return
    caption, most, place = LISTS[name]
    columns = COLUMNS[name]
    rows = sheets.of(school).get(name, [])
    said = text_of(school, term)
    headings = plain(caption + "".join(columns))
    if not rows:
        assert headings not in said and said.count(plain(caption)) <= said.count(
            plain(f"{caption} Nobody.")
        )
        return
    listed = said[said.index(headings) :]
    lines = {
        plain("".join(printed(column, row[column]) for column in columns.values())): place(row)
        for row in rows
    }
    assert len(lines) == len(rows)
    found = sorted((listed.index(line), line) for line in lines if line in listed)
    left = len(rows) - most
    assert len(found) == min(len(rows), most)
    order = [lines[line] for _, line in found]
    assert order == sorted(lines.values())[:most]
    rest = plain(f"And {left:,} more in the Excel file.")
    last = listed[found[-1][0] + len(found[-1][1]) :]
    assert last.startswith(rest) is (left > 0)


def test_no_list_is_missing_here():
    """Each sheet of pupils of a workbook, but what was written down at a meeting."""
    of_pupils = {name for name, columns in COLUMNS.items() if "Pupil" in columns}
    assert LISTS.keys() == of_pupils - {"Discussed pupils"}
