"""Small, sound release files in DfE's layouts, with invented counts, for tests to break."""

import csv
import io
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

PHASES = ("Primary", "Secondary", "Special")
WEEK_1, WEEK_2 = "2024-09-09", "2024-09-16"
PUBLISHED = "2024-09-26"


@dataclass(frozen=True)
class Area:
    """Where a row is of: level, codes and names as DfE writes them."""

    level: str
    name: str
    code: str = ""
    new_code: str = ""
    region: tuple[str, str] = ("E12000006", "East of England")


ENGLAND = Area("National", "England", region=("", ""))
EAST = Area("Regional", "East of England")
ESSEX = Area("Local authority", "Essex", "881", "E10000012")
SUFFOLK = Area("Local authority", "Suffolk", "935", "E10000029")
AREAS = (ESSEX, SUFFOLK, EAST, ENGLAND)

CODES = {
    "/": ("present", "reason_present_am", 400),
    "\\": ("present", "reason_present_pm", 396),
    "L": ("present", "reason_l_present_late_before_registers_closed", 17),
    "I": ("authorised", "reason_i_authorised_illness", 23),
    "M": ("authorised", "reason_m_authorised_medical_dental", 7),
    "R": ("authorised", "reason_r_authorised_religious_observance", 1),
    "S": ("authorised", "reason_s_authorised_study_leave", 2),
    "T": ("authorised", "reason_t_authorised_mobile_child", 3),
    "H": ("authorised", "reason_h_authorised_holiday", 4),
    "E": ("authorised", "reason_e_authorised_excluded", 5),
    "C": ("authorised", "reason_c_authorised_other", 9),
    "C1": ("authorised", "reason_c1_authorised_regulated_performance", 1),
    "J1": ("authorised", "reason_j1_authorised_interview", 2),
    "C2": ("authorised", "reason_c2_authorised_temp_reduced_timetable", 6),
    "B": ("activity", "reason_b_aea_education_off_site", 8),
    "D": ("not possible", "reason_d_aea_dual_registration", 11),
    "J": ("activity", "reason_j_aea_interview", 1),
    "P": ("activity", "reason_p_aea_approved_sporting_activity", 2),
    "V": ("activity", "reason_v_aea_educational_visit_trip", 12),
    "W": ("activity", "reason_w_aea_work_experience", 3),
    "K": ("activity", "reason_k_aea_education_arranged_by_la", 4),
    "G": ("unauthorised", "reason_g_unauthorised_holiday", 10),
    "U": ("unauthorised", "reason_u_unauthorised_late_after_registers_closed", 5),
    "O": ("unauthorised", "reason_o_other_unauthorised", 14),
    "N": ("unauthorised", "reason_n_no_reason_yet", 6),
    "X": ("not possible", "reason_x_not_attending_covid_non_compulsory", 13),
}
"""Category, column and invented count of a code in an area of size 1."""

LEFT_OUT = {
    "2022/23": {"C1", "J1", "C2", "K"},
    "2023/24": {"C1", "J1", "C2", "K", "X"},
    "2024/25": {"D", "X"},
    "2025/26": {"D", "X"},
}
"""Codes that a year's files have no column for."""


@dataclass
class Release:
    """A file's columns and rows, which tests may change before they write it."""

    columns: list[str]
    rows: list[dict[str, str]] = field(default_factory=list)

    def rows_of(self, **where: str) -> list[dict[str, str]]:
        """The rows with these values, such as la_name="Essex"."""
        return [row for row in self.rows if all(row[name] == where[name] for name in where)]

    def put(self, column: str, value: str, **where: str) -> "Release":
        """Write a value into a column of the rows that are meant, or of all."""
        rows = self.rows_of(**where)
        assert rows, f"no row has {where}"
        if column not in self.columns:
            self.columns.append(column)
        for row in rows:
            row[column] = value
        return self

    def without(self, **where: str) -> "Release":
        """Leave out the rows that are meant."""
        left_out = self.rows_of(**where)
        assert left_out, f"no row has {where}"
        self.rows = [row for row in self.rows if row not in left_out]
        return self

    def text(self, **how) -> str:
        """The file as CSV; keywords go to csv.writer."""
        out = io.StringIO()
        writer = csv.writer(out, **{"lineterminator": "\n", **how})
        writer.writerow(self.columns)
        writer.writerows([row.get(column, "") for column in self.columns] for row in self.rows)
        return out.getvalue()

    def save(self, path: Path, **how) -> Path:
        """Write the CSV, with the folders above it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.text(**how).encode("utf-8"))
        return path


def release(
    kind: str = "ytd",
    year: str = "2024/25",
    *,
    areas: tuple[Area, ...] = AREAS,
    phases: tuple[str, ...] = PHASES,
    weeks: tuple[str, ...] = (WEEK_1,),
    days: tuple[str, ...] = (WEEK_1,),
    term: str = "Autumn term",
    unpublished: int = 0,
    size: int = 1,
) -> Release:
    """A sound file of that kind (ytd, weekly, daily, term) in that year's layout. `unpublished`
    authorised sessions stand under no code; `size` multiplies every count.
    """
    periods = {"weekly": weeks, "daily": days}.get(kind, ("",))
    made = Release(_columns(kind, year))
    for period in periods:
        for place, area in enumerate(areas, start=1):
            by_phase = {
                phase: _sessions(year, size * (place * 3 + number), unpublished)
                for number, phase in enumerate(phases, start=1)
            }
            if year == "2025/26" or area.level != "Local authority":
                by_phase["Total"] = {
                    name: sum(counts[name] for counts in by_phase.values())
                    for name in by_phase[phases[0]]
                }
            for phase, counts in by_phase.items():
                made.rows.append(_row(made.columns, kind, year, period, term, area, phase, counts))
    return made


def column_of(code: str, year: str = "2024/25") -> str:
    """The column that a code has in that year's layout."""
    if code == "T" and year < "2024/25":
        return "reason_t_authorised_grt_absence"
    return CODES[code][1]


