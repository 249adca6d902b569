"""What lists get of the support record: the steps in force, in the viewer's schools alone."""

from datetime import date

import pytest
from sqlalchemy import insert

from attendance.access import Viewer
from attendance.casework import support, support_known
from attendance.casework.support_lists import Current, current, latest, letters, notices, plans
from attendance.casework.support_steps import Step
from attendance.errors import AccessError

AST_LEAD = Viewer("lead", "ast_lead")
CHAMPION = Viewer("head", "champion", (900019,))
OLD_SCHOOL = Viewer("old", "champion", (900009,))
NEW_SCHOOL = Viewer("new", "champion", (900002,))


@pytest.fixture
def record(engine, sample_version):
    def write(
        person,
        kind="letter",
        day=date(2025, 1, 20),
        viewer=AST_LEAD,
        today=date(2025, 2, 14),
        **more,
    ):
        step = Step(kind, day, **more)
        return support.record(engine, viewer, sample_version, [person], step, today=today)[0]

    return write


@pytest.fixture
def found(engine, sample_version):
    """Person, kind and day of each step in force."""

    def read(viewer=CHAMPION, school_id=None):
        steps = current(engine, viewer, sample_version, school_id)
        return [(step.person_key, step.kind, step.happened_on) for step in steps]

    return read


def test_steps_in_force_come_newest_first(record, found, people):
    first, second = people.stayed[:2]
    record(first, "letter", date(2025, 1, 10))
    record(second, "meeting", date(2025, 1, 20))
    record(first, "early help", date(2025, 1, 15))
    record(first, "course", date(2025, 1, 15))
    assert found() == [
        (second, "meeting", "2025-01-20"),
        (first, "course", "2025-01-15"),
        (first, "early help", "2025-01-15"),
        (first, "letter", "2025-01-10"),
    ]


def test_of_a_changed_step_the_newest_version_counts_and_of_one_taken_back_none(
    record, found, people, engine, sample_version
):
    key, other = record(people.stayed[0]), record(people.stayed[1])
    moved = Step("letter", date(2025, 1, 30))
    support.change(engine, CHAMPION, sample_version, key, moved, follows=1, today=date(2025, 2, 1))
    support.take_back(engine, CHAMPION, sample_version, other, follows=1)
    assert found() == [(people.stayed[0], "letter", "2025-01-30")]


def test_a_champion_gets_those_of_own_schools_alone(record, found, people):
    record(people.stayed[0])
    record(people.elsewhere)
    assert [person for person, _, _ in found()] == [people.stayed[0]]
    assert len(found(AST_LEAD)) == 2
    assert [person for person, _, _ in found(AST_LEAD, 900021)] == [people.elsewhere]
    assert found(CHAMPION, 900021) == found(Viewer("x", "champion", ())) == []


@pytest.mark.parametrize("role", ["governor", "data_officer"])
def test_who_reads_no_pupils_gets_none(role, found):
    with pytest.raises(AccessError):
        found(Viewer("x", role, (900019,)))


def test_a_mover_is_listed_with_what_the_old_school_wrote(record, found, people):
    record(people.moved, viewer=OLD_SCHOOL)
    (there,) = found(NEW_SCHOOL)
    assert there[0] == people.moved
    assert found(AST_LEAD, 900002) == found(AST_LEAD, 900009) == found(OLD_SCHOOL) == [there]


def test_and_at_the_old_one_without_what_came_later_unless_both_are_the_viewers(
    record, found, people
):
    record(people.moved, day=date(2024, 10, 4), viewer=NEW_SCHOOL)
    record(people.moved, day=date(2024, 10, 5), viewer=NEW_SCHOOL)
    assert [day for _, _, day in found(OLD_SCHOOL)] == ["2024-10-04"]
    both = Viewer("trust", "champion", (900009, 900002))
    for viewer in (both, AST_LEAD):
        assert len(found(viewer)) == len(found(viewer, 900009)) == 2


def test_more_movers_than_fit_one_question_are_all_found(
    record, found, people, engine, monkeypatch
):
    monkeypatch.setattr("attendance.casework.reach.ASKED_AT_ONCE", 3)
    record(people.moved, viewer=OLD_SCHOOL)
    record(people.moved, viewer=NEW_SCHOOL)
    assert len(found(NEW_SCHOOL)) == len(found(AST_LEAD, 900002)) == 2


