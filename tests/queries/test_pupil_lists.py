"""Lists of pupils on drawn registers: who is in each list at its bounds, and how it adds up."""

from datetime import date

import pytest

from attendance import queries, rules
from tests.queries.school_county import small_county

MONDAY = date(2024, 9, 9)
BEFORE, NOW = date(2024, 11, 4), date(2025, 1, 6)
USUAL = rules.PARAMETERS | {
    "academic_year": "2024/25",
    "year_first_day": date(2024, 8, 1),
    "last_week": date(2024, 9, 16),
    "as_of": date(2024, 9, 20),
    "previous_week": None,
    "earlier_week": None,
    "at_risk_share": 0.05,
    "least_share": 0.1,
    "below_share": None,
    "visible_schools": [115001, 115002, 115003],
    "show_names": True,
    "smallest_group": 1,
    "support_people": [],
    "support_steps": [],
    "support_dates": [],
    "support_reviews": [],
    "support_due": [],
    "listed_from": 0,
    "listed_at_once": 200,
}


@pytest.fixture
def drawn(tmp_path):
    return small_county(tmp_path)


def asked(county, name, **params):
    query = queries.load(f"pupils/{name}")
    known = USUAL | params
    given = {key: known.get(key) for key in query.params}
    with county.published() as warehouse:
        rows = warehouse.execute(query.statement, given)
        columns = [column[0] for column in rows.description]
        return [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]


def sessions(pupil, monday, absent, of=20, code="I", school=115001):
    """So many sessions from that Monday on, school day by school day, the first ones missed."""
    rows, day, place = [], monday.toordinal(), 0
    while place < of:
        if date.fromordinal(day).isoweekday() <= 5:
            marks = [code if each < absent else "/" for each in (place, place + 1) if each < of]
            rows.append(
                f"{school} | {pupil} | {date.fromordinal(day)} | " + " | ".join([*marks, ""][:2])
            )
            place += 2
        day += 1
    return rows


def marked(county, *rows):
    county.add_marks("\n".join(["school | pupil | date | AM | PM", *rows]))


def names(rows):
    return [row["pupil"] for row in rows]


@pytest.fixture
def bounds(drawn):
    """Of 20 sessions 0, 1 (5%), 2 (10%), 9 (45%) and 10 (50%) are missed; rea is in Reception,
    six in Year 12, and lea left."""
    drawn.add_pupils(
        """
        school | pupil | year_group | class | fsm | sen | leaving_date
        115001 | non   | 3          | 3A    | No  | N   |
        115001 | low   | 3          | 3A    | No  | N   |
        115001 | ten   | 3          | 3A    | Yes | K   |
        115001 | mid   | 3          | 3B    |     | E   |
        115001 | hal   | 4          | 4A    | No  | N   |
        115001 | lea   | 4          | 4A    | Yes | N   | 2024-09-19
        115001 | rea   | 0          | RA    | No  | N   |
        115001 | six   | 12         | 12A   | No  | N   |
        115002 | far   | 3          | 3A    | No  | N   |
        """
    )
    missed = {"non": 0, "low": 1, "ten": 2, "mid": 9, "hal": 10, "lea": 12, "rea": 3, "six": 4}
    rows = [
        row for pupil, absent in missed.items() for row in sessions(pupil, date(2024, 9, 9), absent)
    ]
    marked(drawn, *rows, *sessions("far", date(2024, 9, 9), 5, school=115002))
    return drawn


def test_bands_hold_their_bounds_exactly(bounds):
    """10.0% and 50.0% exactly are in; those who left come last; all ages are listed."""
    listed = names(asked(bounds, "absent_pupils", school_id=115001))
    assert listed == ["hal", "mid", "six", "rea", "ten", "lea"]
    assert names(asked(bounds, "absent_pupils", school_id=115001, least_share=0.5)) == [
        "hal",
        "lea",
    ]
    at_risk = {"least_share": 0.05, "below_share": 0.1}
    assert names(asked(bounds, "absent_pupils", school_id=115001, **at_risk)) == ["low"]


def test_a_list_says_what_is_known_of_each(bounds):
    rows = {row["pupil"]: row for row in asked(bounds, "absent_pupils")}
    assert [rows[pupil]["standing"] for pupil in ("hal", "ten")] == ["SA so far", "PA so far"]
    assert rows["ten"]["cohorts"] == "FSM, SEN support, social worker unknown"
    assert rows["mid"]["cohorts"] == "FSM unknown, EHCP, social worker unknown"
    assert rows["ten"]["main_reason"] == "Illness (I)"
    assert (rows["ten"]["spells"], rows["ten"]["longest_sessions"]) == (1, 2)
    assert (rows["hal"]["authorised_sessions"], rows["hal"]["unauthorised_sessions"]) == (10, 0)
    assert [rows[pupil]["in_dfe_figure"] for pupil in ("ten", "rea", "six")] == [True, False, False]
    assert rows["lea"]["left_on"] == date(2024, 9, 19) and rows["hal"]["left_on"] is None
    assert rows["hal"]["support_step"] == "none" and not rows["hal"]["is_settled"]
    assert {row["listed"] for row in rows.values()} == {7}


