"""Marks whose code the reference data lost, or that were not read whole: never counted as
anything, but told."""

import pytest

from attendance import config
from attendance.errors import WarehouseError
from attendance.warehouse import landed
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
    told = r"a code that attendance_codes\.csv does not list: V\."
    with pytest.raises(WarehouseError, match=told), county.built():
        pass


def test_marks_that_are_not_read_whole_are_told_as_a_fault_of_ours(tmp_path, monkeypatch):
    view = landed.NUMBERED["landed_marks"]
    torn = view.replace("try_cast(session as half_day)", "cast(null as half_day)")
    assert torn != view
    monkeypatch.setitem(landed.NUMBERED, "landed_marks", torn)
    county = County(tmp_path)
    county.add_pupils("pupil | year_group\nann | 7")
    county.add_marks("pupil | date | AM | PM\nann | 2024-09-09 | / | I")
    told = "2 marks came without their session out of the archives.*fault in the program"
    with pytest.raises(WarehouseError, match=told), county.built():
        pass
