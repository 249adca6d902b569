"""The filters of pages about the county's own schools: weeks, and which schools; bound to the
URL and drawn by main, read by each page as a CountyScope."""

from datetime import date

import pandas as pd
import streamlit as st

from attendance import sentences, words
from attendance.scope import CHOSEN_WEEKS, CountyScope
from attendance.ui import data, filters, layout, session

PERIOD, FROM_WEEK, TO_WEEK = "period", "from", "to"
PHASE, QUADRANT, DISTRICT, TRUST = "schools", "quadrant", "district", "trust"
PHASE_DRAWN = "drawn"
YEAR_TO_DATE, LATEST_WEEK = "Year to date", "Latest week"
TERMS = ("Autumn term", "Spring term", "Summer term")
EVERY = "All"
PHASES, FIRST_PHASE = ("Primary", "Secondary", "Special"), "Secondary"
SPLIT = "split"
CROSSED, CROSSED_WITH = "cohort", "with"
LEFT_OUT = "left_out"

SCHOOL_FILTERS = {
    PHASE: ("Phase", "education_phase"),
    QUADRANT: ("Quadrant", "quadrant"),
    DISTRICT: ("District", "district"),
    TRUST: ("Trust or federation", "trust"),
}
"""By key: what the filter is called and which column of the schools it is of."""


def draw_period() -> None:
    """Draw the choice of academic year and weeks."""
    filters.draw_for_marks()
    weeks = _weeks()
    periods = _periods(weeks)
    st.selectbox("Period", list(periods), key=PERIOD, bind="query-params")
    if st.session_state.get(PERIOD) == CHOSEN_WEEKS:
        named = list(_by_name(weeks))
        st.selectbox("From", named, key=FROM_WEEK, bind="query-params")
        st.selectbox("To", named, index=len(named) - 1, key=TO_WEEK, bind="query-params")


def draw_schools() -> None:
    """Draw the filters of which schools, each offering what the schools in scope have."""
    schools = _schools()
    for key, (label, column) in SCHOOL_FILTERS.items():
        options = [EVERY, *_options(schools, column)]
        filters.keep_on_offer(key, options)
        st.selectbox(label, options, key=key, bind="query-params")


def draw_phase() -> None:
    """Draw the choice of the one phase that trend, map and split are of."""
    filters.keep_on_offer(PHASE, PHASES, FIRST_PHASE)
    first = PHASES.index(FIRST_PHASE)
    st.selectbox("Phase", PHASES, index=first, key=PHASE, bind="query-params")


def draw_school() -> None:
    """Draw the choice of one school, found by typing a part of its name."""
    schools = _schools()["school_name"].tolist()
    filters.keep_on_offer(filters.SCHOOL, schools)
    st.selectbox("School", schools, key=filters.SCHOOL, bind="query-params")


def scope() -> CountyScope:
    """What is chosen now of weeks and schools."""
    with layout.told():
        chosen = _of_weeks()
    schools = _schools()
    given = {
        column: filters.chosen_of(key, [EVERY, *_options(schools, column)])
        for key, (_, column) in SCHOOL_FILTERS.items()
    }
    return chosen.but(**{column: value for column, value in given.items() if value != EVERY})


def filtered(schools: pd.DataFrame) -> pd.DataFrame:
    """Those of the schools that the filters of schools leave."""
    for key, (_, column) in SCHOOL_FILTERS.items():
        value = filters.chosen_of(key, [EVERY, *_options(_schools(), column)])
        if value != EVERY:
            found = schools[column] == value
            if column == "trust":
                found |= schools["federation"] == value
            schools = schools[found]
    return schools


def phase_scope() -> CountyScope:
    """What is chosen now of weeks, and the one phase, in the whole county."""
    with layout.told():
        chosen = _of_weeks()
    return chosen.but(education_phase=filters.chosen_of(PHASE, list(PHASES), first=FIRST_PHASE))


