"""Rows for the packs of many schools: lists of pupils, and figures of a school, are asked once for
many schools together and cut to each, because planning such a query costs more than its rows."""

from collections.abc import Callable, Hashable, Mapping
from typing import cast

import pandas as pd

from attendance import queries
from attendance.packs.pack import Ask
from attendance.scope import Choices, PackScope

LISTS = (
    "pupils/absent_pupils",
    "pupils/triage",
    "pupils/pivot_pupils",
    "pupils/changed_pupils",
    "thresholds/penalty_notice",
    "thresholds/continuous_unauthorised",
    "thresholds/illness_days",
    "thresholds/part_time",
    "thresholds/unexplained",
)
"""Not who missed school early: last year is told of each school alone."""

FIGURES = {
    "school/absence_bands": "school_id",
    "school/band_flow": "school_id",
    "school/calendar": "school_id",
    "school/code_gap": "school_id",
    "school/code_use": "school_id",
    "school/cohort_gaps": "school_id",
    "school/position": "school_id",
    "school/similar_schools": "asked_school_id",
    "school/spell_lengths": "school_id",
    "school/weekdays": "school_id",
    "school/weekly_gap": "school_id",
    "school/weekly_trend": "school_id",
}
"""Figures of a school, and the column that says whose; asked with the others of its phase."""

WHOLES: dict[str, Callable[[pd.DataFrame], int | None]] = {
    "listed": len,
    "listed_reached": lambda rows: int(rows["state"].isin(["reached", "long"]).sum()),
    "listed_going_on": lambda rows: int(((rows["state"] == "reached") & rows["going_on"]).sum()),
    "listed_complex": lambda rows: int((rows["triage_group"] == "complex").sum()),
    "listed_specific_issue": lambda rows: int((rows["triage_group"] == "specific issue").sum()),
    "listed_just_attendance": lambda rows: int((rows["triage_group"] == "just attendance").sum()),
    "listed_persistent": lambda rows: int((~rows["standing"].str.startswith("under")).sum()),
    "listed_back": lambda rows: (
        None
        if rows["sessions_to_come"].isna().any()
        else int((rows["outlook"] == "back under 10%").sum())
    ),
}
"""How many a list has of a kind, counted again of the school's own rows."""

OF_ALL_SCHOOLS = ("compared", "enrolments")
"""What a list tells of pupils that are not in it; of a school alone it is not known here."""


class Many:
    """Gives the rows of one school as `ask` would, out of those of many."""

    def __init__(
        self,
        ask: Ask,
        phases: Mapping[int, str],
        written: Mapping[str, object] | None = None,
    ) -> None:
        """`phases` is the phase of each school, by its id; `written` what was written down of the
        pupils of all schools, as a scope holds it."""
        self._ask, self._phases, self._written = ask, phases, dict(written or {})
        self._kept: dict[Hashable, tuple[pd.DataFrame, dict[int, pd.DataFrame]]] = {}

    def __call__(self, name: str, scope: Choices) -> pd.DataFrame:
        """The rows of that query for that scope."""
        if not isinstance(scope, PackScope) or scope.school_id not in self._phases:
            return self._ask(name, scope)
        if name in FIGURES:
            return self._own_rows(name, scope, FIGURES[name])
        if name not in LISTS:
            return self._ask(name, scope)
        rows = self._own_rows(name, scope.but(education_phase=None), "school_id")
        rows = rows.drop(columns=list(OF_ALL_SCHOOLS), errors="ignore")
        counted = {column: WHOLES[column](rows) for column in WHOLES if column in rows}
        return rows.assign(**counted)

    def _own_rows(self, name: str, scope: PackScope, whose: str) -> pd.DataFrame:
        phase = scope.education_phase
        every = scope.but(
            school_id=None,
            school_name=None,
            chosen_schools=tuple(
                school for school, its in self._phases.items() if phase in (None, its)
            ),
            **self._written,
        )
        key = name, *every.params(queries.load(name).params).values()
        if key not in self._kept:
            rows = self._ask(name, every)
            own = rows.groupby(whose, sort=False)
            self._kept[key] = rows.iloc[:0].copy(), {cast(int, school): cut for school, cut in own}
        nobody, by_school = self._kept[key]
        return by_school.get(cast(int, scope.school_id), nobody).reset_index(drop=True)
