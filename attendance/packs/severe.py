"""The severely absent pupils of a school, each with the register of the last weeks."""

from datetime import timedelta

import pandas as pd

from attendance import sentences, words
from attendance.packs.asked import Asked
from attendance.packs.listing import places, table
from attendance.packs.pack import Chart, Section, Table
from attendance.packs.pupils import TO_BE_AGREED, Written, besides, on_roll
from attendance.packs.pupils import plan as plan_of
from attendance.scope import PackScope
from attendance.words import Cell, counted, each, percent

REGISTER_WEEKS = 10
MOST_REGISTERS = 28
KEY_OF_REGISTERS = (
    f"Each register shows the last {REGISTER_WEEKS} school weeks, morning over afternoon, with the "
    "code of every session: light blue present, green absent with leave, dark pink absent without "
    "leave; – is a session without a mark."
)


def severe(asked: Asked, heading: str, written: Written) -> Section:
    """Each severely absent pupil: register, reasons, cohorts, plan, lead practitioner."""
    rows, scope = asked.severe
    message = sentences.absent_pupils(rows, scope, asked("pupils/totals"))
    people = tuple(on_roll(rows)["person_key"])[:MOST_REGISTERS]
    registers = pd.DataFrame()
    if people:
        first = scope.last_week - timedelta(weeks=REGISTER_WEEKS + 4)
        registers = asked(
            "tsm/registers_of", scope.but(register_people=people, register_from=first)
        )
    charts = [
        _register(row, place, registers, written, scope)
        for row, place in zip(each(on_roll(rows)), places(on_roll(rows)), strict=True)
        if row.person_key in people
    ]
    left = len(on_roll(rows)) - len(charts)
    key = (KEY_OF_REGISTERS,) if charts else ()
    rest = (f"The registers of {left} more are on the screen.",) if left else ()
    listed = _severe_table(rows, scope)
    return Section(
        "severe",
        heading,
        sentences=(f"{message.title}.", *besides(on_roll(rows)), *key, *rest),
        tables=(listed,) if len(rows) else (),
        charts=tuple(charts),
    )


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
    plan = plan_of(row)
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
