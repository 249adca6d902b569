"""The register of persons: kept as it is unless a load names someone or something new."""

import pyarrow.parquet as pq
import pytest

from attendance.warehouse import people
from tests.queries.county import County

LOCAL, UPN = "ann", "A123456789012"


@pytest.fixture
def county(tmp_path):
    """A school that knows one pupil by its own id and one by UPN, both registered."""
    drawn = County(tmp_path)
    drawn.add_pupils("school | pupil | year_group\n115001 | ann | 3\n115001 | A123456789012 | 4")
    drawn.register()
    return drawn


def known(county):
    """Who is known: by urn and identifier, the number and key."""
    rows = pq.read_table(county.data_dir / people.FILE).to_pylist()
    return {(row["urn"], row["identifier"]): (row["pupil_id"], row["person_key"]) for row in rows}


def marks_of(urn, pupil):
    return f"school | pupil | date | AM | PM\n{urn} | {pupil} | 2024-09-09 | / | I"


@pytest.mark.parametrize("pupil", [LOCAL, UPN])
def test_marks_of_known_pupils_leave_the_register_alone(county, pupil):
    before = (county.data_dir / people.FILE).stat()
    county.register([county.add_marks(marks_of(115001, pupil))])
    after = (county.data_dir / people.FILE).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(
    ("urn", "pupil", "new"),
    [(115001, "bob", (115001, "bob")), (115002, LOCAL, (115002, LOCAL))],
    ids=["new pupil", "same id at another school"],
)
def test_marks_of_someone_new_add_a_person_and_keep_the_others(county, urn, pupil, new):
    before = known(county)
    county.register([county.add_marks(marks_of(urn, pupil))])
    after = known(county)
    assert after.keys() - before.keys() == {new}
    assert {name: after[name] for name in before} == before
    assert after[new] not in before.values()


def test_a_known_upn_at_another_school_is_the_same_person(county):
    before = known(county)
    county.register([county.add_marks(marks_of(115002, UPN))])
    assert known(county) == before


def test_a_pupil_file_may_tell_that_two_are_one(county):
    before = known(county)
    county.register([county.add_pupil_rows([{"urn": 115001, "upn": UPN, "local_id": LOCAL}])])
    after = known(county)
    assert after[115001, LOCAL] == after[None, UPN] == before[None, UPN]
