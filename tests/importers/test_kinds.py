"""The kind of a file is told by its columns."""

import pytest

from attendance.errors import SourceError
from attendance.importers import dfe_release, kinds
from tests.importers import county_files


@pytest.fixture
def recognised(tmp_path, data_dir):
    """The kind of a file with those columns."""
    given = county_files.source(tmp_path, "a\n")

    def kind(names):
        return kinds.recognised(names, given, data_dir)

    return kind


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (sorted(dfe_release.MARKS_OF_METADATA), "metadata"),
        (sorted(dfe_release.MARKS_OF_A_RELEASE), "release"),
        (
            [
                "urn",
                "la (code)",
                "establishmentnumber",
                "establishmentname",
                "phaseofeducation (name)",
            ],
            "schools",
        ),
        (["urn", "local_id", "year_group", "class"], "pupils"),
        (["urn", "upn", "year group"], "pupils"),
        (["authority_code", "half_term", "first_day", "last_day"], "term dates"),
        (["urn", "upn", "date", "session", "code", "year_group"], "marks"),
        (["urn", "upn", "year_group", "2024-09-04 am"], "register"),
        (["upn", "mon 04/09/2024 pm"], "register"),
        (["urn", "upn", "week_commencing", "marks"], "weekly register"),
    ],
)
def test_files_are_recognised(recognised, names, kind):
    assert recognised(names) == kind


def test_what_is_none_of_them_is_refused_with_what_was_expected(recognised):
    with pytest.raises(SourceError) as refused:
        recognised(["pupil", "mark", "", "a", "b", "c", "d"])
    for part in (
        "given.csv",
        "is not a file of DfE's pupil attendance release",
        "Its columns are pupil, mark, (no name), a, b, c and 1 more",
        "separated by commas",
        *kinds.KNOWN_BY.values(),
    ):
        assert part in str(refused.value)