def _columns(kind: str, year: str) -> list[str]:
    phase = "education_phase" if year == "2025/26" else "school_type"
    codes = [column_of(code, year) for code in CODES if code not in LEFT_OUT[year]]
    return [
        *([""] if year == "2022/23" else []),
        *(["academic_year"] if kind == "term" else []),
        "time_period",
        *([] if kind == "ytd" else ["time_identifier"]),
        *("geographic_level", "country_code", "country_name", "region_code", "region_name"),
        *("new_la_code", "la_name", "old_la_code"),
        *(["attendance_date"] if kind == "daily" else []),
        *(phase, "num_schools", "enrolments", "present_sessions", "overall_attendance"),
        *("approved_educational_activity", "overall_absence", "authorised_absence"),
        *("unauthorised_absence", "late_sessions", "possible_sessions", "reason_present"),
        *codes,
        *("total_num_schools", "total_enrolments", "attendance_perc", "overall_absence_perc"),
        *(["covid_non_compulsory_perc"] if year == "2022/23" else []),
        *(["pa_perc"] if kind != "weekly" and kind != "daily" else []),
        *(["time_identifier"] if kind == "ytd" else []),
    ]


def _sessions(year: str, times: int, unpublished: int) -> dict[str, int]:
    """Counts by DfE's own columns; every identity between them holds."""
    published = {code: CODES[code] for code in CODES if code not in LEFT_OUT[year]}
    total = dict.fromkeys(("present", "activity", "authorised", "unauthorised", "not possible"), 0)
    for category, _, count in published.values():
        total[category] += times * count
    total["authorised"] += unpublished
    attended = total["present"] + total["activity"]
    absent = total["authorised"] + total["unauthorised"]
    return {
        "present_sessions": total["present"],
        "approved_educational_activity": total["activity"],
        "overall_attendance": attended,
        "overall_absence": absent,
        "authorised_absence": total["authorised"],
        "unauthorised_absence": total["unauthorised"],
        "late_sessions": times * (CODES["L"][2] + CODES["U"][2]),
        "possible_sessions": attended + absent,
        "reason_present": times * (CODES["/"][2] + CODES["\\"][2]),
        **{column_of(code, year): times * count for code, (_, _, count) in published.items()},
    }


def _row(columns, kind, year, period, term, area, phase, counts) -> dict[str, str]:
    is_authority = area.level == "Local authority"
    rate = 100 * counts["overall_attendance"] / counts["possible_sessions"]
    known = {
        "academic_year": year[:4] + year[5:],
        "geographic_level": area.level,
        "country_code": "E92000001",
        "country_name": "England",
        "region_code": area.region[0],
        "region_name": area.region[1],
        "new_la_code": area.new_code,
        "la_name": area.name if is_authority else "",
        "old_la_code": area.code if is_authority else "z" if year == "2022/23" else "NA",
        "attendance_date": period,
        "school_type": phase,
        "education_phase": phase,
        "num_schools": "12.5",
        "enrolments": "3456.789",
        "total_num_schools": "15",
        "total_enrolments": "4000",
        "attendance_perc": repr(rate),
        "overall_absence_perc": repr(100 - rate),
        "covid_non_compulsory_perc": "0",
        "pa_perc": "14.25",
        "": "1",
        **_period(kind, year, period, term),
        **{column: str(count) for column, count in counts.items()},
    }
    return {column: known[column] for column in columns}


def _period(kind: str, year: str, period: str, term: str) -> dict[str, str]:
    if kind in ("weekly", "daily"):
        _, week, _ = date.fromisoformat(period).isocalendar()
        return {"time_period": period[:4], "time_identifier": f"Week {week}"}
    name = term if kind == "term" else "Academic year"
    return {"time_period": year[:4] + year[5:], "time_identifier": name}
