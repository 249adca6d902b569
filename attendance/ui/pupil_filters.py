"""The filters of pages about pupils: which school, year, class and cohort, and whether names are
shown; bound to the URL and drawn by main, read by each page as a PupilScope. Keys in an address
are those of persons, never names; what is searched for is in no address."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from attendance import rules, sentences, words
from attendance.scope import CountyScope, PupilScope
from attendance.ui import county_filters, data, filters, layout, session

YEAR_GROUP, CLASS = "year_group", "class"
COHORT, COHORT_VALUE, NAMES, PERSON = "group", "group_is", "shown_by", session.PERSON_KEY
AT_RISK = "at_risk_from"
RISKS = {f"{share}% missed": share / 100 for share in range(1, 10)}
FIRST_RISK = f"{100 * rules.AT_RISK_SHARE:.0f}% missed"
ALL_SCHOOLS, ALL_YEARS, ALL_CLASSES = "All schools", "All years", "All classes"
ALL_PUPILS = "All pupils"
WITH_NAMES, PSEUDONYMS = "Names", "Pseudonyms"


def draw() -> None:
    """Draw the filters of schools, where there are several, and of pupils."""
    if len(_schools()) > 1:
        county_filters.draw_schools()
    _select("School", list(_school_options()), filters.SCHOOL)
    school_id, _ = _school()
    _select("Year group", _years(school_id), YEAR_GROUP)
    if school_id is not None:
        _select("Class", _classes(school_id), CLASS)
    cohorts = _cohorts()
    _select("Pupils", list(cohorts), COHORT, _cohort_name)
    cohort = filters.chosen_of(COHORT, list(cohorts))
    if cohorts[cohort]:
        _select("who are", cohorts[cohort], COHORT_VALUE, partial(words.cohort_value, cohort))
    options = list(RISKS)
    _select("At risk from", options, AT_RISK, first=options.index(FIRST_RISK))
    draw_names()


def draw_schools() -> None:
    """Draw the filters of schools alone, for lists of all pupils of a school."""
    if len(_schools()) > 1:
        county_filters.draw_schools()
    _select("School", list(_school_options()), filters.SCHOOL)
    draw_names()


def draw_names() -> None:
    """Draw the switch between names and pseudonyms, for a projector or a screen that others
    see."""
    st.segmented_control(
        "Pupils shown by",
        (WITH_NAMES, PSEUDONYMS),
        default=WITH_NAMES,
        required=True,
        key=NAMES,
        bind="query-params",
        help="With pseudonyms no name, UPN or school number leaves the database.",
    )


def scope() -> PupilScope:
    """What is chosen now of weeks, schools and pupils."""
    chosen, schools = county_filters.scope(), _schools()
    if schools.empty:
        layout.empty_of_own("pupils")
    left = county_filters.filtered(schools)
    school_id, school_name = _school()
    cohort = filters.chosen_of(COHORT, list(_cohorts()))
    values = _cohorts()[cohort]
    year = filters.chosen_of(YEAR_GROUP, _years(school_id))
    classes = [ALL_CLASSES] if school_id is None else _classes(school_id)
    class_name = filters.chosen_of(CLASS, classes)
    return PupilScope(**vars(chosen)).but(
        school_id=school_id,
        school_name=school_name,
        chosen_schools=None if len(left) == len(schools) else tuple(map(int, left["school_id"])),
        as_of=chosen.told_to,
        earlier_week=_earlier_week(chosen.academic_year, chosen.previous_week),
        year_group=None if year == ALL_YEARS else year,
        class_name=None if class_name == ALL_CLASSES else class_name,
        cohort=cohort if values else None,
        cohort_value=filters.chosen_of(COHORT_VALUE, values) if values else None,
        at_risk_share=RISKS[filters.chosen_of(AT_RISK, list(RISKS), first=FIRST_RISK)],
        show_names=names_are_shown(),
    )


def in_words(scope: CountyScope) -> str:
    """What is chosen, and which of its schools have sent nothing for how long."""
    late = sentences.late_schools(data.in_scope("data/marked_to", scope))
    return f"{scope.in_words()}. {late}".rstrip()


def of_person() -> PupilScope:
    """What is chosen now of weeks, and the person whose key the address has, if it has one."""
    chosen = county_filters.scope()
    return PupilScope(**vars(chosen)).but(
        as_of=chosen.told_to,
        show_names=names_are_shown(),
        person_key=st.query_params.get(PERSON),
    )


def of_band(scope: PupilScope, totals: pd.DataFrame, band: str) -> PupilScope:
    """The same with the bounds of that band, which the rows of totals tell."""
    row = totals[totals["band"] == band].iloc[0]
    below = None if words.is_missing(row["band_to"]) else float(row["band_to"])
    return scope.but(band=band, least_share=float(row["band_from"]), below_share=below)


def names_are_shown() -> bool:
    """Whether the reader wants names on the screen."""
    return st.session_state.get(NAMES, WITH_NAMES) != PSEUDONYMS


def offer_lists(school_name: str | None) -> None:
    """Buttons to the lists of that school's pupils."""
    with st.container(horizontal=True):
        for view, label in sentences.LISTS_OF_SCHOOL.items():
            icon, asked = ":material/groups:", (view, school_name)
            st.button(label, icon=icon, on_click=open_list, args=asked, key=f"open-{view}")


