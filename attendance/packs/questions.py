"""Questions worth asking: findings of a size that tsm_questions.csv sets, each with its figure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from attendance import rules, sentences, words
from attendance.packs.asked import Asked
from attendance.packs.groups import YEAR_GROUP
from attendance.packs.pack import Question
from attendance.packs.pupils import Written, on_roll
from attendance.packs.since_last import overdue
from attendance.words import counted, each, percent

SHORT, LONG = "short_spells", "long_spells"


@dataclass(frozen=True)
class Finding:
    """Something measured: how large it is, in words, and whom it is about."""

    size: float
    said: str
    what: str = ""


def worth_asking(asked: Asked, written: Written) -> tuple[Question, ...]:
    """The questions of data/tsm_questions whose finding is large enough, in its order."""
    found = dict(_findings(asked, written))
    return tuple(
        Question(row.question.replace("{what}", found[row.finding].what), found[row.finding].said)
        for row in each(asked("data/tsm_questions"))
        if row.finding in found and found[row.finding].size >= row.at_least
    )


def _findings(asked: Asked, written: Written) -> Iterator[tuple[str, Finding]]:
    yield from _of_pupils(asked, written)
    yield from _of_codes(asked)
    yield from _of_groups(asked)
    yield from _of_patterns(asked)
    yield from _of_thresholds(asked)


def _of_pupils(asked: Asked, written: Written) -> Iterator[tuple[str, Finding]]:
    for row in each(asked("pupils/totals")):
        if row.band in ("severe", "persistent"):
            who = f"{row.band}ly absent"
            yield (
                f"{row.band}_without_support",
                Finding(
                    row.without_support,
                    f"{words.count(row.without_support)} of "
                    f"{counted(row.on_roll, f'{who} pupil', f'{who} pupils')} on roll "
                    f"{'has' if row.without_support == 1 else 'have'} no support recorded",
                ),
            )
    late = len(overdue(written.agreed, asked.scope))
    yield (
        "overdue",
        Finding(late, f"{counted(late, 'agreed action is', 'agreed actions are')} overdue"),
    )
    worse = on_roll(asked("pupils/changed_pupils", asked.scope.but(trend="worse")))
    yield (
        "worsening",
        Finding(
            len(worse),
            f"{counted(len(worse), 'pupil misses', 'pupils miss')} clearly more than last half "
            "term",
        ),
    )
    pivot = asked("pupils/pivot_pupils")
    back = int((pivot["outlook"] == "back under 10%").sum())
    yield (
        "can_come_back",
        Finding(back, f"{counted(back, 'pupil', 'pupils')} can still be back under 10% this year"),
    )


def _of_codes(asked: Asked) -> Iterator[tuple[str, Finding]]:
    """B, C2 and K by their share of all marks; reasons by their share of possible sessions."""
    home = asked.scope.home
    for row in each(asked("school/code_use").dropna(subset=["others_share"])):
        yield (
            f"code_{row.code.lower()}",
            Finding(
                100 * (row.code_share - row.others_share) if row.is_unusual else 0,
                f"{row.code} on {percent(row.code_share)} of marks, other schools of the phase "
                f"{percent(row.others_share)}",
            ),
        )
    for row in each(asked("school/code_gap").dropna(subset=["gap_points"])):
        if row.code not in ("B", "C2", "K"):
            yield (
                f"code_{row.code.lower()}",
                Finding(
                    -row.gap_points,
                    f"{row.code} ({row.description}) in {percent(row.school_share)} of possible "
                    f"sessions, {home} {percent(row.county_share)}",
                ),
            )


def _of_groups(asked: Asked) -> Iterator[tuple[str, Finding]]:
    rows, home = asked("school/cohort_gaps"), asked.scope.home
    large = rows[rows["enrolments"] >= rules.SMALLEST_NAMED_GROUP_OF_SCHOOL]
    years = large[large["cohort"] == YEAR_GROUP].dropna(subset=["absence_points"])
    if len(years):
        most = years.iloc[int(years["absence_points"].argmax())]
        yield (
            "year_group",
            Finding(
                most["absence_points"],
                f"{most['cohort_value']} misses {percent(most['absence_rate'])}, the same year of "
                f"{home} {percent(most['county_absence_rate'])}",
                most["cohort_value"],
            ),
        )
    for finding, cohort, has, has_not in (
        ("fsm_gap", "fsm", ("yes",), "no"),
        ("sen_gap", "sen", ("K", "E"), "N"),
    ):
        of = large[large["cohort"] == cohort]
        told = [gap for value in has if (gap := _gap(of, value, has_not, home))]
        if told:
            yield finding, max(told, key=lambda gap: gap.size)


def _gap(rows: pd.DataFrame, value: str, other: str, home: str) -> Finding | None:
    """How much wider a gap between two groups is than in the phase, in points."""
    ours, rest = rows[rows["cohort_value"] == value], rows[rows["cohort_value"] == other]
    if ours.empty or rest.empty or ours["county_absence_rate"].isna().any():
        return None
    own = 100 * (ours["absence_rate"].iloc[0] - rest["absence_rate"].iloc[0])
    usual = 100 * (ours["county_absence_rate"].iloc[0] - rest["county_absence_rate"].iloc[0])
    name = words.cohort(ours["cohort"].iloc[0], value)
    return Finding(
        own - usual,
        f"{name}: {words.exact(own, 1)} points more absence than pupils without, in {home} "
        f"{words.exact(usual, 1)}",
    )


def _of_patterns(asked: Asked) -> Iterator[tuple[str, Finding]]:
    scope = asked.scope
    days = asked("school/weekdays")
    beyond = days["day_others_points"] - days["county_day_others_points"]
    if not beyond.isna().all():
        most = days.iloc[int(beyond.fillna(0).argmax())]
        yield (
            "weekday",
            Finding(
                beyond.max(),
                sentences.weekdays(days, scope).title,
                words.WEEKDAYS[most["day_of_week"]],
            ),
        )
    spells = asked("school/spell_lengths").dropna(subset=["points"])
    if len(spells):
        for finding, row in ((SHORT, spells.iloc[0]), (LONG, spells.iloc[-1])):
            length = words.spell(row["sessions_from"], row["sessions_to"])
            yield (
                finding,
                Finding(
                    row["points"],
                    f"Spells of {length}: {percent(row['absent_share'])} of absence, {scope.home} "
                    f"{percent(row['county_share'])}",
                ),
            )


def _of_thresholds(asked: Asked) -> Iterator[tuple[str, Finding]]:
    on_roll = asked("thresholds/on_roll")
    for finding, name in THRESHOLDS.items():
        rows = asked(f"thresholds/{name}")
        tell: Callable = getattr(sentences, name)
        number = len(rows)
        if "state" in rows:
            number = int(rows["state"].isin(["reached", "long"]).sum())
        yield finding, Finding(number, tell(rows, asked.scope, on_roll).title)


THRESHOLDS = {
    "unexplained": "unexplained",
    "part_time_long": "part_time",
    "penalty": "penalty_notice",
    "illness_days": "illness_days",
    "run_days": "continuous_unauthorised",
}
"""By finding, the list of pupils that it counts."""