def test_from_sixty_possible_sessions_on_a_share_counts(drawn):
    drawn.add_pupils("school | pupil | year_group\n115001 | few | 3\n115001 | set | 3")
    marked(drawn, *sessions("few", MONDAY, 6, of=59), *sessions("set", MONDAY, 6, of=60))
    rows = asked(drawn, "absent_pupils", last_week=date(2024, 10, 14), as_of=date(2024, 10, 18))
    assert [(row["pupil"], row["standing"]) for row in rows] == [
        ("few", "PA so far"),
        ("set", "PA"),
    ]


def test_the_list_adds_up_to_the_rate(bounds):
    """Of six whom DfE counts ten, mid, hal and lea; besides them rea and six are listed."""
    totals = {row["band"]: row for row in asked(bounds, "totals", school_id=115001)}
    row = totals["persistent"]
    assert (row["in_figure"], row["enrolments"], row["band_rate"]) == (4, 6, pytest.approx(4 / 6))
    assert (row["on_roll"], row["left_school"]) == (3, 1)
    assert (row["outside_reception"], row["outside_sixth_form"], row["outside_other"]) == (1, 1, 0)
    assert row["without_support"] == 3 and row["so_far"] == 6
    listed = asked(bounds, "absent_pupils", school_id=115001)
    assert listed[0]["listed"] == row["in_figure"] + 2
    assert totals["severe"]["in_figure"] == 2 and totals["at risk"]["in_figure"] == 1
    wider = asked(bounds, "totals", school_id=115001, at_risk_share=0.06)
    assert wider[-1]["in_figure"] == 0
    hidden = asked(bounds, "totals", school_id=115001, smallest_group=2)
    assert {row["band"]: row["left_school"] for row in hidden}["persistent"] is None


def test_every_band_is_told_of_a_school_whose_pupils_dfe_does_not_count(drawn):
    drawn.add_pupils("school | pupil | year_group\n115003 | old | 13")
    marked(drawn, *sessions("old", MONDAY, 10, school=115003))
    rows = asked(drawn, "totals", school_id=115003)
    assert {row["band"]: row["outside_sixth_form"] for row in rows} == {
        "severe": 1,
        "persistent": 1,
        "at risk": 0,
    }
    assert {(row["enrolments"], row["in_figure"]) for row in rows} == {(0, 0)}


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({"year_group": "Year 3"}, ["mid", "far", "ten"]),
        ({"class_name": "3A", "school_id": 115001}, ["ten"]),
        ({"cohort": "fsm", "cohort_value": "yes"}, ["ten", "lea"]),
        ({"cohort": "fsm", "cohort_value": "unknown"}, ["mid"]),
        ({"chosen_schools": [115002]}, ["far"]),
        ({"below_share": 0.2}, ["rea", "ten"]),
        ({"reason": "I", "listed_at_once": 2}, ["hal", "mid"]),
        ({"reason": "O"}, []),
        ({"listed_from": 5}, ["ten", "lea"]),
        ({"listed_from": 5, "reason": "I"}, ["ten", "lea"]),
        ({"visible_schools": [115002]}, ["far"]),
        ({"visible_schools": [115002], "school_id": 115001}, []),
    ],
)
def test_filters_leave_out_the_others(bounds, filters, left):
    assert names(asked(bounds, "absent_pupils", **filters)) == left


def test_who_has_no_support_comes_first(bounds):
    keys = {row["pupil"]: row["person_key"] for row in asked(bounds, "absent_pupils")}
    written = {
        "support_people": [keys["hal"], keys["ten"]],
        "support_steps": ["letter", "early help"],
        "support_dates": [date(2024, 9, 10), date(2024, 9, 11)],
        "support_reviews": [date(2024, 9, 19), None],
        "support_due": ["Early help, review", None],
        "school_id": 115001,
    }
    rows = asked(bounds, "absent_pupils", **written)
    assert names(rows) == ["mid", "six", "rea", "hal", "ten", "lea"]
    assert rows[3]["support_step"] == "letter" and rows[3]["is_overdue"]
    assert rows[3]["support_due"] == "Early help, review", "not the letter's"
    assert rows[4]["support_date"] == date(2024, 9, 11) and not rows[4]["is_overdue"]
    for support, left in {
        "none": ["mid", "six", "rea", "lea"],
        "any": ["hal", "ten"],
        "review overdue": ["hal"],
        "early help": ["ten"],
    }.items():
        assert names(asked(bounds, "absent_pupils", support=support, **written)) == left
    totals = {row["band"]: row for row in asked(bounds, "totals", **written)}
    assert totals["persistent"]["without_support"] == 1


