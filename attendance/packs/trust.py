"""A trust's pack: its schools of the county side by side, without any pupil."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from attendance import sentences, words
from attendance.errors import DocumentError
from attendance.packs.gather import Made, registers_to
from attendance.packs.pack import Ask, Chart, Column, Front, Pack, Question, Section, Series, Table
from attendance.packs.themes import theme
from attendance.scope import PackScope
from attendance.words import Cell, count, counted, each, exact, percent

ATTENDANCE = (
    Column("school_name", "School"),
    Column("education_phase", "Phase"),
    Column("attendance_rate", "Attendance", "rate"),
    Column("difference_points", "Absence beside phase (points)", "points"),
    Column("standing", "Difference"),
    Column("change_points", "Change in attendance (points)", "points"),
    Column("unauthorised_rate", "Unauthorised", "rate"),
    Column("possible_sessions", "Possible sessions", "count", is_printed=False),
    Column("weeks_sent_share", "Weeks sent", "rate"),
)
ABSENT = (
    Column("school_name", "School"),
    Column("enrolments", "Pupils", "count"),
    Column("persistently_absent", "PA", "count"),
    Column("persistent_absence_rate", "PA rate", "rate"),
    Column("severely_absent", "SA", "count"),
    Column("severe_absence_rate", "SA rate", "rate"),
)
MEETINGS = (
    Column("school_name", "School"),
    Column("met_on", "Last meeting", "date", "none recorded"),
    Column("overdue", "Overdue actions", "count"),
)
MORE, LESS = "more absence", "less absence"
UNLIKELY = "unlikely to be chance"
ALWAYS = (
    Question("What do the schools do alike, and how is it known to help?", "asked of every trust"),
    Question(
        "Which staff and services can the schools share, and who arranges it?",
        "asked of every trust",
    ),
)


def trust_pack(ask: Ask, scope: PackScope, name: str, term: str, made: Made) -> Pack:
    """The schools of a trust or federation beside one another and beside their phases.

    `scope` is of all schools that the reader sees, with when each was met and what is overdue.
    DocumentError if none of them with marks is of that trust.
    """
    own = scope.but(trust=name)
    schools = ask("schools/every_school", own)
    together = ask("schools/trusts", own)
    together = together[together["group_name"] == name]
    if schools.empty or together.empty:
        raise DocumentError(
            f"No school of a trust or federation {name!r} has marks in these weeks, or none is "
            "yours. Names are those of DfE's register of schools (GIAS)."
        )
    phases = schools["education_phase"].unique()
    of_term = theme(ask("data/tsm_themes", scope), term, phases[0] if len(phases) == 1 else None)
    met = dict(zip(scope.met_schools, scope.met_dates, strict=True))
    overdue = dict(zip(scope.overdue_schools, scope.overdue_counts, strict=True))
    return Pack(
        title=f"Targeting Support Meeting: {name}",
        school_name=name,
        theme=of_term.name,
        term=term,
        made_by=made.by,
        made_at=made.at,
        with_names=False,
        front=Front(
            tuple(_five(next(each(together)), schools, own, met, overdue)),
            _table("schools", "Schools of the trust", ATTENDANCE, schools),
            _table("meetings", "Meetings and actions", MEETINGS, _meetings(schools, met, overdue)),
        ),
        sections=(
            _attendance(schools, own),
            _absent(schools, own),
            Section(
                "questions",
                "Questions worth asking",
                questions=(*_questions(schools), *ALWAYS),
                has_space_for_actions=True,
            ),
        ),
        chosen=own.in_words(),
        source=registers_to(scope.as_of),
        is_sample=made.is_sample,
        notes=(
            (
                f"Attendance and absence of the {own.weeks_in_words()}; persistent (PA, 10% or "
                "more missed) and severe absence (SA, 50% or more) of the year so far."
            ),
            sentences.every_school(schools, own).subtitle,
            "No pupil is named here; each school has a pack of its own.",
        ),
    )


def _five(
    trust: Cell, schools: pd.DataFrame, scope: PackScope, met: dict, overdue: dict
) -> Iterator[str]:
    """How the trust stands, which schools stand out, PA and SA, meetings, overdue actions."""
    more = "more" if trust.difference_points > 0 else "less"
    points = exact(abs(trust.difference_points), 1).lstrip("+")
    yield (
        f"Attendance is {percent(trust.attendance_rate)} in "
        f"{counted(trust.schools, 'school', 'schools')}, {scope.weeks_in_words()}: {points} points "
        f"{more} absence than schools of the same phases in {scope.home}; {trust.standing}."
    )
    yield sentences.schools_answer(schools, scope)
    pupils = counted(trust.enrolments, "pupil", "pupils")
    yield (
        f"{count(trust.persistently_absent)} of {pupils} "
        f"({percent(trust.persistent_absence_rate)}) are persistently absent (PA), "
        f"{count(trust.severely_absent)} of them severely (SA), in the year so far."
    )
    unmet = [str(row.school_name) for row in each(schools) if row.school_id not in met]
    if unmet:
        yield f"No meeting is recorded of {_some(unmet)}."
    else:
        yield "A meeting is recorded of every school."
    late = sum(overdue.get(number, 0) for number in schools["school_id"])
    yield (
        f"{counted(late, 'agreed action is', 'agreed actions are')} overdue."
        if late
        else "No agreed action is overdue."
    )


def _attendance(schools: pd.DataFrame, scope: PackScope) -> Section:
    told = sentences.every_school(schools, scope)
    ordered = schools.sort_values("attendance_rate", ascending=False)
    names = tuple(ordered["school_name"])
    phases = tuple(_number(1 - rate) for rate in ordered["phase_absence_rate"])
    rates = tuple(_number(rate) for rate in ordered["attendance_rate"])
    lines = [
        f"{name} {percent(rate)}, its phase {percent(phase)}"
        for name, rate, phase in zip(names, rates, phases, strict=True)
    ]
    chart = Chart(
        "bar",
        told.title,
        f"Attendance, {scope.weeks_in_words()}; {scope.home}: all schools of the same phase",
        f"Attendance of each school beside its phase: {'; '.join(lines)}.",
        labels=names,
        series=(
            Series("School", "school", rates, tuple(percent(rate) for rate in rates)),
            Series("Its phase", "home", phases),
        ),
    )
    return Section("comparison", "Attendance of the schools", (f"{told.title}.",), (), (chart,))


def _absent(schools: pd.DataFrame, scope: PackScope) -> Section:
    ordered = schools.sort_values("persistent_absence_rate", ascending=False)
    table = _table("absent", "Persistently and severely absent pupils by school", ABSENT, ordered)
    rates = ordered["persistent_absence_rate"]
    told = (
        f"{percent(rates.min())} to {percent(rates.max())} of pupils are persistently absent; "
        "phases differ, so compare schools of one phase."
    )
    return Section("persistent", "Persistent and severe absence", (told,), (table,))


def _questions(schools: pd.DataFrame) -> Iterator[Question]:
    """By school that stands out, has fallen or has sent too little."""
    for row in each(schools):
        raised = f"{exact(row.difference_points, 1)} points of absence beside its phase"
        if row.standing == UNLIKELY and row.direction == LESS:
            yield Question(f"What does {row.school_name} do that the others can use?", raised)
        elif row.standing == UNLIKELY and row.direction == MORE:
            yield Question(
                f"What lies behind absence in {row.school_name}, and what can the trust do?", raised
            )
        elif row.standing == "not judged":
            yield Question(
                f"When will the missing weeks of {row.school_name} be sent?",
                f"{percent(row.weeks_sent_share)} of weeks sent",
            )


def _meetings(schools: pd.DataFrame, met: dict[int, date], overdue: dict) -> pd.DataFrame:
    days = pd.Series([met.get(number) for number in schools["school_id"]], schools.index, object)
    late = pd.Series([overdue.get(number, 0) for number in schools["school_id"]], schools.index)
    return schools.assign(met_on=days, overdue=late)


def _table(name: str, caption: str, columns: tuple[Column, ...], rows: pd.DataFrame) -> Table:
    values = rows[[column.name for column in columns]].astype(object)
    values = values.where(values.notna(), None)
    found = tuple(values.itertuples(index=False, name=None))
    return Table(name, caption, columns, found, empty="No school.")


def _some(names: list[str]) -> str:
    rest = [f"{len(names) - 3} more"] if len(names) > 3 else []
    return words.listed([*names[:3], *rest])


def _number(value: Cell) -> float | None:
    return None if words.is_missing(value) else float(value)
