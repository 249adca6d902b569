"""The group that rules suggest, each at its boundary, and a person's own choice."""

from datetime import date, timedelta

import pytest

from tests.queries.pupil_lists import by_pupil, listed
from tests.queries.target_county import target_county

MONDAYS = [date(2024, 9, 2), date(2024, 9, 9), date(2024, 9, 23), date(2024, 9, 30)]


@pytest.fixture
def county(tmp_path):
    return target_county(tmp_path)


def school_days(weeks):
    return [monday + timedelta(days=day) for monday in MONDAYS[:weeks] for day in range(5)]


def absent(county, weeks=4, **pupils):
    """Marks of whole weeks; each pupil's codes by day number, all other sessions attended."""
    lines = ["pupil | date | AM | PM"]
    for pupil, codes in pupils.items():
        for number, day in enumerate(school_days(weeks)):
            pair = codes.get(number, ("/", "/"))
            lines.append(f"{pupil} | {day} | {pair[0]} | {pair[1]}")
    county.add_marks("\n".join(lines))


def triage(county, **params):
    return by_pupil(county, "triage", last_week=MONDAYS[3], **params)


def known(county, table):
    county.add_pupils(table)


PLAIN = "ann | 3 | No | No | No | No | No | N"
HEAD = (
    "pupil | year_group | child_in_need | child_protection_plan | looked_after | young_carer | "
    "medical_condition | sen\n"
)
MIXED = {0: ("O", "O"), 4: ("I", "I"), 7: ("R", "R"), 11: ("M", "C")}


def group_of(county, **params):
    (row,) = triage(county, **params).values()
    return row["suggested_group"], row["suggested_because"]


def test_nothing_special_is_just_attendance(county):
    known(county, HEAD + PLAIN)
    absent(county, ann=MIXED)
    assert group_of(county) == ("just attendance", "None of the rules before applies")


def test_one_need_is_a_specific_issue_and_two_are_complex(county):
    known(
        county,
        HEAD
        + "ann | 3 | No | No | No | Yes | No | N\n"
        + "bob | 3 | No | Yes | No | No | No | E\n"
        + "cat | 3 | Yes | Yes | No | No | No | N",
    )
    absent(county, ann=MIXED, bob=MIXED, cat=MIXED)
    found = triage(county)
    assert found["ann"]["suggested_group"] == "specific issue"
    assert found["ann"]["suggested_because"] == "Young carer"
    assert found["bob"]["suggested_group"] == "complex"
    assert found["bob"]["suggested_because"] == (
        "Two or more needs; Social worker; Education health and care plan"
    )
    assert found["cat"]["suggested_because"] == "Social worker", "two answers, one social worker"


@pytest.mark.parametrize(("ill", "group"), [(6, "specific issue"), (5, "just attendance")])
def test_mostly_one_reason(ill, group, county):
    """Six of ten sessions ill are most of the absence, five are not."""
    known(county, HEAD + PLAIN)
    codes = ["I"] * ill + ["O", "M", "C", "R", "T"][: 10 - ill]
    absent(county, ann={3 * day: tuple(codes[2 * day : 2 * day + 2]) for day in range(5)})
    assert group_of(county)[0] == group
    (row,) = triage(county).values()
    assert (row["main_reason"], row["main_reason_share"]) == ("Illness", ill / 10)


@pytest.mark.parametrize(("days", "group"), [(10, "complex"), (9, "specific issue")])
def test_severe_absence_in_one_long_spell(days, group, county):
    """Both missed half of all sessions, the one in ten days in a row."""
    known(county, HEAD + PLAIN)
    codes = dict.fromkeys(range(days), ("O", "C"))
    if days < 10:
        codes[15] = ("O", "C")
    absent(county, ann=codes)
    (row,) = triage(county).values()
    assert row["standing"] == "SA"
    assert row["longest_sessions"] == 2 * days
    assert row["suggested_group"] == group


def test_spells_are_counted_by_length_and_weekday(county):
    """A Monday, a Monday afternoon, a Friday, and a week from Tuesday to Tuesday."""
    known(county, HEAD + PLAIN)
    week = dict.fromkeys(range(11, 16), ("O", "I"))
    absent(county, ann={0: ("I", "C"), 5: ("/", "O"), 9: ("O", "M")} | week)
    (row,) = triage(county).values()
    assert (row["spells"], row["short_spells"], row["long_spells"]) == (4, 3, 1)
    assert row["longest_sessions"] == 10
    assert row["short_spell_day"] is row["short_spell_day_share"] is None
    (row,) = triage(county, spells_for_a_day=3).values()
    assert (row["short_spell_day"], row["short_spell_day_share"]) == ("Monday", 2 / 3)


def test_a_persons_choice_comes_first_and_is_marked(county):
    known(county, HEAD + PLAIN)
    absent(county, ann=MIXED)
    (row,) = triage(county).values()
    key = row["person_key"]
    assert not row["is_chosen"]
    given = {"triage_people": [key, "nobody"], "triage_groups": ["complex", "just attendance"]}
    (row,) = triage(county, **given).values()
    assert (row["triage_group"], row["is_chosen"]) == ("complex", True)
    assert row["suggested_group"] == "just attendance"
    assert (row["listed_complex"], row["listed_just_attendance"]) == (1, 0)


def test_those_without_support_come_first(county):
    known(county, HEAD + PLAIN + "\n" + PLAIN.replace("ann", "bob"))
    absent(county, ann=MIXED | {13: ("O", "O")}, bob=MIXED)
    rows = listed(county, "triage", last_week=MONDAYS[3])
    assert [row["pupil"] for row in rows] == ["ann", "bob"]
    key = rows[0]["person_key"]
    given = {"support_people": [key], "support_steps": ["letter"]}
    rows = listed(county, "triage", last_week=MONDAYS[3], **given)
    assert [(row["pupil"], row["support_step"]) for row in rows] == [
        ("bob", "none"),
        ("ann", "letter"),
    ]


def test_below_so_many_sessions_no_group_is_suggested(county):
    known(county, HEAD + PLAIN)
    absent(county, ann=MIXED)
    assert group_of(county, settled_sessions=40)[0] == "just attendance"
    (row,) = triage(county, settled_sessions=41).values()
    assert (row["suggested_group"], row["triage_group"]) == (None, None)
    assert row["standing"] == "PA so far"


def test_under_ten_per_cent_is_not_listed(county):
    known(county, HEAD + PLAIN)
    absent(county, ann={0: ("O", "O"), 4: ("I", "/")})
    assert triage(county) == {}


def test_rules_of_ones_own_replace_the_shipped_ones(county):
    folder = county.data_dir / "reference"
    folder.mkdir(exist_ok=True)
    (folder / "triage_rules.csv").write_text(
        "rule,triage_group,measure,of_what,at_least,and_measure,and_at_least,reason\n"
        "1,complex,code share,R,0.25,,,Religious days\n",
        encoding="utf-8",
    )
    known(county, HEAD + PLAIN + "\n" + PLAIN.replace("ann", "bob"))
    absent(county, ann=MIXED, bob=MIXED | {7: ("O", "O")})
    found = triage(county)
    assert (found["ann"]["suggested_group"], found["bob"]["suggested_group"]) == ("complex", None)
    assert found["ann"]["suggested_because"] == "Religious days"
