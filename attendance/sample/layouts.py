"""The columns of DfE's files, in the order of each school year."""

from collections.abc import Iterable
from dataclasses import dataclass

PLACE = (
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "new_la_code",
    "la_name",
    "old_la_code",
)
SESSIONS = (
    "num_schools",
    "enrolments",
    "present_sessions",
    "overall_attendance",
    "approved_educational_activity",
    "overall_absence",
    "authorised_absence",
    "unauthorised_absence",
    "late_sessions",
    "possible_sessions",
    "reason_present_am",
    "reason_present_pm",
    "reason_present",
)
SCHOOLS = ("total_num_schools", "total_enrolments")
CODE_COLUMNS = {
    "L": "reason_l_present_late_before_registers_closed",
    "I": "reason_i_authorised_illness",
    "M": "reason_m_authorised_medical_dental",
    "R": "reason_r_authorised_religious_observance",
    "S": "reason_s_authorised_study_leave",
    "T": "reason_t_authorised_mobile_child",
    "H": "reason_h_authorised_holiday",
    "E": "reason_e_authorised_excluded",
    "C": "reason_c_authorised_other",
    "C1": "reason_c1_authorised_regulated_performance",
    "J1": "reason_j1_authorised_interview",
    "C2": "reason_c2_authorised_temp_reduced_timetable",
    "B": "reason_b_aea_education_off_site",
    "J": "reason_j_aea_interview",
    "P": "reason_p_aea_approved_sporting_activity",
    "V": "reason_v_aea_educational_visit_trip",
    "W": "reason_w_aea_work_experience",
    "K": "reason_k_aea_education_arranged_by_la",
    "G": "reason_g_unauthorised_holiday",
    "U": "reason_u_unauthorised_late_after_registers_closed",
    "O": "reason_o_other_unauthorised",
    "N": "reason_n_no_reason_yet",
}
CODE_COLUMNS_2023 = {
    "L": CODE_COLUMNS["L"],
    "I": CODE_COLUMNS["I"],
    "M": CODE_COLUMNS["M"],
    "R": CODE_COLUMNS["R"],
    "S": CODE_COLUMNS["S"],
    "T": "reason_t_authorised_grt_absence",
    "H": CODE_COLUMNS["H"],
    "E": CODE_COLUMNS["E"],
    "C": CODE_COLUMNS["C"],
    "B": CODE_COLUMNS["B"],
    "D": "reason_d_aea_dual_registration",
    "J": CODE_COLUMNS["J"],
    "P": CODE_COLUMNS["P"],
    "V": CODE_COLUMNS["V"],
    "W": CODE_COLUMNS["W"],
    "G": CODE_COLUMNS["G"],
    "U": CODE_COLUMNS["U"],
    "O": CODE_COLUMNS["O"],
    "N": CODE_COLUMNS["N"],
}
# What each percentage is a share of possible sessions of: a code, or a sum of several.
PERCENTAGES = {
    "attendance_perc": "overall_attendance",
    "overall_absence_perc": "overall_absence",
    "authorised_absence_perc": "authorised_absence",
    "unauthorised_absence_perc": "unauthorised_absence",
    "illness_perc": CODE_COLUMNS["I"],
    "appointments_perc": CODE_COLUMNS["M"],
    "unauth_hol_perc": CODE_COLUMNS["G"],
    "unauth_oth_perc": CODE_COLUMNS["O"],
    "unauth_late_registers_closed_perc": CODE_COLUMNS["U"],
    "unauth_not_yet_perc": CODE_COLUMNS["N"],
    "auth_religious_perc": CODE_COLUMNS["R"],
    "auth_study_perc": CODE_COLUMNS["S"],
}
PERCENTAGES_2023 = PERCENTAGES | {
    "auth_grt_perc": CODE_COLUMNS_2023["T"],
    "auth_holiday_perc": CODE_COLUMNS["H"],
    "auth_excluded_perc": CODE_COLUMNS["E"],
    "auth_other_perc": CODE_COLUMNS["C"],
}
PERCENTAGES_2024 = PERCENTAGES | {
    "auth_mob_perc": CODE_COLUMNS["T"],
    "auth_excluded_perc": CODE_COLUMNS["E"],
    "auth_performance_perc": CODE_COLUMNS["C1"],
    "auth_interview_perc": CODE_COLUMNS["J1"],
    "auth_part_time_perc": CODE_COLUMNS["C2"],
    "auth_other_perc": CODE_COLUMNS["C"],
}
PERSISTENT = "pa_perc"


@dataclass(frozen=True)
class Layout:
    """One school year's columns: counts by code, and what each percentage is a share of."""

    codes: dict[str, str]
    percentages: dict[str, str]

    def figures(self, has_persistent_absence: bool) -> tuple[str, ...]:
        """Every column that holds a figure, in DfE's order."""
        persistent = (PERSISTENT,) if has_persistent_absence else ()
        return (*SESSIONS, *self.codes.values(), *SCHOOLS, *self.percentages, *persistent)


LAYOUTS = {
    "202324": Layout(CODE_COLUMNS_2023, PERCENTAGES_2023),
    "202425": Layout(CODE_COLUMNS, PERCENTAGES_2024),
}


def columns(kind: str, figures: Iterable[str]) -> tuple[str, ...]:
    """All columns of a weekly, year-to-date ("ytd") or term file; the time's place differs."""
    if kind == "ytd":
        return ("time_period", *PLACE, "school_type", *figures, "time_identifier")
    if kind == "weekly":
        return ("time_period", "time_identifier", *PLACE, "school_type", *figures)
    return ("academic_year", "time_period", "time_identifier", *PLACE, "school_type", *figures)
