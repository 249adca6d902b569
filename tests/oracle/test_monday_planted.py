"""Pupils planted in the sample stand on the Monday page of their school, under what they did since
the day compared with, and nowhere else."""

from datetime import date

import pytest

from tests.oracle.asking import Weeks
from tests.oracle.test_monday import NOTHING

NEWEST, WEEK_BEFORE = date(2025, 2, 10), date(2025, 2, 3)
CHRISTMAS, SEPTEMBER = date(2024, 12, 16), date(2024, 9, 23)
PENALTY, RUN, ILLNESS = (
    f"{threshold} threshold reached"
    for threshold in ("Penalty notice", "Continuous absence", "Illness")
)
SEVERE, PERSISTENT = "Newly severely absent", "Newly persistently absent"

NEW_SCHOOL, OLD_SCHOOL, SIBLINGS_SCHOOL, LEFT_SCHOOL = 900009, 900011, 900012, 900002
LONG_SPELLS_SCHOOL, UNEXPLAINED_SCHOOL = 900017, 900010
MOVER = {"W999784584367"}
SIBLINGS = {"H999012521740", "H999945557463"}
AWAY_WITHOUT_LEAVE = {"A999150569601", "H999476807524", "Y999129283370", "F999455521293"}
ILL = {"Q999803045447", "P999399793205"}
LEFT = {"Q999015346891", "R999633380880"}
PLANTED = MOVER | SIBLINGS | AWAY_WITHOUT_LEAVE | ILL | LEFT


@pytest.fixture(scope="module")
def upns(asked):
    with asked.connection.cursor() as cursor:
        return dict(cursor.execute("select person_key, upn from people").fetchall())


@pytest.fixture
def listed(asked, upns):
    """By item, the UPNs that a school's page has since the end of a week."""

    def ask(school_id, since_week):
        rows = asked(
            "monday/changes",
            Weeks("2024/25", NEWEST, NEWEST),
            **NOTHING,
            school_id=school_id,
            as_of=date(2025, 2, 14),
            since_week=since_week,
        )
        found = {}
        for row in rows:
            found.setdefault(row["item"], set()).add(upns[row["person_key"]])
        return found

    return ask


def items_of(listed, pupils):
    return {item for item, upns in listed.items() if upns & pupils}


def test_the_mover_reaches_the_threshold_in_the_new_school_alone(listed):
    assert items_of(listed(NEW_SCHOOL, CHRISTMAS), MOVER) == {PENALTY}
    assert not items_of(listed(NEW_SCHOOL, WEEK_BEFORE), MOVER)
    assert not items_of(listed(OLD_SCHOOL, SEPTEMBER), MOVER)


def test_siblings_away_together_cross_the_same_lines(listed):
    since_christmas = listed(SIBLINGS_SCHOOL, CHRISTMAS)
    assert since_christmas[PENALTY] & since_christmas[PERSISTENT] >= SIBLINGS
    assert items_of(since_christmas, SIBLINGS) == {PENALTY, PERSISTENT}
    assert not items_of(listed(SIBLINGS_SCHOOL, WEEK_BEFORE), SIBLINGS)


def test_long_spells_are_severe_and_told_by_their_kind(listed):
    since_september = listed(LONG_SPELLS_SCHOOL, SEPTEMBER)
    assert since_september[SEVERE] >= AWAY_WITHOUT_LEAVE | ILL
    assert since_september[RUN] & since_september[PENALTY] >= AWAY_WITHOUT_LEAVE
    assert since_september[ILLNESS] >= ILL
    assert items_of(since_september, ILL) == {SEVERE, ILLNESS}
    assert not AWAY_WITHOUT_LEAVE & since_september[ILLNESS]


def test_who_was_severely_absent_before_is_not_newly_so(listed):
    found = listed(LONG_SPELLS_SCHOOL, WEEK_BEFORE)
    assert not (AWAY_WITHOUT_LEAVE | ILL) & found.get(SEVERE, set())
    assert not items_of(found, ILL)


def test_those_who_left_are_not_told_of_though_marked_afterwards(listed):
    assert not items_of(listed(LEFT_SCHOOL, SEPTEMBER), LEFT)


def test_reasons_left_open_stand_at_their_school(asked, listed):
    open_reasons = {
        school_id: len(listed(school_id, WEEK_BEFORE).get("N to resolve", ()))
        for school_id in asked.known["visible_schools"]
    }
    others = {school: pupils for school, pupils in open_reasons.items() if pupils}
    assert others.pop(UNEXPLAINED_SCHOOL) > 2 * max(others.values())


def test_no_other_school_tells_of_them(asked, listed):
    homes = {NEW_SCHOOL, SIBLINGS_SCHOOL, LONG_SPELLS_SCHOOL}
    for school_id in set(asked.known["visible_schools"]) - homes:
        assert not items_of(listed(school_id, SEPTEMBER), PLANTED), school_id
