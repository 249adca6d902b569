"""The pupils a meeting is about: severely and persistently absent, at risk, early in the year."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pandas as pd

from attendance import sentences, words
from attendance.packs.asked import Asked
from attendance.packs.listing import each, places, table
from attendance.packs.pack import Chart, Column, Section, Table
from attendance.packs.since_last import Agreed
from attendance.scope import PackScope
from attendance.words import Cell, counted, percent

REGISTER_WEEKS = 10
MOST_REGISTERS = 28
MOST_TO_AGREE = 14
MOST_IN_TRIAGE, MOST_AT_LINE, MOST_WORSE, MOST_EARLY = 20, 14, 10, 16
KEY_OF_REGISTERS = (
    f"Each register shows the last {REGISTER_WEEKS} school weeks, morning over afternoon, with the "
    "code of every session: light blue present, green absent with leave, dark pink absent without "
    "leave; – is a session without a mark."
)
NO_PLAN = "none recorded"
TO_BE_AGREED = "to be agreed"


@dataclass(frozen=True)
class Written:
    """What was written down at meetings before: actions agreed on, and by person the lead
    practitioner."""

    agreed: tuple[Agreed, ...] = ()
    leads: Mapping[str, str] = field(default_factory=dict)


def to_agree(asked: Asked, written: Written) -> Table:
    """The severely absent, those without a plan first, then those with complex needs and none."""
    severe, _ = asked.severe
    triage = asked("pupils/triage")
    complex_needs = triage[
        (triage["triage_group"] == "complex")
        & ~triage["standing"].str.startswith("SA")
        & (triage["support_step"] == "none")
    ]
    return Table(
        "to agree",
        "Pupils to agree on",
        (
            Column("pupil", "Pupil"),
            Column("where", "Class"),
            Column("standing", "Standing"),
            Column("absence_rate", "Missed", "rate"),
            Column("main_reason", "Main reason"),
            Column("cohorts", "Cohorts"),
            Column("plan", "Plan"),
            Column("lead", "Lead practitioner"),
        ),
        (*_lines(_on_roll(severe), written), *_lines(complex_needs, written)),
        note="Severely absent pupils (SA, half of the sessions missed) on roll, those without a "
        "plan first; then persistently absent pupils with complex needs and no support recorded.",
        most=MOST_TO_AGREE,
        empty="Nobody is severely absent, or persistently absent with complex needs and no "
        "support.",
    )


def severe(asked: Asked, heading: str, written: Written) -> Section:
    """Each severely absent pupil: register, reasons, cohorts, plan, lead practitioner."""
    rows, scope = asked.severe
    message = sentences.absent_pupils(rows, scope, asked("pupils/totals"))
    people = tuple(_on_roll(rows)["person_key"])[:MOST_REGISTERS]
    registers = pd.DataFrame()
    if people:
        first = scope.last_week - timedelta(weeks=REGISTER_WEEKS + 4)
        registers = asked(
            "tsm/registers_of", scope.but(register_people=people, register_from=first)
        )
    charts = [
        _register(row, place, registers, written, scope)
        for row, place in zip(each(_on_roll(rows)), places(_on_roll(rows)), strict=True)
        if row.person_key in people
    ]
    left = len(_on_roll(rows)) - len(charts)
    key = (KEY_OF_REGISTERS,) if charts else ()
    rest = (f"The registers of {left} more are on the screen.",) if left else ()
    listed = _severe_table(rows, scope)
    return Section(
        "severe",
        heading,
        sentences=(f"{message.title}.", *key, *rest),
        tables=(listed,) if len(rows) else (),
        charts=tuple(charts),
    )


def persistent(asked: Asked, heading: str) -> Section:
    """By triage group those who may need several agencies; who is near the line; who is worse."""
    scope = asked.scope
    triage, pivot = asked("pupils/triage"), asked("pupils/pivot_pupils")
    worse = asked("pupils/changed_pupils", scope.but(trend="worse"))
    told, line = sentences.triage(triage, scope), sentences.pivot_pupils(pivot, scope)
    several = triage[
        triage["triage_group"].isin(["complex", "specific issue"])
        & ~triage["standing"].str.startswith("SA")
    ].sort_values("triage_group", kind="stable")
    return Section(
        "persistent",
        heading,
        sentences=(
            sentences.pupils_answer(asked("pupils/totals"), scope),
            f"By what may help (suggested: please decide): {told.title}.",
            f"{line.title}.",
            _worse(worse),
        ),
        tables=(
            table(
                "several agencies",
                "May need several agencies: complex needs, then a specific issue",
                "pupils/triage",
                several,
                (
                    "pupil",
                    "where",
                    "triage_group",
                    "absence_rate",
                    "suggested_because",
                    "cohorts",
                    "support_step",
                ),
                scope.home,
                note="Persistently absent, the severely absent left out. Groups are suggested by "
                "rules; your own choice comes before them.",
                most=MOST_IN_TRIAGE,
            ),
            table(
                "near the line",
                "Near the line of 10%: at risk, or able to come back",
                "pupils/pivot_pupils",
                pivot[pivot["outlook"].isin(["stays under 10%", "back under 10%"])],
                (
                    "pupil",
                    "where",
                    "standing",
                    "absence_rate",
                    "can_miss_sessions",
                    "attend_sessions",
                    "under_from",
                    "outlook",
                ),
                scope.home,
                note="Nearest first. Sessions to come are estimated by the school's term dates.",
                most=MOST_AT_LINE,
            ),
            table(
                "worse than last half term",
                "Miss clearly more than last half term",
                "pupils/changed_pupils",
                worse[worse["left_on"].isna()],
                (
                    "pupil",
                    "where",
                    "change_sessions",
                    "half_term_absence_rate",
                    "before_absence_rate",
                    "standing",
                    "support_step",
                ),
                scope.home,
                most=MOST_WORSE,
            ),
        ),
    )


def early(asked: Asked, heading: str) -> Section:
    """Who missed the first week of term, or is absent again after last year."""
    scope = asked.scope
    rows = asked("pupils/early_absence")
    both = rows["listed_because"] if len(rows) else pd.Series(dtype=str)
    return Section(
        "early",
        heading,
        sentences=(
            (
                f"{counted(len(rows), 'pupil', 'pupils')} missed school early: absent in the first "
                f"week of this term ({int(both.str.contains('first week|both').sum())}), or absent "
                "again after 10% or more last year "
                f"({int(both.str.contains('last year|both').sum())})."
            ),
            sentences.EARLY_CAVEAT,
        ),
        tables=(
            table(
                "early",
                "Missed school early",
                "pupils/early_absence",
                rows,
                (
                    "pupil",
                    "where",
                    "listed_because",
                    "absent_sessions",
                    "possible_sessions",
                    "first_week_absent_sessions",
                    "last_year_absence_rate",
                    "support_step",
                ),
                scope.home,
                most=MOST_EARLY,
            ),
        ),
    )


def _on_roll(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["left_on"].isna()]


def _lines(rows: pd.DataFrame, written: Written) -> list[tuple]:
    return [
        (
            row.pupil,
            where,
            row.standing,
            row.absence_rate,
            "" if words.is_missing(row.main_reason) else row.main_reason,
            row.cohorts or "",
            _plan(row),
            written.leads.get(row.person_key, TO_BE_AGREED),
        )
        for row, where in zip(each(rows), places(rows), strict=True)
    ]


def _plan(row: Cell) -> str:
    return NO_PLAN if row.support_step == "none" else row.support_step


def _severe_table(rows: pd.DataFrame, scope: PackScope) -> Table:
    return table(
        "severely absent",
        "All severely absent pupils; those who left come last",
        "pupils/absent_pupils",
        rows,
        (
            "pupil",
            "where",
            "absence_rate",
            "absent_sessions",
            "possible_sessions",
            "spells",
            "longest_sessions",
            "left_on",
        ),
        scope.home,
        most=MOST_REGISTERS,
    )


def _register(
    row: Cell, where: str, registers: pd.DataFrame, written: Written, scope: PackScope
) -> Chart:
    own = registers[registers["person_key"] == row.person_key]
    weeks = [week for strip in sentences.strips(own) for week in strip["weeks"]][-REGISTER_WEEKS:]
    missed = (
        f"missed {words.count(row.absent_sessions)} of {words.count(row.possible_sessions)} "
        f"sessions ({percent(row.absence_rate)})"
    )
    facts = [
        "" if words.is_missing(row.main_reason) else f"mostly {words.lowered(row.main_reason)}",
        (
            f"{counted(row.spells, 'spell', 'spells')} of absence, the longest "
            f"{counted(row.longest_sessions, 'session', 'sessions')}"
        ),
        row.cohorts or "no cohort known",
    ]
    plan = _plan(row)
    if not words.is_missing(row.support_date):
        plan = f"{plan}, {words.day(row.support_date)}"
    lead = written.leads.get(row.person_key, TO_BE_AGREED)
    title = f"{row.pupil} ({where}): {missed}" if where else f"{row.pupil}: {missed}"
    said = words.sentence("; ".join(fact for fact in facts if fact))
    subtitle = f"{said}. Plan: {plan}. Lead practitioner: {lead}."
    return Chart(
        "strip",
        title,
        subtitle,
        alt=f"Register of the last {len(weeks)} school weeks. {title}. "
        f"{sentences.pupil_register(own, scope).title}."
        if len(own)
        else f"{title}.",
        strips=({"name": "", "weeks": weeks},),
    )


def _worse(rows: pd.DataFrame) -> str:
    number = len(rows)
    if not number:
        return "Nobody misses clearly more than last half term."
    miss = "pupil misses" if number == 1 else "pupils miss"
    return f"{words.count(number)} {miss} clearly more than last half term."
