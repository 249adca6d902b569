"""The shared filters: drawn once by main, bound to the URL, read by every page as a Scope."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from attendance import config, rules, sentences, words
from attendance.errors import AttendanceError
from attendance.scope import MarksScope, Scope
from attendance.ui import data, layout

YEAR, DATA_TO, PHASE, AUTHORITY = "year", "data_to", "phase", "authority"
COMPARED, REASON, MEASURE, TAB = "beside", "reason", "measure", "view"
MARKS_YEAR, FAULT, SCHOOL = "marks_year", "fault", "school"
PHASES = ("Primary", "Secondary", "Special", "Total")
RELEASES = "essex_and_england/releases"
FIRST_PHASE = "Secondary"


def draw() -> None:
    """Draw the filters where main wants them: period, phase, authority; none without a release,
    which the page then tells of."""
    releases, authorities = data.rows(RELEASES), _authorities()
    if releases.empty:
        return
    years = list(dict.fromkeys(releases["academic_year"]))
    st.selectbox("Academic year", years, key=YEAR, bind="query-params")
    labels = _labels(releases, chosen_of(YEAR, years))
    keep_on_offer(DATA_TO, list(labels))
    st.selectbox("Figures to", labels, key=DATA_TO, bind="query-params")
    st.selectbox(
        "Phase",
        phases := _phases(chosen_of(YEAR, years)),
        index=phases.index(FIRST_PHASE),
        format_func=_phase_name,
        key=PHASE,
        bind="query-params",
    )
    names = authorities["area_name"].tolist()
    st.selectbox(
        "Authority",
        names,
        index=_place(authorities),
        key=AUTHORITY,
        bind="query-params",
        help="Compared with England. The one that comes first is a setting.",
    )


def scope() -> Scope:
    """What is chosen now; what was never drawn, or is not on offer, takes its first value."""
    with layout.told():
        releases, authorities = _releases(), _authorities()
        first_place = _place(authorities)
    year = chosen_of(YEAR, list(dict.fromkeys(releases["academic_year"])))
    labels = _labels(releases, year)
    release = labels[chosen_of(DATA_TO, list(labels))]
    names = authorities["area_name"].tolist()
    home = chosen_of(AUTHORITY, names, first=names[first_place])
    return Scope(
        home_authority=authorities["area_id"].iloc[names.index(home)],
        home=home,
        academic_year=year,
        published=release.published.date(),
        data_to=release.data_to.date(),
        data_to_source=release.data_to_source,
        education_phase=chosen_of(PHASE, _phases(year), first=FIRST_PHASE),
    )


def draw_for_marks() -> None:
    """Draw the filter of pages about the county's own marks: the academic year."""
    years = _years_of_marks()["academic_year"].tolist()
    st.selectbox("Academic year", years, key=MARKS_YEAR, bind="query-params")


def marks_scope() -> MarksScope:
    """What is chosen of the county's own marks; at first the newest year."""
    years = _years_of_marks()
    listed = years["academic_year"].tolist()
    chosen = chosen_of(MARKS_YEAR, listed)
    last_week = years["last_week"].iloc[listed.index(chosen)].date()
    return MarksScope(home=home_name(), academic_year=chosen, last_week=last_week)


def is_newest_year(academic_year: str) -> bool:
    """Whether it is the newest year that marks are loaded of: the current one."""
    return academic_year == max(_years_of_marks()["academic_year"])


def fault(rows: pd.DataFrame, scope: MarksScope) -> MarksScope:
    """A choice of fault, and of a school that has it, among the rows of faults; a reader of one
    school has no choice of schools."""
    faults = sentences.by_weight(rows["fault"].unique())
    fault_column, school_column = st.columns(2, width=760)
    with fault_column:
        chosen = st.selectbox("What is wrong", faults, key=FAULT, bind="query-params")
    of_fault = rows[rows["fault"] == chosen]
    schools = dict(zip(of_fault["school_name"], of_fault["school_id"], strict=True))
    keep_on_offer(SCHOOL, list(schools))
    school = next(iter(schools))
    if rows["school_id"].nunique() > 1:
        with school_column:
            school = st.selectbox("School", list(schools), key=SCHOOL, bind="query-params")
    return scope.but(fault=chosen, school_id=int(schools[school]))


