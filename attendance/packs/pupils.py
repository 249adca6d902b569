"""The pupils a meeting is about: those to agree on, persistently absent, at risk, early in the
year."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from attendance import sentences, words
from attendance.packs.asked import Asked
from attendance.packs.listing import places, table
from attendance.packs.pack import Column, Section, Table
from attendance.packs.since_last import Agreed
from attendance.words import Cell, counted, each

MOST_TO_AGREE = 16
SEVERE_TO_ONE_COMPLEX = 3
"""Where a page has not room for all, one with complex needs is let in after so many others."""

MOST_IN_TRIAGE, MOST_AT_RISK, MOST_BACK, MOST_WORSE, MOST_EARLY = 20, 8, 8, 10, 16
NO_PLAN = "none recorded"
TO_BE_AGREED = "to be agreed"
CAN_MISS = (
    "Can miss: sessions that may still be missed this year to end it under 10%; those to come are "
    "estimated by the school's term dates."
)
IN_A_ROW = "Attend in a row: sessions until it is under 10%, and the day of the last of them."
LEFT_OUT = (
    "{} in no rate: DfE leaves out Nursery, Reception, the sixth form and who is of no known age."
)


@dataclass(frozen=True)
class Written:
    """What was written down at meetings before: actions agreed on, and by person the lead
    practitioner."""

    agreed: tuple[Agreed, ...] = ()
    leads: Mapping[str, str] = field(default_factory=dict)


def to_agree(asked: Asked, written: Written) -> Table:
    """The severely absent without a plan, those with complex needs and none, then the severely
    absent with a plan."""
    severe = on_roll(asked.severe[0])
    has_plan = severe["support_step"] != "none"
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
        tuple(
            line
            for rows in (severe[~has_plan], complex_needs, severe[has_plan])
            for line in _lines(rows, written)
        ),
        note="Severely absent pupils (SA, half of the sessions missed) on roll without a plan; "
        "persistently absent pupils with complex needs and no support recorded; then severely "
        "absent pupils with a plan."
        + "".join(f" {told}" for told in besides(severe, complex_needs)),
        most=MOST_TO_AGREE,
        empty="Nobody is severely absent, or persistently absent with complex needs and no "
        "support.",
        let_in=_let_in(int((~has_plan).sum()), len(complex_needs), int(has_plan.sum())),
    )


def _let_in(severe: int, complex_needs: int, planned: int) -> tuple[int, ...]:
    """Places in the order in which a page has room for them: many severely absent pupils do not
    crowd out the few with complex needs."""
    order = [(place // SEVERE_TO_ONE_COMPLEX, place) for place in range(severe)]
    order += [(place, severe + place) for place in range(complex_needs)]
    first = severe + complex_needs
    return (*(place for _, place in sorted(order)), *range(first, first + planned))


def persistent(asked: Asked, heading: str) -> Section:
    """By triage group those who may need several agencies; who is near the line; who is worse."""
    scope = asked.scope
    triage, pivot = asked("pupils/triage"), asked("pupils/pivot_pupils")
    worse = on_roll(asked("pupils/changed_pupils", scope.but(trend="worse")))
    told, line = sentences.triage(triage, scope), sentences.pivot_pupils(pivot, scope)
    several = triage[
        triage["triage_group"].isin(["complex", "specific issue"])
        & ~triage["standing"].str.startswith("SA")
    ].sort_values("triage_group", kind="stable")
    because = several["suggested_because"].mask(several["is_chosen"], "chosen by a person")
    return Section(
        "persistent",
        heading,
        sentences=(
            sentences.pupils_answer(asked("pupils/totals"), scope),
            *besides(triage),
            f"By what may help (suggested: please decide), of {_listed(triage)}: {told.title}.",
            f"{line.title}.",
            _worse(worse),
        ),
        tables=(
            table(
                "several agencies",
                "May need several agencies: complex needs, then a specific issue",
                "pupils/triage",
                several.assign(suggested_because=because),
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
            _near(
                asked,
                "at risk",
                "At risk: under 10% so far, nearest to it first",
                "stays under 10%",
                MOST_AT_RISK,
            ),
            _near(
                asked,
                "can come back",
                "Able to come back under 10% this year, nearest to it first",
                "back under 10%",
                MOST_BACK,
            ),
            table(
                "worse than last half term",
                "Miss clearly more than last half term",
                "pupils/changed_pupils",
                worse,
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


def _near(asked: Asked, name: str, caption: str, outlook: str, most: int) -> Table:
    """Those of one side of the line, who would otherwise crowd out the other side's."""
    pivot = asked("pupils/pivot_pupils")
    own = ("attend_sessions", "under_from") if outlook.startswith("back") else ()
    return table(
        name,
        caption,
        "pupils/pivot_pupils",
        pivot[pivot["outlook"] == outlook],
        ("pupil", "where", "standing", "absence_rate", "can_miss_sessions", *own),
        asked.scope.home,
        note=f"{CAN_MISS} {IN_A_ROW if own else ''}".strip(),
        most=most,
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
                note="Both: absent in the first week, and 10% or more missed last year. Last year "
                "is told of this school alone.",
                most=MOST_EARLY,
            ),
        ),
    )


def besides(*lists: pd.DataFrame) -> list[str]:
    """How many of the pupils listed are in no rate, where there are any."""
    number = sum(map(in_no_rate, lists))
    return (
        [LEFT_OUT.format(counted(number, "of those listed is", "of those listed are"))]
        if number
        else []
    )


def in_no_rate(rows: pd.DataFrame) -> int:
    """How many of these pupils DfE leaves out."""
    return int((~rows["in_dfe_figure"].astype(bool)).sum())


def _listed(triage: pd.DataFrame) -> str:
    """How many pupils the groups are of, and of how many it is too early to say."""
    early = int(triage["triage_group"].isna().sum())
    too_early = f" ({words.count(early)} with too few sessions to suggest a group)" if early else ""
    return f"{counted(len(triage), 'pupil', 'pupils')} on roll{too_early}"


def on_roll(rows: pd.DataFrame) -> pd.DataFrame:
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
            plan(row),
            written.leads.get(row.person_key, TO_BE_AGREED),
        )
        for row, where in zip(each(rows), places(rows), strict=True)
    ]


def plan(row: Cell) -> str:
    return NO_PLAN if row.support_step == "none" else row.support_step


def _worse(rows: pd.DataFrame) -> str:
    number = len(rows)
    if not number:
        return "Nobody misses clearly more than last half term."
    miss = "pupil misses" if number == 1 else "pupils miss"
    return f"{words.count(number)} {miss} clearly more than last half term."