def open_list(view: str, school_name: str | None, **narrower: str) -> None:
    """Open that list of the school's pupils, filtered by these alone."""
    wide = dict.fromkeys(county_filters.SCHOOL_FILTERS, county_filters.EVERY)
    wide |= {YEAR_GROUP: ALL_YEARS, CLASS: ALL_CLASSES, COHORT: ALL_PUPILS}
    chosen = {filters.SCHOOL: school_name or ALL_SCHOOLS, filters.TAB: view}
    session.go_to("pupils", **wide | chosen | narrower)


def open_pupil(rows: pd.DataFrame, place: int) -> None:
    """Open the page of the pupil in that row."""
    session.go_to("pupil", **{PERSON: rows["person_key"].iloc[place]})


def _select(
    label: str,
    options: list[str],
    key: str,
    format_func: Callable[[str], str] = str,
    first: int = 0,
) -> None:
    """A choice; what another page left in its place, or an address says wrongly, is dropped."""
    filters.keep_on_offer(key, options, options[first])
    st.selectbox(label, options, index=first, format_func=format_func, key=key, bind="query-params")


def _schools() -> pd.DataFrame:
    return data.rows("data/schools")


def _school_options() -> dict[str, int | None]:
    """By name of the schools that the filters of schools leave, their numbers; all at once where
    there are several."""
    schools = county_filters.filtered(_schools())
    options: dict[str, int | None] = {} if len(_schools()) == 1 else {ALL_SCHOOLS: None}
    return options | dict(zip(schools["school_name"], map(int, schools["school_id"]), strict=True))


def _school() -> tuple[int | None, str | None]:
    """The number and name of the school chosen, or twice None for all."""
    options = _school_options()
    name = filters.chosen_of(filters.SCHOOL, list(options))
    return (None, None) if options[name] is None else (options[name], name)


def _years(school_id: int | None) -> list[str]:
    return [ALL_YEARS, *dict.fromkeys(_of_school(school_id)["year_group"])]


def _classes(school_id: int | None) -> list[str]:
    """The classes of the year group chosen, or of all."""
    rows = _of_school(school_id)
    year = filters.chosen_of(YEAR_GROUP, _years(school_id))
    chosen = rows if year == ALL_YEARS else rows[rows["year_group"] == year]
    return [ALL_CLASSES, *dict.fromkeys(chosen["class"].dropna())]


def _of_school(school_id: int | None) -> pd.DataFrame:
    year = filters.marks_scope().academic_year
    return data.rows("pupils/classes", academic_year=year, school_id=school_id)


def _cohorts() -> dict[str, list[str]]:
    """By cohort its values; all pupils first."""
    found: dict[str, list[str]] = {ALL_PUPILS: []}
    for row in data.rows("pupils/cohort_values").itertuples():
        found.setdefault(str(row.cohort), []).append(str(row.cohort_value))
    return found


def _cohort_name(cohort: str) -> str:
    return cohort if cohort == ALL_PUPILS else words.sentence(words.COHORT_FAMILIES[cohort])


def _earlier_week(academic_year: str, previous_week: date | None) -> date | None:
    """The last week of the half term before the one that `previous_week` ends."""
    if previous_week is None:
        return None
    weeks = data.rows("county/weeks", academic_year=academic_year)
    half_terms = weeks.set_index("week_commencing")["half_term"]
    earlier = weeks[weeks["half_term"] < half_terms.loc[pd.Timestamp(previous_week)]]
    return None if earlier.empty else earlier["week_commencing"].max().date()
