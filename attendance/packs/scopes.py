"""What a pack is of where no reader chose weeks: the year so far, to the newest marks."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from attendance import rules, words
from attendance.errors import NO_MARKS, DocumentError
from attendance.packs.pack import Ask
from attendance.scope import MarksScope, PackScope
from attendance.words import Cell


def year_so_far(ask: Ask, home: str, show_names: bool = True) -> PackScope:
    """The newest academic year to its last marked day, of all schools."""
    nothing = MarksScope(home, academic_year="", last_week=date.min)
    newest = ask("data/marks_freshness", nothing)
    if newest.empty:
        raise DocumentError(NO_MARKS)
    year = str(newest["academic_year"].iloc[0])
    weeks = ask("county/weeks", replace(nothing, academic_year=year))
    first, last = weeks.iloc[0], weeks.iloc[-1]
    previous = _last_before(weeks, last["half_term"])
    as_of = last["last_day"].date()
    return PackScope(
        home=home,
        academic_year=year,
        period="Year to date",
        first_week=first["week_commencing"].date(),
        last_week=last["week_commencing"].date(),
        last_day=as_of,
        last_year_first_week=_day(first["last_year_week"]),
        last_year_last_week=_day(last["last_year_week"]),
        previous_week=None if previous is None else previous["week_commencing"].date(),
        earlier_week=_day_before(weeks, previous),
        is_named_span=True,
        as_of=as_of,
        since=as_of - timedelta(days=rules.DAYS_SINCE - 1),
        show_names=show_names,
    ).whole_list


def of_school(scope: PackScope, school: Cell) -> PackScope:
    """The same of the school in that row of data/schools."""
    return scope.but(
        school_id=int(school.school_id),
        school_name=school.school_name,
        education_phase=school.education_phase,
    )


def _last_before(weeks: pd.DataFrame, half_term: Cell) -> Cell:
    earlier = weeks[weeks["half_term"] < half_term]
    return None if earlier.empty else earlier.iloc[-1]


def _day_before(weeks: pd.DataFrame, week: Cell) -> date | None:
    earlier = None if week is None else _last_before(weeks, week["half_term"])
    return None if earlier is None else earlier["week_commencing"].date()


def _day(value: Cell) -> date | None:
    return None if words.is_missing(value) else value.date()