def test_names_do_not_leave_the_query(drawn):
    drawn.add_pupils(
        """
        school | pupil         | year_group | surname | forename
        115001 | A123456789012 | 3          | Adams   | Ann
        115001 | bob           | 3          | Brown   |
        """
    )
    marked(drawn, *sessions("A123456789012", MONDAY, 5), *sessions("bob", MONDAY, 4))
    assert names(asked(drawn, "absent_pupils")) == ["Adams, Ann", "Brown"]
    rows = asked(drawn, "absent_pupils", show_names=False)
    assert names(rows) == [f"Pupil {row['person_key'][:6].upper()}" for row in rows]
    told = " ".join(str(value) for row in rows for value in row.values())
    assert not any(name in told for name in ("Adams", "Ann", "Brown", "bob", "A123456789012"))


@pytest.fixture
def changing(drawn):
    """Missed of 20 sessions in the half term before, and of 20 in this: by 10 sessions more is
    no clear change, by 11 it is; of 19 nothing is told."""
    drawn.add_pupils(
        "school | pupil | year_group\n"
        + "\n".join(f"115001 | {pupil} | 3" for pupil in ("mor", "wor", "bet", "few"))
    )
    before = {"mor": 1, "wor": 1, "bet": 20, "few": 0}
    now = {"mor": (11, 20), "wor": (12, 20), "bet": (0, 20), "few": (19, 19)}
    marked(
        drawn,
        *(row for pupil, absent in before.items() for row in sessions(pupil, BEFORE, absent)),
        *(
            row
            for pupil, (absent, of) in now.items()
            for row in sessions(pupil, NOW, absent, of=of)
        ),
    )
    return {
        "last_week": date(2025, 1, 13),
        "as_of": date(2025, 1, 17),
        "previous_week": date(2024, 11, 11),
    }


def test_a_change_is_told_beyond_a_school_week(drawn, changing):
    rows = asked(drawn, "changed_pupils", **changing)
    assert [(row["pupil"], row["trend"], row["change_sessions"]) for row in rows] == [
        ("bet", "better", -20),
        ("wor", "worse", 11),
    ]
    assert rows[1]["change_points"] == pytest.approx(55)
    assert (rows[1]["before_absence_rate"], rows[1]["half_term_absence_rate"]) == (0.05, 0.6)
    assert {row["compared"] for row in rows} == {3}
    listed = {row["pupil"]: row["trend"] for row in asked(drawn, "absent_pupils", **changing)}
    assert listed == {"bet": "better", "wor": "worse", "mor": "no clear change", "few": None}


def test_without_a_half_term_before_nothing_is_compared(drawn, changing):
    first = changing | {"previous_week": None, "earlier_week": None}
    assert asked(drawn, "changed_pupils", **first) == []
    assert {row["trend"] for row in asked(drawn, "absent_pupils", **first)} == {None}


def test_a_mover_is_listed_in_each_school_by_its_own_sessions(drawn):
    drawn.add_pupils(
        """
        school | pupil         | year_group | leaving_date
        115001 | A123456789012 | 3          | 2024-09-13
        115002 | A123456789012 | 3          |
        """
    )
    marked(
        drawn,
        *sessions("A123456789012", MONDAY, 5, of=10),
        *sessions("A123456789012", date(2024, 9, 16), 2, of=10, school=115002),
    )
    rows = asked(drawn, "absent_pupils")
    assert len({row["person_key"] for row in rows}) == 1
    told = [(row["school_name"], row["absent_sessions"], row["left_on"]) for row in rows]
    assert told == [("Beta", 2, None), ("Alpha", 5, date(2024, 9, 13))]


@pytest.mark.parametrize(
    ("last_week", "spells", "longest"),
    [
        # Away since July and still away; back on Wednesday; away again from the next Thursday on.
        (date(2024, 9, 2), 1, 10),
        (date(2024, 9, 9), 1, 14),
        (date(2024, 9, 16), 2, 14),
        (date(2024, 9, 23), 2, 14),
    ],
)
def test_a_spell_counts_what_was_missed_in_the_year_so_far(drawn, last_week, spells, longest):
    drawn.add_pupils("school | pupil | year_group\n115001 | away | 3")
    marked(
        drawn,
        *sessions("away", date(2024, 7, 8), 20),
        *sessions("away", date(2024, 9, 2), 14, of=26),
        *sessions("away", date(2024, 9, 19), 12),
    )
    weeks = {"last_week": last_week, "as_of": last_week.replace(day=last_week.day + 4)}
    [row] = asked(drawn, "absent_pupils", school_id=115001, **weeks)
    assert (row["spells"], row["longest_sessions"]) == (spells, longest)


def test_without_term_dates_reasons_are_those_of_the_year(drawn):
    drawn.add_pupils("school | pupil | year_group\n115001 | ill | 3", "2027/28")
    marked(drawn, *sessions("ill", date(2027, 9, 6), 6))
    year = {"academic_year": "2027/28", "year_first_day": date(2027, 8, 1)}
    weeks = {"last_week": date(2027, 9, 13), "as_of": date(2027, 9, 17)}
    [row] = asked(drawn, "absent_pupils", **year, **weeks)
    assert (row["main_reason"], row["authorised_sessions"]) == ("Illness (I)", 6)
