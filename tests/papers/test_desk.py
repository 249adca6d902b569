"""A desk gives the same pack whether lists are asked for one school or for several together."""

from datetime import date, datetime

import pytest

from attendance import access, queries
from attendance.access import Viewer, local_viewer
from attendance.casework import booking, store, triage_choices
from attendance.casework.booking import Wish
from attendance.packs import scopes
from attendance.papers.desk import Desk, one_school

AT = datetime(2025, 2, 17, 9, 5)
URNS = (900007, 900019, 900022, 900024)
MOVED_TO = 900022


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    opened = store.open_store(tmp_path_factory.mktemp("store"))
    yield opened
    opened.dispose()


@pytest.mark.parametrize("urn", [900019, 900022])
def test_packs_asked_together_are_those_asked_alone(urn, sample_version, engine):
    alone, together = (Desk(local_viewer(), sample_version, engine, AT) for _ in range(2))
    together.take_together(URNS)
    school = one_school(alone.schools(), urn)
    packs = [desk.school_pack(school, "spring", True) for desk in (alone, together)]
    assert packs[0] == packs[1]


def test_a_trusts_pack_knows_a_meeting_held_since_the_last_marked_day(sample_version, tmp_path):
    engine, viewer = store.open_store(tmp_path), local_viewer()
    desk = Desk(viewer, sample_version, engine, AT)
    schools = desk.schools()
    name = schools["trust"].dropna().iloc[0]
    met = int(schools.loc[schools["trust"] == name, "school_id"].iloc[0])
    day = Wish(date(2025, 2, 17), "spring", "")
    booking.book(engine, viewer, sample_version, [met], [day], status="held")
    rows = desk.trust_pack(name, "spring").front.overdue.rows
    engine.dispose()
    assert [row[1] for row in rows if row[1]] == [date(2025, 2, 17)]


def test_a_group_that_a_person_chose_is_not_given_the_reason_of_a_rule(sample_version, tmp_path):
    engine, viewer = store.open_store(tmp_path), local_viewer()

    def listed():
        desk = Desk(viewer, sample_version, engine, AT)
        pack = desk.school_pack(one_school(desk.schools(), MOVED_TO), "spring", True)
        tables = [table for section in pack.sections for table in section.tables]
        (several,) = [table for table in tables if table.name == "several agencies"]
        keys = [column.name for column in several.columns]
        return [dict(zip(keys, row, strict=True)) for row in several.rows]

    suggested = listed()[-1]
    desk = Desk(viewer, sample_version, engine, AT)
    rows = desk.ask(
        "pupils/triage", scopes.of_school(desk.scope(True), one_school(desk.schools(), MOVED_TO))
    )
    key = rows.loc[rows["pupil"] == suggested["pupil"], "person_key"].iloc[0]
    triage_choices.choose(engine, viewer, sample_version, key, "complex", "as their school knows")
    chosen = {row["pupil"]: row["suggested_because"] for row in listed()}
    engine.dispose()
    assert suggested["suggested_because"] != "chosen by a person"
    assert chosen[suggested["pupil"]] == "chosen by a person"
    assert list(chosen.values()).count("chosen by a person") == 1


def test_a_school_that_was_not_taken_together_is_asked_alone(sample_version, engine):
    desk = Desk(local_viewer(), sample_version, engine, AT)
    desk.take_together((900007, 900024))
    pack = desk.school_pack(one_school(desk.schools(), 900022), "spring", False)
    assert pack.school_name == "Tinderwick School"


@pytest.mark.parametrize("taken", [(), URNS], ids=["alone", "together"])
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("thresholds/penalty_notice", ["penalty_sessions", "first_crossed", "sessions_missed"]),
        ("thresholds/illness_days", ["days", "reached_in", "weeks_ill"]),
        ("pupils/early_absence", ["listed_because", "last_year_absence_rate"]),
    ],
)
def test_a_leads_pack_tells_of_those_who_moved_what_their_school_may_see(
    name, told, taken, sample_version, engine
):
    """The pack is handed to people of the school, who do not see what was where the pupil was."""
    desk = Desk(local_viewer(), sample_version, engine, AT)
    desk.take_together(taken)
    scope = scopes.of_school(desk.scope(True), one_school(desk.schools(), MOVED_TO))

    def seen_by(viewer):
        params = scope.params(queries.load(name).params)
        return access.rows(viewer, sample_version, name, **params)[["person_key", *told]]

    found = desk.ask(name, scope)[["person_key", *told]]
    assert found.equals(seen_by(Viewer("a head", "champion", (MOVED_TO,))))
    assert not found.equals(seen_by(local_viewer()))
