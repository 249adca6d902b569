"""A trust's pack: its schools side by side, with the numbers of the screens and no pupil."""

from datetime import date

import pytest

from attendance.errors import DocumentError
from attendance.packs import scopes
from attendance.packs.trust import trust_pack
from tests.packs.conftest import MADE

TRUST = "Lantern Oak Learning Trust"
SCHOOLS = {900005, 900016, 900017}


@pytest.fixture
def scope(ask):
    return scopes.year_so_far(ask, "Essex", show_names=False)


def rows(table):
    names = [column.name for column in table.columns]
    return {row[0]: dict(zip(names, row, strict=True)) for row in table.rows}


def test_each_school_stands_with_the_numbers_of_the_page_of_schools(ask, scope):
    pack = trust_pack(ask, scope, TRUST, "spring", MADE)
    shown = ask("schools/every_school", scope)
    own = shown[shown["school_id"].isin(SCHOOLS)].set_index("school_name")
    first, _, absent = (rows(table) for table in pack.tables)
    assert set(first) == set(absent) == set(own.index)
    for name, row in (*first.items(), *absent.items()):
        told = own.loc[name]
        assert {key: told[key] for key in row if key != "school_name"} == pytest.approx(
            {key: value for key, value in row.items() if key != "school_name"}
        )
    [chart] = pack.sections[0].charts
    assert chart.series[0].values == pytest.approx(
        own.loc[list(chart.labels), "attendance_rate"].tolist()
    )


def test_page_one_tells_the_trust_in_five_sentences(ask, scope):
    pack = trust_pack(ask, scope, TRUST, "spring", MADE)
    [together] = [
        row for row in ask("schools/trusts", scope).itertuples() if row.group_name == TRUST
    ]
    told = pack.front.sentences
    assert len(told) == 5
    assert told[0].startswith(f"Attendance is {100 * together.attendance_rate:.1f}% in 3 schools")
    assert f"{together.persistently_absent} of {together.enrolments:,} pupils" in told[2]
    assert told[3].startswith("No meeting is recorded of ")
    assert told[4] == "No agreed action is overdue."


def test_meetings_and_overdue_actions_are_those_written_down(ask, scope):
    met = scope.but(
        met_schools=tuple(SCHOOLS),
        met_dates=(date(2025, 1, 15),) * 3,
        overdue_schools=(900017, 900019),
        overdue_counts=(2, 9),
    )
    pack = trust_pack(ask, met, TRUST, "spring", MADE)
    assert pack.front.sentences[3:] == (
        "A meeting is recorded of every school.",
        "2 agreed actions are overdue.",
    )
    told = rows(pack.front.overdue)
    assert [row["overdue"] for row in told.values() if row["overdue"]] == [2]
    assert {row["met_on"] for row in told.values()} == {date(2025, 1, 15)}


def test_no_pupil_is_in_it(ask, scope):
    pack = trust_pack(ask, scope, TRUST, "spring", MADE)
    text = repr(pack)
    for school in SCHOOLS:
        pupils = ask("pupils/absent_pupils", scope.but(school_id=school, show_names=True))
        assert not [name for name in pupils["pupil"] if name in text]
    assert not pack.with_names


def test_an_unknown_trust_is_refused(ask, scope):
    with pytest.raises(DocumentError, match="No school of a trust or federation 'Nobody'"):
        trust_pack(ask, scope, "Nobody", "spring", MADE)
