"""Planning of meetings: the year so far, what parts of the need weigh, and where a person put a
school and why."""

import math

import pandas as pd
import streamlit as st

from attendance import sentences, words
from attendance.casework import need_overrides
from attendance.casework.need_overrides import Override
from attendance.scope import NeedScope
from attendance.ui import (
    county_filters,
    data,
    diary,
    filters,
    layout,
    meetings,
    saving,
    session,
    shown,
)

NAME, WEIGHTS_NAME = "tsm/need", "data/need_weights"
ONE_SCHOOL = "Why this place"
WEIGHTS, MOST_WEIGHT = "weights", 100.0
PAGES_OF_SCHOOL = {
    "school": ("Open the page of {}", ":material/school:"),
    "tsm_pack": ("Open its pack", ":material/description:"),
    "tsm_meeting": ("Open the meeting", ":material/handshake:"),
    "tsm_diary": ("Book it in the diary", ":material/calendar_month:"),
}
FILTERS = {
    key: county_filters.SCHOOL_FILTERS[key]
    for key in (county_filters.QUADRANT, county_filters.PHASE)
}


def draw() -> None:
    """Draw the filters: academic year, quadrant and phase."""
    filters.draw_for_marks()
    for key, (label, _) in FILTERS.items():
        options = _options(key)
        filters.keep_on_offer(key, options)
        st.selectbox(label, options, key=key, bind="query-params")


def scope() -> NeedScope:
    """The year so far, the schools chosen, what was written down of their meetings, the weights
    of the reader and the places that people gave."""
    with layout.told():
        year = filters.marks_scope().academic_year
        weeks = data.rows("county/weeks", academic_year=year)
        if weeks.empty:
            layout.empty("No school week of this year has marks yet.")
        first, last = weeks.iloc[0], weeks.iloc[-1]
        last_day = last["last_day"].date()
        found = NeedScope(
            home=filters.home_name(),
            academic_year=year,
            period=county_filters.YEAR_TO_DATE,
            first_week=first["week_commencing"].date(),
            last_week=last["week_commencing"].date(),
            last_day=last_day,
            last_year_first_week=_date(first["last_year_week"]),
            last_year_last_week=_date(last["last_year_week"]),
            is_named_span=True,
            as_of=last_day,
            quadrant=_chosen(county_filters.QUADRANT),
            education_phase=_chosen(county_filters.PHASE),
        )
        placed = {
            school_id: each.place
            for school_id, each in _overrides(found).items()
            if each.place is not None
        }
        parts, weights = _weights_given()
        return meetings.known(found).but(
            override_schools=tuple(placed),
            override_ranks=tuple(placed.values()),
            weighted_parts=parts,
            part_weights=weights,
        )


def ranking(name: str, scope: NeedScope) -> None:
    """The schools in the order of their places, with their main reasons."""
    rows = sentences.with_reasons(data.in_scope(name, scope))
    message = sentences.need(rows, scope)
    shown.head(message)
    shown.grid(name, rows, scope, message.title, sentences.COLUMNS_OF_NEED, open_school)
    layout.hint(sentences.OPEN_NEED)
    shown.beside(name, rows, scope)


def open_school(rows: pd.DataFrame, place: int) -> None:
    """Open how the need of the school in that row adds up."""
    choices = {filters.SCHOOL: rows["school_name"].iloc[place], filters.TAB: ONE_SCHOOL}
    session.go_to("tsm_planning", **choices)


def one_school(scope: NeedScope) -> None:
    """How one school's need adds up, and the form to give it another place."""
    rows = data.in_scope(NAME, scope)
    names = rows["school_name"].tolist()
    filters.keep_on_offer(filters.SCHOOL, names)
    chosen = st.selectbox("School", names, key=filters.SCHOOL, bind="query-params", width=560)
    row: words.Cell = rows[rows["school_name"] == chosen].iloc[0].to_dict()
    shown.head(sentences.need_of_school(row))
    parts = pd.DataFrame(sentences.need_parts(row, _weight_rows(scope)))
    shown.printed_table(parts, f"How the need of {chosen} adds up", are_words=True)
    with st.container(horizontal=True):
        for page, (label, icon) in PAGES_OF_SCHOOL.items():
            st.button(
                label.format(chosen),
                icon=icon,
                on_click=session.go_to,
                args=(page,),
                kwargs=_opening(page, str(chosen)),
            )
    _override(row, scope)


def _opening(page: str, school: str) -> dict[str, str]:
    """What is chosen on a page that is opened for the school."""
    if page == "tsm_diary":
        return {diary.GIVEN: school, filters.TAB: "Book"}
    return {filters.SCHOOL: school}


def workings(scope: NeedScope) -> None:
    """The weights, a form to try others, and whether they decide who stands at the top."""
    rows, weights = data.in_scope(NAME, scope), _weight_rows(scope)
    shown.head(sentences.need_weights(pd.DataFrame(weights), scope))
    layout.points(sentences.weights_matter(rows, weights))
    _weights_form(weights)
    explained = {each.part_name: each.what_it_means for each in weights}
    shown.printed_table(
        pd.DataFrame(explained.items(), columns=["Part", "What counts, and when nothing does"]),
        "The parts of the need and what they mean",
        are_words=True,
    )
    shown.about(NAME)