def test_what_lists_get_agrees_with_each_pupils_record(
    record, found, people, engine, sample_version
):
    """By the whole record of each person, which is read another way."""
    days = [date(2024, 9, 10), date(2024, 10, 4), date(2024, 10, 5), date(2025, 1, 7)]
    for person in (people.moved, *people.stayed[:2]):
        for day in days:
            record(person, day=day, viewer=AST_LEAD)
    record(people.moved, viewer=OLD_SCHOOL)
    for viewer in (OLD_SCHOOL, NEW_SCHOOL, CHAMPION, AST_LEAD):
        expected = []
        for person in (people.moved, *people.stayed[:2]):
            try:
                whole = support.of_person(engine, viewer, sample_version, person)
            except AccessError:
                continue
            expected += [(person, each.step.kind, str(each.step.happened_on)) for each in whole]
        assert sorted(found(viewer)) == sorted(expected)


def test_a_row_written_by_hand_is_read_as_any_other(found, people, engine):
    row = {
        "entry_key": "k",
        "version": 1,
        "person_key": people.stayed[0],
        "school_id": 900019,
        "kind": "penalty notice",
        "happened_on": "2025-01-20",
        "practitioner": "",
        "note": "",
        "taken_back": 0,
        "at": "2025-01-20T10:00:00.000000+00:00",
        "viewer": "x",
        "role": "champion",
    }
    with engine.begin() as writing:
        writing.execute(insert(support.SUPPORT_ENTRIES), row)
    assert found() == [(people.stayed[0], "penalty notice", "2025-01-20")]


def step(kind, day, person="p", review_on=None, ends_on=None, **more):
    """A step in force."""
    given = {"parent": None, "status": None, "hours_tenths": None} | more
    return Current(person, kind, day, review_on=review_on, ends_on=ends_on, **given)


def of(*steps):
    """Latest step, its day and the open date by person, of steps drawn newest first."""
    found = latest(sorted(steps, key=lambda each: each.happened_on, reverse=True), "2024-08-01")
    assert {len(each) for each in found.values()} == {len(found["support_people"])}
    rows = zip(*(found[name] for name in found), strict=True)
    return {
        person: (said, str(day), review and str(review)) for person, said, day, review, _ in rows
    }


def test_the_latest_step_of_support_stands_for_a_person():
    assert of(
        step("letter", "2024-09-10", "a"),
        step("meeting", "2024-10-10", "a", parent="B"),
        step("note", "2024-11-10", "a"),
        step("threshold", "2024-11-11", "a"),
        step("penalty notice", "2024-11-12", "a", parent="A", status="withdrawn"),
        step("a kind of a later version", "2024-11-13", "a"),
        step("part-time", "2024-09-01", "b", hours_tenths=125),
        step("note", "2024-09-01", "c"),
    ) == {
        "a": ("Parent meeting, parent B", "2024-10-10", None),
        "b": ("Part-time timetable, 12.5 hours a week", "2024-09-01", None),
    }


@pytest.mark.parametrize(
    ("day", "ends_on", "counts"),
    [
        ("2024-08-01", None, True),
        ("2024-07-31", None, False),
        ("2024-05-01", "2024-08-01", True),
        ("2024-05-01", "2024-07-31", False),
    ],
)
def test_a_step_of_an_earlier_year_counts_while_it_runs(day, ends_on, counts):
    assert bool(of(step("contract", day, ends_on=ends_on))) is counts


@pytest.mark.parametrize(
    ("later", "open_date"),
    [
        (step("letter", "2024-10-31"), "2024-11-01"),
        (step("letter", "2024-11-01"), "2024-12-01"),
        (step("letter", "2024-12-01"), None),
        (step("letter", "2024-10-31", review_on="2024-10-31"), "2024-10-31"),
        (step("meeting", "2024-11-02", review_on="2024-12-24"), "2024-12-01"),
        (step("note", "2024-12-24"), "2024-11-01"),
    ],
)
def test_a_review_is_open_until_a_later_step_is_written(later, open_date):
    contract = step("contract", "2024-10-01", review_on="2024-11-01", ends_on="2024-12-01")
    (found,) = of(contract, later).values()
    assert found[2] == open_date


@pytest.mark.parametrize(
    ("review", "later", "due"),
    [
        ("2024-11-01", [], "Attendance contract, review"),
        (None, [], "Attendance contract, end"),
        ("2024-11-01", [("letter", "2024-11-05", "A", None)], "Attendance contract, end"),
        (None, [("letter", "2024-11-05", "A", "2024-11-20")], "Letter, parent A, review"),
        ("2024-11-01", [("letter", "2024-12-05", "A", None)], None),
    ],
)
def test_what_is_due_is_told_by_its_own_step(review, later, due):
    steps = [step("contract", "2024-10-01", review_on=review, ends_on="2024-12-01")]
    steps += [step(kind, day, parent=who, review_on=on) for kind, day, who, on in later]
    found = latest(reversed(steps), "2024-08-01")
    assert found["support_due"] == (due,)
    assert [each is None for each in found["support_reviews"]] == [due is None]


