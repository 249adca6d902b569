"""Rows for the packs of many schools: lists of pupils are asked once for all schools and cut to
each, because planning such a query costs more than its rows do."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields
from typing import cast

import pandas as pd

from attendance.packs.pack import Ask
from attendance.scope import Choices, PackScope

LISTS = (
    "pupils/absent_pupils",
    "pupils/triage",
    "pupils/pivot_pupils",
    "pupils/changed_pupils",
    "pupils/early_absence",
    "thresholds/penalty_notice",
    "thresholds/continuous_unauthorised",
    "thresholds/illness_days",
    "thresholds/part_time",
    "thresholds/unexplained",
)

WHOLES: dict[str, Callable[[pd.DataFrame], int]] = {
    "listed": len,
    "listed_reached": lambda rows: int(rows["state"].isin(["reached", "long"]).sum()),
    "listed_complex": lambda rows: int((rows["triage_group"] == "complex").sum()),
    "listed_specific_issue": lambda rows: int((rows["triage_group"] == "specific issue").sum()),
    "listed_just_attendance": lambda rows: int((rows["triage_group"] == "just attendance").sum()),
    "listed_persistent": lambda rows: int((~rows["standing"].str.startswith("under")).sum()),
    "listed_back": lambda rows: int((rows["outlook"] == "back under 10%").sum()),
    "listed_first_week": lambda rows: int(
        rows["listed_because"].isin(["first week", "both"]).sum()
    ),
    "listed_last_year": lambda rows: int(
        rows["listed_because"].isin(["PA last year", "both"]).sum()
    ),
}
"""How many a list has of a kind, counted again of the school's own rows."""

OF_ALL_SCHOOLS = ("compared", "enrolments")
"""What a list tells of pupils that are not in it; of a school alone it is not known here."""


OF_A_SCHOOL = ("school_id", "school_name", "education_phase")
CHOICES = [
    field.name
    for field in fields(PackScope)
    if field.name not in OF_A_SCHOOL and field.default != ()
]
"""What a list can be chosen by, beside the school; what was written down is the same for all."""


class Many:
    """Gives the rows of one school as `ask` would, out of those of all schools."""

    def __init__(self, ask: Ask, written: Mapping[str, object] | None = None) -> None:
        """`written` is what was written down of the pupils of all schools, as a scope holds it."""
        self._ask, self._written = ask, dict(written or {})
        self._kept: dict[Hashable, tuple[pd.DataFrame, dict[int, pd.DataFrame]]] = {}

    def __call__(self, name: str, scope: Choices) -> pd.DataFrame:
        """The rows of that query for that scope."""
        if name not in LISTS or not isinstance(scope, PackScope) or scope.school_id is None:
            return self._ask(name, scope)
        key = name, *(getattr(scope, choice) for choice in CHOICES)
        if key not in self._kept:
            every = scope.but(**dict.fromkeys(OF_A_SCHOOL), **self._written)
            rows = self._ask(name, every).drop(columns=list(OF_ALL_SCHOOLS), errors="ignore")
            own = rows.groupby("school_id", sort=False)
            self._kept[key] = rows.iloc[:0].copy(), {cast(int, school): cut for school, cut in own}
        nobody, by_school = self._kept[key]
        rows = by_school.get(scope.school_id, nobody).reset_index(drop=True)
        counted = {column: WHOLES[column](rows) for column in WHOLES if column in rows}
        return rows.assign(**counted)