def _weights_form(weights: list) -> None:
    with st.form("need-weights", width=760):
        with st.grid(4, min_column_width=150):
            for each in weights:
                st.number_input(
                    each.part_name,
                    min_value=0.0,
                    max_value=MOST_WEIGHT,
                    value=float(each.weight),
                    step=1.0,
                    format="%.1f",
                    key=_weight_key(each),
                    help=f"{each.own_weight:g} in the file. {each.source}.",
                )
        st.form_submit_button("Use these weights", on_click=_use_weights, args=(weights,))
    st.button("Back to the weights of the file", on_click=_forget_weights)


def _weight_key(weight) -> str:
    """A key of its own for each weight in force, so that the form shows what counts now."""
    return f"weight-{weight.part}-{weight.weight:g}"


def _use_weights(weights: list) -> None:
    chosen = [
        f"{each.part}:{value:g}"
        for each in weights
        if (value := float(st.session_state.get(_weight_key(each), each.weight))) != each.own_weight
    ]
    _forget_weights()
    if chosen:
        st.query_params[WEIGHTS] = st.session_state[WEIGHTS] = ",".join(chosen)


def _forget_weights() -> None:
    st.session_state.pop(WEIGHTS, None)
    st.query_params.pop(WEIGHTS, None)


def _weights_given() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The parts and weights of the address, else of this session; what is none is left out."""
    text = st.query_params.get(WEIGHTS) or st.session_state.get(WEIGHTS, "")
    known = set(data.rows(WEIGHTS_NAME, weighted_parts=(), part_weights=())["part"])
    given: dict[str, float] = {}
    for pair in text.split(","):
        part, _, typed = pair.partition(":")
        try:
            weight = float(typed)
        except ValueError:
            continue
        if part in known and math.isfinite(weight) and 0 <= weight <= MOST_WEIGHT:
            given[part] = weight
    return tuple(given), tuple(given.values())


def _weight_rows(scope: NeedScope) -> list:
    return list(data.in_scope(WEIGHTS_NAME, scope).itertuples())


def _override(row: dict, scope: NeedScope) -> None:
    """Where a person put the school, the form to put it elsewhere, and the button to take that
    back."""
    saving.tell()
    found = _overrides(scope).get(int(row["school_id"]))
    follows = 0 if found is None else found.version
    if found is not None and found.place is not None:
        layout.points([sentences.override_set_by(found, row)])
        st.button("Take this place back", on_click=saving.once(_save), args=(row, scope, found))
    own = f"place-{row['school_id']}-{scope.academic_year}-{follows}"
    with saving.form(own):
        st.number_input(
            "Another place in the county",
            min_value=1,
            max_value=need_overrides.LAST_PLACE,
            value=int(row["place"]),
            step=1,
            key=own,
            help="1 is met first. The schools between move by one; the need stays as it is.",
            **saving.KEPT,
        )
        st.text_input(
            "Reason",
            key=f"{own}-reason",
            max_chars=need_overrides.LONGEST_REASON,
            help="Kept with the place and shown to whoever plans. Name no pupil.",
            **saving.KEPT,
        )
        st.button("Give this place", on_click=saving.once(_save), args=(row, scope, found, own))
    _history(row, scope)


def _save(row: dict, scope: NeedScope, found: Override | None, own: str | None = None) -> None:
    """Give the place typed, or take the one given back."""

    def do() -> str:
        need_overrides.give_place(
            *saving.where(),
            school_id=int(row["school_id"]),
            academic_year=scope.academic_year,
            place=None if own is None else st.session_state.get(own),
            reason="" if own is None else saving.typed(f"{own}-reason"),
            follows=0 if found is None else found.version,
        )
        return "Taken back." if own is None else "Saved."

    saving.save(do)


def _history(row: dict, scope: NeedScope) -> None:
    opened = st.expander("Earlier places", icon=":material/history:", on_change="rerun")
    if opened.open:
        with opened, layout.told():
            store, viewer = session.store_engine(), session.viewer()
            kept = need_overrides.history(store, viewer, int(row["school_id"]), scope.academic_year)
            if kept:
                alt = f"Places given to {row['school_name']}, newest first"
                table = pd.DataFrame(sentences.override_history(kept))
                shown.printed_table(table, alt, are_words=True)
            else:
                layout.quiet("Nobody ever gave this school another place this year.")


def _overrides(scope: NeedScope) -> dict[int, Override]:
    return need_overrides.current(session.store_engine(), session.viewer(), scope.academic_year)


def _chosen(key: str) -> str | None:
    value = filters.chosen_of(key, _options(key))
    return None if value == county_filters.EVERY else value


def _options(key: str) -> list[str]:
    column = FILTERS[key][1]
    return [county_filters.EVERY, *sorted(data.rows("data/schools")[column].dropna().unique())]


def _date(value: words.Cell):
    return None if words.is_missing(value) else value.date()
