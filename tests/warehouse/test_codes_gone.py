"""Marks whose code the reference data lost: never counted as anything, but told."""

import pytest

from attendance import config
from attendance.errors import WarehouseError
from tests.queries.county import County


def test_a_code_that_is_listed_no_more_is_told(tmp_path):
    lines = (config.REFERENCE / "attendance_codes.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "reference").mkdir()
    left = [line for line in lines if not line.startswith("V,")]
    assert len(left) == len(lines) - 1
    (tmp_path / "reference" / "attendance_codes.csv").write_text("\n".join(left), encoding="utf-8")
    county = County(tmp_path)
    county.add_pupils("pupil | year_group\nann | 7")
    county.add_marks("pupil | date | AM | PM\nann | 2024-09-09 | / | V")
    told = r"a code that attendance_codes\.csv does not list"
    with pytest.raises(WarehouseError, match=told), county.built():
        pass
