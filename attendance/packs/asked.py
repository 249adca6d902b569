"""The rows that a pack rests on, each query asked once."""

import pandas as pd

from attendance import words
from attendance.packs.pack import Ask
from attendance.scope import Choices, PackScope


class Asked:
    """Asks for rows by the name of their query and keeps them for the other sections."""

    def __init__(self, ask: Ask, scope: PackScope) -> None:
        """`ask` gives the rows of a query for a scope; `scope` is what the pack is of."""
        self._ask, self.scope = ask, scope
        self._found: dict[tuple[str, Choices], pd.DataFrame] = {}

    def __call__(self, name: str, scope: Choices | None = None) -> pd.DataFrame:
        """The rows of that query for the pack's scope, or for another made of it."""
        scope = scope or self.scope
        if isinstance(scope, PackScope):
            scope = scope.but(school_day=None)
        key = name, scope
        if key not in self._found:
            self._found[key] = self._ask(*key)
        return self._found[key]

    @property
    def severe(self) -> tuple[pd.DataFrame, PackScope]:
        """The severely absent, those without support first, and the scope they were asked for."""
        scope = of_band(self.scope, self("pupils/totals"), "severe")
        return self("pupils/absent_pupils", scope), scope


def of_band(scope: PackScope, totals: pd.DataFrame, band: str) -> PackScope:
    """The same with the bounds of that band, which the rows of totals tell."""
    row = totals[totals["band"] == band].iloc[0]
    below = None if words.is_missing(row["band_to"]) else float(row["band_to"])
    return scope.but(band=band, least_share=float(row["band_from"]), below_share=below)
