"""Whom a viewer sees, by which school, and until when, on a small drawn county."""

from datetime import date

import pytest

from attendance import queries
from tests.queries.school_county import small_county

STAYED, MOVED, GROWN, GONE, BACK = (f"A12345678901{number}" for number in range(5))
ALPHA, BETA, GAMMA = 115001, 115002, 115003


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Pupils who stayed, moved in mid-year, grew out of a school, left the county, came back."""
    county = small_county(tmp_path_factory.mktemp("seen"))
    county.add_pupils(
        f"""
        school | pupil    | year_group | leaving_date
        115001 | {STAYED} | 3          |
        115001 | {GROWN}  | 6          |
        115001 | {GONE}   | 3          | 2024-03-28
        115001 | {BACK}   | 3          | 2024-02-09
        115002 | {BACK}   | 3          |
        """,
        academic_year="2023/24",
    )
    county.add_pupils(
        f"""
        school | pupil    | year_group | leaving_date
        115001 | {STAYED} | 4          |
        115001 | {MOVED}  | 4          | 2024-10-04
        115002 | {MOVED}  | 4          |
        115003 | {GROWN}  | 7          |
        115001 | {BACK}   | 4          |
        """
    )
    return county


@pytest.fixture
def asked(drawn):
    """The rows of a query, with people by UPN."""

    def ask(name, visible, **params):
        with drawn.published() as warehouse:
            upn = dict(warehouse.sql("select person_key, upn from people").fetchall())
            if params.get("person_keys"):
                by_upn = {value: key for key, value in upn.items()}
                params["person_keys"] = [by_upn.get(each, each) for each in params["person_keys"]]
            rows = queries.run(warehouse, name, visible_schools=visible, **params)
        if "seen_until" not in rows:
            return rows.assign(person_key=rows["person_key"].map(upn))
        days = rows["seen_until"].astype(object).where(rows["seen_until"].notna(), None)
        rows["seen_until"] = [day and day.date() for day in days]
        rows["person_key"] = rows["person_key"].map(upn)
        return rows

    return ask


def seen(rows):
    return {
        (row.person_key, row.school_id): row.seen_until if row.seen_until else None
        for row in rows.itertuples()
    }


def test_each_is_seen_by_each_visible_school_until_the_last_day_there(asked):
    rows = asked("data/seen_people", [ALPHA, BETA], person_keys=None)
    assert seen(rows) == {
        (STAYED, ALPHA): None,
        (MOVED, ALPHA): date(2024, 10, 4),
        (MOVED, BETA): None,
        (GROWN, ALPHA): date(2024, 7, 31),
        (GONE, ALPHA): date(2024, 3, 28),
        (BACK, ALPHA): None,
        (BACK, BETA): date(2024, 7, 31),
    }
    newest = rows.drop_duplicates("person_key").set_index("person_key")["school_id"].to_dict()
    assert newest == {STAYED: ALPHA, MOVED: BETA, GROWN: ALPHA, GONE: ALPHA, BACK: ALPHA}
    years = rows.set_index(["person_key", "school_id"])["academic_year"].to_dict()
    assert years[GROWN, ALPHA] == years[BACK, BETA] == "2023/24"


def test_who_is_asked_for_is_found_and_nobody_else(asked):
    assert set(seen(asked("data/seen_people", [ALPHA], person_keys=[MOVED, GROWN, "x"]))) == {
        (MOVED, ALPHA),
        (GROWN, ALPHA),
    }
    assert seen(asked("data/seen_people", [GAMMA], person_keys=[MOVED])) == {}


def test_who_moved_is_found_with_the_last_day_in_the_viewers_schools(asked):
    def moved(visible, school_id=None):
        rows = asked("data/moved_people", visible, school_id=school_id)
        return {row.person_key: row.seen_until or None for row in rows.itertuples()}

    assert moved([ALPHA]) == {MOVED: date(2024, 10, 4), GROWN: date(2024, 7, 31), BACK: None}
    assert moved([BETA]) == {MOVED: None, BACK: date(2024, 7, 31)}
    assert moved([ALPHA, BETA]) == {GROWN: date(2024, 7, 31)}
    assert moved([ALPHA, BETA], BETA) == moved([BETA])
    assert moved([ALPHA, BETA, GAMMA]) == {}
    assert moved([ALPHA], GAMMA) == {}


def test_people_are_named_with_their_newest_year_group_in_the_viewers_schools(asked):
    def named(visible, people=None, show_names=True):
        return asked("data/people_names", visible, person_keys=people, show_names=show_names)

    years = named([ALPHA, BETA, GAMMA]).set_index("person_key")["year_group"].to_dict()
    assert years == {
        STAYED: "Year 4",
        MOVED: "Year 4",
        GROWN: "Year 7",
        GONE: "Year 3",
        BACK: "Year 4",
    }
    assert named([ALPHA], [GROWN])["year_group"].tolist() == ["Year 6"]
    assert named([BETA], [GROWN, GONE, "x"]).empty
    assert named([ALPHA], [STAYED])["pupil"].tolist() == [STAYED]
    (pseudonym,) = named([ALPHA], [STAYED], show_names=False)["pupil"]
    assert pseudonym.startswith("Pupil ") and STAYED not in pseudonym
