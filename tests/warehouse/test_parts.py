"""A warehouse that was made part by part equals one that was made as a whole."""

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from attendance.warehouse import county, parts
from tests.queries.county import County
from tests.queries.drawn_counties import counties
from tests.warehouse.test_refresh import rows

some = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    database=None,
)


COUNTY = """
    school | pupil | date       | AM | PM
    115001 | ann   | 2023-09-11 | /  | I
    115002 | bob   | 2023-09-11 | O  | O
    115001 | ann   | 2024-09-09 | I  | O
    115002 | bob   | 2024-09-09 | /  | O
    115001 | ann   | 2025-07-31 | I  | I
    115001 | ann   | 2025-08-01 | I  | O
    115002 | bob   | 2025-07-31 | O  | /
"""
"""Three years of two schools. Friday 1 August 2025 lies in 2025/26, and so does its week; the
Thursday before it does not."""


@pytest.fixture
def drawn(tmp_path):
    drawn = County(tmp_path)
    drawn.add_schools(
        "urn | establishment_number | school_name\n115001 | 2001 | Alpha\n115002 | 4002 | Beta"
    )
    drawn.add_pupils("school | pupil | year_group\n115001 | ann | 3\n115002 | bob | 8")
    drawn.add_marks(COUNTY)
    return drawn


def built_both_ways(drawn, patch):
    """The rows of every table when made by the smallest parts, and as a whole."""
    patch.setattr(parts, "MARKS_AT_ONCE", 1)
    with drawn.built() as shop:
        by_parts = rows(shop)
    patch.setattr(parts, "listed", lambda connection, parting: [{}])
    with drawn.built() as shop:
        whole = rows(shop)
    return by_parts, whole


@some
@given(drawn=counties())
def test_any_random_county(drawn, tmp_path_factory):
    made = drawn.county(tmp_path_factory.mktemp("county"))
    with pytest.MonkeyPatch.context() as patch:
        by_parts, whole = built_both_ways(made, patch)
    for name in county.TABLES:
        assert by_parts[name] == whole[name], name


def test_a_week_that_two_years_share(drawn, monkeypatch):
    by_parts, whole = built_both_ways(drawn, monkeypatch)
    assert by_parts == whole
    assert {row[0] for row in whole["pupil_half_term_codes"]} == {"2023/24", "2024/25", "2025/26"}


YEARLY = {"cohort_members", "marked_pupil_weeks", "pupil_weeks", "cohort_weeks"}
BY_SCHOOLS = {"school_session_codes", "missing_marks", "not_attended", "absence_spells"}


def test_no_step_that_reads_every_mark_or_pupil_sees_all_years(drawn, monkeypatch):
    """So the memory that it needs does not grow with them."""
    seen = defaultdict(list)

    def watched(keep):
        def kept(connection, step, table):
            if step in wanted:
                seen[step].extend(connection.sql("select count(*) from marks").fetchall()[0])
            keep(connection, step, table)

        return kept

    wanted = YEARLY | BY_SCHOOLS | {"pupil_half_term_codes"}
    monkeypatch.setattr(parts, "MARKS_AT_ONCE", 1)
    for how in ("create", "insert"):
        monkeypatch.setattr(county, how, watched(getattr(county, how)))
    with drawn.built():
        pass
    assert {name: sum(marks) for name, marks in seen.items()} == dict.fromkeys(wanted, 14)
    assert {name for name, marks in seen.items() if max(marks) == 14} == set()


def test_schools_are_taken_together_up_to_so_many_marks(drawn, monkeypatch):
    with drawn.built() as shop:
        assert len(parts.listed(shop, parts.CODES_OF_SCHOOLS)) == 1
        monkeypatch.setattr(parts, "MARKS_AT_ONCE", 8)
        assert len(parts.listed(shop, parts.CODES_OF_SCHOOLS)) == 2
