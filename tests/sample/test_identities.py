"""What must add up in every row and between the files of the sample."""

from collections import defaultdict
from collections.abc import Iterator
from math import isclose

import pytest

LAST = {"202324": "2024-08-08", "202425": "2025-02-20"}
HALF_TERMS = {("2023", "Week 43"), ("2024", "Week 44")}
UNAUTHORISED = ("reason_g_", "reason_u_", "reason_o_", "reason_n_")
ELSEWHERE = ("reason_b_", "reason_j_", "reason_p_", "reason_v_", "reason_w_", "reason_k_")

Row = dict[str, str]
Table = dict[tuple[str, str], list[Row]]


def figure_rows(releases: Table) -> Iterator[Row]:
    for rows in releases.values():
        yield from (row for row in rows if row["possible_sessions"] != "c")


def whole(row: Row, column: str) -> int:
    return int(row[column])


def add_codes(row: Row, prefixes: tuple[str, ...]) -> int:
    return sum(int(count) for column, count in row.items() if column.startswith(prefixes))


def place(row: Row) -> tuple[str, str]:
    return row["geographic_level"], row["la_name"] or row["region_name"]


def sum_sessions(rows: list[Row]) -> dict[tuple[str, ...], int]:
    sums: dict[tuple[str, ...], int] = defaultdict(int)
    for row in rows:
        if row["possible_sessions"] != "c":
            for column in row:
                if column.startswith("reason_") or column.endswith("_sessions"):
                    sums[(*place(row), row["school_type"], column)] += whole(row, column)
    return sums


def test_sessions_add_up_in_every_row(releases: Table) -> None:
    for row in figure_rows(releases):
        present = whole(row, "reason_present_am") + whole(row, "reason_present_pm")
        late = add_codes(row, ("reason_l_",))
        elsewhere = whole(row, "approved_educational_activity")
        attendance, absence = whole(row, "overall_attendance"), whole(row, "overall_absence")
        unauthorised = whole(row, "unauthorised_absence")
        assert whole(row, "reason_present") == present
        assert whole(row, "present_sessions") == present + late
        assert elsewhere == add_codes(row, ELSEWHERE)
        assert attendance == present + late + elsewhere
        assert whole(row, "possible_sessions") == attendance + absence
        assert absence == whole(row, "authorised_absence") + unauthorised
        assert unauthorised == add_codes(row, UNAUTHORISED)
        assert whole(row, "late_sessions") == late + add_codes(row, ("reason_u_",))
        assert min(whole(row, column) for column in row if column.startswith("reason_")) >= 0


def test_authorised_codes_fall_short_of_their_sum_only_in_a_few_rows_of_2023_24(
    releases: Table,
) -> None:
    unpublished = defaultdict(set)
    for (publication, _), rows in releases.items():
        for row in rows:
            if row["possible_sessions"] != "c":
                codes = sum(int(row[name]) for name in row if "_authorised_" in name)
                shortfall = whole(row, "authorised_absence") - codes
                assert 0 <= shortfall < 1000
                if shortfall:
                    unpublished[publication <= LAST["202324"]].add(place(row)[1])
    assert unpublished.keys() == {True}
    assert 2 <= len(unpublished[True]) <= 6


def test_percentages_follow_from_counts(releases: Table) -> None:
    for row in figure_rows(releases):
        possible = whole(row, "possible_sessions")
        if row["school_type"] == "Total":
            continue
        for rate, counted in (
            ("attendance_perc", "overall_attendance"),
            ("illness_perc", "reason_i_authorised_illness"),
            ("auth_other_perc", "reason_c_authorised_other"),
            ("unauth_oth_perc", "reason_o_other_unauthorised"),
        ):
            if possible:
                assert isclose(float(row[rate]), 100 * whole(row, counted) / possible)
            else:
                assert row[rate] == "NaN"


def test_totals_weigh_the_phases_by_pupils_on_roll(releases: Table) -> None:
    england = {
        row["school_type"]: row
        for row in releases["2025-02-20", "ytd"]
        if row["geographic_level"] == "National"
    }
    phases = [england[phase] for phase in ("Primary", "Secondary", "Special")]
    pupils = [whole(row, "total_enrolments") for row in phases]
    for rate in ("attendance_perc", "pa_perc"):
        weighted = sum(float(row[rate]) * n for row, n in zip(phases, pupils, strict=True))
        assert isclose(float(england["Total"][rate]), weighted / sum(pupils))
    summed = 100 * whole(england["Total"], "overall_attendance")
    summed /= whole(england["Total"], "possible_sessions")
    assert abs(float(england["Total"]["attendance_perc"]) - summed) > 0.0001


def test_england_is_the_sum_of_its_regions_and_no_region_is_less_than_its_authorities(
    releases: Table,
) -> None:
    for rows in releases.values():
        sums: dict[tuple[str, ...], int] = defaultdict(int)
        for row in rows:
            is_half_term = (row["time_period"], row["time_identifier"]) in HALF_TERMS
            if row["possible_sessions"] == "c" or is_half_term:
                continue
            for column in ("possible_sessions", "overall_absence", "total_enrolments"):
                key = (row["time_period"], row["time_identifier"], row["school_type"], column)
                sums[(*key, row["geographic_level"])] += whole(row, column)
                if row["geographic_level"] != "National":
                    sums[(*key, row["geographic_level"], row["region_code"])] += whole(row, column)
        for (*key, level), count in [item for item in sums.items() if len(item[0]) == 5]:
            if level == "National":
                assert count == sums[(*key, "Regional")]
        for (*key, level, region), count in [item for item in sums.items() if len(item[0]) == 6]:
            if level == "Local authority":
                assert count <= sums[(*key, "Regional", region)]


@pytest.mark.parametrize("publication", LAST.values())
def test_the_last_year_to_date_is_the_sum_of_the_weeks(releases: Table, publication: str) -> None:
    weekly = sum_sessions(releases[publication, "weekly"])
    year_to_date = sum_sessions(releases[publication, "ytd"])
    assert len(weekly) > 70
    assert weekly == {key: year_to_date[key] for key in weekly}


def test_the_year_is_the_sum_of_its_terms(releases: Table) -> None:
    terms = [row for kind in ("aut", "spr", "sum") for row in releases["2024-08-08", kind]]
    assert sum_sessions(terms) == sum_sessions(releases["2024-08-08", "ytd"])