def choose_school(rows: pd.DataFrame, place: int) -> None:
    """Choose the school in that row."""
    st.session_state[SCHOOL] = rows["school_name"].iloc[place]


def compared_year(scope: Scope) -> str | None:
    """A choice of year to set beside the scope's, among those loaded; the last one first."""
    years = sorted(set(_releases()["academic_year"]), reverse=True)
    earlier = [year for year in years if year < scope.academic_year]
    if not earlier:
        return None
    return st.selectbox(
        "Compared with (dotted)", earlier, key=COMPARED, bind="query-params", width=200
    )


def reason(rows: pd.DataFrame) -> tuple[str, str]:
    """A choice of reason among the rows of gap_by_reason: its code and description."""
    published = rows[rows["code"] != "not published"]
    reasons = {str(row.code): f"{row.description} ({row.code})" for row in published.itertuples()}
    code = st.selectbox(
        "Reason",
        list(reasons),
        format_func=lambda code: reasons[code],
        key=REASON,
        bind="query-params",
        width=380,
    )
    return code, reasons[code].rpartition(" (")[0]


def measure() -> str:
    """A choice between attendance and persistent absence."""
    return st.segmented_control(
        "Measure",
        list(words.MEASURES),
        format_func=lambda measure: words.MEASURES[measure],
        default="attendance_rate",
        required=True,
        key=MEASURE,
        bind="query-params",
    )


def chosen_of(key: str, options: list[str], first: str | None = None) -> str:
    """What is chosen of the options now; what was never drawn, or is not on offer, takes
    `first`, else the first option."""
    value = st.session_state.get(key)
    return value if value in options else (first or options[0])


def keep_on_offer(key: str, options: Sequence[str], first: str | None = None) -> None:
    """Before a choice is drawn: what was chosen and is no longer on offer becomes `first`, else
    the first option. Were it only forgotten, the browser would go on showing it."""
    if options and st.session_state.get(key, options[0]) not in options:
        st.session_state[key] = first or options[0]


def home_name() -> str:
    """Name of the authority of the setting; without releases the register of schools tells it."""
    authorities = _authorities()
    if authorities.empty:
        named = data.rows("data/home_name", home_authority=config.home_authority())
        return named["authority_name"].iloc[0]
    return authorities["area_name"].iloc[_place(authorities)]


def _years_of_marks() -> pd.DataFrame:
    return data.rows("data_quality/academic_years")


def _releases() -> pd.DataFrame:
    releases = data.rows(RELEASES)
    if releases.empty:
        layout.empty(
            "No year-to-date release of DfE is loaded yet, so there is no England to stand beside. "
            "The menu's other pages tell of the county's own marks, where these are loaded. Load a "
            "release with: python -m attendance import PATH, where PATH is a folder named by its "
            "publication date, such as 2024-12-19."
        )
    return releases


def _authorities() -> pd.DataFrame:
    return data.rows("essex_and_england/authorities")


def _labels(releases: pd.DataFrame, year: str) -> dict:
    """The year's releases by what they are called; a date that two share says which is which."""
    chosen = list(releases[releases["academic_year"] == year].itertuples())
    dates = [row.data_to for row in chosen]
    return {
        words.day(row.data_to)
        + (f", published {words.day(row.published)}" if dates.count(row.data_to) > 1 else ""): row
        for row in chosen
    }


def _place(authorities: pd.DataFrame) -> int:
    codes = authorities["area_id"].tolist()
    home = config.home_authority()
    if home not in codes:
        raise AttendanceError(
            f"The releases loaded have no authority with the code {home!r}. Set "
            f"{config.HOME_AUTHORITY_VARIABLE} to one of theirs, three digits such as 881 for "
            "Essex, or load a release that has it."
        )
    return codes.index(home)


def _phases(year: str) -> list[str]:
    """Phases on offer; before 2025/26 no authority has a figure for all schools."""
    summed = year >= rules.FIRST_YEAR_OF_SUMMED_TOTALS
    return [phase for phase in PHASES if summed or phase != "Total"]


def _phase_name(phase: str) -> str:
    return "All schools" if phase == "Total" else phase