def split() -> str:
    """A choice of what the gap to England is split by."""
    return st.segmented_control(
        "Split by",
        list(sentences.SPLITS),
        format_func=lambda split: sentences.SPLITS[split],
        default="quadrant",
        required=True,
        key=SPLIT,
        bind="query-params",
    )


def open_schools(rows: pd.DataFrame, place: int) -> None:
    """Open the schools of the place and phase in that row."""
    row = rows.iloc[place]
    chosen = {PHASE: row["education_phase"], QUADRANT: EVERY, DISTRICT: EVERY, TRUST: EVERY}
    named = {"quadrant": QUADRANT, "district": DISTRICT}
    if row["place_kind"] in named and row["place"] != "not known":
        chosen[named[row["place_kind"]]] = row["place"]
    session.go_to("schools", **chosen)


def open_district(rows: pd.DataFrame, place: int) -> None:
    """Open the schools of the district of that row, in the phase that is drawn."""
    phase = filters.chosen_of(PHASE, list(PHASES), first=FIRST_PHASE)
    chosen = {PHASE: phase, QUADRANT: EVERY, TRUST: EVERY, DISTRICT: rows["district"].iloc[place]}
    session.go_to("schools", **chosen)


def school_scope() -> CountyScope:
    """What is chosen now of weeks, and the one school; its phase is the school's."""
    with layout.told():
        chosen, schools = _of_weeks(), _schools()
    if schools.empty:
        layout.empty_of_own("marks")
    name = filters.chosen_of(filters.SCHOOL, schools["school_name"].tolist())
    school = schools[schools["school_name"] == name].iloc[0]
    return chosen.but(
        school_id=int(school["school_id"]),
        school_name=name,
        education_phase=school["education_phase"],
    )


def crossed(scope: CountyScope) -> CountyScope:
    """The same with a choice of the two cohorts that are crossed, never the same one twice."""
    families = list(words.COHORT_FAMILIES)
    first_column, second_column = st.columns(2, width=760)
    with first_column:
        first = _cohort("Pupils by", families, scope.first_cohort, CROSSED)
    others = [family for family in families if family != first]
    with second_column:
        second = _cohort("and by", others, scope.second_cohort, CROSSED_WITH)
    return scope.but(first_cohort=first, second_cohort=second)


def leaving_out(rows: pd.DataFrame, scope: CountyScope) -> CountyScope:
    """The same without the similar schools that the reader leaves out; those whose marks are
    told together alone are not on offer."""
    offered = rows[rows["is_pooled"].notna()]
    schools = dict(zip(offered["school_name"], offered["school_id"], strict=True))
    if not schools:
        return scope
    kept = [name for name in st.session_state.get(LEFT_OUT, ()) if name in schools]
    if LEFT_OUT in st.session_state:
        st.session_state[LEFT_OUT] = kept
    chosen = st.multiselect(
        "Leave out of the comparison",
        list(schools),
        key=LEFT_OUT,
        bind="query-params",
        placeholder="No school is left out",
        help="The next nearest schools do not step in.",
    )
    return scope.but(left_out=tuple(int(schools[name]) for name in chosen))


def one_phase(scope: CountyScope) -> CountyScope:
    """The same with one phase: that of the filters, else a choice, for what compares schools
    of a phase alone."""
    if scope.education_phase is not None:
        return scope
    phases = _options(_schools(), "education_phase")
    chosen = st.segmented_control(
        "Phase drawn",
        phases,
        default=filters.chosen_of(PHASE_DRAWN, phases),
        required=True,
        key=PHASE_DRAWN,
        bind="query-params",
    )
    return scope.but(education_phase=chosen)


def of_phase(schools: pd.DataFrame, phase: str | None) -> pd.DataFrame:
    """Of schools of all phases, each judged beside its own, those of one: what a query of that
    phase answers, without asking again."""
    return schools[schools["education_phase"] == phase].reset_index(drop=True)


