"""How a batch is cut into lots, and what its files are called."""

import pytest

from attendance.papers import batch
from attendance.papers.batch import Job

JOBS = [Job(100000 + number, f"School {number}", ("pdf",)) for number in range(275)]


def test_lists_are_asked_for_at_most_a_hundred_schools_at_once():
    found = list(batch._together(JOBS))
    assert [job for job, _ in found] == JOBS
    assert all(job.urn in urns for job, urns in found)
    sizes = [len(urns) for urns in dict.fromkeys(urns for _, urns in found)]
    assert sizes == [92, 92, 91]


def test_few_schools_are_asked_one_by_one():
    assert {urns for _, urns in batch._together(JOBS[:19])} == {()}
    assert len({urns for _, urns in batch._together(JOBS[:20])}) == 1
    assert list(batch._together([])) == []


@pytest.mark.parametrize(
    ("job", "name"),
    [
        (Job(115001, "St Œdwyn’s Primary, Kettlecroft", ()), "115001-st-dwyns-primary-kettlecroft"),
        (Job(115001, "../..", ()), "115001-school"),
        (Job(None, "Copper Kite Trust", ()), "trust-copper-kite-trust"),
    ],
)
def test_files_are_called_by_school_and_term_in_plain_letters(job, name):
    assert batch.file_name(job, "spring", True) == f"{name}-spring"
    ending = "-without-names" if job.urn else ""
    assert batch.file_name(job, "spring", False) == f"{name}-spring{ending}"