def test_notices_that_were_not_withdrawn_stand_whatever_their_year():
    found = notices(
        [
            step("penalty notice", "2024-10-01", "a", parent="A", status="paid"),
            step("penalty notice", "2024-10-01", "a", parent="B", status="withdrawn"),
            step("penalty notice", "2022-01-10", "b", parent="B", status="prosecuted"),
            step("letter", "2024-10-01", "c"),
        ]
    )
    assert found == {
        "notice_people": ("a", "b"),
        "notice_parents": ("A", "B"),
        "notice_dates": (date(2024, 10, 1), date(2022, 1, 10)),
    }


def test_who_got_a_letter_this_year_is_told_once():
    steps = [
        step("letter", "2024-10-02", "a"),
        step("letter", "2024-10-01", "a"),
        step("letter", "2024-08-01", "b"),
        step("letter", "2024-07-31", "c"),
        step("meeting", "2024-10-01", "d"),
    ]
    assert letters(steps, "2024-08-01") == {"letter_people": ("a", "b")}


def test_a_year_ends_with_the_next_august_and_the_newest_with_today(
    record, people, engine, sample_version
):
    """Marks of the sample end in February 2025; who writes in its year does so later."""

    def known(academic_year):
        found = support_known.of_pupils(engine, AST_LEAD, sample_version, 900019, academic_year)
        return [found[f"{what}_people"] for what in ("support", "letter", "plan", "notice")]

    july, august, later = people.stayed[:3]
    for person, day in (
        (july, date(2024, 7, 31)),
        (august, date(2024, 8, 1)),
        (later, date(2025, 10, 1)),
    ):
        record(person, "letter", day, today=date(2025, 10, 1))
        record(
            person, "part-time", day, today=date(2025, 10, 1), hours="12", ends_on=date(2025, 11, 3)
        )
        record(person, "penalty notice", day, today=date(2025, 10, 1), parent="A", status="issued")
    assert known("2023/24") == [(july,), (july,), (july,), (later, august, july)]
    assert known("2024/25") == [
        (later, august, july),
        (later, august),
        (later, august, july),
        (later, august, july),
    ]


@pytest.mark.parametrize(
    ("review", "end", "later", "told"),
    [
        ("2024-11-18", "2024-12-02", "2024-11-17", "2024-11-18"),
        ("2024-11-18", "2024-12-02", "2024-11-18", "2024-12-02"),
        ("2024-11-04", "2024-12-02", "2024-11-03", "2024-11-04"),
        ("2024-11-18", "2024-12-02", "2024-12-10", None),
        (None, "2024-12-02", "2024-12-10", None),
    ],
)
def test_a_part_time_plan_is_open_as_all_support_is_and_keeps_its_end(review, end, later, told):
    steps = [
        step("note", "2025-01-06"),
        *sorted(
            [
                step("meeting", later),
                step("part-time", "2024-11-04", review_on=review, ends_on=end),
            ],
            key=lambda each: each.happened_on,
            reverse=True,
        ),
    ]
    known = plans(steps, "2024-08-01")
    assert known["plan_reviews"] == (told and date.fromisoformat(told),)
    assert known["plan_reviews"] == latest(steps, "2024-08-01")["support_reviews"]
    assert known["plan_ends"] == (date.fromisoformat(end),)


def test_the_newest_part_time_plan_of_the_year_counts():
    steps = [
        step("part-time", "2024-11-04", person="a", review_on="2024-11-18", ends_on="2024-12-02"),
        step("part-time", "2024-09-09", person="a", ends_on="2024-10-07"),
        step("part-time", "2024-07-08", person="b", ends_on="2024-09-30"),
        step("part-time", "2024-06-03", person="c", ends_on="2024-07-15"),
        step("letter", "2024-11-04", person="d"),
    ]
    assert plans(steps, "2024-08-01") == {
        "plan_people": ("a", "b"),
        "plan_reviews": (date(2024, 11, 18), date(2024, 9, 30)),
        "plan_ends": (date(2024, 12, 2), date(2024, 9, 30)),
    }