def open_school(rows: pd.DataFrame, place: int) -> None:
    """Open the page of the school in that row."""
    session.go_to("school", **{filters.SCHOOL: rows["school_name"].iloc[place]})


def open_trust(rows: pd.DataFrame, place: int) -> None:
    """List the schools of the trust or federation in that row."""
    choices = {TRUST: rows["group_name"].iloc[place], filters.TAB: "All schools"}
    session.go_to("schools", **choices)


def _cohort(label: str, families: list[str], first: str, key: str) -> str:
    first = first if first in families else families[0]
    filters.keep_on_offer(key, families, first)
    return st.selectbox(
        label,
        families,
        index=families.index(first),
        format_func=lambda family: words.sentence(words.COHORT_FAMILIES[family]),
        key=key,
        bind="query-params",
    )


def _of_weeks() -> CountyScope:
    weeks = _weeks()
    if weeks.empty:
        layout.empty("No school week of this year has marks yet.")
    periods = _periods(weeks)
    period = filters.chosen_of(PERIOD, list(periods))
    first, last = periods[period]
    if period == CHOSEN_WEEKS:
        by_name = _by_name(weeks)
        names = list(by_name)
        first = by_name[filters.chosen_of(FROM_WEEK, names)]
        last = by_name[filters.chosen_of(TO_WEEK, names, first=names[-1])]
        first, last = min(first, last), max(first, last)
    by_week = weeks.set_index("week_commencing")
    half_term = by_week["half_term"].loc[pd.Timestamp(last)]
    earlier = weeks[weeks["half_term"] < half_term]
    return CountyScope(
        home=filters.home_name(),
        academic_year=filters.marks_scope().academic_year,
        period=period,
        first_week=first,
        last_week=last,
        last_day=by_week["last_day"].loc[pd.Timestamp(last)].date(),
        last_year_first_week=_date(by_week["last_year_week"].loc[pd.Timestamp(first)]),
        last_year_last_week=_date(by_week["last_year_week"].loc[pd.Timestamp(last)]),
        previous_week=None if earlier.empty else earlier["week_commencing"].max().date(),
        is_named_span=period != CHOSEN_WEEKS,
    )


def _weeks() -> pd.DataFrame:
    return data.rows("county/weeks", academic_year=filters.marks_scope().academic_year)


def _schools() -> pd.DataFrame:
    return data.rows("data/schools")


def _options(schools: pd.DataFrame, column: str) -> list[str]:
    """What a filter offers; schools of a federation are found as those of a trust are."""
    values = set(schools[column].dropna())
    return sorted(values | set(schools["federation"].dropna()) if column == "trust" else values)


def _periods(weeks: pd.DataFrame) -> dict[str, tuple[date, date]]:
    """The periods on offer and their first and last weeks; the newest of a kind first."""
    mondays = [monday.date() for monday in weeks["week_commencing"]]
    half_terms: dict[str, list[date]] = {}
    terms: dict[str, list[date]] = {}
    for monday, half_term in zip(mondays, weeks["half_term"], strict=True):
        if half_term > 0:
            half_terms.setdefault(f"Half term {half_term}", []).append(monday)
            terms.setdefault(TERMS[(half_term - 1) // 2], []).append(monday)
    named = [*reversed(half_terms.items()), *reversed(terms.items())]
    return {
        YEAR_TO_DATE: (mondays[0], mondays[-1]),
        LATEST_WEEK: (mondays[-1], mondays[-1]),
        **{name: (inside[0], inside[-1]) for name, inside in named},
        CHOSEN_WEEKS: (mondays[0], mondays[-1]),
    }


def _by_name(weeks: pd.DataFrame) -> dict[str, date]:
    return {
        words.sentence(words.week(monday)): monday.date() for monday in weeks["week_commencing"]
    }


def _date(value: words.Cell) -> date | None:
    return None if words.is_missing(value) else value.date()
