"""DfE's real releases through the whole program: what others printed comes out again."""

import csv
import math
from datetime import date

import pytest

from attendance import access, queries
from attendance.documents import bulletin
from attendance.warehouse import reader
from tests.conftest import outside

pytestmark = pytest.mark.real

LEAD = access.local_viewer()
ESSEX = {"home_authority": "881"}
END_OF_2023_24 = {"academic_year": "2023/24", "published": date(2024, 8, 8)}
LATEST_OF_AUTUMN = {"academic_year": "2024/25", "published": date(2024, 12, 19)}


def rows(version, name, **params):
    return access.rows(LEAD, version, f"essex_and_england/{name}", **ESSEX, **params)


def test_the_bulletin_of_autumn_2024_comes_out_in_every_cell(real_version):
    with outside("bulletin/autumn_2024.csv").open(newline="") as file:
        printed = list(csv.DictReader(file))
    table = bulletin.for_csv(rows(real_version, "bulletin", academic_year="2024/25"), "Essex")
    ours = table.rename(columns={"attendance_difference": "difference_printed"})
    ours = ours[ours["data_to"] <= "2024-12-06"][list(printed[0])].to_dict("records")
    assert len(printed) == 21
    assert ours == printed


@pytest.mark.parametrize(
    ("phase", "attendance", "pa"),
    [
        ("Primary", (94.53, 94.47), (13.99, 15.18)),
        ("Secondary", (91.14, 90.94), (25.39, 26.75)),
        ("Special", (88.83, 87.00), (34.29, 37.55)),
    ],
)
def test_2023_24_ended_as_others_have_computed_it(real_version, phase, attendance, pa):
    position = rows(real_version, "latest_position", **END_OF_2023_24).set_index("education_phase")
    row = position.loc[phase]
    found = (row.home_attendance_rate, row.england_attendance_rate)
    assert tuple(round(100 * rate, 2) for rate in found) == attendance
    found = (row.home_pa_rate, row.england_pa_rate)
    assert tuple(round(100 * rate, 2) for rate in found) == pa


def test_all_schools_of_england_in_2023_24_are_as_dfe_weighted_them(real_version):
    areas = rows(
        real_version, "among_authorities", **END_OF_2023_24, education_phase="Total"
    ).set_index("area_name")
    england = areas.loc["England"]
    assert round(100 * england.attendance_rate, 2) == 92.79
    assert round(100 * england.persistent_absence_rate, 2) == 20.66
    assert "Essex" not in areas.index


def every_release(version):
    found = queries.run(reader.connection(version), "essex_and_england/releases")
    return list(zip(found["academic_year"], found["published"], strict=True))


def test_in_every_release_and_phase_the_parts_sum_to_the_gap(real_version):
    splits = 0
    for year, published in every_release(real_version):
        choice = {"academic_year": year, "published": published}
        for row in rows(real_version, "latest_position", **choice).itertuples():
            parts = rows(
                real_version, "gap_by_reason", **choice, education_phase=row.education_phase
            )
            assert math.fsum(parts["gap_points"]) == pytest.approx(row.gap_points, abs=1e-9)
            assert len(parts) > 8
            splits += 1
    assert splits >= 30


def test_other_unauthorised_absence_lowered_essex_secondary_schools_most(real_version):
    parts = rows(real_version, "gap_by_reason", **LATEST_OF_AUTUMN, education_phase="Secondary")
    assert parts["code"].iloc[0] == "O"
    assert parts["gap_points"].iloc[0] < -0.2
    assert parts["home_share"].iloc[0] > parts["england_share"].iloc[0]


def test_in_special_schools_it_is_what_raises_attendance_most(real_version):
    parts = rows(real_version, "gap_by_reason", **LATEST_OF_AUTUMN, education_phase="Special")
    assert parts["code"].iloc[-1] == "O"
    assert parts["gap_points"].iloc[-1] > 0


@pytest.mark.parametrize("phase", ["Primary", "Secondary", "Special"])
def test_october_half_term_is_listed_but_not_compared(real_version, phase):
    choice = LATEST_OF_AUTUMN | {"education_phase": phase}
    weeks = rows(real_version, "gap_control", **choice).set_index("week_commencing")
    compared = weeks["gap_points"].notna()
    assert not compared.get("2024-10-28", default=False)
    assert set(weeks["weeks_compared"]) == {compared.sum()}
    assert compared.sum() == 12


def test_the_printed_primary_difference_of_8_november_had_hardly_moved(real_version):
    choice = {"academic_year": "2024/25", "published": date(2024, 11, 21)}
    position = rows(real_version, "latest_position", **choice).set_index("education_phase")
    primary = position.loc["Primary"]
    assert (primary.previous_printed_difference, primary.printed_difference) == (0, -0.1)
    assert abs(primary.gap_change_points) < 0.05
